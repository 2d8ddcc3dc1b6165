namespace Touchline.Core.Tests;

public sealed class PortableExpTests
{
    [Fact]
    public void It_agrees_with_the_platform_to_a_few_units_in_the_last_place_and_undoes_the_logarithm()
    {
        var random = new Random(4);
        for (int i = 0; i < 100_000; i++)
        {
            double x = (random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-40, 11));
            double expected = Math.Exp(x);
            if (!double.IsNormal(expected))
                continue;
            Assert.InRange(Math.Abs(BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)) - BitConverter.DoubleToInt64Bits(expected)), 0, 2);
            Assert.Equal(x, PortableMath.Log(PortableMath.Exp(x)), 1e-12 * Math.Max(1, Math.Abs(x)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, Math.E)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(800, double.PositiveInfinity)]
    [InlineData(-800, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Exponentials_at_the_edges(double x, double expected) => Assert.Equal(expected, PortableMath.Exp(x));
}
