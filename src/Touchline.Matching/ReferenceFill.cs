using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The two reference models. Own orders leave the market as it was, and each has it to itself; they are gone through in the order of
/// their arrival. Queue positions are doubles. Not partial: any fill fills a whole order, a taker trades wholly at the touch.
/// </summary>
internal sealed class ReferenceFill<TQueue>(
    Instrument instrument, OrderBook book, LevelSweep sweep, OwnOrders own, VenueReports reports, TQueue queue, bool isPartial) : IFillRules
    where TQueue : struct, IQueue
{
    private readonly QuantityUnit _unit = instrument.QuantityUnit;
    private readonly double _lot = instrument.QuantityUnit.ToDouble(new Quantity(instrument.LotUnits));
    private readonly ReferenceTaker _taker = new(instrument, sweep, reports);

    public bool Arrive(OwnOrder order, long exchangeNs)
    {
        Touch touch = book.Touch;
        bool canTrade = order.Side == Side.Buy ? touch.HasAsk : touch.HasBid;
        Price opposite = order.Side == Side.Buy ? touch.AskPrice : touch.BidPrice;
        bool isMarket = order.Type == OrderType.Market;
        bool crosses = canTrade && (isMarket || order.Reaches(opposite));
        if (crosses && (isMarket || order.TimeInForce != TimeInForce.PostOnly))
        {
            if (isPartial)
                _taker.Take(ref order, opposite, exchangeNs);
            else
                FillWholly(ref order, opposite, isMaker: false, exchangeNs);
            if (order.Remaining.IsZero)
                return false;
        }

        if (crosses || isMarket || order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
        {
            reports.Say(ReportKind.Expired, order.Id, exchangeNs);
            return false;
        }

        order.ReferenceAhead = _unit.ToDouble(book.QuantityAt(order.Side, order.Price));
        order.ReferenceTraded = 0;
        order.Place = FifoQueue.NextPlace(book);
        own.AddLast(order);
        return true;
    }

    // No resting order is reached by a touch that stood before: only a level that is the touch now can reach one.
    public void OnLevel(in MarketEvent level, Quantity previous)
    {
        Advance(level, previous);
        List<OwnOrder> orders = own.Of(level.Side.Opposite());
        if (orders.Count == 0 || level.Price != (level.Side == Side.Buy ? book.BestBid : book.BestAsk))
            return;
        for (int i = 0; i < orders.Count;)
        {
            ref OwnOrder order = ref CollectionsMarshal.AsSpan(orders)[i];
            if (!order.Reaches(level.Price))
            {
                i++;
                continue;
            }

            FillWholly(ref order, order.Price, isMaker: true, level.ExchangeNs);
            orders.RemoveAt(i);
        }
    }

    public void OnTrade(in MarketEvent trade)
    {
        // A buyer's trade meets our sells, a seller's our buys.
        List<OwnOrder> orders = own.Of(trade.Side.Opposite());
        for (int i = 0; i < orders.Count;)
        {
            ref OwnOrder order = ref CollectionsMarshal.AsSpan(orders)[i];
            if (order.Price == trade.Price)
                GoThroughQueue(ref order, trade);
            else if (order.IsBetterThan(trade.Price))
                FillWholly(ref order, order.Price, isMaker: true, trade.ExchangeNs);
            if (order.Remaining.IsZero)
                orders.RemoveAt(i);
            else
                i++;
        }
    }

    public void OnExecution(in MarketEvent trade, long place)
    {
        List<OwnOrder> orders = own.Of(trade.Side.Opposite());
        for (int i = 0; i < orders.Count;)
        {
            ref OwnOrder order = ref CollectionsMarshal.AsSpan(orders)[i];
            if (FifoQueue.IsAhead(order, trade, place))
                FillFirst(ref order, trade);
            if (order.Remaining.IsZero)
                orders.RemoveAt(i);
            else
                i++;
        }
    }

    public long AheadOf(in OwnOrder order) =>
        queue.AheadOf(order, book) ?? (long)Math.Max(0, Math.Round(order.ReferenceAhead / _unit.ToDouble(new Quantity(1))));

    private void FillFirst(ref OwnOrder order, in MarketEvent trade)
    {
        // To lots, half away from zero.
        long filled = (trade.Quantity.Units + instrument.LotUnits / 2) / instrument.LotUnits * instrument.LotUnits;
        if (!isPartial || order.Price != trade.Price || filled >= order.Remaining.Units)
            FillWholly(ref order, order.Price, isMaker: true, trade.ExchangeNs);
        else if (filled > 0)
            Fill(ref order, order.Price, new Quantity(filled), isMaker: true, trade.ExchangeNs);
    }

    private void Advance(in MarketEvent level, Quantity previous)
    {
        foreach (ref OwnOrder order in CollectionsMarshal.AsSpan(own.Of(level.Side)))
        {
            if (order.Price != level.Price)
                continue;
            order.ReferenceAhead = queue.Advance(order.ReferenceAhead, order.ReferenceTraded, previous, level.Quantity);
            order.ReferenceTraded = 0;
        }
    }

    private void GoThroughQueue(ref OwnOrder order, in MarketEvent trade)
    {
        double traded = _unit.ToDouble(trade.Quantity);
        order.ReferenceAhead -= traded;
        order.ReferenceTraded += traded;
        if (order.ReferenceAhead >= 0)
            return;
        double lots = Math.Round(-order.ReferenceAhead / _lot, MidpointRounding.AwayFromZero);
        if (lots < 1)
            return;
        order.ReferenceAhead = 0;
        if (!isPartial || lots * instrument.LotUnits >= order.Remaining.Units)
            FillWholly(ref order, order.Price, isMaker: true, trade.ExchangeNs);
        else
            Fill(ref order, order.Price, new Quantity((long)lots * instrument.LotUnits), isMaker: true, trade.ExchangeNs);
    }

    private void FillWholly(ref OwnOrder order, Price price, bool isMaker, long exchangeNs) =>
        Fill(ref order, price, order.Remaining, isMaker, exchangeNs);

    private void Fill(ref OwnOrder order, Price price, Quantity quantity, bool isMaker, long exchangeNs)
    {
        order.Filled += quantity;
        reports.Fill(order, price, quantity, isMaker, exchangeNs);
    }
}
