using System.Globalization;
using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class AccountEndpointTests
{
    private const string Totals =
        "totalInitialMargin totalMaintMargin totalWalletBalance totalUnrealizedProfit totalMarginBalance totalPositionInitialMargin totalOpenOrderInitialMargin totalCrossWalletBalance "
        + "totalCrossUnPnl availableBalance maxWithdrawAmount assets positions";

    private const string Asset =
        "asset walletBalance unrealizedProfit marginBalance maintMargin initialMargin positionInitialMargin openOrderInitialMargin crossWalletBalance crossUnPnl availableBalance "
        + "maxWithdrawAmount updateTime";

    private const string Risk =
        "symbol positionSide positionAmt entryPrice breakEvenPrice markPrice unRealizedProfit liquidationPrice isolatedMargin notional marginAsset isolatedWallet initialMargin maintMargin "
        + "positionInitialMargin openOrderInitialMargin adl bidNotional askNotional updateTime";

    private readonly ApiScene _scene = new();

    [Fact]
    public void Balances_are_those_of_the_account()
    {
        foreach (string path in (string[])["/fapi/v2/balance", "/fapi/v3/balance"])
        {
            JsonElement row = Assert.Single(_scene.Signed("GET", path).Json.EnumerateArray())
                .HasMembers("accountAlias asset balance crossWalletBalance crossUnPnl availableBalance maxWithdrawAmount marginAvailable updateTime");
            Assert.Equal(("USDT", "1000000.00000000", "1000000.00000000"), (row.At("asset"), row.At("balance"), row.At("availableBalance")));
        }
    }

    [Fact]
    public void Version_3_shows_an_open_order_and_a_position_and_no_flat_symbol()
    {
        JsonElement empty = _scene.Signed("GET", "/fapi/v3/account").Has(Totals);
        Assert.Empty(empty.GetProperty("positions").EnumerateArray());
        Assert.Equal("1000000.00000000", empty.GetProperty("assets")[0].HasMembers(Asset).At("walletBalance"));
        Assert.Empty(_scene.Signed("GET", "/fapi/v3/positionRisk").Json.EnumerateArray());

        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        JsonElement resting = Assert.Single(_scene.Signed("GET", "/fapi/v3/positionRisk").Json.EnumerateArray()).HasMembers(Risk);
        Assert.Equal(("BTCUSDT", "BOTH", "0.000", "0.0", "USDT"), (resting.At("symbol"), resting.At("positionSide"), resting.At("positionAmt"), resting.At("entryPrice"), resting.At("marginAsset")));
        Assert.True(Number(resting, "openOrderInitialMargin") > 0);
        Assert.True(Number(resting, "bidNotional") > 0);

        _scene.Signed("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.100");
        JsonElement account = _scene.Signed("GET", "/fapi/v3/account").Has(Totals);
        JsonElement position = Assert.Single(account.GetProperty("positions").EnumerateArray())
            .HasMembers("symbol positionSide positionAmt unrealizedProfit isolatedMargin notional isolatedWallet initialMargin maintMargin updateTime");
        Assert.Equal("-0.100", position.At("positionAmt"));
        Assert.True(Number(account, "totalMaintMargin") > 0);
        Assert.Equal(Number(account, "totalMarginBalance"), Number(account, "totalWalletBalance") + Number(account, "totalUnrealizedProfit"));
        Assert.Equal(Number(account, "totalInitialMargin"), Number(account, "totalPositionInitialMargin") + Number(account, "totalOpenOrderInitialMargin"));
        Assert.True(Number(account, "availableBalance") < 1_000_000);
    }

    [Fact]
    public void Version_2_shows_every_symbol_and_its_settings()
    {
        JsonElement account = _scene.Signed("GET", "/fapi/v2/account").Has(Totals + " feeTier canTrade canDeposit canWithdraw updateTime multiAssetsMargin tradeGroupId");
        account.GetProperty("assets")[0].HasMembers(Asset + " marginAvailable");
        Assert.Equal(["BTCUSDT", "ETHUSDT"], account.GetProperty("positions").EnumerateArray().Select(one => one.HasMembers(
            "symbol initialMargin maintMargin unrealizedProfit positionInitialMargin openOrderInitialMargin leverage isolated entryPrice breakEvenPrice maxNotional bidNotional askNotional "
            + "positionSide positionAmt updateTime isolatedMargin notional isolatedWallet").At("symbol")));
        JsonElement risks = _scene.Signed("GET", "/fapi/v2/positionRisk").Json;
        Assert.Equal(["BTCUSDT", "ETHUSDT"], risks.EnumerateArray().Select(one => one.HasMembers(
            "entryPrice breakEvenPrice marginType isAutoAddMargin isolatedMargin leverage liquidationPrice markPrice maxNotionalValue positionAmt notional isolatedWallet symbol "
            + "unRealizedProfit positionSide updateTime").At("symbol")));
        Assert.Equal(("20", "cross", "0"), (risks[0].At("leverage"), risks[0].At("marginType"), risks[0].At("liquidationPrice")));
        Assert.Single(_scene.Signed("GET", "/fapi/v2/positionRisk", "symbol=ETHUSDT").Json.EnumerateArray());
        _scene.Signed("GET", "/fapi/v3/positionRisk", "symbol=NOSUCH").Refuses(-1121, "Invalid symbol.");
    }

    [Fact]
    public void A_positions_entry_is_its_fills_price()
    {
        _scene.Signed("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
        JsonElement fill = Assert.Single(_scene.Signed("GET", "/fapi/v1/userTrades", "symbol=BTCUSDT").Json.EnumerateArray());
        JsonElement position = _scene.Signed("GET", "/fapi/v3/positionRisk", "symbol=BTCUSDT").Json[0];
        Assert.Equal(Number(fill, "price"), Number(position, "entryPrice"));
        Assert.Equal((Number(position, "markPrice") - Number(position, "entryPrice")) * 0.01m, Number(position, "unRealizedProfit"));
        Assert.Equal(Number(position, "markPrice") * 0.01m, Number(position, "notional"));
        Assert.True(Number(position, "breakEvenPrice") > Number(position, "entryPrice"));
    }

    [Fact]
    public void Rates_brackets_and_limits_are_told()
    {
        JsonElement rate = _scene.Signed("GET", "/fapi/v1/commissionRate", "symbol=BTCUSDT").Has("symbol makerCommissionRate takerCommissionRate rpiCommissionRate");
        Assert.Equal(("0.0002", "0.0005"), (rate.At("makerCommissionRate"), rate.At("takerCommissionRate")));
        _scene.Signed("GET", "/fapi/v1/commissionRate").Refuses(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");

        JsonElement all = _scene.Signed("GET", "/fapi/v1/leverageBracket").Json;
        Assert.Equal(2, all.GetArrayLength());
        JsonElement bracket = Assert.Single(_scene.Signed("GET", "/fapi/v1/leverageBracket", "symbol=BTCUSDT").Json.EnumerateArray()).HasMembers("symbol brackets").GetProperty("brackets")[0];
        bracket.HasMembers("bracket initialLeverage notionalCap notionalFloor maintMarginRatio cum");
        Assert.Equal(JsonValueKind.Number, bracket.GetProperty("maintMarginRatio").ValueKind);

        Assert.Equal(
            ["ORDERS SECOND 10 300", "ORDERS MINUTE 1 1200"],
            _scene.Signed("GET", "/fapi/v1/rateLimit/order").Json.EnumerateArray().Select(one =>
                one.HasMembers("rateLimitType interval intervalNum limit")).Select(one => $"{one.At("rateLimitType")} {one.At("interval")} {one.At("intervalNum")} {one.At("limit")}"));
        _scene.Signed("GET", "/fapi/v1/apiTradingStatus").Has("indicators updateTime").GetProperty("indicators").HasMembers("");
    }

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.At(name), NumberStyles.Number, CultureInfo.InvariantCulture);
}
