using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <content>What is remembered of the orders' changes.</content>
internal sealed partial class OrderDesk
{
    private readonly OrderHistory _history = new();
    private long _exchangeNs;

    public int CopyHistory(OrderId id, Span<OrderTransition> transitions)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        return Unsafe.IsNullRef(ref order) ? _history.Copy(id, transitions) : _history.Copy(order.LastChange, transitions);
    }

    // After a change; a mark alone is one too.
    private void Note(ref WorkingOrder order, OrderState from, TransitionCause cause) =>
        _history.Add(Transition(order, from, order.State, cause), ref order.LastChange);

    private void NoteRefused(ref WorkingOrder order, OrderState to, TransitionCause cause)
    {
        CountIllegal();
        _history.Add(Transition(order, order.State, to, cause) with { IsRefused = true }, ref order.LastChange);
    }

    private OrderTransition Transition(in WorkingOrder order, OrderState from, OrderState to, TransitionCause cause) =>
        new(order.Id, _engine.Inputs, from, to, cause, order.Open, order.Unknown, _engine.NowNs, IsOurs(cause) ? 0 : _exchangeNs);

    private static bool IsOurs(TransitionCause cause) => cause is TransitionCause.Placed or TransitionCause.AmendAsked or TransitionCause.CancelAsked;

    private static TransitionCause CauseOf(ReportKind kind) => kind switch
    {
        ReportKind.Acknowledged => TransitionCause.Acknowledged,
        ReportKind.Rejected => TransitionCause.Rejected,
        ReportKind.Fill => TransitionCause.Filled,
        ReportKind.Cancelled => TransitionCause.Cancelled,
        ReportKind.CancelRejected => TransitionCause.CancelRejected,
        ReportKind.Expired => TransitionCause.Expired,
        ReportKind.Amended => TransitionCause.Amended,
        ReportKind.AmendRejected => TransitionCause.AmendRejected,
        ReportKind.Reduced => TransitionCause.Reduced,
        ReportKind.Unresolved => TransitionCause.Unresolved,
        _ => TransitionCause.OutcomeUnknown,
    };

    // Where a report says that an order is.
    private static OrderState StateOf(ReportKind kind, OrderState now) => kind switch
    {
        ReportKind.Acknowledged => OrderState.Placed,
        ReportKind.Rejected => OrderState.Rejected,
        ReportKind.Cancelled => OrderState.Cancelled,
        ReportKind.Expired => OrderState.Expired,
        _ => now,
    };
}
