using System.Numerics;

namespace Touchline.Core;

/// <summary>
/// An exact decimal number as it stood in text: <c>Mantissa × 10^-Decimals</c>, trailing zeros removed. At most 18 significant
/// digits, so that the mantissa always fits 64 bits.
/// </summary>
public readonly record struct DecimalText(long Mantissa, int Decimals)
{
    private const int MaxDigits = 18;
    private const int MaxShift = 40;

    /// <summary>Powers of ten that fit 64 bits, 10^0 to 10^18.</summary>
    internal static ReadOnlySpan<long> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];

    public bool IsZero => Mantissa == 0;

    /// <summary>
    /// Reads a plain or exponent number (<c>61800.20</c>, <c>-3</c>, <c>1e-7</c>) that fills the whole span. False for anything
    /// else, also for NaN, infinities, blanks and more than 18 significant digits.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DecimalText value)
    {
        value = default;
        int i = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative)
            i++;
        long mantissa = 0;
        int digits = 0, decimals = 0, seen = 0;
        bool point = false;
        for (; i < text.Length; i++)
        {
            uint d = (uint)(text[i] - '0');
            if (d <= 9)
            {
                seen++;
                if (digits > 0 || d != 0)
                {
                    if (digits == MaxDigits)
                        return TryParseLong(text, out value);
                    digits++;
                }

                mantissa = mantissa * 10 + d;
                if (point)
                    decimals++;
            }
            else if (text[i] == '.' && !point)
            {
                point = true;
            }
            else
            {
                break;
            }
        }

        if (seen == 0)
            return false;
        if (i < text.Length)
        {
            if (!TryParseExponent(text[i..], out int exponent))
                return false;
            decimals -= exponent;
        }

        return TryNormalize(negative ? -mantissa : mantissa, decimals, out value);
    }

    /// <summary>Reads text; see the overload for bytes.</summary>
    public static bool TryParse(string text, out DecimalText value)
    {
        Span<byte> bytes = stackalloc byte[64];
        value = default;
        if (text.Length > bytes.Length || !System.Text.Ascii.IsValid(text))
            return false;
        for (int i = 0; i < text.Length; i++)
            bytes[i] = (byte)text[i];
        return TryParse(bytes[..text.Length], out value);
    }

    /// <summary>The shortest decimal that reads back as this double; false for NaN, infinities and over 18 digits.</summary>
    public static bool TryFrom(double number, out DecimalText value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value = default;
        return double.IsFinite(number) && number.TryFormat(bytes, out int written, "R") && TryParse(bytes[..written], out value);
    }

    /// <exception cref="OverflowException">The number is beyond 2^96.</exception>
    public decimal ToDecimal() => Decimals >= 0
        ? new decimal((int)Math.Abs(Mantissa), (int)(Math.Abs(Mantissa) >> 32), 0, Mantissa < 0, (byte)Math.Min(Decimals, 28))
        : Mantissa * (decimal)BigInteger.Pow(10, -Decimals);

    /// <summary>A plain number, or one with an exponent where that could be beyond a decimal.</summary>
    public override string ToString() => Decimals is >= -10 and <= 28 ? ToDecimal().ToString() : $"{Mantissa}e{-Decimals}";

    // More than 18 significant digits are fine as long as the surplus is trailing zeros, as venues that pad to 18 decimals send.
    private static bool TryParseLong(ReadOnlySpan<byte> text, out DecimalText value)
    {
        value = default;
        int point = text.IndexOf((byte)'.');
        if (point < 0 || text.IndexOfAny((byte)'e', (byte)'E') >= 0)
            return false;
        ReadOnlySpan<byte> trimmed = text.TrimEnd((byte)'0');
        return trimmed.Length < text.Length && trimmed.Length > 0 && TryParse(trimmed, out value);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.Length < 2 || (text[0] | 0x20) != 'e')
            return false;
        int i = 1;
        bool negative = text[1] == '-';
        if (text[1] is (byte)'-' or (byte)'+')
            i++;
        if (i == text.Length || text.Length - i > 3)
            return false;
        for (; i < text.Length; i++)
        {
            uint d = (uint)(text[i] - '0');
            if (d > 9)
                return false;
            exponent = exponent * 10 + (int)d;
        }

        if (negative)
            exponent = -exponent;
        return true;
    }

    private static bool TryNormalize(long mantissa, int decimals, out DecimalText value)
    {
        if (mantissa == 0)
        {
            value = default;
            return true;
        }

        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            decimals--;
        }

        value = new DecimalText(mantissa, decimals);
        return decimals is > -MaxShift and <= 28;
    }
}
