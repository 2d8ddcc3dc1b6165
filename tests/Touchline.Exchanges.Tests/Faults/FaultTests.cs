using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public sealed class FaultTests : IDisposable
{
    private const string Buy = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
    private const string Rest = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000";

    private readonly ExchangeScene _scene = new();

    public FaultTests() => _scene.Run(ExchangeScene.Second);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Drop_cuts_open_connections_of_its_scope_at_once_and_no_more_than_were_asked_for()
    {
        int first = _scene.Open("/ws/btcusdt@depth"), second = _scene.Open("/ws/btcusdt@depth"), user = _scene.OpenUserStream();
        _scene.Fault("""{"kind":"drop","scope":"market","count":1}""");
        Assert.Equal([(first, 0)], _scene.ClosedByExchange);
        _scene.Run(ExchangeScene.Second);
        Assert.NotEmpty(_scene.Of(second));
        _scene.Fault("""{"kind":"drop","scope":"user"}""");
        Assert.Equal([(first, 0), (user, 0)], _scene.ClosedByExchange);
    }

    [Fact]
    public void Drop_with_a_small_probability_strikes_sooner_or_later()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@0ms");
        _scene.Fault("""{"kind":"drop","scope":"market","probability":0.01}""");
        Assert.Empty(_scene.ClosedByExchange);
        _scene.Run(10 * ExchangeScene.Second);
        Assert.Equal([(connection, 0)], _scene.ClosedByExchange);
        Assert.InRange(_scene.Of(connection).Count, 1, 1500);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(""","accepted":true""", 1)]
    [InlineData(""","accepted":false""", 0)]
    public void Drop_of_an_order_request_leaves_it_without_an_answer_carried_out_or_not(string accepted, int orders)
    {
        _scene.Fault($$"""{"kind":"drop","scope":"order","count":1{{accepted}}}""");
        long number = _scene.AskToPlace(Rest);
        Assert.Null(_scene.ReplyTo(number));
        Assert.Equal([number], _scene.Dropped);
        Assert.Equal(orders, _scene.Exchange.Parts.Trading.Accounts[0].Live.Count);
        Assert.Equal(200, _scene.Place(Rest).Status);
    }

    [Fact]
    public void Silence_sends_nothing_not_even_a_ping_until_its_time_is_over()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Fault("""{"kind":"silence","scope":"market","ms":200000,"count":1}""");
        _scene.Run(190 * ExchangeScene.Second);
        Assert.Empty(_scene.Of(connection));
        Assert.Empty(_scene.Pinged);
        Assert.Empty(_scene.ClosedByExchange);
        _scene.Run(11 * ExchangeScene.Second);
        Assert.NotEmpty(_scene.Of(connection));
    }

    [Fact]
    public void Clearing_ends_a_silence_without_an_end()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Fault("""{"kind":"silence","scope":"market"}""");
        _scene.Run(5 * ExchangeScene.Second);
        Assert.Empty(_scene.Of(connection));
        Assert.Equal(1, _scene.Call("DELETE", "/_faults").Body.GetProperty("cleared").GetInt32());
        _scene.Run(ExchangeScene.Second);
        Assert.Equal(10, _scene.Of(connection).Count);
    }

    [Fact]
    public void Silence_of_requests_never_answers()
    {
        _scene.Fault("""{"kind":"silence","scope":"rest","count":1}""");
        long number = _scene.Ask("GET", "/fapi/v1/time");
        _scene.Run(3600 * ExchangeScene.Ms);
        Assert.Null(_scene.ReplyTo(number));
        Assert.Empty(_scene.Dropped);
        Assert.Equal(200, _scene.Call("GET", "/fapi/v1/time").Status);
    }

    [Fact]
    public void Delay_makes_messages_late_and_keeps_their_order()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms"), straight = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Fault("""{"kind":"delay","scope":"market","ms":350,"probability":0.3}""");
        _scene.Run(20 * ExchangeScene.Second);
        _scene.Call("DELETE", "/_faults");
        _scene.Run(ExchangeScene.Second);
        List<long> ids = [.. _scene.Of(connection).Select(m => m.GetProperty("u").GetInt64())];
        Assert.Equal(210, ids.Count);
        Assert.Equal(ids.Order(), ids);
        Assert.NotEqual(
            _scene.Sent.Where(s => s.Connection == connection).Select(s => s.AtNs).Count(),
            _scene.Sent.Where(s => s.Connection == straight).Select(s => s.AtNs).Distinct().Count());
    }

    [Fact]
    public void Delay_of_a_request_answers_later()
    {
        _scene.Fault("""{"kind":"delay","scope":"rest","ms":500,"count":1}""");
        long number = _scene.Ask("GET", "/fapi/v1/time");
        _scene.Run(499 * ExchangeScene.Ms);
        Assert.Null(_scene.ReplyTo(number));
        _scene.Run(ExchangeScene.Ms);
        Assert.Equal(200, _scene.ReplyTo(number)?.Status);
    }

    [Fact]
    public void Duplicate_sends_a_message_twice()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Fault("""{"kind":"duplicate","scope":"market","count":3}""");
        _scene.Run(ExchangeScene.Second);
        List<string> texts = [.. _scene.Of(connection).Select(m => m.ToString())];
        Assert.Equal((13, 10), (texts.Count, texts.Distinct().Count()));
        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public void Reorder_lets_the_next_message_overtake()
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Fault("""{"kind":"reorder","scope":"market","count":1,"ms":5000}""");
        _scene.Run(ExchangeScene.Second);
        List<long> ids = [.. _scene.Of(connection).Select(m => m.GetProperty("u").GetInt64())];
        Assert.Equal(10, ids.Count);
        Assert.True(ids[0] > ids[1] && ids[1] < ids[2]);
        Assert.Equal(ids.Skip(2).Order(), ids.Skip(2));
    }

    [Fact]
    public void A_message_that_nothing_overtakes_comes_when_its_time_is_up()
    {
        int connection = _scene.Open("/market/ws");
        _scene.Fault("""{"kind":"reorder","scope":"market","count":1,"ms":300}""");
        _scene.Tell(connection, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        Assert.Empty(_scene.Of(connection));
        _scene.Run(300 * ExchangeScene.Ms);
        Assert.Single(_scene.Of(connection));
    }

    [Fact]
    public void Lose_breaks_the_chain_of_one_listener_and_skip_that_of_all()
    {
        int one = _scene.Open("/ws/btcusdt@depth@100ms"), other = _scene.Open("/ws/btcusdt@depth@100ms");
        _scene.Run(ExchangeScene.Second);
        _scene.Fault("""{"kind":"lose","scope":"market","count":1}""");
        _scene.Run(ExchangeScene.Second);
        Assert.Equal((1, 0), (Breaks(one), Breaks(other)));
        _scene.Fault("""{"kind":"skip","scope":"market","count":1}""");
        _scene.Run(ExchangeScene.Second);
        Assert.Equal((2, 1), (Breaks(one), Breaks(other)));
    }

    [Fact]
    public void Skip_leaves_a_hole_in_the_ids_of_aggregates()
    {
        int connection = _scene.Open("/ws/btcusdt@aggTrade");
        _scene.Fault("""{"kind":"skip","count":1}""");
        _scene.Run(5 * ExchangeScene.Second);
        List<long> ids = [.. _scene.Of(connection).Select(m => m.GetProperty("a").GetInt64())];
        Assert.Equal(ids[^1] - ids[0] + 1, ids.Count);
        Assert.Equal(_scene.Exchange.Parts.Histories[0].Aggregates.IndexOf(ids[0], a => a.Id), _scene.Exchange.Parts.Histories[0].Aggregates.Count - ids.Count);
        _scene.Fault("""{"kind":"skip","count":1}""");
        _scene.Run(5 * ExchangeScene.Second);
        ids = [.. _scene.Of(connection).Select(m => m.GetProperty("a").GetInt64())];
        Assert.Equal(ids[^1] - ids[0], ids.Count);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(-20000)]
    public void Skew_moves_the_time_that_is_told_and_the_time_that_requests_are_judged_by(long ms)
    {
        int connection = _scene.Open("/ws/btcusdt@depth@100ms");
        Assert.Equal(200, _scene.Fault($$"""{"kind":"skew","ms":{{ms}}}""").Status);
        Assert.Equal(_scene.NowNs / ExchangeScene.Ms + ms, _scene.Get("/fapi/v1/time").GetProperty("serverTime").GetInt64());
        _scene.Run(100 * ExchangeScene.Ms);
        Assert.Equal(_scene.NowNs / ExchangeScene.Ms + ms, _scene.Last(connection).GetProperty("E").GetInt64());
        (int status, JsonElement body) = _scene.Place(Rest + "&recvWindow=2000");
        Assert.Equal((400, -1021), (status, body.GetProperty("code").GetInt32()));
        _scene.Call("DELETE", "/_faults");
        Assert.Equal(200, _scene.Place(Rest).Status);
    }

    [Theory]
    [InlineData(429, "", 429, -1003, 0)]
    [InlineData(418, "", 418, -1003, 0)]
    [InlineData(503, ""","accepted":true""", 503, -1000, 1)]
    [InlineData(503, ""","accepted":false""", 503, -1000, 0)]
    [InlineData(503, "", 503, -1000, 0)]
    [InlineData(408, ""","accepted":true""", 408, -1007, 1)]
    public void Status_answers_in_the_requests_stead_with_the_order_carried_out_or_not(int given, string accepted, int status, int code, int orders)
    {
        _scene.Fault($$"""{"kind":"status","scope":"order","status":{{given}},"count":1{{accepted}}}""");
        ExchangeReply reply = _scene.ReplyTo(_scene.AskToPlace(Rest))!;
        JsonElement body = ExchangeScene.Parse(System.Text.Encoding.UTF8.GetString(reply.Body.Span));
        Assert.Equal((status, code), (reply.Status, body.GetProperty("code").GetInt32()));
        Assert.Equal(orders, _scene.Exchange.Parts.Trading.Accounts[0].Live.Count);
        Assert.Equal(given is 418 or 429, reply.Headers.Any(h => h.Key == "Retry-After"));
        Assert.Equal(200, _scene.Place(Rest).Status);
    }

    [Fact]
    public void What_was_said_of_a_503_decides_whether_it_is_unknown_or_certain()
    {
        _scene.Fault("""{"kind":"status","scope":"order","status":503,"count":1,"accepted":false}""");
        Assert.Equal("Unknown error, please check your request or try again later.", _scene.Place(Rest).Body.GetProperty("msg").GetString());
        _scene.Fault("""{"kind":"status","scope":"order","status":503,"count":1}""");
        Assert.Equal("Service Unavailable.", _scene.Place(Rest).Body.GetProperty("msg").GetString());
    }

    [Fact]
    public void Faults_of_orders_leave_other_requests_alone()
    {
        _scene.Fault("""{"kind":"status","scope":"order","status":503}""");
        Assert.Equal(200, _scene.Call("GET", _scene.Signed("/fapi/v1/openOrders", ""), ExchangeScene.Key).Status);
        Assert.Equal(503, _scene.Place(Rest).Status);
    }

    [Fact]
    public void Reject_refuses_with_a_code_of_the_venue()
    {
        _scene.Fault("""{"kind":"reject","scope":"order","code":-2019,"count":1}""");
        (int status, JsonElement body) = _scene.Place(Rest);
        Assert.Equal((400, -2019, "Margin is insufficient."), (status, body.GetProperty("code").GetInt32(), body.GetProperty("msg").GetString()));
        Assert.Empty(_scene.Exchange.Parts.Trading.Accounts[0].Live);
    }

    [Fact]
    public void The_web_socket_api_has_its_faults_too()
    {
        int api = _scene.Open("/ws-fapi/v1");
        _scene.Fault("""{"kind":"reject","scope":"wsapi","count":1}""");
        _scene.Tell(api, """{"id":"r1","method":"ticker.price","params":{"symbol":"BTCUSDT"}}""");
        Assert.Equal("""{"id":"r1","status":400,"error":{"code":-2010,"msg":"NEW_ORDER_REJECTED"}}""", _scene.Sent[^1].Text);
        _scene.Fault("""{"kind":"status","scope":"wsapi","status":503,"accepted":true,"count":1}""");
        _scene.Tell(api, """{"id":7,"method":"ticker.price","params":{"symbol":"BTCUSDT"}}""");
        Assert.Equal((7, 503), (_scene.Last(api).GetProperty("id").GetInt32(), _scene.Last(api).GetProperty("status").GetInt32()));
        Assert.Equal(2, _scene.Of(api).Count);
        _scene.Tell(api, """{"id":8,"method":"ticker.price","params":{"symbol":"BTCUSDT"}}""");
        Assert.Equal(200, _scene.Last(api).GetProperty("status").GetInt32());
    }

    [Fact]
    public void Partial_fills_cut_what_trades_with_resting_orders_into_pieces()
    {
        int user = _scene.OpenUserStream();
        _scene.Fault("""{"kind":"partial-fills","steps":5}""");
        string bid = _scene.Get("/fapi/v1/ticker/bookTicker?symbol=BTCUSDT").GetProperty("bidPrice").GetString()!;
        _scene.Place($"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price={bid}");
        Assert.Equal(200, _scene.Place("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=20", "k2").Status);
        List<JsonElement> fills = [.. _scene.Of(user, "ORDER_TRADE_UPDATE").Select(m => m.GetProperty("o")).Where(o => o.GetProperty("x").GetString() == "TRADE")];
        Assert.NotEmpty(fills);
        Assert.All(fills, f => Assert.InRange(decimal.Parse(f.GetProperty("l").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 0.001m, 0.005m));
        _scene.Call("DELETE", "/_faults");
        Assert.Equal(0, _scene.Exchange.Parts.Trading.MostStepsAFill);
    }

    [Fact]
    public void Fill_before_ack_tells_the_fill_first_and_answers_after()
    {
        int user = _scene.OpenUserStream();
        _scene.Fault("""{"kind":"fill-before-ack","scope":"order","ms":40,"count":1}""");
        _scene.Order.Clear();
        long number = _scene.AskToPlace(Buy);
        Assert.NotEmpty(_scene.Of(user, "ORDER_TRADE_UPDATE"));
        Assert.Null(_scene.ReplyTo(number));
        _scene.Run(40 * ExchangeScene.Ms);
        Assert.Equal(200, _scene.ReplyTo(number)?.Status);
    }

    [Fact]
    public void Expired_listen_keys_are_told_and_nothing_follows()
    {
        int user = _scene.OpenUserStream();
        Assert.Equal(200, _scene.Fault("""{"kind":"expire-listen-keys"}""").Status);
        Assert.Single(_scene.Of(user, "listenKeyExpired"));
        _scene.Place(Buy);
        Assert.Single(_scene.Of(user));
        Assert.Equal(-1125, _scene.Call("PUT", "/fapi/v1/listenKey", ExchangeScene.Key).Body.GetProperty("code").GetInt32());
    }

    [Fact]
    public void Maintenance_closes_everything_and_lets_nobody_in_until_it_is_over()
    {
        int connection = _scene.Open("/ws/btcusdt@depth");
        _scene.Fault("""{"kind":"maintenance","ms":2000}""");
        Assert.Equal([(connection, 1001)], _scene.ClosedByExchange);
        Assert.Equal(503, _scene.Call("GET", "/fapi/v1/time").Status);
        Assert.Equal(503, _scene.Refused("/ws/btcusdt@depth")?.Status);
        Assert.Equal(1, _scene.Get("/_faults").GetProperty("faults").GetArrayLength());
        _scene.Run(2 * ExchangeScene.Second);
        Assert.Equal(200, _scene.Call("GET", "/fapi/v1/time").Status);
        Assert.Equal(0, _scene.Get("/_faults").GetProperty("faults").GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense", "JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "'kind'")]
    [InlineData("""{"kind":"explode"}""", "'explode' is unknown; right is one of drop, silence, delay")]
    [InlineData("""{"kind":"drop","scope":"moon"}""", "field 'scope': 'moon'")]
    [InlineData("""{"kind":"duplicate","scope":"rest"}""", "market, user, wsapi")]
    [InlineData("""{"kind":"delay"}""", "field 'ms' is missing")]
    [InlineData("""{"kind":"delay","ms":"5"}""", "field 'ms'")]
    [InlineData("""{"kind":"delay","ms":-5}""", "field 'ms'")]
    [InlineData("""{"kind":"drop","probability":1.5}""", "field 'probability': 1.5 is wrong; right is a number from 0 to 1")]
    [InlineData("""{"kind":"drop","count":0}""", "field 'count'")]
    [InlineData("""{"kind":"drop","ms":3}""", "field 'ms' doesn't go with kind 'drop'")]
    [InlineData("""{"kind":"status","scope":"rest"}""", "field 'status' is missing")]
    [InlineData("""{"kind":"status","status":200}""", "field 'status': 200 is wrong; right is one of 403")]
    [InlineData("""{"kind":"status","status":503,"accepted":1}""", "field 'accepted'")]
    [InlineData("""{"kind":"reject","code":-7}""", "field 'code': -7 is unknown")]
    [InlineData("""{"kind":"skew","ms":1,"count":2}""", "field 'count' doesn't go with kind 'skew'")]
    public void A_wrong_fault_is_refused_with_its_field_and_what_is_right(string body, string text)
    {
        (int status, JsonElement answer) = _scene.Fault(body);
        Assert.Equal(400, status);
        Assert.Contains(text, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, _scene.Get("/_faults").GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public void Faults_are_listed_with_what_is_left_of_them()
    {
        _scene.Fault("""{"kind":"status","scope":"rest","status":429,"count":3,"ms":1500}""");
        Assert.Equal(429, _scene.Call("GET", "/fapi/v1/time").Status);
        Assert.Equal(
            """{"faults":[{"id":1,"kind":"status","scope":"rest","probability":1,"count":2,"ms":1500,"status":429,"struck":1}]}""",
            _scene.Get("/_faults").ToString());
    }

    [Fact]
    public void A_hundred_faults_are_the_most()
    {
        for (int i = 0; i < ActiveFaults.Most; i++)
            Assert.Equal(200, _scene.Fault("""{"kind":"drop","scope":"user"}""").Status);
        Assert.Equal(400, _scene.Fault("""{"kind":"drop","scope":"user"}""").Status);
    }

    [Fact]
    public void The_state_shows_accounts_and_books_in_the_venues_names()
    {
        _scene.Place(Rest);
        JsonElement state = _scene.Get("/_state"), account = state.GetProperty("accounts")[0];
        Assert.Equal("k", account.GetProperty("key").GetString());
        Assert.Equal("USDT", account.GetProperty("balances")[0].GetProperty("asset").GetString());
        Assert.Equal("BTCUSDT", account.GetProperty("positions")[0].GetProperty("symbol").GetString());
        Assert.Equal("0.010", account.GetProperty("open_orders")[0].GetProperty("origQty").GetString());
        JsonElement depth = _scene.Get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000"), book = state.GetProperty("books").GetProperty("BTCUSDT");
        Assert.Equal((depth.GetProperty("bids").ToString(), depth.GetProperty("asks").ToString()), (book.GetProperty("bids").ToString(), book.GetProperty("asks").ToString()));
    }

    private int Breaks(int connection)
    {
        List<JsonElement> messages = _scene.Of(connection);
        return messages.Zip(messages.Skip(1)).Count(p => p.First.GetProperty("u").GetInt64() != p.Second.GetProperty("pu").GetInt64());
    }
}
