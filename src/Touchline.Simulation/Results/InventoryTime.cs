namespace Touchline.Simulation;

/// <summary>
/// How long which position was held. Positions are counted in bins as wide as their number needs: a unit at first, doubled whenever a
/// position lies further out than <see cref="Half"/> bins. Being flat has a bin of its own for ever.
/// </summary>
internal sealed class InventoryTime
{
    private const int Half = 512;

    // Bin Half + i, i > 0: positions in ((i - 1) × width, i × width]; mirrored for shorts.
    private readonly long[] _ns = new long[2 * Half + 1];
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
        while (BinOf(position, _width) is < -Half or > Half)
            Widen();
    }

    /// <param name="unit">The quantity of one unit of position.</param>
    public InventoryFigures Figures(long nowNs, decimal unit)
    {
        Count(nowNs);
        double total = 0;
        foreach (long ns in _ns)
            total += ns;
        return new InventoryFigures
        {
            TimeInMarket = total > 0 ? 1 - _ns[Half] / total : null,
            Mean = total > 0 ? (double)unit * ((double)_sum / total) : null,
            MeanAbsolute = total > 0 ? (double)unit * ((double)_absoluteSum / total) : null,
            Least = unit * _least,
            Greatest = unit * _greatest,
            P5 = Quantile(0.05, total, unit),
            P25 = Quantile(0.25, total, unit),
            P50 = Quantile(0.50, total, unit),
            P75 = Quantile(0.75, total, unit),
            P95 = Quantile(0.95, total, unit),
            BinWidth = unit * _width,
            Bins = [.. Bins(unit)],
        };
    }

    private static long BinOf(long position, long width) => Math.Sign(position) * ((Math.Abs(position) + width - 1) / width);

    private void Count(long ns)
    {
        if (ns <= _sinceNs)
            return;
        long held = ns - _sinceNs;
        _ns[Half + BinOf(_position, _width)] += held;
        _sum += (Int128)held * _position;
        _absoluteSum += (Int128)held * Math.Abs(_position);
        _sinceNs = ns;
    }

    // The bins at i × 2 - 1 and i × 2 become the one at i.
    private void Widen()
    {
        for (int i = 1; i <= Half; i++)
        {
            bool isThere = 2 * i <= Half;
            (long up, long down) = isThere ? (_ns[Half + 2 * i - 1] + _ns[Half + 2 * i], _ns[Half - 2 * i + 1] + _ns[Half - 2 * i]) : (0, 0);
            (_ns[Half + i], _ns[Half - i]) = (up, down);
        }

        _width *= 2;
    }

    // The least outer end of a bin such that the position was at or below it for that share of the time.
    private decimal? Quantile(double share, double total, decimal unit)
    {
        if (!(total > 0))
            return null;
        double below = 0;
        for (int i = 0; i < _ns.Length; i++)
        {
            below += _ns[i];
            if (below >= share * total)
                return unit * (i - Half) * _width;
        }

        return unit * _greatest;
    }

    private IEnumerable<InventoryBin> Bins(decimal unit)
    {
        for (int i = 0; i < _ns.Length; i++)
        {
            if (_ns[i] > 0)
                yield return new InventoryBin(unit * (i - Half) * _width, _ns[i]);
        }
    }
}
