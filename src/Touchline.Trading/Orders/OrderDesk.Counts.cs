using Touchline.Core;

namespace Touchline.Trading;

/// <content>Ends of orders and requests, and how the holdings count what still works.</content>
internal sealed partial class OrderDesk
{
    private void CountIllegal() => Anomalies = Anomalies with { Illegal = Anomalies.Illegal + 1 };

    private (OrderTally Account, OrderTally Own) Count(in WorkingOrder order) =>
        (_instruments[order.Terms.Instrument].Account.Orders, _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).Orders);

    private void End(ref WorkingOrder order, in OrderReport report)
    {
        OrderState from = order.State, terminal = StateOf(report.Kind, from);
        if (!from.CanBecome(terminal))
        {
            NoteRefused(ref order, terminal, CauseOf(report.Kind));
            return;
        }

        CountEnd(order, terminal);
        order.State = terminal;
        bool wasCancelling = (order.Open & Requests.Cancel) != 0;
        order = ref Remove(ref order);
        Note(ref order, from, CauseOf(report.Kind));
        if (!wasCancelling && !order.IsUnwanted && !report.IsVenueFault && !report.NeverLeft)
            GoOn(ref order);
        WorkingOrder told = order;
        Tell(Describe(told), told);
    }

    private void CountEnd(in WorkingOrder order, OrderState terminal)
    {
        (OrderTally account, OrderTally own) = Count(order);
        switch (terminal)
        {
            case OrderState.Cancelled:
                account.Cancelled++;
                own.Cancelled++;
                break;
            case OrderState.Rejected:
                account.Rejected++;
                own.Rejected++;
                break;
            case OrderState.Expired:
                account.Expired++;
                own.Expired++;
                Venues.OnExpired(order, _engine.NowNs);
                break;
        }
    }

    private ref WorkingOrder Remove(ref WorkingOrder order)
    {
        order.Open = Requests.None;
        order.Unknown = Requests.None;
        order.AmendQuantity = default;
        Recount(ref order);
        _engine.Slot(order.Strategy).LiveOrders--;
        return ref _orders.End(order.Id);
    }

    // A definite answer to a request; it says nothing of the others.
    private void Settle(ref WorkingOrder order, Requests request)
    {
        order.Open &= ~request;
        order.Unknown &= ~request;
        if (request == Requests.Amend)
            order.AmendQuantity = default;
        Recount(ref order);
    }

    // The holdings count an order at the worst of what it may be.
    private void Recount(ref WorkingOrder order)
    {
        long units = Math.Max(0, order.WorstUnits), change = units - order.Counted;
        order.Counted = units;
        _instruments[order.Terms.Instrument].Reach.Update(ref order, _orders);
        if (change == 0)
            return;
        _instruments[order.Terms.Instrument].Account.AddWorking(order.Terms.Side, change);
        _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).AddWorking(order.Terms.Side, change);
        if (!_isRestoring)
            Positions.OnWorking(order, change, _exchangeNs);
    }
}
