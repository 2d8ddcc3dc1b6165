using System.Globalization;

namespace Touchline.Exchanges.Binance.Tests;

public class LimitTests
{
    private readonly ApiScene _scene = new();

    [Fact]
    public void Every_reply_tells_the_weight_used_in_this_minute()
    {
        Assert.Equal("1", _scene.Raw("GET", "/fapi/v1/ping").Header("X-MBX-USED-WEIGHT-1M"));
        Assert.Equal("101", _scene.Raw("GET", "/fapi/v1/heavy").Header("X-MBX-USED-WEIGHT-1M"));
        Assert.Equal("102", _scene.Raw("GET", "/fapi/v1/nothing").Header("X-MBX-USED-WEIGHT-1M"));
        Assert.Equal("1", _scene.Raw("GET", "/fapi/v1/ping", address: "10.0.0.2").Header("X-MBX-USED-WEIGHT-1M"));
        ToNextMinute();
        Assert.Equal("1", _scene.Raw("GET", "/fapi/v1/ping").Header("X-MBX-USED-WEIGHT-1M"));
    }

    [Fact]
    public void Above_2400_the_address_is_refused_until_the_minute_ends()
    {
        for (int i = 0; i < 24; i++)
            Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/heavy").Status);
        _scene.NowMs += 100;
        ApiReply refused = _scene.Raw("GET", "/fapi/v1/ping");
        refused.Refuses(
            -1003, "Too many requests; current limit of IP(10.0.0.1) is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.", 429);
        long left = 60_000 - _scene.NowMs % 60_000;
        Assert.Equal(((left + 999) / 1000).ToString(CultureInfo.InvariantCulture), refused.Header("Retry-After"));
        Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/ping", address: "10.0.0.2").Status);
        ToNextMinute();
        Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/ping").Status);
    }

    [Fact]
    public void Orders_weigh_nothing_and_pass_while_the_weight_is_used_up()
    {
        UseUp();
        Assert.Equal(200, _scene.Limit("BUY", "0.010", _scene.LowPrice).Status);
        Assert.Equal(429, _scene.Signed("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&orderId=1").Status);
    }

    [Fact]
    public void Who_goes_on_is_banned_for_two_minutes_then_four()
    {
        UseUp();
        for (int i = 0; i < BinanceLimits.RefusalsBeforeBan; i++)
            Assert.Equal(429, _scene.Raw("GET", "/fapi/v1/ping").Status);
        ApiReply banned = _scene.Raw("GET", "/fapi/v1/ping");
        banned.Refuses(
            -1003, $"Way too many requests; IP(10.0.0.1) banned until {_scene.NowMs + 120_000}. Please use the websocket for live updates to avoid bans.", 418);
        Assert.Equal("120", banned.Header("Retry-After"));
        Assert.Equal(418, _scene.Limit("BUY", "0.010", _scene.LowPrice).Status);
        _scene.NowMs += 119_999;
        Assert.Equal(418, _scene.Raw("GET", "/fapi/v1/ping").Status);
        _scene.NowMs += 1;
        Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/ping").Status);
        UseUp();
        for (int i = 0; i < BinanceLimits.RefusalsBeforeBan; i++)
            _scene.Raw("GET", "/fapi/v1/ping");
        Assert.Equal("240", _scene.Raw("GET", "/fapi/v1/ping").Header("Retry-After"));
    }

    [Fact]
    public void The_301st_order_in_ten_seconds_is_refused()
    {
        for (int i = 1; i <= 300; i++)
        {
            ApiReply placed = _scene.Limit("BUY", "5", "1");
            Assert.Equal((-4013, i.ToString(CultureInfo.InvariantCulture)), (placed.Code, placed.Header("X-MBX-ORDER-COUNT-10S")));
        }

        ApiReply refused = _scene.Limit("BUY", "5", "1");
        refused.Refuses(-1015, "Too many new orders; current limit is 300 orders per TEN_SECONDS.", 429);
        Assert.Equal("10", refused.Header("Retry-After"));
        Assert.Equal(-4013, _scene.SignedByOther("POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=5&price=1").Code);
        _scene.NowMs += 10_000;
        Assert.Equal("301", _scene.Limit("BUY", "5", "1").Header("X-MBX-ORDER-COUNT-1M"));
    }

    [Fact]
    public void The_1201st_order_in_a_minute_is_refused()
    {
        ToNextMinute();
        for (int i = 0; i < 1200; i++)
        {
            if (i % 300 == 0)
                _scene.NowMs += 10_000;
            Assert.Equal(-4013, _scene.Limit("BUY", "5", "1").Code);
        }

        _scene.NowMs += 10_000;
        _scene.Limit("BUY", "5", "1").Refuses(-1015, "Too many new orders; current limit is 1200 orders per MINUTE.", 429);
    }

