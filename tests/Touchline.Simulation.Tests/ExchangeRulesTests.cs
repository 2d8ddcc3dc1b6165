using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Simulation.Tests;

/// <summary>The no-partial-fill exchange by hand.</summary>
public sealed class ExchangeRulesTests
{
    // 5 at 100, 5 at 102.
    private static Scene Spread() => new Scene().Bid(10, 100, 5).Ask(10, 102, 5);

    [Fact]
    public void A_trade_through_our_price_fills_the_whole_order_at_our_price() =>
        Assert.Equal(["fill 1 at 100 x 9 maker 30>30"], Spread().Buy(20, 100, 9).Sold(30, 99, 1).Play().Fills);

    [Fact]
    public void A_trade_through_a_sell_fills_it_too() =>
        Assert.Equal(["fill 1 at 102 x 9 maker 30>30"], Spread().Sell(20, 102, 9).Bought(30, 103, 1).Play().Fills);

    [Fact]
    public void A_buyers_trade_below_our_bid_is_none_of_ours() => Assert.Empty(Spread().Buy(20, 100).Bought(30, 99, 9).Until(40).Play().Fills);

    [Fact]
    public void A_trade_on_our_side_of_the_market_but_short_of_our_price_does_nothing() =>
        Assert.Empty(Spread().Buy(20, 99).Sold(30, 100, 50).Until(40).Play().Fills);

    [Fact]
    public void A_print_that_met_no_order_fills_nobody() => Assert.Empty(
        Spread().Buy(20, 100).Row(30, 30, EventKind.OffBookTrade, Side.Sell, 90, 50).Until(40).Play().Fills);

    [Theory]
    [InlineData(101)]
    [InlineData(99)]
    public void The_opposite_touch_at_or_beyond_our_price_fills_us_at_our_price(int ask) =>
        Assert.Equal(["fill 1 at 101 x 3 maker 30>30"], Spread().Buy(20, 101, 3).Ask(30, ask, 1).Play().Fills);

    [Fact]
    public void A_bid_that_reaches_our_sell_fills_it() => Assert.Equal(["fill 1 at 101 x 3 maker 30>30"], Spread().Sell(20, 101, 3).Bid(30, 101, 1).Play().Fills);

    [Fact]
    public void An_opposite_level_behind_the_touch_does_nothing() => Assert.Empty(Spread().Buy(20, 101).Ask(30, 103, 1).Until(40).Play().Fills);

    [Fact]
    public void A_snapshot_that_brings_the_opposite_touch_to_us_fills_us() => Assert.Equal(
        ["fill 1 at 101 x 1 maker 30>30"],
        Spread().Buy(20, 101).Clear(30).Row(30, 30, EventKind.Snapshot, Side.Sell, 101, 1).Play().Fills);

    [Fact]
    public void A_clear_fills_nobody() => Assert.Empty(Spread().Buy(20, 101).Sell(20, 103).Clear(30).Until(40).Play().Fills);

    [Fact]
    public void One_touch_may_fill_several_orders_in_the_order_of_their_arrival() => Assert.Equal(
        ["fill 1 at 99 x 1 maker 30>30", "fill 3 at 101 x 1 maker 30>30"],
        Spread().Buy(20, 99).Buy(21, 98).Buy(22, 101).Ask(30, 99, 1).Play().Fills);

    [Fact]
    public void A_limit_order_that_crosses_takes_wholly_at_the_touch() =>
        Assert.Equal(["fill 1 at 102 x 50 taker 20>20"], Spread().Buy(20, 105, 50).Until(30).Play().Told);

    [Fact]
    public void A_limit_order_at_the_opposite_touch_crosses() =>
        Assert.Equal(["fill 1 at 100 x 1 taker 20>20"], Spread().Sell(20, 100).Until(30).Play().Told);

    [Fact]
    public void A_limit_order_inside_the_spread_rests() => Assert.Equal(["ack 1 20>20"], Spread().Buy(20, 101).Until(30).Play().Told);

    [Fact]
    public void A_limit_order_without_an_opposite_side_rests() => Assert.Equal(["ack 1 20>20"], new Scene().Bid(10, 100, 5).Buy(20, 500).Until(30).Play().Told);

    [Theory]
    [InlineData(102)]
    [InlineData(103)]
    public void A_post_only_order_that_would_cross_expires(int price) =>
        Assert.Equal(["expired 1 20>20"], Spread().Buy(20, price, 1, TimeInForce.PostOnly).Until(30).Play().Told);

