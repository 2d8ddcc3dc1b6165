using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Margin and liquidation, by hand.</summary>
public sealed class MarginTests
{
    private static MarginTerms Terms(decimal deposit, decimal leverage = 10, decimal maintenance = 0.05m, decimal fee = 0) =>
        new() { Deposit = deposit, Leverage = leverage, Maintenance = [new MarginBracket(0, maintenance)], LiquidationFee = fee };

    [Fact]
    public void An_order_beyond_the_margin_is_rejected_and_one_up_to_it_isn_t()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100);
        Assert.Equal(["rejected 1", "acknowledged 2"], scene.Buy(90, 11).Buy(90, 10).Said);
        Assert.Equal(["rejected 3", "acknowledged 4"], scene.Buy(80, 1).Sell(110, 9).Said); // each side for itself, at its limit where that is higher
    }

    [Fact]
    public void What_makes_nothing_worse_may_always_go()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100).Take(Side.Buy, 10).Mark(96).Quietly();
        Assert.Equal(["rejected 2", "fill 3: 10 at 100"], scene.Take(Side.Buy, 1).Take(Side.Sell, 10).Said);
    }

    [Fact]
    public void An_amend_beyond_the_margin_is_refused_and_the_order_stands_as_it_was()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 101, 99).Mark(100).Buy(90, 9).Quietly();
        Assert.Equal(["amendrejected 1", "amended 1 to 10", "fill 1: 10 at 90"], scene.Amend(1, 90, 11).Amend(1, 90, 10).Sold(89, 99).Said);
    }

    [Fact]
    public void An_amend_to_a_higher_price_is_refused_when_the_margin_doesn_t_carry_it()
    {
        AccountScene scene = new AccountScene(Terms(1000, leverage: 1)).Book(99, 50, 160, 50).Mark(100).Buy(100, 10).Quietly();
        Assert.Equal(["amendrejected 1", "fill 1: 10 at 100"], scene.Amend(1, 150, 10).Sold(99, 99).Said);
        scene = new AccountScene(Terms(1000, leverage: 1)).Book(99, 50, 160, 50).Mark(100).Sell(101, 9).Quietly();
        Assert.Equal(["amendrejected 1", "fill 1: 9 at 101"], scene.Amend(1, 150, 9).Bought(102, 99).Said); // a sell is worth its limit too
    }

    [Fact]
    public void An_amend_to_a_higher_price_goes_up_to_what_the_margin_carries()
    {
        AccountScene scene = new AccountScene(Terms(1000, leverage: 1)).Book(99, 50, 160, 50).Mark(100).Buy(100, 8).Quietly();
        Assert.Equal(["amendrejected 1", "amended 1 to 8", "fill 1: 8 at 125"], scene.Amend(1, 126, 8).Amend(1, 125, 8).Sold(124, 99).Said);
    }

    [Fact]
    public void An_amend_to_a_higher_price_on_the_side_that_isn_t_the_worse_goes()
    {
        AccountScene scene = new AccountScene(Terms(1000, leverage: 1)).Book(99, 50, 160, 50).Mark(100).Buy(100, 10).Sell(155, 5).Quietly();
        Assert.Equal(["amended 2 to 5"], scene.Amend(2, 158, 5).Said);
    }

    [Fact]
    public void A_cheaper_amend_goes_though_the_margin_doesn_t_carry_it()
    {
        AccountScene scene = new AccountScene(Terms(1000, leverage: 1)).Book(99, 50, 100, 5).Mark(100).Take(Side.Buy, 5).Ask(100, 0).Ask(160, 50)
            .Buy(100, 5).Mark(90).Quietly();
        // Ten are worth 990 at 99, of which the 950 that are left carry nothing.
        Assert.Equal(["amendrejected 2", "amended 2 to 5"], scene.Amend(2, 101, 5).Amend(2, 99, 5).Said);
    }

    [Fact]
    public void A_stop_is_looked_at_when_it_is_set_off_not_before()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100).Bought(100).Stop(Side.Buy, 105, 50);
        Assert.Equal(["acknowledged 1", "expired 1"], scene.Bought(105).Said);
    }

    [Fact]
    public void At_the_maintenance_margin_all_orders_end_and_the_position_is_closed_against_the_book()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100).Take(Side.Buy, 10).Quietly()
            .Sell(121, 1).Sell(120, 1).Stop(Side.Sell, 20, 1).Bid(100, 0).Bid(94, 4).Bid(93, 99).Quietly();
        // 100 + 10 × (mark − 100) ≤ 0.05 × 10 × mark at and below 94.736842…
        Assert.Empty(scene.Mark(94.73684211m).Said);
        Assert.Equal(
            ["expired 3", "expired 2", "expired 4", "liquidation Sell 4 at 94, fee 0", "liquidation Sell 6 at 93, fee 0"], scene.Mark(94.73684210m).Said);
        Assert.Equal((0, -66m, false), (scene.Venue.Position.Units, scene.Venue.Cash, scene.Venue.HasOrders));
    }

    [Fact]
    public void What_the_book_hasn_t_closes_at_the_bankruptcy_price_so_that_no_more_than_the_deposit_is_lost()
    {
        AccountScene scene = new AccountScene(Terms(105)).Book(100, 99, 100, 99).Mark(100).Take(Side.Buy, 10).Quietly()
            .Bid(100, 0).Bid(91, 3).Bid(80, 99);
        Assert.Equal(["liquidation Sell 3 at 91, fee 0", "liquidation Sell 7 at 90, fee 0"], scene.Mark(70).Said);
        Assert.Equal(-97, scene.Venue.Cash);
    }

    [Fact]
    public void A_short_is_closed_likewise()
    {
        AccountScene scene = new AccountScene(Terms(105)).Book(100, 99, 100, 99).Mark(100).Take(Side.Sell, 10).Quietly()
            .Ask(100, 0).Ask(108, 3).Ask(111, 99);
        Assert.Equal(["liquidation Buy 3 at 108, fee 0", "liquidation Buy 7 at 110, fee 0"], scene.Mark(130).Said);
        Assert.Equal(-94, scene.Venue.Cash);
    }

    [Fact]
    public void The_fee_is_in_place_of_the_taker_fee_and_never_more_than_what_is_left()
    {
        AccountScene scene = new AccountScene(Terms(110, fee: 0.02m), new FeeRates(0, 0.01m)).Book(100, 99, 100, 99).Mark(100).Take(Side.Buy, 10).Quietly()
            .Bid(100, 0).Bid(94, 5).Bid(91, 5);
        Assert.Equal(["liquidation Sell 5 at 94, fee 9.4", "liquidation Sell 5 at 91, fee 5"], scene.Mark(90).Said);
        Assert.Equal(10.6m, scene.Venue.Cash + 110);
    }

    [Fact]
    public void Fees_and_funding_use_up_margin_too()
    {
        const long Step = SimulatedVenue.LeastNoticeNs;
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100).Rate(0.05m, 5 * Step).Take(Side.Buy, 10).Quietly();
        scene.At(5 * Step);
        Assert.Equal(["funding on 10: 50", "liquidation Sell 10 at 100, fee 0"], scene.Said);
    }

    [Fact]
    public void After_a_liquidation_what_is_left_may_trade_on()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(100, 99, 100, 99).Mark(100).Take(Side.Buy, 10).Bid(100, 0).Bid(94, 99).Ask(100, 0).Ask(95, 99).Mark(94).Quietly();
        Assert.Equal(0, scene.Venue.Position.Units);
        Assert.Equal(["rejected 2", "fill 3: 4 at 95"], scene.Take(Side.Buy, 5).Take(Side.Buy, 4).Said);
    }

    [Fact]
    public void Without_mark_rows_the_middle_of_the_book_counts()
    {
        AccountScene scene = new AccountScene(Terms(100)).Book(99, 99, 101, 99).Take(Side.Buy, 10).Quietly();
        Assert.Empty(scene.Bid(99, 0).Bid(94, 99).Said); // 97.5
        Assert.Equal(["liquidation Sell 10 at 94, fee 0"], scene.Ask(101, 0).Ask(97, 1).Said);
    }

    [Theory]
    [InlineData(40, 1.6)]
    [InlineData(50, 2)]
    [InlineData(80, 5)]
    public void Brackets_are_for_the_part_of_the_value_within_them(double value, double margin)
    {
        var terms = new MarginTerms { Maintenance = [new MarginBracket(0, 0.04m), new MarginBracket(50, 0.1m)] };
        Assert.Equal((decimal)margin, terms.MaintenanceOf((decimal)value));
    }

    [Fact]
    public void Terms_under_which_every_position_would_be_liquidated_at_once_are_refused()
    {
        Assert.Throws<BadInputException>(() => Terms(100, leverage: 20).Check());
        Terms(100, leverage: 19).Check();
    }
}
