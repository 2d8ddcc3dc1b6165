using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Amends by hand, in both exchange models.</summary>
public sealed class AmendTests
{
    // A bid of 5 at 100 and an ask of 5 at 105; order 1 buys 4 at 100.
    private static VenueScene Resting(ExchangeModel model) => new VenueScene(model).Bid(100, 5).Ask(105, 5).Buy(100, 4);

    private static VenueScene Partial => Resting(ExchangeModel.PartialFill);

    public static TheoryData<ExchangeModel> Models => [.. Enum.GetValues<ExchangeModel>()];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_smaller_quantity_at_the_same_price_keeps_its_place(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 100 x 2", "fill 1 at 100 x 2 maker"],
        Resting(model).Bid(100, 9).Amend(1, 100, 2).Sold(100, 5).Sold(100, 2).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_terms_keep_the_place(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 100 x 4", "fill 1 at 100 x 4 maker"], Resting(model).Bid(100, 9).Amend(1, 100, 4).Sold(100, 9).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_larger_quantity_goes_to_the_end_of_the_queue(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 100 x 6", "fill 1 at 100 x 6 maker"],
        Resting(model).Bid(100, 9).Amend(1, 100, 6).Sold(100, 9).Sold(100, 6).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_new_price_has_a_queue_of_its_own(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 99 x 4", "fill 1 at 99 x 4 maker"],
        Resting(model).Bid(99, 3).Amend(1, 99, 4).Sold(100, 50).Sold(99, 3).Sold(99, 4).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_order_that_comes_back_to_its_price_starts_at_the_end(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 99 x 4", "amended 1 to 100 x 4", "fill 1 at 100 x 4 maker"],
        Resting(model).Sold(100, 5).Amend(1, 99, 4).Amend(1, 100, 4).Sold(100, 5).Sold(100, 4).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_order_that_nobody_knows_cannot_be_amended(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amend-rejected 2", "cancelled 1", "amend-rejected 1"], Resting(model).Amend(2, 100, 1).Cancel(1).Amend(1, 100, 1).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_filled_order_cannot_be_amended(ExchangeModel model) => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 4 maker", "amend-rejected 1"], Resting(model).Sold(99, 4).Amend(1, 100, 9).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_amend_to_nothing_cancels(ExchangeModel model) => Assert.Equal(
        ["ack 1", "cancelled 1", "cancel-rejected 1"], Resting(model).Amend(1, 101, 0).Cancel(1).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_amend_that_crosses_takes(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 105 x 4", "fill 1 at 105 x 4 taker"], Resting(model).Amend(1, 105, 4).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_amended_post_only_order_that_would_cross_expires(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 105 x 4", "expired 1", "cancel-rejected 1"],
        new VenueScene(model).Bid(100, 5).Ask(105, 5).Buy(100, 4, TimeInForce.PostOnly).Amend(1, 105, 4).Cancel(1).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void An_amended_post_only_order_stays_post_only(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 104 x 4", "amended 1 to 106 x 4", "expired 1"],
        new VenueScene(model).Bid(100, 5).Ask(105, 5).Buy(100, 4, TimeInForce.PostOnly).Amend(1, 104, 4).Amend(1, 106, 4).Told);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sell_is_amended_as_a_sell(ExchangeModel model) => Assert.Equal(
        ["ack 1", "amended 1 to 104 x 2", "fill 1 at 104 x 2 maker"],
        new VenueScene(model).Bid(100, 5).Ask(105, 5).Sell(105, 4).Amend(1, 104, 2).Bought(104, 2).Told);

    [Fact]
    public void Without_partial_fills_a_crossing_amend_fills_wholly() => Assert.Equal(
        ["ack 1", "amended 1 to 105 x 40", "fill 1 at 105 x 40 taker"], Resting(ExchangeModel.NoPartialFill).Amend(1, 105, 40).Told);

    [Fact]
    public void An_amend_that_crosses_takes_what_there_is_and_rests_without_a_second_acknowledgement() => Assert.Equal(
        ["ack 1", "amended 1 to 105 x 7", "fill 1 at 105 x 5 taker", "fill 1 at 105 x 2 maker"], Partial.Amend(1, 105, 7).Sold(105, 2).Told);

    [Fact]
    public void The_whole_quantity_counts_what_has_filled() => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 1 maker", "amended 1 to 101 x 4", "fill 1 at 101 x 3 maker"], Partial.Sold(100, 6).Amend(1, 101, 4).Sold(101, 9).Told);

    [Fact]
    public void A_smaller_whole_quantity_leaves_the_less_to_fill() => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 1 maker", "amended 1 to 100 x 3", "fill 1 at 100 x 2 maker"], Partial.Sold(100, 6).Amend(1, 100, 3).Sold(100, 9).Told);

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void An_amend_to_what_has_filled_or_less_cancels(long whole) => Assert.Equal(
        ["ack 1", "fill 1 at 100 x 3 maker", "cancelled 1"], Partial.Sold(100, 8).Amend(1, 100, whole).Sold(100, 9).Told);

    [Fact]
    public void An_order_that_keeps_its_place_keeps_its_fraction_of_a_lot_and_one_that_moves_loses_it()
    {
        VenueScene Started() => new VenueScene(ExchangeModel.PartialFill, lotUnits: 10).Ask(105, 5).Buy(100, 50).Sold(100, 9);
        Assert.Equal(["ack 1", "amended 1 to 100 x 40", "fill 1 at 100 x 10 maker"], Started().Amend(1, 100, 40).Sold(100, 1).Told);
        Assert.Equal(["ack 1", "amended 1 to 100 x 60"], Started().Amend(1, 100, 60).Sold(100, 1).Told);
    }

    [Fact]
    public void Among_own_orders_an_amended_one_goes_behind_those_of_its_new_price() => Assert.Equal(
        ["ack 1", "ack 2", "amended 1 to 101 x 4", "fill 2 at 101 x 2 maker", "fill 1 at 101 x 1 maker"],
        Partial.Buy(101, 2).Amend(1, 101, 4).Sold(101, 3).Told);
}
