namespace Touchline.Simulate;

internal sealed class KillCancels : Invariant
{
    /// <summary>Steps within which a kill has cancelled everything, while the venue can be reached.</summary>
    public const int MostSteps = 3_000;

    private int _steps;

    public override string Name => "kill-cancels";

    public override string Sentence => "After a kill no order of ours is live at the venue any more within 3,000 steps with the venue in reach.";

    public int MostTaken { get; private set; }

    public override void OnProcess(SimulatedWorld world) => _steps = 0;

    public override string? AfterStep(SimulatedWorld world)
    {
        if (!world.Journal.IsKilled || world.Process is not { IsPlaying: true })
        {
            _steps = 0;
            return null;
        }

        if (!world.IsInReach)
            return null;
        VenueOrder? left = world.Truth.Live.Values.FirstOrDefault(o => !o.At.ReduceOnly);
        if (left is null)
        {
            _steps = 0;
            return null;
        }

        MostTaken = Math.Max(MostTaken, ++_steps);
        return _steps <= MostSteps ? null : $"{_steps} steps after the kill the exchange still has {left}";
    }
}
