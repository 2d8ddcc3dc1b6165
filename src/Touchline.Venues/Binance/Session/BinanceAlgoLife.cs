using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// What the algo service's news makes of a conditional order, in whatever order it comes and however often. Once the order that it became is known, all else is <see cref="BinanceOrderLife"/>'s
/// matter, and news of the waiting is old.
/// </summary>
internal sealed class BinanceAlgoLife(BinanceSession session, BinanceOrders orders, BinanceOrderLife life)
{
    /// <summary>Is told of orders that something is to be asked about.</summary>
    public BinanceInquiries Inquiries { get; set; } = null!;

    /// <summary>Holds fills that may be of an order that isn't known yet.</summary>
    public BinanceUnnamedFills Unnamed { get; set; } = null!;

    /// <summary>A conditional order as a reply, a query, a list or the private stream shows it.</summary>
    public void OnState(BinanceOrder order, in BinanceAlgoState state, long nowNs)
    {
        if (order.IsEnded || order.VenueId != 0)
            return;
        if (state.OrderId != 0)
        {
            BecomeOrder(order, state.OrderId, state.UpdateMs, nowNs);
            return;
        }

        switch (state.Status)
        {
            case BinanceAlgoStatus.New:
                life.Acknowledge(order, state.UpdateMs, nowNs);
                break;
            case BinanceAlgoStatus.Triggering or BinanceAlgoStatus.Triggered or BinanceAlgoStatus.Finished:
                life.Acknowledge(order, state.UpdateMs, nowNs);
                order.Conditional!.IsSetOff = true;
                Seek(order, nowNs);
                break;
            case BinanceAlgoStatus.Canceled:
                life.OnEnd(order, ReportKind.Cancelled, 0, state.UpdateMs, nowNs);
                break;
            case BinanceAlgoStatus.Expired:
                life.OnEnd(order, ReportKind.Expired, 0, state.UpdateMs, nowNs);
                break;
            case BinanceAlgoStatus.Rejected:
                OnRejected(order, state, nowNs);
                break;
        }
    }

    /// <summary>The answer to a question by client algo id.</summary>
    /// <param name="askedNs">When it was sent.</param>
    public void OnAnswer(BinanceOrder order, in BinanceAlgoState state, long askedNs, long nowNs)
    {
        OnState(order, state, nowNs);
        if (order.Conditional is not { } conditional || state.Status != BinanceAlgoStatus.New)
            return;
        conditional.WaitedNs = Math.Max(conditional.WaitedNs, askedNs);
        // What was set off waits no more: that the answer doesn't know it yet answers nothing.
        conditional.IsSought &= conditional.IsSetOff || order.VenueId != 0;
    }

    /// <summary>It is asked about by its name until it is clear whether it was set off, and which order it became.</summary>
    public void Seek(BinanceOrder order, long nowNs)
    {
        // One that is asked about already keeps its pauses.
        if (order.Conditional!.IsSought)
            return;
        order.Conditional.IsSought = true;
        Inquiries.Ask(order, nowNs);
    }

    // What its order did before its number was known may have been told to nobody: it is asked how it stands.
    private void BecomeOrder(BinanceOrder order, long orderId, long venueMs, long nowNs)
    {
        life.Acknowledge(order, venueMs, nowNs);
        order.Conditional!.IsSetOff = order.Conditional.IsSought = true;
        orders.SetVenueId(order, orderId);
        Unnamed.Release(order, nowNs);
        if (!order.IsEnded)
            Inquiries.Ask(order, nowNs);
    }

    // One that waited was there: the end of it is no refusal any more.
    private void OnRejected(BinanceOrder order, in BinanceAlgoState state, long nowNs)
    {
        string why = state.Reason.IsEmpty ? "" : $" ({BinanceFailure.TextOf(state.Reason)})";
        session.Note($"{order.Instrument.Symbol}: conditional order {order.Number} was refused by Binance{why}: nothing of it works or will");
        if (!state.Reason.IsEmpty)
            session.TellWhy(order.Number, BinanceFailure.TextOf(state.Reason));
        life.OnEnd(order, order.IsAcknowledged ? ReportKind.Expired : ReportKind.Rejected, 0, state.UpdateMs, nowNs);
    }
}