    [Fact]
    public void A_post_only_order_that_does_not_cross_rests_and_fills_as_maker() => Assert.Equal(
        ["ack 1 20>20", "fill 1 at 101 x 1 maker 30>30"],
        Spread().Sell(20, 101, 1, TimeInForce.PostOnly).Bought(30, 101, 1).Play().Told);

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel)]
    [InlineData(TimeInForce.FillOrKill)]
    public void An_immediate_order_that_cannot_trade_expires(TimeInForce timeInForce) =>
        Assert.Equal(["expired 1 20>20"], Spread().Buy(20, 101, 1, timeInForce).Until(30).Play().Told);

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel)]
    [InlineData(TimeInForce.FillOrKill)]
    public void An_immediate_order_that_can_trade_fills_wholly_however_little_is_shown(TimeInForce timeInForce) =>
        Assert.Equal(["fill 1 at 102 x 50 taker 20>20"], Spread().Buy(20, 102, 50, timeInForce).Until(30).Play().Told);

    [Fact]
    public void A_market_order_takes_wholly_at_the_touch() =>
        Assert.Equal(["fill 1 at 100 x 50 taker 20>20"], Spread().MarketOrder(20, Side.Sell, 50).Until(30).Play().Told);

    [Fact]
    public void A_market_order_against_an_empty_side_expires() =>
        Assert.Equal(["expired 1 20>20"], new Scene().Ask(10, 102, 5).MarketOrder(20, Side.Sell).Until(30).Play().Told);

    [Fact]
    public void In_a_crossed_book_a_taker_gets_the_best_opposite_price() =>
        Assert.Equal(["fill 1 at 98 x 1 taker 20>20"], Spread().Ask(15, 98, 1).Buy(20, 101).Until(30).Play().Told);

    [Fact]
    public void What_we_take_is_still_there_for_the_next() => Assert.Equal(
        ["fill 1 at 102 x 5 taker 20>20", "fill 2 at 102 x 5 taker 21>21"],
        Spread().Buy(20, 102, 5).Buy(21, 102, 5).Until(30).Play().Told);

    [Fact]
    public void A_cancel_takes_the_order_out_before_a_later_trade() =>
        Assert.Equal(["ack 1 20>20", "cancelled 1 25>25"], Spread().Buy(20, 100).Cancel(25, 0).Sold(30, 99, 9).Play().Told);

    [Fact]
    public void A_cancel_that_loses_the_race_with_a_fill_finds_nothing()
    {
        Scene scene = new Scene { EntryNs = 5, ResponseNs = 5 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Sold(32, 99, 9).Cancel(30, 0).Until(50);
        Assert.Equal(["ack 1 25>30", "fill 1 at 100 x 1 maker 32>37", "cancel-rejected 1 35>40"], scene.Play().Told);
    }

    [Fact]
    public void A_cancel_right_behind_its_order_finds_it_resting()
    {
        Scene scene = new Scene { EntryNs = 5, ResponseNs = 50 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Cancel(20, 0).Until(80);
        Assert.Equal(["ack 1 25>75", "cancelled 1 25>75"], scene.Play().Told);
    }

    [Fact]
    public void A_second_cancel_of_the_same_order_is_not_sent()
    {
        Scene scene = new Scene { EntryNs = 5, ResponseNs = 5 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Cancel(30, 0).Cancel(31, 0).Until(50);
        Assert.Equal(["ack 1 25>30", "cancelled 1 35>40"], scene.Play().Told);
    }

    [Fact]
    public void Fees_are_a_share_of_the_traded_value_and_a_rebate_is_negative()
    {
        Scene scene = new Scene { Fees = new FeeRates(-0.01m, 0.02m) }
            .Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 102, 3).Buy(20, 100, 2).Sold(30, 99, 1);
        Outcome outcome = scene.Play();
        Assert.Equal([6.12m, -2m], outcome.Answers.Where(a => a.Kind == ReportKind.Fill).Select(a => a.Fee));
        Assert.Equal(4.12m, outcome.Figures.Fees);
        Assert.Equal((5m, -506m, 506m, 101m), (outcome.Figures.Position, outcome.Figures.Balance, outcome.Figures.Turnover, outcome.Figures.LastMid));
        Assert.Equal(-506 + 5 * 101 - 4.12m, outcome.Figures.Equity);
    }
}
