using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What the session believes and what the venue holds are made to differ: nothing is taken for certain that isn't.</summary>
public sealed class DisagreementTests
{
    private readonly Scene _scene = new Scene().Ready();

    [Fact]
    public void Eight_questions_without_an_answer_and_one_not_found_are_no_proof_that_an_order_is_gone()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OpensConnections = false;
        _scene.OnCall("GET /fapi/v1/order", 503, """{"code":-1001,"msg":"Disconnected"}""");
        _scene.Cancel(id);
        _scene.Close(_scene.Api); // unknown cancel
        _scene.Run(25_000);
        int asks = _scene.CallsTo("GET /fapi/v1/order").Count;
        int once = 0;
        _scene.OnCall("GET /fapi/v1/order", 400, """{"code":-2013,"msg":"Order does not exist."}""");
        while (_scene.CallsTo("GET /fapi/v1/order").Count == asks && once++ < 200) _scene.Run(100);
        Assert.DoesNotContain("Expired", _scene.Kinds, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_fill_of_a_long_lived_order_is_not_told_twice()
    {
        _scene.Place(quantity: 0.010m);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.005", filled: "0.005", trade: 1));
        _scene.Place(quantity: 50m, price: 59_999.0m);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", client: "eng-1-2", number: 556, quantity: "50.000", price: "59999.0")));
        for (int i = 1; i <= 4_200; i++)
            _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.001", filled: (i * 0.001m).ToString("0.000", CultureInfo.InvariantCulture), trade: 1 + i, client: "eng-1-2", number: 556, quantity: "50.000", price: "59999.0", fillPrice: "59999.0"));
        // one fill of 0.002 was lost on the stream; the list of open orders shows it
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "0.007")},{Venue.Order("PARTIALLY_FILLED", executed: "4.200", client: "eng-1-2", number: 556, quantity: "50.000", price: "59999.0")}]");
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(1, "0.005")},{Venue.TradeRow(5000, "0.002")}]");
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("PARTIALLY_FILLED", executed: "0.007"));
        _scene.Run(40_000);
        Assert.Single(_scene.Reports, r => r.TradeId == 1);
        Assert.Single(_scene.Reports, r => r.TradeId == 5000);
        Assert.Equal(2, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void An_order_that_counts_as_ended_but_works_at_the_venue_is_told_of_and_cancelled()
    {
        _scene.OnCall("GET /fapi/v1/order", 400, """{"code":-2013,"msg":"Order does not exist."}""");
        _scene.Place();
        _scene.Close(_scene.Api);
        _scene.Run(9_000);
        Assert.Equal("Unknown Rejected", _scene.Kinds);
        _scene.Notes.Clear();
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("NEW"));
        _scene.Private_(Venue.Update("NEW", "NEW"));
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        _scene.Run(120_000);
        Assert.Contains(_scene.Notes, n => n.Contains("eng-1-1 works at Binance though it counts as over", StringComparison.Ordinal));
        Assert.Contains("origClientOrderId=eng-1-1&", _scene.CallsTo("DELETE /fapi/v1/order")[0].Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_that_were_read_before_an_update_do_not_undo_it()
    {
        _scene.Hold("GET /fapi/v3/positionRisk");
        _scene.Run(31_000);
        HttpCall asked = _scene.Wire.Unanswered.Single(c => c.Url.Contains("positionRisk", StringComparison.Ordinal));
        long ms = _scene.Now / Scene.Ms;
        _scene.Private_($$$"""{"e":"ACCOUNT_UPDATE","E":{{{ms + 1}}},"T":{{{ms}}},"a":{"m":"ORDER","B":[{"a":"USDT","wb":"1000","cw":"1000","bc":"0"}],"P":[{"s":"BTCUSDT","pa":"0.010","ep":"59999.5","bep":"0","cr":"0","up":"0","mt":"cross","iw":"0","ps":"BOTH"}]}}""");
        _scene.Reply(asked, 200, "[]");
        _scene.Run(5);
        decimal known = 0;
        foreach (AccountSnapshot a in _scene.Accounts)
        {
            if (a.IsWhole) known = 0;
            foreach (AccountPosition p in a.Positions) known = p.Quantity;
        }
        Assert.Equal(0.010m, known);
    }

    [Fact]
    public void A_cancel_that_waited_is_proven_absent_only_after_its_own_window()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OpensConnections = false;
        _scene.Close(_scene.Api);
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("NEW"));
        // a 429 stops REST for some seconds
        _scene.OnCall("GET /fapi/v1/time", 429, """{"code":-1003,"msg":"Too many requests; IP banned until 1760000110000."}""");
        _scene.Run(70_000);
        _scene.OnCall("GET /fapi/v1/time", _ => $$"""{"serverTime":{{_scene.Now / Scene.Ms}}}""");
        _scene.Reports.Clear();
        _scene.Hold("DELETE /fapi/v1/order");
        _scene.Cancel(id);
        int n = 0;
        while (_scene.CallsTo("DELETE /fapi/v1/order").Count == 0 && n++ < 3000) _scene.Run(100);
        HttpCall delete = _scene.CallsTo("DELETE /fapi/v1/order")[0];
        _scene.Fail(delete, mayHaveArrived: true);
        _scene.Run(2_000);
        Assert.DoesNotContain("CancelRejected", _scene.Kinds, StringComparison.Ordinal); // within 2 s of its leaving: nothing is proven
    }

    [Fact]
    public void When_the_key_is_refused_an_unknown_order_is_still_asked_about_by_order_entry()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        // one request is refused with a key error, say by a REST cluster
        _scene.OnCall("GET /fapi/v1/openOrders", 401, """{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""");
        _scene.Run(31_000);
        _scene.Wire.Sent.Clear();
        _scene.Cancel(id);
        _scene.Run(20_000);
        Assert.True(_scene.Requests("order.status").Count() > 2, "asked " + _scene.Requests("order.status").Count());
    }

    [Fact]
    public void Many_unknown_cancels_at_once_break_nothing_and_few_questions_are_under_way()
    {
        var ids = new List<OrderId>();
        for (int i = 1; i <= 2_200; i++)
        {
            if (i % 200 == 0) _scene.Run(10_500);
            ids.Add(_scene.Place());
            _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", client: $"eng-1-{i}", number: 1000 + i), 0, 0));
        }
        foreach (OrderId id in ids) _scene.Cancel(id);
        _scene.OpensConnections = false;
        _scene.Hold("GET /fapi/v1/order");
        _scene.Close(_scene.Api);
        _scene.Run(100);
        Assert.InRange(_scene.Wire.Unanswered.Count(c => c.Method == "GET"), 1, 64);
        _scene.OnCall("GET /fapi/v1/order", 503, """{"code":-1001,"msg":"Disconnected"}""");
        int before = _scene.CallsTo("GET /fapi/v1/order").Count;
        _scene.Run(1_000);
        Assert.True(_scene.CallsTo("GET /fapi/v1/order").Count > before);
    }

    [Fact]
    public void Cancels_by_order_entry_wait_for_the_end_of_a_ban()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OnCall("GET /fapi/v1/openOrders", 418, $$"""{"code":-1003,"msg":"Way too many requests; IP banned until {{Scene.StartMs + 200_000}}."}""");
        _scene.Run(31_000);
        _scene.Wire.Sent.Clear();
        _scene.Cancel(id);
        Assert.Empty(_scene.Requests("order.cancel"));
        Assert.False(_scene.Venue.State.IsTradingReady);
        Assert.Contains("cancels wait", _scene.Venue.State.Trouble, StringComparison.Ordinal);
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        _scene.Run(210_000);
        Assert.NotEmpty(_scene.Requests("order.cancel"));
    }

    [Fact]
    public void Multi_assets_mode_switched_on_in_mid_session_stops_new_orders()
    {
        _scene.OnCall("GET /fapi/v1/multiAssetsMargin", _ => """{"multiAssetsMargin":true}""");
        _scene.Private_("""{"e":"ACCOUNT_CONFIG_UPDATE","E":1760000010000,"T":1760000010000,"ai":{"j":true}}""");
        _scene.Run(100);
        Assert.False(_scene.Venue.State.IsTradingReady);
    }

    [Theory]
    [InlineData(FeedStreams.Trades, 1)]
    [InlineData(FeedStreams.Trades | FeedStreams.Depth, 0)]
    public void Trades_that_were_lost_with_their_connection_are_counted_and_marked_where_no_book_says_so(FeedStreams streams, int gaps)
    {
        Scene scene = new Scene().Start(streams);
        scene.Text(scene.Market, Trade(scene, 10));
        scene.Close(scene.Market);
        scene.Run(10_000);
        scene.Forget();
        scene.Text(scene.Market, Trade(scene, 500));
        Assert.Equal(gaps, scene.Events.Count(e => e.Kind == EventKind.Gap));
        Assert.Contains(scene.Notes, n => n.Contains("489 aggregated trades", StringComparison.Ordinal));
        Assert.Single(scene.Events, e => e.Kind == EventKind.Trade);
    }

    private static string Trade(Scene scene, long id) =>
        $$$"""{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":{{{scene.Now / Scene.Ms}}},"s":"BTCUSDT","a":{{{id}}},"p":"60000.1","q":"1","nq":"1","f":{{{id}}},"l":{{{id}}},"T":{{{scene.Now / Scene.Ms}}},"m":true,"st":1}}""";
}
