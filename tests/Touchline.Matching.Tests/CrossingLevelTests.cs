using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Levels that cross own resting orders and are told again, under partial-fill, by hand: nothing is paid for twice.</summary>
public sealed class CrossingLevelTests
{
    // A bid of 5 at 100 and an ask of 5 at 105; order 1 buys at 102.
    private static VenueScene Buying(long quantity, long lotUnits = 1) =>
        new VenueScene(ExchangeModel.PartialFill, lotUnits).Bid(100, 5).Ask(105, 5).Buy(102, quantity);

    private static string[] Fills(VenueScene scene) => [.. scene.Told.Where(t => t.StartsWith("fill", StringComparison.Ordinal))];

    [Fact]
    public void A_level_told_again_offers_only_what_it_has_risen_by() => Assert.Equal(
        ["fill 1 at 102 x 5 maker", "fill 1 at 102 x 1 maker", "fill 1 at 102 x 1 maker"],
        Fills(Buying(1_000).Ask(102, 5).Ask(102, 6).Ask(102, 5).Ask(102, 6)));

    [Fact]
    public void A_level_that_flickers_fifty_times_is_not_paid_for_fifty_times()
    {
        VenueScene scene = new VenueScene(ExchangeModel.PartialFill).Sell(100, 1_000);
        for (int row = 0; row < 50; row++)
            scene.Bid(105, 5 + row % 2);
        Assert.Equal(5 + 25, scene.Reports.Sum(r => r.Quantity.Units));
    }

    [Fact]
    public void A_level_told_again_unchanged_offers_nothing() => Assert.Equal(
        ["fill 1 at 102 x 5 maker"], Fills(Buying(1_000).Ask(102, 5).Ask(102, 5).Ask(102, 5)));

    [Fact]
    public void What_a_level_has_fallen_by_and_rises_by_again_is_new() => Assert.Equal(
        ["fill 1 at 102 x 5 maker", "fill 1 at 102 x 4 maker"], Fills(Buying(1_000).Ask(102, 5).Ask(102, 2).Ask(102, 6)));

    [Fact]
    public void What_an_order_left_of_a_level_is_still_there_for_it_to_give()
    {
        // 3 of 5 to order 1; order 2 takes the 2 that are left, and only what comes on top of the 5 is new.
        VenueScene scene = Buying(3).Ask(102, 5).Buy(102, 9);
        Assert.Equal(["fill 1 at 102 x 3 maker", "fill 2 at 102 x 2 taker", "fill 2 at 102 x 1 maker"], Fills(scene.Ask(102, 5).Ask(102, 6)));
    }

    [Fact]
    public void Every_level_that_crosses_us_counts_for_itself() => Assert.Equal(
        ["fill 1 at 102 x 4 maker", "fill 1 at 102 x 3 maker", "fill 1 at 102 x 2 maker", "fill 1 at 102 x 1 maker"],
        Fills(Buying(1_000).Ask(101, 4).Ask(102, 3).Ask(101, 4).Ask(102, 3).Ask(102, 5).Ask(101, 5)));

    [Fact]
    public void Own_orders_share_what_a_level_has_not_given_yet() => Assert.Equal(
        ["fill 1 at 102 x 3 maker", "fill 2 at 102 x 2 maker", "fill 2 at 102 x 1 maker"],
        Fills(Buying(3).Buy(102, 9).Ask(101, 5).Ask(101, 5).Ask(101, 6)));

    [Fact]
    public void A_level_that_went_and_came_back_is_new() => Assert.Equal(
        ["fill 1 at 102 x 5 maker", "fill 1 at 102 x 5 maker"], Fills(Buying(1_000).Ask(102, 5).Ask(102, 0).Ask(102, 5)));

    [Theory]
    [InlineData(Side.Sell, 2)]
    [InlineData(Side.None, 2)]
    [InlineData(Side.Buy, 1)]
    public void A_side_that_was_cleared_is_new(Side cleared, int fills) => Assert.Equal(
        fills, Fills(Buying(1_000).Ask(102, 5).Row(EventKind.Clear, cleared, 0, 0).Row(EventKind.Snapshot, Side.Sell, 102, 5)).Length);

    [Fact]
    public void A_new_version_is_new_and_a_gap_is_not()
    {
        VenueScene Defined() => new VenueScene(ExchangeModel.PartialFill).Row(EventKind.Definition, Side.None, 0, 0).Buy(102, 99).Ask(102, 5);
        Assert.Single(Fills(Defined().Row(EventKind.Gap, Side.None, 0, 0).Ask(102, 5)));
        Assert.Equal(2, Fills(Defined().Row(EventKind.Definition, Side.None, 0, 0).Ask(102, 5)).Length);
    }

    [Fact]
    public void What_was_spent_is_remembered_while_no_own_order_rests()
    {
        // The level falls to 2 and rises to 9 meanwhile; order 2 finds the 9, takes them, and has 1 more coming.
        VenueScene scene = Buying(5).Ask(102, 5).Ask(102, 2).Ask(102, 9).Buy(102, 20);
        Assert.Equal(["fill 1 at 102 x 5 maker", "fill 2 at 102 x 9 taker", "fill 2 at 102 x 1 maker"], Fills(scene.Ask(102, 9).Ask(102, 10)));
    }

    [Fact]
    public void Whole_lots_of_what_is_unspent_are_given() => Assert.Equal(
        ["fill 1 at 102 x 10 maker", "fill 1 at 102 x 10 maker", "fill 1 at 102 x 10 maker"],
        Fills(Buying(1_000, lotUnits: 10).Ask(102, 15).Ask(102, 15).Ask(102, 22).Ask(102, 29).Ask(102, 30)));

    [Fact]
    public void A_taker_finds_a_level_told_again_whole_and_what_it_takes_is_no_newer_for_those_that_rest()
    {
        VenueScene scene = Buying(1_000).Ask(102, 5).Ask(102, 5);
        Assert.Equal(new Quantity(5), scene.Venue.Book.QuantityAt(Side.Sell, new Price(102)));
        scene.Buy(102, 4, TimeInForce.ImmediateOrCancel).Ask(102, 5).Ask(102, 6);
        Assert.Equal(["fill 1 at 102 x 5 maker", "fill 2 at 102 x 4 taker", "fill 1 at 102 x 1 maker"], Fills(scene));
    }

    [Fact]
    public void What_an_order_took_when_it_came_it_does_not_get_again_as_it_rests()
    {
        // 5 taken at 105. Another level crosses before 105 is told again; then 105 as it was, and with 2 more.
        VenueScene scene = new VenueScene(ExchangeModel.PartialFill).Ask(105, 5).Buy(105, 1_000).Ask(104, 1).Ask(105, 5).Ask(105, 7);
        Assert.Equal(["fill 1 at 105 x 5 taker", "fill 1 at 105 x 1 maker", "fill 1 at 105 x 2 maker"], Fills(scene));
    }

    [Fact]
    public void An_order_all_or_nothing_that_got_nothing_spends_nothing() => Assert.Equal(
        ["fill 2 at 105 x 5 taker", "fill 2 at 105 x 1 maker"],
        Fills(new VenueScene(ExchangeModel.PartialFill).Ask(105, 5).Buy(105, 6, TimeInForce.FillOrKill).Buy(105, 9).Ask(105, 6)));
}
