using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class WebSocketApiTests
{
    private const string Ack =
        "clientOrderId cumQty executedQty orderId origQty price reduceOnly side positionSide status stopPrice closePosition symbol timeInForce type origType updateTime workingType "
        + "priceProtect priceMatch selfTradePreventionMode goodTillDate";

    private readonly ApiScene _scene = new();
    private readonly int _socket;

    public WebSocketApiTests() => _socket = _scene.OpenSocket();

    private string Terms =>
        $"\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"quantity\":\"0.010\",\"price\":\"{_scene.LowPrice}\"";

    [Fact]
    public void An_order_lives_its_life_here()
    {
        JsonElement reply = _scene.Method(_socket, "order.place", Terms + ",\"newClientOrderId\":\"mine\"").HasMembers("id status result rateLimits");
        JsonElement order = reply.GetProperty("result").HasMembers(Ack);
        Assert.Equal((200, "NEW", "mine"), (reply.GetProperty("status").GetInt32(), order.At("status"), order.At("clientOrderId")));
        Assert.Equal(
            ["ORDERS SECOND 10 300 1", "ORDERS MINUTE 1 1200 1", "REQUEST_WEIGHT MINUTE 1 2400 5"],
            reply.GetProperty("rateLimits").EnumerateArray().Select(one =>
                $"{one.At("rateLimitType")} {one.At("interval")} {one.At("intervalNum")} {one.At("limit")} {one.HasMembers("rateLimitType interval intervalNum limit count").At("count")}"));
        string id = order.At("orderId");
        string price = ApiScene.Text(Math.Floor(_scene.Bid * 0.97m));
        JsonElement amended = _scene.Method(_socket, "order.modify", $"\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"orderId\":{id},\"quantity\":\"0.020\",\"price\":\"{price}\"");
        Assert.Equal((price + ".00", "0.020"), (amended.GetProperty("result").At("price"), amended.GetProperty("result").At("origQty")));
        JsonElement status = _scene.Method(_socket, "order.status", "\"symbol\":\"BTCUSDT\",\"origClientOrderId\":\"mine\"");
        Assert.Equal(("NEW", id), (status.GetProperty("result").At("status"), status.GetProperty("result").At("orderId")));
        Assert.Equal(1, status.GetProperty("rateLimits").GetArrayLength());
        JsonElement cancelled = _scene.Method(_socket, "order.cancel", $"\"symbol\":\"BTCUSDT\",\"orderId\":{id}");
        Assert.Equal("CANCELED", cancelled.GetProperty("result").HasMembers(Ack).At("status"));
        JsonElement gone = _scene.Method(_socket, "order.cancel", $"\"symbol\":\"BTCUSDT\",\"orderId\":{id}").HasMembers("id status error rateLimits");
        JsonElement error = gone.GetProperty("error").HasMembers("code msg");
        Assert.Equal((400, "-2011", "Unknown order sent."), (gone.GetProperty("status").GetInt32(), error.At("code"), error.At("msg")));
    }

    [Theory]
    [InlineData("account.balance", "accountAlias")]
    [InlineData("v2/account.balance", "accountAlias")]
    [InlineData("account.status", "feeTier")]
    [InlineData("v2/account.status", "totalWalletBalance")]
    [InlineData("account.position", "leverage")]
    [InlineData("v2/account.position", "unrealizedProfit")]
    public void The_account_can_be_asked_for(string method, string member)
    {
        _scene.Limit("BUY", "0.010", _scene.LowPrice);
        JsonElement result = _scene.Method(_socket, method).GetProperty("result");
        JsonElement row = result.ValueKind == JsonValueKind.Array ? result[0] : result;
        Assert.True(row.TryGetProperty(member, out _), row.GetRawText());
    }

    [Fact]
    public void A_listen_key_is_had_here_too()
    {
        const string Params = "\"params\":{\"apiKey\":\"fakeApiKey0001\"}";
        string key = _scene.AskSocket(_socket, $$"""{"id":1,"method":"userDataStream.start",{{Params}}}""").GetProperty("result").HasMembers("listenKey").At("listenKey");
        Assert.Equal(key, _scene.Raw("POST", "/fapi/v1/listenKey").Json.At("listenKey"));
        Assert.Equal(key, _scene.AskSocket(_socket, $$"""{"id":1,"method":"userDataStream.ping",{{Params}}}""").GetProperty("result").At("listenKey"));
        _scene.AskSocket(_socket, $$"""{"id":1,"method":"userDataStream.stop",{{Params}}}""").GetProperty("result").HasMembers("");
        Refused(_scene.AskSocket(_socket, $$"""{"id":1,"method":"userDataStream.ping",{{Params}}}"""), 400, -1125);
    }

    [Fact]
    public void Ping_and_time_need_no_key()
    {
        _scene.AskSocket(_socket, """{"id":1,"method":"ping"}""").GetProperty("result").HasMembers("");
        Assert.Equal(ApiScene.StartMs, _scene.AskSocket(_socket, """{"id":1,"method":"time","params":{}}""").GetProperty("result").GetProperty("serverTime").GetInt64());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"c1\"")]
    [InlineData("null")]
    [InlineData("-12345678901234567890123")]
    [InlineData("1.5e3")]
    [InlineData("true")]
    [InlineData("[1,{\"a\":2}]")]
    public void An_id_of_any_kind_comes_back_as_it_was(string id) =>
        Assert.Equal(id, _scene.AskSocket(_socket, $$"""{"id":{{id}},"method":"ping"}""").GetProperty("id").GetRawText());

    [Fact]
    public void Without_an_id_null_comes_back() => Assert.Equal(JsonValueKind.Null, _scene.AskSocket(_socket, """{"method":"ping"}""").GetProperty("id").ValueKind);

    [Theory]
    [InlineData("", -1135)]
    [InlineData("{", -1135)]
    [InlineData("7", -1135)]
    [InlineData("""{"id":1}""", -1102)]
    [InlineData("""{"id":1,"method":7}""", -1102)]
    [InlineData("""{"id":1,"method":"order.fly"}""", -1020)]
    [InlineData("""{"id":1,"method":"ping","params":7}""", -1135)]
    [InlineData("""{"id":1,"method":"ping","params":{"a":1,"a":2}}""", -1135)]
    [InlineData("""{"id":1,"method":"ping","params":{"a":"\ud800"}}""", -1135)]
    public void What_isnt_understood_is_refused(string message, int code) => Refused(_scene.AskSocket(_socket, message), 400, code);

    [Theory]
    [InlineData("\"quantity\":\"0.010\"", "\"quantity\":0.010", -1102)]
    [InlineData("\"price\":\"60000\"", "\"price\":60000", -1102)]
    [InlineData("\"timeInForce\"", "\"goodTillDate\":\"soon\",\"timeInForce\"", -1130)]
    [InlineData("\"timeInForce\"", "\"recvWindow\":\"5000.5\",\"timeInForce\"", -1130)]
    [InlineData("\"timeInForce\"", "\"recvWindow\":5000.5,\"timeInForce\"", -1130)]
    [InlineData("\"timeInForce\"", "\"reduceOnly\":1,\"timeInForce\"", -1130)]
    [InlineData("\"side\":\"BUY\"", "\"side\":null", -1102)]
    [InlineData("\"side\":\"BUY\",", "", -1102)]
    [InlineData("\"quantity\":\"0.010\"", "\"quantity\":\"\"", -1105)]
    public void Decimals_are_json_strings_and_whole_numbers_whole(string part, string instead, int code)
    {
        const string Order = "\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"quantity\":\"0.010\",\"price\":\"60000\"";
        Refused(_scene.Method(_socket, "order.place", Order.Replace(part, instead, StringComparison.Ordinal)), 400, code);
        Assert.Empty(_scene.Account.Orders);
    }

    // Stock clients send them so, and the venue takes them.
    [Fact]
    public void Whole_numbers_may_be_text()
    {
        const string Order = "\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"quantity\":\"0.010\",\"price\":\"60000\",\"recvWindow\":\"5000\"";
        Assert.Equal(200, _scene.Method(_socket, "order.place", Order).GetProperty("status").GetInt32());
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"apiKey":"fakeApiKey0001","timestamp":"1760000000000","signature":"00"}}"""), 400, -1022);
    }

    [Fact]
    public void Rate_limits_are_hidden_when_not_wanted()
    {
        int quiet = _scene.OpenSocket("returnRateLimits=false");
        _scene.AskSocket(quiet, """{"id":1,"method":"ping"}""").HasMembers("id status result");
        _scene.AskSocket(quiet, """{"id":1,"method":"ping","params":{"returnRateLimits":true}}""").HasMembers("id status result rateLimits");
        _scene.AskSocket(_socket, """{"id":1,"method":"ping","params":{"returnRateLimits":false}}""").HasMembers("id status result");
        _scene.Method(quiet, "order.cancel", "\"symbol\":\"BTCUSDT\",\"orderId\":1").HasMembers("id status error");
    }

    [Fact]
    public void Keys_and_signatures_are_checked_here_too()
    {
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"timestamp":1760000000000}}"""), 401, -2014);
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"apiKey":"unknown","timestamp":1760000000000}}"""), 401, -2015);
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"apiKey":"fakeApiKey0001","timestamp":1760000000000,"signature":"00"}}"""), 400, -1022);
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"apiKey":"fakeApiKey0001","timestamp":1760000000000}}"""), 400, -1102);
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"account.balance","params":{"apiKey":"fakeApiKey0001","timestamp":1759999990000,"signature":"00"}}"""), 400, -1021);
    }

    [Fact]
    public void The_documented_request_is_taken_with_its_signature()
    {
        JsonElement reply = _scene.AskSocket(
            _socket,
            """
            {"id":"c1","method":"order.place","params":{"apiKey":"fakeApiKey0001","symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTX","quantity":"0.010",
            "price":"60000.10","newClientOrderId":"eng-1-42","recvWindow":2000,"timestamp":1760000000000,"signature":"e3b92cd5bb6821cfe767f281c15b2bd41a4e8b535abe3c961431ab660c29fc0d"}}
            """);
        Assert.True(reply.TryGetProperty("result", out _) || reply.GetProperty("error").At("code") == "-5022", reply.GetRawText());
    }

    [Fact]
    public void Who_logged_on_signs_no_more_until_they_log_off()
    {
        ApiScene scene = new(new(ApiScene.Key, SignatureTests.Ed25519Pem, "ed25519", 1000));
        int socket = scene.OpenSocket();
        const string Balance = """{"id":1,"method":"account.balance","params":{"timestamp":1760000000000}}""";
        Refused(scene.AskSocket(socket, Balance), 401, -2014);
        JsonElement none = scene.AskSocket(socket, """{"id":1,"method":"session.status"}""").GetProperty("result").HasMembers("apiKey authorizedSince connectedSince returnRateLimits serverTime");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (none.GetProperty("apiKey").ValueKind, none.GetProperty("authorizedSince").ValueKind));
        JsonElement on = LogOn(scene, socket).GetProperty("result").HasMembers("apiKey authorizedSince connectedSince returnRateLimits serverTime");
        Assert.Equal((ApiScene.Key, ApiScene.StartMs), (on.At("apiKey"), on.GetProperty("authorizedSince").GetInt64()));
        Assert.Equal(ApiScene.Key, scene.AskSocket(socket, """{"id":1,"method":"session.status"}""").GetProperty("result").At("apiKey"));
        Assert.Equal("1000.00000000", scene.AskSocket(socket, Balance).GetProperty("result")[0].At("balance"));
        Refused(scene.AskSocket(socket, """{"id":1,"method":"account.balance"}"""), 400, -1102);
        Refused(scene.AskSocket(socket, """{"id":1,"method":"account.balance","params":{"timestamp":1}}"""), 400, -1021);
        Assert.Equal("1000000.00000000", scene.Method(socket, "account.balance", key: ApiScene.OtherKey, secret: ApiScene.OtherSecret).GetProperty("result")[0].At("balance"));
        Refused(scene.AskSocket(scene.OpenSocket(), Balance), 401, -2014);
        JsonElement off = scene.AskSocket(socket, """{"id":1,"method":"session.logout"}""").GetProperty("result");
        Assert.Equal(JsonValueKind.Null, off.GetProperty("apiKey").ValueKind);
        Refused(scene.AskSocket(socket, Balance), 401, -2014);
    }

    [Fact]
    public void Only_ed25519_keys_log_on()
    {
        Refused(_scene.Method(_socket, "session.logon"), 400, -4056);
        ApiScene scene = new(new(ApiScene.Key, SignatureTests.Ed25519Pem, "ed25519", 1000));
        int socket = scene.OpenSocket();
        Refused(scene.AskSocket(socket, """{"id":1,"method":"session.logon","params":{"apiKey":"fakeApiKey0001","timestamp":1760000000000,"signature":"AAAA"}}"""), 400, -1022);
        Refused(scene.AskSocket(socket, """{"id":1,"method":"session.logon"}"""), 400, -1102);
        Assert.Equal(JsonValueKind.Null, scene.AskSocket(socket, """{"id":1,"method":"session.status"}""").GetProperty("result").GetProperty("apiKey").ValueKind);
    }

    [Fact]
    public void The_weight_is_shared_with_rest_and_a_handshake_costs_five()
    {
        Assert.Equal("6", _scene.Raw("GET", "/fapi/v1/ping").Header("X-MBX-USED-WEIGHT-1M"));
        for (int i = 0; i < 24; i++)
            _scene.Raw("GET", "/fapi/v1/heavy");
        JsonElement refused = _scene.AskSocket(_socket, """{"id":1,"method":"ping"}""");
        Refused(refused, 429, -1003);
        JsonElement data = refused.GetProperty("error").HasMembers("code msg data").GetProperty("data").HasMembers("serverTime retryAfter");
        Assert.Equal(ApiScene.StartMs - ApiScene.StartMs % 60_000 + 60_000, data.GetProperty("retryAfter").GetInt64());
        Assert.Equal(200, _scene.Method(_socket, "order.place", Terms).GetProperty("status").GetInt32());
        ExchangeReply? handshake = _scene.Sockets.Open(99, ApiScene.Upgrade("/ws-fapi/v1"), _scene.NowNs);
        Assert.Equal(429, handshake!.Status);
        for (int i = 0; i < BinanceLimits.RefusalsBeforeBan; i++)
            _scene.AskSocket(_socket, """{"id":1,"method":"ping"}""");
        Refused(_scene.AskSocket(_socket, """{"id":1,"method":"ping"}"""), 418, -1003);
    }

    [Fact]
    public void Orders_are_counted_with_those_of_rest()
    {
        for (int i = 0; i < 300; i++)
            _scene.Limit("BUY", "5", "1");
        Refused(_scene.Method(_socket, "order.place", Terms), 429, -1015);
    }

    [Fact]
    public void A_closed_connection_is_answered_no_more()
    {
        _scene.Sockets.OnClosed(_socket);
        _scene.Sockets.OnMessage(_socket, """{"id":1,"method":"ping"}"""u8, _scene.NowNs);
        Assert.Empty(_scene.Sent);
    }

    internal static JsonElement LogOn(ApiScene scene, int socket) => scene.AskSocket(
        socket,
        """
        {"id":"l1","method":"session.logon","params":{"apiKey":"fakeApiKey0001","timestamp":1760000000000,
        "signature":"eg+Y/A24fkcP5HLTPcVoKwc9w4ZcO+OFQa7ff6sM6lkNTTqQRjplBe68nQC6IaZP3R7N/xJPHQJKYbTED0xiDQ=="}}
        """);

    private static void Refused(JsonElement reply, int status, int code)
    {
        Assert.True(reply.TryGetProperty("error", out JsonElement error), reply.GetRawText());
        Assert.Equal((status, code), (reply.GetProperty("status").GetInt32(), error.GetProperty("code").GetInt32()));
    }
}
