using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Takers under partial-fill by hand: what they get and what they leave.</summary>
public sealed class PartialFillTakerTests
{
    // Bids 4 at 100 and 6 at 99; asks 5 at 102, 3 at 103 and 9 at 105.
    private static VenueScene Ladder(long lotUnits = 1) => new VenueScene(ExchangeModel.PartialFill, lotUnits)
        .Bid(99, 6).Bid(100, 4).Ask(105, 9).Ask(102, 5).Ask(103, 3);

    [Fact]
    public void A_taker_walks_the_levels_up_to_its_limit_and_the_rest_of_a_gtc_order_rests()
    {
        VenueScene scene = Ladder().Buy(103, 10);
        Assert.Equal(["fill 1 at 102 x 5 taker", "fill 1 at 103 x 3 taker", "ack 1"], scene.Told);
        Assert.Equal(new Touch(new Price(100), new Quantity(4), new Price(105), new Quantity(9)), scene.Venue.Book.Touch);
        Assert.Equal("fill 1 at 103 x 2 maker", scene.Sold(103, 2).Told[^1]);
    }

    [Fact]
    public void A_selling_taker_walks_down() => Assert.Equal(
        ["fill 1 at 100 x 4 taker", "fill 1 at 99 x 1 taker"], Ladder().Sell(98, 5).Told);

    [Fact]
    public void A_taker_leaves_what_it_does_not_need()
    {
        VenueScene scene = Ladder().Buy(110, 6);
        Assert.Equal(["fill 1 at 102 x 5 taker", "fill 1 at 103 x 1 taker"], scene.Told);
        Assert.Equal((new Price(103), new Quantity(2)), (scene.Venue.Book.Touch.AskPrice, scene.Venue.Book.Touch.AskQuantity));
    }

    [Fact]
    public void What_was_taken_is_gone_until_the_feed_shows_that_price_again() => Assert.Equal(
        ["fill 1 at 102 x 5 taker", "expired 2", "fill 3 at 102 x 2 taker", "expired 3"],
        Ladder().Buy(102, 5).Ask(103, 7).Buy(102, 1, TimeInForce.ImmediateOrCancel).Ask(102, 2).Buy(102, 3, TimeInForce.ImmediateOrCancel).Told);

    [Fact]
    public void Fees_and_trade_numbers_are_those_of_each_level()
    {
        OrderReport[] fills = [.. Ladder().Buy(103, 8).Reports];
        Assert.Equal([(102 * 0.5m * 0.002m, 1L), (103 * 0.3m * 0.002m, 2L)], fills.Select(f => (f.Fee, f.TradeId)));
    }

    [Fact]
    public void An_ioc_order_takes_what_there_is_and_the_rest_expires() => Assert.Equal(
        ["fill 1 at 102 x 5 taker", "expired 1"], Ladder().Buy(102, 6, TimeInForce.ImmediateOrCancel).Told);

    [Fact]
    public void An_ioc_order_that_is_filled_wholly_does_not_expire() => Assert.Equal(
        ["fill 1 at 102 x 5 taker"], Ladder().Buy(102, 5, TimeInForce.ImmediateOrCancel).Told);

    [Fact]
    public void An_ioc_order_that_reaches_nothing_expires() => Assert.Equal(["expired 1"], Ladder().Buy(101, 1, TimeInForce.ImmediateOrCancel).Told);

    [Fact]
    public void A_fok_order_fills_when_the_book_shows_just_enough() => Assert.Equal(
        ["fill 1 at 102 x 5 taker", "fill 1 at 103 x 3 taker"], Ladder().Buy(104, 8, TimeInForce.FillOrKill).Told);

    [Fact]
    public void A_fok_order_that_lacks_one_lot_expires_and_leaves_the_book()
    {
        VenueScene scene = Ladder().Buy(104, 9, TimeInForce.FillOrKill);
        Assert.Equal(["expired 1"], scene.Told);
        Assert.Equal(new Quantity(5), scene.Venue.Book.Touch.AskQuantity);
    }

