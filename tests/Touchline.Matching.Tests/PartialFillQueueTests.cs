using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Own orders that rest, under partial-fill, by hand: what trades and crossing touches give them.</summary>
public sealed class PartialFillQueueTests
{
    // A bid of 5 at 100 and an ask of 5 at 105.
    private static VenueScene Spread(long lotUnits = 1) => new VenueScene(ExchangeModel.PartialFill, lotUnits).Bid(100, 5).Ask(105, 5);

    private static string[] Fills(VenueScene scene) => [.. scene.Told.Where(t => t.StartsWith("fill", StringComparison.Ordinal))];

    [Fact]
    public void A_trade_at_our_price_fills_what_it_leaves_after_the_quantity_ahead() => Assert.Equal(
        ["fill 1 at 100 x 2 maker", "fill 1 at 100 x 4 maker", "fill 1 at 100 x 3 maker"],
        Fills(Spread().Buy(100, 9).Sold(100, 3).Sold(100, 4).Sold(100, 4).Sold(100, 9).Sold(100, 9)));

    [Fact]
    public void A_trade_of_all_that_was_ahead_fills_nothing() => Assert.Empty(Fills(Spread().Buy(100, 9).Sold(100, 5)));

    [Fact]
    public void A_fall_of_the_shown_quantity_caps_what_is_ahead_and_a_rise_does_not() => Assert.Equal(
        ["fill 1 at 100 x 1 maker"], Fills(Spread().Buy(100, 9).Bid(100, 8).Bid(100, 2).Bid(100, 7).Sold(100, 3)));

    [Fact]
    public void A_sell_queues_the_same_way() => Assert.Equal(
        ["fill 1 at 105 x 2 maker"], Fills(Spread().Sell(105, 9).Ask(105, 4).Bought(105, 6)));

    [Fact]
    public void A_trade_of_the_other_side_or_short_of_our_price_does_nothing() =>
        Assert.Empty(Fills(Spread().Buy(99, 9).Bought(99, 50).Sold(100, 50)));

    [Fact]
    public void A_trade_through_our_price_fills_no_more_than_its_quantity_and_leaves_us_first() => Assert.Equal(
        ["fill 1 at 100 x 2 maker", "fill 1 at 100 x 1 maker"], Fills(Spread().Buy(100, 9).Sold(99, 2).Sold(100, 1)));

    [Fact]
    public void A_trade_through_several_prices_is_spent_once_the_best_price_first() => Assert.Equal(
        ["fill 2 at 102 x 3 maker", "fill 3 at 102 x 1 maker", "fill 1 at 101 x 1 maker"],
        Fills(Spread().Buy(101, 4).Buy(102, 3).Buy(102, 1).Buy(99, 4).Sold(100, 5)));

    [Fact]
    public void A_price_that_was_traded_through_has_nothing_ahead_even_when_nothing_is_left_for_us() => Assert.Equal(
        ["fill 2 at 101 x 2 maker", "fill 1 at 100 x 1 maker"], Fills(Spread().Buy(100, 4).Buy(101, 2).Sold(99, 2).Sold(100, 1)));

    [Fact]
    public void A_trade_at_one_price_goes_to_better_prices_first_and_then_through_the_queue() => Assert.Equal(
        ["fill 2 at 101 x 2 maker", "fill 1 at 100 x 1 maker"], Fills(Spread().Buy(100, 4).Buy(101, 2).Sold(100, 8)));

    [Fact]
    public void A_trade_is_spent_once_over_own_orders_and_the_quantity_between_them()
    {
        // 5 ahead of order 1 (4), 2 more between it and order 2 (3).
        VenueScene scene = Spread().Buy(100, 4).Bid(100, 7).Buy(100, 3);
        Assert.Equal(["fill 1 at 100 x 4 maker", "fill 2 at 100 x 1 maker"], Fills(scene.Sold(100, 12)));
        Assert.Equal("fill 2 at 100 x 2 maker", scene.Sold(100, 9).Told[^1]);
    }

