using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Sweeps;

/// <summary>How a kind of parameter writes numbers: plain, whole, or lengths of time, which count in nanoseconds here.</summary>
internal sealed record NumberText(bool IsWhole, bool IsTime)
{
    /// <summary>Null for a parameter whose values are no numbers.</summary>
    public static NumberText? Of(Parameter parameter) => parameter.Type switch
    {
        "decimal" => new NumberText(IsWhole: false, IsTime: false),
        "whole" => new NumberText(IsWhole: true, IsTime: false),
        "duration" => new NumberText(IsWhole: true, IsTime: true),
        _ => null,
    };

    public bool TryRead(string text, out decimal value)
    {
        if (!IsTime)
            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        bool isBack = text.StartsWith('-');
        bool isTime = Duration.TryParse(isBack ? text[1..] : text, out long ns);
        value = isBack ? -ns : ns;
        return isTime;
    }

    public string Write(decimal value) => IsTime && value == decimal.Truncate(value) && value is >= 0 and <= long.MaxValue
        ? Duration.Format((long)value)
        : DecimalsText.Plain(value);

    /// <summary>To so many significant digits, whole where the values are.</summary>
    public decimal Round(decimal value, int digits)
    {
        decimal unit = 1;
        while (Math.Abs(value) / unit >= 10 && unit < 1e27m)
            unit *= 10;
        while (value != 0 && Math.Abs(value) / unit < 1 && unit > 1e-27m)
            unit /= 10;
        for (int i = 1; i < digits && unit > 1e-27m; i++)
            unit /= 10;
        decimal rounded = decimal.Round(value / unit, MidpointRounding.AwayFromZero) * unit;
        return IsWhole ? decimal.Round(rounded, MidpointRounding.AwayFromZero) : rounded;
    }
}
