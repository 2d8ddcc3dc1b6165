using System.Globalization;

namespace Touchline.Core;

/// <summary>Lengths of time as people write them: a number and a unit (ns, us, ms, s, m, h), kept in whole nanoseconds.</summary>
public static class Duration
{
    private static readonly (string Unit, long Ns)[] Units =
        [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>Reads e.g. <c>2ms</c> or <c>0.5s</c>; false without a unit, for negative times and fractions of a nanosecond.</summary>
    public static bool TryParse(string text, out long ns)
    {
        ns = 0;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        foreach ((string unit, long length) in Units)
        {
            if (!text.AsSpan(digits).SequenceEqual(unit))
                continue;
            if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                || number > long.MaxValue / length)
                return false;
            decimal exact = number * length;
            ns = (long)exact;
            return exact == ns;
        }

        return false;
    }

    /// <summary>The shortest way to write it.</summary>
    public static string Format(long ns)
    {
        for (int i = Units.Length - 1; i > 0; i--)
        {
            if (ns != 0 && ns % Units[i].Ns == 0)
                return $"{ns / Units[i].Ns}{Units[i].Unit}";
        }

        return $"{ns}ns";
    }
}
