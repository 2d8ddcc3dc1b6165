using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A simulation plays runs of rows wherever nobody could tell the difference; played moment by moment it can't. Both have to give an
/// engine the same inputs and get the same intents, with one market or several whose times fall together.
/// </summary>
public sealed class RunsOfRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 600)]
    [InlineData(2, 600)]
    [InlineData(3, 300)]
    public void A_strategy_that_reacts_to_everything_sees_and_does_the_same_played_at_once_and_moment_by_moment(int markets, int runs)
    {
        var random = new Random(20 + markets);
        long reports = 0, fills = 0, free = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            // A market as good as any, but of the same instants: what is told apart is the order at equal times.
            SimulationOptions options = market.Options with { Exchange = (ExchangeModel)random.Next(1, 4), Queue = random.Next(2) == 0 ? QueueModel.RiskAverse : QueueModel.Log, Seed = (ulong)random.Next() };
            if (random.Next(3) == 0)
                options = options with { Latency = new ConstantLatency(options.Latency.MostEntryNs, 0) };
            else if (market.Measured is { } measured && random.Next(2) == 0)
                options = options with { Latency = new SampledLatency("measured", measured) };
            string[] paths = [.. Enumerable.Range(0, markets).Select(i => Record(market, i, random))];
            long step = 1 + market.Options.Latency.MostEntryNs / 2;
            long span = market.Rows.Max(r => r.Local) - market.Rows[0].Local;
            long? stopAfter = random.Next(3) == 0 ? random.NextInt64(span + 1) : null;
            List<string> atOnce = Playback.Lines(paths, options, step, stopAfter, momentByMoment: false);
            List<string> byMoment = Playback.Lines(paths, options, step, stopAfter, momentByMoment: true);
            int same = atOnce.Zip(byMoment).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(
                same == Math.Max(atOnce.Count, byMoment.Count),
                $"run {run}, stop after {stopAfter}, {options}, line {same}:\n{string.Join('\n', atOnce.Skip(same - 3).Take(8))}\n\n{string.Join('\n', byMoment.Skip(same - 3).Take(8))}");
            reports += atOnce.Count(line => line.StartsWith("report", StringComparison.Ordinal));
            fills += atOnce.Count(line => line.Contains("Fill", StringComparison.Ordinal));
            free += options.Latency.MostResponseNs == 0 ? 1 : 0;
        }

        Assert.True(reports > 10 * runs && fills > 2 * runs && free > runs / 5, $"{reports} reports, {fills} fills, {free} runs without response latency are too few to mean anything");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_it_does_on_five_thousand_markets()
    {
        foreach ((int markets, int runs) in ((int, int)[])[(1, 2_000), (2, 2_000), (3, 1_000)])
            A_strategy_that_reacts_to_everything_sees_and_does_the_same_played_at_once_and_moment_by_moment(markets, runs);
    }

    // The first market as it is, the others with some of its rows.
    private string Record(Market market, int index, Random random)
    {
        string path = _folder.File($"market-{index}.tlr");
        Row[] rows = [.. market.Rows.SkipWhile(r => r.Local == -1).Where((r, i) => i == 0 || index == 0 || random.Next(4) > 0)];
        (market with { Instrument = market.Instrument with { Symbol = $"X{index}" }, Rows = rows }).Record(path);
        return path;
    }
}
