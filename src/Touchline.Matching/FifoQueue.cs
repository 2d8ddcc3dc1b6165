using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The real queue, where the data has order ids: an own order stands between the market's orders that came before it and those that came
/// after it. Nothing is estimated, so changes of a level say nothing: who is ahead is known, and what becomes of them is told. Rules:
/// docs/simulation.md, "FIFO".
/// </summary>
internal readonly struct FifoQueue : IQueue
{
    public double Advance(double ahead, double traded, Quantity previous, Quantity shown) => ahead;

    public long Advance(long ahead, long traded, Quantity previous, Quantity shown) => ahead;

    /// <summary>The trade that an order of the market had would have met this one first.</summary>
    /// <param name="trade">The execution as a trade.</param>
    /// <param name="place">The place of the market's order.</param>
    public static bool IsAhead(in OwnOrder order, in MarketEvent trade, long place) =>
        order.IsBetterThan(trade.Price) || (order.Price == trade.Price && order.Place <= place);

    public long? AheadOf(in OwnOrder order, OrderBook book) => book.Orders is { } orders ? Ahead(orders, order.Side, order.Price, order.Place) : 0;

    /// <summary>What stands at a price before a place. Allocates.</summary>
    public static long Ahead(OrderByOrderBook orders, Side side, Price price, long place)
    {
        var queue = new RestingOrder[orders.CopyQueue(side, price, [])];
        orders.CopyQueue(side, price, queue);
        long ahead = 0;
        foreach (RestingOrder other in queue)
            ahead += other.Place < place ? other.Quantity.Units : 0;
        return ahead;
    }

    /// <summary>Behind everybody who is in the book.</summary>
    public static long NextPlace(OrderBook book) => book.Orders?.NextPlace ?? 0;

    /// <summary>Who stood where isn't known any more at a price: own orders there go behind what stands there now.</summary>
    public static void StandBehind(List<OwnOrder> orders, Price price, OrderBook book)
    {
        foreach (ref OwnOrder order in CollectionsMarshal.AsSpan(orders))
        {
            if (order.Price == price)
                order.Place = NextPlace(book);
        }
    }
}
