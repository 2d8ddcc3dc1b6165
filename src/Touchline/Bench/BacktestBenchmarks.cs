using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Bench;

/// <summary>
/// Whole backtests over about a million rows, per row. Ours reads the recording where it lies; the twin has its rows in memory, already
/// sorted both ways. Both must come to the same orders and fills before anything is timed.
/// </summary>
internal static class BacktestBenchmarks
{
    private const long LengthNs = 500_000_000_000;
    private const long LatencyNs = 2_000_000;

    private static readonly SimulationOptions Options = new()
    {
        Latency = new ConstantLatency(LatencyNs, LatencyNs),
        Exchange = ExchangeModel.NoPartialFill,
    };

    public static IReadOnlyList<BenchmarkEntry> All { get; } =
    [
        new("backtest.light", "a row of a backtest that reads touch and imbalance at batch ends and sends nothing", () =>
            SetUp<ImbalanceReader, PlainImbalanceReader>((ours, plain) => ours.Sum == plain.Sum)),
        new("backtest.quoting", "a row of a backtest that keeps a bid and an ask at the touch, looking every 100 ms", () =>
            SetUp<TouchQuoter, PlainTouchQuoter>((_, _) => true)),
    ];

    /// <summary>What both have to come to.</summary>
    private readonly record struct Outcome(long Sent, long Fills, long FillPrices, long Position);

    private static Benchmark SetUp<TStrategy, TPlain>(Func<TStrategy, TPlain, bool> sawTheSame)
        where TStrategy : Strategy, new()
        where TPlain : PlainStrategy, new()
    {
        var market = new SampleMarket(LengthNs);
        MarketEvent[] local = market.LocalRows(), exchange = market.ExchangeRows();
        var (strategy, plain) = (new TStrategy(), new TPlain());
        Outcome ours = Play(market.Recording, strategy), theirs = Play(local, exchange, plain);
        if (ours != theirs || !sawTheSame(strategy, plain))
            throw new InvalidOperationException($"the plain backtest came to {theirs} and ours to {ours}: they don't do the same work");
        return new Benchmark(
            n => Repeat(n / local.Length, () => Play(market.Recording, new TStrategy())),
            n => Repeat(n / local.Length, () => Play(local, exchange, new TPlain())),
            local.Length,
            market.Dispose);
    }

    private static double Repeat(int times, Func<Outcome> play)
    {
        double sum = 0;
        for (int i = 0; i < times; i++)
            sum += play().Sent;
        return sum;
    }

    private static Outcome Play(Recording recording, Strategy strategy)
    {
        long prices = 0, position = 0;
        var backtest = new Backtest([recording], [new StrategySetup("bench", strategy)], new RiskLimits(), Options, fill =>
        {
            prices += fill.Report.Price.Units;
            position = fill.Position;
        });
        backtest.PlayUntil(long.MaxValue);
        BacktestFigures figures = backtest.Figures;
        return new Outcome(figures.Orders.Sent, figures.Fills, prices, position);
    }

    private static Outcome Play(MarketEvent[] local, MarketEvent[] exchange, PlainStrategy strategy)
    {
        var plain = new PlainBacktest(local, exchange, strategy, LatencyNs);
        plain.Play();
        return new Outcome(plain.Sent, plain.Fills, plain.FillPrices, plain.Position);
    }
}
