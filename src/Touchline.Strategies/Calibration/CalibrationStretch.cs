using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>Counts one stretch of a recording, look by look.</summary>
internal sealed class CalibrationStretch
{
    private const long SlowNs = 5_000_000_000;

    // In steps of 100 ms the changes over 100 ms, a second, five and thirty.
    private static readonly long[] IntervalsNs = [0, 1_000_000_000, SlowNs, 30_000_000_000];

    private readonly long _stepNs;
    private readonly long _fromNs;
    private readonly LaggedVariance[] _variances;
    private readonly int[] _lags;
    private readonly ArrivalDepths _depths = new();
    private long _looks;

    public CalibrationStretch(long fromNs, long stepNs)
    {
        (_fromNs, _stepNs) = (fromNs, stepNs);
        _lags = [.. IntervalsNs.Select(ns => (int)Math.Max(1, ns / stepNs)).Distinct()];
        _variances = [.. _lags.Select(lag => new LaggedVariance(lag))];
    }

    public long FromNs => _fromNs;

    public long Trades { get; set; }

    /// <summary>Arrivals beyond the mean half spread so far.</summary>
    public long Arrivals => _depths.Through(Math.Max(1, (int)_depths.MeanSpreadTicks));

    public void AddMid(long twiceMid)
    {
        _looks++;
        foreach (LaggedVariance variance in _variances)
            variance.Add(twiceMid);
    }

    public void AddInterval(int up, int down, int spreadTicks) => _depths.Add(up, down, spreadTicks);

    /// <param name="toNs">Where it ends.</param>
    /// <param name="unit">What a price unit is in quote currency.</param>
    /// <param name="halfTick">Half a tick likewise.</param>
    public StretchCalibration Finish(long toNs, double unit, double halfTick) =>
        new(_fromNs, toNs, Trades, Volatility(unit), Intensity(halfTick));

    // Zhang, Mykland and Aït-Sahalia (2005): what noise adds to each change is the same at every scale, so that the slow scale less
    // its share of the fast one is free of it. Where nothing is left of it the slow scale stands uncorrected, which is too much.
    private VolatilityEstimate? Volatility(double unit)
    {
        int slow = Math.Max(1, Array.IndexOf(_lags, (int)Math.Max(1, SlowNs / _stepNs)));
        if (slow >= _lags.Length || _variances[slow].Pairs < Math.Max(10, _lags[slow]))
            return null;
        double seconds = _stepNs / 1e9, share = 1.0 / _lags[slow], uncorrected = _variances[slow].PerStep;
        double corrected = (uncorrected - share * _variances[0].PerStep) / (1 - share);
        double sigma = Math.Sqrt((corrected > 0 ? corrected : uncorrected) / seconds) * unit;
        // Of overlapping changes over d within a time T: the variance's relative standard error is sqrt(4/3 × d/T), and half that of its root.
        double error = sigma / 2 * Math.Sqrt(4.0 / 3 * _lags[slow] / Math.Max(_lags[slow], _variances[slow].Pairs));
        IEnumerable<VolatilityAt> byInterval = _lags
            .Select((lag, i) => (Lag: lag, Variance: _variances[i]))
            .Where(x => x.Variance.Pairs >= 2 * x.Lag)
            .Select(x => new VolatilityAt(x.Lag * _stepNs, Math.Sqrt(x.Variance.PerStep / seconds) * unit));
        return new VolatilityEstimate(sigma, error, _lags[slow] * _stepNs, [.. byInterval]);
    }

    private IntensityEstimate? Intensity(double halfTick)
    {
        var fit = new IntensityFit();
        if (!fit.TryFit(_depths, _stepNs / 1e9, halfTick))
            return null;
        IEnumerable<IntensityAt> distances = Enumerable.Range(0, fit.Distances)
            .Select(i => new IntensityAt(fit.HalfTicksAt(i) * halfTick, fit.ThroughAt(i), fit.MeasuredAt(i), fit.FittedAt(i)));
        return new IntensityEstimate(fit.A, fit.ErrorOfA, fit.K, fit.ErrorOfK, fit.RSquared, fit.ThroughAt(0), [.. distances]);
    }
}
