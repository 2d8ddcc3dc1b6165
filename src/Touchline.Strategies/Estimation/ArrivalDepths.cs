namespace Touchline.Strategies;

/// <summary>How deep market orders went, over many intervals and both sides: for every distance how often something went through it.</summary>
internal sealed class ArrivalDepths
{
    /// <summary>The furthest distance in half ticks that is told apart; what goes further counts as this.</summary>
    public const int Furthest = 16_384;

    private readonly long[] _counts = new long[Furthest + 1];
    private long _spreadTicks;

    /// <summary>Intervals, each counted once for either side.</summary>
    public long Sides { get; private set; }

    /// <summary>The mean spread at the intervals' beginnings in ticks, which is the mean half spread in half ticks; 0 for none.</summary>
    public double MeanSpreadTicks => Sides == 0 ? 0 : 2.0 * _spreadTicks / Sides;

    /// <param name="up">Half ticks that buyers went through.</param>
    /// <param name="down">Half ticks that sellers went through.</param>
    public void Add(int up, int down, int spreadTicks) => Count(up, down, spreadTicks, 1);

    public void Remove(int up, int down, int spreadTicks) => Count(up, down, spreadTicks, -1);

    /// <summary>How often a distance in half ticks was gone through.</summary>
    public long Through(int halfTicks)
    {
        long through = 0;
        for (int i = halfTicks + 1; i <= Furthest; i++)
            through += _counts[i];
        return through;
    }

    /// <summary>The furthest distance, from one on in whole ticks, that was gone through so often; the beginning when none was.</summary>
    public int FurthestThrough(int from, long atLeast)
    {
        long through = 0;
        int at = Furthest;
        while (at > from && through + _counts[at] < atLeast)
            through += _counts[at--];
        return at <= from ? from : from + (at - 1 - from) / 2 * 2;
    }

    private void Count(int up, int down, int spreadTicks, int sign)
    {
        _counts[up] += sign;
        _counts[down] += sign;
        _spreadTicks += sign * spreadTicks;
        Sides += 2 * sign;
    }
}
