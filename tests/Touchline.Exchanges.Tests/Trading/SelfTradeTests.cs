using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class SelfTradeTests
{
    private readonly TradingScene _scene = new();
    private readonly decimal _price;
    private readonly BinanceOrder _strangers;
    private readonly BinanceOrder _own;
    private readonly BinanceOrder _behind;

    // Bids: a stranger's, then the account's own, then a stranger's again, at three prices.
    public SelfTradeTests()
    {
        _price = _scene.OpenGap(60);
        _strangers = _scene.Place(_scene.B, TradingScene.Limit(Side.Buy, 0.01m, _price + 0.2m));
        _own = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price + 0.1m));
        _behind = _scene.Place(_scene.B, TradingScene.Limit(Side.Buy, 0.03m, _price));
        _scene.Told.Clear();
    }

    private BinanceOrder Sell(SelfTradePrevention mode, string timeInForce = "GTC", decimal quantity = 0.05m) =>
        _scene.Place(_scene.A, TradingScene.Limit(Side.Sell, quantity, _price, timeInForce) with { SelfTradePrevention = mode });

    [Fact]
    public void Expire_maker_removes_the_resting_order_and_trades_on()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireMaker);
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 1, 0m), (_own.Status, _own.ExpiryReason, _own.Executed));
        Assert.Equal(0.04m, taker.Executed);
        Assert.True(taker.IsLive);
        Assert.Equal(0.03m, _behind.Executed);
        Assert.Equal(["a NEW New er=0", "a EXPIRED ExpiredInMatch er=1"], _scene.Told[..2]);
    }

    [Fact]
    public void Expire_taker_ends_the_order_that_came_where_it_would_meet_its_own()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireTaker);
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 1, 0.01m), (taker.Status, taker.ExpiryReason, taker.Executed));
        Assert.True(_own.IsLive);
        Assert.Equal(0, _behind.Executed);
        Assert.Equal(["a NEW New er=0", "a account ORDER", "a TRADE PartiallyFilled er=0"], _scene.ToldOf(_scene.A)[..3]);
    }

    [Fact]
    public void Expire_both_ends_both()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireBoth);
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 0.01m), (taker.Status, taker.Executed));
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 1), (_own.Status, _own.ExpiryReason));
        Assert.Equal(0, _behind.Executed);
    }

    [Fact]
    public void The_rest_of_an_immediate_order_that_met_its_own_has_its_own_reason()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireTaker, "IOC");
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 3, 0.01m), (taker.Status, taker.ExpiryReason, taker.Executed));
    }

    [Fact]
    public void An_order_that_is_filled_before_it_meets_its_own_touches_nothing()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireBoth, quantity: 0.01m);
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
        Assert.True(_own.IsLive);
        Assert.Equal(BinanceOrderStatus.Filled, _strangers.Status);
    }

    [Fact]
    public void Without_prevention_and_for_fill_or_kill_an_account_trades_with_itself()
    {
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireMaker, "FOK", 0.03m);
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
        Assert.Equal(BinanceOrderStatus.Filled, _own.Status);
        Assert.Equal(-0.01m, _scene.Position(_scene.A).Amount);
        BinanceOrder again = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price + 0.1m));
        Assert.Equal(BinanceOrderStatus.Filled, Sell(SelfTradePrevention.None, "GTC", 0.02m).Status);
        Assert.Equal(BinanceOrderStatus.Filled, again.Status);
        Assert.Equal(-0.01m, _scene.Position(_scene.A).Amount);
    }

    [Fact]
    public void Market_orders_are_prevented_too()
    {
        BinanceOrder taker = _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Sell, 0.03m) with { SelfTradePrevention = SelfTradePrevention.ExpireTaker });
        Assert.Equal((BinanceOrderStatus.ExpiredInMatch, 0.01m), (taker.Status, taker.Executed));
    }

    [Fact]
    public void The_takers_mode_decides()
    {
        BinanceOrder own = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, _price + 0.3m) with { SelfTradePrevention = SelfTradePrevention.ExpireTaker });
        BinanceOrder taker = Sell(SelfTradePrevention.ExpireMaker, "IOC", 0.01m);
        Assert.Equal(BinanceOrderStatus.ExpiredInMatch, own.Status);
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
    }
}
