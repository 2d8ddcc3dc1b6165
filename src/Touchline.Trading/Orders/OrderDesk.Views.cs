using System.Buffers;
using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Orders as strategies and people see them.</content>
internal sealed partial class OrderDesk
{
    /// <summary>The live order; a null reference when it isn't live.</summary>
    public ref WorkingOrder Find(OrderId id) => ref _orders.Find(id);

    /// <summary>Live, or among the newest ended ones.</summary>
    public bool TryFind(OrderId id, out OrderUpdate update)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        bool isThere = !Unsafe.IsNullRef(ref order);
        update = isThere ? Describe(order) : default;
        return isThere;
    }

    /// <summary>The strategy of an order that <see cref="TryFind"/> finds.</summary>
    public int OwnerOf(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        return order.Strategy;
    }

    public bool TryOrder(int strategy, OrderId id, out OrderUpdate update)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        bool found = !Unsafe.IsNullRef(ref order) && order.Strategy == strategy;
        update = found ? Describe(order) : default;
        return found;
    }

    /// <param name="strategy">-1: the orders of all.</param>
    /// <param name="orders">Where to.</param>
    /// <param name="state">Null: in any state.</param>
    public int CopyOrders(int strategy, Span<OrderUpdate> orders, OrderState? state = null)
    {
        int most = Math.Min(orders.Length, _orders.Count);
        OrderId[] ids = ArrayPool<OrderId>.Shared.Rent(_orders.Count + 1);
        int n = Math.Min(most, _orders.CopyIds(strategy, ids, state));
        for (int i = 0; i < n; i++)
            orders[i] = Describe(_orders.Find(ids[i]));
        ArrayPool<OrderId>.Shared.Return(ids);
        return n;
    }

    private void Tell(in OrderUpdate update, in WorkingOrder order)
    {
        TellOwner(order);
        _engine.Slot(order.Strategy).OnOrder(update, order.IsQuote);
    }

    private static OrderUpdate Describe(in WorkingOrder order) =>
        new(order.Id, order.Terms.Instrument, order.Terms.Side, order.Terms.Price, order.Remaining, order.State)
        {
            Quantity = order.Terms.Quantity,
            Type = order.Terms.Type,
            ReduceOnly = order.Terms.ReduceOnly,
            Trigger = order.Terms.Trigger,
            ExpiresNs = order.Terms.ExpiresNs,
            InFlight = order.InFlight,
            IsUnknown = order.IsUnknown,
            Reason = order.Terms.Reason,
            First = order.Origin.First.IsNone ? order.Id : order.Origin.First,
            Next = order.Next,
        };
}
