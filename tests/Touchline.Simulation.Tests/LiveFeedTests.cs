using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>Paper on a live feed: whatever comes and however it comes, a backtest of the session's recordings is the session again.</summary>
public sealed class LiveFeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 500)]
    [InlineData(3, 150)]
    public void A_backtest_of_the_recordings_comes_to_the_sessions_fills_and_figures(int markets, int runs)
    {
        var random = new Random(900 + markets);
        int fills = 0, waited = 0, silences = 0, commands = 0;
        long late = 0, early = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            SimulationOptions options = market.Options with { Exchange = (ExchangeModel)random.Next(1, 4), Latency = Latency(market.Options.Latency, random), Seed = (ulong)run };
            var play = new LivePlay(random, [.. Enumerable.Range(0, markets).Select(i => Messages(market, i, random))], options) { HasCommands = run % 2 == 1 };
            string[] paths = [.. Enumerable.Range(0, markets).Select(i => _folder.File($"session-{run}-{i}.tlr"))];
            string? journal = run % 5 == 0 ? _folder.File($"orders-{run}.tlj") : null;
            string[] live = play.Play(paths, journal);
            Same(live, play.Again(paths, momentByMoment: run % 3 == 0), run);
            if (journal is not null)
                CheckReplay(play, journal, paths);
            waited += CheckTimes(play, paths, options);
            fills += play.Live.Reports.Count(r => r.Kind == ReportKind.Fill);
            commands += play.Live.Lines.Count(l => l.StartsWith("command", StringComparison.Ordinal));
            silences += play.EndedInSilence ? 1 : 0;
            late += play.Feeds.Sum(f => f.LateEvents);
            early += play.Feeds.Sum(f => f.EarlyEvents);
        }

        Assert.True(fills > runs && waited > 2 * runs && silences > runs / 20 && commands > runs && late > runs && early > runs,
            $"{fills} fills, {waited} waited for a row, {silences} silences, {commands} commands, {late} late, {early} early: too few to mean anything");
    }

    private static void Same(string[] live, string[] again, int run)
    {
        int same = live.Zip(again).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            same == Math.Max(live.Length, again.Length),
            $"run {run}, line {same}:\n{string.Join('\n', live.Skip(same - 3).Take(8))}\n\n{string.Join('\n', again.Skip(same - 3).Take(8))}");
    }

    private static void CheckReplay(LivePlay play, string journal, string[] paths)
    {
        Trading.ReplayResult replay = play.Replay(journal, paths);
        Assert.Null(replay.Difference);
        Assert.Null(replay.Stop);
        Assert.Equal(play.Live.Lines.Count(l => l.StartsWith("intent", StringComparison.Ordinal)), replay.Intents);
    }

    // By the rule's own words, on the rows alone: an answer of a time comes when the response has come, the row that told it was seen, and
    // the answers before it were in. A row of that very time tells what it did, the first behind it what became of a request. Returns how many waited.
    private static int CheckTimes(LivePlay play, string[] paths, SimulationOptions options)
    {
        int waited = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            (long Exchange, long Local)[] rows = Rows(paths[i]);
            long before = long.MinValue;
            foreach (OrderReport report in play.Live.Reports.Where(r => r.Instrument == i))
            {
                long at = rows.First(r => r.Exchange >= report.ExchangeNs).Local;
                long behind = rows.Where(r => r.Exchange > report.ExchangeNs).Select(r => r.Local).DefaultIfEmpty(long.MaxValue).First();
                Assert.True(report.LocalNs >= at, $"{report.LocalNs} is before {at}");
                if (options.Latency is ConstantLatency constant)
                {
                    long travelled = Math.Max(before, report.ExchangeNs + constant.ResponseNs);
                    IEnumerable<long> sameTime = rows.Where(r => r.Exchange == report.ExchangeNs).Select(r => Math.Max(travelled, r.Local));
                    Assert.Contains(report.LocalNs, sameTime.Append(Math.Max(travelled, at)).Append(Math.Max(travelled, behind)));
                    waited += report.LocalNs > travelled ? 1 : 0;
                }

                before = report.LocalNs;
            }
        }

        return waited;
    }

    private static (long Exchange, long Local)[] Rows(string path)
    {
        using Recording recording = Recording.Open(path);
        var rows = new List<(long, long)>();
        for (var timeline = new ExchangeTimeline(recording); timeline.NextNs != long.MaxValue; timeline.Advance())
            rows.Add((timeline.NextNs, timeline.Row.LocalNs));
        return [.. rows];
    }

    private static LatencyModel Latency(LatencyModel drawn, Random random) => random.Next(3) == 0
        ? new SampledLatency("drawn", [.. Enumerable.Range(0, 5).Select(_ => Sample(random, drawn.MostEntryNs + 1))])
        : drawn;

    private static LatencySample Sample(Random random, long most)
    {
        long entry = random.NextInt64(2 * most), response = random.NextInt64(2 * most);
        return new LatencySample(1, 1 + entry, 1 + entry + response);
    }

    // What one market tells is left out here and there of the others, so that they differ.
    private static (Instrument Instrument, MarketEvent[][] Messages) Messages(Market market, int index, Random random)
    {
        Instrument instrument = market.Instrument with { Symbol = $"X{index}" };
        long seen = market.Rows[0].Local == -1 ? market.Rows.First(r => r.Local != -1).Local : market.Rows[0].Local;
        var messages = new List<MarketEvent[]>();
        var message = new List<MarketEvent>();
        foreach (Row row in market.Rows.Where((r, i) => index == 0 || i < 3 || random.Next(4) > 0))
        {
            seen = Math.Max(seen, row.Local);
            message.Add(Market.ToEvent(row with { Local = seen }, instrument, (ushort)index));
            if (!row.EndsBatch)
                continue;
            messages.Add([.. message]);
            message.Clear();
        }

        return messages.Count > 0 ? (instrument, [.. messages]) : Messages(market with { Rows = [.. market.Rows.Select(r => r with { EndsBatch = true })] }, index, random);
    }
}
