using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>When a process dies: between two events, or as something about an order leaves, just before or just behind it; often soon, while it recovers.</summary>
internal sealed class CrashPlan
{
    private const double MeanEvents = 1_500, MeanEarlyEvents = 150;

    // Where nothing leaves for so long, there is nothing to be cut in two.
    private const int MostEventsToWait = 400;

    private readonly long _at;
    private int _sendsLeft;
    private readonly bool _isAtSend;

    public CrashPlan(SeededRandom random, long events)
    {
        _at = events + 1 + (long)(random.Exponential() * (random.Chance(0.3) ? MeanEarlyEvents : MeanEvents));
        _isAtSend = random.Chance(0.6);
        _sendsLeft = random.Below(6);
    }

    public bool IsDue(long events) => events >= _at && (!_isAtSend || events >= _at + MostEventsToWait);

    /// <summary>Asked before something about an order leaves, and behind it.</summary>
    public bool IsDueAtSend(long events) => _isAtSend && events >= _at && _sendsLeft-- <= 0;
}
