using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class ReduceOnlyTests
{
    private readonly TradingScene _scene = new();
    private readonly decimal _price;

    public ReduceOnlyTests()
    {
        _price = _scene.OpenGap(60);
        _scene.Open(_scene.A, Side.Buy, 0.1m, _price);
        _scene.Told.Clear();
    }

    private static BinanceOrderTerms Sell(decimal quantity, decimal price, string timeInForce = "GTC") =>
        TradingScene.Limit(Side.Sell, quantity, price, timeInForce) with { ReduceOnly = true };

    [Fact]
    public void It_is_refused_where_there_is_nothing_to_close()
    {
        Assert.Equal(-2022, _scene.Refusal(_scene.B, Sell(0.1m, _price)));
        Assert.Equal(-2022, _scene.Refusal(_scene.A, TradingScene.Limit(Side.Buy, 0.1m, _price) with { ReduceOnly = true }));
        Assert.Equal(-2022, _scene.Refusal(_scene.B, TradingScene.MarketOrder(Side.Sell, 0.1m) with { ReduceOnly = true }));
    }

    [Fact]
    public void It_is_cut_to_the_position_and_needs_no_least_notional()
    {
        Assert.Equal(0.1m, _scene.Place(_scene.A, Sell(5, _price + 1)).Quantity);
        _scene.Trading.CancelAll(_scene.A, TradingScene.Btc);
        Assert.Equal(0.001m, _scene.Place(_scene.A, Sell(0.001m, _price + 1)).Quantity);
    }

    [Fact]
    public void Orders_together_close_no_more_than_the_position_the_better_price_first()
    {
        BinanceOrder worse = _scene.Place(_scene.A, Sell(0.08m, _price + 2));
        BinanceOrder better = _scene.Place(_scene.A, Sell(0.05m, _price + 1));
        Assert.Equal((0.05m, 0.05m), (better.Quantity, worse.Quantity));
        BinanceOrder best = _scene.Place(_scene.A, Sell(0.06m, _price + 0.5m));
        Assert.Equal((0.06m, 0.04m), (best.Quantity, better.Quantity));
        Assert.Equal((BinanceOrderStatus.Expired, 4), (worse.Status, worse.ExpiryReason));
        Assert.Equal(-2022, _scene.Refusal(_scene.A, Sell(0.05m, _price + 2)));
    }

    [Fact]
    public void When_the_position_shrinks_orders_are_cut_and_removed()
    {
        BinanceOrder worse = _scene.Place(_scene.A, Sell(0.04m, _price + 2));
        BinanceOrder better = _scene.Place(_scene.A, Sell(0.06m, _price + 1));
        _scene.Told.Clear();
        _scene.Place(_scene.B, TradingScene.Limit(Side.Buy, 0.07m, _price));
        _scene.Place(_scene.A, TradingScene.Limit(Side.Sell, 0.07m, _price, "IOC"));
        Assert.Equal(0.03m, better.Quantity);
        Assert.Equal((BinanceOrderStatus.Expired, 4), (worse.Status, worse.ExpiryReason));
        Assert.Equal(["a AMENDMENT New er=0", "a EXPIRED Expired er=4"], _scene.ToldOf(_scene.A)[^2..]);
        Assert.Equal(30, _scene.Market.Book.QuantityAt(Side.Sell, _scene.Market.Symbol.Ticks(_price + 1)).Units);
    }

    [Fact]
    public void One_taker_through_several_orders_does_not_turn_the_position()
    {
        BinanceOrder plain = _scene.Place(_scene.A, TradingScene.Limit(Side.Sell, 0.07m, _price + 0.1m));
        BinanceOrder reducing = _scene.Place(_scene.A, Sell(0.1m, _price + 0.2m));
        BinanceOrder taker = _scene.Place(_scene.B, TradingScene.Limit(Side.Buy, 0.5m, _price + 0.3m, "IOC"));
        Assert.Equal(0.07m, plain.Executed);
        Assert.Equal(0.03m, reducing.Executed);
        Assert.Equal(0.1m, taker.Executed);
        Assert.Equal(0, _scene.Position(_scene.A).Amount);
        Assert.Equal((BinanceOrderStatus.Expired, 4), (reducing.Status, reducing.ExpiryReason));
        Assert.Empty(_scene.A.Live);
    }

    [Fact]
    public void A_recordings_trade_through_several_orders_does_not_turn_the_position_either()
    {
        TradingScene scene = new ToldRows().Book(0, [(60_000, 1)], [(60_001, 1)]).Trade(1, Side.Buy, 60_010, 1).Scene();
        scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 0.1m));
        scene.Place(scene.A, TradingScene.Limit(Side.Sell, 0.07m, 60_002));
        BinanceOrder reducing = scene.Place(scene.A, Sell(0.1m, 60_003));
        scene.Pass(1.5);
        Assert.Equal(0.03m, reducing.Executed);
        Assert.Equal(0, scene.Position(scene.A).Amount);
        Assert.Equal((BinanceOrderStatus.Expired, 4), (reducing.Status, reducing.ExpiryReason));
    }

    [Fact]
    public void An_order_that_only_reduces_binds_no_margin()
    {
        BinanceMargin before = _scene.Trading.MarginOf(_scene.A);
        _scene.Place(_scene.A, Sell(0.1m, _price + 1));
        Assert.Equal(before, _scene.Trading.MarginOf(_scene.A));
    }
}
