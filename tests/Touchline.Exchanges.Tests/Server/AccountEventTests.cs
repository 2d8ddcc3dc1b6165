using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>What happens to an account by itself, as its client sees it on streams and by REST.</summary>
public class AccountEventTests
{
    private const long EightHoursNs = 8L * 3600 * ExchangeScene.Second;

    [Fact]
    public void Funding_comes_by_the_user_stream_and_stands_in_the_income_history()
    {
        using var scene = new ExchangeScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs / EightHoursNs * EightHoursNs + EightHoursNs - 60 * ExchangeScene.Second });
        scene.Run(10 * ExchangeScene.Second);
        Assert.Equal(200, scene.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1").Status);
        int user = scene.OpenUserStream();
        JsonElement premium = scene.Get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
        long dueMs = premium.GetProperty("nextFundingTime").GetInt64();
        Assert.Equal((ExchangeScene.StartNs / EightHoursNs + 1) * EightHoursNs / ExchangeScene.Ms, dueMs);
        scene.Run(60 * ExchangeScene.Second);
        JsonElement told = Assert.Single(scene.Of(user, "ACCOUNT_UPDATE"));
        JsonElement account = told.GetProperty("a"), balance = Assert.Single(account.GetProperty("B").EnumerateArray());
        Assert.Equal(("FUNDING_FEE", "BTCUSDT", 0), (account.GetProperty("m").GetString(), account.GetProperty("S").GetString(), account.GetProperty("P").GetArrayLength()));
        Assert.Equal(dueMs, told.GetProperty("T").GetInt64());
        JsonElement line = Assert.Single(scene.Call("GET", scene.Signed("/fapi/v1/income", "incomeType=FUNDING_FEE"), ExchangeScene.Key).Body.EnumerateArray());
        Assert.Equal(("BTCUSDT", "FUNDING_FEE", dueMs), (line.GetProperty("symbol").GetString(), line.GetProperty("incomeType").GetString(), line.GetProperty("time").GetInt64()));
        Assert.Equal(Number(balance, "bc"), Number(line, "income"));
        JsonElement settled = Assert.Single(scene.Get("/fapi/v1/fundingRate?symbol=BTCUSDT").EnumerateArray());
        Assert.Equal(-Number(settled, "fundingRate") * Number(settled, "markPrice"), Number(line, "income"), 2);
        Assert.Equal(dueMs + EightHoursNs / ExchangeScene.Ms, scene.Get("/fapi/v1/premiumIndex?symbol=BTCUSDT").GetProperty("nextFundingTime").GetInt64());
    }

    [Fact]
    public void A_liquidation_is_told_to_its_account_and_to_the_market()
    {
        // 0.3 BTC at 60,001 on 1000 USDT: maintenance 72 of 18,000.
        ToldRows rows = new ToldRows().Book(0, [(60_000, 20), (56_950, 50), (56_900, 50)], [(60_001, 20)]).Mark(0.1, 60_000)
            .Level(2, Side.Buy, 60_000, 0).Mark(2, 56_950).Level(4, Side.Buy, 56_950, 0).Mark(4, 56_900);
        using var scene = new ExchangeScene(new BinanceExchangeOptions
        {
            Symbols = ["BTCUSDT"],
            Data = new Dictionary<string, RowSource> { ["BTCUSDT"] = rows },
            StartNs = ExchangeScene.StartNs,
            Accounts = [new(ExchangeScene.Key, ExchangeScene.Secret, "hmac", 1000)],
        });
        scene.Run(ExchangeScene.Second);
        Assert.Equal(200, scene.Call("POST", scene.Signed("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=50"), ExchangeScene.Key).Status);
        Assert.Equal(200, scene.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.3").Status);
        int user = scene.OpenUserStream(), market = scene.Open("/market/ws/btcusdt@forceOrder");
        scene.Run(2 * ExchangeScene.Second);
        Assert.Empty(scene.Of(market));
        Assert.Equal("0.3", Assert.Single(Assert.Single(scene.Of(user, "MARGIN_CALL")).GetProperty("p").EnumerateArray()).GetProperty("pa").GetString());
        scene.Run(3 * ExchangeScene.Second);
        JsonElement forced = Assert.Single(scene.Of(market)).GetProperty("o");
        Assert.Equal(("SELL", "LIMIT", "IOC", "0.3"), (forced.GetProperty("S").GetString(), forced.GetProperty("o").GetString(), forced.GetProperty("f").GetString(), Number(forced, "q").ToString("0.###", CultureInfo.InvariantCulture)));
        JsonElement last = scene.Of(user, "ORDER_TRADE_UPDATE")[^1].GetProperty("o");
        Assert.StartsWith("autoclose-", last.GetProperty("c").GetString(), StringComparison.Ordinal);
        Assert.Equal(("CALCULATED", "FILLED", 0.3m), (last.GetProperty("x").GetString(), last.GetProperty("X").GetString(), Number(last, "z")));
        Assert.Empty(scene.Call("GET", scene.Signed("/fapi/v3/positionRisk", ""), ExchangeScene.Key).Body.EnumerateArray());
        JsonElement balance = Assert.Single(scene.Of(user, "ACCOUNT_UPDATE")[^1].GetProperty("a").GetProperty("B").EnumerateArray());
        JsonElement[] incomes = [.. scene.Call("GET", scene.Signed("/fapi/v1/income", "limit=1000"), ExchangeScene.Key).Body.EnumerateArray()];
        Assert.Equal(1000 + incomes.Sum(i => Number(i, "income")), Number(balance, "wb"));
        Assert.Contains(incomes, i => i.GetProperty("incomeType").GetString() == "INSURANCE_CLEAR");
        JsonElement listed = Assert.Single(scene.Call("GET", scene.Signed("/fapi/v1/forceOrders", ""), ExchangeScene.Key).Body.EnumerateArray());
        Assert.Equal(last.GetProperty("i").GetInt64(), listed.GetProperty("orderId").GetInt64());
    }

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
