using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// At which prices own live orders of one instrument could trade with each other. A limit order reaches its limit, at the worst of what an amend on its way makes of it; a market order,
/// and a stop that may open a position, reach any price. Two post-only orders never meet: neither may take. Stops that only reduce are left out: they wait at the venue, protect a
/// position that other orders work on, and must not be refused for these.
/// </summary>
internal sealed class OwnReach
{
    private readonly ReachHeap _bids = new(1), _takingBids = new(1), _asks = new(-1), _takingAsks = new(-1);
    private int _anyBuys, _anySells;

    /// <summary>Takes in what an order could do now; whatever it said of the same order before holds no more.</summary>
    public void Update(ref WorkingOrder order, OrderTable orders)
    {
        ReachKind kind = order.Counted > 0 ? KindOf(order.Terms) : ReachKind.None;
        if (kind != order.Reach)
        {
            Count(order.Terms.Side, order.Reach, -1);
            Count(order.Terms.Side, kind, 1);
            order.Reach = kind;
            order.ReachPrice = 0; // what stands in the heaps is of another kind
        }

        if (kind is not (ReachKind.Resting or ReachKind.Taking))
            return;
        long price = WorstPrice(order);
        if (price == order.ReachPrice)
            return;
        order.ReachPrice = price;
        int slot = orders.SlotOf(ref order);
        (order.Terms.Side == Side.Buy ? _bids : _asks).Add(price, order.Id, slot, orders.Slots);
        if (kind == ReachKind.Taking)
            (order.Terms.Side == Side.Buy ? _takingBids : _takingAsks).Add(price, order.Id, slot, orders.Slots);
    }

    /// <summary>Whether an order with these terms could trade with one of those on the other side.</summary>
    public bool Meets(in NewOrder terms, ReadOnlySpan<WorkingOrder> slots)
    {
        ReachKind kind = KindOf(terms);
        bool buys = terms.Side == Side.Buy;
        ReachHeap all = buys ? _asks : _bids, taking = buys ? _takingAsks : _takingBids;
        return kind switch
        {
            ReachKind.None => false,
            ReachKind.Any => all.TryBest(slots, out _),
            _ => (buys ? _anySells : _anyBuys) > 0
                || ((kind == ReachKind.Resting ? taking : all).TryBest(slots, out long price) && (buys ? terms.Price.Units >= price : terms.Price.Units <= price)),
        };
    }

    private static ReachKind KindOf(in NewOrder terms) => terms.Type switch
    {
        OrderType.Limit => terms.TimeInForce == TimeInForce.PostOnly ? ReachKind.Resting : ReachKind.Taking,
        OrderType.Market => ReachKind.Any,
        _ => terms.ReduceOnly ? ReachKind.None : ReachKind.Any,
    };

    private static long WorstPrice(in WorkingOrder order)
    {
        long price = order.Terms.Price.Units, amended = order.AmendPrice.Units;
        if ((order.Open & Requests.Amend) == 0)
            return price;
        return order.Terms.Side == Side.Buy ? Math.Max(price, amended) : Math.Min(price, amended);
    }

    private void Count(Side side, ReachKind kind, int change)
    {
        if (kind != ReachKind.Any)
            return;
        if (side == Side.Buy)
            _anyBuys += change;
        else
            _anySells += change;
    }
}

/// <summary>How far a live order reaches.</summary>
internal enum ReachKind : byte
{
    /// <summary>Nothing that counts.</summary>
    None = 0,

    /// <summary>It may trade by being taken only.</summary>
    Resting,

    /// <summary>It may also take, up to its limit.</summary>
    Taking,

    /// <summary>It takes at any price.</summary>
    Any,
}

/// <summary>
/// Prices of orders, the farthest-reaching first. An entry that an order has left behind stays until it comes up or the heap is swept: it counts while its order is in its slot and reaches
/// that very price.
/// </summary>
/// <param name="sign">1: the highest price first; -1: the lowest.</param>
internal sealed class ReachHeap(int sign)
{
    private const int SweepAt = 64;

    private Entry[] _heap = new Entry[SweepAt];
    private int _count;
    private int _sweepAt = SweepAt;

    private readonly record struct Entry(long Key, OrderId Id, int Slot);

    public void Add(long price, OrderId id, int slot, ReadOnlySpan<WorkingOrder> slots)
    {
        if (_count >= _sweepAt)
            Sweep(slots);
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        _heap[_count++] = new Entry(price * sign, id, slot);
        Rise(_count - 1);
    }

    public bool TryBest(ReadOnlySpan<WorkingOrder> slots, out long price)
    {
        while (_count > 0 && !Counts(_heap[0], slots))
        {
            _heap[0] = _heap[--_count];
            Sink(0);
        }

        price = _count > 0 ? _heap[0].Key * sign : 0;
        return _count > 0;
    }

    private bool Counts(in Entry entry, ReadOnlySpan<WorkingOrder> slots)
    {
        ref readonly WorkingOrder order = ref slots[entry.Slot];
        return order.Id == entry.Id && order.ReachPrice * sign == entry.Key;
    }

    private void Sweep(ReadOnlySpan<WorkingOrder> slots)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (Counts(_heap[i], slots))
                _heap[kept++] = _heap[i];
        }

        _count = kept;
        _sweepAt = Math.Max(SweepAt, kept * 2);
        for (int i = kept / 2 - 1; i >= 0; i--)
            Sink(i);
    }

    private void Rise(int at)
    {
        Entry entry = _heap[at];
        while (at > 0 && _heap[(at - 1) / 2].Key < entry.Key)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    private void Sink(int at)
    {
        if (at >= _count)
            return;
        Entry entry = _heap[at];
        while (2 * at + 1 < _count)
        {
            int child = 2 * at + 1;
            if (child + 1 < _count && _heap[child + 1].Key > _heap[child].Key)
                child++;
            if (_heap[child].Key <= entry.Key)
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = entry;
    }
}
