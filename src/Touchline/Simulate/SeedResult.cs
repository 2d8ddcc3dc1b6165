namespace Touchline.Simulate;

/// <summary>What came of a seed.</summary>
/// <param name="Broken">Null: every invariant held.</param>
/// <param name="SimulatedNs">How long the world lasted, by its own clock.</param>
/// <param name="Trace">Of everything that arrived anywhere: two runs with the same one were the same.</param>
/// <param name="Story">For whoever has to find out why: what the last session told people, what the journal has of the orders concerned. Empty where nothing broke.</param>
internal sealed record SeedResult(ulong Seed, long Events, BrokenInvariant? Broken, long Steps, long SimulatedNs, ulong Trace, Tally Tally, IReadOnlyList<string> Story)
{
    /// <summary>The command that runs just this seed.</summary>
    public string Command => $"touchline simulate --seed {Seed} --events {Events}";

    /// <summary>One line: how to have it again, and what broke.</summary>
    public string Line => $"{Command}: {Broken!.Name} broken at step {Broken.Step}, after {Broken.AtNs / 1e9:0.000} s: {Broken.Detail}";

    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    public static SeedResult Play(ulong seed, long events, CancellationToken cancel)
    {
        using var world = new SimulatedWorld(seed, events);
        BrokenInvariant? broken = null;
        try
        {
            broken = world.Run(cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the seed is what one needs to know.
            broken = new BrokenInvariant("nothing-throws", e.ToString(), world.Steps, world.Clock.NowNs - world.Clock.StartNs);
        }

        return new SeedResult(
            seed, events, broken, world.Steps, world.Clock.NowNs - world.Clock.StartNs, world.Network.Trace.Value, world.Tally, broken is null ? [] : [.. world.StoryOf(broken.Detail)]);
    }
}
