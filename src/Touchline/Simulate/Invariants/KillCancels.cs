using Touchline.Core;

namespace Touchline.Simulate;

internal sealed class KillCancels : Invariant
{
    // An order is asked to go with the kill itself, whatever the network is like.
    private const long AskedNs = 1_000_000_000;

    // A cancel whose answer is lost takes 3 s to be unknown and some more to be found out; this may happen to an order several times over.
    private const long MostNs = 60_000_000_000;

    private readonly HashSet<long> _asked = [];
    private long _killedNs;
    private long _takenNs;
    private long _lastNs;

    public override string Name => "kill-cancels";

    public override string Sentence => "A second after a kill every order of ours has been asked to go, and none works at the venue any more within 60 s with the venue in reach.";

    public override void OnProcess(SimulatedWorld world) => (_takenNs, _killedNs) = (0, 0);

    public override string? AfterStep(SimulatedWorld world)
    {
        foreach (JournalEntry entry in world.Journal.News)
        {
            if (entry.Intent == IntentKind.Cancel)
                _asked.Add(entry.Number);
        }

        long nowNs = world.Clock.NowNs, passedNs = nowNs - _lastNs;
        _lastNs = nowNs;
        if (!world.Journal.IsKilled || world.Process is not { IsPlaying: true })
        {
            (_takenNs, _killedNs) = (0, 0);
            return null;
        }

        _killedNs = _killedNs == 0 ? nowNs : _killedNs;
        VenueOrder? left = world.Truth.Live.Values.FirstOrDefault(MustGo);
        if (left is null)
            _takenNs = 0;
        else if (world.IsInReach)
            _takenNs += passedNs;
        if (_takenNs > MostNs)
            return $"{MostNs / 1_000_000_000} s after the kill the exchange still has {left}";
        VenueOrder? kept = nowNs - _killedNs <= AskedNs
            ? null
            : world.Truth.Live.Values.FirstOrDefault(o => MustGo(o) && !_asked.Contains(o.Number) && world.EngineOrders.ContainsKey(o.Number));
        return kept is not null
            ? $"{AskedNs / 1_000_000_000} s after the kill nobody has asked the exchange to cancel {kept}"
            : null;
    }

    // What may be there on purpose only closes positions.
    private static bool MustGo(VenueOrder order) => order.Waiting is not null || !order.ReduceOnly;
}
