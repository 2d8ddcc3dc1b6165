using Touchline.Core;

namespace Touchline.Reports;

/// <summary>
/// How much more one run earned than another on the same market, with an interval that would hold the true difference in 95 % of such
/// comparisons. The changes of equity of both, stretch by stretch on one grid, give differences d₁ … dₙ; their mean is drawn anew from
/// blocks of neighbours (circular block bootstrap, √n long, so that what hangs together stays together). It assumes that the market
/// to come is like the one recorded, and that what happens in stretches further apart than a block has nothing to do with each other.
/// </summary>
/// <param name="Stretches">n.</param>
/// <param name="StretchSeconds">Length of each.</param>
/// <param name="PerHour">Mean difference, an hour.</param>
/// <param name="LowPerHour">2.5 % of the draws are below.</param>
/// <param name="HighPerHour">2.5 % of the draws are above.</param>
internal sealed record PairedDifference(int Stretches, double StretchSeconds, double PerHour, double LowPerHour, double HighPerHour)
{
    public const int Fewest = 30;
    public const int Draws = 2_000;

    private const ulong Seed = 1;
    private const double SecondsPerHour = 3_600;

    /// <summary>The interval doesn't hold 0.</summary>
    public bool IsClear => LowPerHour > 0 || HighPerHour < 0;

    /// <summary>Null where the runs have fewer than <see cref="Fewest"/> stretches in common.</summary>
    public static PairedDifference? Of(IReadOnlyList<CurvePoint> first, IReadOnlyList<CurvePoint> second, double stepSeconds)
    {
        if (first.Count == 0 || second.Count == 0)
            return null;
        double from = Math.Max(first[0].Seconds, second[0].Seconds), to = Math.Min(first[^1].Seconds, second[^1].Seconds);
        from = Math.Ceiling(from / stepSeconds) * stepSeconds;
        int count = (int)Math.Floor((to - from) / stepSeconds);
        if (count < Fewest)
            return null;
        double[] a = Changes(first, from, stepSeconds, count), b = Changes(second, from, stepSeconds, count);
        return OfDifferences([.. b.Zip(a, (x, y) => x - y)], stepSeconds);
    }

    public static PairedDifference OfDifferences(double[] differences, double stepSeconds)
    {
        double perHour = SecondsPerHour / stepSeconds;
        int n = differences.Length, block = Math.Max(1, (int)Math.Round(Math.Sqrt(n)));
        double[] means = [.. Resampled(differences, block).Order()];
        return new PairedDifference(
            n, stepSeconds, differences.Sum() / n * perHour, means[Draws / 40] * perHour, means[Draws - 1 - Draws / 40] * perHour);
    }

    private static IEnumerable<double> Resampled(double[] values, int block)
    {
        var random = new SeededRandom(Seed);
        for (int draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            for (int taken = 0; taken < values.Length;)
            {
                int start = random.Below(values.Length);
                for (int i = 0; i < block && taken < values.Length; i++, taken++)
                    sum += values[(start + i) % values.Length];
            }

            yield return sum / values.Length;
        }
    }

    // From the end of one stretch to the end of the next; a stretch in which nobody looked changed nothing.
    private static double[] Changes(IReadOnlyList<CurvePoint> points, double from, double step, int count)
    {
        var changes = new double[count];
        int next = 0;
        double before = 0;
        for (int i = -1; i < count; i++)
        {
            double now = before, end = from + (i + 2) * step;
            for (; next < points.Count && points[next].Seconds < end; next++)
                now = points[next].Equity;
            if (i >= 0)
                changes[i] = now - before;
            before = now;
        }

        return changes;
    }
}
