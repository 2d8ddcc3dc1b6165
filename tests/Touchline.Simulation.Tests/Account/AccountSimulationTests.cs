using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Orders of all types and the account's money on two timelines, with two strategies that share an account.</summary>
public sealed class AccountSimulationTests : IDisposable
{
    private const long Ms = 1_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 200, 10)]
    [InlineData(2, 2, 200, 10)]
    [InlineData(3, 3, 140, 10)]
    public void A_simulation_hears_the_same_at_the_same_times_as_one_that_goes_step_by_step(int seed, int instruments, int runs, int least)
    {
        var random = new Random(seed);
        var seen = new Dictionary<ReportKind, int>();
        for (int run = 0; run < runs; run++)
        {
            bool orderByOrder = random.Next(2) == 0;
            string[] paths = Recordings(random, instruments, orderByOrder);
            SimulationOptions options = EveryOption(random, paths[0], orderByOrder);
            ulong engineSeed = (ulong)random.Next(1000);
            (List<OrderReport> expected, string money) = StepByStep(paths, options, engineSeed);
            (List<OrderReport> told, string own) = Product(paths, options, engineSeed);
            int same = expected.Zip(told).TakeWhile(pair => Text(pair.First) == Text(pair.Second)).Count();
            Assert.True(
                same == Math.Max(expected.Count, told.Count),
                $"run {run}, report {same}, {options}\nexpected {Text(expected, same)}\nwas told {Text(told, same)}");
            Assert.Equal(money, own);
            foreach (OrderReport report in told)
                seen[report.Kind] = seen.GetValueOrDefault(report.Kind) + 1;
        }

        foreach (ReportKind kind in (ReportKind[])[ReportKind.Fill, ReportKind.Expired, ReportKind.Reduced, ReportKind.Funding, ReportKind.Liquidation, ReportKind.Amended])
            Assert.True(seen.GetValueOrDefault(kind) > least, $"{kind} came {seen.GetValueOrDefault(kind)} times");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_it_does_on_many_more_markets()
    {
        foreach ((int seed, int instruments, int runs) in ((int, int, int)[])[(1, 1, 600), (2, 2, 600), (3, 3, 400)])
            A_simulation_hears_the_same_at_the_same_times_as_one_that_goes_step_by_step(seed, instruments, runs, least: 40);
    }

    [Fact]
    public void After_every_report_strategies_add_up_to_the_account_and_the_account_to_what_the_venue_has()
    {
        var random = new Random(5);
        int compared = 0, liquidations = 0;
        decimal funding = 0;
        for (int run = 0; run < 600; run++)
        {
            Recording[] recordings = [.. Recordings(random, 2).Select(p => Recording.Open(p))];
            SimulationOptions options = Options(random);
            (Engine engine, AccountStrategy[] strategies) = EngineFor(recordings, (ulong)run);
            var loop = new PlainLoop(recordings, engine, options);
            loop.Reported = report =>
            {
                int i = report.Instrument;
                Check(engine, i);
                SimulatedVenue venue = loop.Venues[i];
                Ledger account = engine.Ledger(i);
                if (!loop.IsSettled(i))
                    return;
                compared++;
                Assert.Equal((venue.Position, venue.Cash), (account.Position, account.Balance - account.Fees + account.Funding));
            };
            loop.Play();
            Assert.Equal(default, engine.Anomalies);
            foreach (AccountStrategy strategy in strategies)
                liquidations += strategy.Liquidations;
            for (int s = 0; s < strategies.Length; s++)
            {
                Assert.Null(engine.Strategies[s].Failure);
                Assert.Equal(strategies[s].Told.Units, engine.Strategies[s].Ledger(0).Position.Units + engine.Strategies[s].Ledger(1).Position.Units);
                Assert.Equal(strategies[s].Funding, engine.Strategies[s].Ledger(0).Funding + engine.Strategies[s].Ledger(1).Funding);
                funding += Math.Abs(strategies[s].Funding);
            }

            foreach (Recording recording in recordings)
                recording.Dispose();
        }

        Assert.True(compared > 5_000 && liquidations > 50 && funding > 1, $"{compared} compared, {liquidations} liquidations, {funding} funding");
    }

    private static void Check(Engine engine, int instrument)
    {
        Instrument traded = engine.Instruments[instrument];
        Ledger account = engine.Ledger(instrument);
        Ledger[] parts = [.. engine.Strategies.Select(s => s.Ledger(instrument))];
        Assert.Equal(
            (account.Position.Units, account.Balance, account.Fees, account.Funding, account.Turnover),
            (parts.Sum(p => p.Position.Units), parts.Sum(p => p.Balance), parts.Sum(p => p.Fees), parts.Sum(p => p.Funding), parts.Sum(p => p.Turnover)));
        decimal? mid = engine.LastMid(instrument);
        foreach (Ledger ledger in parts.Append(account))
        {
            decimal equity = ledger.Equity(traded, mid);
            Assert.Equal(ledger.Balance + traded.QuantityUnit.ToDecimal(ledger.Position) * (mid ?? 0) - ledger.Fees + ledger.Funding, equity);
            Assert.Equal(ledger.Realised + ledger.Unrealised(traded, mid) - ledger.Fees + ledger.Funding, equity);
        }
    }

    private string[] Recordings(Random random, int instruments, bool orderByOrder = false)
    {
        string[] paths = [.. Enumerable.Range(0, instruments).Select(i => _folder.File($"m{i}.tlr"))];
        foreach ((string path, int i) in paths.Select((p, i) => (p, i)))
            AccountRecording.Write(path, $"X{i}", random, orderByOrder);
        return paths;
    }

    private static SimulationOptions EveryOption(Random random, string path, bool orderByOrder)
    {
        using Recording recording = Recording.Open(path);
        long from = recording.FirstLocalNs, to = recording.LastLocalNs;
        SimulationOptions options = Options(random);
        LatencySample[] samples = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.NextInt64(from, to + 1)).Order().Select(at => Sample(random, at))];
        QueueModel[] queues = [QueueModel.RiskAverse, QueueModel.Log, QueueModel.Log2, QueueModel.Power(QueueKind.Power3, 3)];
        long[] ends = [random.NextInt64(from, to + 1), random.NextInt64(from, to + 1)];
        return options with
        {
            Latency = random.Next(3) switch
            {
                0 => new SampledLatency("samples", samples),
                1 => new RecordedLatency("samples", samples),
                _ => options.Latency,
            },
            Range = random.Next(2) == 0 ? options.Range : new TimeRange(ends.Min(), random.Next(3) == 0 ? long.MaxValue : ends.Max()),
            Seed = (ulong)random.Next(),
            Queue = orderByOrder && random.Next(2) == 0 ? QueueModel.Fifo : queues[random.Next(queues.Length)],
        };
    }

    private static LatencySample Sample(Random random, long at)
    {
        long exchange = at + random.Next(4) * 3 * Ms;
        return new LatencySample(at, exchange, exchange + random.Next(4) * 3 * Ms);
    }

    private static SimulationOptions Options(Random random) => new()
    {
        Latency = new ConstantLatency(random.Next(4) * 3 * Ms, random.Next(4) * 3 * Ms),
        Exchange = (ExchangeModel)random.Next(1, 4),
        Fees = new FeeRates(-0.0001m, 0.0005m) { Tiers = [new FeeTier(1_000, -0.0002m, 0.0003m)] },
        Margin = random.Next(3) == 0
            ? MarginTerms.None
            : new MarginTerms { Deposit = random.Next(20, 200), Leverage = random.Next(2, 20), Maintenance = [new MarginBracket(0, 0.03m)], LiquidationFee = 0.01m },
    };

    private static (Engine Engine, AccountStrategy[] Strategies) EngineFor(Recording[] recordings, ulong seed)
    {
        AccountStrategy[] strategies = [new(80), new(80)];
        StrategySetup[] setups = [.. strategies.Select((s, i) => new StrategySetup($"s{i}", s))];
        return (new Engine([.. recordings.Select(MarketSimulation.InstrumentOf)], setups, new RiskLimits { MaxLiveOrders = 512 }, seed), strategies);
    }

    private static (List<OrderReport>, string) StepByStep(string[] paths, SimulationOptions options, ulong seed)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        var told = new List<OrderReport>();
        (Engine engine, _) = EngineFor(recordings, seed);
        new PlainLoop(recordings, engine, options) { Reported = told.Add }.Play();
        foreach (Recording recording in recordings)
            recording.Dispose();
        return (told, Money(engine));
    }

    private static (List<OrderReport>, string) Product(string[] paths, SimulationOptions options, ulong seed)
    {
        Recording[] recordings = [.. paths.Select(p => Recording.Open(p))];
        var log = new ReportLog();
        (Engine engine, _) = EngineFor(recordings, seed);
        new MarketSimulation(recordings, engine, options, log).PlayUntil(long.MaxValue);
        foreach (Recording recording in recordings)
            recording.Dispose();
        return (log.Told, Money(engine));
    }

    private static string Money(Engine engine) => string.Join('\n', engine.Instruments.Select((_, i) =>
    {
        Ledger ledger = engine.Ledger(i);
        return $"{ledger.Position} {ledger.Balance} {ledger.Fees} {ledger.Funding} {engine.Counts(i)}";
    }));

    private static string Text(OrderReport r) =>
        $"{r.Kind} {r.Id} {r.Instrument} {r.ExchangeNs}>{r.LocalNs} {r.Side} {r.Price} x {r.Quantity} #{r.TradeId} fee {r.Fee} {r.IsMaker}";

    private static string Text(List<OrderReport> reports, int index) => index < reports.Count ? Text(reports[index]) : "nothing";

    private sealed class ReportLog : ISimulationObserver
    {
        public List<OrderReport> Told { get; } = [];

        public long NextLookNs => long.MaxValue;

        public void OnLook(long nowNs)
        {
        }

        public void OnReport(in OrderReport report) => Told.Add(report);
    }
}
