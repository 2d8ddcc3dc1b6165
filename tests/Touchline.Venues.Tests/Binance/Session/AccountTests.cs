using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What a session needs before it trades, and what the account's own stream and its reconciliation bring.</summary>
public sealed class AccountTests
{
    [Fact]
    public void The_private_stream_names_its_events_and_the_account_is_told_whole()
    {
        Scene scene = new Scene().Start();
        Assert.Contains(scene.Wire.Opens, o => o.Url
            == "wss://fstream.binance.com/private/ws?listenKey=key1&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE/MARGIN_CALL/ACCOUNT_CONFIG_UPDATE/ALGO_UPDATE/listenKeyExpired");
        AccountSnapshot account = Assert.Single(scene.Accounts);
        Assert.True(account.IsWhole);
        Assert.Equal(new AccountBalance("USDT", 1000.5m, 900.25m) { Margin = 100.25m }, Assert.Single(account.Balances));
    }

    [Theory]
    [InlineData("GET /fapi/v1/positionSide/dual", """{"dualSidePosition":true}""", "hedge mode")]
    [InlineData("GET /fapi/v1/multiAssetsMargin", """{"multiAssetsMargin":true}""", "multi-assets mode")]
    public void A_mode_that_the_engine_is_not_set_for_ends_the_session(string call, string body, string said)
    {
        var scene = new Scene();
        scene.OnCall(call, _ => body);
        scene.Start();
        Assert.True(scene.Venue.State is { IsHopeless: true, IsTradingReady: false });
        Assert.Contains(said, scene.Venue.State.Trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, -2015, "Invalid API-key, IP, or permissions for action.", "allows futures trading")]
    [InlineData(401, -2014, "API-key format invalid.", "copy it again")]
    [InlineData(400, -1022, "Signature for this request is not valid.", "secret belongs to another key")]
    public void A_wrong_key_ends_the_session_and_says_what_to_do(int status, int code, string text, string said)
    {
        var scene = new Scene();
        scene.OnCall("GET /fapi/v1/positionSide/dual", status, $$"""{"code":{{code}},"msg":"{{text}}"}""");
        scene.Start();
        Assert.True(scene.Venue.State.IsHopeless);
        Assert.Contains(said, scene.Venue.State.Trouble, StringComparison.Ordinal);
        int calls = scene.Wire.Calls.Count;
        scene.Run(120_000);
        Assert.InRange(scene.Wire.Calls.Count - calls, 0, 2);
    }

