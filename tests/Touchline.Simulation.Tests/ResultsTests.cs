using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>Figures of small markets, worked out by hand. Every scene is compared with the naive twin besides.</summary>
public sealed class ResultsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void The_parts_of_the_equity_by_hand()
    {
        // 2 bought at 99 while the mid is 100; a second later it is 99.5, ten seconds later 101, at the end 102.
        Scene scene = new Scene { Fees = new FeeRates(0.001m, 0) }.Bid(10, 99, 5).Ask(10, 101, 5).Buy(20, 99, 2).Sold(30, 98, 1)
            .Bid(Second + 20, 98, 5).Bid(Second + 25, 99, 0).Ask(Second + 30, 101, 0).Ask(Second + 30, 101, 5)
            .Bid(5 * Second, 101, 5).Bid(11 * Second, 103, 5);
        BacktestFigures figures = scene.Play().Figures;
        Assert.Equal(new ProfitSplit(SpreadCaptured: 2 * (100 - 99), Inventory: 2 * (102 - 100), AdverseSelection1s: -2 * (99.5m - 100), AdverseSelection10s: -2 * (101 - 100)), figures.Split);
        Assert.Equal(0.198m, figures.Fees);
        Assert.Equal(2 + 4 - 0.198m, figures.Equity);
    }

    [Fact]
    public void A_sell_captures_what_it_gets_above_the_mid_and_a_taker_pays_it()
    {
        Scene maker = new Scene().Bid(10, 99, 5).Ask(10, 101, 5).Sell(20, 101).Bought(30, 102, 1).Until(40);
        Assert.Equal(1, maker.Play().Figures.Split.SpreadCaptured);
        Scene taker = new Scene().Bid(10, 99, 5).Ask(10, 101, 5).MarketOrder(20, Side.Buy, 3).Until(40);
        Assert.Equal(-3, taker.Play().Figures.Split.SpreadCaptured);
    }

    [Fact]
    public void A_fill_before_the_first_mid_captures_no_spread()
    {
        ProfitSplit split = new Scene().Ask(10, 101, 5).MarketOrder(20, Side.Buy).Bid(30, 99, 5).Until(40).Play().Figures.Split;
        Assert.Equal(new ProfitSplit(0, 100 - 101, 0, 0), split);
    }

    [Fact]
    public void The_mid_at_the_very_end_of_the_horizon_counts_and_a_later_one_does_not()
    {
        // A bid of 89 in place of 99: the mid falls by 5.
        Scene Falls(long at) => new Scene().Bid(10, 99, 5).Bid(10, 89, 5).Ask(10, 101, 5).MarketOrder(20, Side.Buy).Bid(at, 99, 0).Until(3 * Second);
        Assert.Equal(5, Falls(Second + 20).Play().Figures.Split.AdverseSelection1s);
        Assert.Equal(0, Falls(Second + 21).Play().Figures.Split.AdverseSelection1s);
        Assert.Equal(5, Falls(Second + 21).Play().Figures.Split.AdverseSelection10s);
    }

    [Fact]
    public void Trades_are_closing_fills_at_average_cost_with_fees()
    {
        // Bought at 100 and 110 with 1 % each: 106.05 a piece. Sold at 108: 106.92 comes in. Sold 2 at 104: 102.96 for the one that closes.
        Scene scene = new Scene { Fees = new FeeRates(0, 0.01m) }.Bid(5, 90, 9)
            .Ask(10, 100, 5).MarketOrder(20, Side.Buy).Ask(30, 100, 0).Ask(30, 110, 5).MarketOrder(40, Side.Buy)
            .Bid(50, 108, 5).MarketOrder(60, Side.Sell).Bid(70, 108, 0).Bid(70, 104, 5).MarketOrder(80, Side.Sell, 2).Until(90);
        TradeFigures trades = scene.Play().Figures.Trades;
        Assert.Equal(new TradeFigures(Count: 2, Wins: 1, Profit: 106.92m - 106.05m + (102.96m - 106.05m)), trades);
        Assert.Equal(0.5, trades.WinRate);
        Assert.Equal(-1.11, trades.ProfitPerTrade!.Value, 12);
    }

    [Fact]
    public void Trades_of_a_closed_position_earn_what_the_run_earned()
    {
        Scene scene = new Scene { Fees = new FeeRates(-0.01m, 0.03m) }.Bid(10, 99, 5).Ask(10, 101, 5)
            .MarketOrder(20, Side.Buy, 3).Sell(30, 103).Bought(40, 104, 1).MarketOrder(50, Side.Sell, 4).MarketOrder(60, Side.Buy, 2).Until(70);
        BacktestFigures figures = scene.Play().Figures;
        Assert.Equal(0, figures.Position);
        Assert.Equal(figures.Equity, Math.Round(figures.Trades.Profit, 10));
        Assert.Equal(3, figures.Trades.Count);
    }

    [Fact]
    public void Sharpe_and_Sortino_by_hand()
    {
        // Long 1; from second to second the mid goes 1 up, 1 down, 1 up, 1 up, eight times: a mean of 0.5, a variance of 24 / 31.
        ReturnFigures returns = Walk([.. Enumerable.Repeat((int[])[1, -1, 1, 1], 8).SelectMany(r => r)]).Play().Figures.Returns;
        double year = Math.Sqrt(31_536_000);
        Assert.Equal(32, returns.Statistics.Count);
        Assert.Equal(0.5 / Math.Sqrt(24.0 / 31) * year, returns.Sharpe!.Value, 6);
        Assert.Equal(0.5 / Math.Sqrt(8.0 / 32) * year, returns.Sortino!.Value, 6);
        Assert.Equal(3_191.2, returns.Sharpe!.Value, 1);
    }

    [Fact]
    public void Ratios_need_thirty_seconds_and_something_that_varies()
    {
        int[] moves = [.. Enumerable.Repeat((int[])[1, -1], 20).SelectMany(r => r)];
        Assert.Null(Walk(moves[..29]).Play().Figures.Returns.Sharpe);
        Assert.NotNull(Walk(moves[..30]).Play().Figures.Returns.Sharpe);
        ReturnFigures steady = Walk([.. Enumerable.Repeat(1, 40)]).Play().Figures.Returns;
        Assert.Null(steady.Sharpe);
        Assert.Null(steady.Sortino);
    }

    [Fact]
    public void The_longest_fall_lasts_from_the_highest_point_to_the_last_look_below_it()
    {
        // Up to the second 2; below until 5, back at 6; below for one second at 8.
        ReturnFigures returns = Walk([1, 1, -1, -1, 1, 1, 1, -1, 1]).Play().Figures.Returns;
        Assert.Equal(3 * Second, returns.LongestDrawdownNs);
    }

    [Fact]
    public void The_falls_last_until_the_end_of_the_run()
    {
        // Bought at 101 with the mid at 100; before the first whole second the mid falls by 5.
        Scene scene = new Scene().Bid(10, 99, 5).Bid(10, 89, 5).Ask(10, 101, 5).MarketOrder(20, Side.Buy).Bid(500, 99, 0).Until(600);
        BacktestFigures figures = scene.Play().Figures;
        Assert.Equal(-6, figures.Equity);
        Assert.Equal(6, figures.MaxDrawdown);
        Assert.Equal(600 - 10, figures.Returns.LongestDrawdownNs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_session_that_goes_on_falls_from_the_best_moment_of_those_before(int instruments)
    {
        // Bought at 101, it is worth 150 a second later, and is sold at 149.
        Scene first = new Scene().Bid(10, 99, 5).Bid(10, 89, 5).Ask(10, 101, 5).MarketOrder(20, Side.Buy).Ask(Second, 101, 0).Bid(Second, 149, 5).Ask(Second, 151, 5)
            .Until(3 * Second).MarketOrder(4 * Second, Side.Sell).Until(5 * Second);
        using var folder = new TemporaryFolder();
        Market[] markets = [.. Enumerable.Range(0, instruments).Select(i => i == 0 ? first.Market : new Scene().Bid(10, 99, 5).Ask(10, 101, 5).Until(5 * Second).Market)];
        Recording[] recordings = [.. markets.Select((m, i) => Record(m, folder.File($"{i}.tlr"), i))];
        Backtest Of(ScriptedAction[] script) => new(recordings, [new StrategySetup("0", new ScriptedStrategy(script, 0))], new RiskLimits(), markets[0].Options);
        Backtest before = Of(markets[0].Script);
        before.PlayUntil(long.MaxValue);
        Assert.Equal(48, before.Figures.Equity);
        Backtest after = Of([]);
        after.Engine.Restore(EngineCheckpoint.Of(before.Engine));
        after.PlayUntil(long.MaxValue);
        Assert.Equal(49, after.Engine.Marks().Peak);
        Assert.Equal(1, after.Figures.MaxDrawdown);
        foreach (Recording recording in recordings)
            recording.Dispose();
    }

    [Fact]
    public void Inventory_is_weighted_with_time()
    {
        // Flat for 2 s, long 2 for 5 s, flat for 1 s, short 1 for 2 s.
        Scene scene = new Scene().Bid(Second, 99, 5).Ask(Second, 101, 5).MarketOrder(3 * Second, Side.Buy, 2).MarketOrder(8 * Second, Side.Sell, 2)
            .MarketOrder(9 * Second, Side.Sell).Until(11 * Second);
        BacktestFigures figures = scene.Play().Figures;
        InventoryFigures inventory = figures.Inventory;
        Assert.Equal(10 * Second, figures.SpanNs);
        Assert.Equal(0.7, inventory.TimeInMarket!.Value, 12);
        Assert.Equal(0.8, inventory.Mean!.Value, 12);
        Assert.Equal(1.2, inventory.MeanAbsolute!.Value, 12);
        Assert.Equal((-1m, -1m, 0m, 0m, 2m, 2m, 2m), (inventory.Least, inventory.P5, inventory.P25, inventory.P50 - 0, inventory.P75, inventory.P95, inventory.Greatest));
        Assert.Equal([new(-1, 2 * Second), new(0, 3 * Second), new(2, 5 * Second)], inventory.Bins);
    }

    [Fact]
    public void Ratios_of_orders_and_hours_by_hand()
    {
        // 3 orders, one of them cancelled, and 2 fills within 20 seconds; the round trip earns 2.
        Scene scene = new Scene().Bid(Second, 99, 5).Ask(Second, 101, 5).Buy(2 * Second, 99).Sold(3 * Second, 98, 1).Sell(4 * Second, 101).Bought(5 * Second, 102, 1)
            .Buy(6 * Second, 90).Cancel(7 * Second, 2).Until(21 * Second);
        BacktestFigures figures = scene.Play().Figures;
        Assert.Equal(2.0, figures.OrderToTradeRatio);
        Assert.Equal(360.0, figures.ProfitPerHour!.Value, 9);
        Assert.Equal(4_320.0, figures.TradesPerDay!.Value, 9);
        Assert.Equal(1.0, figures.Trades.WinRate);
    }

    [Fact]
    public void Without_a_fill_nothing_is_made_up()
    {
        BacktestFigures figures = new Scene().Bid(10, 99, 5).Ask(10, 101, 5).Until(20).Play().Figures;
        Assert.Null(figures.OrderToTradeRatio);
        Assert.Null(figures.Trades.WinRate);
        Assert.Null(figures.Trades.ProfitPerTrade);
        Assert.Null(figures.Returns.Sharpe);
        Assert.Equal(0.0, figures.Inventory.TimeInMarket);
        Assert.Null(new Scene().Ask(10, 101, 5).Play().Figures.ProfitPerHour);
    }

    [Fact]
    public void Of_two_instruments_the_whole_is_the_sum_and_its_own_course()
    {
        // Long in one and short in the other, both of which rise by 5: the whole never falls.
        Market Rising(Side side) => new Scene().Bid(Second, 99, 5).Ask(Second, 101, 5).MarketOrder(2 * Second, side).Bid(4 * Second, 109, 5)
            .Until(6 * Second).Market;
        using var folder = new TemporaryFolder();
        Market[] markets = [Rising(Side.Buy), Rising(Side.Sell)];
        Recording[] recordings = [.. markets.Select((m, i) => Record(m, folder.File($"{i}.tlr"), i))];
        var backtest = new Backtest(
            recordings, [.. markets.Select((m, i) => new StrategySetup($"{i}", new ScriptedStrategy(m.Script, i)))], new RiskLimits(), markets[0].Options);
        backtest.PlayUntil(long.MaxValue);
        BacktestFigures whole = backtest.Figures, falls = backtest.FiguresOf(1);
        Assert.Equal(new ProfitSplit(-2, 0, 0, 0), whole.Split);
        Assert.Equal(-2, whole.Equity);
        Assert.Equal(2, whole.MaxDrawdown);
        Assert.Equal(-6, falls.Equity);
        Assert.Equal(6, falls.MaxDrawdown);
        Assert.Equal(0.8, whole.Inventory.TimeInMarket);
        Assert.Empty(whole.Inventory.Bins);
        Assert.Equal([new(1 * Second, 0, 0, 0), new(2 * Second, -2, -2, -1)], backtest.Course.Points.Take(2));
        foreach (Recording recording in recordings)
            recording.Dispose();
    }

    // A book of 100 and 102 whose prices move by so much at each whole second from the second on which a unit is bought on.
    private static Scene Walk(int[] moves)
    {
        var scene = new Scene();
        decimal bid = 100;
        scene.Bid(Second - 10, bid, 5).Ask(Second - 10, bid + 2, 5).MarketOrder(Second - 5, Side.Buy).Until(Second);
        for (int i = 0; i < moves.Length; i++)
        {
            bid += moves[i];
            long at = (i + 2) * Second;
            scene.Clear(at).Bid(at, bid, 5).Ask(at, bid + 2, 5);
        }

        return scene;
    }

    private static Recording Record(Market market, string path, int index)
    {
        (market with { Instrument = market.Instrument with { Symbol = $"X{index}" } }).Record(path);
        return Recording.Open(path);
    }
}
