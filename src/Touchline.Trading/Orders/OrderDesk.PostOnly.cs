using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Post-only orders that are priced anew where they would cross.</content>
internal sealed partial class OrderDesk
{
    private const int MostOffsetTicks = 1_000_000;
    private const int MostOffsetPpm = 100_000;

    /// <summary>An order with a policy; without one (default) it is placed as it is.</summary>
    public Placement Place(StrategySlot strategy, in NewOrder order, in PostOnlyPolicy policy, in OrderOrigin origin)
    {
        if (policy == default)
            return Place(strategy, order, origin);
        bool fits = order.Type == OrderType.Limit && order.TimeInForce == TimeInForce.PostOnly && (uint)order.Instrument < (uint)_instruments.Length
            && policy.Tries is > 0 and <= PostOnlyPolicy.MostTries && policy.OffsetTicks is >= 0 and <= MostOffsetTicks
            && policy.OffsetPpm is >= 0 and <= MostOffsetPpm && policy.AtEnd is PostOnlyEnd.GiveUp or PostOnlyEnd.Market;
        if (!fits)
            return Refuse(strategy, order.Instrument, RiskRefusal.BadPolicy);
        OrderOrigin chained = origin with { Policy = policy, TriesLeft = policy.Tries };
        if (!WouldCross(order))
            return Place(strategy, order, chained);
        chained.TriesLeft--;
        return Place(strategy, order with { Price = Anew(order, policy) }, chained);
    }

    // Sent back by the venue before it rested: whether for crossing nobody says, so that a refusal for another reason uses up the tries.
    private void GoOn(ref WorkingOrder ended)
    {
        OrderOrigin origin = ended.Origin;
        bool isSentBack = ended.State is OrderState.Expired or OrderState.Rejected && ended.Filled.IsZero && !ended.IsAcknowledged;
        if (origin.Policy == default || !isSentBack)
            return;
        if (_isRedoing)
        {
            _goesOn = ended.Id; // the journal says with which order, if with any
            return;
        }

        NewOrder order = ended.Terms;
        bool isLast = origin.TriesLeft == 0;
        if (isLast && origin.Policy.AtEnd == PostOnlyEnd.GiveUp)
            return;
        origin.First = origin.First.IsNone ? ended.Id : origin.First;
        origin.TriesLeft--;
        if (isLast)
        {
            order = NewOrder.Market(order.Instrument, order.Side, order.Quantity) with { ReduceOnly = order.ReduceOnly, Reason = order.Reason };
            origin.Policy = default;
        }
        else
        {
            order = order with { Price = Anew(order, origin.Policy) };
        }

        StrategySlot strategy = _engine.Slot(ended.Strategy);
        ended.Next = Place(strategy, order, origin).Id;
    }

    private bool WouldCross(in NewOrder order)
    {
        Touch touch = _instruments[order.Instrument].Book.Touch;
        return order.Side == Side.Buy ? touch.HasAsk && order.Price >= touch.AskPrice : touch.HasBid && order.Price <= touch.BidPrice;
    }

    // The other side's best less the offset, on the tick; never nearer to it than asked for. Without another side the price itself is
    // the measure.
    private Price Anew(in NewOrder order, in PostOnlyPolicy policy)
    {
        InstrumentState state = _instruments[order.Instrument];
        Touch touch = state.Book.Touch;
        long tick = state.Instrument.TickUnits;
        bool isBuy = order.Side == Side.Buy, hasOther = isBuy ? touch.HasAsk : touch.HasBid;
        long other = !hasOther ? order.Price.Units : isBuy ? touch.AskPrice.Units : touch.BidPrice.Units;
        long offset = policy.OffsetTicks > 0 ? policy.OffsetTicks * tick : OffsetOf(other, policy, tick);
        long price = isBuy ? other - offset : other + offset;
        long onTick = isBuy ? price - Rest(price, tick) : price + (tick - Rest(price, tick)) % tick;
        return new Price(isBuy ? Math.Min(onTick, order.Price.Units) : Math.Max(onTick, order.Price.Units));
    }

    private static long OffsetOf(long price, in PostOnlyPolicy policy, long tick)
    {
        int ppm = policy.OffsetPpm == 0 ? PostOnlyPolicy.UsualOffsetPpm : policy.OffsetPpm;
        return Math.Max(tick, (long)((Int128)price * ppm / 1_000_000));
    }

    private static long Rest(long price, long tick) => ((price % tick) + tick) % tick;
}
