using System.Globalization;

namespace Touchline.Commands;

/// <summary>Decimal numbers without trailing zeros.</summary>
internal static class DecimalsText
{
    public static decimal Trim(decimal value) => value / 1.0000000000000000000000000000m;

    public static string Plain(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}
