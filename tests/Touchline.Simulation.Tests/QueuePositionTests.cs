using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>The risk-averse queue by hand: F is the quantity ahead of us at our price.</summary>
public sealed class QueuePositionTests
{
    // A bid of 5 at 100 and an ask of 5 at 102; our order 1 buys at 100 at time 20, behind the 5.
    private static Scene BehindFive() => new Scene().Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100);

    [Fact]
    public void Trades_of_all_that_was_ahead_leave_us_first_but_unfilled() =>
        Assert.Equal(["ack 1 20>20"], BehindFive().Sold(30, 100, 3).Sold(40, 100, 2).Until(50).Play().Told);

    [Fact]
    public void One_lot_traded_beyond_what_was_ahead_fills_the_whole_order()
    {
        Scene scene = new Scene().Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100, 7).Sold(30, 100, 3).Sold(40, 100, 3);
        Assert.Equal(["ack 1 20>20", "fill 1 at 100 x 7 maker 40>40"], scene.Play().Told);
    }

    [Fact]
    public void A_fall_of_the_shown_quantity_below_what_was_ahead_moves_us_to_its_end() =>
        Assert.Equal(["fill 1 at 100 x 1 maker 50>50"], BehindFive().Bid(30, 100, 2).Sold(40, 100, 2).Sold(50, 100, 1).Play().Fills);

    [Fact]
    public void A_fall_that_stays_above_what_was_ahead_is_behind_us() =>
        Assert.Empty(BehindFive().Bid(30, 100, 9).Bid(35, 100, 6).Sold(40, 100, 5).Until(50).Play().Fills);

    [Fact]
    public void A_rise_of_the_shown_quantity_is_behind_us() =>
        Assert.Equal(["fill 1 at 100 x 1 maker 40>40"], BehindFive().Bid(30, 100, 90).Sold(40, 100, 6).Play().Fills);

    [Fact]
    public void A_trade_and_the_depth_change_that_tells_of_it_count_once() =>
        Assert.Empty(BehindFive().Sold(30, 100, 3).Bid(31, 100, 2).Sold(40, 100, 2).Until(50).Play().Fills);

    [Fact]
    public void A_depth_change_before_its_trade_counts_twice_in_our_favour() =>
        Assert.Equal(["fill 1 at 100 x 1 maker 31>31"], BehindFive().Bid(30, 100, 2).Sold(31, 100, 3).Play().Fills);

    [Fact]
    public void A_level_that_vanishes_leaves_us_first() =>
        Assert.Equal(["fill 1 at 100 x 1 maker 40>40"], BehindFive().Bid(30, 100, 0).Sold(40, 100, 1).Play().Fills);

    [Fact]
    public void A_clear_is_no_depth_change_and_leaves_our_place() =>
        Assert.Empty(BehindFive().Clear(30).Sold(40, 100, 5).Until(50).Play().Fills);

    [Fact]
    public void A_snapshot_row_at_our_price_is_a_depth_change() => Assert.Equal(
        ["fill 1 at 100 x 1 maker 50>50"],
        BehindFive().Clear(30).Row(30, 30, EventKind.Snapshot, Side.Buy, 100, 2).Sold(40, 100, 2).Sold(50, 100, 1).Play().Fills);

    [Fact]
    public void A_trade_at_our_price_by_a_buyer_met_the_other_side() =>
        Assert.Empty(BehindFive().Bought(30, 100, 50).Until(50).Play().Fills);

    [Fact]
    public void Depth_of_the_other_side_at_our_price_level_is_not_our_queue() =>
        Assert.Empty(BehindFive().Ask(30, 101, 1).Ask(31, 101, 0).Sold(40, 100, 5).Until(50).Play().Fills);

    [Fact]
    public void Where_nothing_is_shown_we_are_first() =>
        Assert.Equal(["fill 1 at 101 x 1 maker 30>30"], new Scene().Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 101).Sold(30, 101, 1).Play().Fills);

    [Fact]
    public void Own_orders_at_one_price_each_have_the_market_to_themselves() => Assert.Equal(
        ["fill 1 at 100 x 1 maker 30>30", "fill 2 at 100 x 1 maker 30>30"],
        BehindFive().Buy(25, 100).Sold(30, 100, 6).Play().Fills);

    [Fact]
    public void An_order_that_was_cancelled_and_placed_again_starts_at_the_end() => Assert.Equal(
        ["fill 2 at 100 x 1 maker 50>50"],
        BehindFive().Cancel(25, 0).Sold(24, 100, 4).Buy(30, 100).Sold(40, 100, 5).Sold(50, 100, 1).Play().Fills);

    [Fact]
    public void A_sell_queues_the_same_way() => Assert.Equal(
        ["fill 1 at 102 x 1 maker 50>50"],
        new Scene().Bid(10, 100, 5).Ask(10, 102, 5).Sell(20, 102).Ask(30, 102, 3).Bought(40, 102, 3).Bought(50, 102, 1).Play().Fills);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void The_excess_is_rounded_to_lots_half_away_from_zero(int quartersOfALot, bool fills)
    {
        var quarters = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.Parse("0.25", "lot"));
        Scene scene = new Scene { Instrument = quarters with { LotUnits = 4 } }
            .Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Sold(30, 100, 5 + 0.25m * quartersOfALot);
        Assert.Equal(fills ? 1 : 0, scene.Play().Fills.Length);
    }
}
