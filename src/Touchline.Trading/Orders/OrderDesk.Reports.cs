using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <content>What venues say of live orders, but for their fills.</content>
internal sealed partial class OrderDesk
{
    /// <summary>What the report says that is being taken in, for owners of orders; default between reports.</summary>
    public ReportKind Told { get; private set; }

    /// <summary>The order that it is about.</summary>
    public OrderId ToldOf { get; private set; }

    /// <summary>What is told is a refusal that never reached the venue.</summary>
    public bool NeverLeft { get; private set; }

    /// <summary>What is told is a refusal that says nothing of the order: another try may be taken.</summary>
    public bool IsMomentary { get; private set; }

    /// <summary>What is told is the end of an order whose price had come.</summary>
    public bool WasSetOff { get; private set; }

    /// <summary>A venue's message about one of our orders, or about the position there.</summary>
    public void OnReport(in OrderReport report)
    {
        _exchangeNs = report.ExchangeNs;
        Told = report.Kind;
        ToldOf = report.Id;
        NeverLeft = report.NeverLeft;
        IsMomentary = report.NeverLeft || report.IsVenueFault;
        WasSetOff = report.WasSetOff;
        Take(report);
        _exchangeNs = 0;
        Told = default;
        ToldOf = default;
        NeverLeft = IsMomentary = WasSetOff = false;
    }

