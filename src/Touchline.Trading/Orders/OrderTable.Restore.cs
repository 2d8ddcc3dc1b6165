using Touchline.Core;

namespace Touchline.Trading;

/// <summary>How the table is kept and filled again.</summary>
internal sealed partial class OrderTable
{
    /// <summary>The number of the newest order. The next gets one more.</summary>
    public long LastId
    {
        get => _lastId;
        set => _lastId = value;
    }

    /// <summary>The live orders, oldest first.</summary>
    public CheckpointOrder[] CopyLive()
    {
        OrderId[] ids = LiveIds();
        var orders = new CheckpointOrder[ids.Length];
        for (int i = 0; i < ids.Length; i++)
            orders[i] = new CheckpointOrder(Find(ids[i]), TradesOf(ids[i]).Copy());
        return orders;
    }

    /// <summary>The ended orders that are remembered, in the order of their ends.</summary>
    public CheckpointOrder[] CopyEnded()
    {
        var orders = new CheckpointOrder[_endedOf.Count];
        int first = orders.Length < EndedKept ? 0 : _nextEnded;
        for (int i = 0; i < orders.Length; i++)
        {
            int place = (first + i) % EndedKept;
            orders[i] = new CheckpointOrder(_ended[place], _endedTrades[place].Copy());
        }

        return orders;
    }

    /// <summary>Takes in a live order under its own number. The table isn't full and doesn't have it.</summary>
    public ref WorkingOrder Restore(scoped in WorkingOrder order, in TradeNumbers trades)
    {
        int slot = _free.Pop();
        _slotOf.Add(order.Id.Number, slot);
        _lastId = Math.Max(_lastId, order.Id.Number);
        _slots[slot] = order;
        _trades[slot] = trades.Copy();
        return ref _slots[slot];
    }

    /// <summary>Takes in an order that ended after all taken in so far.</summary>
    public void RestoreEnded(in WorkingOrder order, in TradeNumbers trades)
    {
        Restore(order, trades);
        End(order.Id);
    }
}