    [Theory]
    [InlineData("XYZUSDT", "unknown to Binance")]
    [InlineData("OLDUSDT", "SETTLING")]
    [InlineData("NEWUSDT", "no tick or lot size")]
    public void A_symbol_that_can_not_be_had_is_refused_with_the_reason(string symbol, string said)
    {
        Scene scene = new Scene(trades: false).Start(symbol: symbol);
        Assert.True(scene.Venue.State.IsHopeless);
        Assert.Contains(said, scene.Venue.State.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_in_another_script_is_encoded_and_found()
    {
        Scene scene = new Scene(trades: false).Start(FeedStreams.BestQuote | FeedStreams.Depth, "测试USDT");
        scene.Text(scene.Public, scene.QuoteText(1.0001m, 1.0002m, 5, "测试USDT"));
        Assert.Equal(2, scene.Events.Count);
        scene.Run(1_500);
        Assert.Contains("symbol=%E6%B5%8B%E8%AF%95USDT&", Assert.Single(scene.CallsTo("GET /fapi/v1/depth")).Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_from_the_host_is_given_up_within_a_minute_with_the_reason()
    {
        var scene = new Scene(trades: false);
        scene.Hold("GET /fapi/v1/exchangeInfo");
        scene.Hold("GET /fapi/v1/time");
        scene.Start();
        for (int i = 0; i < 60 && !scene.Venue.State.IsHopeless; i++)
        {
            foreach (HttpCall call in scene.Wire.Unanswered.ToArray())
                scene.Fail(call, mayHaveArrived: false);
            scene.Run(1_000);
        }

        Assert.True(scene.Venue.State.IsHopeless);
        Assert.Contains("check the network", scene.Venue.State.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void New_orders_are_refused_while_the_private_stream_is_down_and_cancels_still_leave()
    {
        Scene scene = new Scene().Ready();
        OrderId id = scene.Place();
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("NEW")));
        scene.OpensConnections = false;
        scene.Close(scene.Private);
        Assert.False(scene.Venue.State.IsTradingReady);
        scene.Place(price: 59_990m);
        scene.Cancel(id);
        scene.Run(10);
        Assert.Equal("Acknowledged Rejected", scene.Kinds);
        Assert.Single(scene.Requests("order.cancel"));
        Assert.Single(scene.Requests("order.place"));
    }

    [Fact]
    public void After_a_reconnect_what_was_missed_becomes_reports()
    {
        Scene scene = new Scene().Ready();
        OrderId filled = scene.Place(), cancelled = scene.Place(price: 59_998m), live = scene.Place(price: 59_997m);
        for (int i = 1; i <= 3; i++)
            scene.Private_(Venue.Update("NEW", "NEW", client: $"eng-1-{i}", number: 554 + i, price: $"{60_000 - i + (i == 1 ? 0.5m : 0m)}"));
        scene.Forget();
        scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW", client: "eng-1-3", number: 557, price: "59997")},{Venue.Order("NEW", client: "somebody", number: 900)}]");
        scene.OnCall("GET /fapi/v1/order", c => c.Url.Contains("eng-1-1", StringComparison.Ordinal) ? Venue.Order("FILLED", executed: "0.010") : Venue.Order("CANCELED", client: "eng-1-2", number: 556, price: "59998"));
        scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(77, "0.010")}]");
        scene.Close(scene.Private);
        Assert.False(scene.Venue.State.IsTradingReady);
        scene.Run(8_000);
        Assert.True(scene.Venue.State.IsTradingReady, scene.Venue.State.Trouble);
        Assert.Equal([(ReportKind.Fill, filled), (ReportKind.Cancelled, cancelled)], scene.Reports.Select(r => (r.Kind, r.Id)).OrderBy(r => r.Id.Number));
        Assert.True(scene.Engine.LiveOrders == 1 && live.Number == 3);
        Assert.Contains(scene.Notes, n => n.Contains("somebody", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Wire.Calls, c => c.Method == "DELETE");
        Assert.Contains("key2", scene.Wire.Opens.Last(o => o.Url.Contains("/private/", StringComparison.Ordinal)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_is_kept_alive_and_replaced_when_it_is_gone()
    {
        Scene scene = new Scene().Ready();
        scene.Run(31 * 60_000);
        Assert.Single(scene.CallsTo("PUT /fapi/v1/listenKey"));
        scene.OnCall("PUT /fapi/v1/listenKey", 400, """{"code":-1125,"msg":"This listenKey does not exist."}""");
        scene.Run(31 * 60_000);
        Assert.Equal(2, scene.Keys);
        Assert.True(scene.Venue.State.IsTradingReady);
        scene.Private_("""{"e":"listenKeyExpired","E":1736996475556,"listenKey":"key2"}""");
        scene.Run(10_000);
        Assert.Equal(3, scene.Keys);
        Assert.True(scene.Venue.State.IsTradingReady);
    }

    [Fact]
    public void An_order_that_the_stream_forgot_is_found_in_passing()
    {
        Scene scene = new Scene().Ready();
        scene.Place();
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("NEW")));
        scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("EXPIRED"));
        scene.Run(40_000);
        Assert.Equal("Acknowledged Expired", scene.Kinds);
    }

    [Fact]
    public void Liquidations_are_told_as_such_with_their_side()
    {
        Scene scene = new Scene().Ready();
        scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.005", filled: "0.005", trade: 90, side: "SELL", client: "autoclose-1700000", number: 4));
        scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.005", filled: "0.005", trade: 90, side: "SELL", client: "autoclose-1700000", number: 4));
        OrderReport report = Assert.Single(scene.Reports);
        Assert.Equal((ReportKind.Liquidation, Side.Sell, 5L, 90L), (report.Kind, report.Side, report.Quantity.Units, report.TradeId));
    }

    [Fact]
    public void Funding_is_told_once_with_what_was_paid_and_for_what()
    {
        Scene scene = new Scene().Ready();
        scene.Private_("""{"e":"ACCOUNT_UPDATE","E":1760000000100,"T":1760000000099,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"999","cw":"999","bc":"0"}],"P":[{"s":"BTCUSDT","pa":"0.020","ep":"60000","up":"0","mt":"cross","iw":"0","ps":"BOTH"}]}}""");
        for (int i = 0; i < 2; i++)
            scene.Private_("""{"e":"ACCOUNT_UPDATE","E":1760000500100,"T":1760000500000,"a":{"m":"FUNDING_FEE","S":"BTCUSDT","B":[{"a":"USDT","wb":"998.88","cw":"998.88","bc":"-0.12"}]}}""");
        OrderReport report = Assert.Single(scene.Reports);
        Assert.Equal((ReportKind.Funding, 0.12m, 20L, 1_760_000_500_000_000_000L), (report.Kind, report.Fee, report.Quantity.Units, report.ExchangeNs));
        Assert.Equal(3, scene.Accounts.Count);
        Assert.Equal(new AccountPosition("BTCUSDT", 0.020m, 60_000m), Assert.Single(scene.Accounts[0].Positions));
    }

    [Fact]
    public void Funding_that_is_told_late_counts_too_and_none_twice()
    {
        Scene scene = new Scene().Ready();
        foreach (int hour in (int[])[2, 1, 3, 2, 1])
            scene.Private_($$$"""{"e":"ACCOUNT_UPDATE","E":1760000500100,"T":{{{1_760_000_500_000 + hour * 3_600_000L + hour % 2 * 50}}},"a":{"m":"FUNDING_FEE","S":"BTCUSDT","B":[{"a":"USDT","wb":"998.88","cw":"998.88","bc":"-0.12"}]}}""");
        Assert.Equal(3, scene.Reports.Count(r => r.Kind == ReportKind.Funding));
    }

    [Fact]
    public void Funding_that_is_not_listed_yet_is_looked_up_again()
    {
        Scene scene = new Scene().Ready();
        scene.OnCall("GET /fapi/v1/income", _ => "[]");
        scene.Private_("""{"e":"ACCOUNT_UPDATE","E":1760000500100,"T":1760000500000,"a":{"m":"FUNDING_FEE","B":[{"a":"USDT","wb":"998.88","cw":"998.88","bc":"0.07"}]}}""");
        scene.Run(6_000);
        Assert.Empty(scene.Reports);
        scene.OnCall("GET /fapi/v1/income", _ => """[{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"0.07","asset":"USDT","info":"","time":1760000500000,"tranId":1,"tradeId":""}]""");
        scene.Run(6_000);
        Assert.Equal(-0.07m, Assert.Single(scene.Reports).Fee);
    }

    [Fact]
    public void Funding_without_a_symbol_is_looked_up()
    {
        Scene scene = new Scene().Ready();
        scene.OnCall("GET /fapi/v1/income", _ => """[{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"0.07","asset":"USDT","info":"","time":1760000500000,"tranId":1,"tradeId":""}]""");
        scene.Private_("""{"e":"ACCOUNT_UPDATE","E":1760000500100,"T":1760000500000,"a":{"m":"FUNDING_FEE","B":[{"a":"USDT","wb":"998.88","cw":"998.88","bc":"0.07"}]}}""");
        scene.Run(6_000);
        Assert.Equal(-0.07m, Assert.Single(scene.Reports).Fee);
    }

    [Fact]
    public void The_countdown_is_kept_alive_while_orders_work_and_switched_off_after()
    {
        Scene scene = new Scene(new BinanceVenueOptions { Credentials = new BinanceCredentials("fakeApiKey0001", "hmac", "fakeSecret0001"), SessionPrefix = "eng-1", CountdownMs = 60_000 }).Ready();
        scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        OrderId id = scene.Place();
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("NEW")));
        scene.Run(61_000);
        Assert.Equal(4, scene.CallsTo("POST /fapi/v1/countdownCancelAll").Count(c => c.Url.Contains("countdownTime=60000", StringComparison.Ordinal)));
        scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        scene.Cancel(id);
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("CANCELED")));
        scene.Run(120_000);
        Assert.Equal(1, scene.CallsTo("POST /fapi/v1/countdownCancelAll").Count(c => c.Url.Contains("countdownTime=0", StringComparison.Ordinal)));
        Assert.Equal(5, scene.CallsTo("POST /fapi/v1/countdownCancelAll").Count);
    }

    [Fact]
    public void A_clock_that_is_far_off_is_told_and_orders_bear_the_venues_time()
    {
        var scene = new Scene { ClockAheadNs = 5 * Scene.Second };
        scene.Ready();
        scene.Place();
        long stamp = scene.Requests("order.place").Single().Params.GetProperty("timestamp").GetInt64();
        Assert.InRange(stamp, (scene.Now + 5 * Scene.Second) / Scene.Ms - 5, (scene.Now + 5 * Scene.Second) / Scene.Ms + 5);
        Assert.Contains(new Scene { ClockAheadNs = 5 * Scene.Second }.Start().Notes, n => n.Contains("behind Binance", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_venues_time_there_are_no_orders_but_the_feed_runs()
    {
        var scene = new Scene();
        scene.OnCall("GET /fapi/v1/time", 500, "{}");
        scene.Start();
        scene.Quote(60_000.0m, 60_000.1m, 1);
        Assert.Equal(2, scene.Events.Count);
        Assert.True(scene.Venue.State is { IsFeedUp: true, IsTradingReady: false });
        Assert.Contains("clock", scene.Venue.State.Trouble, StringComparison.Ordinal);
        scene.Place();
        scene.Run(10);
        Assert.Equal("Rejected", scene.Kinds);
        Assert.True(scene.Reports[0].NeverLeft);
    }

    [Fact]
    public void A_ban_is_obeyed_until_the_time_that_the_venue_names()
    {
        Scene scene = new Scene().Ready();
        long until = scene.Now / Scene.Ms + 90_000;
        scene.OnCall("GET /fapi/v1/openOrders", 418, $$"""{"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until {{until}}. Please use the websocket for live updates to avoid bans."}""");
        scene.Run(31_000);
        int calls = scene.Wire.Calls.Count;
        Assert.Contains("takes no requests", scene.Venue.State.Trouble, StringComparison.Ordinal);
        scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        scene.Run(50_000);
        Assert.Equal(calls, scene.Wire.Calls.Count);
        scene.Run(60_000);
        Assert.True(scene.Wire.Calls.Count > calls);
        Assert.Null(scene.Venue.State.Trouble);
    }

    [Fact]
    public void Requests_that_are_too_many_to_wait_are_refused_and_not_forgotten()
    {
        var wire = new ScriptedWire();
        var session = new BinanceSession(new BinanceVenueOptions { Credentials = new BinanceCredentials("k", "hmac", "s") }, wire, new Scene());
        int refused = 0;
        for (int i = 0; i < 2_100; i++)
            session.Rest.Ask(new BinanceCall("DELETE", "/fapi/v1/order", "", 1, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, _) => refused += reply.Http.MayHaveArrived ? 0 : 1), 1);
        Assert.Equal(0, refused); // never inside the call
        Assert.Equal(1, session.Rest.NextNs);
        session.Rest.Advance(1);
        Assert.Equal(2_100 - 2_048, refused);
        Assert.Empty(wire.Calls);
    }

    [Fact]
    public void A_cancel_by_REST_of_a_session_that_is_past_help_is_answered()
    {
        Scene scene = new Scene().Ready();
        OrderId id = scene.Place();
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("NEW")));
        scene.ApiReply("""{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
        Assert.True(scene.Venue.State.IsHopeless);
        scene.Close(scene.Api);
        scene.Cancel(id);
        scene.Run(10);
        Assert.Equal("Acknowledged CancelRejected", scene.Kinds);
    }

    [Fact]
    public void Weight_is_kept_for_cancels_and_queries()
    {
        Scene scene = new Scene().Ready(FeedStreams.Depth | FeedStreams.BestQuote);
        scene.Hold("GET /fapi/v1/time");
        scene.Run(61_000);
        scene.Reply(scene.Wire.Unanswered[^1], 200, $$"""{"serverTime":{{scene.Now / Scene.Ms}}}""", ("x-mbx-used-weight-1m", "2200"));
        scene.Forget();
        scene.Close(scene.Public);
        scene.OpensConnections = true;
        OrderId id = scene.Place();
        scene.Run(3_500);
        Assert.Empty(scene.CallsTo("GET /fapi/v1/depth"));
        Assert.Single(scene.Requests("order.status")); // the unknown order is asked about all the same
        Assert.Equal(1, id.Number);
    }

    [Fact]
    public void The_venues_count_of_orders_holds()
    {
        Scene scene = new Scene().Ready();
        scene.Place();
        scene.ApiReply(Venue.Reply(scene.LastRequest, Venue.Order("NEW"), orders10S: 300, ordersMinute: 300));
        scene.Private_(Venue.Update("NEW", "NEW"));
        scene.Place(price: 59_990m);
        scene.Run(1);
        Assert.Equal("Acknowledged Rejected", scene.Kinds);
        scene.Run(10_000);
        scene.Place(price: 59_990m);
        Assert.Equal(2, scene.Requests("order.place").Count());
    }
}