    private void Take(in OrderReport report)
    {
        if (report.Kind is ReportKind.Funding or ReportKind.Liquidation or ReportKind.External)
        {
            OnPositionReport(report);
            return;
        }

        ref WorkingOrder order = ref _orders.Find(report.Id);
        if (Unsafe.IsNullRef(ref order))
        {
            OnReportOfEnded(report);
            return;
        }

        Venues.OnAnswer(report, order.Terms.Instrument, Account.Limits, _engine.NowNs);
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                OnAcknowledged(ref order);
                break;
            case ReportKind.Fill:
                OnFill(ref order, report);
                break;
            case ReportKind.Cancelled or ReportKind.Rejected or ReportKind.Expired:
                End(ref order, report);
                break;
            case ReportKind.Amended:
                OnAmended(ref order, report);
                break;
            case ReportKind.Reduced:
                OnReduced(ref order, report);
                break;
            case ReportKind.CancelRejected:
                OnCancelRejected(ref order, report);
                break;
            case ReportKind.AmendRejected:
                OnAmendRejected(ref order, report);
                break;
            case ReportKind.Unknown:
                OnUnknown(ref order, report);
                break;
            case ReportKind.Unresolved:
                Note(ref order, order.State, TransitionCause.Unresolved);
                OnUnresolved(report.Instrument);
                Tell(Describe(order), order);
                break;
            default:
                NoteRefused(ref order, order.State, CauseOf(report.Kind));
                break;
        }
    }

    // It may come twice, and after a fill that came first: the order never goes back to placed.
    private void OnAcknowledged(ref WorkingOrder order)
    {
        Settle(ref order, Requests.New);
        if (order.IsAcknowledged)
            return;
        order.IsAcknowledged = true;
        (OrderTally account, OrderTally own) = Count(order);
        account.Acknowledged++;
        own.Acknowledged++;
        OrderState from = order.State;
        if (from == OrderState.Pending)
            order.State = OrderState.Placed;
        Note(ref order, from, TransitionCause.Acknowledged);
        Tell(Describe(order), order);
    }

    // Only the request's number or, without one, the terms that were asked for answer our amend. Others are the venue's own doing, unless the
    // news is old: an answer that comes a second time.
    private void OnAmended(ref WorkingOrder order, in OrderReport report)
    {
        bool fits = report.Request == 0
            ? report.Price == order.AmendPrice && report.Quantity == order.AmendQuantity
            : report.Request == order.AmendRequest;
        bool isAnswer = (order.Open & Requests.Amend) != 0 && fits;
        if (!isAnswer && report.ExchangeNs <= order.AmendedNs)
        {
            NoteRefused(ref order, order.State, TransitionCause.Amended);
            return;
        }

        order.AmendedNs = report.ExchangeNs;
        order.Terms = order.Terms with { Price = report.Price, Quantity = report.Quantity };
        if (isAnswer)
        {
            (OrderTally account, OrderTally own) = Count(order);
            account.Amended++;
            own.Amended++;
        }

        AfterAmend(ref order, isAnswer, TransitionCause.Amended);
    }

    // Cuts only ever make an order smaller: one that comes twice changes nothing, and one from before an amend is old.
    private void OnReduced(ref WorkingOrder order, in OrderReport report)
    {
        if (report.Quantity >= order.Terms.Quantity || report.ExchangeNs < order.AmendedNs)
        {
            NoteRefused(ref order, order.State, TransitionCause.Reduced);
            return;
        }

        order.AmendedNs = report.ExchangeNs;
        order.Terms = order.Terms with { Quantity = report.Quantity };
        AfterAmend(ref order, isAnswered: false, TransitionCause.Reduced);
    }

    // A number tells an answer that comes a second time while a newer request is open.
    private void OnCancelRejected(ref WorkingOrder order, in OrderReport report)
    {
        if (report.Request != 0 && !IsOpen(order, Requests.Cancel, report.Request))
        {
            NoteRefused(ref order, order.State, TransitionCause.CancelRejected);
            return;
        }

        bool wasOpen = (order.Open & Requests.Cancel) != 0;
        Settle(ref order, Requests.Cancel);
        if (wasOpen)
            Note(ref order, order.State, TransitionCause.CancelRejected);
        if (order.IsUnwanted && !_isRedoing && !_engine.IsTimerSet(AgainTimer))
            _engine.SetTimer(AgainTimer, _engine.NowNs + AgainNs);
        Tell(Describe(order), order);
    }

    private void OnAmendRejected(ref WorkingOrder order, in OrderReport report)
    {
        if (!IsOpen(order, Requests.Amend, report.Request))
            NoteRefused(ref order, order.State, TransitionCause.AmendRejected);
        else
            AfterAmend(ref order, isAnswered: true, TransitionCause.AmendRejected);
    }

    private static bool IsOpen(in WorkingOrder order, Requests kind, int request)
    {
        int open = kind == Requests.Amend ? order.AmendRequest : order.CancelRequest;
        return (order.Open & kind) != 0 && (request == 0 || request == open);
    }

    // A fill that crossed the amend may have been the last of what there is now.
    private void AfterAmend(ref WorkingOrder order, bool isAnswered, TransitionCause cause)
    {
        OrderState from = order.State;
        if (isAnswered)
            Settle(ref order, Requests.Amend);
        else
            Recount(ref order);
        if (order.WorstUnits <= 0)
        {
            order.State = OrderState.Filled;
            order = ref Remove(ref order);
        }

        Note(ref order, from, cause);
        WorkingOrder told = order;
        Tell(Describe(told), told);
    }

    // Without a number it is the newest request whose answer is missing.
    private void OnUnknown(ref WorkingOrder order, in OrderReport report)
    {
        Requests newest = report.Request == 0 ? NewestOpen(order)
            : IsOpen(order, Requests.Cancel, report.Request) ? Requests.Cancel
            : IsOpen(order, Requests.Amend, report.Request) ? Requests.Amend
            : report.Request == 1 ? order.Open & Requests.New
            : Requests.None;
        if (newest == Requests.None)
        {
            NoteRefused(ref order, order.State, TransitionCause.OutcomeUnknown);
            return;
        }

        order.Unknown |= newest;
        Note(ref order, order.State, TransitionCause.OutcomeUnknown);
        Tell(Describe(order), order);
    }

    private static Requests NewestOpen(in WorkingOrder order) =>
        (order.Open & Requests.Cancel) != 0 ? Requests.Cancel : (order.Open & Requests.Amend) != 0 ? Requests.Amend : order.Open;

    // Nobody can say what the account has there: nothing new until somebody does.
    private void OnUnresolved(int instrument)
    {
        Anomalies = Anomalies with { Unresolved = Anomalies.Unresolved + 1 };
        _engine.Freeze(instrument, FreezeReason.Unresolved);
    }
}
