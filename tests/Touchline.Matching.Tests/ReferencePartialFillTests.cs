using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The reference-partial-fill exchange by hand, risk-averse unless said otherwise.</summary>
public sealed class ReferencePartialFillTests
{
    // Bids of 5 at 100 and 4 at 99, asks of 5 at 105 and 6 at 107.
    private static VenueScene Spread() =>
        new VenueScene(ExchangeModel.ReferencePartialFill).Bid(100, 5).Bid(99, 4).Ask(105, 5).Ask(107, 6);

    private static string[] Fills(VenueScene scene) => [.. scene.Told.Where(t => t.StartsWith("fill", StringComparison.Ordinal))];

    // ---- passive ----

    [Fact]
    public void A_trade_at_our_price_fills_what_it_leaves_and_leaves_us_first() => Assert.Equal(
        ["fill 1 at 100 x 2 maker", "fill 1 at 100 x 3 maker", "fill 1 at 100 x 1 maker"],
        Fills(Spread().Buy(100, 6).Sold(100, 5).Sold(100, 2).Sold(100, 3).Sold(100, 9)));

    [Fact]
    public void Every_order_at_a_price_has_the_trades_to_itself() => Assert.Equal(
        ["fill 1 at 100 x 3 maker", "fill 2 at 100 x 3 maker"], Fills(Spread().Buy(100, 6).Buy(100, 4).Sold(100, 8)));

    [Fact]
    public void A_trade_through_our_price_fills_all_that_is_left() => Assert.Equal(
        ["fill 1 at 100 x 2 maker", "fill 1 at 100 x 40 maker"], Fills(Spread().Buy(100, 42).Sold(100, 7).Sold(99, 1)));

    [Fact]
    public void A_trade_through_a_sell_fills_it_too() => Assert.Equal(["fill 1 at 105 x 42 maker"], Fills(Spread().Sell(105, 42).Bought(106, 1)));

    [Fact]
    public void A_trade_of_our_own_side_or_short_of_our_price_does_nothing() =>
        Assert.Empty(Fills(Spread().Buy(99, 6).Bought(98, 50).Sold(100, 50)));

    [Theory]
    [InlineData(102)]
    [InlineData(101)]
    public void The_opposite_touch_at_or_beyond_our_price_fills_all_that_is_left_at_our_price(long ask) => Assert.Equal(
        ["fill 1 at 102 x 2 maker", "fill 1 at 102 x 40 maker"], Fills(Spread().Buy(102, 42).Sold(102, 2).Ask(ask, 1)));

    [Fact]
    public void A_bid_that_reaches_our_sell_fills_it() => Assert.Equal(["fill 1 at 103 x 42 maker"], Fills(Spread().Sell(103, 42).Bid(104, 1)));

    [Fact]
    public void A_level_behind_the_touch_fills_nothing() => Assert.Empty(Fills(Spread().Buy(102, 6).Ask(103, 1)));

    [Fact]
    public void A_level_that_crosses_gives_all_orders_theirs_and_stays_in_the_book()
    {
        VenueScene scene = Spread().Buy(101, 42).Buy(102, 9).Buy(100, 1).Ask(101, 3);
        Assert.Equal(["fill 1 at 101 x 42 maker", "fill 2 at 102 x 9 maker"], Fills(scene));
        Assert.Equal(new Quantity(3), scene.Venue.Book.QuantityAt(Side.Sell, new Price(101)));
    }

    [Fact]
    public void A_filled_order_is_gone() => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 2 maker", "cancel-rejected 1"], Spread().Buy(100, 2).Sold(100, 7).Sold(99, 9).Cancel(1).Told);

    // ---- takers ----

    [Fact]
    public void A_good_till_cancel_taker_takes_what_is_shown_up_to_its_limit_and_the_rest_at_its_limit() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 1 at 106 x 4 taker"], Spread().Buy(106, 9).Told);

    [Fact]
    public void What_is_shown_at_the_limit_is_taken_there_like_the_rest() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 1 at 107 x 6 taker", "fill 1 at 107 x 3 taker"], Spread().Buy(107, 14).Told);