    [Fact]
    public void A_trade_that_ends_between_own_orders_moves_the_later_one_up() => Assert.Equal(
        ["fill 1 at 100 x 4 maker", "fill 2 at 100 x 1 maker"],
        Fills(Spread().Buy(100, 4).Bid(100, 7).Buy(100, 3).Sold(100, 10).Sold(100, 2)));

    [Fact]
    public void A_trade_that_ends_ahead_of_all_own_orders_moves_them_all_up() => Assert.Equal(
        ["fill 1 at 100 x 4 maker", "fill 2 at 100 x 2 maker"],
        Fills(Spread().Buy(100, 4).Bid(100, 7).Buy(100, 3).Sold(100, 3).Sold(100, 10)));

    [Fact]
    public void Without_market_quantity_between_them_own_orders_follow_each_other() => Assert.Equal(
        ["fill 1 at 100 x 4 maker", "fill 2 at 100 x 2 maker"], Fills(Spread().Buy(100, 4).Buy(100, 3).Sold(100, 11)));

    [Fact]
    public void A_cancelled_order_leaves_the_quantity_that_was_ahead_of_it_to_those_behind() => Assert.Equal(
        ["fill 2 at 100 x 1 maker"], Fills(Spread().Buy(100, 4).Bid(100, 7).Buy(100, 3).Cancel(1).Sold(100, 8)));

    [Fact]
    public void An_order_that_saw_an_emptier_book_still_stands_behind_an_earlier_one()
    {
        // A clear is no depth change: order 1 keeps 5 ahead, order 2 sees nothing ahead.
        VenueScene scene = Spread().Buy(100, 4).Row(EventKind.Clear, Side.None, 0, 0).Buy(100, 3);
        Assert.Equal(["fill 1 at 100 x 4 maker", "fill 2 at 100 x 1 maker"], Fills(scene.Sold(100, 3).Sold(100, 7)));
    }

    [Fact]
    public void The_quantity_ahead_of_a_third_order_is_eaten_once()
    {
        // 5 ahead of order 1; our own taker leaves 2 for order 2 to see; the feed shows 4 before order 3 arrives.
        var scene = new VenueScene(ExchangeModel.PartialFill);
        scene.Ask(105, 5).Sell(105, 1).Buy(105, 3).Sell(105, 1).Ask(105, 4).Sell(105, 1);
        Assert.Equal(["fill 1 at 105 x 1 maker", "fill 3 at 105 x 1 maker", "fill 4 at 105 x 1 maker"], Fills(scene.Bought(105, 7))[1..]);
    }

    [Fact]
    public void A_touch_that_crosses_us_fills_what_it_shows_and_is_gone()
    {
        VenueScene scene = Spread().Buy(102, 9).Ask(101, 4);
        Assert.Equal(["fill 1 at 102 x 4 maker"], Fills(scene));
        Assert.Equal(new Price(105), scene.Venue.Book.BestAsk);
        Assert.Equal("fill 1 at 102 x 3 maker", scene.Ask(101, 0).Ask(101, 3).Told[^1]);
    }

    [Fact]
    public void A_touch_that_reaches_a_sell_fills_it() => Assert.Equal(["fill 1 at 103 x 4 maker"], Fills(Spread().Sell(103, 9).Bid(103, 4)));

    [Fact]
    public void A_touch_short_of_our_price_does_nothing() => Assert.Empty(Fills(Spread().Buy(102, 9).Ask(103, 4)));

    [Fact]
    public void A_crossing_touch_shows_what_own_orders_leave_of_it()
    {
        VenueScene scene = Spread().Buy(102, 3).Ask(102, 7);
        Assert.Equal(["fill 1 at 102 x 3 maker"], Fills(scene));
        Assert.Equal(new Quantity(4), scene.Venue.Book.QuantityAt(Side.Sell, new Price(102)));
    }

    [Fact]
    public void A_crossing_touch_is_spent_once_best_price_first_then_by_arrival() => Assert.Equal(
        ["fill 2 at 102 x 2 maker", "fill 3 at 102 x 2 maker", "fill 1 at 101 x 1 maker"],
        Fills(Spread().Buy(101, 3).Buy(102, 2).Buy(102, 2).Buy(101, 3).Ask(101, 5)));

