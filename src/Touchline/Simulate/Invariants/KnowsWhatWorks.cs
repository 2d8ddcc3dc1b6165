namespace Touchline.Simulate;

internal sealed class KnowsWhatWorks : Invariant
{
    // What a loss of power took from the journal is found by asking, and cancelled again with each look at the account, every half minute.
    private const long MostForLostNs = 100_000_000_000;

    private long _lostNs;
    private long _lastNs;

    public override string Name => "knows-what-works";

    public override string Sentence => "While a strategy runs, every order of ours that works at the venue is live in the engine too; what a loss of power took from the journal is gone within 100 s in reach.";

    public override void OnProcess(SimulatedWorld world) => _lostNs = 0;

    public override string? AfterStep(SimulatedWorld world)
    {
        long passedNs = world.Clock.NowNs - _lastNs;
        _lastNs = world.Clock.NowNs;
        if (world.Process is not { IsPlaying: true })
            return null;
        VenueOrder? lost = null;
        foreach (VenueOrder order in world.Truth.Live.Values)
        {
            if (world.EngineOrders.ContainsKey(order.Number))
                continue;
            if (!world.Journal.Lost.Contains(order.Number))
                return $"the exchange has {order}, which the engine doesn't think live";
            lost = order;
        }

        _lostNs = lost is null ? 0 : _lostNs + (world.IsInReach ? passedNs : 0);
        return _lostNs <= MostForLostNs ? null : $"the exchange still has {lost}, which a loss of power took from the journal";
    }
}
