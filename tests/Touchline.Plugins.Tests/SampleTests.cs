using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins.Tests;

/// <summary>Whole strategies from files do what they say.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_touch_quoter_joins_the_touch_and_leaves_the_side_that_is_full()
    {
        using CompiledStrategy compiled = StrategyFile.Compile(Sources.Sample("TouchQuoter.cs"));
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy);
        strategy.OnStart();
        strategy.OnBook(0);
        desk.SetTouch(1000, 5, 1002, 5);
        strategy.OnBook(0);
        desk.Held = new Quantity(20);
        strategy.OnFill(new Fill(new OrderId(1), 0, Side.Buy, new Price(1000), new Quantity(20), true, 0));
        strategy.OnBook(0);
        desk.Held = new Quantity(-11);
        strategy.OnBook(0);
        desk.SetTouch(1000, 5, 1001, 5);
        strategy.OnBook(0);
        Assert.Equal(
            [
                "quotes [] []",
                "quotes [10 at 1000] [10 at 1002]",
                "position=0.02",
                "quotes [] [10 at 1002]",
                "quotes [10 at 1000] []",
                "quotes [] []",
            ],
            desk.Asked);
    }

    [Fact]
    public void The_touch_quoter_refuses_a_size_below_the_lot()
    {
        using CompiledStrategy compiled = StrategyFile.Compile(Sources.Sample("TouchQuoter.cs"));
        Strategy strategy = compiled.Create();
        Parameter.SetAll(strategy.Parameters, ["size=0.0001"]);
        _ = new Desk(strategy);
        Assert.Contains("at least X@test's lot 0.001", Assert.Throws<BadInputException>(strategy.OnStart).Message);
    }

    [Fact]
    public void The_impulse_follower_enters_with_the_impulse_and_leaves_in_time()
    {
        using CompiledStrategy compiled = StrategyFile.Compile(Sources.Sample("ImpulseFollower.cs"));
        Strategy strategy = compiled.Create();
        Parameter.SetAll(strategy.Parameters, ["holding=2s", "direction=long"]);
        var desk = new Desk(strategy);
        strategy.OnStart();
        desk.SetTouch(1000, 9, 1002, 3);
        strategy.OnCandle(0, Candle(open: 1010, close: 1000)); // short isn't allowed
        strategy.OnCandle(0, Candle(open: 10_000, close: 10_001)); // too little
        strategy.OnCandle(0, Candle(open: 1000, close: 1001));
        strategy.OnCandle(0, Candle(open: 1000, close: 1002)); // an order is at work
        desk.Held = new Quantity(10);
        desk.NowNs = 7;
        strategy.OnFill(new Fill(new OrderId(1), 0, Side.Buy, new Price(1002), new Quantity(10), false, 0));
        strategy.OnOrder(new OrderUpdate(new OrderId(1), 0, Side.Buy, new Price(1002), default, OrderState.Filled));
        strategy.OnBook(0);
        strategy.OnTimer(1);
        strategy.OnFunding(0, new Funding(0.0001m, 0, 0));
        strategy.OnStop();
        Assert.Equal(
            [
                "signal Buy 0.5: candle moved 10.0 bp",
                "Buy 10 at 1002 ImmediateOrCancel",
                "timer 1 at 2000000007",
                "net=0",
                "no timer 1",
                "leaving: held long enough",
                "Sell 10 at 1000 ImmediateOrCancel",
                "funding of X is 0.0001",
                "0 orders were rejected",
            ],
            desk.Asked);
    }

    [Fact]
    public void The_impulse_follower_leaves_at_its_stop()
    {
        using CompiledStrategy compiled = StrategyFile.Compile(Sources.Sample("ImpulseFollower.cs"));
        Strategy strategy = compiled.Create();
        var desk = new Desk(strategy) { Held = new Quantity(-10), Unrealised = -4.99m };
        strategy.OnStart();
        desk.SetTouch(1000, 9, 1002, 3);
        strategy.OnBook(0);
        Assert.Empty(desk.Asked);
        desk.Unrealised = -5;
        strategy.OnBook(0);
        Assert.Equal(["no timer 1", "leaving: stop loss", "Buy 10 at 1002 ImmediateOrCancel"], desk.Asked);
    }

    private static Candle Candle(long open, long close) =>
        new(0, 1_000_000_000, new Price(open), new Price(open), new Price(close), new Price(close), new Quantity(1), 1, false);
}
