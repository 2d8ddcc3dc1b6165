using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// An order-by-order book and an exchange as one writes them first: a sorted tree of prices a side, a linked list of orders a price, a
/// dictionary of ids.
/// </summary>
internal sealed class PlainOrders
{
    private readonly SortedDictionary<long, Level> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, Level> _asks = [];
    private readonly Dictionary<long, LinkedListNode<Order>> _byId = [];

    /// <summary>What was traded so far.</summary>
    public long Traded { get; private set; }

    public (long Price, long Quantity) Best(Side side)
    {
        foreach ((long price, Level level) in Of(side))
            return (price, level.Total);
        return default;
    }

    public void Add(long id, Side side, long price, long quantity)
    {
        if (!Of(side).TryGetValue(price, out Level? level))
            Of(side).Add(price, level = new Level());
        _byId.Add(id, level.Orders.AddLast(new Order(id, side, price) { Quantity = quantity }));
        level.Total += quantity;
    }

    public void Cancel(long id)
    {
        if (_byId.TryGetValue(id, out LinkedListNode<Order>? node))
            Execute(id, node.Value.Quantity);
    }

    public void Execute(long id, long quantity)
    {
        LinkedListNode<Order> node = _byId[id];
        Order order = node.Value;
        Level level = Of(order.Side)[order.Price];
        level.Total -= quantity;
        order.Quantity -= quantity;
        if (order.Quantity > 0)
            return;
        _byId.Remove(id);
        level.Orders.Remove(node);
        if (level.Orders.Count == 0)
            Of(order.Side).Remove(order.Price);
    }

    /// <summary>A limit order meets what it reaches and rests with what is left.</summary>
    public void Submit(long id, Side side, long price, long quantity)
    {
        SortedDictionary<long, Level> theirs = Of(side.Opposite());
        while (quantity > 0 && theirs.Count > 0)
        {
            (long best, Level level) = theirs.First();
            if (side == Side.Buy ? best > price : best < price)
                break;
            Order maker = level.Orders.First!.Value;
            long traded = Math.Min(quantity, maker.Quantity);
            Execute(maker.Id, traded);
            quantity -= traded;
            Traded += traded;
        }

        if (quantity > 0)
            Add(id, side, price, quantity);
    }

    private SortedDictionary<long, Level> Of(Side side) => side == Side.Buy ? _bids : _asks;

    private sealed record Order(long Id, Side Side, long Price)
    {
        public long Quantity { get; set; }
    }

    private sealed class Level
    {
        public LinkedList<Order> Orders { get; } = new();

        public long Total { get; set; }
    }
}