    [Fact]
    public void A_crossing_touch_gives_nothing_to_an_order_that_it_does_not_reach() => Assert.Equal(
        ["fill 2 at 103 x 2 maker"], Fills(Spread().Buy(101, 3).Buy(103, 2).Ask(102, 9)));

    [Fact]
    public void A_snapshot_row_that_crosses_fills_us_and_a_clear_does_not() => Assert.Equal(
        ["fill 1 at 102 x 2 maker"],
        Fills(Spread().Buy(102, 3).Row(EventKind.Clear, Side.Sell, 0, 0).Row(EventKind.Snapshot, Side.Sell, 101, 2)));

    [Fact]
    public void A_print_that_met_no_order_a_quote_row_and_a_gap_fill_nobody() => Assert.Empty(Fills(
        Spread().Buy(102, 3).Row(EventKind.OffBookTrade, Side.Sell, 90, 9).Row(EventKind.BestQuote, Side.Sell, 90, 9).Row(EventKind.Gap, Side.None, 0, 0)));

    [Fact]
    public void Fractions_of_a_lot_add_up_over_trades_at_our_price() => Assert.Equal(
        ["fill 1 at 100 x 10 maker", "fill 1 at 100 x 20 maker"],
        Fills(Spread(lotUnits: 10).Buy(100, 100).Sold(100, 11).Sold(100, 6).Sold(100, 25).Sold(100, 2)));

    [Fact]
    public void Fractions_of_a_lot_add_up_over_trades_through_our_price() => Assert.Equal(
        ["fill 1 at 100 x 10 maker"], Fills(Spread(lotUnits: 10).Buy(100, 100).Sold(99, 6).Sold(99, 4)));

    [Fact]
    public void A_fall_of_the_shown_quantity_leaves_the_fraction_that_was_won() => Assert.Equal(
        ["fill 1 at 100 x 10 maker"], Fills(Spread(lotUnits: 10).Buy(100, 100).Sold(100, 14).Bid(100, 3).Bid(100, 0).Sold(100, 1)));

    [Fact]
    public void The_fraction_that_an_order_does_not_need_goes_on_to_the_next() => Assert.Equal(
        ["fill 1 at 100 x 10 maker", "fill 2 at 100 x 10 maker"],
        Fills(Spread(lotUnits: 10).Buy(100, 10).Buy(100, 10).Sold(100, 12).Sold(100, 8).Sold(100, 5)));

    [Fact]
    public void The_first_order_keeps_a_fraction_before_the_next_gets_any() => Assert.Equal(
        ["fill 1 at 100 x 10 maker"], Fills(Spread(lotUnits: 10).Buy(100, 20).Buy(100, 10).Sold(100, 5 + 19)));

    [Fact]
    public void A_crossing_touch_gives_whole_lots_of_each_level()
    {
        // One and a half lots, and half a lot beside it, which comes to a whole one only when the feed shows more at its price.
        VenueScene scene = Spread(lotUnits: 10).Buy(102, 100).Ask(102, 15).Ask(101, 5).Ask(101, 12);
        Assert.Equal(["fill 1 at 102 x 10 maker", "fill 1 at 102 x 10 maker"], Fills(scene));
        Assert.Equal(new Quantity(2), scene.Venue.Book.QuantityAt(Side.Sell, new Price(101)));
        Assert.Equal(new Quantity(5), scene.Venue.Book.QuantityAt(Side.Sell, new Price(102)));
    }

    [Fact]
    public void Passive_fills_pay_the_makers_fee_and_are_numbered_on()
    {
        OrderReport[] fills = [.. Spread().Buy(105, 9).Sold(105, 1).Ask(104, 2).Reports.Where(r => r.Kind == ReportKind.Fill)];
        Assert.Equal([(1L, false), (2L, true), (3L, true)], fills.Select(f => (f.TradeId, f.IsMaker)));
        Assert.Equal([105 * 0.5m * 0.002m, 105 * 0.1m * 0.001m, 105 * 0.2m * 0.001m], fills.Select(f => f.Fee));
    }
}
