namespace Touchline.Strategies;

/// <summary>As <see cref="LaggedVariance"/>, over the changes that ended within the newest steps only.</summary>
internal sealed class RollingVariance
{
    private readonly long[] _mids;
    private readonly int _lag;
    private readonly int _window;
    private int _next;
    private Int128 _sum;

    public RollingVariance(int lag, int window)
    {
        _lag = lag;
        _window = window;
        _mids = new long[window + lag];
        Array.Fill(_mids, TwiceMid.None);
    }

    /// <summary>Changes within the window.</summary>
    public int Pairs { get; private set; }

    /// <inheritdoc cref="LaggedVariance.PerStep"/>
    public double PerStep => Pairs == 0 ? double.NaN : (double)_sum / 4 / Pairs / _lag;

    public void Add(long twiceMid)
    {
        // The change that ended a window ago goes with the mid that it began at.
        Count(_mids[_next], At(_lag), -1);
        _mids[_next] = twiceMid;
        Count(At(_window), twiceMid, 1);
        _next = (_next + 1) % _mids.Length;
    }

    // So many steps after the place that is written next, which holds the oldest mid: lag steps on ends the oldest change, and from
    // the window on begins the newest.
    private long At(int steps) => _mids[(_next + steps) % _mids.Length];

    private void Count(long from, long to, int sign)
    {
        if (from == TwiceMid.None || to == TwiceMid.None)
            return;
        _sum += sign * TwiceMid.SquaredChange(from, to);
        Pairs += sign;
    }
}
