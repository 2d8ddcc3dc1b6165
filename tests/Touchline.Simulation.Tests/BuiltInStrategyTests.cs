using Touchline.Core;
using Touchline.Sdk;
using Touchline.Strategies;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>The program's strategies on a market that walks: limits that hold whatever fills, no allocation, the same run twice.</summary>
public sealed class BuiltInStrategyTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long StartNs = WalkingMarket.StartNs;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Recording> _open = [];

    public void Dispose()
    {
        _open.ForEach(r => r.Dispose());
        _folder.Dispose();
    }

    public static TheoryData<string, string[]> Makers => new()
    {
        { "avellaneda-stoikov", ["gamma=0.02", "size=0.01", "max_position=0.03", "levels=3", "window=20s", "refresh=50ms"] },
        { "avellaneda-stoikov", ["gamma=0.05", "k=1", "sigma=0.35", "size=0.01", "max_position=0.05", "session=repeating", "horizon=10s", "refresh=20ms"] },
        { "glft", ["gamma=0.05", "size=0.01", "max_position=0.04", "levels=4", "window=20s", "refresh=50ms"] },
        { "glft", ["gamma=0.1", "A=2", "k=1", "sigma=0.35", "size=0.01", "max_position=0.05", "adj2=0.5", "refresh=20ms"] },
    };

    [Theory]
    [MemberData(nameof(Makers))]
    public void A_model_maker_only_ever_makes_fills_on_both_sides_and_never_could_exceed_its_limit(string name, string[] parameters)
    {
        long most = (long)(decimal.Parse(parameters.First(p => p.StartsWith("max_position", StringComparison.Ordinal)).Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) * 1000);
        var (backtest, fills) = Start(name, parameters, seed: 3, seconds: 120);
        backtest.PlayUntil(long.MaxValue);
        Assert.Null(backtest.Failed);
        Assert.True(fills.Count(f => f.Side == Side.Buy) > 20 && fills.Count(f => f.Side == Side.Sell) > 20, $"{fills.Count} fills are too few to mean anything");
        Assert.All(fills, f => Assert.True(f.Report.IsMaker));
        Assert.All(fills, f => Assert.InRange(f.Position, -most, most));
        Assert.Contains(fills, f => Math.Abs(f.Position) >= most / 2);
    }

    [Theory]
    [InlineData("take")]
    [InlineData("join")]
    public void The_imbalance_strategy_enters_leaves_and_stays_within_its_exposure(string entry)
    {
        var (backtest, fills) = Start(
            "order-book-imbalance", [$"entry={entry}", "min_cluster=0", "order_value=700", "max_exposure=1500", "max_hold=2s", "pause=100ms"], seed: 5, seconds: 120);
        backtest.PlayUntil(long.MaxValue);
        Assert.Null(backtest.Failed);
        Assert.True(fills.Count > 50, $"{fills.Count} fills are too few to mean anything");
        Instrument instrument = backtest.Instruments[0];
        Assert.All(fills, f => Assert.InRange(Math.Abs(instrument.Value(f.Report.Price, new Quantity(f.Position))), 0, 710));
        Assert.Contains(fills, f => f.Position == 0);
        Assert.Equal(entry == "join", fills.Any(f => f.Report.IsMaker));
        Assert.True(backtest.Engine.Strategies[0].Metrics.Sum(m => m.Key.StartsWith("exits_", StringComparison.Ordinal) ? m.Value : 0) > 10);
    }

    [Theory]
    [InlineData("avellaneda-stoikov", "window=20s")]
    [InlineData("glft", "window=20s")]
    [InlineData("order-book-imbalance", "min_cluster=0")]
    public void Nothing_is_allocated_for_an_event_in_steady_state(string name, string parameter)
    {
        var (backtest, fills) = Start(name, [parameter], seed: 7, seconds: 400, keepFills: false);
        backtest.PlayUntil(StartNs + 150 * Second);
        const int Slices = 20;
        int clean = 0;
        long rows = backtest.LocalRows, before = backtest.Figures.Fills;
        for (int slice = 1; slice <= Slices; slice++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            backtest.PlayUntil(StartNs + (150 + slice * 10) * Second);
            clean += GC.GetAllocatedBytesForCurrentThread() - bytes <= 8 * 1024 ? 1 : 0;
        }

        Assert.Empty(fills);
        Assert.True(clean > Slices / 2, $"something was allocated in {Slices - clean} of {Slices} slices");
        Assert.True(backtest.LocalRows - rows > 50_000 && backtest.Figures.Fills - before > 50, $"{backtest.LocalRows - rows} rows and {backtest.Figures.Fills - before} fills are too few to mean anything");
    }

    [Theory]
    [InlineData("avellaneda-stoikov", "window=20s")]
    [InlineData("glft", "window=20s")]
    [InlineData("order-book-imbalance", "min_cluster=0")]
    public void Two_runs_over_the_same_market_give_the_same_fills(string name, string parameter)
    {
        var (first, firstFills) = Start(name, [parameter], seed: 9, seconds: 60);
        var (second, secondFills) = Start(name, [parameter], seed: 9, seconds: 60);
        first.PlayUntil(long.MaxValue);
        second.PlayUntil(long.MaxValue);
        Assert.True(firstFills.Count > 10);
        Assert.Equal(firstFills, secondFills);
    }

    [Fact]
    public void Several_instruments_share_the_imbalance_strategys_limits()
    {
        var fills = new List<ReportedFill>();
        OrderBookImbalance strategy = (OrderBookImbalance)Make("order-book-imbalance", ["min_cluster=0", "order_value=700", "max_exposure=1500", "max_open=2", "max_hold=5s", "pause=100ms"]);
        RowSource[] markets = [.. Enumerable.Range(0, 4).Select(i => Market((ulong)i + 20, 60, $"X{i}"))];
        var backtest = new Backtest(markets, [new StrategySetup("imbalance", strategy)], new RiskLimits(), new SimulationOptions(), fills.Add);
        var positions = new long[4];
        int atMost = 0;
        backtest.PlayUntil(long.MaxValue);
        Assert.Null(backtest.Failed);
        foreach (ReportedFill fill in fills)
        {
            positions[fill.Report.Instrument] = fill.Position;
            int open = positions.Count(p => p != 0);
            Assert.InRange(open, 0, 2);
            atMost += open == 2 ? 1 : 0;
        }

        Assert.True(atMost > 10, $"{atMost} times two open are too few to mean anything");
        Assert.Equal(4, fills.Select(f => f.Report.Instrument).Distinct().Count());
    }

    private (Backtest Backtest, List<ReportedFill> Fills) Start(string name, string[] parameters, ulong seed, int seconds, bool keepFills = true)
    {
        var fills = new List<ReportedFill>();
        var backtest = new Backtest(
            [Market(seed, seconds, "X")], [new StrategySetup(name, Make(name, parameters))], new RiskLimits(), new SimulationOptions(),
            keepFills ? fills.Add : null);
        return (backtest, fills);
    }

    private Recording Market(ulong seed, int seconds, string symbol)
    {
        _open.Add(WalkingMarket.Record(_folder.File($"{_open.Count}.tlr"), seed, seconds, symbol));
        return _open[^1];
    }

    private static Strategy Make(string name, string[] parameters)
    {
        Strategy strategy = name switch
        {
            "avellaneda-stoikov" => new AvellanedaStoikov(),
            "glft" => new Glft(),
            _ => new OrderBookImbalance(),
        };
        Parameter.SetAll(strategy.Parameters, parameters);
        return strategy;
    }
}
