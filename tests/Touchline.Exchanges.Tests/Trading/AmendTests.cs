using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class AmendTests
{
    private readonly TradingScene _scene = new();
    private readonly decimal _price;

    public AmendTests() => _price = _scene.OpenGap(60);

    private BinanceError? Amend(BinanceOrder order, decimal? quantity, decimal? price, string match = "NONE", long? modifyId = null, Side? side = null) =>
        _scene.Trading.Amend(order.Account, TradingScene.Btc, order.OrderId, null, side ?? order.Side, quantity, price, match, modifyId).Error;

    [Fact]
    public void New_terms_hold_and_the_order_goes_to_the_end_of_its_queue()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price) with { ClientOrderId = "one" });
        BinanceOrder other = _scene.Place(_scene.B, TradingScene.Limit(Side.Buy, 0.02m, _price));
        (BinanceOrder? same, BinanceError? error) = _scene.Trading.Amend(_scene.A, TradingScene.Btc, null, "one", Side.Buy, 0.01m, _price, "NONE", 7);
        Assert.Null(error);
        Assert.Same(order, same);
        Assert.Equal((0.01m, 1, SelfTradePrevention.None), (order.Quantity, order.Amendments, order.SelfTradePrevention));
        Assert.Equal("a AMENDMENT New er=0", _scene.Told[^1]);
        _scene.Place(_scene.Whale, TradingScene.Limit(Side.Sell, 0.02m, _price, "IOC"));
        Assert.Equal(0.02m, other.Executed);
        Assert.Equal(0, order.Executed);
    }

    [Fact]
    public void An_amendment_to_a_price_that_takes_trades()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price));
        _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, _price + 1));
        Assert.Null(Amend(order, 0.02m, _price + 1));
        Assert.Equal((BinanceOrderStatus.PartiallyFilled, 0.01m), (order.Status, order.Executed));
        Assert.Equal(_price + 1, _scene.Bid);
    }

    [Fact]
    public void A_post_only_order_amended_to_take_is_cancelled()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price, "GTX"));
        Assert.Null(Amend(order, 0.02m, _scene.Ask));
        Assert.Equal(BinanceOrderStatus.Canceled, order.Status);
        Assert.Equal("a CANCELED Canceled er=0", _scene.Told[^1]);
    }

    [Fact]
    public void An_order_amended_to_no_more_than_it_executed_is_cancelled()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.03m, _price));
        _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, _price, "IOC"));
        Assert.Null(Amend(order, 0.02m, _price));
        Assert.Equal((BinanceOrderStatus.PartiallyFilled, 0.02m), (order.Status, order.Quantity));
        Assert.Equal(10, _scene.Market.Book.Touch.BidQuantity.Units);
        Assert.Null(Amend(order, 0.01m, _price));
        Assert.Equal((BinanceOrderStatus.Canceled, 0.01m), (order.Status, order.Executed));
    }

    [Fact]
    public void A_refused_amendment_leaves_the_order_as_it_was()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price));
        Assert.Equal(-5027, Amend(order, 0.02m, _price)!.Code);
        Assert.Equal(-4014, Amend(order, 0.02m, _price + 0.05m)!.Code);
        Assert.Equal(-4016, Amend(order, 0.02m, 64_000)!.Code);
        Assert.Equal(-5029, Amend(order, 0.001m, _price)!.Code);
        Assert.Equal(-1102, Amend(order, null, _price)!.Code);
        Assert.Equal(-1102, Amend(order, 0.03m, null)!.Code);
        Assert.Equal(-1106, Amend(order, 0.03m, _price, "QUEUE")!.Code);
        Assert.Equal(-1117, Amend(order, 0.03m, _price, side: Side.Sell)!.Code);
        Assert.Equal((0.02m, _price, 0, BinanceOrderStatus.New), (order.Quantity, order.Price, order.Amendments, order.Status));
        Assert.Equal(20, _scene.Market.Book.QuantityAt(Side.Buy, _scene.Market.Symbol.Ticks(_price)).Units);
        BinanceOrder poor = _scene.Place(_scene.Poor, TradingScene.Limit(Side.Buy, 0.01m, _price));
        Assert.Equal(-2019, Amend(poor, 2, _price)!.Code);
        Assert.Equal(-2027, Amend(order, 900, _price)!.Code);
    }

    [Fact]
    public void Its_own_margin_is_free_for_an_amended_order()
    {
        BinanceOrder order = _scene.Place(_scene.Poor, TradingScene.Limit(Side.Buy, 0.3m, _price - 10));
        Assert.Equal(-2019, _scene.Refusal(_scene.Poor, TradingScene.Limit(Side.Buy, 0.1m, _price - 10)));
        Assert.Null(Amend(order, 0.31m, _price - 10));
        Assert.Equal(-2019, Amend(order, 0.4m, _price - 10)!.Code);
    }

    [Fact]
    public void Ended_and_unknown_orders_cannot_be_amended()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price));
        _scene.Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null);
        Assert.Equal(-2013, Amend(order, 0.03m, _price)!.Code);
        Assert.Equal(-1102, _scene.Trading.Amend(_scene.A, TradingScene.Btc, null, null, Side.Buy, 1, 1, "NONE", null).Error!.Code);
    }

    [Fact]
    public void An_order_is_amended_ten_thousand_times_at_most()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price));
        for (int i = 0; i < 10_000; i++)
            Assert.Null(Amend(order, i % 2 == 0 ? 0.03m : 0.02m, _price));
        Assert.Equal(-5026, Amend(order, 0.03m, _price)!.Code);
    }

    [Fact]
    public void A_price_match_moves_the_order_to_the_queue()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, 58_000));
        decimal bid = _scene.Bid;
        Assert.Null(Amend(order, 0.02m, null, "QUEUE"));
        Assert.Equal(bid, order.Price);
    }
}
