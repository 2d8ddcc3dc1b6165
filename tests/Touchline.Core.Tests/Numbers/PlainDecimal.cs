using System.Numerics;
using System.Text.RegularExpressions;

namespace Touchline.Core.Tests;

/// <summary>The plain twin of the number reader: a regular expression and big integers. The value is Digits × 10^Exponent.</summary>
internal static partial class PlainDecimal
{
    /// <summary>
    /// The rules of the reader: an optional minus, digits with at most one point, an optional exponent of up to three digits; no more
    /// than 18 digits from the first that isn't zero, not counting zeros at the end of a fraction that has no exponent; the result
    /// without trailing zeros has up to 28 decimals or up to 39 zeros.
    /// </summary>
    public static bool TryParse(string text, out BigInteger digits, out int exponent)
    {
        digits = default;
        exponent = 0;
        Match match = Number().Match(text);
        if (!match.Success || text.Length > 64)
            return false;
        string whole = match.Groups["whole"].Value, fraction = match.Groups["fraction"].Value, power = match.Groups["power"].Value;
        if ((whole + fraction).TrimStart('0').Length > 18)
        {
            if (power != "")
                return false;
            fraction = fraction.TrimEnd('0');
        }

        if (whole.Length + fraction.Length == 0 || (whole + fraction).TrimStart('0').Length > 18)
            return false;
        digits = BigInteger.Parse(match.Groups["sign"].Value + whole + fraction);
        exponent = (power == "" ? 0 : int.Parse(power)) - fraction.Length;
        return Normalize(ref digits, ref exponent);
    }

    /// <summary>The number of steps in a value, both as digits and exponent; null when it is none or beyond 2^60.</summary>
    public static BigInteger? Count(BigInteger digits, int exponent, DecimalUnit unit)
    {
        BigInteger top = digits, bottom = unit.Mantissa;
        int shift = exponent + unit.Decimals;
        if (shift >= 0)
            top *= BigInteger.Pow(10, shift);
        else
            bottom *= BigInteger.Pow(10, -shift);
        BigInteger count = BigInteger.DivRem(top, bottom, out BigInteger rest);
        return rest.IsZero && BigInteger.Abs(count) <= DecimalUnit.MaxCount ? count : null;
    }

    private static bool Normalize(ref BigInteger digits, ref int exponent)
    {
        if (digits.IsZero)
        {
            exponent = 0;
            return true;
        }

        while ((digits % 10).IsZero)
        {
            digits /= 10;
            exponent++;
        }

        return exponent is >= -28 and <= 39;
    }

    [GeneratedRegex(@"\A(?<sign>-?)(?=[0-9.]*[0-9])(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?([eE](?<power>[-+]?[0-9]{1,3}))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Number();
}
