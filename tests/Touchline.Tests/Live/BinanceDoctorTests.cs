using System.Text;
using Touchline.Core;
using Touchline.Live;
using Touchline.Venues.Binance;

namespace Touchline.Tests.Live;

/// <summary>What the doctor and the look before a session make of a venue's answers.</summary>
public sealed class BinanceDoctorTests
{
    private const long NsPerMs = 1_000_000;
    private const long Start = 1_700_000_000_000 * NsPerMs;

    private readonly Dictionary<string, (int Status, string Body)> _answers = new()
    {
        ["/fapi/v1/ping"] = (200, "{}"),
        ["/fapi/v1/exchangeInfo"] = (200, """{"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","limit":2400}],"symbols":[{"symbol":"BTCUSDT","status":"TRADING"},{"symbol":"OLDUSDT","status":"SETTLING"}]}"""),
        ["/fapi/v1/accountConfig"] = (200, """{"feeTier":1,"canTrade":true,"dualSidePosition":false,"multiAssetsMargin":false}"""),
        ["/fapi/v1/symbolConfig"] = (200, """[{"symbol":"BTCUSDT","marginType":"CROSSED","leverage":20}]"""),
        ["/fapi/v1/commissionRate"] = (200, """{"symbol":"BTCUSDT","makerCommissionRate":"0.0002","takerCommissionRate":"0.0004"}"""),
        ["/fapi/v1/openOrders"] = (200, "[]"),
        ["/fapi/v1/openAlgoOrders"] = (200, "[]"),
        ["/fapi/v3/positionRisk"] = (200, "[]"),
    };

    private readonly List<HttpCall> _calls = [];
    private long _nowNs = Start;
    private long _skewNs;

    [Fact]
    public void A_sound_venue_is_ok_throughout() => Assert.All(Checks("BTCUSDT"), c => Assert.Equal(Verdict.Ok, c.Verdict));

    [Theory]
    [InlineData("/fapi/v1/accountConfig", 401, """{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""", "key", true, "this machine's address may use it")]
    [InlineData("/fapi/v1/accountConfig", 200, """{"canTrade":false}""", "key", true, "enable futures")]
    [InlineData("/fapi/v1/accountConfig", 200, """{"canTrade":true,"dualSidePosition":true}""", "position mode", true, "one-way mode")]
    [InlineData("/fapi/v1/accountConfig", 200, """{"canTrade":true,"multiAssetsMargin":true}""", "asset mode", true, "single-asset mode")]
    [InlineData("/fapi/v1/openOrders", 200, """[{"clientOrderId":"x"}]""", "BTCUSDT: open orders", false, "cancel them at the venue")]
    [InlineData("/fapi/v1/openAlgoOrders", 200, """[{"clientAlgoId":"x"}]""", "BTCUSDT: open orders", false, "cancel them at the venue")]
    [InlineData("/fapi/v3/positionRisk", 200, """[{"symbol":"BTCUSDT","positionAmt":"-0.5"}]""", "BTCUSDT: position", false, "'run --live' refuses while it is there")]
    [InlineData("/fapi/v1/commissionRate", 503, "Service Unavailable.", "BTCUSDT: fees", true, "see what the venue says")]
    [InlineData("/fapi/v1/exchangeInfo", 200, "<html>", "symbols", true, "check the address")]
    [InlineData("/fapi/v1/ping", 403, "<html>", "latency of REST", true, "check the network")]
    public void What_is_wrong_is_told_with_what_to_do(string path, int status, string body, string name, bool isFailure, string fix)
    {
        _answers[path] = (status, body);
        DoctorCheck found = Checks("BTCUSDT").Single(c => c.Name == name);
        Assert.Equal(isFailure ? Verdict.Fail : Verdict.Warn, found.Verdict);
        Assert.Contains(fix, found.Fix);
    }

    [Fact]
    public void Symbols_that_arent_there_or_dont_trade_fail_by_name()
    {
        DoctorCheck[] found = Checks("BTCUSD", "OLDUSDT");
        Assert.Contains("nearest is BTCUSDT", found.Single(c => c.Name == "BTCUSD").Fix);
        Assert.Contains("SETTLING", found.Single(c => c.Name == "OLDUSDT").Text);
    }

