using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class OrderRuleTests
{
    private readonly TradingScene _scene = new();

    [Theory]
    [InlineData(0.5, 59_000.05, -4014)]
    [InlineData(0.5, 59_000.005, -1111)]
    [InlineData(0.5, 0, -4001)]
    [InlineData(0.5, -1, -4001)]
    [InlineData(0.5, 5_000_000, -4002)]
    [InlineData(0.5, 500, -4013)]
    [InlineData(0.5, 64_000, -4016)]
    [InlineData(0.0005, 59_000, -1111)]
    [InlineData(0, 59_000, -4003)]
    [InlineData(-1, 59_000, -4003)]
    [InlineData(1001, 59_000, -4005)]
    [InlineData(0.001, 59_000, -4164)]
    public void Each_filter_refuses_with_its_own_code(double quantity, double price, int code) =>
        Assert.Equal(code, _scene.Refusal(_scene.A, TradingScene.Limit(Side.Buy, (decimal)quantity, (decimal)price)));

    [Fact]
    public void A_sell_too_far_below_the_mark_price_is_refused_with_the_least_price_in_the_text()
    {
        (_, BinanceError? error) = _scene.Trading.Place(_scene.A, TradingScene.Limit(Side.Sell, 0.5m, 56_000));
        decimal least = Math.Ceiling(_scene.Market.MarkPrice * 0.95m * 10) / 10;
        Assert.Equal(new BinanceError(-4024, $"Limit price can't be lower than {least}."), error);
        _scene.Place(_scene.A, TradingScene.Limit(Side.Sell, 0.5m, 66_000));
    }

    [Fact]
    public void A_quantity_off_the_step_has_its_own_code_where_the_precision_allows_it()
    {
        var scene = new TradingScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = TradingScene.StartNs });
        BinanceSymbol coarse = scene.Market.Symbol with { StepSize = DecimalUnit.Parse("0.005", "step"), MinQuantity = 0.005m };
        Assert.Equal(-4023, OrderFilters.CheckQuantity(coarse, 0.012m, isMarket: false)!.Code);
        Assert.Equal(-4004, OrderFilters.CheckQuantity(coarse, 0.001m, isMarket: false)!.Code);
        Assert.Null(OrderFilters.CheckQuantity(coarse, 0.015m, isMarket: false));
    }

    [Fact]
    public void A_market_order_has_a_smaller_maximum_and_its_notional_is_at_the_mark_price()
    {
        Assert.Equal(-4005, _scene.Refusal(_scene.A, TradingScene.MarketOrder(Side.Buy, 121)));
        Assert.Equal(-4164, _scene.Refusal(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.001m)));
    }

    [Theory]
    [InlineData("XYZUSDT", "LIMIT", "GTC", -1121)]
    [InlineData("BTCUSDT", "STOP_MARKET", "GTC", -4120)]
    [InlineData("BTCUSDT", "TRAILING_STOP_MARKET", null, -4120)]
    [InlineData("BTCUSDT", "LIMIT_MAKER", "GTC", -1116)]
    [InlineData("BTCUSDT", "LIMIT", "DAY", -1115)]
    [InlineData("BTCUSDT", "LIMIT", null, -1102)]
    [InlineData("BTCUSDT", "MARKET", null, -1106)]
    public void Parameters_that_do_not_belong_together_are_refused(string symbol, string type, string? timeInForce, int code) =>
        Assert.Equal(code, _scene.Refusal(_scene.A, new BinanceOrderTerms { Symbol = symbol, Side = Side.Buy, Type = type, TimeInForce = timeInForce, Quantity = 1, Price = 59_000 }));

    [Fact]
    public void Missing_price_quantity_and_side_are_told_by_name()
    {
        BinanceOrderTerms whole = TradingScene.Limit(Side.Buy, 1, 59_000);
        Assert.Contains("'price'", _scene.Trading.Test(_scene.A, whole with { Price = null })!.Message, StringComparison.Ordinal);
        Assert.Contains("'quantity'", _scene.Trading.Test(_scene.A, whole with { Quantity = null })!.Message, StringComparison.Ordinal);
        Assert.Equal(-1117, _scene.Refusal(_scene.A, whole with { Side = Side.None }));
    }

    [Fact]
    public void Client_ids_are_checked_and_unique_among_live_orders()
    {
        BinanceOrderTerms terms = TradingScene.Limit(Side.Buy, 0.5m, 59_000) with { ClientOrderId = "x-1.2:3/4_A" };
        BinanceOrder order = _scene.Place(_scene.A, terms);
        Assert.Equal(-4116, _scene.Refusal(_scene.A, terms));
        _scene.Place(_scene.B, terms);
        Assert.Null(_scene.Trading.Cancel(_scene.A, TradingScene.Btc, null, "x-1.2:3/4_A").Error);
        BinanceOrder next = _scene.Place(_scene.A, terms);
        Assert.Same(next, _scene.Trading.FindOrder(_scene.A, TradingScene.Btc, null, "x-1.2:3/4_A"));
        Assert.Same(order, _scene.Trading.FindOrder(_scene.A, TradingScene.Btc, order.OrderId, null));
        Assert.Equal(-4015, _scene.Refusal(_scene.A, terms with { ClientOrderId = "" }));
        Assert.Equal(-4015, _scene.Refusal(_scene.A, terms with { ClientOrderId = "ü" }));
        Assert.Equal(-4015, _scene.Refusal(_scene.A, terms with { ClientOrderId = "a b" }));
        Assert.Equal(-4015, _scene.Refusal(_scene.A, terms with { ClientOrderId = new string('a', 37) }));
        Assert.Equal(-4015, _scene.Refusal(_scene.A, terms with { ClientOrderId = "line\n" }));
        _scene.Place(_scene.A, terms with { ClientOrderId = new string('a', 36) });
    }

    [Fact]
    public void Two_hundred_orders_of_a_symbol_rest_and_no_more()
    {
        for (int i = 0; i < 200; i++)
            _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.002m, 58_000 + i));
        Assert.Equal(-2025, _scene.Refusal(_scene.A, TradingScene.Limit(Side.Buy, 0.002m, 58_000)));
        _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.02m, 2600, symbol: "ETHUSDT"));
        _scene.Place(_scene.A, TradingScene.MarketOrder(Side.Buy, 0.01m));
        Assert.Null(_scene.Trading.CancelAll(_scene.A, TradingScene.Btc));
        Assert.Single(_scene.A.Live);
    }

    [Fact]
    public void Cancels_of_orders_that_are_not_live_are_refused()
    {
        BinanceOrder order = _scene.Place(_scene.A, TradingScene.Limit(Side.Buy, 0.5m, 59_000));
        Assert.Equal(-2011, _scene.Trading.Cancel(_scene.B, TradingScene.Btc, order.OrderId, null).Error!.Code);
        Assert.Equal(-2011, _scene.Trading.Cancel(_scene.A, "ETHUSDT", order.OrderId, null).Error!.Code);
        Assert.Equal(-1121, _scene.Trading.Cancel(_scene.A, "NOUSDT", order.OrderId, null).Error!.Code);
        Assert.Equal(-1102, _scene.Trading.Cancel(_scene.A, TradingScene.Btc, null, null).Error!.Code);
        Assert.Null(_scene.Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null).Error);
        Assert.Equal(-2011, _scene.Trading.Cancel(_scene.A, TradingScene.Btc, order.OrderId, null).Error!.Code);
    }

    [Fact]
    public void A_test_order_changes_nothing()
    {
        Assert.Null(_scene.Trading.Test(_scene.A, TradingScene.MarketOrder(Side.Buy, 1)));
        Assert.Empty(_scene.Told);
        Assert.Empty(_scene.A.Orders);
        Assert.Equal(1_000_000, _scene.A.Wallet);
    }
}
