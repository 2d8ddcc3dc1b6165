namespace Touchline.Simulation;

/// <summary>
/// Central moments of the changes of equity from one whole second to the next, as they come. Multiplications, divisions and square roots of
/// doubles in fixed order: the same on every machine. Source of the updates: P. Pébay, "Formulas for robust, one-pass parallel computation
/// of covariances and arbitrary-order statistical moments" (Sandia, 2008).
/// </summary>
internal sealed class ReturnMoments
{
    private double _mean;
    private double _squares;
    private double _cubes;
    private double _fourths;
    private double _downSquares;

    public long Count { get; private set; }

    /// <summary>Mean ÷ root of the mean square of the losses among all, a year of seconds; null for too few changes, or without a loss.</summary>
    public double? Sortino => Count < ReturnStatistics.Fewest || !(_downSquares > 0) ? null : _mean / Math.Sqrt(_downSquares / Count) * Math.Sqrt(ReturnStatistics.SecondsPerYear);

    public void Add(double change)
    {
        double n = ++Count;
        double away = change - _mean, step = away / n, square = step * step;
        double product = away * step * (n - 1);
        _mean += step;
        _fourths += product * square * (n * n - 3 * n + 3) + 6 * square * _squares - 4 * step * _cubes;
        _cubes += product * step * (n - 2) - 3 * step * _squares;
        _squares += product;
        if (change < 0)
            _downSquares += change * change;
    }

    /// <summary>So many changes of 0.</summary>
    public void AddZeros(long zeros)
    {
        if (zeros <= 0)
            return;
        double before = Count, more = zeros, n = before + more;
        double away = -_mean, square = away * away, both = before * more / n;
        _fourths += square * square * both * (before * before - before * more + more * more) / (n * n)
            + 6 * square * (more / n) * (more / n) * _squares - 4 * away * (more / n) * _cubes;
        _cubes += square * away * both * (before - more) / n - 3 * away * (more / n) * _squares;
        _squares += square * both;
        _mean *= before / n;
        Count += zeros;
    }

    public ReturnStatistics Statistics
    {
        get
        {
            double deviation = Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1));
            if (!(deviation > 0))
                return new ReturnStatistics(Count, _mean, 0, 0, 3);
            double variance = _squares / Count;
            return new ReturnStatistics(Count, _mean, deviation, _cubes / Count / (variance * Math.Sqrt(variance)), _fourths / Count / (variance * variance));
        }
    }
}
