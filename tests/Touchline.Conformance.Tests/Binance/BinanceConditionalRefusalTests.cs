using Touchline.Core;

namespace Touchline.Conformance.Tests;

/// <summary>Conditional orders that Binance cuts or refuses, at once or when they are set off, and those that are refused here.</summary>
public sealed class BinanceConditionalRefusalTests
{
    private const long Second = VenueStage.Second;

    [Fact]
    public void One_larger_than_the_position_is_cut_to_it()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger, ConditionalScene.Size * 2);
        scene.Stage.AwaitQuiet();
        scene.FallTo(trigger);
        scene.CheckWhole(id, OrderState.Filled);
        Assert.True(scene.Stage.Engine.Ledger(0).Position.IsZero);
        Assert.Equal(ReportKind.Reduced, scene.Stage.KindsOf(id).Last());
    }

    [Fact]
    public void One_that_finds_nothing_to_close_expires_and_the_reason_is_told()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger);
        stage.AwaitQuiet();
        stage.Place(Side.Sell, stage.Far(Side.Buy), ConditionalScene.Size, TimeInForce.ImmediateOrCancel);
        stage.AwaitQuiet();
        scene.FallTo(scene.Trigger);
        scene.CheckWhole(id, OrderState.Expired);
        Assert.Equal("REJECTED", scene.AlgoOf(id).Status);
        Assert.Contains(stage.Session.Notes, n => n.Text.Contains("ReduceOnly Order is rejected", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_would_be_set_off_at_once_is_refused()
    {
        using var scene = new ConditionalScene(keepsClientIds: true);
        OrderId id = scene.Protect(scene.Stage.Far(Side.Sell));
        scene.CheckWhole(id, OrderState.Rejected);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1_500)]
    [InlineData(101_000)]
    public void Callbacks_that_Binance_does_not_take_are_refused_here(int ppm)
    {
        using var scene = new ConditionalScene(keepsClientIds: true);
        OrderId id = scene.Place(NewOrder.TrailingStop(0, Side.Sell, ppm / 1_000_000m, scene.Stage.QuantityOf(0.1m)) with { ReduceOnly = true });
        scene.CheckWhole(id, OrderState.Rejected);
        Assert.Contains(scene.Stage.Session.Notes, n => n.Text.Contains("0.1 to 10 %", StringComparison.Ordinal));
        Assert.Empty(scene.Account.Algos);
    }

    [Fact]
    public void One_with_a_date_is_refused_here()
    {
        using var scene = new ConditionalScene(keepsClientIds: true);
        VenueStage stage = scene.Stage;
        OrderId id = scene.Place(NewOrder.StopMarket(0, Side.Sell, stage.PriceOf(scene.Trigger), stage.QuantityOf(0.1m)) with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = stage.Clock.NowNs + 3600 * Second });
        scene.CheckWhole(id, OrderState.Rejected);
        Assert.Empty(scene.Account.Algos);
    }

    [Fact]
    public void One_that_waits_cannot_be_amended()
    {
        using var scene = new ConditionalScene(keepsClientIds: true);
        OrderId id = scene.Protect(scene.Trigger);
        scene.Stage.AwaitQuiet();
        Assert.False(scene.Stage.Hand.Context.Amend(id, default, scene.Stage.QuantityOf(0.1m)).IsPlaced);
        scene.CheckWhole(id, OrderState.Placed);
    }
}