    [Fact]
    public void A_selling_taker_goes_down_the_bids() => Assert.Equal(
        ["fill 1 at 100 x 5 taker", "fill 1 at 99 x 4 taker", "fill 1 at 98 x 2 taker"], Spread().Sell(98, 11).Told);

    [Fact]
    public void A_taker_that_is_shown_enough_never_sees_its_limit() =>
        Assert.Equal(["fill 1 at 105 x 5 taker", "fill 1 at 107 x 1 taker"], Spread().Buy(120, 6).Told);

    [Fact]
    public void What_is_taken_is_still_there_for_the_next() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 2 at 105 x 5 taker"], Spread().Buy(105, 5).Buy(105, 5).Told);

    [Fact]
    public void The_rest_of_an_immediate_order_expires() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "expired 1", "fill 2 at 105 x 5 taker"],
        Spread().Buy(106, 9, TimeInForce.ImmediateOrCancel).Buy(106, 5, TimeInForce.ImmediateOrCancel).Told);

    [Fact]
    public void A_fill_or_kill_order_fills_wholly_or_expires() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 1 at 107 x 6 taker", "expired 2", "expired 3"],
        Spread().Buy(107, 11, TimeInForce.FillOrKill).Buy(107, 12, TimeInForce.FillOrKill).Buy(106, 6, TimeInForce.FillOrKill).Told);

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel)]
    [InlineData(TimeInForce.FillOrKill)]
    public void An_immediate_order_that_cannot_trade_expires(TimeInForce timeInForce) => Assert.Equal(
        ["expired 1", "expired 2"], Spread().Buy(104, 1, timeInForce).Sell(101, 1, timeInForce).Told);

    [Theory]
    [InlineData(105)]
    [InlineData(120)]
    public void A_post_only_order_that_would_cross_expires(long price) =>
        Assert.Equal(["expired 1"], Spread().Buy(price, 1, TimeInForce.PostOnly).Told);

    [Fact]
    public void A_post_only_order_that_does_not_cross_rests_and_fills_as_maker() => Assert.Equal(
        ["ack 1", "fill 1 at 101 x 1 maker", "fill 1 at 101 x 8 maker"], Spread().Sell(101, 9, TimeInForce.PostOnly).Bought(101, 1).Bought(102, 1).Told);

    [Fact]
    public void A_limit_order_without_an_opposite_side_rests() =>
        Assert.Equal(["ack 1"], new VenueScene(ExchangeModel.ReferencePartialFill).Bid(100, 5).Buy(500, 1).Told);

    [Fact]
    public void A_market_order_takes_level_by_level() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 1 at 107 x 3 taker"], Spread().MarketOrder(Side.Buy, 8).Told);

    [Fact]
    public void A_buying_market_order_looks_at_the_hundred_ticks_from_the_touch_on_and_the_rest_expires() => Assert.Equal(
        ["fill 1 at 105 x 5 taker", "fill 1 at 107 x 6 taker", "fill 1 at 204 x 1 taker", "expired 1"],
        Spread().Ask(204, 1).Ask(205, 9).MarketOrder(Side.Buy, 13).Told);

    [Fact]
    public void A_selling_market_order_looks_a_hundred_ticks_below_the_touch_and_the_rest_expires() => Assert.Equal(
        ["fill 1 at 200 x 1 taker", "fill 1 at 100 x 5 taker", "expired 1"],
        Spread().Bid(200, 1).Bid(99, 9).MarketOrder(Side.Sell, 13).Told);

    [Fact]
    public void A_tick_may_be_several_units_of_price()
    {
        Instrument fives = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One) with { TickUnits = 5 };
        var venue = new SimulatedVenue(fives, 0, new FeeRates(0, 0), ExchangeModel.ReferencePartialFill);
        foreach ((long price, long quantity) in new[] { (1_000L, 1L), (1_495, 1), (1_500, 1) })
            venue.OnMarket(new MarketEvent { Kind = EventKind.Depth, Side = Side.Sell, Price = new Price(price), Quantity = new Quantity(quantity) });
        venue.OnPlace(new Approval(fives).Of(new NewOrder(0, Side.Buy, OrderType.Market, TimeInForce.ImmediateOrCancel, default, new Quantity(3))), 0);
        Assert.Equal(["fill 1 at 1000 x 1 taker", "fill 1 at 1495 x 1 taker", "expired 1"], venue.Reports.Select(Compare.Text));
    }

    [Fact]
    public void A_market_order_that_must_fill_wholly_does_or_expires() => Assert.Equal(
        ["expired 1", "fill 2 at 105 x 5 taker", "fill 2 at 107 x 6 taker"],
        Spread().MarketOrder(Side.Buy, 12, TimeInForce.FillOrKill).MarketOrder(Side.Buy, 11, TimeInForce.FillOrKill).Told);

    [Fact]
    public void A_market_order_against_an_empty_side_expires() =>
        Assert.Equal(["expired 1"], new VenueScene(ExchangeModel.ReferencePartialFill).Bid(100, 5).MarketOrder(Side.Buy, 1).Told);

    [Fact]
    public void In_a_crossed_book_a_taker_begins_at_the_best_opposite_price() => Assert.Equal(
        ["fill 1 at 98 x 1 taker", "fill 1 at 105 x 2 taker"], Spread().Ask(98, 1).Buy(105, 3).Told);

    // ---- amends: the whole quantity is what has filled and the reference's new remainder ----

    [Fact]
    public void An_amend_sets_the_remainder_to_the_whole_quantity_less_what_has_filled() => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 2 maker", "amended 1 to 100 x 5", "fill 1 at 100 x 3 maker"],
        Spread().Buy(100, 9).Sold(100, 7).Amend(1, 100, 5).Sold(100, 50).Told);

    [Fact]
    public void An_amend_to_no_more_than_was_left_keeps_the_place_and_to_more_loses_it()
    {
        VenueScene Started() => Spread().Buy(100, 9).Sold(100, 7);
        Assert.Equal("fill 1 at 100 x 1 maker", Started().Amend(1, 100, 9).Sold(100, 1).Told[^1]);
        Assert.Equal("amended 1 to 100 x 10", Started().Amend(1, 100, 10).Sold(100, 5).Told[^1]);
        Assert.Equal("fill 1 at 100 x 8 maker", Started().Amend(1, 100, 10).Sold(99, 1).Told[^1]);
    }

    [Fact]
    public void An_amend_to_another_price_loses_the_place_even_with_less() => Assert.Equal(
        ["ack 1", "amended 1 to 99 x 2", "fill 1 at 99 x 1 maker"], Spread().Buy(100, 9).Sold(100, 5).Amend(1, 99, 2).Sold(99, 4).Sold(99, 1).Told);

    [Fact]
    public void An_amend_that_crosses_takes_what_is_shown_and_the_rest_at_its_limit() => Assert.Equal(
        ["ack 1", "amended 1 to 106 x 9", "fill 1 at 105 x 5 taker", "fill 1 at 106 x 4 taker"], Spread().Buy(100, 9).Amend(1, 106, 9).Told);

    [Fact]
    public void An_amend_of_a_post_only_order_that_would_cross_expires_it() => Assert.Equal(
        ["ack 1", "amended 1 to 105 x 9", "expired 1"], Spread().Buy(100, 9, TimeInForce.PostOnly).Amend(1, 105, 9).Told);

    [Fact]
    public void An_amend_to_what_has_filled_cancels() => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 2 maker", "cancelled 1"], Spread().Buy(100, 9).Sold(100, 7).Amend(1, 100, 2).Told);

    // ---- fractions of a lot ----

    [Fact]
    public void What_a_trade_leaves_is_rounded_to_lots_and_what_is_shown_is_taken_as_it_is()
    {
        VenueScene Tens() => new VenueScene(ExchangeModel.ReferencePartialFill, lotUnits: 10).Bid(100, 50).Ask(105, 15);
        Assert.Equal(["fill 1 at 100 x 10 maker", "fill 1 at 100 x 20 maker"], Fills(Tens().Buy(100, 90).Sold(100, 64).Sold(100, 15)));
        Assert.Equal(["fill 1 at 105 x 15 taker", "fill 1 at 106 x 15 taker"], Fills(Tens().Buy(106, 30)));
    }
}
