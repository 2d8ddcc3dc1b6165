using Touchline.Core;

namespace Touchline.Strategies.Tests;

/// <summary>Volatility and arrival depths against naive twins, and the fit on draws with known figures.</summary>
public sealed class EstimationTests
{
    [Fact]
    public void Variance_over_a_lag_is_that_of_a_naive_sum_with_holes_and_a_window()
    {
        var random = new Random(4);
        for (int run = 0; run < 300; run++)
        {
            int lag = random.Next(1, 8), window = random.Next(1, 30);
            var mids = new List<long>();
            var all = new LaggedVariance(lag);
            var rolling = new RollingVariance(lag, window);
            for (int i = 0; i < 120; i++)
            {
                mids.Add(random.Next(8) == 0 ? TwiceMid.None : random.Next(1, 1_000));
                all.Add(mids[^1]);
                rolling.Add(mids[^1]);
                double[] squares = [.. Enumerable.Range(0, mids.Count).Where(j => j >= lag && mids[j] != TwiceMid.None && mids[j - lag] != TwiceMid.None)
                    .Select(j => Math.Pow((mids[j] - mids[j - lag]) / 2.0, 2))];
                double[] newest = [.. Enumerable.Range(0, mids.Count).Where(j => j >= lag && j > mids.Count - 1 - window && mids[j] != TwiceMid.None && mids[j - lag] != TwiceMid.None)
                    .Select(j => Math.Pow((mids[j] - mids[j - lag]) / 2.0, 2))];
                Assert.Equal(squares.Length, all.Pairs);
                Assert.Equal(newest.Length, rolling.Pairs);
                Assert.Equal(squares.DefaultIfEmpty(double.NaN).Average() / lag, all.PerStep, 6);
                Assert.Equal(newest.DefaultIfEmpty(double.NaN).Average() / lag, rolling.PerStep, 6);
            }
        }
    }

    [Theory]
    [InlineData(Side.Buy, 1001, 1, 0)] // half a tick over the mid of 1000.5: through 0 half ticks, not through its own
    [InlineData(Side.Buy, 1003, 5, 0)] // two and a half ticks
    [InlineData(Side.Sell, 1000, 0, 1)]
    [InlineData(Side.Sell, 990, 0, 21)]
    [InlineData(Side.Buy, 1000, 0, 0)] // below the mid
    [InlineData(Side.Sell, 1005, 0, 0)]
    [InlineData(Side.Buy, 50_000, ArrivalDepths.Furthest, 0)]
    public void A_trade_goes_through_the_distances_nearer_than_its_own(Side side, long price, int up, int down)
    {
        var reach = new IntervalReach();
        reach.Begin(2001);
        reach.OnTrade(side, new Price(price));
        Assert.Equal((up, down), (reach.Up(1), reach.Down(1)));
    }

    [Fact]
    public void The_deepest_trade_of_an_interval_counts_and_without_a_mid_none_does()
    {
        var reach = new IntervalReach();
        reach.Begin(TwiceMid.None);
        reach.OnTrade(Side.Buy, new Price(1005));
        Assert.False(reach.IsMeasured);
        reach.Begin(2000);
        reach.OnTrade(Side.Buy, new Price(1005));
        reach.OnTrade(Side.Buy, new Price(1009));
        reach.OnTrade(Side.Buy, new Price(1002));
        // Nine units are one tick of five and a part: four half ticks, through 0, 1, 2 and 3 of them.
        Assert.Equal(4, reach.Up(5));
        reach.Begin(2000);
        Assert.Equal(0, reach.Up(5));
    }

