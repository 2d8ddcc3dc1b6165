using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class OrderLifeTests
{
    private readonly TradingScene _scene = new();

    [Fact]
    public void A_limit_order_that_takes_nothing_rests_and_can_be_cancelled()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.5m, 59_000m));
        Assert.Equal(BinanceOrderStatus.New, order.Status);
        Quantity shown = _scene.Market.Book.QuantityAt(Side.Buy, _scene.Market.Symbol.Ticks(59_000m));
        (BinanceOrder? cancelled, BinanceError? error) = _scene.Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null);
        Assert.Null(error);
        Assert.Same(order, cancelled);
        Assert.Equal(BinanceOrderStatus.Canceled, order.Status);
        Assert.Equal(500, (shown - _scene.Market.Book.QuantityAt(Side.Buy, _scene.Market.Symbol.Ticks(59_000m))).Units);
        Assert.Empty(_scene.A.Live);
        Assert.Equal(["a NEW New er=0", "a CANCELED Canceled er=0"], _scene.Told);
    }

    [Fact]
    public void A_market_order_trades_at_the_best_prices_and_changes_wallet_and_position_with_each_fill()
    {
        decimal ask = _scene.Ask;
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.01m));
        Assert.Equal(BinanceOrderStatus.Filled, order.Status);
        Assert.Equal(ask, _scene.Fills[0].Price);
        Assert.Equal(0.01m, _scene.Position(_scene.A).Amount);
        Assert.Equal(1_000_000 - _scene.Fills.Sum(f => f.Commission), _scene.A.Wallet);
        Assert.Equal("a NEW New er=0", _scene.Told[0]);
        Assert.Equal(["a account ORDER", "a TRADE Filled er=0"], _scene.Told[^2..]);
    }

    [Fact]
    public void Clients_trade_with_each_other()
    {
        decimal price = _scene.Bid + 0.1m;
        while (price >= _scene.Ask)
        {
            _scene.Pass(0.01);
            price = _scene.Bid + 0.1m;
        }

        BinanceOrder maker = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price, "GTX"));
        BinanceOrder taker = _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, price, "IOC"));
        Assert.Equal(BinanceOrderStatus.Filled, maker.Status);
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
        Assert.Equal(0.01m, _scene.Position(_scene.A).Amount);
        Assert.Equal(-0.01m, _scene.Position(_scene.B).Amount);
        Assert.Equal(1_000_000 - price * 0.01m * 0.0002m, _scene.A.Wallet);
        Assert.Equal(1_000_000 - price * 0.01m * 0.0005m, _scene.B.Wallet);
    }
}
