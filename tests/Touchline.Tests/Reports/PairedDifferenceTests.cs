using Touchline.Commands;
using Touchline.Core;
using Touchline.Reports;

namespace Touchline.Tests.Reports;

public sealed class PairedDifferenceTests
{
    [Fact]
    public void An_interval_that_holds_0_leaves_chance_open_and_proves_nothing()
    {
        var open = new PairedDifference(100, 1, 70, -16.458, 171.9331);
        string text = CompareCommand.Verdict(open, "A", "B");
        Assert.EndsWith("it holds 0, so chance can't be ruled out", text);
        Assert.EndsWith("B earned more than chance explains", CompareCommand.Verdict(open with { LowPerHour = 1 }, "A", "B"));
    }

    [Fact]
    public void What_always_differs_by_the_same_has_an_interval_of_no_width()
    {
        PairedDifference found = PairedDifference.Of(Curve(1, Enumerable.Repeat(1.0, 100)), Curve(1, Enumerable.Repeat(3.0, 100)), 1)!;
        Assert.Equal((99, 7_200.0), (found.Stretches, found.PerHour));
        Assert.Equal(7_200, found.LowPerHour, 9);
        Assert.Equal(7_200, found.HighPerHour, 9);
        Assert.True(found.IsClear);
    }

    [Fact]
    public void What_the_market_does_to_both_drops_out()
    {
        var random = new SeededRandom(2);
        double[] market = [.. Enumerable.Range(0, 200).Select(_ => 100 * random.Normal())];
        PairedDifference found = PairedDifference.Of(Curve(1, market), Curve(1, market.Select(m => m + 0.5)), 1)!;
        Assert.Equal(1_800, found.LowPerHour, 4);
        Assert.Equal(1_800, found.HighPerHour, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.8)]
    public void The_interval_holds_the_true_difference_about_as_often_as_it_says(double kept)
    {
        // Noise in which each stretch keeps a share of the one before.
        const int Runs = 300;
        const double Truth = 0.25;
        int held = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var random = new SeededRandom(run);
            double noise = 0;
            double[] differences = [.. Enumerable.Range(0, 400).Select(_ => Truth + (noise = kept * noise + random.Normal()))];
            PairedDifference found = PairedDifference.OfDifferences(differences, 3_600);
            held += found.LowPerHour <= Truth && Truth <= found.HighPerHour ? 1 : 0;
        }

        Assert.InRange(held / (double)Runs, 0.85, 0.99);
    }

    [Fact]
    public void Too_few_stretches_in_common_have_no_interval()
    {
        double[] changes = [.. Enumerable.Repeat(1.0, 31)];
        Assert.NotNull(PairedDifference.Of(Curve(1, changes), Curve(1, changes), 1));
        Assert.Null(PairedDifference.Of(Curve(1, changes[..30]), Curve(1, changes), 1));
        Assert.Null(PairedDifference.Of([], Curve(1, changes), 1));
    }

    [Fact]
    public void Stretches_without_a_look_and_a_coarser_grid_change_nothing()
    {
        double[] changes = [.. Enumerable.Range(0, 400).Select(i => i % 5 == 0 ? (double)(i % 7) : 0)];
        IReadOnlyList<CurvePoint> whole = Curve(1, changes), zero = Curve(1, new double[400]);
        CurvePoint[] sparse = [.. whole.Where((p, i) => i == 0 || p.Equity != whole[i - 1].Equity)];
        Assert.Equal(PairedDifference.Of(zero, whole, 1)! with { Stretches = 0 }, PairedDifference.Of(zero, [.. sparse, whole[^1]], 1)! with { Stretches = 0 });
        CurvePoint[] coarse = [.. whole.Where((_, i) => i % 4 == 3).Select(p => p with { Seconds = p.Seconds - 3 })];
        PairedDifference ofBoth = PairedDifference.Of(whole, coarse, 4)!;
        Assert.Equal((99, 0.0, 0.0, 0.0), (ofBoth.Stretches, ofBoth.PerHour, ofBoth.LowPerHour, ofBoth.HighPerHour));
    }

    // Begins at 4,000,000 s; a point a step.
    private static CurvePoint[] Curve(double step, IEnumerable<double> changes)
    {
        double equity = 0;
        return [.. changes.Select((c, i) => new CurvePoint(4_000_000 + i * step, equity += c, equity, equity))];
    }
}
