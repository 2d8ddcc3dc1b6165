namespace Touchline.Simulate;

internal sealed class NoStrategyFails : Invariant
{
    public override string Name => "no-strategy-fails";

    public override string Sentence => "Nothing that the engine or the session does makes a strategy throw.";

    public override string? AfterStep(SimulatedWorld world) =>
        world.Process is { IsPlaying: true, Session.Failed: { } failed } ? $"strategy {failed.Name} failed: {failed.Failure}" : null;
}
