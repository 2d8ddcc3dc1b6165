using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Fills, and what is still heard of orders that have ended.</content>
internal sealed partial class OrderDesk
{
    private void OnFill(ref WorkingOrder order, in OrderReport report)
    {
        if (IsDuplicate(ref order, report))
            return;
        Fill fill = Book(ref order, report);

        // An amend to a larger quantity may be on its way: the order lives on until its outcome is known.
        bool isDone = order.Remaining.IsZero && order.WorstUnits <= 0;
        OrderState from = order.State;
        order.State = isDone ? OrderState.Filled : OrderState.PartiallyFilled;
        order.Unknown &= ~Requests.New; // it is there, or it couldn't have filled
        OrderUpdate update = Describe(order);
        if (isDone)
            order = ref Remove(ref order);
        else
            Recount(ref order);
        Note(ref order, from, TransitionCause.Filled);
        WorkingOrder told = order;
        TellOwnerOfFill(told, report.Quantity);
        _engine.Slot(told.Strategy).OnFill(fill, update, told.IsQuote);
    }

    // The end of an order may be reported before its last fill.
    private void OnReportOfEnded(in OrderReport report)
    {
        ref WorkingOrder order = ref _orders.FindEnded(report.Id);
        if (Unsafe.IsNullRef(ref order))
        {
            Anomalies = Anomalies with { Stray = Anomalies.Stray + 1 };
            return;
        }

        if (report.Kind == ReportKind.Fill)
        {
            OnLateFill(ref order, report);
            return;
        }

        if (report.Kind == ReportKind.Unresolved)
        {
            OnUnresolved(report.Instrument);
            return;
        }

        // A cancel or an amend that crossed the order's end finds nothing; anything else would lead out of a terminal state.
        if (report.Kind is not (ReportKind.CancelRejected or ReportKind.AmendRejected or ReportKind.Unknown))
            NoteRefused(ref order, StateOf(report.Kind, order.State), CauseOf(report.Kind));
    }

    private void OnLateFill(ref WorkingOrder order, in OrderReport report)
    {
        bool isTwice = report.TradeId == 0 && order.Remaining.IsZero; // without a number, a filled order tells
        if (isTwice)
            Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
        if (isTwice || IsDuplicate(ref order, report))
            return;
        Anomalies = Anomalies with { LateFills = Anomalies.LateFills + 1 };
        Fill fill = Book(ref order, report);
        OrderState from = order.State;
        if (order.Remaining.IsZero)
            order.State = OrderState.Filled;
        Note(ref order, from, TransitionCause.FilledLate);
        WorkingOrder told = order;
        TellOwnerOfFill(told, report.Quantity);
        _engine.Slot(told.Strategy).OnFill(fill, Describe(told), told.IsQuote);
    }

    private bool IsDuplicate(ref WorkingOrder order, in OrderReport report)
    {
        if (report.TradeId == 0 || _orders.TradesOf(order.Id).TryAdd(report.TradeId))
            return false;
        Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
        return true;
    }

    // Money first: what the venue says has traded has traded.
    private Fill Book(ref WorkingOrder order, in OrderReport report)
    {
        if (order.Filled.IsZero)
        {
            (OrderTally account, OrderTally own) = Count(order);
            account.Filled++;
            own.Filled++;
        }

        if (report.Quantity > order.Remaining)
            Anomalies = Anomalies with { Overfills = Anomalies.Overfills + 1 };
        order.Filled += report.Quantity;
        Venues.OnFilled(order.Terms.Instrument, report.Quantity.Units, _engine.NowNs);
        InstrumentState state = _instruments[order.Terms.Instrument];
        if (report.TradeId != 0)
            state.OwnTrades.IsNew(report.TradeId, order.Terms.Side);
        decimal value = state.Instrument.Value(report.Price, report.Quantity);
        Fee fee = FeeOf(report);
        state.Account.Ledger.Apply(order.Terms.Side, report.Quantity, value, fee);
        _engine.Slot(order.Strategy).Ledger(order.Terms.Instrument).Apply(order.Terms.Side, report.Quantity, value, fee);
        Positions.OnFill(order.Strategy, order.Terms.Instrument, order.Terms.Reason, report.ExchangeNs);
        return new Fill(order.Id, order.Terms.Instrument, order.Terms.Side, report.Price, report.Quantity, report.IsMaker, report.ExchangeNs)
        {
            Reason = order.Terms.Reason,
        };
    }

    // An asset that the session doesn't know keeps its number: what was paid in it isn't lost, only nameless.
    private Fee FeeOf(in OrderReport report)
    {
        if (report.FeeAsset > _engine.FeeAssets.Count)
            CountIllegal();
        return Fee.Of(report);
    }
}
