namespace Touchline.Simulation;

/// <summary>Mean, spread and shape of what a run earned in each second.</summary>
/// <param name="Count">Seconds.</param>
/// <param name="Mean">In quote currency.</param>
/// <param name="Deviation">Standard deviation with n − 1 below it; 0 for less than two seconds.</param>
/// <param name="Skewness">0 for a normal distribution, and where nothing was earned or lost.</param>
/// <param name="Kurtosis">3 for a normal distribution, and where nothing was earned or lost.</param>
public readonly record struct ReturnStatistics(long Count, double Mean, double Deviation, double Skewness, double Kurtosis)
{
    private const double SecondsPerYear = 365.0 * 86_400;

    // Seconds below which a year says nothing.
    private const long Fewest = 30;

    /// <summary>Mean by deviation, of one second; 0 where nothing moved.</summary>
    public double Sharpe => Deviation > 0 ? Mean / Deviation : 0;

    /// <summary>Of a year of seconds; null for less than 30 seconds, and where nothing moved.</summary>
    public double? AnnualSharpe => Count < Fewest || !(Deviation > 0) ? null : Mean / Deviation * Math.Sqrt(SecondsPerYear);

    /// <summary>Mean and deviation of both stretches together. Their shape isn't known: skewness and kurtosis become those of a normal distribution.</summary>
    public ReturnStatistics With(ReturnStatistics other)
    {
        long count = Count + other.Count;
        if (count < 2)
            return new ReturnStatistics(count, Count > 0 ? Mean : other.Mean, 0, 0, 3);
        double gap = other.Mean - Mean;
        double mean = Mean + gap * other.Count / count;
        double squares = Squares(this) + Squares(other) + gap * gap * Count * other.Count / count;
        return new ReturnStatistics(count, mean, Math.Sqrt(squares / (count - 1)), 0, 3);
    }

    private static double Squares(ReturnStatistics m) => m.Count < 2 ? 0 : m.Deviation * m.Deviation * (m.Count - 1);
}

/// <summary>
/// Takes returns one by one and keeps their central moments: one pass, no memory. Source of the update: P. Pébay, "Formulas for robust,
/// one-pass parallel computation of covariances and arbitrary-order statistical moments" (Sandia, 2008).
/// </summary>
public sealed class ReturnSampler
{
    private long _count;
    private double _mean, _second, _third, _fourth;

    public void Add(double value)
    {
        double n = ++_count;
        double gap = value - _mean;
        double step = gap / n, square = step * step;
        double product = gap * step * (n - 1);
        _mean += step;
        _fourth += product * square * (n * n - 3 * n + 3) + 6 * square * _second - 4 * step * _third;
        _third += product * step * (n - 2) - 3 * step * _second;
        _second += product;
    }

    public ReturnStatistics Statistics
    {
        get
        {
            double deviation = _count < 2 ? 0 : Math.Sqrt(_second / (_count - 1));
            if (!(deviation > 0))
                return new ReturnStatistics(_count, _mean, 0, 0, 3);
            double variance = _second / _count;
            return new ReturnStatistics(_count, _mean, deviation, _third / _count / (variance * Math.Sqrt(variance)), _fourth / _count / (variance * variance));
        }
    }
}
