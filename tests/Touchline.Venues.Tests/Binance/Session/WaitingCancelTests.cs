using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>Cancels by REST when the minute's weight is used up: they wait, go before anything else, and each leaves once.</summary>
public sealed class WaitingCancelTests
{
    private const int Orders = 5;

    private readonly Scene _scene = new Scene().Ready(FeedStreams.Depth | FeedStreams.BestQuote);
    private readonly List<OrderId> _ids = [];

    public WaitingCancelTests()
    {
        for (int i = 1; i <= Orders; i++)
        {
            _ids.Add(_scene.Place(price: 59_999m - i));
            _scene.Private_(Venue.Update("NEW", "NEW", client: $"eng-1-{i}", number: 554 + i, price: $"{59_999 - i}"));
            _scene.ApiReply(Venue.Reply(_scene.LastRequest, Open(i)));
        }

        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{string.Join(',', Enumerable.Range(1, Orders).Select(Open))}]");
        _scene.OnCall("DELETE /fapi/v1/order", call => Venue.Order("CANCELED", client: NameOf(call), number: 554 + int.Parse(NameOf(call)[6..], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void They_wait_for_the_next_minute_and_go_before_all_that_waits_with_them()
    {
        HttpCall late = AskSomething();
        UseUp();
        CutOrderEntry();
        _scene.Close(_scene.Private); // its key is as urgent, and was wanted earlier
        Cancel();
        _scene.Run(NextMinuteMs - 1_000);
        Assert.Empty(Deletes);
        Assert.DoesNotContain(_scene.Reports, r => r.Kind == ReportKind.CancelRejected);
        _scene.Wire.Calls.Clear();
        _scene.Sleep(NextMinuteMs + 10);
        _scene.Reply(late, 200, "[]"); // an answer makes whoever waits look for room
        _scene.Run(3_000);
        Assert.Equal(Orders, Deletes.Count);
        Assert.All(_scene.Wire.Calls.Take(Orders), c => Assert.Equal("DELETE", c.Method));
        Assert.True(_scene.Wire.Calls.Count > Orders);
        Assert.Equal(Orders, Deletes.Select(NameOf).Distinct().Count());
        _scene.Run(30_000);
        Assert.Equal(Orders, Deletes.Count);
        Assert.Equal(Enumerable.Repeat(ReportKind.Cancelled, Orders), _scene.Reports.Select(r => r.Kind));
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void They_go_by_order_entry_as_soon_as_it_is_back_and_not_again_by_REST()
    {
        UseUp();
        CutOrderEntry();
        Cancel();
        _scene.Run(1_000);
        Assert.Empty(Deletes);
        _scene.OpensConnections = true;
        for (int i = 0; i < 50 && !_scene.HasApi; i++)
            _scene.Run(100);
        Assert.Equal(Orders, _scene.Requests("order.cancel").Count());
        foreach ((long id, _, JsonElement parameters) in _scene.Requests("order.cancel").ToArray())
        {
            int number = int.Parse(parameters.GetProperty("origClientOrderId").GetString()![6..], CultureInfo.InvariantCulture);
            _scene.ApiReply(Venue.Reply(id, Venue.Order("CANCELED", client: $"eng-1-{number}", number: 554 + number)));
        }

        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        _scene.Run(90_000);
        Assert.Empty(Deletes);
        Assert.Equal(Orders, _scene.Requests("order.cancel").Count());
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void One_whose_order_ends_meanwhile_is_not_sent_any_more()
    {
        UseUp();
        CutOrderEntry();
        Cancel();
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: 9, client: "eng-1-3", number: 557, price: "59996"));
        _scene.Run(NextMinuteMs + 3_000);
        Assert.Equal(["eng-1-1", "eng-1-2", "eng-1-4", "eng-1-5"], Deletes.Select(NameOf).Order());
        Assert.Equal(0, _scene.Engine.LiveOrders);
        Assert.Equal(10, _scene.Position);
    }

    [Fact]
    public void One_that_is_asked_for_twice_leaves_once()
    {
        UseUp();
        CutOrderEntry();
        _scene.Cancel(_ids[0], times: 2);
        _scene.Run(NextMinuteMs + 3_000);
        Assert.Single(Deletes);
        Assert.Equal(ReportKind.Cancelled, Assert.Single(_scene.Reports).Kind);
    }

    [Fact]
    public void A_cancel_by_REST_counts_its_weight_once()
    {
        UseUp(allBut: Orders + 1); // one for the time
        CutOrderEntry();
        Cancel();
        _scene.Run(100);
        Assert.Equal(Orders, Deletes.Count);
    }

    [Fact]
    public void Questions_about_orders_leave_the_last_of_the_weight_to_cancels()
    {
        UseUp(allBut: 100);
        CutOrderEntry();
        _scene.Cancel(_ids[0]);
        _scene.Hold("DELETE /fapi/v1/order");
        _scene.Fail(Assert.Single(_scene.Wire.Unanswered, c => c.Method == "DELETE"), mayHaveArrived: true);
        _scene.OnCall("GET /fapi/v1/order", _ => Open(1));
        _scene.Run(5_000);
        Assert.Equal("Unknown", _scene.Kinds);
        Assert.Empty(_scene.CallsTo("GET /fapi/v1/order"));
        foreach (OrderId id in _ids[1..])
            _scene.Cancel(id);
        Assert.Equal(Orders, Deletes.Count);
        _scene.Run(NextMinuteMs + 3_000);
        Assert.NotEmpty(_scene.CallsTo("GET /fapi/v1/order"));
    }

    [Fact]
    public void Many_at_once_all_leave_by_and_by()
    {
        const int Many = 200;
        for (int i = Orders + 1; i <= Many; i++)
        {
            _ids.Add(_scene.Place(price: 59_000m - i));
            _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", client: $"eng-1-{i}", number: 554 + i, price: $"{59_000 - i}"), 0, 0));
        }

        CutOrderEntry();
        Cancel();
        Assert.InRange(Deletes.Count, 1, 64);
        _scene.Run(8_000);
        Assert.Equal(Many, Deletes.Count);
        Assert.Equal(Many, Deletes.Select(NameOf).Distinct().Count());
        Assert.Equal(0, _scene.Engine.LiveOrders);
    }

    [Fact]
    public void After_a_word_to_stop_one_a_second_goes_by_order_entry_and_all_at_its_end()
    {
        long retryMs = _scene.Now / Scene.Ms + 3_500;
        _scene.Cancel(_ids[0]);
        _scene.ApiReply($$$"""{"id":{{{_scene.LastRequest}}},"status":429,"error":{"code":-1003,"msg":"Too many requests.","data":{"serverTime":{{{_scene.Now / Scene.Ms}}},"retryAfter":{{{retryMs}}} } } }""");
        Assert.Contains("for 3 s", _scene.Venue.State.Trouble, StringComparison.Ordinal);
        _scene.Forget();
        Cancel();
        Cancel(); // whoever asks again and again changes nothing
        Assert.Empty(_scene.Requests("order.cancel")); // the refused one was the first second's
        _scene.Run(900);
        Assert.Empty(_scene.Requests("order.cancel"));
        _scene.Run(200);
        Assert.Single(_scene.Requests("order.cancel"));
        _scene.Run(1_000);
        Assert.Equal(2, _scene.Requests("order.cancel").Count());
        _scene.Run(1_500);
        Assert.Equal(Orders, _scene.Requests("order.cancel").Count());
        _scene.Run(500);
        Assert.Equal(Orders, _scene.Requests("order.cancel").Select(r => r.Params.GetProperty("origClientOrderId").GetString()).Distinct().Count());
    }

    [Fact]
    public void A_word_to_stop_whose_time_is_up_already_stops_for_a_second()
    {
        HttpCall late = AskSomething();
        _scene.Reply(late, 429, "{\"code\":-1003,\"msg\":\"Too many requests.\"}", ("Retry-After", "0"));
        _scene.Forget();
        Cancel();
        Assert.Single(_scene.Requests("order.cancel"));
        _scene.Run(1_100);
        Assert.Equal(Orders, _scene.Requests("order.cancel").Count());
    }

    private IReadOnlyList<HttpCall> Deletes => _scene.CallsTo("DELETE /fapi/v1/order");

    // A look in passing that is still to be answered.
    private HttpCall AskSomething()
    {
        _scene.Hold("GET /fapi/v3/positionRisk");
        _scene.Run(31_000);
        return _scene.Wire.Unanswered.Single(c => c.Url.Contains("positionRisk", StringComparison.Ordinal));
    }

    private long NextMinuteMs => 60_000 - _scene.Now / Scene.Ms % 60_000;

    private void CutOrderEntry()
    {
        _scene.OpensConnections = false;
        _scene.Close(_scene.Api);
        _scene.Forget();
    }

    private void Cancel()
    {
        foreach (OrderId id in _ids)
            _scene.Cancel(id);
    }

    // Somebody else behind the same address has used the weight up, early in a minute.
    private void UseUp(int allBut = 0)
    {
        _scene.Run(NextMinuteMs + 2_000);
        _scene.Hold("GET /fapi/v1/time");
        while (!_scene.Wire.Unanswered.Exists(c => c.Url.Contains("/fapi/v1/time", StringComparison.Ordinal)))
            _scene.Run(1_000);
        _scene.Reply(_scene.Wire.Unanswered.Find(c => c.Url.Contains("/fapi/v1/time", StringComparison.Ordinal))!, 200, $$"""{"serverTime":{{_scene.Now / Scene.Ms}}}""",
            ("X-MBX-USED-WEIGHT-1M", $"{2400 - allBut}"));
        Assert.True(NextMinuteMs > 10_000, $"{NextMinuteMs} ms left");
        _scene.Forget();
    }

    private static string Open(int i) => Venue.Order("NEW", client: $"eng-1-{i}", number: 554 + i, price: $"{59_999 - i}");

    private static string NameOf(HttpCall call) => Scene.Parameter(call, "origClientOrderId")!;
}
