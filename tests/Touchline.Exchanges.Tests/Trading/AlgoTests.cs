using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class AlgoTests
{
    private static BinanceOrderTerms Stop(Side side, decimal trigger, decimal? quantity = 0.1m, string type = "STOP_MARKET") =>
        new() { Symbol = TradingScene.Btc, Side = side, Type = type, TriggerPrice = trigger, Quantity = quantity };

    // Last price 60,000 after half a second; then the trades and marks told.
    private static TradingScene Scene(Action<ToldRows>? more = null)
    {
        ToldRows rows = new ToldRows().Book(0, [(60_000, 10), (59_000, 10)], [(60_001, 10), (60_500, 10)]).Mark(0.1, 60_000).Trade(0.2, Side.Sell, 60_000, 0.001m);
        more?.Invoke(rows);
        TradingScene scene = rows.Level(60, Side.Buy, 58_000, 1).Scene();
        scene.Pass(0.5);
        scene.Told.Clear();
        return scene;
    }

    private static BinanceAlgoOrder Place(TradingScene scene, BinanceOrderTerms terms)
    {
        (BinanceAlgoOrder? order, BinanceError? error) = scene.Trading.PlaceAlgo(scene.A, terms);
        Assert.Null(error);
        return order!;
    }

    private static int Refusal(TradingScene scene, BinanceOrderTerms terms) => scene.Trading.PlaceAlgo(scene.A, terms).Error!.Code;

    [Fact]
    public void A_stop_that_is_reached_becomes_a_market_order_and_is_finished_with_it()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Buy, 60_099.9m, 0.001m).Trade(2, Side.Buy, 60_100, 0.001m));
        BinanceAlgoOrder stop = Place(scene, Stop(Side.Buy, 60_100) with { ClientOrderId = "my-stop" });
        scene.Pass(1);
        Assert.Equal("NEW", stop.Status);
        scene.Pass(1);
        Assert.Equal("FINISHED", stop.Status);
        BinanceOrder order = scene.Trading.FindOrder(scene.A, TradingScene.Btc, stop.OrderId, null)!;
        Assert.Equal(("MARKET", "STOP_MARKET", 60_100m, "my-stop", BinanceOrderStatus.Filled), (order.Type, order.OriginalType, order.StopPrice, order.ClientOrderId, order.Status));
        Assert.Equal(0.1m, scene.Position(scene.A).Amount);
        Assert.Equal(
            ["a algo NEW", "a algo TRIGGERING", "a NEW New er=0", "a account ORDER", "a TRADE Filled er=0", "a algo TRIGGERED", "a algo FINISHED"], scene.Told);
    }

    [Theory]
    [InlineData("STOP_MARKET", 1, 60_100, 60_200)]
    [InlineData("STOP_MARKET", -1, 59_900, 59_800)]
    [InlineData("TAKE_PROFIT_MARKET", 1, 59_900, 59_800)]
    [InlineData("TAKE_PROFIT_MARKET", -1, 60_100, 60_200)]
    public void Stops_wait_against_us_and_take_profits_in_our_favour(string type, int side, double trigger, double price)
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Buy, (decimal)price, 0.001m));
        Assert.Equal(-2021, Refusal(scene, Stop((Side)side, 120_000 - (decimal)trigger, type: type)));
        Assert.Equal(-2021, Refusal(scene, Stop((Side)side, 60_000, type: type)));
        BinanceAlgoOrder order = Place(scene, Stop((Side)side, (decimal)trigger, type: type));
        scene.Pass(1);
        Assert.Equal("FINISHED", order.Status);
    }

    [Fact]
    public void A_limit_stop_rests_at_its_price_and_is_finished_when_that_is_cancelled()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Buy, 60_100, 0.001m));
        BinanceAlgoOrder stop = Place(scene, Stop(Side.Buy, 60_100, type: "STOP") with { Price = 59_500, TimeInForce = "GTX" });
        scene.Pass(1);
        Assert.Equal("TRIGGERED", stop.Status);
        BinanceOrder order = Assert.Single(scene.A.Live.Values);
        Assert.Equal((stop.OrderId, "LIMIT", "STOP", "GTX", 59_500m), (order.OrderId, order.Type, order.OriginalType, order.TimeInForce, order.Price));
        Assert.Equal(-2011, scene.Trading.CancelAlgo(scene.A, stop.AlgoId, null).Error!.Code);
        scene.Trading.Cancel(scene.A, TradingScene.Btc, order.OrderId, null);
        Assert.Equal("FINISHED", stop.Status);
    }

    [Fact]
    public void The_mark_price_sets_off_only_those_that_look_at_it()
    {
        TradingScene scene = Scene(r => r.Mark(1, 60_200).Trade(2, Side.Buy, 60_200, 0.001m));
        BinanceAlgoOrder byMark = Place(scene, Stop(Side.Buy, 60_100) with { WorkingType = "MARK_PRICE" });
        BinanceAlgoOrder byTrade = Place(scene, Stop(Side.Buy, 60_100));
        scene.Pass(1);
        Assert.Equal(("FINISHED", "NEW"), (byMark.Status, byTrade.Status));
        scene.Pass(1);
        Assert.Equal("FINISHED", byTrade.Status);
    }

    [Fact]
    public void A_protected_stop_waits_while_last_and_mark_price_are_far_apart()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Buy, 63_500, 0.001m).Trade(2, Side.Buy, 60_300, 0.001m));
        BinanceAlgoOrder stop = Place(scene, Stop(Side.Buy, 60_100) with { PriceProtect = true });
        scene.Pass(1);
        Assert.Equal("NEW", stop.Status);
        scene.Pass(1);
        Assert.Equal("FINISHED", stop.Status);
    }

    [Fact]
    public void A_trailing_stop_follows_the_best_price_and_goes_off_a_callback_behind_it()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Buy, 60_600, 0.001m).Trade(2, Side.Sell, 60_300.1m, 0.001m).Trade(3, Side.Sell, 60_297, 0.001m));
        BinanceAlgoOrder trailing = Place(scene, new BinanceOrderTerms { Symbol = TradingScene.Btc, Side = Side.Sell, Type = "TRAILING_STOP_MARKET", CallbackRate = 0.5m, Quantity = 0.1m });
        Assert.True(trailing.IsActivated);
        scene.Pass(2);
        Assert.Equal(("NEW", 60_600m), (trailing.Status, trailing.Extreme));
        scene.Pass(1);
        Assert.Equal("FINISHED", trailing.Status);
        Assert.Equal(-0.1m, scene.Position(scene.A).Amount);
    }

    [Fact]
    public void A_trailing_stop_with_an_activation_price_trails_from_there_on()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Sell, 59_000, 0.001m).Trade(2, Side.Buy, 60_400, 0.001m).Trade(3, Side.Sell, 60_000, 0.001m));
        var terms = new BinanceOrderTerms
        {
            Symbol = TradingScene.Btc,
            Side = Side.Sell,
            Type = "TRAILING_STOP_MARKET",
            CallbackRate = 0.5m,
            Quantity = 0.1m,
            ActivatePrice = 60_300,
        };
        Assert.Equal(-2021, Refusal(scene, terms with { ActivatePrice = 59_900 }));
        BinanceAlgoOrder trailing = Place(scene, terms);
        scene.Pass(1);
        Assert.False(trailing.IsActivated);
        scene.Pass(1);
        Assert.Equal((true, 60_400m, "NEW"), (trailing.IsActivated, trailing.Extreme, trailing.Status));
        scene.Pass(1);
        Assert.Equal("FINISHED", trailing.Status);
    }

    [Fact]
    public void A_close_position_order_closes_what_there_is_then()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Sell, 59_900, 0.001m));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 0.3m));
        BinanceOrderTerms terms = Stop(Side.Sell, 59_900, null) with { ClosePosition = true };
        BinanceAlgoOrder stop = Place(scene, terms);
        Assert.Equal(-4130, Refusal(scene, terms));
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 0.1m));
        scene.Pass(1);
        Assert.Equal("FINISHED", stop.Status);
        Assert.Equal(0, scene.Position(scene.A).Amount);
        Assert.True(scene.Trading.FindOrder(scene.A, TradingScene.Btc, stop.OrderId, null) is { ClosePosition: true, ReduceOnly: true, Quantity: 0.2m });
    }

    [Fact]
    public void A_close_position_order_without_a_position_expires_and_a_reduce_only_one_is_rejected_with_the_reason()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Sell, 59_900, 0.001m));
        BinanceAlgoOrder close = Place(scene, Stop(Side.Sell, 59_900, null) with { ClosePosition = true });
        BinanceAlgoOrder reduce = Place(scene, Stop(Side.Sell, 59_900) with { ReduceOnly = true });
        scene.Pass(1);
        Assert.Equal("EXPIRED", close.Status);
        Assert.Equal(("REJECTED", BinanceErrors.ReduceOnly.Message), (reduce.Status, reduce.RejectReason));
        Assert.Empty(scene.A.Orders);
    }

    [Fact]
    public void Margin_is_looked_at_when_the_order_is_set_off()
    {
        TradingScene scene = Scene(r => r.Trade(1, Side.Sell, 59_900, 0.001m));
        BinanceAlgoOrder stop = scene.Trading.PlaceAlgo(scene.Poor, Stop(Side.Sell, 59_900, 10)).Order!;
        scene.Pass(1);
        Assert.Equal(("REJECTED", BinanceErrors.NoMargin.Message), (stop.Status, stop.RejectReason));
    }

    [Fact]
    public void Two_hundred_wait_and_no_more_and_cancelled_ones_make_room()
    {
        TradingScene scene = Scene();
        for (int i = 0; i < 200; i++)
            Place(scene, Stop(Side.Buy, 61_000 + i) with { ClientOrderId = $"n{i}" });
        Assert.Equal(-4045, Refusal(scene, Stop(Side.Buy, 61_000)));
        Assert.Equal(-4116, Refusal(scene, Stop(Side.Buy, 61_000) with { ClientOrderId = "n7" }));
        (BinanceAlgoOrder? cancelled, BinanceError? error) = scene.Trading.CancelAlgo(scene.A, null, "n7");
        Assert.Null(error);
        Assert.Equal("CANCELED", cancelled!.Status);
        Place(scene, Stop(Side.Buy, 61_000) with { ClientOrderId = "n7" });
        Assert.Null(scene.Trading.CancelAll(scene.A, TradingScene.Btc));
        Assert.Equal(200, scene.A.Algos.Values.Count(a => a.IsLive));
    }

    [Fact]
    public void Ended_algo_orders_are_forgotten_when_there_are_many()
    {
        TradingScene scene = Scene();
        for (int i = 0; i < 3000; i++)
            scene.Trading.CancelAlgo(scene.A, Place(scene, Stop(Side.Buy, 61_000)).AlgoId, null);
        Assert.InRange(scene.A.Algos.Count, 1000, 1300);
    }

    [Fact]
    public void A_dated_one_expires_at_its_date()
    {
        TradingScene scene = Scene();
        long nowMs = scene.Trading.NowNs / 1_000_000;
        BinanceAlgoOrder stop = Place(scene, Stop(Side.Buy, 70_000, type: "STOP") with { Price = 61_000, TimeInForce = "GTD", GoodTillMs = nowMs + 700_000 });
        scene.Pass(698);
        Assert.Equal("NEW", stop.Status);
        scene.Pass(3);
        Assert.Equal("EXPIRED", stop.Status);
    }

    [Fact]
    public void Terms_that_do_not_belong_together_are_refused()
    {
        TradingScene scene = Scene();
        BinanceOrderTerms stop = Stop(Side.Buy, 61_000);
        Assert.Equal(-1116, Refusal(scene, stop with { Type = "LIMIT" }));
        Assert.Equal(-1121, Refusal(scene, stop with { Symbol = "NOUSDT" }));
        Assert.Equal(-1102, Refusal(scene, stop with { TriggerPrice = null }));
        Assert.Equal(-1102, Refusal(scene, stop with { Quantity = null }));
        Assert.Equal(-4006, Refusal(scene, stop with { TriggerPrice = 0 }));
        Assert.Equal(-4007, Refusal(scene, stop with { TriggerPrice = 5_000_000 }));
        Assert.Equal(-4014, Refusal(scene, stop with { TriggerPrice = 61_000.05m }));
        Assert.Equal(-1106, Refusal(scene, stop with { Price = 61_000 }));
        Assert.Equal(-1106, Refusal(scene, stop with { ClosePosition = true }));
        Assert.Equal(-1106, Refusal(scene, stop with { ClosePosition = true, Quantity = null, ReduceOnly = true }));
        Assert.Equal(-1102, Refusal(scene, stop with { Type = "STOP" }));
        Assert.Equal(-1130, Refusal(scene, stop with { WorkingType = "INDEX" }));
        Assert.Equal(-4061, Refusal(scene, stop with { PositionSide = PositionSide.Long }));
        BinanceOrderTerms trailing = stop with { Type = "TRAILING_STOP_MARKET", TriggerPrice = null };
        Assert.Equal(-1102, Refusal(scene, trailing));
        Assert.Equal(-2007, Refusal(scene, trailing with { CallbackRate = 0.05m }));
        Assert.Equal(-2007, Refusal(scene, trailing with { CallbackRate = 10.1m }));
        Assert.Equal(-2007, Refusal(scene, trailing with { CallbackRate = 0.15m }));
        Assert.Equal(-1102, scene.Trading.CancelAlgo(scene.A, null, null).Error!.Code);
        Assert.Equal(-2011, scene.Trading.CancelAlgo(scene.A, 1, null).Error!.Code);
        Assert.Empty(scene.Told);
    }
}
