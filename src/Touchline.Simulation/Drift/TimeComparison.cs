namespace Touchline.Simulation;

/// <summary>Times of one kind, in nanoseconds.</summary>
/// <param name="Median">Of an even number the lower of the two in the middle; null where there are none, likewise below.</param>
/// <param name="P90">At or below it for nine in ten.</param>
public readonly record struct TimeFigures(long Count, long? Median, long? P90)
{
    internal static TimeFigures Of(long[] sorted) => new(sorted.Length, At(sorted, 50), At(sorted, 90));

    internal static long? At(long[] sorted, int percent) => sorted.Length == 0 ? null : sorted[Math.Max(0, (sorted.Length * percent + 99) / 100 - 1)];
}

/// <summary>The session's times beside the simulation's.</summary>
/// <param name="Distance">
/// Of Kolmogorov and Smirnov: the greatest difference between the shares of both that are at or below a time; 0 for equal ones, 1 where all of one are above all of the other. Null without times.
/// </param>
public readonly record struct TimeComparison(TimeFigures Real, TimeFigures Simulated, double? Distance)
{
    internal static TimeComparison Of(IEnumerable<long> real, IEnumerable<long> simulated)
    {
        long[] a = [.. real.Order()], b = [.. simulated.Order()];
        return new TimeComparison(TimeFigures.Of(a), TimeFigures.Of(b), a.Length == 0 || b.Length == 0 ? null : DistanceOf(a, b));
    }

    private static double DistanceOf(long[] a, long[] b)
    {
        double most = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            long at = j == b.Length || (i < a.Length && a[i] <= b[j]) ? a[i] : b[j];
            while (i < a.Length && a[i] == at)
                i++;
            while (j < b.Length && b[j] == at)
                j++;
            most = Math.Max(most, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        return most;
    }
}

/// <summary>How much later than in the session orders that rested were first filled in the simulation, in nanoseconds; negative: earlier.</summary>
/// <param name="Orders">Filled while resting in both.</param>
/// <param name="OnlyReal">Only in the session.</param>
/// <param name="OnlySimulated">Only in the simulation.</param>
public readonly record struct QueueError(long Orders, long OnlyReal, long OnlySimulated, long? P10, long? Median, long? P90, double? Mean)
{
    internal static QueueError Of(IEnumerable<DriftFill> real, IEnumerable<DriftFill> simulated)
    {
        Dictionary<long, long> a = FirstFills(real), b = FirstFills(simulated);
        long[] later = [.. a.Where(f => b.ContainsKey(f.Key)).Select(f => b[f.Key] - f.Value).Order()];
        return new QueueError(
            later.Length, a.Count - later.Length, b.Count - later.Length, TimeFigures.At(later, 10), TimeFigures.At(later, 50), TimeFigures.At(later, 90),
            later.Length == 0 ? null : (double)later.Aggregate(Int128.Zero, (sum, ns) => sum + ns) / later.Length);
    }

    private static Dictionary<long, long> FirstFills(IEnumerable<DriftFill> fills) =>
        fills.Where(f => f.IsMaker && !f.Order.IsNone).GroupBy(f => f.Order.Number).ToDictionary(g => g.Key, g => g.Min(f => f.ExchangeNs));
}
