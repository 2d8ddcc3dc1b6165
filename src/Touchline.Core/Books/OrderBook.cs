using System.Runtime.CompilerServices;

namespace Touchline.Core;

/// <summary>
/// An L2 order book for one instrument version. One thread writes and reads it; other threads read copies through
/// <see cref="PublishedBook"/>. Levels may stand at any price within ±2^60 units; near the touch every operation takes constant
/// time. Crossed, one-sided and empty books are ordinary states. Allocates nothing once its far levels have found their room.
/// </summary>
public sealed class OrderBook
{
    private readonly BookSide _bids;
    private readonly BookSide _asks;

    // By side + 1: which side comes next can't be predicted, so it is looked up, not branched on.
    private readonly BookSide[] _bySide;

    /// <param name="imbalanceLevels">How many levels a side <see cref="Imbalance()"/> looks at; kept up to date by every change.</param>
    public OrderBook(int imbalanceLevels = 5) : this(imbalanceLevels, BookSide.DefaultWindowBits)
    {
    }

    internal OrderBook(int imbalanceLevels, int windowBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imbalanceLevels, 1);
        ImbalanceLevels = imbalanceLevels;
        _bids = new BookSide(Side.Buy, imbalanceLevels, windowBits);
        _asks = new BookSide(Side.Sell, imbalanceLevels, windowBits);
        _bySide = [_asks, _asks, _bids];
    }

    public int ImbalanceLevels { get; }

    /// <summary>The orders behind the levels, from the first order row on; null where the feed tells none.</summary>
    public OrderByOrderBook? Orders { get; private set; }

    /// <summary>
    /// Messages are missing since the last snapshot: the levels can't be trusted. Set by a gap row, ended by the end of a batch
    /// of snapshot rows.
    /// </summary>
    public bool IsStale { get; private set; }

    public Touch Touch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(new Price(_bids.BestPrice), new Quantity(_bids.BestQuantity), new Price(_asks.BestPrice), new Quantity(_asks.BestQuantity));
    }

    /// <summary>The best bid; <see cref="Touch.NoBid"/> when there is none.</summary>
    public Price BestBid
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_bids.BestPrice);
    }

    /// <summary>The best ask; <see cref="Touch.NoAsk"/> when there is none.</summary>
    public Price BestAsk
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_asks.BestPrice);
    }

    public bool IsCrossed => Touch.IsCrossed;

    public bool IsTwoSided => Touch.IsTwoSided;

    /// <summary>The middle of the touch in price units; not a number unless both sides are there.</summary>
    public double Mid
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Touch.Mid;
    }

    public double MicroPrice
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Touch.MicroPrice;
    }

    /// <summary>A change may empty a side.</summary>
    internal bool HasSideOfOneLevel => _bids.Count == 1 || _asks.Count == 1;

    public int LevelCount(Side side) => SideOf(side).Count;

    public Quantity QuantityAt(Side side, Price price) => new(SideOf(side).QuantityAt(price.Units));

    /// <summary>Sets the level at a price (0 removes it) and returns the quantity it showed before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quantity Set(Side side, Price price, Quantity quantity) =>
        new(_bySide[(int)side + 1].Set(price.Units, quantity.Units));

    /// <summary>Applies a clear, snapshot, depth, gap or order event; other kinds don't touch the book.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(in MarketEvent e)
    {
        if (e.Kind == EventKind.Depth)
            Set(e.Side, e.Price, e.Quantity);
        else
            ApplyRare(e);
    }

    /// <summary>Empties a side, or both for <see cref="Side.None"/>.</summary>
    public void Clear(Side side = Side.None)
    {
        Orders?.Forget(side);
        if (side != Side.Sell)
            _bids.Clear();
        if (side != Side.Buy)
            _asks.Clear();
    }

    /// <summary>Replaces the whole book. The levels may come in any order.</summary>
    public void ApplySnapshot(ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        Orders?.Forget(Side.None);
        _bids.Load(bids);
        _asks.Load(asks);
        IsStale = false;
    }

    /// <summary>(bids − asks) / (bids + asks) over the best <see cref="ImbalanceLevels"/>; 0 for an empty book. Range -1 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Imbalance() => Ratio(_bids.TopSum, _asks.TopSum);

    /// <summary>As <see cref="Imbalance()"/> over any number of levels, by a walk.</summary>
    public double Imbalance(int levels) =>
        Ratio(_bids.SweepLevels(levels).Quantity, _asks.SweepLevels(levels).Quantity);

    /// <summary>
    /// The mean price in units that taking a quantity from a side would pay. False, with the mean of what is there, when the side
    /// shows less; the mean is not a number for an empty side.
    /// </summary>
    public bool TryVwap(Side side, Quantity size, out double mean)
    {
        (long taken, double weighted) = SideOf(side).Sweep(size.Units, int.MaxValue);
        mean = Mean(side, taken, weighted);
        return taken == size.Units && taken > 0;
    }

    /// <summary>The mean price in units over the best levels of a side; not a number for an empty side.</summary>
    public double Vwap(Side side, int levels)
    {
        (long taken, double weighted) = SideOf(side).SweepLevels(levels);
        return Mean(side, taken, weighted);
    }

    /// <summary>The quantity shown from a side's best price up to and including a distance from it in price units.</summary>
    public Quantity DepthWithin(Side side, long distance)
    {
        BookSide levels = SideOf(side);
        var walk = LevelWalk.Start;
        long best = levels.BestPrice, sum = 0;
        while (levels.TryNext(ref walk) && Math.Abs(walk.Price - best) <= distance)
            sum += walk.Quantity;
        return new Quantity(sum);
    }

    /// <summary>Copies a side's best levels, best first; returns how many.</summary>
    public int CopyTop(Side side, Span<BookLevel> levels) => SideOf(side).CopyTop(levels);

    /// <summary>The order book as level events would say it: all levels of both sides into a list, best first.</summary>
    public BookLevel[] Snapshot(Side side)
    {
        var levels = new BookLevel[LevelCount(side)];
        CopyTop(side, levels);
        return levels;
    }

    /// <summary>As new: no levels, not stale.</summary>
    public void Reset()
    {
        Clear();
        IsStale = false;
    }

    /// <summary>The levels are the totals of these orders from now on.</summary>
    internal void Follow(OrderByOrderBook orders) => Orders = orders;

    /// <summary>Becomes a copy of a book, or of itself, in other units: levels, orders in their queues, and whether it is stale.</summary>
    internal void Load(OrderBook from, UnitChange change)
    {
        bool stale = from.IsStale;
        RestingOrder[] bids = from.Orders?.Snapshot(Side.Buy) ?? [], asks = from.Orders?.Snapshot(Side.Sell) ?? [];
        ApplySnapshot(change.Apply(from.Snapshot(Side.Buy)), change.Apply(from.Snapshot(Side.Sell)));
        if (from.Orders is not null)
        {
            Orders ??= new OrderByOrderBook(this);
            foreach (RestingOrder order in (ReadOnlySpan<RestingOrder>)[.. bids, .. asks])
                Orders.Add(order.Id, order.Side, change.Apply(order.Price), change.Apply(order.Quantity), order.Owner);
        }

        IsStale = stale;
    }

    internal bool TryNext(Side side, ref LevelWalk walk) => SideOf(side).TryNext(ref walk);

    private void ApplyRare(in MarketEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Snapshot:
                Set(e.Side, e.Price, e.Quantity);
                if (e.EndsBatch)
                    IsStale = false;
                break;
            case EventKind.Clear:
                Clear(e.Side);
                break;
            case EventKind.Gap:
                IsStale = true;
                break;
            case EventKind.Definition:
                Reset();
                break;
            default:
                if (e.Kind.IsOrder())
                    ApplyOrder(e);
                break;
        }
    }

    private void ApplyOrder(in MarketEvent e)
    {
        OrderByOrderBook orders = Orders ??= new OrderByOrderBook(this);
        switch (e.Kind)
        {
            case EventKind.OrderAdd:
                orders.Add(e.Reference, e.Side, e.Price, e.Quantity);
                break;
            case EventKind.OrderModify:
                orders.Modify(e.Reference, e.Price, e.Quantity);
                break;
            case EventKind.OrderCancel:
                orders.Cancel(e.Reference);
                break;
            default:
                orders.Execute(e.Reference, e.Quantity);
                break;
        }
    }

    private BookSide SideOf(Side side) => side == Side.Buy ? _bids : _asks;

    private double Mean(Side side, long taken, double weighted)
    {
        if (taken == 0)
            return double.NaN;
        double distance = weighted / taken;
        return side == Side.Buy ? _bids.BestPrice - distance : _asks.BestPrice + distance;
    }

    private static double Ratio(long bids, long asks)
    {
        double sum = (double)bids + asks;
        return sum == 0 ? 0 : ((double)bids - asks) / sum;
    }
}