    [Fact]
    public void A_batch_counts_five_in_ten_seconds_and_one_in_the_minute()
    {
        ApiReply reply = _scene.Signed("POST", "/fapi/v1/batchOrders", "batchOrders=" + Uri.EscapeDataString("[{}]"));
        Assert.Equal(("5", "1", "5"), (reply.Header("X-MBX-ORDER-COUNT-10S"), reply.Header("X-MBX-ORDER-COUNT-1M"), reply.Header("X-MBX-USED-WEIGHT-1M")));
    }

    [Theory]
    [InlineData("POST", "/fapi/v1/order", "", 0)]
    [InlineData("PUT", "/fapi/v1/order", "", 0)]
    [InlineData("DELETE", "/fapi/v1/order", "", 1)]
    [InlineData("GET", "/fapi/v1/order", "", 1)]
    [InlineData("GET", "/fapi/v1/openOrder", "", 1)]
    [InlineData("GET", "/fapi/v1/openOrders", "", 40)]
    [InlineData("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT", 1)]
    [InlineData("GET", "/fapi/v1/allOrders", "", 5)]
    [InlineData("GET", "/fapi/v1/userTrades", "", 5)]
    [InlineData("DELETE", "/fapi/v1/allOpenOrders", "", 1)]
    [InlineData("POST", "/fapi/v1/countdownCancelAll", "", 10)]
    [InlineData("POST", "/fapi/v1/batchOrders", "", 5)]
    [InlineData("PUT", "/fapi/v1/batchOrders", "", 5)]
    [InlineData("DELETE", "/fapi/v1/batchOrders", "", 1)]
    [InlineData("GET", "/fapi/v1/income", "", 30)]
    [InlineData("GET", "/fapi/v3/account", "", 5)]
    [InlineData("GET", "/fapi/v3/balance", "", 5)]
    [InlineData("GET", "/fapi/v3/positionRisk", "", 5)]
    [InlineData("GET", "/fapi/v1/accountConfig", "", 5)]
    [InlineData("GET", "/fapi/v1/symbolConfig", "", 5)]
    [InlineData("POST", "/fapi/v1/leverage", "", 1)]
    [InlineData("POST", "/fapi/v1/marginType", "", 1)]
    [InlineData("POST", "/fapi/v1/positionSide/dual", "", 1)]
    [InlineData("GET", "/fapi/v1/positionSide/dual", "", 30)]
    [InlineData("GET", "/fapi/v1/multiAssetsMargin", "", 30)]
    [InlineData("GET", "/fapi/v1/commissionRate", "", 20)]
    [InlineData("GET", "/fapi/v1/leverageBracket", "", 1)]
    [InlineData("POST", "/fapi/v1/listenKey", "", 1)]
    [InlineData("GET", "/fapi/v1/openAlgoOrders", "", 40)]
    [InlineData("GET", "/fapi/v1/openAlgoOrders", "symbol=BTCUSDT", 1)]
    [InlineData("GET", "/fapi/v1/allAlgoOrders", "", 5)]
    [InlineData("GET", "/fapi/v1/rateLimit/order", "", 1)]
    [InlineData("GET", "/fapi/v1/forceOrders", "", 50)]
    [InlineData("GET", "/fapi/v1/forceOrders", "symbol=BTCUSDT", 20)]
    [InlineData("GET", "/fapi/v1/orderAmendment", "", 1)]
    [InlineData("GET", "/fapi/v1/apiTradingStatus", "", 10)]
    public void An_endpoint_weighs_what_it_weighs_at_binance(string method, string path, string query, int weight) =>
        Assert.Equal(weight.ToString(CultureInfo.InvariantCulture), _scene.Raw(method, path, query).Header("X-MBX-USED-WEIGHT-1M"));

    [Fact]
    public void Addresses_are_forgotten_when_there_are_too_many()
    {
        BinanceLimits limits = new();
        for (int i = 0; i < 50_000; i++)
            Assert.Null(limits.Charge(i.ToString(CultureInfo.InvariantCulture), 1, ApiScene.StartMs + i));
        Assert.Equal(1, limits.UsedWeight("49999", ApiScene.StartMs + 49_999));
    }

    private void UseUp()
    {
        for (int i = 0; i < 24; i++)
            _scene.Raw("GET", "/fapi/v1/heavy");
    }

    private void ToNextMinute() => _scene.NowMs += 60_000 - _scene.NowMs % 60_000;
}
