namespace Touchline.Core.Tests;

public sealed class PortableMathTests
{
    // Exponents and bases over many magnitudes, and close to where the result is 0 or 1.
    private static double Positive(Random random) => random.Next(4) switch
    {
        0 => 1 + (random.NextDouble() - 0.5) * Math.ScaleB(1, -random.Next(0, 52)),
        1 => random.Next(1, 1_000_000) / 1000.0,
        2 => random.NextDouble(),
        _ => Math.ScaleB(1 + random.NextDouble(), random.Next(-300, 300)),
    };

    private static long UlpsApart(double a, double b) => Math.Abs(BitConverter.DoubleToInt64Bits(a) - BitConverter.DoubleToInt64Bits(b));

    [Fact]
    public void A_logarithm_is_the_nearest_double()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            double x = Positive(random);
            Assert.Equal(SlowMath.Log(x), PortableMath.Log(x));
        }
    }

    [Fact]
    public void A_power_is_the_nearest_double()
    {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            double exponent = i % 3 == 0 ? random.Next(1, 60) : i % 3 == 1 ? random.NextDouble() * 5 : random.Next(1, 400) / 100.0;
            double x = exponent > 3 ? random.Next(1, 100_000) / 1000.0 : Math.Clamp(Positive(random), 1e-100, 1e100);
            Assert.Equal(SlowMath.Pow(x, exponent), PortableMath.Pow(x, exponent));
        }
    }

    [Fact]
    public void Both_agree_with_the_platform_to_a_few_units_in_the_last_place()
    {
        var random = new Random(3);
        for (int i = 0; i < 200_000; i++)
        {
            double x = Positive(random), exponent = random.Next(1, 500) / 100.0;
            Assert.InRange(UlpsApart(PortableMath.Log(x), Math.Log(x)), 0, 2);
            double power = Math.Pow(x, exponent);
            if (double.IsNormal(power))
                Assert.InRange(UlpsApart(PortableMath.Pow(x, exponent), power), 0, 2);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.6931471805599453)]
    [InlineData(10, 2.302585092994046)]
    [InlineData(1e-300, -690.7755278982137)]
    [InlineData(double.Epsilon, -744.4400719213812)]
    [InlineData(double.MaxValue, 709.782712893384)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void Logarithms_at_the_edges(double x, double expected) => Assert.Equal(expected, PortableMath.Log(x));

    [Theory]
    [InlineData(3, 1, 3)]
    [InlineData(-3, 3, -27)]
    [InlineData(-3, 2, 9)]
    [InlineData(-2, 0.5, double.NaN)]
    [InlineData(-2, 2.5, double.NaN)]
    [InlineData(0, 3, 0)]
    [InlineData(0, 0.5, 0)]
    [InlineData(1, 0.3, 1)]
    [InlineData(1, 1e300, 1)]
    [InlineData(-1, 1e300, 1)]
    [InlineData(-1, 9007199254740991, -1)]
    [InlineData(4, 0.5, 2)]
    [InlineData(1e200, 2, double.PositiveInfinity)]
    [InlineData(-1e200, 3, double.NegativeInfinity)]
    [InlineData(1e200, 1.6, double.PositiveInfinity)]
    [InlineData(1e-200, 2, 0)]
    [InlineData(1e-200, 1.7, 0)]
    [InlineData(1e-160, 2, 1e-320)]
    [InlineData(2, 1e300, double.PositiveInfinity)]
    [InlineData(0.5, 1e300, 0)]
    [InlineData(double.PositiveInfinity, 3, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 3, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, 0.5, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0.5, double.NaN)]
    [InlineData(double.NaN, 3, double.NaN)]
    [InlineData(double.NaN, 0.5, double.NaN)]
    [InlineData(5, double.Epsilon, 1)]
    public void Powers_at_the_edges(double x, double exponent, double expected) => Assert.Equal(expected, PortableMath.Pow(x, exponent));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_exponent_is_a_finite_number_above_zero(double exponent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Pow(2, exponent));

    [Fact]
    public void The_bits_are_the_same_everywhere()
    {
        // Fixed once: another machine, compiler or runtime must come to the same.
        long bits = 17;
        for (int i = 1; i <= 10_000; i++)
        {
            bits = bits * 31 + BitConverter.DoubleToInt64Bits(PortableMath.Log(i * 0.013));
            bits = bits * 31 + BitConverter.DoubleToInt64Bits(PortableMath.Pow(i * 0.017, 0.1 + i * 0.001));
        }

        Assert.Equal(-6112348457635284174, bits);
    }
}
