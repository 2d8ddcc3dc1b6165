namespace Touchline.Core;

/// <summary>An order of an order-by-order book.</summary>
/// <param name="Id">The venue's, or whoever made it.</param>
/// <param name="Quantity">What is left of it.</param>
/// <param name="Place">Orders at one price trade in the order of their places; a place is never given twice.</param>
/// <param name="Owner">As given when it was added; 0 where nobody knows.</param>
public readonly record struct RestingOrder(long Id, Side Side, Price Price, Quantity Quantity, long Place, int Owner);

/// <summary>What didn't fit the book. Each of these left it as it was, or as near to the message as it can be.</summary>
/// <param name="UnknownOrders">Modifies, cancels and executions of ids that aren't there.</param>
/// <param name="DoubleAdds">Ids that were there already: the order that stands stays.</param>
/// <param name="OverExecutions">More was executed than was left: the order is gone.</param>
/// <param name="Malformed">Quantities below zero, an add or execution of nothing, an add without a side.</param>
public readonly record struct OrderAnomalies(long UnknownOrders, long DoubleAdds, long OverExecutions, long Malformed)
{
    public long Total => UnknownOrders + DoubleAdds + OverExecutions + Malformed;
}

/// <summary>A place in a walk over a side's orders: best price first, within a price by place. See <see cref="OrderByOrderBook.TryNext"/>.</summary>
public struct OrderWalk
{
    internal LevelWalk Levels;
    internal Side Side;
    internal int Order;

    public static OrderWalk Of(Side side) => new() { Levels = LevelWalk.Start, Side = side };
}
