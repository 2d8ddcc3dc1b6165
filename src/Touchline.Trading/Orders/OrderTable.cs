using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An order that the engine sent.</summary>
internal struct WorkingOrder
{
    public OrderId Id;

    /// <summary>The strategy that it belongs to, by index.</summary>
    public int Strategy;

    /// <summary>Its terms at the venue as far as we know; the quantity is the whole one.</summary>
    public NewOrder Terms;

    public Quantity Filled;
    public OrderState State;

    /// <summary>Requests that weren't answered yet.</summary>
    public Requests Open;

    /// <summary>Those of them of which nobody knows whether they were carried out.</summary>
    public Requests Unknown;

    public bool IsAcknowledged;

    /// <summary>Who in the engine placed it and what for.</summary>
    public OrderOrigin Origin;

    /// <summary>The order that goes on where this one has ended, of a post-only order that is priced anew.</summary>
    public OrderId Next;

    /// <summary>The number of its newest change in the history.</summary>
    public long LastChange;

    /// <summary>The number of the newest request for it, from 1, the placing.</summary>
    public int LastRequest;

    /// <summary>The number of the open amend.</summary>
    public int AmendRequest;

    /// <summary>The number of the open cancel.</summary>
    public int CancelRequest;

    /// <summary>The terms asked for, while an amend is open.</summary>
    public Price AmendPrice;

    public Quantity AmendQuantity;

    /// <summary>When the venue last changed its terms, by the venue's clock.</summary>
    public long AmendedNs;

    /// <summary>Units that the holdings count as working for it.</summary>
    public long Counted;

    /// <summary>How far it could trade with own orders on the other side.</summary>
    public ReachKind Reach;

    /// <summary>The limit that counts for that; 0 when none does.</summary>
    public long ReachPrice;

    /// <summary>When it was sent, by the engine's time.</summary>
    public long SentNs;

    /// <summary>It is to end whatever the strategy does: a cancel of it that is refused is sent again.</summary>
    public bool IsUnwanted;

    /// <summary>What is on its way, for strategies: the newest kind of request.</summary>
    public readonly OrderInFlight InFlight =>
        (Open & Requests.Cancel) != 0 ? OrderInFlight.Cancel
        : (Open & Requests.Amend) != 0 ? OrderInFlight.Amend
        : (Open & Requests.New) != 0 ? OrderInFlight.New
        : OrderInFlight.None;

    /// <summary>It was placed to reach desired quotes.</summary>
    public readonly bool IsQuote => Origin.Purpose == OrderPurpose.Quote;

    /// <summary>It was placed to close a position after a kill.</summary>
    public readonly bool IsFlattening => Origin.Purpose == OrderPurpose.Flatten;

    public readonly bool IsUnknown => Unknown != Requests.None;

    public readonly Quantity Remaining => new(Math.Max(0, Terms.Quantity.Units - Filled.Units));

    /// <summary>What may still trade at the worst: an amend on its way may or may not have happened.</summary>
    public readonly long WorstUnits => State.IsTerminal()
        ? 0
        : Math.Max(Remaining.Units, AmendQuantity.Units - Filled.Units);
}

/// <summary>
/// The live orders in slots reserved at the start, and the newest ended ones, since a fill may come after an order's end. Ids count from
/// 1 and are never used again.
/// </summary>
internal sealed partial class OrderTable
{
    /// <summary>Ended orders that are remembered.</summary>
    public const int EndedKept = 1024;

    private readonly WorkingOrder[] _slots;
    private readonly TradeNumbers[] _trades;
    private readonly Stack<int> _free;
    private readonly Dictionary<long, int> _slotOf;
    private readonly WorkingOrder[] _ended = new WorkingOrder[EndedKept];
    private readonly TradeNumbers[] _endedTrades = new TradeNumbers[EndedKept];
    private readonly Dictionary<long, int> _endedOf = new(2 * EndedKept);
    private long _lastId;
    private int _nextEnded;

