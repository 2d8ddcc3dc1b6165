namespace Touchline.Bench;

/// <summary>
/// The order book as one would write it without a thought for speed: a sorted dictionary a side, best first. The yardstick for
/// benchmarks and the truth for differential tests.
/// </summary>
internal sealed class PlainBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];

    public SortedDictionary<long, long> Side(bool bid) => bid ? _bids : _asks;

    public long Set(bool bid, long price, long quantity)
    {
        SortedDictionary<long, long> side = Side(bid);
        side.TryGetValue(price, out long previous);
        if (quantity == 0)
            side.Remove(price);
        else
            side[price] = quantity;
        return previous;
    }

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public (long Price, long Quantity) Best(bool bid)
    {
        foreach (KeyValuePair<long, long> level in Side(bid))
            return (level.Key, level.Value);
        return (bid ? long.MinValue : long.MaxValue, 0);
    }

    public double Mid() => ((double)Best(true).Price + Best(false).Price) / 2;

    public double MicroPrice()
    {
        (long bid, long bidQuantity) = Best(true);
        (long ask, long askQuantity) = Best(false);
        return bid + (ask - bid) * ((double)bidQuantity / ((double)bidQuantity + askQuantity));
    }

    public double Imbalance(int levels)
    {
        double bids = Sum(true, levels), asks = Sum(false, levels);
        return bids + asks == 0 ? 0 : (bids - asks) / (bids + asks);
    }

    public double Vwap(bool bid, int levels)
    {
        double quantity = 0, value = 0;
        foreach (KeyValuePair<long, long> level in Side(bid))
        {
            if (levels-- == 0)
                break;
            quantity += level.Value;
            value += (double)level.Key * level.Value;
        }

        return value / quantity;
    }

    public int CopyTop(bool bid, Span<(long Price, long Quantity)> levels)
    {
        int n = 0;
        foreach (KeyValuePair<long, long> level in Side(bid))
        {
            if (n == levels.Length)
                break;
            levels[n++] = (level.Key, level.Value);
        }

        return n;
    }

    private double Sum(bool bid, int levels)
    {
        double sum = 0;
        foreach (KeyValuePair<long, long> level in Side(bid))
        {
            if (levels-- == 0)
                break;
            sum += level.Value;
        }

        return sum;
    }
}
