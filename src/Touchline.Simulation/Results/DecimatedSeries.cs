namespace Touchline.Simulation;

/// <summary>A stretch of time of a series: what it was last, and its extremes.</summary>
/// <param name="TimeNs">Begin of the stretch.</param>
public readonly record struct SeriesPoint(long TimeNs, double Last, double Low, double High)
{
    internal SeriesPoint With(in SeriesPoint later) => new(TimeNs, later.Last, Math.Min(Low, later.Low), Math.Max(High, later.High));
}

/// <summary>
/// A series of any length in at most <see cref="Most"/> stretches of equal length, each with its extremes and its last value: stretches
/// begin at whole multiples of their length since the Unix epoch, so that two series of the same time lie on the same grid. It begins
/// with seconds; where they don't suffice the length doubles.
/// </summary>
internal sealed class DecimatedSeries
{
    public const int Most = 2_000;

    private readonly List<SeriesPoint> _points = [];

    public long StepNs { get; private set; } = 1_000_000_000;

    /// <summary>The stretches with a value, in time order.</summary>
    public IReadOnlyList<SeriesPoint> Points => _points;

    /// <param name="ns">Not before the one added last.</param>
    public void Add(long ns, double value)
    {
        var point = new SeriesPoint(ns - ns % StepNs, value, value, value);
        if (_points.Count > 0)
        {
            while ((point.TimeNs - _points[0].TimeNs) / StepNs >= Most)
            {
                Double();
                point = point with { TimeNs = ns - ns % StepNs };
            }

            if (_points[^1].TimeNs == point.TimeNs)
            {
                _points[^1] = _points[^1].With(point);
                return;
            }
        }

        _points.Add(point);
    }

    private void Double()
    {
        StepNs *= 2;
        int kept = 0;
        foreach (SeriesPoint old in _points.ToArray())
        {
            SeriesPoint point = old with { TimeNs = old.TimeNs - old.TimeNs % StepNs };
            if (kept > 0 && _points[kept - 1].TimeNs == point.TimeNs)
                _points[kept - 1] = _points[kept - 1].With(point);
            else
                _points[kept++] = point;
        }

        _points.RemoveRange(kept, _points.Count - kept);
    }
}
