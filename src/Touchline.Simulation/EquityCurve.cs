namespace Touchline.Simulation;

/// <summary>Follows an equity from look to look: its deepest and its longest fall, its changes from second to second, its course.</summary>
internal sealed class EquityCurve
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly ReturnMoments _returns = new();
    private readonly DecimatedSeries _course = new();
    private decimal _peak;
    private long _peakNs;
    private long _secondNs;
    private decimal? _atSecond;
    private decimal _deepest;
    private long _longestNs;

    /// <summary>What it was and its extremes, for charts.</summary>
    public EquityCourse Course => new(_course.StepNs, [.. _course.Points]);

    /// <param name="firstSecondNs">The first whole second that will be looked at.</param>
    /// <param name="peak">The highest point so far: 0 but for what goes on from before.</param>
    public void Start(long ns, long firstSecondNs, decimal peak = 0)
    {
        (_peak, _peakNs) = (peak, ns);
        _secondNs = firstSecondNs - NsPerSecond;
    }

    /// <summary>The deepest fall so far, the one that it is in included. Whoever asks changes nothing.</summary>
    public decimal MaxDrawdown(decimal equity) => Math.Max(_deepest, _peak - equity);

    /// <summary>With the longest time from a highest point to a later look that was below it, or to now.</summary>
    public ReturnFigures Returns(long nowNs, decimal equity) => new(_returns.Statistics, _returns.Sortino, Longest(nowNs, equity));

    /// <summary>After a fill.</summary>
    public void Look(long ns, decimal equity)
    {
        _longestNs = Longest(ns, equity);
        if (equity >= _peak)
            (_peak, _peakNs) = (equity, ns);
        _deepest = MaxDrawdown(equity);
        _course.Add(ns, (double)equity);
    }

    /// <summary>At the newest whole second; since the one looked at before nothing but what shows now has changed.</summary>
    public void LookAtSecond(long ns, decimal equity)
    {
        if (_atSecond is { } before)
            _returns.Add((double)(equity - before));
        _returns.AddZeros((ns - _secondNs) / NsPerSecond - 1);
        (_secondNs, _atSecond) = (ns, equity);
        Look(ns, equity);
    }

    private long Longest(long nowNs, decimal equity) => equity < _peak ? Math.Max(_longestNs, nowNs - _peakNs) : _longestNs;
}
