namespace Touchline.Simulate;

internal sealed class KnowsWhatWorks : Invariant
{
    // What a loss of power took from the journal is found by asking.
    private const int MostStepsForLost = 3_000;

    private int _steps;

    public override string Name => "knows-what-works";

    public override string Sentence => "While a strategy runs, every order of ours that works at the venue is live in the engine too, whatever crashed before.";

    public override void OnProcess(SimulatedWorld world) => _steps = 0;

    public override string? AfterStep(SimulatedWorld world)
    {
        if (world.Process is not { IsPlaying: true })
            return null;
        bool hasLost = false;
        foreach (VenueOrder order in world.Truth.Live.Values)
        {
            if (world.EngineOrders.ContainsKey(order.Number))
                continue;
            if (!world.Journal.Lost.Contains(order.Number))
                return $"the exchange has {order}, which the engine doesn't think live";
            hasLost = true;
            if (_steps > MostStepsForLost)
                return $"the exchange still has {order}, which a loss of power took from the journal";
        }

        _steps = !hasLost ? 0 : world.IsInReach ? _steps + 1 : _steps;
        return null;
    }
}
