using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// An order-by-order (L3) book for one instrument version: every order under its id, in price-time priority; its level totals stand in
/// an <see cref="OrderBook"/>. Whatever it is told, levels and queues stay consistent: what doesn't fit is counted. One thread.
/// Allocates nothing once it has found its room.
/// </summary>
/// <remarks>Orders live in one pooled array, linked within their level; levels likewise. Number 0 of both is nobody.</remarks>
public sealed class OrderByOrderBook
{
    private const int DefaultCapacity = 1 << 10;

    private readonly KeyTable _byId;
    private readonly KeyTable[] _byPrice;
    private Order[] _orders;
    private Level[] _levels = new Level[1 << 8];
    private int _freeOrder;
    private int _freeLevel;
    private int _usedOrders = 1;
    private int _usedLevels = 1;
    private long _nextPlace = 1;
    private long _unknown;
    private long _doubleAdds;
    private long _overExecutions;
    private long _malformed;

    /// <param name="capacity">Orders that fit before it grows.</param>
    public OrderByOrderBook(int capacity = DefaultCapacity) : this(new OrderBook(), capacity) => Levels.Follow(this);

    internal OrderByOrderBook(OrderBook levels, int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Levels = levels;
        _orders = new Order[capacity + 1];
        _byId = new KeyTable(capacity);
        _byPrice = [new KeyTable(1 << 8), new KeyTable(1 << 8)];
    }

    /// <summary>The quantity at every price. To be read only.</summary>
    public OrderBook Levels { get; }

    public int OrderCount => _byId.Count;

    public OrderAnomalies Anomalies => new(_unknown, _doubleAdds, _overExecutions, _malformed);

    /// <summary>Behind every order that stands now: the place that the next order will get.</summary>
    public long NextPlace => _nextPlace;

    /// <summary>An order joins at the end of its price's queue. False for an id that is there already and for quantities of 0 or less.</summary>
    public bool Add(long id, Side side, Price price, Quantity quantity, int owner = 0)
    {
        if (quantity.Units <= 0 || side == Side.None)
        {
            _malformed++;
            return false;
        }

        int number = _freeOrder != 0 ? _freeOrder : NewOrder();
        if (!_byId.TryAdd(id, number))
        {
            _doubleAdds++;
            return false;
        }

        ref Order order = ref OrderAt(number);
        _freeOrder = order.Next;
        order.Id = id;
        order.Quantity = quantity.Units;
        order.Owner = owner;
        Append(number, ref order, side, price);
        return true;
    }

    /// <summary>
    /// Price and quantity are the order's new ones. The same price with a quantity that isn't larger keeps its place, anything else goes
    /// to the end of its price's queue; quantity 0 removes it. False for an unknown id or a negative quantity.
    /// </summary>
    public bool Modify(long id, Price price, Quantity quantity)
    {
        int number = Known(id);
        if (number == 0)
            return false;
        if (quantity.Units <= 0)
        {
            if (quantity.Units == 0)
                Remove(number);
            else
                _malformed++;
            return quantity.Units == 0;
        }

        ref Order order = ref OrderAt(number);
        ref Level level = ref _levels[order.Level];
        if (level.Price == price.Units && quantity.Units <= order.Quantity)
        {
            Shrink(ref order, ref level, order.Quantity - quantity.Units);
            return true;
        }

        Side side = level.Side;
        Unlink(ref order);
        order.Quantity = quantity.Units;
        Append(number, ref order, side, price);
        return true;
    }

    /// <summary>An order leaves. False for an unknown id.</summary>
    public bool Cancel(long id)
    {
        int number = Known(id);
        if (number == 0)
            return false;
        Remove(number);
        return true;
    }

    /// <summary>
    /// So much of an order traded; one of which nothing is left leaves. Returns what there was to trade of it: less than told when more
    /// was executed than was left, 0 for an unknown id.
    /// </summary>
    public Quantity Execute(long id, Quantity quantity)
    {
        int number = Known(id);
        if (number == 0)
            return default;
        if (quantity.Units <= 0)
        {
            _malformed++;
            return default;
        }

        ref Order order = ref OrderAt(number);
        if (quantity.Units < order.Quantity)
        {
            Shrink(ref order, ref _levels[order.Level], quantity.Units);
            return quantity;
        }

        var left = new Quantity(order.Quantity);
        if (quantity > left)
            _overExecutions++;
        Remove(number);
        return left;
    }

    /// <summary>Empties a side, or both for <see cref="Side.None"/>.</summary>
    public void Clear(Side side = Side.None) => Levels.Clear(side);

    public bool Contains(long id) => _byId.Find(id) != 0;

    public bool TryFind(long id, out RestingOrder order)
    {
        int number = _byId.Find(id);
        order = number == 0 ? default : Shown(number);
        return number != 0;
    }

    /// <summary>The order that trades next on a side; false for an empty side.</summary>
    public bool TryFront(Side side, out RestingOrder order)
    {
        long price = (side == Side.Buy ? Levels.BestBid : Levels.BestAsk).Units;
        int level = ByPrice(side).Find(price);
        order = level == 0 ? default : Shown(_levels[level].First);
        return level != 0;
    }

