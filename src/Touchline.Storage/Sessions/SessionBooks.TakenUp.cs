using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>What a session begins with where no database tells it.</summary>
internal sealed partial class SessionBooks
{
    /// <summary>Takes over the orders of a checkpoint, as it has them: the ended ones in the order of their ends, then the live ones.</summary>
    /// <remarks>A checkpoint doesn't know when an order was placed, by which session and what its fills cost: a time stands for what was so at the latest by then.</remarks>
    public IReadOnlyList<OrderRow> TakeUp(EngineCheckpoint begin)
    {
        var rows = new List<OrderRow>();
        foreach (CheckpointOrder order in begin.Ended.Concat(begin.Live))
        {
            Instrument before = begin.Instruments[order.Terms.Instrument].Instrument;
            int instrument = InstrumentOf(before.Venue, before.Symbol);
            if (instrument < 0)
                continue;
            OrderRow row = RowOf(order, before, begin);
            Enter(row, order, instrument, before, session.Instruments[instrument]);
            rows.Add(row);
        }

        return rows;
    }

    private void Enter(OrderRow row, in CheckpointOrder order, int instrument, Instrument before, Instrument traded)
    {
        var life = new OrderLife(
            row, StrategyOf(row.Strategy), instrument, order.Terms.Side, order.State, Units(traded, row.Quantity), Units(traded, row.Filled));
        _orders[row.OrderId] = life;
        Resume(life, order, before, traded);
        if (life.IsEnded)
            Forget(life);
    }

    private OrderRow RowOf(in CheckpointOrder order, Instrument before, EngineCheckpoint begin)
    {
        NewOrder terms = order.Terms;
        return new OrderRow
        {
            Journal = session.Journal,
            OrderId = order.Id.Number,
            ClientOrderId = session.ClientIdPrefix is { } prefix ? $"{prefix}-{order.Id.Number}" : null,
            Strategy = begin.Strategies[order.Strategy].Name,
            Venue = before.Venue,
            Symbol = before.Symbol,
            Side = RowTexts.Of(terms.Side),
            Type = RowTexts.Of(terms.Type),
            TimeInForce = RowTexts.Of(terms.TimeInForce),
            ReduceOnly = terms.ReduceOnly,
            Reason = RowTexts.Of(terms.Reason, null),
            Price = terms.Type == OrderType.Limit ? before.PriceUnit.ToDecimal(terms.Price) : null,
            TriggerPrice = terms.Type.IsConditional() ? before.PriceUnit.ToDecimal(terms.Trigger) : null,
            Quantity = before.QuantityUnit.ToDecimal(terms.Quantity),
            Filled = before.QuantityUnit.ToDecimal(order.Filled),
            State = RowTexts.Of(order.State),
            IsUnknown = order.Unknown != Requests.None,
            PlacedNs = begin.NowNs,
            UpdatedNs = begin.NowNs,
            EndedNs = order.State.IsTerminal() ? begin.NowNs : null,
        };
    }
}
