using Touchline.Api;
using Touchline.Storage;

namespace Touchline.Tests.Api;

public sealed class FillJsonTests
{
    [Theory]
    [InlineData("BTCUSDT", null, "USDT")]
    [InlineData("BTCUSDT_260327", null, "USDT")]
    [InlineData("ETHUSDC", null, "USDC")]
    [InlineData("ETHBTC", null, "BTC")]
    [InlineData("BTCUSDT", "BNB", "BNB")]
    [InlineData("USDT", null, null)]
    [InlineData("XYZ", null, null)]
    public void A_fill_says_in_what_its_fee_was_paid(string symbol, string? other, string? asset) =>
        Assert.Equal(asset, (string?)OrderRoutes.Of(new TradeRow { Symbol = symbol, FeeAsset = other })["fee_asset"]);
}
