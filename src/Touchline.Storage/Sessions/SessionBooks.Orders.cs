using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>What happens to orders.</summary>
internal sealed partial class SessionBooks
{
    private void Place(in SessionEntry entry, RowBatch batch)
    {
        Instrument traded = session.Instruments[entry.Instrument];
        NewOrder terms = entry.Terms;
        int strategy = entry.Strategy;
        var row = new OrderRow
        {
            Journal = session.Journal,
            OrderId = entry.Order.Number,
            SessionKey = session.Key,
            ClientOrderId = session.ClientIdPrefix is { } prefix ? $"{prefix}-{entry.Order.Number}" : null,
            Strategy = NameOf(strategy),
            Venue = traded.Venue,
            Symbol = traded.Symbol,
            Side = RowTexts.Of(terms.Side),
            Type = RowTexts.Of(terms.Type),
            TimeInForce = RowTexts.Of(terms.TimeInForce),
            ReduceOnly = terms.ReduceOnly,
            Reason = RowTexts.Of(terms.Reason, entry.Text),
            Closes = entry.Input == _closing.Input && terms.Reason == OrderReason.Operator ? _closing.Order : null,
            Price = terms.Type == OrderType.Limit ? traded.PriceUnit.ToDecimal(terms.Price) : null,
            TriggerPrice = terms.Type.IsConditional() ? traded.PriceUnit.ToDecimal(terms.Trigger) : null,
            Quantity = traded.QuantityUnit.ToDecimal(terms.Quantity),
            State = RowTexts.Of(OrderState.Pending),
            PlacedNs = entry.LocalNs,
            UpdatedNs = entry.LocalNs,
        };
        var order = new OrderLife(row, strategy, entry.Instrument, terms.Side, OrderState.Pending, terms.Quantity.Units, 0);
        _orders[row.OrderId] = order;
        batch.Orders.Add(row);
        AddTransition(batch, entry, row, "place", null, null);
        SessionSignal? signal = _signals.GetValueOrDefault((strategy, entry.Instrument));
        batch.Audit.Add(Audit(entry, order, "order.place") with
        {
            NewValue = Terms(row),
            Reason = row.Reason ?? signal?.Reason,
            SignalData = RowTexts.Signal(signal),
            Market = RowTexts.Market(traded, entry.Touch),
        });
    }

    private void Ask(in SessionEntry entry, RowBatch batch)
    {
        if (Find(entry.Order) is not { } order)
            return;
        bool isAmend = entry.Kind == SessionEntryKind.Amend;
        if (isAmend)
            order.AskAmend(entry.Terms.Price, entry.Terms.Quantity);
        AddTransition(batch, entry, order.Row, isAmend ? "amend" : "cancel", order.Row.State, isAmend ? entry.Terms : null);
        Instrument traded = session.Instruments[order.Instrument];
        batch.Audit.Add(Audit(entry, order, isAmend ? "order.amend" : "order.cancel") with
        {
            OldValue = Terms(order.Row),
            NewValue = isAmend
                ? RowTexts.Json(new JsonObject { ["price"] = traded.PriceUnit.ToDecimal(entry.Terms.Price), ["quantity"] = traded.QuantityUnit.ToDecimal(entry.Terms.Quantity) })
                : null,
        });
    }

    private void TakeOrderReport(in SessionEntry entry, RowBatch batch)
    {
        if (Find(entry.Report.Id) is not { } order)
            return;
        string before = order.Row.State;
        string? terms = entry.Report.Kind is ReportKind.Fill or ReportKind.Acknowledged ? null : Terms(order.Row);
        bool wasEnded = order.IsEnded;
        string what = RowTexts.Of(entry.Report.Kind);
        if (entry.Report.Kind != ReportKind.Fill)
            order.Take(entry.Report, session.Instruments[order.Instrument]);
        else if (order.TryAddTrade(entry.Report.TradeId))
            TakeFill(entry, order, batch);
        else
            what = "duplicate_fill";
        string? failure = entry.Text is { } why ? $"{FailureOf(entry.Report) ?? "the venue ended it"}: {why}" : FailureOf(entry.Report);
        order.Row.ReasonText = failure ?? order.Row.ReasonText;
        batch.Orders.Add(order.Row);
        AddTransition(batch, entry, order.Row, what, before, null);
        if (failure is not null)
            batch.Audit.Add(Audit(entry, order, $"order.{what}") with { OldValue = terms, NewValue = Terms(order.Row), Success = false, ErrorMessage = failure });
        else if (terms is not null)
            batch.Audit.Add(Audit(entry, order, $"order.{what}") with { OldValue = terms, NewValue = Terms(order.Row) });
        if (!wasEnded && order.IsEnded)
            Forget(order);
    }

