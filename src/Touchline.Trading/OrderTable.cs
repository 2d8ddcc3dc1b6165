using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An order that the engine sent and that may still trade.</summary>
internal struct WorkingOrder
{
    public OrderId Id;
    public NewOrder Order;
    public Quantity Remaining;
    public OrderState State;
    public OrderInFlight InFlight;
    public bool IsAcknowledged;
}

/// <summary>
/// The live orders, in slots reserved at the start. Ids count from 1 and are never used again; an order that ends leaves the table.
/// </summary>
internal sealed class OrderTable
{
    private readonly WorkingOrder[] _slots;
    private readonly Stack<int> _free;
    private readonly Dictionary<long, int> _slotOf;
    private long _lastId;

    public OrderTable(int capacity)
    {
        _slots = new WorkingOrder[capacity];
        _free = new Stack<int>(capacity);
        _slotOf = new Dictionary<long, int>(capacity * 2);
        for (int i = capacity - 1; i >= 0; i--)
            _free.Push(i);
    }

    public bool IsFull => _free.Count == 0;

    public int Count => _slotOf.Count;

    /// <summary>Takes an order in as pending. The table isn't full.</summary>
    public OrderId Add(in NewOrder order)
    {
        var id = new OrderId(++_lastId);
        int slot = _free.Pop();
        _slots[slot] = new WorkingOrder
        {
            Id = id,
            Order = order,
            Remaining = order.Quantity,
            State = OrderState.Pending,
            InFlight = OrderInFlight.New,
        };
        _slotOf.Add(id.Number, slot);
        return id;
    }

    /// <summary>The order's slot; a null reference when it isn't live.</summary>
    public ref WorkingOrder Find(OrderId id)
    {
        if (_slotOf.TryGetValue(id.Number, out int slot))
            return ref _slots[slot];
        return ref System.Runtime.CompilerServices.Unsafe.NullRef<WorkingOrder>();
    }

    public void Remove(OrderId id)
    {
        if (!_slotOf.Remove(id.Number, out int slot))
            return;
        _slots[slot] = default;
        _free.Push(slot);
    }

    /// <summary>Copies the live orders in no particular order; returns how many there was room for.</summary>
    public int CopyTo(Span<WorkingOrder> orders)
    {
        int n = 0;
        foreach (int slot in _slotOf.Values)
        {
            if (n == orders.Length)
                break;
            orders[n++] = _slots[slot];
        }

        return n;
    }

    /// <summary>Ids of all live orders, oldest first. Allocates: for the end of a run.</summary>
    public OrderId[] LiveIds() => [.. _slotOf.Keys.Order().Select(n => new OrderId(n))];
}
