namespace Touchline.Core;

/// <summary>
/// An unevaluated sum of two doubles, the second below half a unit in the last place of the first: about 106 significant bits. Built of
/// IEEE additions, multiplications and fused multiply-adds alone, so that its bits are the same on every machine.
/// </summary>
internal readonly struct DoubleDouble
{
    private DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    public double High { get; }

    public double Low { get; }

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>Exact, for any two doubles.</summary>
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        double ofB = sum - a;
        return new DoubleDouble(sum, (a - (sum - ofB)) + (b - ofB));
    }

    /// <summary>Exact, short of overflow and underflow.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        return new DoubleDouble(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => High + Low;

    public DoubleDouble Scale(int powerOfTwo) => new(Math.ScaleB(High, powerOfTwo), Math.ScaleB(Low, powerOfTwo));

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = Sum(a.High, b.High), low = Sum(a.Low, b.Low);
        high = SumOrdered(high.High, high.Low + low.High);
        return SumOrdered(high.High, high.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + new DoubleDouble(-b.High, -b.Low);

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = Product(a.High, b.High);
        return SumOrdered(product.High, product.Low + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double quotient = a.High / b.High;
        DoubleDouble rest = a - b * quotient;
        return SumOrdered(quotient, rest.High / b.High);
    }

    // The first is the larger one, or zero.
    private static DoubleDouble SumOrdered(double a, double b)
    {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }
}
