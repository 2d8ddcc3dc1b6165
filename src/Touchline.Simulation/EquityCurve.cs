namespace Touchline.Simulation;

/// <summary>Follows an equity from look to look: its deepest and its longest fall, its changes from second to second, its course. It starts at 0.</summary>
internal sealed class EquityCurve
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly ReturnMoments _returns = new();
    private readonly DecimatedSeries _course = new();
    private decimal _peak;
    private long _peakNs;
    private long _secondNs;
    private decimal? _atSecond;

    public decimal MaxDrawdown { get; private set; }

    /// <summary>The longest time from a highest point to a later look that was below it.</summary>
    public long LongestDrawdownNs { get; private set; }

    public ReturnFigures Returns => new(_returns.Statistics, _returns.Sortino, LongestDrawdownNs);

    /// <summary>What it was and its extremes, for charts.</summary>
    public EquityCourse Course => new(_course.StepNs, [.. _course.Points]);

    /// <param name="firstSecondNs">The first whole second that will be looked at.</param>
    public void Start(long ns, long firstSecondNs)
    {
        _peakNs = ns;
        _secondNs = firstSecondNs - NsPerSecond;
    }

    /// <summary>After a fill.</summary>
    public void Look(long ns, decimal equity)
    {
        if (equity >= _peak)
            (_peak, _peakNs) = (equity, ns);
        else
            LongestDrawdownNs = Math.Max(LongestDrawdownNs, ns - _peakNs);
        MaxDrawdown = Math.Max(MaxDrawdown, _peak - equity);
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
}
