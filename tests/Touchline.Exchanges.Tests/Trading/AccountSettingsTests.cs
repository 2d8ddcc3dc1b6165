using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class AccountSettingsTests
{
    private readonly TradingScene _scene = new();

    private BinanceTrading Trading => _scene.Trading;

    [Fact]
    public void In_hedge_mode_long_and_short_positions_live_side_by_side()
    {
        Assert.Null(Trading.SetHedged(_scene.A, hedged: true));
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.3m) with { PositionSide = PositionSide.Long });
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Sell, 0.2m) with { PositionSide = PositionSide.Short });
        IReadOnlyList<BinancePosition> positions = Trading.PositionsOf(_scene.A, _scene.Market.Symbol);
        Assert.Equal([(PositionSide.Long, 0.3m), (PositionSide.Short, -0.2m)], positions.Select(p => (p.Side, p.Amount)));
        BinanceOrder close = _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Sell, 0.5m) with { PositionSide = PositionSide.Long });
        Assert.Equal((0.3m, true, BinanceOrderStatus.Filled), (close.Executed, close.ReduceOnly, close.Status));
        Assert.Equal([0m, -0.2m], positions.Select(p => p.Amount));
        Assert.Equal(-2022, _scene.Refusal(_scene.A, TradingScene.MarketOrder(Side.Sell, 0.5m) with { PositionSide = PositionSide.Long }));
    }

    [Fact]
    public void The_position_side_has_to_fit_the_mode()
    {
        BinanceOrderTerms terms = TradingScene.Limit(Side.Buy, 0.01m, 59_000);
        Assert.Equal(-4061, _scene.Refusal(_scene.A, terms with { PositionSide = PositionSide.Long }));
        Assert.Null(Trading.SetHedged(_scene.A, hedged: true));
        Assert.Equal(-4061, _scene.Refusal(_scene.A, terms));
        Assert.Equal(-1106, _scene.Refusal(_scene.A, terms with { PositionSide = PositionSide.Long, ReduceOnly = true }));
        _scene.Place(_scene.A, terms with { PositionSide = PositionSide.Long });
    }

    [Fact]
    public void The_position_mode_changes_only_without_orders_and_positions()
    {
        Assert.Equal(-4059, Trading.SetHedged(_scene.A, hedged: false)!.Code);
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, 59_000));
        Assert.Equal(-4067, Trading.SetHedged(_scene.A, hedged: true)!.Code);
        Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null);
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.01m));
        Assert.Equal(-4068, Trading.SetHedged(_scene.A, hedged: true)!.Code);
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Sell, 0.01m));
        Assert.Null(Trading.SetHedged(_scene.A, hedged: true));
        Assert.Equal([PositionSide.Long, PositionSide.Short], Trading.PositionsOf(_scene.A, _scene.Market.Symbol).Select(p => p.Side));
    }

    [Fact]
    public void A_waiting_algo_order_holds_the_modes_too()
    {
        Assert.Null(Trading.PlaceAlgo(_scene.A, new BinanceOrderTerms { Symbol = TradingScene.Btc, Side = Side.Sell, Type = "STOP_MARKET", TriggerPrice = 59_000, Quantity = 0.01m }).Error);
        Assert.Equal(-4067, Trading.SetHedged(_scene.A, hedged: true)!.Code);
        Assert.Equal(-4047, Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true)!.Code);
    }

    [Fact]
    public void The_margin_type_changes_only_without_orders_and_position_of_the_symbol()
    {
        Assert.Equal(-4046, Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: false)!.Code);
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, 59_000));
        Assert.Equal(-4047, Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true)!.Code);
        Assert.Null(Trading.SetMarginType(_scene.A, "ETHUSDT", isolated: true));
        Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null);
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.01m));
        Assert.Equal(-4048, Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true)!.Code);
        Assert.Equal(-1121, Trading.SetMarginType(_scene.A, "NOUSDT", isolated: true)!.Code);
    }

    [Fact]
    public void Multi_assets_mode_and_isolated_margin_exclude_each_other()
    {
        Assert.Equal(-4171, Trading.SetMultiAssets(_scene.A, multiAssets: false)!.Code);
        Assert.Null(Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true));
        Assert.Equal(-4167, Trading.SetMultiAssets(_scene.A, multiAssets: true)!.Code);
        Assert.Null(Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: false));
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, 59_000));
        Assert.Equal(-4170, Trading.SetMultiAssets(_scene.A, multiAssets: true)!.Code);
        Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null);
        Assert.Null(Trading.SetMultiAssets(_scene.A, multiAssets: true));
        Assert.Equal("a configuration ", _scene.Told[^1]);
        Assert.Equal(-4168, Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true)!.Code);
    }

    [Fact]
    public void Leverage_is_between_one_and_the_symbols_most()
    {
        Assert.Equal(-4028, Trading.SetLeverage(_scene.A, TradingScene.Btc, 0)!.Code);
        Assert.Equal(-4028, Trading.SetLeverage(_scene.A, TradingScene.Btc, 126)!.Code);
        Assert.Equal(-1121, Trading.SetLeverage(_scene.A, "NOUSDT", 5)!.Code);
        Assert.Null(Trading.SetLeverage(_scene.A, TradingScene.Btc, 125));
        Assert.Equal(125, Trading.SettingsOf(_scene.A, TradingScene.Btc).Leverage);
        Assert.Equal(["a configuration BTCUSDT"], _scene.Told);
    }

    [Fact]
    public void Leverage_cannot_rise_above_what_the_position_allows_nor_fall_below_what_the_margin_does()
    {
        Assert.Null(Trading.SetLeverage(_scene.Poor, TradingScene.Btc, 100));
        _scene.Place(_scene.Poor, TradingScene.MarketOrder(Side.Buy, 0.3m));
        Assert.Equal(-2028, Trading.SetLeverage(_scene.Poor, TradingScene.Btc, 10)!.Code);
        Assert.Equal(100, Trading.SettingsOf(_scene.Poor, TradingScene.Btc).Leverage);
        Assert.Null(Trading.SetLeverage(_scene.Poor, TradingScene.Btc, 25));
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 10, 59_000));
        Assert.Equal(-2027, Trading.SetLeverage(_scene.A, TradingScene.Btc, 125)!.Code);
        Assert.Null(Trading.SetLeverage(_scene.A, TradingScene.Btc, 50));
    }

    [Fact]
    public void Leverage_of_an_isolated_position_cannot_fall()
    {
        Assert.Null(Trading.SetMarginType(_scene.A, TradingScene.Btc, isolated: true));
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.1m));
        Assert.Equal(-4161, Trading.SetLeverage(_scene.A, TradingScene.Btc, 10)!.Code);
        Assert.Null(Trading.SetLeverage(_scene.A, TradingScene.Btc, 30));
    }
}
