using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The real queue by hand: order 1 of ours among numbered orders of the market.</summary>
public sealed class FifoTests
{
    [Fact]
    public void Executions_of_orders_ahead_fill_nobody_and_the_first_one_behind_fills_us_by_its_quantity()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Add(10, Side.Buy, 100, 5).Add(11, Side.Buy, 100, 5)
            .Buy(100, 8).Add(12, Side.Buy, 100, 5).Add(13, Side.Buy, 100, 5);
        Assert.Equal(["ack 1"], scene.Execute(10, 5).Execute(11, 5).Told);
        Assert.Equal(["ack 1", "fill 1 at 100 x 5 maker", "fill 1 at 100 x 3 maker"], scene.Execute(12, 5).Execute(13, 5).Told);
    }

    [Fact]
    public void A_cancel_ahead_moves_us_up_and_one_behind_does_not()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Add(10, Side.Buy, 100, 5).Buy(100, 2).Add(11, Side.Buy, 100, 5).Add(12, Side.Buy, 100, 5);
        scene.Gone(11).Gone(10);
        Assert.Equal("fill 1 at 100 x 2 maker", scene.Execute(12, 4).Told[^1]);
    }

    [Fact]
    public void An_order_ahead_that_loses_its_place_goes_behind_us_and_one_that_shrinks_does_not()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Add(10, Side.Buy, 100, 5).Add(11, Side.Buy, 100, 5).Buy(100, 2);
        scene.Modify(10, 100, 3);
        Assert.Equal(["ack 1"], scene.Execute(10, 1).Told);
        scene.Modify(10, 100, 9);
        Assert.Equal(["ack 1", "fill 1 at 100 x 1 maker"], scene.Execute(10, 1).Told);
    }

    [Fact]
    public void An_execution_at_a_worse_price_went_through_ours()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Add(10, Side.Sell, 101, 5).Add(11, Side.Sell, 102, 5).Sell(101, 3);
        Assert.Equal(["ack 1", "fill 1 at 101 x 2 maker"], scene.Execute(11, 2).Told);
    }

    [Fact]
    public void An_executed_quantity_is_spent_once_on_own_orders_in_the_order_of_the_queue()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Buy(100, 2).Add(10, Side.Buy, 100, 5).Buy(100, 4).Add(11, Side.Buy, 100, 9).Buy(101, 1);
        // 101 first, then the order ahead of 10; the one behind it not yet.
        Assert.Equal(["fill 3 at 101 x 1 maker", "fill 1 at 100 x 2 maker"], scene.Execute(10, 5).Told[3..]);
        Assert.Equal("fill 2 at 100 x 4 maker", scene.Execute(11, 9).Told[^1]);
    }

    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, "fill 1 at 100 x 8 maker")]
    [InlineData(ExchangeModel.ReferencePartialFill, "fill 1 at 100 x 5 maker")]
    public void In_the_reference_models_the_queue_is_the_same_and_the_market_stays_as_it_was(ExchangeModel model, string fill)
    {
        VenueScene scene = Scene(model).Add(10, Side.Buy, 100, 5).Buy(100, 8).Buy(100, 8).Add(11, Side.Buy, 100, 5);
        Assert.Equal(["ack 1", "ack 2"], scene.Execute(10, 5).Told);
        Assert.Equal([fill, fill.Replace("fill 1", "fill 2")], scene.Execute(11, 5).Told[2..]);
    }

    [Theory]
    [InlineData(ExchangeModel.PartialFill)]
    [InlineData(ExchangeModel.NoPartialFill)]
    public void A_trade_row_beside_its_executions_fills_nobody(ExchangeModel model)
    {
        VenueScene scene = Scene(model).Add(10, Side.Buy, 100, 5).Buy(100, 8);
        Assert.Equal(["ack 1"], scene.Sold(99, 20).Sold(100, 20).Told);
    }

    [Fact]
    public void What_a_clear_tells_again_at_once_stands_ahead_of_us()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Buy(100, 2).Add(10, Side.Buy, 100, 5)
            .Row(EventKind.Clear, Side.None, 0, 0).AddAtOnce(10, Side.Buy, 100, 5);
        Assert.Equal(["ack 1"], scene.Execute(10, 5).Told);
        // Later it is news.
        Assert.Equal(["ack 1", "fill 1 at 100 x 2 maker"], scene.Add(11, Side.Buy, 100, 5).Execute(11, 5).Told);
    }

    [Fact]
    public void An_order_that_crosses_us_gives_what_it_has()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill).Add(10, Side.Buy, 99, 5).Buy(100, 8);
        Assert.Equal(["ack 1", "fill 1 at 100 x 3 maker"], scene.Add(11, Side.Sell, 100, 3).Told);
        Assert.Equal("fill 1 at 100 x 2 maker", scene.Add(12, Side.Sell, 100, 2).Told[^1]);
    }

    [Fact]
    public void Models_of_levels_take_executions_as_trades_and_orders_as_levels()
    {
        VenueScene scene = Scene(ExchangeModel.PartialFill, QueueModel.RiskAverse).Add(10, Side.Buy, 100, 5).Buy(100, 2).Add(11, Side.Buy, 100, 5);
        // A cancel ahead counts as one behind as long as enough is shown.
        scene.Gone(10);
        Assert.Equal(["ack 1"], scene.Execute(11, 5).Told);
        scene.Add(12, Side.Buy, 100, 5);
        Assert.Equal("fill 1 at 100 x 2 maker", scene.Execute(12, 3).Told[^1]);
    }

    private static VenueScene Scene(ExchangeModel model, QueueModel? queue = null) => new(model, queue: queue ?? QueueModel.Fifo);
}
