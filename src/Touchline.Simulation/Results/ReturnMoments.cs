namespace Touchline.Simulation;

/// <summary>
/// Mean and spread of the changes of equity from one whole second to the next, as they come (Welford's method; equal changes at once by
/// Chan's). Multiplications, divisions and square roots of doubles in fixed order: the same on every machine.
/// </summary>
internal sealed class ReturnMoments
{
    /// <summary>Changes below which no ratio is given.</summary>
    public const long Fewest = 30;

    private const double SecondsPerYear = 365.0 * 86_400;

    private double _mean;
    private double _squares;
    private double _downSquares;

    public long Count { get; private set; }

    /// <summary>Mean ÷ standard deviation (of a sample), a year of seconds; null for too few changes, or if all are equal.</summary>
    public double? Sharpe => Count < Fewest || !(_squares > 0) ? null : _mean / Math.Sqrt(_squares / (Count - 1)) * Math.Sqrt(SecondsPerYear);

    /// <summary>Mean ÷ root of the mean square of the losses among all, a year of seconds; null for too few changes, or without a loss.</summary>
    public double? Sortino => Count < Fewest || !(_downSquares > 0) ? null : _mean / Math.Sqrt(_downSquares / Count) * Math.Sqrt(SecondsPerYear);

    public void Add(double change)
    {
        Count++;
        double away = change - _mean;
        _mean += away / Count;
        _squares += away * (change - _mean);
        if (change < 0)
            _downSquares += change * change;
    }

    /// <summary>So many changes of 0.</summary>
    public void AddZeros(long zeros)
    {
        if (zeros <= 0)
            return;
        long before = Count;
        Count += zeros;
        _squares += _mean * _mean * ((double)before * zeros / Count);
        _mean *= (double)before / Count;
    }
}
