using Touchline.Reports;
using Touchline.Storage;

namespace Touchline.Control;

/// <summary>What the session and each of its strategies have made, every ten seconds of the engine's time for a day: what versions side by side are compared by, and what curves are drawn of.</summary>
internal sealed class StrategyCurves : ISessionListener
{
    /// <summary>Between two points.</summary>
    public const int StepSeconds = 10;

    private const int MostPoints = 24 * 3_600 / StepSeconds;
    private const double NsPerSecond = 1e9;
    private const string Running = "running";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Curve> _curves = [];
    private readonly Curve _account = new();

    public void OnRows(SessionRows rows)
    {
    }

    public void OnPortrait(SessionPortrait portrait)
    {
        double seconds = portrait.AtNs / NsPerSecond;
        long step = (long)Math.Floor(seconds / StepSeconds);
        lock (_lock)
        {
            if (step > _account.Step)
                _account.Add(new CurveStep(step, seconds, (double)portrait.Equity, null));
            foreach (StrategyPortrait strategy in portrait.Strategies)
            {
                if (!_curves.TryGetValue(strategy.Name, out Curve? curve))
                    _curves[strategy.Name] = curve = new Curve();
                if (step > curve.Step)
                    curve.Add(new CurveStep(step, seconds, (double)strategy.Ledgers.Sum(l => l.Net), strategy.State == Running ? strategy.Version : null));
            }
        }
    }

    /// <summary>What was made until each point, oldest first.</summary>
    /// <param name="strategy">Null: by the session as a whole.</param>
    public IReadOnlyList<CurveStep> Points(string? strategy)
    {
        lock (_lock)
        {
            return strategy is null ? [.. _account.Points] : _curves.TryGetValue(strategy, out Curve? curve) ? [.. curve.Points] : [];
        }
    }

    /// <summary>How much more the other one made than the first, in the stretches in which each of them ran as the version that it is now.</summary>
    /// <returns>How many such stretches there are, and the difference; null where they are too few.</returns>
    public (int Stretches, PairedDifference? Difference) Compare(string first, string other)
    {
        double[] differences;
        lock (_lock)
        {
            differences = _curves.TryGetValue(first, out Curve? a) && _curves.TryGetValue(other, out Curve? b) ? Differences(a, b) : [];
        }

        return (differences.Length, differences.Length < PairedDifference.Fewest ? null : PairedDifference.OfDifferences(differences, StepSeconds));
    }

    private static double[] Differences(Curve first, Curve other)
    {
        Dictionary<long, double> changes = first.Changes().ToDictionary(c => c.Step, c => c.Change);
        return [.. from c in other.Changes() where changes.ContainsKey(c.Step) select c.Change - changes[c.Step]];
    }

    private sealed class Curve
    {
        public Queue<CurveStep> Points { get; } = new();

        public long Step { get; private set; } = long.MinValue;

        public void Add(CurveStep point)
        {
            Step = point.Step;
            if (Points.Count == MostPoints)
                Points.Dequeue();
            Points.Enqueue(point);
        }

        /// <summary>What changed in each stretch through which the newest version ran.</summary>
        public IEnumerable<(long Step, double Change)> Changes()
        {
            string? version = Points.LastOrDefault(p => p.Version is not null).Version;
            return from pair in Points.Zip(Points.Skip(1))
                   where version is not null && pair.First.Version == version && pair.Second.Version == version && pair.Second.Step == pair.First.Step + 1
                   select (pair.Second.Step, pair.Second.Net - pair.First.Net);
        }
    }
}

/// <summary>How a curve stands in one of its steps.</summary>
/// <param name="Step">Counts from the epoch on.</param>
/// <param name="Seconds">Since the epoch, in it.</param>
/// <param name="Net">Profit and loss so far, after fees and funding.</param>
/// <param name="Version">That ran then; null: none did.</param>
internal readonly record struct CurveStep(long Step, double Seconds, double Net, string? Version);
