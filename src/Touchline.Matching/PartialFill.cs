using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Own orders trade what there is and no more. A taker walks the book, and what it takes is gone until the feed shows that price
/// again; a trade's quantity is spent once over all own orders that it meets, and so is a level that crosses them, however often the
/// feed tells it. Own orders stand by price, best first, and within a price by arrival. Fills are whole lots.
/// </summary>
internal sealed class PartialFill<TQueue>(
    Instrument instrument, OrderBook book, SpentLevels spent, OwnOrders own, VenueReports reports, TQueue queue) : IFillRules
    where TQueue : struct, IQueue
{
    private readonly LevelSweep _sweep = new(book, spent, instrument.LotUnits);

    public bool Arrive(OwnOrder order, long exchangeNs)
    {
        bool isMarket = order.Type == OrderType.Market;
        if (isMarket || order.TimeInForce != TimeInForce.PostOnly)
        {
            Take(ref order, isMarket, exchangeNs);
            if (order.Remaining.IsZero)
                return false;
        }

        bool rests = !isMarket && order.TimeInForce switch
        {
            TimeInForce.PostOnly => !order.Reaches(order.Side == Side.Buy ? book.BestAsk : book.BestBid),
            TimeInForce.GoodTillCancel => true,
            _ => false,
        };
        if (!rests)
        {
            reports.Say(ReportKind.Expired, order.Id, exchangeNs);
            return false;
        }

        order.Ahead = book.QuantityAt(order.Side, order.Price).Units;
        order.Traded = 0;
        order.Place = FifoQueue.NextPlace(book);
        own.AddByPrice(order);
        return true;
    }

    public void OnLevel(in MarketEvent level, Quantity previous)
    {
        Advance(level, previous);
        Give(level);
    }

    public void OnTrade(in MarketEvent trade)
    {
        // A buyer's trade meets our sells, a seller's our buys.
        Side ours = trade.Side.Opposite();
        List<OwnOrder> orders = own.Of(ours);
        long budget = trade.Quantity.Units, eaten = 0;
        for (int i = 0; i < orders.Count;)
        {
            ref OwnOrder order = ref own.At(ours, i);
            if (order.IsBetterThan(trade.Price))
                order.Ahead = Math.Min(order.Ahead, 0);
            else if (order.Price == trade.Price)
                EatAhead(ref order, trade.Quantity, ref budget, ref eaten);
            else
                return;
            if (order.Ahead <= 0)
                Spend(ref order, ref budget, trade.ExchangeNs);
            if (order.Remaining.IsZero)
                orders.RemoveAt(i);
            else
                i++;
        }
    }

    public void OnExecution(in MarketEvent trade, long place)
    {
        Side ours = trade.Side.Opposite();
        List<OwnOrder> orders = own.Of(ours);
        long budget = trade.Quantity.Units;
        while (budget > 0 && orders.Count > 0)
        {
            ref OwnOrder order = ref own.At(ours, 0);
            if (!FifoQueue.IsAhead(order, trade, place))
                return;
            order.Ahead = Math.Min(order.Ahead, 0);
            Spend(ref order, ref budget, trade.ExchangeNs);
            if (order.Remaining.IsZero)
                orders.RemoveAt(0);
        }
    }

    public long AheadOf(in OwnOrder order) => queue.AheadOf(order, book) ?? Math.Max(0, order.Ahead);

    private void Take(ref OwnOrder order, bool isMarket, long exchangeNs)
    {
        Side theirs = order.Side.Opposite();
        Price limit = !isMarket ? order.Price : order.Side == Side.Buy ? Touch.NoAsk : Touch.NoBid;
        Quantity shown = _sweep.Look(theirs, limit, order.Remaining);
        if (order.TimeInForce == TimeInForce.FillOrKill && shown < order.Remaining)
            return;
        _sweep.CarryOut();
        order.Filled += shown;
        foreach (BookLevel taken in _sweep.Plan)
            reports.Fill(order, taken.Price, taken.Quantity, isMaker: false, exchangeNs);
    }

    // What the feed showed before counts, not what our takers left of it in the book.
    private void Advance(in MarketEvent level, Quantity previous)
    {
        foreach (ref OwnOrder order in CollectionsMarshal.AsSpan(own.Of(level.Side)))
        {
            if (order.Price != level.Price)
                continue;
            order.Ahead = queue.Advance(order.Ahead, order.Traded, spent.Shown(level.Side, level.Price, previous), level.Quantity);
            order.Traded = 0;
        }
    }

    // Only the row's level can have a lot to give: an order that rests took all it could reach when it came, and was given the rest
    // of every level by that level's own rows.
    private void Give(in MarketEvent level)
    {
        long unspent = spent.Show(level.Side, level.Price, level.Quantity).Units;
        long left = unspent - unspent % instrument.LotUnits;
        Side ours = level.Side.Opposite();
        List<OwnOrder> orders = own.Of(ours);
        long given = 0;
        while (given < left && orders.Count > 0)
        {
            ref OwnOrder order = ref own.At(ours, 0);
            if (!order.Reaches(level.Price))
                break;
            var filled = new Quantity(Math.Min(left - given, order.Remaining.Units));
            given += filled.Units;
            Fill(ref order, filled, level.ExchangeNs);
            if (order.Remaining.IsZero)
                orders.RemoveAt(0);
        }

        if (given == 0)
            return;
        var taken = new Quantity(given);
        book.Set(level.Side, level.Price, level.Quantity - taken);
        spent.Take(level.Side, level.Price, level.Quantity, taken);
    }

    // The market's quantity ahead of an order that stands behind another own one is ahead of it only as far as it goes beyond what
    // this trade has eaten before.
    private static void EatAhead(ref OwnOrder order, Quantity traded, ref long budget, ref long eaten)
    {
        order.Traded += traded.Units;
        if (order.Ahead <= 0)
            return;
        long bite = Math.Min(budget, Math.Max(0, order.Ahead - eaten));
        budget -= bite;
        eaten += bite;
        order.Ahead = Math.Max(0, order.Ahead - eaten);
    }

    // The order is first. A fraction of a lot stays with it, below zero, until later trades make it whole.
    private void Spend(ref OwnOrder order, ref long budget, long exchangeNs)
    {
        long available = budget - order.Ahead;
        long filled = Math.Min(order.Remaining.Units, available - available % instrument.LotUnits);
        bool isWhole = filled == order.Remaining.Units;
        order.Ahead = isWhole ? 0 : filled - available;
        budget = isWhole ? available - filled : 0;
        Fill(ref order, new Quantity(filled), exchangeNs);
    }

    private void Fill(ref OwnOrder order, Quantity quantity, long exchangeNs)
    {
        if (quantity.IsZero)
            return;
        order.Filled += quantity;
        reports.Fill(order, order.Price, quantity, isMaker: true, exchangeNs);
    }
}
