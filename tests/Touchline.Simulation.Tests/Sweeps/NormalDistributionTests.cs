namespace Touchline.Simulation.Tests;

public sealed class NormalDistributionTests
{
    // Abramowitz and Stegun, "Handbook of mathematical functions", table 26.1.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.691462461274013)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(1.5, 0.933192798731142)]
    [InlineData(2, 0.977249868051821)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(-1, 0.158655253931457)]
    [InlineData(-2, 0.022750131948179)]
    public void The_distribution_is_the_tabulated_one(double x, double expected) => Assert.Equal(expected, NormalDistribution.Below(x), 1e-14);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.01, -2.3263478740408408)]
    public void The_quantile_is_the_tabulated_one(double probability, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(probability), 1e-12);

    [Fact]
    public void The_quantile_undoes_the_distribution()
    {
        for (double x = -5; x <= 5; x += 0.0625)
            Assert.Equal(x, NormalDistribution.Quantile(NormalDistribution.Below(x)), 1e-8);
    }

    [Fact]
    public void The_ends_are_the_ends()
    {
        Assert.Equal(0, NormalDistribution.Below(double.NegativeInfinity));
        Assert.Equal(1, NormalDistribution.Below(double.PositiveInfinity));
        Assert.Equal(0, NormalDistribution.Below(-40));
        Assert.Equal(1, NormalDistribution.Below(40));
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.Equal(double.NaN, NormalDistribution.Below(double.NaN));
    }

    [Fact]
    public void It_never_falls()
    {
        double before = 0;
        for (double x = -9; x <= 9; x += 0.001)
        {
            double below = NormalDistribution.Below(x);
            // The last digit of the series may shake where it adds nothing any more.
            Assert.True(below >= before - 1e-14, $"{below} at {x} after {before}");
            before = below;
        }
    }
}
