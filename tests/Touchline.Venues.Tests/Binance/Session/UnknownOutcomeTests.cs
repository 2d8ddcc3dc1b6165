using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>What isn't known is asked, never sent again, until the answer is definite.</summary>
public sealed class UnknownOutcomeTests
{
    private readonly Scene _scene = new Scene().Ready();

    [Fact]
    public void Without_an_answer_the_order_is_unknown_and_found_by_its_client_id()
    {
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("NEW"));
        _scene.Place();
        _scene.Run(8_000);
        Assert.Equal("Unknown Acknowledged", _scene.Kinds);
        Assert.Single(_scene.Requests("order.place"));
        Assert.Empty(_scene.CallsTo("POST /fapi/v1/order"));
    }

    [Fact]
    public void Not_found_proves_absence_only_once_the_request_can_not_be_taken_any_more()
    {
        _scene.OnCall("GET /fapi/v1/order", 400, """{"code":-2013,"msg":"Order does not exist."}""");
        _scene.Place();
        long sent = _scene.Now;
        _scene.Close(_scene.Api);
        Assert.Equal("Unknown", _scene.Kinds);
        _scene.Run(2_900);
        Assert.Equal("Unknown", _scene.Kinds); // 2 s of receive window, a second of lag and the clock's error
        _scene.Run(6_000);
        Assert.Equal("Unknown Rejected", _scene.Kinds);
        Assert.True(_scene.Reports[1].LocalNs - sent > 3 * Scene.Second);
        Assert.True(_scene.CallsTo("GET /fapi/v1/order").Count >= 3);
        Assert.Single(_scene.Requests("order.place"));
    }

    [Fact]
    public void A_lost_connection_with_a_fill_on_the_stream_settles_by_the_stream()
    {
        _scene.Place();
        _scene.Close(_scene.Api);
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: 4));
        _scene.Run(10_000);
        Assert.Equal("Unknown Acknowledged Fill", _scene.Kinds);
        Assert.Equal(10, _scene.Position);
    }

    [Theory]
    [InlineData(503, 0, "Unknown error, please check your request or try again later.", "Unknown")]
    [InlineData(503, -1000, "Unknown error, please check your request or try again later.", "Unknown")]
    [InlineData(503, 0, "Service Unavailable.", "Rejected")]
    [InlineData(503, -1008, "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.", "Rejected")]
    [InlineData(500, -1000, "Internal error; unable to process your request. Please try again.", "Rejected")]
    [InlineData(408, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", "Unknown")]
    [InlineData(400, -1006, "An unexpected response was received from the message bus. Execution status unknown.", "Unknown")]
    [InlineData(400, -1001, "Internal error; unable to process your request. Please try again.", "Rejected")]
    [InlineData(400, -1001, "Disconnected", "Unknown")]
    [InlineData(400, -4116, "ClientOrderId is duplicated.", "Unknown")]
    [InlineData(400, -2019, "Margin is insufficient.", "Rejected")]
    [InlineData(400, -1021, "Timestamp for this request is outside of the recvWindow.", "Rejected")]
    [InlineData(400, -5028, "Timestamp for this request is outside of the ME recvWindow.", "Rejected")]
    [InlineData(429, -1015, "Too many new orders; current limit is 300 orders per TEN_SECONDS.", "Rejected")]
    public void What_an_error_says_of_a_new_order(int status, int code, string text, string kinds)
    {
        _scene.Hold("GET /fapi/v1/order");
        _scene.Place();
        _scene.ApiReply(Venue.Error(_scene.LastRequest, status, code, text));
        Assert.Equal(kinds, _scene.Kinds);
        Assert.Equal(kinds == "Rejected" && (status >= 500 || code == -1001), _scene.Reports[0].IsVenueFault);
    }

    [Fact]
    public void A_cancel_of_an_unknown_order_is_asked_about_and_not_taken_for_cancelled()
    {
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", executed: "0.010"));
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(31, "0.010")}]");
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Cancel(id);
        _scene.ApiReply(Venue.Error(_scene.LastRequest, 400, -2011, "Unknown order sent."));
        Assert.Equal("Acknowledged", _scene.Kinds);
        _scene.Run(8_000);
        Assert.Equal("Acknowledged Fill", _scene.Kinds);
        Assert.Equal(0, _scene.Engine.LiveOrders);
        Assert.True(_scene.CallsTo("GET /fapi/v1/order").Count < 5, "asked for ever");
    }

    [Fact]
    public void An_unknown_cancel_is_settled_by_what_the_order_has_become()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("CANCELED"));
        _scene.Cancel(id);
        _scene.Run(8_000);
        Assert.Equal("Acknowledged Unknown Cancelled", _scene.Kinds);
        Assert.Single(_scene.Requests("order.cancel"));
    }

    [Fact]
    public void A_cancel_that_never_arrived_is_told_so()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("NEW"));
        _scene.Cancel(id);
        _scene.Run(10_000);
        Assert.Equal("Acknowledged Unknown CancelRejected", _scene.Kinds);
        Assert.Equal(1, _scene.Engine.LiveOrders);
    }

    [Theory]
    [InlineData("59998.0", "0.020", "Acknowledged Unknown Amended")]
    [InlineData("59999.5", "0.010", "Acknowledged Unknown AmendRejected")]
    public void An_unknown_amend_is_settled_by_the_terms_that_the_venue_holds(string price, string quantity, string kinds)
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("NEW", price: price, quantity: quantity, time: Venue.Time + 100));
        _scene.Amend(id, 59_998.0m, 0.020m);
        _scene.Run(10_000);
        Assert.Equal(kinds, _scene.Kinds);
    }

    [Fact]
    public void With_order_entry_down_orders_go_by_REST_and_by_nothing_else()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Api);
        _scene.OnCall("POST /fapi/v1/order", _ => Venue.Order("NEW"));
        _scene.OnCall("DELETE /fapi/v1/order", _ => Venue.Order("CANCELED"));
        _scene.OnCall("PUT /fapi/v1/order", _ => Venue.Order("NEW", price: "59998.0", time: Venue.Time + 9));
        OrderId id = _scene.Place();
        _scene.Run(100);
        _scene.Amend(id, 59_998.0m, 0.010m);
        _scene.Run(100);
        _scene.Cancel(id);
        _scene.Run(100);
        Assert.Equal("Acknowledged Amended Cancelled", _scene.Kinds);
        Assert.Empty(_scene.Requests(""));
        string url = Assert.Single(_scene.CallsTo("POST /fapi/v1/order")).Url;
        string query = url[(url.IndexOf('?') + 1)..];
        int signature = query.IndexOf("&signature=", StringComparison.Ordinal);
        Assert.Equal(Signatures.Hmac(query[..signature]), query[(signature + 11)..]);
        Assert.Contains("newClientOrderId=eng-1-1&price=59999.5&quantity=0.010&", query, StringComparison.Ordinal);
    }

    [Fact]
    public void A_REST_request_that_reached_nobody_is_refused_and_one_that_may_have_is_unknown()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Api);
        _scene.Place();
        _scene.Fail(_scene.Wire.Unanswered.Single(c => c.Method == "POST"), mayHaveArrived: false);
        Assert.Equal("Rejected", _scene.Kinds);
    }

    [Fact]
    public void A_REST_request_that_may_have_reached_somebody_is_unknown()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Api);
        _scene.Place();
        _scene.Fail(_scene.Wire.Unanswered.Single(c => c.Method == "POST"), mayHaveArrived: true);
        Assert.Equal("Unknown", _scene.Kinds);
    }

    [Fact]
    public void An_answer_after_its_time_still_settles()
    {
        _scene.Hold("GET /fapi/v1/order");
        _scene.Place();
        long request = _scene.LastRequest;
        _scene.Run(3_500);
        _scene.ApiReply(Venue.Reply(request, Venue.Order("NEW")));
        Assert.Equal("Unknown Acknowledged", _scene.Kinds);
    }

    [Fact]
    public void A_venue_that_takes_no_message_gets_the_order_by_REST_once()
    {
        _scene.Wire.Stuck.Add(_scene.Api);
        _scene.OnCall("POST /fapi/v1/order", _ => Venue.Order("NEW"));
        _scene.Place();
        _scene.Run(100);
        Assert.Equal("Acknowledged", _scene.Kinds);
        Assert.Single(_scene.CallsTo("POST /fapi/v1/order"));
    }

    [Fact]
    public void A_deaf_order_entry_is_opened_again_each_time_it_is_deaf()
    {
        for (int opened = 1; opened <= 3; opened++)
        {
            Assert.Equal(opened, _scene.Wire.Opens.Count(o => o.Url.Contains("ws-fapi", StringComparison.Ordinal)));
            for (int i = 0; i < 3; i++)
                _scene.Place(price: 59_990m - i);
            _scene.Run(20_000); // nobody answers
        }

        Assert.Equal(4, _scene.Wire.Opens.Count(o => o.Url.Contains("ws-fapi", StringComparison.Ordinal)));
    }
}
