namespace Touchline.Simulation.Tests;

/// <summary>
/// Against the numbers of Bailey and López de Prado, "The deflated Sharpe ratio" (2014), "A numerical example": an annual ratio of 2.5 over
/// five years of 250 daily returns, chosen among trials whose annual ratios have a variance of one half.
/// </summary>
public sealed class DeflatedSharpeTests
{
    private const double DaysPerYear = 250;
    private const double Variance = 0.5 / DaysPerYear;

    [Theory]
    [InlineData(100, 0.1132)]
    public void The_ratio_to_expect_of_luck_is_the_published_one(long trials, double published) =>
        Assert.Equal(published, DeflatedSharpe.ExpectedMaximum(trials, Variance), 4);

    [Theory]
    [InlineData(100, -3, 10, 0.9004)]
    [InlineData(46, -3, 10, 0.9505)]
    [InlineData(88, 0, 3, 0.9505)]
    public void The_deflated_ratio_is_the_published_one(long trials, double skewness, double kurtosis, double published)
    {
        double daily = 2.5 / Math.Sqrt(DaysPerYear);
        var returns = new ReturnStatistics(1250, daily, 1, skewness, kurtosis);
        Assert.Equal(published, DeflatedSharpe.Probability(returns, DeflatedSharpe.ExpectedMaximum(trials, Variance)), 4);
    }

    [Fact]
    public void More_trials_are_worth_less_and_a_single_one_is_measured_against_nothing()
    {
        Assert.Equal(0, DeflatedSharpe.ExpectedMaximum(1, Variance));
        Assert.Equal(0, DeflatedSharpe.ExpectedMaximum(0, Variance));
        double before = 0;
        foreach (long trials in (long[])[2, 3, 10, 1_000, 1_000_000])
        {
            double expected = DeflatedSharpe.ExpectedMaximum(trials, Variance);
            Assert.True(expected > before, $"{trials} trials give {expected} after {before}");
            before = expected;
        }
    }

    [Fact]
    public void The_expected_maximum_is_near_that_of_random_trials()
    {
        // The mean greatest of n normal numbers, by trying; the formula is an approximation for large n. A quantile grows with its probability: the greatest has the greatest.
        var random = new Touchline.Core.SeededRandom(3);
        const int Trials = 200, Rounds = 4_000;
        double sum = 0;
        for (int round = 0; round < Rounds; round++)
            sum += NormalDistribution.Quantile(Enumerable.Range(0, Trials).Max(_ => random.NextDouble()));
        Assert.Equal(sum / Rounds, DeflatedSharpe.ExpectedMaximum(Trials, 1), 0.03);
    }

    [Theory]
    [InlineData(1, 0.1, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(100, 0, 0)]
    public void Nothing_is_said_of_too_little(long count, double mean, double deviation) =>
        Assert.Equal(double.NaN, DeflatedSharpe.Probability(new ReturnStatistics(count, mean, deviation, 0, 3), 0));

    [Fact]
    public void The_most_lopsided_returns_that_there_are_decide_without_a_doubt()
    {
        // Kurtosis = skewness² + 1 with skewness = 2 ÷ ratio: the estimate has no spread.
        var returns = new ReturnStatistics(100, 1, 1, 2, 5);
        Assert.Equal(1, DeflatedSharpe.Probability(returns, 0.99));
        Assert.Equal(0, DeflatedSharpe.Probability(returns, 1.01));
    }
}
