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
    [InlineData(2, 170)]
    [InlineData(3, 60)]
    public void A_backtest_of_the_recordings_comes_to_the_sessions_fills_and_figures(int markets, int runs)
    {
        var random = new Random(900 + markets);
        int fills = 0, waited = 0, silences = 0, commands = 0, changes = 0;
        long late = 0, early = 0;
        for (int run = 0; run < runs; run++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            SimulationOptions options = market.Options with { Exchange = (ExchangeModel)random.Next(1, 4), Latency = Latency(market.Options.Latency, random), Seed = (ulong)run };
            var play = new LivePlay(random, [.. Enumerable.Range(0, markets).Select(i => Messages(market, i, random))], options) { HasCommands = run % 2 == 1, ChangesTicks = run % 4 == 3 };
            string[] paths = [.. Enumerable.Range(0, markets).Select(i => _folder.File($"session-{run}-{i}.tlr"))];
            string? journal = run % 5 == 0 ? Directory.CreateDirectory(_folder.File($"J{run}")).FullName : null;
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
            changes += play.Feeds.Count(f => f.End is not null);
        }

        Assert.True(fills > runs && waited > 2 * runs && silences > runs / 20 && commands > runs && late > runs && early > runs && changes > runs / 20,
            $"{fills} fills, {waited} waited for a row, {silences} silences, {commands} commands, {late} late, {early} early, {changes} changes: too few to mean anything");
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 100)]
    public void So_it_does_with_orders_of_every_kind_dates_funding_and_liquidations(int markets, int runs)
    {
        var random = new Random(950 + markets);
        var seen = new Dictionary<ReportKind, int>();
        int waited = 0;
        for (int run = 0; run < runs; run++)
        {
            long entry = random.Next(60) * Ms, response = random.Next(60) * Ms;
            var options = new SimulationOptions
            {
                Exchange = (ExchangeModel)random.Next(1, 4),
                Latency = new ConstantLatency(entry, response),
                Seed = (ulong)run,
                Margin = random.Next(2) == 0 ? MarginTerms.None : new MarginTerms { Deposit = random.Next(20, 100), Leverage = 20, Maintenance = [new MarginBracket(0, 0.01m)] },
            };
            var play = new LivePlay(random, [.. Enumerable.Range(0, markets).Select(i => AccountMessages(i, random))], options) { HasAllTerms = true };
            string[] paths = [.. Enumerable.Range(0, markets).Select(i => _folder.File($"session-{run}-{i}.tlr"))];
            Same(play.Play(paths, null), play.Again(paths, momentByMoment: run % 3 == 0), run);
            waited += CheckTimes(play, paths, options);
            foreach (OrderReport report in play.Live.Reports)
                seen[report.Kind] = seen.GetValueOrDefault(report.Kind) + 1;
        }

        string counts = string.Join(", ", seen);
        foreach (ReportKind kind in (ReportKind[])[ReportKind.Acknowledged, ReportKind.Fill, ReportKind.Cancelled, ReportKind.Expired, ReportKind.Rejected])
            Assert.True(seen.GetValueOrDefault(kind) > runs, counts);
        Assert.True(seen.GetValueOrDefault(ReportKind.Funding) > runs && seen.GetValueOrDefault(ReportKind.Amended) > runs / 5 && seen.GetValueOrDefault(ReportKind.Liquidation) > runs / 20 && waited > runs, $"{counts}; {waited} waited");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_it_does_on_many_more_markets()
    {
        // Each in a folder of its own.
        foreach ((int markets, int runs) in ((int, int)[])[(2, 500), (3, 150)])
        {
            using var tests = new LiveFeedTests();
            tests.A_backtest_of_the_recordings_comes_to_the_sessions_fills_and_figures(markets, runs);
        }

        using var last = new LiveFeedTests();
        last.So_it_does_with_orders_of_every_kind_dates_funding_and_liquidations(2, 200);
    }

    [Fact]
    public void An_order_is_decided_by_the_first_event_behind_its_arrival_and_told_when_that_was_seen()
    {
        (LiveFeed feed, Backtest session, LivePlay.InputLog log) = Scripted(Action(Start + 10 * Ms, 100));
        feed.Add(Level(Start + 1 * Ms, Start, Side.Sell, 101));
        Assert.True(session.PlayUntil(Start + 30 * Ms));
        Assert.Single(log.Lines, l => l.Contains("Place", StringComparison.Ordinal));
        feed.Add(Level(Start + 40 * Ms, Start + 12 * Ms, Side.Sell, 102)); // at its very arrival: before it
        Assert.True(session.PlayUntil(Start + 50 * Ms));
        Assert.Empty(log.Reports);
        feed.Add(Level(Start + 60 * Ms, Start + 12 * Ms + 1, Side.Sell, 103));
        Assert.True(session.PlayUntil(Start + 60 * Ms));
        Assert.Equal((ReportKind.Acknowledged, Start + 12 * Ms, Start + 60 * Ms), Last(log));
    }

    [Fact]
    public void The_response_takes_its_time_where_the_feed_is_faster()
    {
        (LiveFeed feed, Backtest session, LivePlay.InputLog log) = Scripted(Action(Start + 10 * Ms, 100));
        feed.Add(Level(Start + 13 * Ms, Start + 13 * Ms, Side.Sell, 101));
        feed.Add(Level(Start + 30 * Ms, Start + 30 * Ms, Side.Sell, 102));
        session.PlayUntil(Start + 40 * Ms);
        Assert.Equal((ReportKind.Acknowledged, Start + 12 * Ms, Start + 15 * Ms), Last(log));
    }

    [Fact]
    public void A_stopped_session_ends_with_its_last_order_and_in_silence_after_a_while()
    {
        (LiveFeed feed, Backtest session, LivePlay.InputLog log) = Scripted(Action(Start + 10 * Ms, 100));
        feed.Add(Level(Start + 20 * Ms, Start + 20 * Ms, Side.Sell, 101));
        session.PlayUntil(Start + 30 * Ms);
        session.Stop();
        long latest = Start + 30 * Ms + 1 + 5 * Ms + MarketSimulation.MostSilenceNs;
        Assert.Equal((Start + 30 * Ms + 1, latest), session.Stopped);
        Assert.True(session.PlayUntil(latest - 1));
        Assert.Equal(1, session.Engine.LiveOrders);
        Assert.False(session.PlayUntil(latest));
        Assert.Equal(1, session.Engine.LiveOrders);

        (feed, session, log) = Scripted(Action(Start + 10 * Ms, 100));
        feed.Add(Level(Start + 20 * Ms, Start + 20 * Ms, Side.Sell, 101));
        session.PlayUntil(Start + 30 * Ms);
        session.Stop();
        feed.Add(Level(Start + 90 * Ms, Start + 33 * Ms, Side.Sell, 102));
        Assert.False(session.PlayUntil(Start + 500 * Ms));
        Assert.Equal((ReportKind.Cancelled, Start + 32 * Ms + 1, Start + 90 * Ms), Last(log));
        Assert.Equal(Start + 90 * Ms, session.Stopped!.Value.EndNs);
    }

    [Fact]
    public void A_session_without_an_order_ends_where_it_is_stopped()
    {
        (LiveFeed feed, Backtest session, _) = Scripted();
        feed.Add(Level(Start + 20 * Ms, Start + 20 * Ms, Side.Sell, 101));
        session.PlayUntil(Start + 30 * Ms);
        session.Stop();
        Assert.Equal((Start + 30 * Ms + 1, Start + 30 * Ms + 1), session.Stopped);
        Assert.False(session.PlayUntil(Start + 30 * Ms + 1));
    }

    [Fact]
    public void A_queue_of_orders_is_refused_on_a_live_feed()
    {
        var refused = Assert.Throws<BadInputException>(() => Scripted(new SimulationOptions { Queue = QueueModel.Fifo }));
        Assert.Contains("fifo", refused.Message, StringComparison.Ordinal);
        Assert.Contains("X@test", refused.Message, StringComparison.Ordinal);
    }

    private const long Ms = 1_000_000;
    private const long Start = 1_700_000_000_000_000_000;

    private static ScriptedAction Action(long at, decimal price) => ScriptedAction.New(at, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCancel, price, 1);

    private static (LiveFeed Feed, Backtest Session, LivePlay.InputLog Log) Scripted(params ScriptedAction[] script) =>
        Scripted(new SimulationOptions { Latency = new ConstantLatency(2 * Ms, 3 * Ms) }, script);

    private static (LiveFeed Feed, Backtest Session, LivePlay.InputLog Log) Scripted(SimulationOptions options, params ScriptedAction[] script)
    {
        var feed = new LiveFeed(Instrument.Linear("test", "X", DecimalUnit.Parse("1", "tick"), DecimalUnit.Parse("1", "lot")), Start);
        var log = new LivePlay.InputLog();
        return (feed, new Backtest([feed], [new Trading.StrategySetup("script", new ScriptedStrategy(script))], new Trading.RiskLimits(), options, null, null, log), log);
    }

    private static MarketEvent[] Level(long local, long exchange, Side side, long price) =>
        [new() { LocalNs = local, ExchangeNs = exchange, Kind = EventKind.Depth, Side = side, Price = new Price(price), Quantity = new Quantity(5), Flags = EventFlags.EndOfBatch }];

    private static (ReportKind Kind, long ExchangeNs, long LocalNs) Last(LivePlay.InputLog log) =>
        (log.Reports[^1].Kind, log.Reports[^1].ExchangeNs, log.Reports[^1].LocalNs);

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

    private (Instrument Instrument, MarketEvent[][] Messages) AccountMessages(int index, Random random)
    {
        string path = _folder.File("market.tlr");
        AccountRecording.Write(path, $"X{index}", random);
        using Recording recording = Recording.Open(path);
        var messages = new List<MarketEvent[]>();
        var message = new List<MarketEvent>();
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
        {
            if (rows.Row.Kind == EventKind.Definition)
                continue;
            message.Add(rows.Row with { LocalNs = rows.NextNs });
            if (!rows.Row.EndsBatch)
                continue;
            messages.Add([.. message]);
            message.Clear();
        }

        return (MarketSimulation.InstrumentOf(recording), [.. messages]);
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