    [Fact]
    public void A_post_only_order_that_would_cross_expires_and_one_that_would_not_rests() => Assert.Equal(
        ["expired 1", "ack 2"], Ladder().Buy(102, 1, TimeInForce.PostOnly).Buy(101, 1, TimeInForce.PostOnly).Told);

    [Fact]
    public void A_market_order_walks_the_whole_side_and_the_rest_expires() => Assert.Equal(
        ["fill 1 at 102 x 5 taker", "fill 1 at 103 x 3 taker", "fill 1 at 105 x 9 taker", "expired 1", "expired 2"],
        Ladder().MarketOrder(Side.Buy, 20, TimeInForce.GoodTillCancel).MarketOrder(Side.Buy, 1).Told);

    [Fact]
    public void A_market_order_that_sells_walks_down() => Assert.Equal(
        ["fill 1 at 100 x 4 taker", "fill 1 at 99 x 6 taker"], Ladder().MarketOrder(Side.Sell, 10).Told);

    [Fact]
    public void A_market_order_all_or_nothing_is_just_that() => Assert.Equal(
        ["expired 1", "fill 2 at 102 x 5 taker", "fill 2 at 103 x 3 taker", "fill 2 at 105 x 9 taker"],
        Ladder().MarketOrder(Side.Buy, 18, TimeInForce.FillOrKill).MarketOrder(Side.Buy, 17, TimeInForce.FillOrKill).Told);

    [Fact]
    public void A_taker_goes_as_deep_as_it_must()
    {
        var scene = new VenueScene(ExchangeModel.PartialFill);
        for (int level = 0; level < 100; level++)
            scene.Ask(200 + 3 * level, 1 + level % 2);
        scene.Buy(200 + 3 * 90, 1_000, TimeInForce.ImmediateOrCancel);
        Assert.Equal(92, scene.Told.Length);
        Assert.Equal(136, scene.Reports.Sum(r => r.Quantity.Units));
        Assert.Equal(new Price(200 + 3 * 91), scene.Venue.Book.BestAsk);
    }

    [Fact]
    public void A_taker_takes_whole_lots_of_each_level_and_leaves_the_fractions()
    {
        // With lots of 2: two and a half at 102, one and a half at 103.
        VenueScene scene = Ladder(lotUnits: 2).Buy(103, 10);
        Assert.Equal(["fill 1 at 102 x 4 taker", "fill 1 at 103 x 2 taker", "ack 1"], scene.Told);
        Assert.Equal((new Quantity(1), new Quantity(1)), (scene.Venue.Book.QuantityAt(Side.Sell, new Price(102)), scene.Venue.Book.QuantityAt(Side.Sell, new Price(103))));
    }

    [Fact]
    public void A_fok_order_counts_whole_lots_only() => Assert.Equal(
        ["expired 1", "fill 2 at 102 x 4 taker", "fill 2 at 103 x 2 taker"],
        Ladder(lotUnits: 2).Buy(103, 8, TimeInForce.FillOrKill).Buy(103, 6, TimeInForce.FillOrKill).Told);

    [Fact]
    public void A_post_only_order_expires_at_a_fraction_of_a_lot_too() => Assert.Equal(
        ["fill 1 at 102 x 4 taker", "expired 2"], Ladder(lotUnits: 2).Buy(102, 4).Buy(102, 2, TimeInForce.PostOnly).Told);

    [Fact]
    public void Own_orders_never_meet_each_other()
    {
        VenueScene scene = Ladder().Sell(101, 4).Buy(102, 6);
        Assert.Equal(["ack 1", "fill 2 at 102 x 5 taker", "ack 2"], scene.Told);
    }

    [Fact]
    public void What_a_taker_takes_does_not_move_an_own_order_that_queues_behind_it() => Assert.Equal(
        ["ack 1", "fill 2 at 102 x 3 taker", "fill 1 at 102 x 1 maker"],
        Ladder().Sell(102, 1).Buy(102, 3).Bought(102, 5).Bought(102, 1).Told);
}
