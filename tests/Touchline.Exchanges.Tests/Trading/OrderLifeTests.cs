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
    public void A_market_order_trades_at_the_best_price_and_changes_wallet_and_position()
    {
        decimal ask = _scene.Ask;
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.01m));
        Assert.Equal(BinanceOrderStatus.Filled, order.Status);
        Assert.Equal(ask, _scene.Fills[0].Price);
        Assert.Equal(0.01m, _scene.Position(_scene.A).Amount);
        Assert.Equal(1_000_000 - _scene.Fills.Sum(f => f.Commission), _scene.A.Wallet);
    }

    [Fact]
    public void Clients_trade_with_each_other_and_each_fill_comes_after_its_account_update()
    {
        decimal price = _scene.OpenGap();
        BinanceOrder maker = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, price, "GTX"));
        BinanceOrder taker = _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, price, "IOC"));
        Assert.Equal(BinanceOrderStatus.PartiallyFilled, maker.Status);
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
        Assert.Equal(0.01m, _scene.Position(_scene.A).Amount);
        Assert.Equal(-0.01m, _scene.Position(_scene.B).Amount);
        Assert.Equal(1_000_000 - price * 0.01m * 0.0002m, _scene.A.Wallet);
        Assert.Equal(1_000_000 - price * 0.01m * 0.0005m, _scene.B.Wallet);
        Assert.Equal(
            ["a NEW New er=0", "b NEW New er=0", "b account ORDER", "b TRADE Filled er=0", "a account ORDER", "a TRADE PartiallyFilled er=0"], _scene.Told);
        Assert.Equal(_scene.Fills[0].TradeId, _scene.Fills[1].TradeId);
        Assert.Equal(Side.Sell, Assert.Single(_scene.Trades).Aggressor);
    }

    [Fact]
    public void An_order_meets_makers_by_price_and_then_by_time()
    {
        decimal price = _scene.OpenGap();
        BinanceOrder late = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        BinanceOrder better = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price + 0.1m));
        BinanceOrder last = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.02m, price, "IOC"));
        Assert.Equal(BinanceOrderStatus.Filled, better.Status);
        Assert.Equal(BinanceOrderStatus.Filled, late.Status);
        Assert.Equal(BinanceOrderStatus.New, last.Status);
    }

    [Fact]
    public void What_an_immediate_or_cancel_order_does_not_find_expires()
    {
        decimal price = _scene.OpenGap();
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        _scene.Told.Clear();
        BinanceOrder order = _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.03m, price, "IOC"));
        Assert.Equal((BinanceOrderStatus.Expired, 2, 0.01m), (order.Status, order.ExpiryReason, order.Executed));
        Assert.Equal("b EXPIRED Expired er=2", _scene.Told[^1]);
        Assert.Equal("b TRADE PartiallyFilled er=0", _scene.ToldOf(_scene.B)[^2]);
    }

    [Fact]
    public void A_limit_order_that_takes_a_part_rests_with_the_rest()
    {
        decimal price = _scene.OpenGap();
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        BinanceOrder order = _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.03m, price));
        Assert.Equal((BinanceOrderStatus.PartiallyFilled, 0.01m), (order.Status, order.Executed));
        Assert.Equal(price, _scene.Ask);
        Assert.Equal(20, _scene.Market.Book.Touch.AskQuantity.Units);
    }

    [Fact]
    public void A_fill_or_kill_order_fills_wholly_or_is_refused_without_an_event()
    {
        decimal price = _scene.OpenGap();
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        _scene.Told.Clear();
        Assert.Equal(-5021, _scene.Refusal(_scene.B, TradingScene.Limit(Side.Sell, 0.02m, price, "FOK")));
        Assert.Empty(_scene.Told);
        Assert.Empty(_scene.B.Orders);
        Assert.Equal(BinanceOrderStatus.Filled, _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, price, "FOK")).Status);
    }

    [Fact]
    public void A_post_only_order_that_would_take_is_refused_without_an_event()
    {
        Assert.Equal(-5022, _scene.Refusal(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, _scene.Ask, "GTX")));
        Assert.Empty(_scene.Told);
        Assert.Equal(BinanceOrderStatus.New, _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, _scene.Bid, "GTX")).Status);
    }

    [Fact]
    public void A_market_order_goes_no_further_from_the_mark_price_than_its_bound_and_the_rest_expires()
    {
        TradingScene scene = new ToldRows().Book(0, [(60_000, 1)], [(60_001, 1), (62_999, 1), (63_002, 1)]).Mark(0, 60_000).Scene();
        scene.Pass(0.1);
        BinanceOrder order = scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 3));
        Assert.Equal((BinanceOrderStatus.Expired, 9, 2m), (order.Status, order.ExpiryReason, order.Executed));
    }

    [Fact]
    public void A_market_order_is_refused_where_the_best_price_is_beyond_the_percent_price()
    {
        TradingScene scene = new ToldRows().Book(0, [(60_000, 1)], [(63_002, 1)]).Mark(0, 60_000).Scene();
        scene.Pass(0.1);
        Assert.Equal(-4131, scene.Refusal(scene.A, TradingScene.MarketOrder(Side.Buy, 1)));
    }

    [Fact]
    public void A_dated_order_needs_a_date_ten_minutes_ahead_and_ends_at_its_whole_second()
    {
        long nowMs = TradingScene.StartNs / 1_000_000;
        BinanceOrderTerms terms = TradingScene.Limit(Side.Buy, 0.01m, 58_000, "GTD");
        Assert.Equal(-1102, _scene.Refusal(_scene.A, terms));
        Assert.Equal(-5040, _scene.Refusal(_scene.A, terms with { GoodTillMs = nowMs + 600_000 }));
        Assert.Equal(-5040, _scene.Refusal(_scene.A, terms with { GoodTillMs = 253_402_300_799_000 }));
        Assert.Equal(-1106, _scene.Refusal(_scene.A, terms with { TimeInForce = "GTC", GoodTillMs = nowMs + 700_000 }));
        var scene = new TradingScene(new BinanceExchangeOptions { Symbols = [TradingScene.Btc], StartNs = TradingScene.StartNs, Pace = 0.01 });
        BinanceOrder order = scene.Place(scene.A, terms with { GoodTillMs = nowMs + 700_500, Price = 57_000 });
        BinanceOrder gone = scene.Place(scene.A, terms with { GoodTillMs = nowMs + 650_000, Price = 57_000 });
        scene.Trading.Cancel(scene.A, TradingScene.Btc, gone.OrderId, null);
        scene.Pass(699.9);
        Assert.True(order.IsLive);
        scene.Pass(0.1);
        Assert.Equal((BinanceOrderStatus.Expired, nowMs + 700_000), (order.Status, order.UpdateMs));
        Assert.Equal(BinanceOrderStatus.Canceled, gone.Status);
    }

    [Theory]
    [InlineData("QUEUE", Side.Buy, 1, true)]
    [InlineData("QUEUE_5", Side.Buy, 5, true)]
    [InlineData("OPPONENT", Side.Sell, 1, false)]
    [InlineData("OPPONENT_5", Side.Sell, 5, false)]
    [InlineData("OPPONENT_20", Side.Sell, 20, false)]
    public void A_price_can_be_matched_to_the_book(string match, Side book, int level, bool rests)
    {
        BookLevel[] levels = _scene.Market.Book.Snapshot(book);
        BinanceOrder order = _scene.Place(_scene.A, new BinanceOrderTerms { Symbol = TradingScene.Btc, Side = Side.Buy, Type = "LIMIT", TimeInForce = "GTC", Quantity = 0.01m, PriceMatch = match });
        Assert.Equal(_scene.Market.Symbol.Money(levels[level - 1].Price), order.Price);
        Assert.Equal(rests, order.IsLive);
        Assert.Equal(match, order.PriceMatch);
    }

    [Fact]
    public void Price_matches_that_cannot_be_are_refused()
    {
        var terms = new BinanceOrderTerms { Symbol = TradingScene.Btc, Side = Side.Buy, Type = "LIMIT", TimeInForce = "GTC", Quantity = 0.01m, PriceMatch = "OPPONENT_3" };
        Assert.Equal(-5037, _scene.Refusal(_scene.A, terms));
        Assert.Equal(-1106, _scene.Refusal(_scene.A, terms with { PriceMatch = "QUEUE", Price = 60_000 }));
        Assert.Equal(-5038, _scene.Refusal(_scene.A, terms with { PriceMatch = "QUEUE", Type = "MARKET", TimeInForce = null }));
        TradingScene thin = new ToldRows().Book(0, [(60_000, 1)], [(60_001, 1)]).Scene();
        Assert.Equal(-5041, thin.Refusal(thin.A, terms with { PriceMatch = "QUEUE_5" }));
    }

    [Fact]
    public void Resting_orders_trade_in_pieces_when_told_to()
    {
        decimal price = _scene.OpenGap();
        _scene.Trading.MostStepsAFill = 4;
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, price));
        BinanceOrder taker = _scene.Place(_scene.B, TradingScene.Limit(Side.Sell, 0.01m, price));
        Assert.Equal(BinanceOrderStatus.Filled, taker.Status);
        Assert.Equal([0.004m, 0.004m, 0.002m], _scene.Fills.Where(f => f.IsMaker).Select(f => f.Quantity));
        Assert.Equal(3, _scene.Trades.Select(t => t.Id).Distinct().Count());
    }

    [Fact]
    public void A_countdown_cancels_the_symbols_orders_unless_it_is_set_again_or_ended()
    {
        BinanceOrder btc = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, 58_000));
        BinanceOrder eth = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.01m, 2600, symbol: "ETHUSDT"));
        Assert.Null(_scene.Trading.Countdown(_scene.A, TradingScene.Btc, 1000));
        Assert.Null(_scene.Trading.Countdown(_scene.A, "ETHUSDT", 500));
        _scene.Pass(0.4);
        Assert.Null(_scene.Trading.Countdown(_scene.A, "ETHUSDT", 0));
        Assert.Null(_scene.Trading.Countdown(_scene.A, TradingScene.Btc, 1000));
        _scene.Pass(0.9);
        Assert.True(btc.IsLive);
        _scene.Pass(0.1);
        Assert.Equal(BinanceOrderStatus.Canceled, btc.Status);
        Assert.True(eth.IsLive);
        _scene.Pass(2);
        Assert.True(eth.IsLive);
        Assert.Equal(-1130, _scene.Trading.Countdown(_scene.A, TradingScene.Btc, -1)!.Code);
        Assert.Equal(-1121, _scene.Trading.Countdown(_scene.A, "NOUSDT", 1)!.Code);
    }

    [Fact]
    public void The_same_seed_and_orders_give_the_same_market()
    {
        (long, long, decimal) Play()
        {
            var scene = new TradingScene();
            scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 5));
            scene.Pass(5);
            scene.Place(scene.A, TradingScene.MarketOrder(Side.Sell, 3));
            scene.Pass(5);
            return (scene.Market.UpdateId, scene.Market.LastTradeId, scene.A.Wallet);
        }

        Assert.Equal(Play(), Play());
    }

    [Fact]
    public void A_faster_pace_makes_agents_act_more_often()
    {
        BinanceExchangeOptions options = new() { Symbols = [TradingScene.Btc], StartNs = TradingScene.StartNs };
        TradingScene usual = new(options), fast = new(options with { Pace = 10 });
        usual.Pass(3);
        fast.Pass(3);
        Assert.InRange(fast.Market.UpdateId, usual.Market.UpdateId * 5, usual.Market.UpdateId * 20);
    }
}
