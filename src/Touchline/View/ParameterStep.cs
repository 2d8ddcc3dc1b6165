using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.View;

/// <summary>A parameter's next value when a key is pressed: a tenth of its leading digit's worth up or down, within its range.</summary>
internal static class ParameterStep
{
    private const decimal SmallestShare = 0.01m;

    /// <param name="direction">1 or -1.</param>
    /// <param name="grid">The value goes in multiples of this, at least; 0: of nothing.</param>
    /// <returns>Null when there is no next value: at the end of the range, or for a text.</returns>
    public static string? From(Parameter parameter, int direction, decimal grid) => parameter switch
    {
        DecimalParameter p => Other(p.ValueText, NextDecimal(p, direction, grid).ToString(CultureInfo.InvariantCulture)),
        WholeParameter p => Other(p.ValueText, ((int)Next(p.Value, direction, 1, p.Least, p.Most)).ToString(CultureInfo.InvariantCulture)),
        DurationParameter p => Other(p.ValueText, Duration.Format((long)Next(p.Ns, direction, 1, p.LeastNs, p.MostNs))),
        ChoiceParameter p => Other(p.ValueText, p.Choices[(p.Choices.IndexOf(p.Value) + direction + p.Choices.Count) % p.Choices.Count]),
        _ => null,
    };

    private static string? Other(string now, string next) => next == now ? null : next;

    private static int IndexOf(this IReadOnlyList<string> choices, string value)
    {
        for (int i = 0; i < choices.Count; i++)
        {
            if (choices[i] == value)
                return i;
        }

        return 0;
    }

    // From 0 there is no leading digit to go by: a hundredth of a range of human size.
    private static decimal NextDecimal(DecimalParameter p, int direction, decimal grid)
    {
        decimal least = grid > 0 ? grid : p.Value == 0 ? Math.Min(SmallestShare, (p.Most - p.Least) / 100) : 0;
        return DecimalsOf(Next(p.Value, direction, least, p.Least, p.Most));
    }

    private static decimal Next(decimal value, int direction, decimal leastStep, decimal least, decimal most)
    {
        decimal step = Math.Max(LeadingDigit(value, direction) / 10, leastStep);
        if (leastStep > 0)
            step = Math.Floor(step / leastStep) * leastStep;
        if (direction > 0)
            return value > most - step ? most : Math.Max(value + step, least);
        return value < least + step ? least : Math.Min(value - step, most);
    }

    // On its way to 0 a power of ten counts as what is below it: 1 is followed by 0.99.
    private static decimal LeadingDigit(decimal value, int direction)
    {
        decimal size = Math.Abs(value), digit = 1;
        if (size == 0)
            return 0;
        while (digit > size)
            digit /= 10;
        while (size / 10 >= digit)
            digit *= 10;
        return digit == size && Math.Sign(value) != direction ? digit / 10 : digit;
    }

    private static decimal DecimalsOf(decimal value) => value / 1.0000000000000000000000000000m;
}
