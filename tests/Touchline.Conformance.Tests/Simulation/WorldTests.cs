using System.Globalization;
using Xunit.Abstractions;

namespace Touchline.Conformance.Tests;

/// <summary>The program in the virtual world, seed by seed: docs/simulate.md.</summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    private const int FastSeeds = 20, FastEvents = 1_500;
    private const ulong AllSeeds = 1_000;
    private const int AllEvents = 20_000;

    // A block is what is lost when the suite is stopped.
    private const ulong SeedsInBlock = 10;

    [Fact]
    public void Twenty_seeds_hold_every_invariant()
    {
        SimulationSummary sum = Play(SimulationRun.Seeds(1, FastSeeds + 1), FastEvents);
        output.WriteLine(sum.ToString());
        CheckHeld(sum);
        foreach (string kind in (string[])["orders", "amends", "cancels", "fills", "unknown outcomes", "restarts", "crashes", "torn records", "network: parted", "command kill", "conditional orders set off", "guards and exits of brackets"])
            Assert.True(sum.Tally[kind] > 0, $"no seed met '{kind}'");
    }

    [Fact]
    public void The_same_seed_is_the_same_world()
    {
        SeedResult first = SeedResult.Play(7, FastEvents, CancellationToken.None), second = SeedResult.Play(7, FastEvents, CancellationToken.None);
        Assert.Equal((first.Trace, first.Steps, first.SimulatedNs, first.Tally.ToString()), (second.Trace, second.Steps, second.SimulatedNs, second.Tally.ToString()));
        Assert.NotEqual(first.Trace, SeedResult.Play(8, FastEvents, CancellationToken.None).Trace);
    }

    [LongFact("simulate")]
    [Trait("Category", "Long-simulate")]
    public void A_thousand_seeds_hold_every_invariant()
    {
        // How many seeds are done, and those of them in which something broke: they are tried again when the suite goes on.
        string progress = LongFactAttribute.ProgressFile!;
        ulong[] before = File.Exists(progress) ? [.. File.ReadAllText(progress).Split(' ').Select(n => ulong.Parse(n, CultureInfo.InvariantCulture))] : [0];
        SimulationSummary again = Play(before.Skip(1), AllEvents);
        var broken = again.Broken.ToList();
        for (ulong seed = before[0]; seed < AllSeeds; seed += SeedsInBlock)
        {
            SimulationSummary block = Play(SimulationRun.Seeds(seed + 1, seed + SeedsInBlock + 1), AllEvents);
            broken.AddRange(block.Broken);
            File.WriteAllText(progress, string.Join(' ', broken.Select(b => b.Seed).Prepend(seed + SeedsInBlock)));
            Console.WriteLine($"{seed + SeedsInBlock} seeds, {broken.Count} broken: {block.Pace}");
        }

        Assert.True(broken.Count == 0, string.Join("\n", broken.Select(b => b.Line)));
        File.Delete(progress);
    }

    private static SimulationSummary Play(IEnumerable<ulong> seeds, int events)
    {
        ulong[] all = [.. seeds];
        var sum = new SimulationSummary(all.Length, events);
        sum.Play(all, _ => { }, CancellationToken.None);
        return sum;
    }

    private static void CheckHeld(SimulationSummary sum) => Assert.True(sum.Broken.Count == 0, string.Join("\n", sum.Broken.Select(b => b.Line)));
}
