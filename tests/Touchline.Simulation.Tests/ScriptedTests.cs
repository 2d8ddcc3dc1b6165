using Touchline.Core;
using Touchline.Sdk;
using Touchline.Strategies;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>A script through engine and simulated venue.</summary>
public sealed class ScriptedTests : IDisposable
{
    private const long Millisecond = 1_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_orders_leave_at_their_times_and_fill_as_the_market_has_it()
    {
        var scene = new Scene()
            .Bid(0, 100, 5).Ask(0, 102, 5)
            .Sold(20 * Millisecond, 99, 9) // through the bid that stands by then
            .Until(50 * Millisecond);
        scene.Market.Record(_folder.File("scene.tlr"));
        File.WriteAllLines(_folder.File("orders.csv"),
        [
            "local_ns,instrument,id,action,side,type,tif,price,quantity",
            Script(5, "1,new,buy,limit,post-only,98,3"),
            Script(5, "2,new,buy,limit,gtc,99,2"),
            Script(10, "1,amend,,,,100,1"),
            Script(12, "2,cancel,,,,,"),
            Script(30, "3,new,sell,market,,,4"),
            Script(31, "2,cancel,,,,,"),
        ]);
        var scripted = new Scripted();
        Parameter.SetAll(scripted.Parameters, [$"orders={_folder.File("orders.csv")}"]);
        using Recording recording = Recording.Open(_folder.File("scene.tlr"));
        var fills = new List<string>();
        var log = new List<string>();
        var options = new SimulationOptions { Latency = new ConstantLatency(Millisecond, Millisecond) };
        var backtest = new Backtest(
            [recording], [new StrategySetup("scripted", scripted)], new RiskLimits(), options,
            f => fills.Add($"{f.Report.ExchangeNs / Millisecond} order {f.Report.Id}: {f.Side} {f.Report.Quantity} at {f.Report.Price}"),
            (_, text) => log.Add(text));
        backtest.PlayUntil(long.MaxValue);
        Assert.Null(backtest.Failed);
        Assert.Equal(["20 order 1: Buy 1 at 100", "31 order 3: Sell 4 at 100"], fills);
        Assert.Equal([$"{_folder.File("orders.csv")} line 7: Cancel of order 2 isn't sent: it has ended or is being cancelled"], log);
        OrderCounts counts = backtest.Figures.Orders;
        Assert.Equal((3, 1, 1), (counts.Sent, counts.Cancelled, counts.Amended));
        Assert.Equal(-3, backtest.FiguresOf(0).Position);
    }

    private static string Script(long milliseconds, string rest) => $"{milliseconds * Millisecond},X,{rest}";
}
