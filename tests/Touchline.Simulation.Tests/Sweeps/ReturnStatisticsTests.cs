namespace Touchline.Simulation.Tests;

public sealed class ReturnStatisticsTests
{
    [Fact]
    public void A_case_by_hand()
    {
        // 1, 2, 3, 10: mean 4; squares 9 + 4 + 1 + 36 = 50; cubes -27 - 8 - 1 + 216 = 180; fourths 81 + 16 + 1 + 1296 = 1394.
        ReturnStatistics statistics = Of(1, 2, 3, 10);
        Assert.Equal(4, statistics.Count);
        Assert.Equal(4, statistics.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(50.0 / 3), statistics.Deviation, 1e-12);
        Assert.Equal(180.0 / 4 / Math.Pow(50.0 / 4, 1.5), statistics.Skewness, 1e-12);
        Assert.Equal(1394.0 / 4 / Math.Pow(50.0 / 4, 2), statistics.Kurtosis, 1e-12);
        Assert.Equal(4 / Math.Sqrt(50.0 / 3), statistics.Sharpe, 1e-12);
    }

    [Fact]
    public void They_are_those_of_the_plain_formulas_on_random_returns()
    {
        var random = new Touchline.Core.SeededRandom(5);
        for (int round = 0; round < 50; round++)
        {
            double[] values = [.. Enumerable.Range(0, 2 + random.Below(500)).Select(_ => random.Normal() * 3 + (random.Chance(0.1) ? 20 : 0) - 1)];
            double mean = values.Average();
            double M(int power) => values.Average(v => Math.Pow(v - mean, power));
            ReturnStatistics statistics = Of(values);
            Assert.Equal(mean, statistics.Mean, 1e-9);
            Assert.Equal(Math.Sqrt(M(2) * values.Length / (values.Length - 1)), statistics.Deviation, 1e-9);
            Assert.Equal(M(3) / Math.Pow(M(2), 1.5), statistics.Skewness, 1e-8);
            Assert.Equal(M(4) / (M(2) * M(2)), statistics.Kurtosis, 1e-7);
        }
    }

    [Fact]
    public void Two_stretches_together_have_the_mean_and_spread_of_all()
    {
        ReturnStatistics all = Of(1, -2, 4, 0, 7, 7, -1), together = Of(1, -2, 4).With(Of(0, 7, 7, -1));
        Assert.Equal(all.Count, together.Count);
        Assert.Equal(all.Mean, together.Mean, 1e-12);
        Assert.Equal(all.Deviation, together.Deviation, 1e-12);
        Assert.Equal(Of(3, 4).Deviation, default(ReturnStatistics).With(Of(3)).With(Of(4)).Deviation, 1e-12);
    }

    [Fact]
    public void Nothing_moved_is_no_ratio_and_no_shape()
    {
        ReturnStatistics still = Of([.. Enumerable.Repeat(0.0, 100)]);
        Assert.Equal((0, 0, 3), (still.Sharpe, still.Skewness, still.Kurtosis));
        Assert.Null(still.AnnualSharpe);
        Assert.Null(Of(1, 2, 3).AnnualSharpe);
    }

    private static ReturnStatistics Of(params double[] values)
    {
        var sampler = new ReturnMoments();
        foreach (double value in values)
            sampler.Add(value);
        return sampler.Statistics;
    }
}
