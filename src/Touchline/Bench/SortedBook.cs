using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// The plain book: a sorted tree a side, every answer by a walk from the touch. Slow and evidently right: the yardstick of the
/// benchmarks and the truth of the differential tests, which take this file in.
/// </summary>
public sealed class SortedBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];

    public SortedDictionary<long, long> Levels(Side side) => side == Side.Buy ? _bids : _asks;

    public long Set(Side side, long price, long quantity)
    {
        SortedDictionary<long, long> levels = Levels(side);
        levels.TryGetValue(price, out long previous);
        if (quantity == 0)
            levels.Remove(price);
        else
            levels[price] = quantity;
        return previous;
    }

    public void Clear(Side side = Side.None)
    {
        if (side != Side.Sell)
            _bids.Clear();
        if (side != Side.Buy)
            _asks.Clear();
    }

    public long QuantityAt(Side side, long price) => Levels(side).GetValueOrDefault(price);

    public Touch Touch
    {
        get
        {
            (Price bid, Quantity bidQuantity) = Best(_bids, Touch.NoBid);
            (Price ask, Quantity askQuantity) = Best(_asks, Touch.NoAsk);
            return new Touch(bid, bidQuantity, ask, askQuantity);
        }
    }

    public double Imbalance(int levels)
    {
        double bids = Sum(_bids, levels), asks = Sum(_asks, levels);
        return bids + asks == 0 ? 0 : (bids - asks) / (bids + asks);
    }

    /// <summary>The mean price of taking a size from at most so many levels, and how much there was.</summary>
    public (long Taken, double Mean) Take(Side side, long size, int levels)
    {
        long taken = 0;
        double weighted = 0;
        long best = 0;
        int n = 0;
        foreach ((long price, long shown) in Levels(side))
        {
            if (n == levels || taken == size)
                break;
            if (n++ == 0)
                best = price;
            long quantity = Math.Min(shown, size - taken);
            taken += quantity;
            weighted += (double)(price - best) * quantity;
        }

        return (taken, taken == 0 ? double.NaN : best + weighted / taken);
    }

    public long DepthWithin(Side side, long distance)
    {
        long sum = 0;
        long? best = null;
        foreach ((long price, long quantity) in Levels(side))
        {
            best ??= price;
            if (Math.Abs(price - best.Value) > distance)
                break;
            sum += quantity;
        }

        return sum;
    }

    /// <summary>Copies the best levels, best first; returns how many.</summary>
    public int CopyTop(Side side, Span<BookLevel> levels)
    {
        int n = 0;
        foreach ((long price, long quantity) in Levels(side))
        {
            if (n == levels.Length)
                break;
            levels[n++] = new BookLevel(new Price(price), new Quantity(quantity));
        }

        return n;
    }

    private static (Price Price, Quantity Quantity) Best(SortedDictionary<long, long> levels, Price none)
    {
        foreach ((long price, long quantity) in levels)
            return (new Price(price), new Quantity(quantity));
        return (none, default);
    }

    private static long Sum(SortedDictionary<long, long> levels, int count)
    {
        long sum = 0;
        foreach ((_, long quantity) in levels)
        {
            if (count-- == 0)
                break;
            sum += quantity;
        }

        return sum;
    }
}
