using Touchline.Reports;
using Touchline.Storage;

namespace Touchline.Control;

/// <summary>What each strategy of the session has made, every ten seconds of the engine's time for a day: what versions side by side are compared by.</summary>
internal sealed class StrategyCurves : ISessionListener
{
    /// <summary>Between two points.</summary>
    public const int StepSeconds = 10;

    private const int MostPoints = 24 * 3_600 / StepSeconds;
    private const double NsPerSecond = 1e9;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Curve> _curves = [];

    public void OnRows(SessionRows rows)
    {
    }

    public void OnPortrait(SessionPortrait portrait)
    {
        double seconds = portrait.AtNs / NsPerSecond;
        long step = (long)Math.Floor(seconds / StepSeconds);
        lock (_lock)
        {
            foreach (StrategyPortrait strategy in portrait.Strategies)
            {
                if (!_curves.TryGetValue(strategy.Name, out Curve? curve))
                    _curves[strategy.Name] = curve = new Curve();
                if (step <= curve.Step)
                    continue;
                double made = (double)strategy.Ledgers.Sum(l => l.Net);
                curve.Step = step;
                if (curve.Points.Count == MostPoints)
                    curve.Points.Dequeue();
                curve.Points.Enqueue(new CurvePoint(seconds, made, made, made));
            }
        }
    }

    /// <summary>How much more the other one made than the first, in the time in which both were there; null where that is too short.</summary>
    public PairedDifference? Compare(string first, string other)
    {
        lock (_lock)
        {
            return _curves.TryGetValue(first, out Curve? a) && _curves.TryGetValue(other, out Curve? b) ? PairedDifference.Of([.. a.Points], [.. b.Points], StepSeconds) : null;
        }
    }

    private sealed class Curve
    {
        public Queue<CurvePoint> Points { get; } = new();

        public long Step { get; set; } = long.MinValue;
    }
}
