using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>The own orders that rest at the venue, in the order in which the fill rules go through them.</summary>
internal sealed class OwnOrders
{
    private readonly List<OwnOrder> _buys = [];
    private readonly List<OwnOrder> _sells = [];

    public int Count => _buys.Count + _sells.Count;

    public List<OwnOrder> Of(Side side) => side == Side.Buy ? _buys : _sells;

    /// <summary>Behind all others of its side.</summary>
    public void AddLast(in OwnOrder order) => Of(order.Side).Add(order);

    /// <summary>By price, best first, and behind those of its price.</summary>
    public void AddByPrice(in OwnOrder order)
    {
        List<OwnOrder> orders = Of(order.Side);
        int at = orders.Count;
        while (at > 0 && order.IsBetterThan(orders[at - 1].Price))
            at--;
        orders.Insert(at, order);
    }

    public bool TryFind(OrderId id, out Side side, out int index)
    {
        side = Side.Buy;
        if (TryFind(_buys, id, out index))
            return true;
        side = Side.Sell;
        return TryFind(_sells, id, out index);
    }

    /// <summary>The order at an index of a side; until the next one is added or removed.</summary>
    public ref OwnOrder At(Side side, int index) => ref CollectionsMarshal.AsSpan(Of(side))[index];

    private static bool TryFind(List<OwnOrder> orders, OrderId id, out int index)
    {
        ReadOnlySpan<OwnOrder> all = CollectionsMarshal.AsSpan(orders);
        for (index = 0; index < all.Length; index++)
        {
            if (all[index].Id == id)
                return true;
        }

        return false;
    }
}
