namespace Touchline.Simulation;

/// <summary>
/// How long which position was held: each position by itself while there are no more than <see cref="Most"/>, then in bins that
/// double their width whenever that many are exceeded. Being flat has a bin of its own for ever.
/// </summary>
internal sealed class InventoryTime
{
    private const int Most = 1_024;

    // By position ÷ width, away from 0: bin 3 holds positions in (2 × width, 3 × width], bin -3 those in [-3 × width, -2 × width).
    private Dictionary<long, long> _ns = [];
    private long _width = 1;
    private long _sinceNs = long.MaxValue;
    private long _position;
    private Int128 _sum;
    private Int128 _absoluteSum;
    private long _least;
    private long _greatest;

    public void Start(long ns) => _sinceNs = ns;

    public void OnPosition(long ns, long position)
    {
        Count(ns);
        _position = position;
        (_least, _greatest) = (Math.Min(_least, position), Math.Max(_greatest, position));
    }

    /// <param name="unit">The quantity of one unit of position.</param>
    public InventoryFigures Figures(long nowNs, decimal unit)
    {
        Count(nowNs);
        KeyValuePair<long, long>[] bins = [.. _ns.OrderBy(b => b.Key)];
        double total = bins.Sum(b => b.Value);
        decimal width = unit * _width;
        if (!(total > 0))
            return new InventoryFigures { TimeInMarket = null, Least = unit * _least, Greatest = unit * _greatest };
        return new InventoryFigures
        {
            TimeInMarket = 1 - _ns.GetValueOrDefault(0) / total,
            Mean = (double)unit * ((double)_sum / total),
            MeanAbsolute = (double)unit * ((double)_absoluteSum / total),
            Least = unit * _least,
            Greatest = unit * _greatest,
            P5 = width * Quantile(bins, 0.05 * total),
            P25 = width * Quantile(bins, 0.25 * total),
            P50 = width * Quantile(bins, 0.50 * total),
            P75 = width * Quantile(bins, 0.75 * total),
            P95 = width * Quantile(bins, 0.95 * total),
            BinWidth = width,
            Bins = [.. bins.Select(b => new InventoryBin(width * b.Key, b.Value))],
        };
    }

    private static long BinOf(long position, long width) => Math.Sign(position) * ((Math.Abs(position) + width - 1) / width);

    // The least bin such that the position was in it or below for that long.
    private static long Quantile(KeyValuePair<long, long>[] bins, double share)
    {
        double below = 0;
        foreach ((long bin, long ns) in bins)
        {
            below += ns;
            if (below >= share)
                return bin;
        }

        return bins[^1].Key;
    }

    private void Count(long ns)
    {
        if (ns <= _sinceNs)
            return;
        long held = ns - _sinceNs;
        Add(_ns, BinOf(_position, _width), held);
        while (_ns.Count > Most)
            Widen();
        _sum += (Int128)held * _position;
        _absoluteSum += (Int128)held * Math.Abs(_position);
        _sinceNs = ns;
    }

    private void Widen()
    {
        var wider = new Dictionary<long, long>();
        foreach ((long bin, long ns) in _ns)
            Add(wider, BinOf(bin, 2), ns);
        _ns = wider;
        _width *= 2;
    }

    private static void Add(Dictionary<long, long> bins, long bin, long ns) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(bins, bin, out _) += ns;
}