    /// <summary>The next order in a walk; false at the end. The book must not change on the way.</summary>
    public bool TryNext(ref OrderWalk walk, out RestingOrder order)
    {
        int next = OrderAt(walk.Order).Next;
        while (walk.Order == 0 || next == 0)
        {
            if (!Levels.TryNext(walk.Side, ref walk.Levels))
            {
                order = default;
                return false;
            }

            walk.Order = next = _levels[ByPrice(walk.Side).Find(walk.Levels.Price)].First;
        }

        walk.Order = next;
        order = Shown(next);
        return true;
    }

    /// <summary>Copies the queue at a price, the first to trade first, as far as there is room; returns how many there are.</summary>
    public int CopyQueue(Side side, Price price, Span<RestingOrder> queue)
    {
        ref Level level = ref _levels[ByPrice(side).Find(price.Units)];
        int at = 0;
        for (int number = level.First; number != 0 && at < queue.Length; number = OrderAt(number).Next)
            queue[at++] = Shown(number);
        return level.Count;
    }

    /// <summary>A side's orders in the order in which they trade. Allocates.</summary>
    public RestingOrder[] Snapshot(Side side)
    {
        var orders = new List<RestingOrder>();
        var walk = OrderWalk.Of(side);
        while (TryNext(ref walk, out RestingOrder order))
            orders.Add(order);
        return [.. orders];
    }

    /// <summary>The levels were cleared: their orders are gone too.</summary>
    internal void Forget(Side side)
    {
        for (int i = 1; i < _usedLevels; i++)
        {
            ref Level level = ref _levels[i];
            if (level.Count == 0 || (side != Side.None && level.Side != side))
                continue;
            while (level.Count > 0)
            {
                int first = level.First;
                level.First = OrderAt(first).Next;
                level.Count--;
                Free(first);
            }

            FreeLevel(i);
        }
    }

    private int Known(long id)
    {
        int number = _byId.Find(id);
        if (number == 0)
            _unknown++;
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Order OrderAt(int number) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_orders), number);

    private KeyTable ByPrice(Side side) => _byPrice[side == Side.Buy ? 1 : 0];

    private RestingOrder Shown(int number)
    {
        ref Order order = ref OrderAt(number);
        ref Level level = ref _levels[order.Level];
        return new RestingOrder(order.Id, level.Side, new Price(level.Price), new Quantity(order.Quantity), order.Place, order.Owner);
    }

    private void Append(int number, ref Order order, Side side, Price price)
    {
        int at = ByPrice(side).Find(price.Units);
        if (at == 0)
            at = NewLevel(side, price);
        ref Level level = ref _levels[at];
        order.Level = at;
        order.Place = _nextPlace++;
        order.Next = 0;
        order.Previous = level.Last;
        if (level.Last == 0)
            level.First = number;
        else
            OrderAt(level.Last).Next = number;
        level.Last = number;
        level.Count++;
        level.Total += order.Quantity;
        Levels.Set(side, price, new Quantity(level.Total));
    }

    private void Shrink(ref Order order, ref Level level, long by)
    {
        order.Quantity -= by;
        level.Total -= by;
        Levels.Set(level.Side, new Price(level.Price), new Quantity(level.Total));
    }

    private void Remove(int number)
    {
        Unlink(ref OrderAt(number));
        Free(number);
    }

    private void Unlink(ref Order order)
    {
        ref Level level = ref _levels[order.Level];
        if (order.Previous == 0)
            level.First = order.Next;
        else
            OrderAt(order.Previous).Next = order.Next;
        if (order.Next == 0)
            level.Last = order.Previous;
        else
            OrderAt(order.Next).Previous = order.Previous;
        level.Count--;
        level.Total -= order.Quantity;
        Levels.Set(level.Side, new Price(level.Price), new Quantity(level.Total));
        if (level.Count == 0)
            FreeLevel(order.Level);
    }

    private void Free(int number)
    {
        ref Order order = ref OrderAt(number);
        _byId.Remove(order.Id);
        order.Next = _freeOrder;
        _freeOrder = number;
    }

    private void FreeLevel(int number)
    {
        ref Level level = ref _levels[number];
        ByPrice(level.Side).Remove(level.Price);
        level = new Level { Next = _freeLevel };
        _freeLevel = number;
    }

    // It is free until somebody takes it.
    private int NewOrder()
    {
        if (_usedOrders == _orders.Length)
            Array.Resize(ref _orders, _orders.Length * 2);
        OrderAt(_usedOrders).Next = 0;
        return _freeOrder = _usedOrders++;
    }

    private int NewLevel(Side side, Price price)
    {
        int number = _freeLevel;
        if (number == 0)
        {
            if (_usedLevels == _levels.Length)
                Array.Resize(ref _levels, _levels.Length * 2);
            number = _usedLevels++;
        }

        ref Level level = ref _levels[number];
        _freeLevel = level.Next;
        level = new Level { Price = price.Units, Side = side };
        ByPrice(side).TryAdd(price.Units, number);
        return number;
    }

    private struct Order
    {
        public long Id;
        public long Quantity;
        public long Place;
        public int Level;
        public int Owner;

        /// <summary>Behind it in its level, or the next that is free; 0 at the end.</summary>
        public int Next;
        public int Previous;
    }

    private struct Level
    {
        public long Price;
        public long Total;
        public int First;
        public int Last;
        public int Count;

        /// <summary>The next that is free.</summary>
        public int Next;
        public Side Side;
    }
}