    [Fact]
    public void Depths_count_what_went_through_a_distance_and_forget_what_is_removed()
    {
        var depths = new ArrivalDepths();
        depths.Add(0, 3, 2);
        depths.Add(5, 1, 4);
        Assert.Equal(4, depths.Sides);
        Assert.Equal(3, depths.MeanSpreadTicks);
        Assert.Equal([3, 2, 2, 1, 1, 0], Enumerable.Range(0, 6).Select(depths.Through));
        Assert.Equal(3, depths.FurthestThrough(1, 1));
        Assert.Equal(1, depths.FurthestThrough(1, 2));
        Assert.Equal(2, depths.FurthestThrough(2, 2));
        Assert.Equal(1, depths.FurthestThrough(1, 100));
        depths.Remove(5, 1, 4);
        Assert.Equal([1, 1, 1, 0], Enumerable.Range(0, 4).Select(depths.Through));
        Assert.Equal(2, depths.MeanSpreadTicks);
    }

    [Fact]
    public void The_fit_finds_the_figures_that_the_depths_were_drawn_with_and_its_errors_are_what_they_say()
    {
        const double A = 3, K = 0.25, Step = 0.1; // by half tick
        var random = new SeededRandom(8);
        double sumA = 0, sumK = 0, squareA = 0, squareK = 0;
        const int Draws = 300;
        for (int draw = 0; draw < Draws; draw++)
        {
            var depths = new ArrivalDepths();
            for (int i = 0; i < 3_000; i++)
                depths.Add(Deepest(random, A * Step, K), Deepest(random, A * Step, K), 1);
            var fit = new IntensityFit();
            Assert.True(fit.TryFit(depths, Step, 1));
            double a = (fit.A - A) / fit.ErrorOfA, k = (fit.K - K) / fit.ErrorOfK;
            Assert.InRange(fit.RSquared, 0.95, 1);
            (sumA, sumK, squareA, squareK) = (sumA + a, sumK + k, squareA + a * a, squareK + k * k);
        }

        // Misses in units of their standard error: nearly none on average (0.06 is one error of that mean), with a variance about 1.
        Assert.InRange(sumA / Draws, -0.2, 0.2);
        Assert.InRange(sumK / Draws, -0.2, 0.2);
        Assert.InRange(squareA / Draws, 0.75, 1.3);
        Assert.InRange(squareK / Draws, 0.75, 1.3);
    }

    [Fact]
    public void Too_few_arrivals_or_all_of_one_depth_have_no_fit()
    {
        var fit = new IntensityFit();
        var depths = new ArrivalDepths();
        Assert.False(fit.TryFit(depths, 0.1, 1));
        for (int i = 0; i < IntensityFit.FewestArrivals - 1; i++)
            depths.Add(2 + i % 30, 0, 1);
        Assert.False(fit.TryFit(depths, 0.1, 1));
        for (int i = 0; i < 1_000; i++)
            depths.Add(0, 0, 1);
        depths.Add(9, 0, 1);
        Assert.True(fit.TryFit(depths, 0.1, 1));
        var even = new ArrivalDepths();
        for (int i = 0; i < 500; i++)
            even.Add(2, 0, 1);
        Assert.False(fit.TryFit(even, 0.1, 1));
    }

    [Fact]
    public void An_arrival_in_every_interval_still_has_a_fit()
    {
        var random = new SeededRandom(3);
        var depths = new ArrivalDepths();
        for (int i = 0; i < 5_000; i++)
            depths.Add(Deepest(random, 20, 0.2), Deepest(random, 20, 0.2), 1);
        var fit = new IntensityFit();
        Assert.True(fit.TryFit(depths, 1, 1));
        Assert.InRange(fit.A, 20 - 4 * fit.ErrorOfA, 20 + 4 * fit.ErrorOfA);
        Assert.InRange(fit.K, 0.2 - 4 * fit.ErrorOfK, 0.2 + 4 * fit.ErrorOfK);
    }

    // The deepest of Poisson arrivals with exponential depths, in half ticks gone through.
    private static int Deepest(SeededRandom random, double expected, double k)
    {
        double deepest = 0;
        for (double at = random.Exponential(); at < expected; at += random.Exponential())
            deepest = Math.Max(deepest, random.Exponential() / k);
        return (int)Math.Ceiling(deepest);
    }
}
