using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What is remembered of an order's changes, and what request numbers tell apart.</summary>
public sealed class OrderHistoryTests
{
    private readonly Desk _desk = new();
    private readonly OrderTransition[] _history = new OrderTransition[64];

    private string[] History(OrderId id) => [.. _history[.._desk.Engine.CopyHistory(id, _history)].Select(t => t.ToString())];

    [Fact]
    public void Every_change_stands_in_it_with_its_cause_and_what_is_open()
    {
        OrderId id = _desk.Limit(Side.Buy, 100, 3).Id;
        _desk.Report(ReportKind.Acknowledged, id);
        _desk.Strategy.Context.Amend(id, new Price(100), new Quantity(5));
        _desk.Report(ReportKind.Unknown, id);
        _desk.Report(ReportKind.Fill, id, quantity: 1, tradeId: 1);
        _desk.Report(ReportKind.Amended, id, quantity: 5);
        _desk.Report(ReportKind.Rejected, id);
        _desk.Strategy.Context.Cancel(id);
        _desk.Report(ReportKind.Cancelled, id, at: 70);
        _desk.Report(ReportKind.Acknowledged, id, at: 71);
        _desk.Report(ReportKind.Fill, id, at: 72, quantity: 4, tradeId: 2);
        Assert.Equal(
            [
                "Pending -> Pending by Placed, open New",
                "Pending -> Placed by Acknowledged",
                "Placed -> Placed by AmendAsked, open Amend",
                "Placed -> Placed by OutcomeUnknown, open Amend, unknown Amend",
                "Placed -> PartiallyFilled by Filled, open Amend, unknown Amend",
                "PartiallyFilled -> PartiallyFilled by Amended",
                "PartiallyFilled -> Rejected by Rejected, refused",
                "PartiallyFilled -> PartiallyFilled by CancelAsked, open Cancel",
                "PartiallyFilled -> Cancelled by Cancelled",
                "Cancelled -> Placed by Acknowledged, refused",
                "Cancelled -> Filled by FilledLate",
            ],
            History(id));
        Assert.Equal((70L, 70L), (_history[8].LocalNs, _history[8].ExchangeNs));
        Assert.Equal(2, _desk.Engine.Anomalies.Illegal);
        var newest = new OrderTransition[2];
        Assert.Equal(2, _desk.Engine.CopyHistory(id, newest));
        Assert.Equal(TransitionCause.FilledLate, newest[1].Cause);
    }

    [Fact]
    public void So_many_changes_are_remembered_and_an_order_forgotten_by_the_table_is_still_found()
    {
        OrderId first = _desk.Limit(Side.Buy, 100, 3).Id;
        _desk.Report(ReportKind.Expired, first);
        for (int i = 0; i < 2 * OrderTable.EndedKept; i++)
            _desk.Report(ReportKind.Expired, _desk.Limit(Side.Buy, 100, 3).Id);
        Assert.Equal(2, History(first).Length);
        for (int i = 0; i < OrderHistory.Kept / 2; i++)
            _desk.Report(ReportKind.Expired, _desk.Limit(Side.Buy, 100, 3).Id);
        Assert.Empty(History(first));
    }

    [Fact]
    public void A_refusal_that_comes_a_second_time_does_not_answer_the_newer_request()
    {
        OrderId id = _desk.Limit(Side.Buy, 100, 3).Id;
        _desk.Report(ReportKind.Acknowledged, id);
        _desk.Engine.ClearIntents();
        _desk.Strategy.Context.Amend(id, new Price(100), new Quantity(50));
        int amend = _desk.Engine.Intents[^1].Request;
        Answer(ReportKind.AmendRejected, id, amend);
        _desk.Strategy.Context.Amend(id, new Price(100), new Quantity(80));
        Answer(ReportKind.AmendRejected, id, amend);
        Assert.Equal((80, 1L), (_desk.Working(Side.Buy), _desk.Engine.Anomalies.Illegal));
        _desk.Strategy.Context.Cancel(id);
        int cancel = _desk.Engine.Intents[^1].Request;
        Answer(ReportKind.CancelRejected, id, cancel);
        Assert.True(_desk.Strategy.Context.Cancel(id));
        Answer(ReportKind.CancelRejected, id, cancel);
        Assert.False(_desk.Strategy.Context.Cancel(id));
        Assert.Equal((2, 3, 4, 5), (amend, amend + 1, cancel, _desk.Engine.Intents[^1].Request));
    }

    [Fact]
    public void Live_orders_are_found_by_strategy_and_state()
    {
        OrderId first = _desk.Limit(Side.Buy, 100, 3).Id, second = _desk.Limit(Side.Buy, 99, 3).Id;
        _desk.Report(ReportKind.Acknowledged, second);
        var found = new OrderUpdate[4];
        Assert.Equal(1, _desk.Engine.CopyOrders(-1, OrderState.Placed, found));
        Assert.Equal(second, found[0].Id);
        Assert.Equal(1, _desk.Engine.CopyOrders(0, OrderState.Pending, found));
        Assert.Equal(first, found[0].Id);
        Assert.Equal((2, 0), (_desk.Engine.CopyOrders(0, null, found), _desk.Engine.CopyOrders(1, null, found)));
    }

    private void Answer(ReportKind kind, OrderId id, int request) =>
        _desk.Engine.OnReport(new OrderReport { Kind = kind, Id = id, Request = request });
}
