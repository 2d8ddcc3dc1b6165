using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Strategies;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Sessions beside their simulation: none differs from itself, and whatever differs is explained to the last digit.</summary>
public sealed class DriftTests : IDisposable
{
    private const long Ms = 1_000_000;
    private const long Start = 1_700_000_000_000_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 60, true)]
    [InlineData(1, 60, false)]
    [InlineData(2, 40, true)]
    [InlineData(3, 30, false)]
    public void A_session_on_paper_doesnt_differ_from_its_simulation_with_the_same_models(int markets, int runs, bool isStopped)
    {
        var random = new Random(70 + markets + (isStopped ? 1 : 0));
        long fills = 0, orders = 0;
        for (int run = 0; run < runs; run++)
        {
            (string[] paths, SimulationOptions models) = Session(random, markets, isStopped);
            DriftReport drift = Drift(paths, models);
            Assert.True(drift.IsNone, $"run {run}: {drift.Profit}, {drift.Latency}, {string.Join('\n', drift.Pairs)}");
            Assert.Equal(0, drift.Queue.OnlyReal + drift.Queue.OnlySimulated);
            Assert.Equal(default, drift.Profit with { Real = 0, Simulated = 0 });
            fills += drift.Count(FillMatch.Matched);
            orders += drift.Orders;
        }

        Assert.True(fills > runs / 2 && orders > 3 * runs, $"{fills} fills of {orders} orders are too few to mean anything");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Nor_do_many_more_and_what_differs_adds_up()
    {
        foreach ((int markets, int runs, bool isStopped) in ((int, int, bool)[])[(1, 150, true), (1, 150, false), (2, 100, true), (3, 60, false)])
            A_session_on_paper_doesnt_differ_from_its_simulation_with_the_same_models(markets, runs, isStopped);
        AddUp(250);
    }

    [Fact]
    public void Whatever_the_models_the_parts_add_up_to_the_difference_and_no_unit_is_lost() => AddUp(100);

    private void AddUp(int runs)
    {
        var random = new Random(80);
        long missed = 0, extra = 0, matched = 0;
        for (int run = 0; run < runs; run++)
        {
            (string[] paths, SimulationOptions models) = Session(random, 1 + run % 2, run % 3 > 0);
            SimulationOptions others = models with
            {
                Latency = new ConstantLatency(random.Next(60) * Ms, random.Next(60) * Ms),
                Exchange = (ExchangeModel)random.Next(1, 3),
                Fees = new FeeRates(0.0001m * random.Next(-2, 5), 0.0007m),
            };
            DriftReport drift = Drift(paths, others, new DriftTolerance(random.Next(3) * 20 * Ms, 0.01m * random.Next(2)), Strategies(models));
            Assert.Equal(0, drift.Profit.Rest);
            Assert.All(drift.Instruments, i => Assert.Equal(0, i.Profit.Rest));
            Assert.Equal(drift.ByOrder.Sum(o => o.MatchedUnits + o.MissedUnits), drift.Pairs.Where(p => p.Real is not null).Sum(p => p.Units));
            Assert.Equal(drift.Pairs.Sum(p => p.Units), drift.ByOrder.Sum(o => o.MatchedUnits + o.MissedUnits + o.ExtraUnits));
            (missed, extra, matched) = (missed + drift.Count(FillMatch.Missed), extra + drift.Count(FillMatch.Extra), matched + drift.Count(FillMatch.Matched));
        }

        Assert.True(missed > runs / 8 && extra > runs / 8 && matched > runs / 8, $"{missed} missed, {extra} extra and {matched} matched fills are too few to mean anything");
    }

    [Fact]
    public void A_slower_venue_in_the_model_is_named_as_latency_and_its_missed_fills_as_money()
    {
        string path = _folder.File("synthetic.tlr");
        var stream = new SyntheticStream(new SyntheticStreamOptions(), 3, Start);
        Record(stream, path, new SimulationOptions { Latency = new ConstantLatency(2 * Ms, 3 * Ms) }, [new StrategySetup("maker", new MarketMaking())], Start + 40_000 * Ms, isStopped: true);
        DriftReport same = Drift([path], new SimulationOptions { Latency = new ConstantLatency(2 * Ms, 3 * Ms) }, strategies: [new StrategySetup("maker", new MarketMaking())]);
        Assert.True(same.IsNone && same.Count(FillMatch.Matched) > 10, $"{same.Profit} {same.Count(FillMatch.Matched)}");
        Assert.Equal((5 * Ms, 5 * Ms, 0d), (same.Latency.Real.Median, same.Latency.Simulated.Median, same.Latency.Distance));
        Assert.Equal((0L, 0L, 0d), (same.Queue.Median, same.Queue.P90, same.Queue.Mean));

        DriftReport slower = Drift([path], new SimulationOptions { Latency = new ConstantLatency(80 * Ms, 3 * Ms) }, strategies: [new StrategySetup("maker", new MarketMaking())]);
        Assert.Equal((5 * Ms, 83 * Ms, 1d), (slower.Latency.Real.Median, slower.Latency.Simulated.Median, slower.Latency.Distance));
        Assert.True(slower.Count(FillMatch.Missed) + slower.Count(FillMatch.Extra) > 0);
        Assert.NotEqual(0, slower.Profit.Difference);
        Assert.NotEqual(0, slower.Profit.Extra + slower.Profit.Missed);
        Assert.Equal(0, slower.Profit.Rest);
        Assert.False(slower.IsNone);
    }

    [Fact]
    public void A_missed_fill_is_what_it_was_better_than_the_mid_and_what_the_market_made_of_it_since()
    {
        // Bought 2 at 99 with the mid at 100, fee 0.5; the mid ends at 103. The simulation has none of it.
        Instrument traded = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);
        var pairs = new[] { new FillPair(2, Fill(1, 99, 2, 10, fee: 0.5m), null) };
        var mids = new Dictionary<long, decimal?> { [10] = 100 };
        LedgerState end = new Ledger().State with { Position = new Quantity(2), Balance = -198, Fees = [new AssetFees(0, 0.5m, 0.5m, 0, 0)] };
        ProfitDrift profit = ProfitDrift.Of(traded, new Ledger().State, end, [], 0, pairs, 103, mids);
        Assert.Equal(new ProfitDrift(Real: 7.5m, Simulated: 0, Extra: 0, Missed: -2, Prices: 0, Marking: -6, Fees: 0.5m, Funding: 0), profit);
        Assert.Equal((-7.5m, 0m), (profit.Difference, profit.Rest));
    }

    [Fact]
    public void Fills_are_laid_side_by_side_in_time_part_by_part()
    {
        var tolerance = new DriftTolerance(5, 0.01m);
        List<FillPair> pairs = FillPairing.Of(
            [Fill(1, 100, 10, 0), Fill(1, 100, 4, 20), Fill(2, 100, 3, 5), Fill(3, 100, 5, 50)],
            [Fill(1, 100, 6, 3), Fill(1, 101, 4, 4), Fill(1, 100, 4, 26), Fill(2, 102, 3, 5), Fill(4, 100, 1, 50)],
            tolerance);
        Assert.Equal(
            ["1 6 Matched", "1 4 Matched", "1 4 Missed", "1 4 Extra", "2 3 Missed", "2 3 Extra", "3 5 Missed", "4 1 Extra"],
            pairs.Select(p => $"{p.Either.Order} {p.Units} {p.Match}"));
    }

    [Theory]
    [InlineData(new long[] { 1, 2, 3, 4 }, new long[] { 1, 2, 3, 4 }, 2L, 4L, 0.0)]
    [InlineData(new long[] { 1, 2, 3, 4 }, new long[] { 5 }, 2L, 4L, 1.0)]
    [InlineData(new long[] { 1, 1, 3, 9, 9 }, new long[] { 1, 3 }, 3L, 9L, 0.4)]
    public void Times_are_compared_by_median_p90_and_the_distance_of_their_shares(long[] real, long[] simulated, long median, long p90, double distance)
    {
        TimeComparison compared = TimeComparison.Of(real, simulated);
        Assert.Equal((median, p90), (compared.Real.Median, compared.Real.P90));
        Assert.Equal(distance, compared.Distance!.Value, 12);
    }

    [Fact]
    public void The_queue_error_is_of_first_fills_of_resting_orders()
    {
        DriftFill Maker(long order, long ns) => Fill(order, 100, 1, ns) with { IsMaker = true };
        QueueError error = QueueError.Of(
            [Maker(1, 10), Maker(1, 12), Maker(2, 5), Maker(3, 7), Fill(5, 100, 1, 1)], [Maker(1, 25), Maker(2, 2), Maker(4, 1), Fill(5, 100, 1, 9)]);
        Assert.Equal(new QueueError(2, 1, 1, -3, -3, 15, 6), error);
    }

    [Fact]
    public void A_market_with_own_orders_in_it_and_a_journal_that_doesnt_replay_are_refused()
    {
        var random = new Random(90);
        (string[] paths, SimulationOptions models) = Session(random, 1, true);
        using Recording recording = Recording.Open(paths[0]);
        OrderJournalFile journal = OrderJournalFile.Read(Journal(paths[0]));
        var other = new Engine([MarketSimulation.InstrumentOf(recording)], [new StrategySetup("idle", new RecordedCommandTests.Quoting { IsIdle = true })], new RiskLimits());
        string message = Assert.Throws<BadInputException>(() => DriftReport.Of(journal, [recording], other, models, DriftTolerance.Usual)).Message;
        Assert.Contains("can't be replayed", message);

        string own = _folder.File("own.tlr");
        using (var writer = new RecordingWriter(own, "test", holdsOwnOrders: true))
        {
            writer.Define(Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One), 0, 0);
            writer.Complete();
        }

        using Recording impact = Recording.Open(own);
        Assert.Contains("own orders", Assert.Throws<BadInputException>(() => DriftReport.Of(journal, [impact], other, models, DriftTolerance.Usual)).Message);
    }

    [Fact]
    public void A_session_that_went_on_with_a_position_or_orders_or_got_a_position_before_it_began_is_refused()
    {
        string market = _folder.File("flat.tlr");
        Instrument traded = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);
        using (var writer = new RecordingWriter(market, "test"))
        {
            writer.Define(traded, 0, 0);
            writer.Complete();
        }

        var held = new OrderReport { Kind = ReportKind.External, Side = Side.Buy, Price = new Price(100), Quantity = new Quantity(2), TradeId = 1 };
        Engine before = Made();
        before.OnReport(held);
        Assert.Contains("went on with orders or a position", Refused("held", EngineCheckpoint.Of(before), null));
        Assert.Contains("had a position when its strategies began", Refused("late", null, held with { LocalNs = 5 }));
        Engine working = Made(new Bidder());
        working.Start(0);
        Assert.Equal(1, working.LiveOrders);
        Assert.Contains("went on with orders or a position", Refused("orders", EngineCheckpoint.Of(working), null));
        before.OnReport(held with { Side = Side.Sell, TradeId = 2, ExchangeNs = 2 });
        using Recording recording = Recording.Open(market);
        DriftReport flat = DriftReport.Of(Journaled("flat", EngineCheckpoint.Of(before), null), [recording], Made(), new SimulationOptions(), DriftTolerance.Usual);
        Assert.Equal((0m, 0m, 0L), (flat.Profit.Real, flat.Profit.Difference, flat.Instruments[0].RealFills));

        Engine Made(Strategy? strategy = null) => new([traded], [new StrategySetup("idle", strategy ?? new RecordedCommandTests.Quoting { IsIdle = true })], new RiskLimits());

        string Refused(string name, EngineCheckpoint? begun, OrderReport? report)
        {
            OrderJournalFile journal = Journaled(name, begun, report);
            using Recording whole = Recording.Open(market);
            return Assert.Throws<BadInputException>(() => DriftReport.Of(journal, [whole], Made(), new SimulationOptions(), DriftTolerance.Usual)).Message;
        }

        OrderJournalFile Journaled(string name, EngineCheckpoint? begun, OrderReport? report)
        {
            string folder = Directory.CreateDirectory(_folder.File(name)).FullName;
            Engine engine = Made();
            if (begun is not null)
                engine.Restore(begun);
            using (JournalLock place = JournalLock.Take(folder))
            using (var journal = new OrderJournal(place, "session"u8, 1, new RiskLimits(), waits: true, segmentBytes: 1 << 20))
            {
                journal.Begin(engine, 0);
                if (report is { } told)
                {
                    engine.OnReport(told);
                    journal.OnReport(engine.Inputs, told);
                }

                engine.Start(10);
                journal.OnStart(engine.Inputs, 10);
                journal.Complete(engine.Inputs);
            }

            return OrderJournalFile.Read(folder);
        }
    }

    private sealed class Bidder : Strategy
    {
        public override void OnStart() => Context.Place(NewOrder.Limit(0, Side.Buy, new Price(10), new Quantity(1)));
    }

    private static DriftFill Fill(long order, long price, long units, long ns, decimal fee = 0) =>
        new(new OrderId(order), 0, Side.Buy, new Price(price), units, ns, ns + 1, fee, IsMaker: false);

    private static RiskLimits Limits => new() { MaxLiveOrders = 512 };

    private static string Journal(string market) => market + ".journal";

    // A random market traded on as paper does it; its log and journal are what a session's would be.
    private (string[] Markets, SimulationOptions Models) Session(Random random, int markets, bool isStopped)
    {
        Market market = RandomMarket.Next(random, forText: false);
        SimulationOptions models = market.Options with { Exchange = (ExchangeModel)random.Next(1, 3) };
        string[] paths = [.. Enumerable.Range(0, markets).Select(i => Path.Combine(_folder.File($"market-{i}.tlr")))];
        for (int i = 0; i < markets; i++)
            (market with { Instrument = market.Instrument with { Symbol = $"X{i}" }, Rows = [.. market.Rows.SkipWhile(r => r.Local == -1)] }).Record(paths[i]);
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        string[] copies = [.. paths.Select(p => p + ".session.tlr")];
        long lastNs = recordings.Max(r => r.LastLocalNs), firstNs = recordings.Min(r => r.FirstLocalNs);
        long toNs = isStopped ? firstNs + random.NextInt64(1 + lastNs - firstNs) : long.MaxValue;
        Record(recordings, copies, models, Strategies(models), toNs, isStopped);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return (copies, models);
    }

    private static StrategySetup[] Strategies(SimulationOptions models) =>
        [new("reactive", new ReactiveStrategy(1 + models.Latency.MostEntryNs / 2, 60)), new("quoting", new RecordedCommandTests.Quoting())];

    private static void Record(RowSource source, string path, SimulationOptions models, StrategySetup[] strategies, long toNs, bool isStopped) =>
        Record([source], [path], models, strategies, toNs, isStopped);

    private static void Record(IReadOnlyList<RowSource> sources, string[] copies, SimulationOptions models, StrategySetup[] strategies, long toNs, bool isStopped)
    {
        var engine = new Engine([.. sources.Select(MarketSimulation.InstrumentOf)], strategies, Limits);
        if (Directory.Exists(Journal(copies[0])))
            Directory.Delete(Journal(copies[0]), recursive: true);
        Directory.CreateDirectory(Journal(copies[0]));
        using JournalLock place = JournalLock.Take(Journal(copies[0]));
        using var journal = new OrderJournal(place, "session"u8, 1, Limits, waits: true, segmentBytes: 1 << 20, instruments: sources.Count, strategies: strategies.Length);
        journal.Begin(engine, 0);
        SessionRecorder[] recorders = [.. sources.Select((s, i) => new SessionRecorder(s, copies[i], "test"))];
        var simulation = new MarketSimulation(sources, engine, models, new Nobody(), journal);
        Play(simulation, recorders, toNs);
        long endNs = long.MaxValue;
        if (isStopped)
        {
            simulation.Stop();
            (long stopNs, endNs) = simulation.Stopped!.Value;
            foreach (SessionRecorder recorder in recorders)
                recorder.MarkEnd(stopNs);
            Play(simulation, recorders, endNs);
        }

        foreach (SessionRecorder recorder in recorders)
            recorder.Complete(null, isStopped ? endNs : engine.NowNs);
        journal.Complete(engine.Inputs);
    }

    private static void Play(MarketSimulation simulation, SessionRecorder[] recorders, long toNs)
    {
        for (long now = Math.Min(simulation.NextNs, toNs); ;)
        {
            bool goesOn = simulation.PlayUntil(now);
            foreach (SessionRecorder recorder in recorders)
                recorder.Advance(now);
            if (!goesOn || now == toNs)
                return;
            now = Math.Min(now + SessionRecorder.MostStepNs, toNs);
        }
    }

    private static DriftReport Drift(string[] paths, SimulationOptions models, DriftTolerance? tolerance = null, StrategySetup[]? strategies = null)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        try
        {
            var engine = new Engine([.. recordings.Select(MarketSimulation.InstrumentOf)], strategies ?? Strategies(models), Limits);
            return DriftReport.Of(OrderJournalFile.Read(Journal(paths[0])), recordings, engine, models, tolerance ?? DriftTolerance.Usual);
        }
        finally
        {
            foreach (Recording recording in recordings)
                recording.Dispose();
        }
    }

    private sealed class Nobody : ISimulationObserver
    {
        public long NextLookNs => long.MaxValue;

        public void OnLook(long nowNs)
        {
        }

        public void OnReport(in OrderReport report)
        {
        }
    }
}
