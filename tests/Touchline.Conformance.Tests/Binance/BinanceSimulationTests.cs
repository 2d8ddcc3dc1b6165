using System.Globalization;
using Xunit.Abstractions;

namespace Touchline.Conformance.Tests;

/// <summary>Binance's adapter and the simulated Binance through three minutes of trouble, seed by seed. docs/conformance.md.</summary>
public sealed class BinanceSimulationTests(ITestOutputHelper output)
{
    private const ulong FastSeeds = 8;
    private const ulong AllSeeds = 200;
    private const ulong SeedsInBlock = 4;

    private const string Alone = "dotnet test tests/Touchline.Conformance.Tests -c Release --filter Eight_seeds_of_trouble";

    [Fact]
    public void Eight_seeds_of_trouble_end_in_agreement()
    {
        SimulationRun run = New();
        run.Play(SimulationRun.Seeds(1, FastSeeds + 1));
        run.Check();
    }

    [Fact]
    public void The_same_seed_is_the_same_run()
    {
        var first = new SimulatedSession(3, t => new BinanceStage(t));
        var second = new SimulatedSession(3, t => new BinanceStage(t));
        first.RunFor(20 * VenueStage.Second);
        second.RunFor(20 * VenueStage.Second);
        Assert.Equal(first.Trace, second.Trace);
    }

    [LongFact("binance")]
    [Trait("Category", "Long-binance")]
    public void Two_hundred_seeds_of_trouble_end_in_agreement()
    {
        // How many seeds are done, and those of them that went wrong: they are tried again when the suite goes on.
        string progress = LongFactAttribute.ProgressFile! + ".seeds";
        ulong[] before = File.Exists(progress) ? [.. File.ReadAllText(progress).Split(' ').Select(n => ulong.Parse(n, CultureInfo.InvariantCulture))] : [0];
        SimulationRun run = New();
        run.Play(before.Skip(1));
        for (ulong seed = before[0]; seed < AllSeeds; seed += SeedsInBlock)
        {
            run.Play(SimulationRun.Seeds(seed + 1, seed + SeedsInBlock + 1));
            File.WriteAllText(progress, string.Join(' ', run.Wrong.Prepend(seed + SeedsInBlock)));
        }

        // Kinds of trouble are looked for only where all seeds were run in one go.
        if (before[0] == 0)
            run.Check();
        run.CheckAgreement();
        File.Delete(progress);
    }

    private SimulationRun New() => new(t => new BinanceStage(t), Alone, output);
}
