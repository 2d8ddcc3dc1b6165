using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class MarketRequestTests
{
    [Theory]
    [InlineData("depth", -1102)]
    [InlineData("depth?symbol=NOPEUSDT", -1121)]
    [InlineData("depth?symbol=BTCUSDT&limit=7", -4021)]
    [InlineData("depth?symbol=BTCUSDT&limit=ten", -1100)]
    [InlineData("trades?symbol=BTCUSDT&limit=1001", -1130)]
    [InlineData("trades?symbol=BTCUSDT&limit=0", -1130)]
    [InlineData("aggTrades?symbol=BTCUSDT&limit=1001", -1130)]
    [InlineData("aggTrades?symbol=BTCUSDT&startTime=x", -1100)]
    [InlineData("aggTrades?symbol=BTCUSDT&startTime=2&endTime=1", -1130)]
    [InlineData("klines?symbol=BTCUSDT", -1102)]
    [InlineData("klines?symbol=BTCUSDT&interval=7m", -1120)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m&limit=1501", -1130)]
    [InlineData("ticker/24hr?symbol=nope", -1121)]
    [InlineData("ticker/price?symbol=nope", -1121)]
    [InlineData("ticker/bookTicker?symbol=nope", -1121)]
    [InlineData("premiumIndex?symbol=nope", -1121)]
    [InlineData("fundingRate?symbol=nope", -1121)]
    [InlineData("fundingRate?limit=1001", -1130)]
    [InlineData("openInterest", -1102)]
    [InlineData("openInterest?symbol=nope", -1121)]
    public void Wrong_parameters_are_refused_with_the_venues_codes(string target, int code)
    {
        using var scene = new ExchangeScene();
        (int status, JsonElement body) = scene.Call("GET", $"/fapi/v1/{target}");
        Assert.Equal((400, code), (status, body.GetProperty("code").GetInt32()));
    }

    [Theory]
    [InlineData("depth?symbol=BTCUSDT&limit=5", 2)]
    [InlineData("depth?symbol=BTCUSDT&limit=50", 2)]
    [InlineData("depth?symbol=BTCUSDT&limit=100", 5)]
    [InlineData("depth?symbol=BTCUSDT", 10)]
    [InlineData("depth?symbol=BTCUSDT&limit=1000", 20)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m&limit=99", 1)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m&limit=499", 2)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m", 5)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m&limit=1500", 10)]
    [InlineData("ticker/24hr", 40)]
    [InlineData("ticker/24hr?symbol=BTCUSDT", 1)]
    [InlineData("ticker/price", 2)]
    [InlineData("ticker/bookTicker", 5)]
    [InlineData("premiumIndex", 10)]
    [InlineData("trades?symbol=BTCUSDT", 5)]
    [InlineData("aggTrades?symbol=BTCUSDT", 20)]
    [InlineData("exchangeInfo", 1)]
    public void Requests_cost_what_the_venue_asks(string target, int weight)
    {
        using var scene = new ExchangeScene();
        ExchangeReply reply = scene.ReplyTo(scene.Ask("GET", $"/fapi/v1/{target}"))!;
        Assert.Equal(200, reply.Status);
        Assert.Equal($"{weight}", reply.Headers.First(h => h.Key == "X-MBX-USED-WEIGHT-1M").Value);
    }

    [Theory]
    [InlineData("ticker/24hr", "symbol priceChange priceChangePercent weightedAvgPrice lastPrice lastQty openPrice highPrice lowPrice volume quoteVolume openTime closeTime firstId lastId count")]
    [InlineData("ticker/price", "symbol price time")]
    [InlineData("ticker/bookTicker", "symbol bidPrice bidQty askPrice askQty time lastUpdateId")]
    [InlineData("premiumIndex", "symbol markPrice indexPrice estimatedSettlePrice lastFundingRate interestRate nextFundingTime time")]
    public void Prices_come_for_one_symbol_as_an_object_and_for_all_as_an_array(string path, string fields)
    {
        using var scene = new ExchangeScene();
        scene.Run(5 * ExchangeScene.Second);
        JsonElement one = scene.Get($"/fapi/v1/{path}?symbol=ETHUSDT"), all = scene.Get($"/fapi/v1/{path}");
        Assert.Equal(fields, Names(one));
        Assert.Equal(["BTCUSDT", "ETHUSDT"], all.EnumerateArray().Select(e => e.GetProperty("symbol").GetString()));
        Assert.Equal(one.ToString(), all[1].ToString());
    }

    [Fact]
    public void Before_the_first_trade_there_are_statistics_of_nothing_and_the_mark_price_for_the_last_one()
    {
        using var scene = new ExchangeScene();
        JsonElement day = scene.Get("/fapi/v1/ticker/24hr?symbol=BTCUSDT");
        Assert.Equal((0, -1), (day.GetProperty("count").GetInt64(), day.GetProperty("lastId").GetInt64()));
        Assert.Equal(0, scene.Get("/fapi/v1/trades?symbol=BTCUSDT").GetArrayLength());
        Assert.Equal(0, scene.Get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m").GetArrayLength());
        Assert.NotEqual("0.00", scene.Get("/fapi/v1/ticker/price?symbol=BTCUSDT").GetProperty("price").GetString());
    }

    [Fact]
    public void Reference_data_has_the_filters_by_which_orders_are_judged()
    {
        using var scene = new ExchangeScene();
        JsonElement info = scene.Get("/fapi/v1/exchangeInfo"), btc = info.GetProperty("symbols")[0];
        Assert.Equal(scene.NowNs / ExchangeScene.Ms, info.GetProperty("serverTime").GetInt64());
        Assert.Equal(("BTCUSDT", "PERPETUAL", "TRADING", 2, 3), (btc.GetProperty("symbol").GetString(), btc.GetProperty("contractType").GetString(),
            btc.GetProperty("status").GetString(), btc.GetProperty("pricePrecision").GetInt32(), btc.GetProperty("quantityPrecision").GetInt32()));
        Assert.Equal(
            ["PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "MAX_NUM_ORDERS", "MIN_NOTIONAL", "PERCENT_PRICE", "POSITION_RISK_CONTROL"],
            btc.GetProperty("filters").EnumerateArray().Select(f => f.GetProperty("filterType").GetString()));
        Assert.Equal("0.10", btc.GetProperty("filters")[0].GetProperty("tickSize").GetString());
        Assert.Equal("0.001", btc.GetProperty("filters")[1].GetProperty("stepSize").GetString());
        Assert.Equal("100", btc.GetProperty("filters")[4].GetProperty("notional").GetString());
    }

    [Fact]
    public void Open_interest_is_what_clients_hold()
    {
        using var scene = new ExchangeScene();
        scene.Run(ExchangeScene.Second);
        Assert.Equal("0.000", scene.Get("/fapi/v1/openInterest?symbol=BTCUSDT").GetProperty("openInterest").GetString());
        Assert.Equal(200, scene.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.25").Status);
        Assert.Equal("0.250", scene.Get("/fapi/v1/openInterest?symbol=BTCUSDT").GetProperty("openInterest").GetString());
    }

    [Fact]
    public void Historical_trades_need_a_key()
    {
        using var scene = new ExchangeScene();
        scene.Run(5 * ExchangeScene.Second);
        Assert.Equal(401, scene.Call("GET", "/fapi/v1/historicalTrades?symbol=BTCUSDT").Status);
        JsonElement trades = scene.Call("GET", "/fapi/v1/historicalTrades?symbol=BTCUSDT&fromId=3&limit=2", ExchangeScene.Key).Body;
        Assert.Equal([3L, 4], trades.EnumerateArray().Select(t => t.GetProperty("id").GetInt64()));
        Assert.Equal("id price qty quoteQty time isBuyerMaker isRPITrade", Names(trades[0]));
    }

    private static string Names(JsonElement json) => string.Join(' ', json.EnumerateObject().Select(p => p.Name));
}
