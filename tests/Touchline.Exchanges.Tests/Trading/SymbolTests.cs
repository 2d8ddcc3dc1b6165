using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class SymbolTests
{
    [Fact]
    public void Bitcoin_and_ether_are_as_at_the_venue()
    {
        BinanceSymbol btc = BinanceSymbols.Of("BTCUSDT"), eth = BinanceSymbols.Of("ETHUSDT");
        Assert.Equal((0.1m, 0.001m, 100m, 2, 3), (btc.TickSize.ToDecimal(), btc.StepSize.ToDecimal(), btc.MinNotional, btc.PricePrecision, btc.QuantityPrecision));
        Assert.Equal((0.01m, 0.001m, 20m), (eth.TickSize.ToDecimal(), eth.StepSize.ToDecimal(), eth.MinNotional));
        Assert.Equal((1000m, 120m, 125, 200), (btc.MaxQuantity, btc.MarketMaxQuantity, btc.MaxLeverage, btc.MaxOrders));
    }

    [Theory]
    [InlineData("SOLUSDT")]
    [InlineData("DOGEUSDT")]
    [InlineData("1000PEPEUSDT")]
    [InlineData("测试USDT")]
    [InlineData("BNBUSDC")]
    [InlineData("BTCUSDC")]
    public void Any_other_name_has_a_market_on_which_one_can_trade(string name)
    {
        var scene = new TradingScene(new BinanceExchangeOptions { Symbols = [name], StartNs = TradingScene.StartNs });
        BinanceMarket market = scene.Trading.Markets[0];
        scene.Pass(5);
        Assert.True(market.Book.IsTwoSided);
        Assert.InRange(market.Book.Touch.Spread, 1, 300);
        Assert.True(market.LastTradeId > 0);
        Assert.InRange(market.MarkPrice, market.Mid * 0.99m, market.Mid * 1.01m);
        BinanceSymbol symbol = market.Symbol;
        decimal quantity = Math.Ceiling(200 / market.MarkPrice / symbol.StepSize.ToDecimal()) * symbol.StepSize.ToDecimal();
        Assert.Equal(BinanceOrderStatus.Filled, scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, quantity, name)).Status);
        Assert.Equal(BinanceOrderStatus.New, scene.Place(scene.A, TradingScene.Limit(Side.Buy, quantity, symbol.Money(market.Book.BestBid - 20), "GTX", name)).Status);
        Assert.True(symbol.MinPrice > 0 && symbol.MaxPrice > 2 * market.MarkPrice && symbol.MarketMaxQuantity * market.MarkPrice > 100_000);
        Assert.True(symbol.TickSize.Decimals + symbol.StepSize.Decimals <= 8);
    }

    [Theory]
    [InlineData("BTCEUR", "USDT or USDC")]
    [InlineData("USDT", "USDT or USDC")]
    [InlineData("btcusdt", "USDT or USDC")]
    public void Names_that_cannot_be_are_refused(string name, string says) =>
        Assert.Contains(says, Assert.Throws<BadInputException>(() => BinanceSymbols.Of(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_an_exchange_cannot_be_opened_with_is_told()
    {
        var options = new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = 0 };
        string Says(BinanceExchangeOptions bad) => Assert.Throws<BadInputException>(() => new TradingScene(bad)).Message;
        Assert.Contains("at least one", Says(options with { Symbols = [] }), StringComparison.Ordinal);
        Assert.Contains("BTCUSDT is there twice", Says(options with { Symbols = ["BTCUSDT", "BTCUSDT"] }), StringComparison.Ordinal);
        Assert.Contains("key k is there twice", Says(options with { Accounts = [new("k", "", "hmac", 1), new("k", "", "hmac", 1)] }), StringComparison.Ordinal);
        Assert.Contains("below 0", Says(options with { Accounts = [new("k", "", "hmac", -1)] }), StringComparison.Ordinal);
        Assert.Contains("hmac, ed25519 or rsa", Says(options with { Accounts = [new("k", "", "dsa", 1)] }), StringComparison.Ordinal);
        Assert.Contains("above 0", Says(options with { Pace = 0 }), StringComparison.Ordinal);
        Assert.Contains("ETHUSDT", Says(options with { Data = new Dictionary<string, RowSource> { ["ETHUSDT"] = new ToldRows() } }), StringComparison.Ordinal);
    }
}
