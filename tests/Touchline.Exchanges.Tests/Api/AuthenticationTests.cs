using System.Security.Cryptography;

namespace Touchline.Exchanges.Binance.Tests;

public class AuthenticationTests
{
    private const string Path = "/fapi/v3/balance";
    private readonly ApiScene _scene = new();

    [Fact]
    public void Without_a_key_or_with_a_strange_one_nothing_is_told()
    {
        _scene.Raw("GET", Path, "timestamp=1", key: null).Refuses(-2014, "API-key format invalid.", 401);
        _scene.Raw("GET", Path, "timestamp=1", key: "").Refuses(-2014, "API-key format invalid.", 401);
        _scene.Raw("GET", Path, "timestamp=1", key: "not a key").Refuses(-2014, "API-key format invalid.", 401);
        _scene.Raw("GET", Path, "timestamp=1", key: "unknown").Refuses(-2015, "Invalid API-key, IP, or permissions for action.", 401);
        _scene.Raw("GET", "/fapi/v1/keyed", key: "unknown").Refuses(-2015, "Invalid API-key, IP, or permissions for action.", 401);
        Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/keyed").Status);
        Assert.Equal(200, _scene.Raw("GET", "/fapi/v1/ping", key: "unknown").Status);
    }

    [Fact]
    public void Time_and_signature_must_be_sent()
    {
        _scene.Raw("GET", Path).Refuses(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
        _scene.Raw("GET", Path, "timestamp=").Refuses(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
        _scene.Raw("GET", Path, "timestamp=soon").Refuses(-1100, "Illegal characters found in parameter 'timestamp'; legal range is '^[0-9]{1,20}$'.");
        _scene.Raw("GET", Path, $"timestamp={ApiScene.StartMs}").Refuses(-1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.");
        _scene.Raw("GET", Path, $"timestamp={ApiScene.StartMs}&signature=00").Refuses(-1022, "Signature for this request is not valid.");
    }

    [Theory]
    [InlineData(-5000, 0)]
    [InlineData(-5001, -1021)]
    [InlineData(999, 0)]
    [InlineData(1000, -1021)]
    public void A_request_is_good_for_five_seconds_and_a_second_ahead(long offset, int code) => CheckTime(offset, "", code);

    [Theory]
    [InlineData(-100, "&recvWindow=100", 0)]
    [InlineData(-101, "&recvWindow=100", -1021)]
    [InlineData(-60000, "&recvWindow=60000", 0)]
    [InlineData(-60001, "&recvWindow=60000", -1021)]
    [InlineData(0, "&recvWindow=0", 0)]
    [InlineData(-1, "&recvWindow=0", -1021)]
    [InlineData(0, "&recvWindow=60001", -1131)]
    [InlineData(0, "&recvWindow=long", -1100)]
    [InlineData(0, "&recvWindow=", -1105)]
    [InlineData(0, "&recvWindow=99999999999999999999", -1130)]
    public void The_window_is_what_the_client_says_up_to_a_minute(long offset, string window, int code) => CheckTime(offset, window, code);

    [Fact]
    public void Too_late_and_too_early_have_their_own_words()
    {
        Assert.Equal("Timestamp for this request is outside of the recvWindow.", Timed(-6000, "").Message);
        Assert.Equal("Timestamp for this request was 1000ms ahead of the server's time.", Timed(1000, "").Message);
    }

    [Fact]
    public void A_skewed_clock_is_the_one_that_counts()
    {
        _scene.Api.SkewNs = 3_000_000_000;
        Assert.Equal(-1021, Timed(-2001, "").Code);
        Assert.Equal(200, Timed(3999, "").Status);
        Assert.Equal(ApiScene.StartMs + 3000, _scene.Raw("GET", "/fapi/v1/time").Json.GetProperty("serverTime").GetInt64());
    }

    [Theory]
    [InlineData("symbol=BTCUSDT", "timestamp=1760000000000")]
    [InlineData("", "symbol=BTCUSDT&timestamp=1760000000000")]
    [InlineData("timestamp=1760000000000&symbol=BTCUSDT", "")]
    public void Parameters_may_stand_in_the_query_the_body_or_both(string query, string body)
    {
        string signature = ApiScene.Sign(query + body);
        ApiReply byBody = _scene.Raw("DELETE", "/fapi/v1/allOpenOrders", query, body + (body.Length > 0 ? "&" : "") + "signature=" + signature);
        Assert.Equal(200, byBody.Status);
        ApiReply byQuery = _scene.Raw("DELETE", "/fapi/v1/allOpenOrders", query + (query.Length > 0 ? "&" : "") + "signature=" + signature, body);
        Assert.Equal(200, byQuery.Status);
        ApiReply first = _scene.Raw("DELETE", "/fapi/v1/allOpenOrders", "signature=" + signature + (query.Length > 0 ? "&" : "") + query, body);
        Assert.Equal(200, first.Status);
    }

    [Fact]
    public void The_query_wins_over_the_body()
    {
        const string Query = "symbol=BTCUSDT&timestamp=1760000000000";
        const string Body = "symbol=NOSUCH";
        Assert.Equal(200, _scene.Raw("DELETE", "/fapi/v1/allOpenOrders", Query, Body + "&signature=" + ApiScene.Sign(Query + Body)).Status);
        _scene.Raw("DELETE", "/fapi/v1/allOpenOrders", "symbol=NOSUCH&timestamp=1760000000000", "symbol=BTCUSDT&signature=" + ApiScene.Sign("symbol=NOSUCH&timestamp=1760000000000symbol=BTCUSDT"))
            .Refuses(-1121, "Invalid symbol.");
    }

    [Fact]
    public void What_is_signed_is_what_was_sent_byte_for_byte()
    {
        Assert.Equal(200, _scene.Signed("GET", "/fapi/v1/openOrders", "symbol=%42TCUSDT").Status);
        Assert.Equal(200, _scene.Signed("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT&&note=a+b%20c").Status);
        _scene.Signed("GET", "/fapi/v1/openOrders", "symbol=%E6%B5%8B%E8%AF%95USDT").Refuses(-1121, "Invalid symbol.");
        string signature = ApiScene.Sign("symbol=BTCUSDT&timestamp=1760000000000");
        _scene.Raw("GET", "/fapi/v1/openOrders", $"symbol=%42TCUSDT&timestamp=1760000000000&signature={signature}").Refuses(-1022, "Signature for this request is not valid.");
    }

    [Fact]
    public void A_parameter_twice_or_far_too_many_are_refused()
    {
        _scene.Signed("GET", "/fapi/v1/openOrders", "symbol=BTCUSDT&symbol=ETHUSDT").Refuses(-1101, "Duplicate values for a parameter detected.");
        string many = string.Join('&', Enumerable.Range(0, 300).Select(i => $"p{i}=1"));
        Assert.Equal(-1101, _scene.Signed("GET", "/fapi/v1/openOrders", many).Code);
    }

    [Fact]
    public void An_account_signs_with_ed25519_percent_encoded()
    {
        ApiScene scene = new(new(ApiScene.Key, SignatureTests.Ed25519Pem, "ed25519", 1000));
        const string Order =
            "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=60000.10&newClientOrderId=eng-1-42&recvWindow=2000&timestamp=1760000000000";
        const string Signature = "IHCi0V4LYjeeD1cClZZNRhe1flQHmOGSGoFFqjPzATrK+NpPoLbztwNRRSPkB71/jO/0cCjZu4SM5l+jWstSBg==";
        ApiReply raw = scene.Raw("POST", "/fapi/v1/order/test", $"{Order}&signature={Signature}");
        raw.Refuses(-1022, "Signature for this request is not valid.");
        ApiReply encoded = scene.Raw("POST", "/fapi/v1/order/test", $"{Order}&signature={Uri.EscapeDataString(Signature)}");
        Assert.True(encoded.Status == 200 || encoded.Code != -1022, encoded.Json.GetRawText());
    }

    [Fact]
    public void An_account_signs_with_rsa()
    {
        using RSA key = RSA.Create(2048);
        ApiScene scene = new(new(ApiScene.Key, key.ExportSubjectPublicKeyInfoPem(), "rsa", 1000));
        byte[] signed = key.SignData("timestamp=1760000000000"u8.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.Equal(200, scene.Raw("GET", Path, "timestamp=1760000000000&signature=" + Uri.EscapeDataString(Convert.ToBase64String(signed))).Status);
        scene.Raw("GET", Path, "timestamp=1760000000000&signature=" + ApiScene.Sign("timestamp=1760000000000")).Refuses(-1022, "Signature for this request is not valid.");
    }

    [Fact]
    public void An_unknown_path_is_not_found()
    {
        _scene.Raw("GET", "/fapi/v1/nothing").Refuses(-5000, "Path /fapi/v1/nothing, Method GET is invalid", 404);
        _scene.Raw("PATCH", "/fapi/v1/order").Refuses(-5000, "Path /fapi/v1/order, Method PATCH is invalid", 404);
    }

    private void CheckTime(long offset, string window, int code)
    {
        ApiReply reply = Timed(offset, window);
        Assert.Equal(code, reply.Status == 200 ? 0 : reply.Code);
    }

    private ApiReply Timed(long offset, string window)
    {
        string query = $"timestamp={_scene.NowMs + offset}{window}";
        return _scene.Raw("GET", Path, $"{query}&signature={ApiScene.Sign(query)}");
    }
}
