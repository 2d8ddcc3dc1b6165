namespace Touchline.Core;

/// <summary>
/// Logarithm and power with the same bits on every machine, for models whose results must not depend on it: the runtime's own come from
/// the platform's library. Evaluated with about 70 significant bits and rounded once, so nearly always the nearest double and never
/// more than a unit in the last place away from it (results too small for a normal double aside).
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.931471805599452862e-01;
    private const double Ln2Low = 2.319046813846299558e-17;

    // Every double beyond is a whole even number.
    private const double MostOddWhole = 1L << 53;

    private static readonly DoubleDouble Third = (DoubleDouble)1 / 3;
    private static readonly DoubleDouble Fifth = (DoubleDouble)1 / 5;
    private static readonly DoubleDouble Seventh = (DoubleDouble)1 / 7;
    private static readonly DoubleDouble Sixth = (DoubleDouble)1 / 6;

    /// <summary>The natural logarithm: −∞ at 0, not a number below, ∞ at ∞.</summary>
    public static double Log(double x)
    {
        if (x > 0 && x < double.PositiveInfinity)
            return LogOf(x).ToDouble();
        return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
    }

    /// <summary>e to the power of any number: 0 below −746, ∞ above 710.</summary>
    public static double Exp(double x) => double.IsNaN(x) ? x : ExpOf(x);

    /// <summary>
    /// x to the power of a positive number. By multiplication alone for whole exponents; others have no power of a negative x: that is
    /// not a number.
    /// </summary>
    /// <param name="x">Any number.</param>
    /// <param name="exponent">Above 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is not.</exception>
    public static double Pow(double x, double exponent)
    {
        if (!(exponent > 0 && exponent < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "an exponent is a finite number above 0");
        if (exponent <= MostOddWhole && Math.Truncate(exponent) == exponent)
            return WholePower(x, (long)exponent);
        if (exponent > MostOddWhole)
            x = Math.Abs(x);
        if (x == 0 || x == 1 || double.IsPositiveInfinity(x))
            return x;
        return x > 0 ? ExpOf(LogOf(x) * exponent) : double.NaN;
    }

    private static double WholePower(double x, long exponent)
    {
        DoubleDouble power = 1, square = x;
        for (long bits = exponent; ; square *= square)
        {
            if ((bits & 1) != 0)
                power *= square;
            if ((bits >>= 1) == 0)
                break;
        }

        double result = power.ToDouble();
        return double.IsFinite(result) && result != 0 ? result : RoughWholePower(x, exponent);
    }

    // Where the exact remainders of products overflow: not a number, infinite and zero come out as they should.
    private static double RoughWholePower(double x, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            if ((exponent & 1) != 0)
                power *= x;
        }

        return power;
    }

    // With x = m·2^e and m around 1: e·ln 2 + 2·artanh(s), s = (m − 1) / (m + 1), by the series s + s³/3 + s⁵/5 + … .
    private static DoubleDouble LogOf(double x)
    {
        const double RootOfTwo = 1.4142135623730951;
        int e = Math.ILogB(x);
        double m = Math.ScaleB(x, -e);
        if (m > RootOfTwo)
        {
            m /= 2;
            e++;
        }

        DoubleDouble s = DoubleDouble.Sum(m, -1) / DoubleDouble.Sum(m, 1);
        DoubleDouble square = s * s;
        DoubleDouble series = Third + square * (Fifth + square * (Seventh + square * FarTerms(square.High)));
        DoubleDouble ln = (s + s * square * series).Scale(1);
        return DoubleDouble.Product(e, Ln2High) + Ln2Low * e + ln;
    }

    // 1/9 + q/11 + q²/13 + …; q is below 0.03, so that a double has bits enough for them.
    private static double FarTerms(double q)
    {
        double sum = 0;
        for (int divisor = 35; divisor >= 9; divisor -= 2)
            sum = sum * q + 1.0 / divisor;
        return sum;
    }

    // With y = k·ln 2 + 64·r: 2^k · (1 + r + r²/2 + r³/6 + …)^64.
    private static double ExpOf(DoubleDouble y)
    {
        if (y.High is > 710 or < -746)
            return y.High > 0 ? double.PositiveInfinity : 0;
        int k = (int)Math.Round(y.High / Ln2High);
        DoubleDouble r = (y - DoubleDouble.Product(k, Ln2High) - Ln2Low * k).Scale(-6);
        DoubleDouble square = r * r;
        DoubleDouble exp = (DoubleDouble)1 + r + square.Scale(-1) + square * r * (Sixth + FarPowers(r.High));
        for (int doubled = 0; doubled < 6; doubled++)
            exp *= exp;
        return Math.ScaleB(exp.ToDouble(), k);
    }

    // r/4! + r²/5! + …; r is below 0.006.
    private static double FarPowers(double r) =>
        r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * (1.0 / 40320 + r * (1.0 / 362880))))));
}