    public OrderTable(int capacity)
    {
        _slots = new WorkingOrder[capacity];
        _trades = new TradeNumbers[capacity];
        _free = new Stack<int>(capacity);
        _slotOf = new Dictionary<long, int>(capacity * 2);
        for (int i = capacity - 1; i >= 0; i--)
            _free.Push(i);
    }

    public bool IsFull => _free.Count == 0;

    public int Count => _slotOf.Count;

    /// <summary>Orders that there is room for.</summary>
    public int Capacity => _slots.Length;

    /// <summary>All slots; those of no order have no id.</summary>
    public ReadOnlySpan<WorkingOrder> Slots => _slots;

    /// <summary>Where a live order is.</summary>
    public int SlotOf(ref WorkingOrder order) => (int)(Unsafe.ByteOffset(ref _slots[0], ref order) / Unsafe.SizeOf<WorkingOrder>());

    /// <summary>Takes an order in as pending. The table isn't full. The reference holds until the order ends.</summary>
    public ref WorkingOrder Add(int strategy, in NewOrder terms)
    {
        var id = new OrderId(++_lastId);
        int slot = _free.Pop();
        _slotOf.Add(id.Number, slot);
        _trades[slot].Clear();
        ref WorkingOrder order = ref _slots[slot];
        order = new WorkingOrder
        {
            Id = id,
            Strategy = strategy,
            Terms = terms,
            State = OrderState.Pending,
            Open = Requests.New,
            LastRequest = 1,
            AmendedNs = long.MinValue,
        };
        return ref order;
    }

    /// <summary>The live order; a null reference when it isn't live.</summary>
    public ref WorkingOrder Find(OrderId id)
    {
        if (_slotOf.TryGetValue(id.Number, out int slot))
            return ref _slots[slot];
        return ref Unsafe.NullRef<WorkingOrder>();
    }

    /// <summary>The ended order; a null reference when it isn't remembered.</summary>
    public ref WorkingOrder FindEnded(OrderId id)
    {
        if (_endedOf.TryGetValue(id.Number, out int place))
            return ref _ended[place];
        return ref Unsafe.NullRef<WorkingOrder>();
    }

    /// <summary>The numbers of the fills of an order, which is live or among the ended that are remembered.</summary>
    public ref TradeNumbers TradesOf(OrderId id)
    {
        if (_slotOf.TryGetValue(id.Number, out int slot))
            return ref _trades[slot];
        return ref _endedTrades[_endedOf[id.Number]];
    }

    /// <summary>Moves an order from the live ones to the ended; returns where it is now.</summary>
    public ref WorkingOrder End(OrderId id)
    {
        _slotOf.Remove(id.Number, out int slot);
        ref WorkingOrder ended = ref _ended[_nextEnded];
        if (!ended.Id.IsNone)
            _endedOf.Remove(ended.Id.Number);
        ended = _slots[slot];
        _endedTrades[_nextEnded] = _trades[slot];
        _endedOf.Add(id.Number, _nextEnded);
        _nextEnded = (_nextEnded + 1) % EndedKept;
        _slots[slot] = default;
        _free.Push(slot);
        return ref ended;
    }

    /// <summary>Ids of the live orders of a strategy (-1: of all) in a state (null: in any), oldest first; returns how many there was room for.</summary>
    public int CopyIds(int strategy, Span<OrderId> ids, OrderState? state = null)
    {
        int n = 0;
        foreach ((long number, int slot) in _slotOf)
        {
            if (n == ids.Length)
                break;
            if ((strategy < 0 || _slots[slot].Strategy == strategy) && (state is null || _slots[slot].State == state))
                ids[n++] = new OrderId(number);
        }

        ids[..n].Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return n;
    }

    /// <summary>The same as a new list: for the end of a run and for people to look at.</summary>
    public OrderId[] LiveIds(int strategy = -1)
    {
        var ids = new OrderId[Count];
        return ids[..CopyIds(strategy, ids)];
    }

    /// <summary>Ids of the ended orders that are remembered.</summary>
    public OrderId[] EndedIds() => [.. _endedOf.Keys.Select(n => new OrderId(n))];
}
