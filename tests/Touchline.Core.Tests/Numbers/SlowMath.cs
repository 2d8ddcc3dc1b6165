using System.Numerics;

namespace Touchline.Core.Tests;

/// <summary>Logarithm and power by whole numbers of 300 binary places, rounded once to the nearest double. Slow, plain, for comparison.</summary>
internal static class SlowMath
{
    private const int Places = 300;

    private static readonly BigInteger One = BigInteger.One << Places;
    private static readonly BigInteger Ln2 = 2 * Artanh(One / 3);

    /// <summary>For x above 0 and finite.</summary>
    public static double Log(double x) => ToDouble(LogPlaces(x), Places);

    /// <summary>For x above 0 and finite.</summary>
    public static double Pow(double x, double exponent)
    {
        BigInteger y = LogPlaces(x) * Exact(exponent) >> Places;
        BigInteger k = BigInteger.Divide(y, Ln2);
        if (BigInteger.Abs(k) > 5000)
            return k.Sign < 0 ? 0 : double.PositiveInfinity;
        BigInteger rest = y - k * Ln2, term = One, sum = One;
        for (int n = 1; !term.IsZero; n++)
        {
            term = (term * rest >> Places) / n;
            sum += term;
        }

        return ToDouble(sum, Places - (int)k);
    }

    // x = m·2^e; ln x = e·ln 2 + 2·artanh((m − 1) / (m + 1)).
    private static BigInteger LogPlaces(double x)
    {
        int e = Math.ILogB(x);
        BigInteger m = Exact(Math.ScaleB(x, -e));
        return e * Ln2 + 2 * Artanh(((m - One) << Places) / (m + One));
    }

    private static BigInteger Artanh(BigInteger s)
    {
        BigInteger square = s * s >> Places, power = s, sum = s;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power = power * square >> Places;
            sum += power / n;
        }

        return sum;
    }

    // Doubles here have fewer than 300 binary places, or what is lost doesn't matter.
    private static BigInteger Exact(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52 & 0x7ff);
        long mantissa = (bits & (1L << 52) - 1) | (exponent == 0 ? 0 : 1L << 52);
        int shift = Places + Math.Max(exponent, 1) - 1075;
        BigInteger whole = shift >= 0 ? (BigInteger)mantissa << shift : (BigInteger)mantissa >> -shift;
        return bits < 0 ? -whole : whole;
    }

    private static double ToDouble(BigInteger value, int places)
    {
        BigInteger size = BigInteger.Abs(value);
        int surplus = (int)size.GetBitLength() - 53;
        if (surplus > 0)
        {
            BigInteger half = BigInteger.One << surplus - 1, rest = size & (BigInteger.One << surplus) - 1;
            size >>= surplus;
            if (rest > half || (rest == half && !size.IsEven))
                size += 1;
            places -= surplus;
        }

        return value.Sign * Math.ScaleB((double)(long)size, -places);
    }
}