    private void TakeFill(in SessionEntry entry, OrderLife order, RowBatch batch)
    {
        OrderReport report = entry.Report;
        order.TakeFill(report, session.Instruments[order.Instrument]);
        string reason = order.Row.Reason ?? RowTexts.Reason(order.Row.Type, order.Row.TimeInForce);
        // A venue that numbers its fills may tell one again in a later session.
        string fill = report.TradeId != 0 ? $"{session.Journal}/{report.Id}/{report.TradeId}" : $"{session.Key}/{entry.Input}";
        Book(entry, new FillTerms(fill, TradeRow.Fill, order.Strategy, order.Instrument, order.Side, report.Quantity.Units, report.Fee, reason), batch);
    }

    // Reports have neither the venue's code nor its words.
    private static string? FailureOf(in OrderReport report) => report.Kind switch
    {
        ReportKind.Rejected => Refused(report, "the order", "the venue refused the order"),
        ReportKind.CancelRejected => Refused(report, "the cancel", "the venue refused the cancel: there was no such order any more"),
        ReportKind.AmendRejected => Refused(report, "the amend", "the venue refused the amend"),
        ReportKind.Unknown => "nobody knows whether the last request was carried out",
        ReportKind.Unresolved => "what became of it couldn't be found out; the instrument is frozen",
        _ => null,
    };

    private static string Refused(in OrderReport report, string request, string otherwise) => report switch
    {
        { NeverLeft: true } => $"{request} never left for the venue: there was no way to it, its allowance was used up, or an amend was under way",
        { IsVenueFault: true } => $"the venue couldn't take {request}: it was overloaded or failed",
        _ => otherwise,
    };

    private void AddTransition(RowBatch batch, in SessionEntry entry, OrderRow row, string what, string? from, NewOrder? asked)
    {
        Instrument traded = session.Instruments[entry.Instrument];
        bool isReport = entry.Kind == SessionEntryKind.Report, isFill = isReport && entry.Report.Kind == ReportKind.Fill;
        batch.Transitions.Add(new TransitionRow
        {
            SessionKey = session.Key,
            Input = entry.Input,
            Ordinal = _ordinal++,
            Journal = session.Journal,
            OrderId = row.OrderId,
            AtNs = entry.LocalNs,
            ExchangeNs = isReport ? entry.Report.ExchangeNs : null,
            Event = what,
            FromState = from,
            ToState = row.State,
            Price = isFill ? traded.PriceUnit.ToDecimal(entry.Report.Price) : asked is { } terms ? traded.PriceUnit.ToDecimal(terms.Price) : row.Price,
            Quantity = isFill ? traded.QuantityUnit.ToDecimal(entry.Report.Quantity) : asked is { } wanted ? traded.QuantityUnit.ToDecimal(wanted.Quantity) : row.Quantity,
            Filled = row.Filled,
            ReasonText = isReport ? (entry.Text is { } why ? why : FailureOf(entry.Report)) : null,
        });
    }

    private AuditEntry Audit(in SessionEntry entry, OrderLife order, string action) =>
        Audit(entry, order.Row.Reason == RowTexts.Kill ? RowTexts.Kill : order.Row.Strategy, action, "order", order.Row.ClientOrderId ?? $"{session.Journal}/{order.Row.OrderId}");

    private static string Terms(OrderRow row) => RowTexts.Json(new JsonObject
    {
        ["symbol"] = row.Symbol,
        ["side"] = row.Side,
        ["type"] = row.Type,
        ["time_in_force"] = row.TimeInForce,
        ["price"] = row.Price,
        ["trigger_price"] = row.TriggerPrice,
        ["quantity"] = row.Quantity,
        ["filled"] = row.Filled,
        ["state"] = row.State,
        ["reduce_only"] = row.ReduceOnly,
        ["reason"] = row.Reason,
    });

    private OrderLife? Find(OrderId id)
    {
        OrderLife? order = _orders.GetValueOrDefault(id.Number);
        if (order is null)
            Strays++;
        return order;
    }

    private void Forget(OrderLife order)
    {
        _ended.Enqueue(order.Row.OrderId);
        if (_ended.Count > MostEnded)
            _orders.Remove(_ended.Dequeue());
    }
}
