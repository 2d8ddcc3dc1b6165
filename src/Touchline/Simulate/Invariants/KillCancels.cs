namespace Touchline.Simulate;

internal sealed class KillCancels : Invariant
{
    // A cancel whose answer is lost takes 3 s to be unknown and some more to be found out; this may happen to an order several times over.
    private const long MostNs = 40_000_000_000;

    private long _takenNs;
    private long _lastNs;

    public override string Name => "kill-cancels";

    public override string Sentence => "After a kill no order of ours works at the venue any more within 40 s with the venue in reach.";

    public override void OnProcess(SimulatedWorld world) => _takenNs = 0;

    public override string? AfterStep(SimulatedWorld world)
    {
        long passedNs = world.Clock.NowNs - _lastNs;
        _lastNs = world.Clock.NowNs;
        VenueOrder? left = world.Journal.IsKilled && world.Process is { IsPlaying: true } ? world.Truth.Live.Values.FirstOrDefault(o => o.Waiting is not null || !o.ReduceOnly) : null;
        if (left is null)
            _takenNs = 0;
        else if (world.IsInReach)
            _takenNs += passedNs;
        return _takenNs <= MostNs ? null : $"{MostNs / 1_000_000_000} s after the kill the exchange still has {left}";
    }
}
