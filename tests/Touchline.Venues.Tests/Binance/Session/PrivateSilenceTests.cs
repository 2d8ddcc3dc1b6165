using Touchline.Core;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>A private stream that is open and leaves things out: it is connected again, and what it kept back is told once.</summary>
public sealed class PrivateSilenceTests
{
    private readonly Scene _scene = new Scene().Ready();

    [Fact]
    public void A_stream_that_never_tells_of_an_answered_order_is_connected_again()
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("NEW")}]");
        _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Run(9_900);
        Assert.Equal(1, _scene.Keys);
        _scene.Run(5_000);
        Assert.Equal(2, _scene.Keys);
        Assert.Contains(_scene.Notes, n => n.Contains("left out", StringComparison.Ordinal));
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
        Assert.NotEmpty(_scene.CallsTo("GET /fapi/v1/userTrades")); // reconciled whole
        _scene.Run(60_000);
        Assert.Equal(2, _scene.Keys); // once
        Assert.Equal("Acknowledged", _scene.Kinds);
    }

    [Fact]
    public void A_stream_that_tells_of_an_order_and_not_of_its_cancel_is_connected_again()
    {
        OrderId id = _scene.Place();
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Private_(Venue.Update("NEW", "NEW"));
        _scene.Run(15_000);
        Assert.Equal(1, _scene.Keys);
        _scene.Cancel(id);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED")));
        _scene.Run(15_000);
        Assert.Equal(2, _scene.Keys);
        Assert.Equal("Acknowledged Cancelled", _scene.Kinds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_that_tells_what_was_answered_stays_whichever_comes_first(bool updatesFirst)
    {
        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        OrderId id = _scene.Place();
        Tell(Venue.Update("NEW", "NEW"), Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        _scene.Run(12_000);
        _scene.Cancel(id);
        Tell(Venue.Update("CANCELED", "CANCELED", time: Venue.Time + 5), Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED", time: Venue.Time + 5)));
        _scene.Run(60_000);
        Assert.Equal(1, _scene.Keys);
        Assert.Equal("Acknowledged Cancelled", _scene.Kinds);

        void Tell(string update, string reply)
        {
            if (updatesFirst)
                _scene.Private_(update);
            _scene.ApiReply(reply);
            if (!updatesFirst)
                _scene.Private_(update);
        }
    }

    [Fact]
    public void An_end_that_only_a_look_in_passing_finds_connects_the_stream_again_and_is_told_once()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("FILLED", executed: "0.010"));
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(5, "0.010")}]");
        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        _scene.Run(45_000);
        Assert.Equal("Fill", _scene.Kinds);
        Assert.Equal(2, _scene.Keys);
        Assert.Equal(10, _scene.Position);
        _scene.Private_(Venue.Update("TRADE", "FILLED", last: "0.010", filled: "0.010", trade: 5));
        Assert.Equal("Fill", _scene.Kinds);
        _scene.Run(120_000);
        Assert.Equal(2, _scene.Keys);
    }

    [Fact]
    public void An_end_without_fills_that_only_a_look_in_passing_finds_connects_the_stream_again_too()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("EXPIRED"));
        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        _scene.Run(45_000);
        Assert.Equal("Expired", _scene.Kinds);
        Assert.Equal(2, _scene.Keys);
    }

    [Fact]
    public void A_fill_that_had_to_be_fetched_connects_the_stream_again_once_however_many_there_are()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "0.006")}]");
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(5, "0.002")},{Venue.TradeRow(6, "0.004")}]");
        _scene.Run(120_000);
        Assert.Equal("Fill Fill", _scene.Kinds);
        Assert.Equal(2, _scene.Keys);
        Assert.True(_scene.Venue.State.IsTradingReady, _scene.Venue.State.Trouble);
    }

    [Fact]
    public void A_fill_that_the_stream_tells_late_is_fetched_and_the_stream_stays()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/openOrders", _ => $"[{Venue.Order("PARTIALLY_FILLED", executed: "0.006")}]");
        _scene.OnCall("GET /fapi/v1/userTrades", _ => $"[{Venue.TradeRow(5, "0.006")}]");
        for (int i = 0; i < 60 && _scene.Kinds.Length == 0; i++)
            _scene.Run(1_000);
        Assert.Equal("Fill", _scene.Kinds);
        _scene.Run(5_000);
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.006", filled: "0.006", trade: 5));
        _scene.Run(120_000);
        Assert.Equal("Fill", _scene.Kinds);
        Assert.Equal(1, _scene.Keys);
    }

    [Fact]
    public void A_fill_ahead_of_a_missing_one_waits_until_both_can_be_told_in_their_order_and_the_stream_stays()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/userTrades", call => call.Url.Contains("orderId=555", StringComparison.Ordinal) ? $"[{Venue.TradeRow(5, "0.002")},{Venue.TradeRow(6, "0.004")}]" : "[]");
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.006", trade: 6));
        Assert.Equal("", _scene.Kinds);
        _scene.Run(2_000);
        Assert.Equal([5L, 6L], _scene.Reports.Where(r => r.Kind == ReportKind.Fill).Select(r => r.TradeId));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.002", filled: "0.002", trade: 5));
        _scene.Private_(Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.001", filled: "0.007", trade: 7));
        Assert.Equal("Fill Fill Fill", _scene.Kinds);
        _scene.Run(120_000);
        Assert.Equal(1, _scene.Keys);
    }

    [Fact]
    public void Fills_of_several_orders_that_have_to_be_fetched_are_told_in_the_order_in_which_they_were_made()
    {
        OrderId one = Rest(), other = _scene.Place(price: 59_999.0m);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW", price: "59999.0", client: "eng-1-2", number: 556)));
        _scene.Reports.Clear();
        (string first, string second, string third) = (Venue.TradeRow(5, "0.002"), Venue.TradeRow(6, "0.003", order: 556), Venue.TradeRow(7, "0.004"));
        _scene.OnCall("GET /fapi/v1/userTrades", call => call.Url.Contains("orderId=555", StringComparison.Ordinal) ? $"[{first},{third}]"
            : call.Url.Contains("orderId=556", StringComparison.Ordinal) ? $"[{second}]" : $"[{first},{second},{third}]");
        _scene.Cancel(one);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED", executed: "0.006")));
        _scene.Cancel(other);
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("CANCELED", executed: "0.003", price: "59999.0", client: "eng-1-2", number: 556)));
        _scene.Run(3_000);
        Assert.Equal([5L, 6L, 7L], _scene.Reports.Where(r => r.Kind == ReportKind.Fill).Select(r => r.TradeId));
    }

    [Fact]
    public void What_was_missed_before_the_stream_was_opened_is_no_reason_to_open_it_again()
    {
        Rest();
        _scene.OnCall("GET /fapi/v1/openOrders", _ => "[]");
        _scene.OnCall("GET /fapi/v1/order", _ => Venue.Order("CANCELED"));
        _scene.Close(_scene.Private);
        _scene.Run(60_000);
        Assert.Equal(2, _scene.Keys); // the loss itself
        Assert.Equal("Cancelled", _scene.Kinds);
    }

    // An order that the stream has told of.
    private OrderId Rest()
    {
        OrderId id = _scene.Place();
        _scene.Private_(Venue.Update("NEW", "NEW"));
        _scene.ApiReply(Venue.Reply(_scene.LastRequest, Venue.Order("NEW")));
        Assert.Equal("Acknowledged", _scene.Kinds);
        _scene.Reports.Clear();
        return id;
    }
}
