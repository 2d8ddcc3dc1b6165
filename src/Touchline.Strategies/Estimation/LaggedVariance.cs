namespace Touchline.Strategies;

/// <summary>
/// The mean squared change of the mid over a lag of so many steps, from every step on: overlapping intervals use all the mids there are,
/// where a coarse grid alone would use one in a lag.
/// </summary>
internal sealed class LaggedVariance(int lag)
{
    private readonly long[] _mids = Filled(lag);
    private int _next;
    private Int128 _sum;

    /// <summary>Changes that were looked at.</summary>
    public long Pairs { get; private set; }

    /// <summary>Variance of a step in squared price units; not a number before the first change.</summary>
    public double PerStep => Pairs == 0 ? double.NaN : (double)_sum / 4 / Pairs / lag;

    /// <param name="twiceMid">As <see cref="TwiceMid"/> says, or none.</param>
    public void Add(long twiceMid)
    {
        long before = _mids[_next];
        _mids[_next] = twiceMid;
        _next = (_next + 1) % lag;
        if (before == TwiceMid.None || twiceMid == TwiceMid.None)
            return;
        _sum += TwiceMid.SquaredChange(before, twiceMid);
        Pairs++;
    }

    private static long[] Filled(int length)
    {
        long[] mids = new long[length];
        Array.Fill(mids, TwiceMid.None);
        return mids;
    }
}
