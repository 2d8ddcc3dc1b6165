using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Orders that may only close, by hand.</summary>
public sealed class ReduceOnlyTests
{
    private static AccountScene Long(long position, ExchangeModel model = ExchangeModel.PartialFill) =>
        new AccountScene(model: model).Book(99, 100, 101, 100).Take(Side.Buy, position).Quietly();

    [Fact]
    public void Without_a_position_to_close_it_is_rejected()
    {
        Assert.Equal(["rejected 1"], new AccountScene().Book(99, 9, 101, 9).Sell(105, 1, reduceOnly: true).Said);
        Assert.Equal(["rejected 2", "rejected 3"], Long(5).Buy(95, 1, reduceOnly: true).Take(Side.Buy, 1, reduceOnly: true).Said);
    }

    [Fact]
    public void A_larger_one_is_cut_to_the_position_before_it_trades_or_rests()
    {
        Assert.Equal(["reduced 2 to 5", "fill 2: 5 at 99"], Long(5).Take(Side.Sell, 8, reduceOnly: true).Said);
        Assert.Equal(["reduced 2 to 5", "acknowledged 2"], Long(5).Sell(105, 8, reduceOnly: true).Said);
    }

    [Theory]
    [InlineData(ExchangeModel.PartialFill)]
    [InlineData(ExchangeModel.NoPartialFill)]
    public void One_row_that_fills_a_plain_order_first_leaves_nothing_for_one_that_only_closes(ExchangeModel model)
    {
        AccountScene scene = Long(5, model).Sell(102, 5).Sell(103, 5, reduceOnly: true).Quietly();
        Assert.Equal(["fill 2: 5 at 102", "expired 3"], scene.Bought(104, 1000).Said);
        Assert.Equal((0, false), (scene.Venue.Position.Units, scene.Venue.HasOrders));
    }

    [Theory]
    [InlineData(ExchangeModel.PartialFill)]
    [InlineData(ExchangeModel.NoPartialFill)]
    public void When_the_position_shrinks_the_worse_price_is_cut_first_then_the_younger(ExchangeModel model)
    {
        AccountScene scene = Long(10, model).Sell(106, 3, reduceOnly: true).Sell(105, 3, reduceOnly: true).Sell(105, 4, reduceOnly: true).Quietly();
        Assert.Equal(["fill 5: 4 at 99", "reduced 4 to 3", "expired 2"], scene.Take(Side.Sell, 4).Said);
        Assert.Equal(["fill 6: 4 at 99", "reduced 3 to 2", "expired 4"], scene.Take(Side.Sell, 4).Said);
        Assert.Equal(["fill 7: 9 at 99", "expired 3"], scene.Take(Side.Sell, 9).Said);
        Assert.Equal((-7, false), (scene.Venue.Position.Units, scene.Venue.HasOrders));
    }

    [Fact]
    public void A_better_price_takes_the_claim_of_what_rests()
    {
        AccountScene scene = Long(5).Sell(106, 4, reduceOnly: true).Quietly().Sell(104, 3, reduceOnly: true);
        Assert.Equal(["acknowledged 3", "reduced 2 to 2"], scene.Said);
        Assert.Equal(["fill 4: 5 at 99", "expired 3", "expired 2"], [.. scene.Take(Side.Sell, 9, reduceOnly: true).Said.Where(s => !s.StartsWith("reduced", StringComparison.Ordinal))]);
    }

    [Fact]
    public void What_it_fills_itself_isn_t_cut_off()
    {
        AccountScene scene = Long(5).Sell(102, 5, reduceOnly: true).Quietly();
        Assert.Equal(["fill 2: 3 at 102"], scene.Bought(103, 3).Said);
        Assert.Equal(["fill 2: 2 at 102"], scene.Bought(103, 3).Said);
    }

    [Fact]
    public void A_growing_position_gives_nothing_back()
    {
        AccountScene scene = Long(5).Sell(105, 5, reduceOnly: true).Take(Side.Sell, 2).Take(Side.Buy, 9).Quietly();
        Assert.Equal(["fill 2: 3 at 105"], scene.Bought(106, 50).Said);
    }

    [Fact]
    public void An_amend_is_cut_to_the_position_too_and_the_order_still_only_closes()
    {
        AccountScene scene = Long(5).Sell(105, 2, reduceOnly: true).Quietly().Amend(2, 106, 9);
        Assert.Equal(["amended 2 to 9", "reduced 2 to 5"], scene.Said);
        Assert.Equal(["fill 3: 5 at 99", "expired 2"], scene.Take(Side.Sell, 5).Said);
    }

    [Fact]
    public void One_that_good_till_a_date_may_only_close_ends_by_either()
    {
        NewOrder order = NewOrder.LimitUntil(0, Side.Sell, new Price(105), new Quantity(5), 50) with { ReduceOnly = true };
        Assert.Equal(["acknowledged 2", "expired 2"], Long(5).Place(order).At(50).Said);
        Assert.Equal(["acknowledged 2", "fill 3: 5 at 99", "expired 2"], Long(5).Place(order).Take(Side.Sell, 5).At(90).Said);
    }
}