    [Fact]
    public void A_wrong_clock_is_told_and_signed_questions_carry_the_venues_time()
    {
        _skewNs = 5_000 * NsPerMs;
        DoctorCheck clock = Checks("BTCUSDT")[0];
        Assert.Equal(Verdict.Warn, clock.Verdict);
        Assert.Matches(@"^this machine's clock is (4999|5000)(\.\d+)? ms behind the venue's, round trip 2 ms$", clock.Text);
        HttpCall signed = _calls.First(c => c.Url.Contains("signature="));
        long sent = long.Parse(new Uri(signed.Url).Query.Split('&').Single(p => p.StartsWith("timestamp=", StringComparison.Ordinal))["timestamp=".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(sent - Start / NsPerMs, 5_000, 5_200);
        Assert.Equal("key", signed.Headers.Single(h => h.Key == "X-MBX-APIKEY").Value);
        Assert.All(_calls, c => Assert.Equal("GET", c.Method));
    }

    [Fact]
    public void Without_an_answer_nothing_further_is_asked()
    {
        _answers.Clear();
        DoctorCheck only = Assert.Single(Checks("BTCUSDT"));
        Assert.Equal(("clock", Verdict.Fail), (only.Name, only.Verdict));
        Assert.Single(_calls);
    }

    [Theory]
    [InlineData(418, "/fapi/v1/exchangeInfo", "symbols")]
    [InlineData(429, "/fapi/v1/openOrders", "BTCUSDT: open orders")]
    [InlineData(418, "/fapi/v1/ping", "latency of REST")]
    public void Once_told_to_wait_it_says_so_and_asks_nothing_further(int status, string path, string name)
    {
        _answers[path] = (status, """{"code":-1003,"msg":"Way too many requests."}""");
        var doctor = new BinanceDoctor(Inquiry(), ["BTCUSDT"]);
        DoctorCheck last = doctor.Checks().Last();
        Assert.True(doctor.IsToldToWait);
        Assert.Equal((name, Verdict.Fail), (last.Name, last.Verdict));
        Assert.StartsWith("wait a few minutes, then look again", last.Fix, StringComparison.Ordinal);
        Assert.Equal(path, new Uri(_calls[^1].Url).AbsolutePath);
    }

    [Theory]
    [InlineData("/fapi/v1/openOrders", """[{"clientOrderId":"a"},{"clientOrderId":"b"}]""", "2 orders of others are open in BTCUSDT at Binance (a, b), and a session begins without: cancel them there")]
    [InlineData("/fapi/v1/openAlgoOrders", """[{"clientAlgoId":"stop"}]""", "1 order of others is open in BTCUSDT at Binance (stop)")]
    [InlineData("/fapi/v3/positionRisk", """[{"symbol":"ETHUSDT","positionAmt":"1"},{"symbol":"BTCUSDT","positionAmt":"0.250"}]""", "a position of 0.25 BTCUSDT at Binance already, and a session begins flat: close it there (sell 0.25 reduce-only, at market)")]
    public void A_session_doesnt_begin_on_what_others_left(string path, string body, string message)
    {
        FlatAccount.Check(Inquiry(), ["BTCUSDT"], "doctor");
        _answers[path] = (200, body);
        Assert.Contains(message, Assert.Throws<BadInputException>(() => FlatAccount.Check(Inquiry(), ["BTCUSDT"], "doctor")).Message);
    }

    [Fact]
    public void What_a_session_of_this_program_left_is_told_apart()
    {
        _answers["/fapi/v1/openOrders"] = (200, $$"""[{"clientOrderId":"{{SessionPrefix.New()}}-1"},{"clientOrderId":"{{SessionPrefix.New()}}-20"}]""");
        string message = Assert.Throws<BadInputException>(() => FlatAccount.Check(Inquiry(), ["BTCUSDT"], "doctor")).Message;
        Assert.Contains("2 orders of another Touchline session are open in BTCUSDT at Binance (tl", message);
        Assert.Contains("if it was killed, the venue's countdown cancels its orders", message);
        Assert.All(new[] { "", "tl", "tl0123456789", "tl0123456789-", "tl0123456789-x", "tl012345678-11", "xx0123456789-1", "tl01234567A9-1" }, id => Assert.False(SessionPrefix.IsOf(id), id));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(418)]
    public void An_address_that_asked_too_much_is_told_to_wait_and_isnt_wrong_input(int status)
    {
        _answers["/fapi/v1/openOrders"] = (status, """{"code":-1003,"msg":"Too many requests."}""");
        Assert.Contains("Binance takes no requests from this address just now (-1003 Too many requests.): wait a few minutes; nothing was sent", Assert.Throws<IOException>(() => FlatAccount.Check(Inquiry(), ["BTCUSDT"], "doctor")).Message);
    }

    [Fact]
    public void The_last_look_lists_what_is_open_in_the_sessions_symbols_or_says_why_it_cant()
    {
        _answers["/fapi/v1/openOrders"] = (200, """[{"symbol":"BTCUSDT","side":"BUY","origQty":"0.01","price":"60000","clientOrderId":"tlmine-7"},{"symbol":"XRPUSDT","side":"BUY","origQty":"1","price":"1","clientOrderId":"tlmine-8"}]""");
        LastLook look = LastLook.Take(Inquiry(), ["BTCUSDT", "ETHUSDT"], "tlmine");
        Assert.Null(look.Failure);
        Assert.Equal(["buy 0.01 BTCUSDT at 60000 (client order id tlmine-7)"], look.Open);
        Assert.DoesNotContain("symbol=", _calls[^1].Url);
        Assert.Empty(LastLook.Take(Inquiry(), ["ETHUSDT"], "tlmine").Open);
        Assert.Contains("symbol=ETHUSDT", _calls[^1].Url);
        _answers["/fapi/v1/openOrders"] = (400, """{"code":-2015,"msg":"no"}""");
        Assert.Equal("-2015 no", LastLook.Take(Inquiry(), ["ETHUSDT"], "tlmine").Failure);
        _answers.Clear();
        Assert.Equal("venue.test can't be reached", LastLook.Take(Inquiry(), ["ETHUSDT"], "tlmine").Failure);
    }

    [Fact]
    public void The_last_look_tells_orders_of_others_apart_and_takes_one_without_a_name_for_ours()
    {
        string[] names = ["\"tlmine-7\"", "\"tlother00000-1\"", "\"web_1\"", "\"tlmine7\"", "\"\"", "null"];
        IEnumerable<string> rows = names.Select(n => $$"""{"symbol":"BTCUSDT","side":"SELL","origQty":"1","price":"9","clientOrderId":{{n}}}""");
        _answers["/fapi/v1/openOrders"] = (200, $$"""[{{string.Join(',', rows)}},{"symbol":"BTCUSDT"}]""");
        LastLook look = LastLook.Take(Inquiry(), ["BTCUSDT"], "tlmine");
        _answers["/fapi/v1/openAlgoOrders"] = (200, """[{"symbol":"BTCUSDT","side":"SELL","quantity":"2","triggerPrice":"8","clientAlgoId":"tlmine-9"},{"symbol":"BTCUSDT","side":"SELL","quantity":"2","triggerPrice":"8","clientAlgoId":"web_2"}]""");
        Assert.Equal("sell 2 BTCUSDT at 8 (client order id tlmine-9)", LastLook.Take(Inquiry(), ["BTCUSDT"], "tlmine").Open[^1]);
        Assert.Equal("sell 2 BTCUSDT at 8 (client order id web_2)", LastLook.Take(Inquiry(), ["BTCUSDT"], "tlmine").OfOthers[^1]);
        Assert.Equal(["tlmine-7)", ")", ")", "?)"], look.Open.Select(o => o[(o.LastIndexOf(' ') + 1)..]));
        Assert.Equal(["tlother00000-1)", "web_1)", "tlmine7)"], look.OfOthers.Select(o => o[(o.LastIndexOf(' ') + 1)..]));
    }

    private DoctorCheck[] Checks(params string[] symbols) => [.. new BinanceDoctor(Inquiry(), symbols).Checks()];

    private BinanceInquiry Inquiry() => new(new BinanceVenueOptions { RestUrl = "http://venue.test", Credentials = new BinanceCredentials("key", "hmac", "secret") }, Call, () => _nowNs);

    // Each way takes a millisecond.
    private HttpReply Call(HttpCall call)
    {
        _calls.Add(call);
        long sentNs = _nowNs;
        _nowNs += NsPerMs;
        string path = new Uri(call.Url).AbsolutePath;
        (int status, string body) = path == "/fapi/v1/time" && _answers.Count > 0
            ? (200, $$"""{"serverTime":{{(_nowNs + _skewNs) / NsPerMs}}}""")
            : _answers.GetValueOrDefault(path);
        _nowNs += NsPerMs;
        return status == 0
            ? new HttpReply(call.Number, 0, [], default, "venue.test can't be reached", false, sentNs)
            : new HttpReply(call.Number, status, [new("X-MBX-USED-WEIGHT-1M", "40")], Encoding.UTF8.GetBytes(body), null, true, sentNs);
    }
}
