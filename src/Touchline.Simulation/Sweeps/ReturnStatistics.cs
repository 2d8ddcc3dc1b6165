namespace Touchline.Simulation;

/// <summary>Mean, spread and shape of what a run earned in each second.</summary>
/// <param name="Count">Seconds.</param>
/// <param name="Mean">In quote currency.</param>
/// <param name="Deviation">Standard deviation with n − 1 below it; 0 for less than two seconds.</param>
/// <param name="Skewness">0 for a normal distribution, and where nothing was earned or lost.</param>
/// <param name="Kurtosis">3 for a normal distribution, and where nothing was earned or lost.</param>
public readonly record struct ReturnStatistics(long Count, double Mean, double Deviation, double Skewness, double Kurtosis)
{
    /// <summary>Seconds below which no ratio of a year is given.</summary>
    public const long Fewest = 30;

    internal const double SecondsPerYear = 365.0 * 86_400;

    /// <summary>Mean by deviation, of one second; 0 where nothing moved.</summary>
    public double Sharpe => Deviation > 0 ? Mean / Deviation : 0;

    /// <summary>Of a year of seconds; null for less than <see cref="Fewest"/>, and where nothing moved.</summary>
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
