using Touchline.Core;

namespace Touchline.Trading.Tests;

public sealed class CorrelationsTests
{
    [Fact]
    public void They_are_those_of_the_newest_returns_reckoned_from_scratch()
    {
        const int Count = 4;
        var random = new Random(5);
        InstrumentState[] states = [.. Enumerable.Range(0, Count).Select(_ => new InstrumentState(Desk.Plain, new RiskLimits()))];
        var correlations = new Correlations(Count, 300_000);
        long[] mids = [100_000, 200_000, 50_000, 700];
        var seen = new List<long[]>();
        for (int sample = 0; sample < 1_000; sample++)
        {
            int common = random.Next(-30, 31);
            for (int i = 0; i < Count - 1; i++)
                mids[i] += (i == 1 ? -common : common) + random.Next(-20 * i, 20 * i + 1);
            for (int i = 0; i < Count; i++)
                Set(states[i], mids[i]);
            correlations.Take(states);
            seen.Add([.. mids]);
            if (sample % 7 > 0)
                continue;
            for (int i = 0; i < Count; i++)
            {
                for (int j = 0; j < Count; j++)
                {
                    double? naive = Naive(seen, i, j), ours = correlations.Of(i, j);
                    Assert.Equal(naive is null, ours is null);
                    if (naive is { } expected)
                        Assert.Equal(expected, ours!.Value, 1e-4);
                }
            }
        }

        Assert.Equal(0, correlations.Of(0, 3)); // one that doesn't move is like no other
        Assert.InRange(correlations.Of(0, 1)!.Value, -1, -0.5);
    }

    private static double? Naive(List<long[]> seen, int one, int other)
    {
        if (seen.Count - 1 < Correlations.Least)
            return null;
        int from = Math.Max(0, seen.Count - Correlations.Samples);
        double[] a = Returns(seen, one, from), b = Returns(seen, other, from);
        double meanA = a.Average(), meanB = b.Average();
        double both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum(), as2 = a.Sum(x => (x - meanA) * (x - meanA)), bs2 = b.Sum(y => (y - meanB) * (y - meanB));
        return as2 == 0 || bs2 == 0 ? 0 : both / Math.Sqrt(as2 * bs2);
    }

    // The very first sample has no return: it counts as none.
    private static double[] Returns(List<long[]> seen, int at, int from) =>
        [.. Enumerable.Range(from, seen.Count - from).Select(i => i == 0 ? 0 : (double)(seen[i][at] - seen[i - 1][at]) / seen[i - 1][at])];

    private static void Set(InstrumentState state, long mid)
    {
        state.Book.Clear();
        state.Book.Set(Side.Buy, new Price(mid - 1), new Quantity(1));
        state.Book.Set(Side.Sell, new Price(mid + 1), new Quantity(1));
    }
}
