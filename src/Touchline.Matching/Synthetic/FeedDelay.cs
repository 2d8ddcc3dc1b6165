using Touchline.Core;

namespace Touchline.Matching;

/// <summary>When messages of one connection arrive: none overtakes another. For one thread.</summary>
internal sealed class FeedDelay
{
    private readonly FeedDelayOptions _options;
    private readonly SeededRandom _random;
    private long _wayNs;
    private long _wayUntilNs = long.MinValue;
    private long _stallNs = long.MaxValue;
    private long _stalledUntilNs;
    private long _arrivalNs;
    private long _freeNs;

    public FeedDelay(FeedDelayOptions options, ulong seed, long startNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.WayHoldsNs);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ServiceNs);
        ArgumentOutOfRangeException.ThrowIfNegative(options.SecondsBetweenStalls);
        ArgumentOutOfRangeException.ThrowIfNegative(options.WayNs.Least);
        ArgumentOutOfRangeException.ThrowIfNegative(options.StallNs.Least);
        _options = options;
        _random = new SeededRandom(seed);
        if (options.SecondsBetweenStalls > 0)
            _stallNs = startNs + NextStall();
    }

    /// <summary>The arrival of a message that leaves not before the last one.</summary>
    public long Arrival(long sentNs)
    {
        if (sentNs >= _wayUntilNs)
        {
            _wayNs = (long)_options.WayNs.Draw(_random);
            _wayUntilNs = sentNs + _options.WayHoldsNs;
        }

        if (sentNs >= _stallNs)
        {
            _stalledUntilNs = sentNs + (long)_options.StallNs.Draw(_random);
            _stallNs = sentNs + NextStall();
        }

        _arrivalNs = Math.Max(Math.Max(_freeNs, _arrivalNs), Math.Max(sentNs + _wayNs, _stalledUntilNs));
        _freeNs = _arrivalNs + _options.ServiceNs;
        return _arrivalNs;
    }

    private long NextStall() => (long)(_options.SecondsBetweenStalls * 1e9 * _random.Exponential());
}
