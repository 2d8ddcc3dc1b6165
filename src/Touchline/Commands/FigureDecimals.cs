using System.Globalization;

namespace Touchline.Commands;

/// <summary>How many decimals a figure is shown with: the same for all its values, so that they line up and none seems more exact than another.</summary>
internal static class FigureDecimals
{
    private const string Undefined = "-";

    /// <summary>None where all values are whole; else as many as the greatest of them is worth.</summary>
    public static int Of(IEnumerable<double> values)
    {
        double most = 0;
        bool isWhole = true;
        foreach (double value in values.Where(double.IsFinite))
        {
            most = Math.Max(most, Math.Abs(value));
            isWhole &= value == Math.Floor(value);
        }

        return isWhole ? 0 : most >= 0.1 ? 4 : most >= 0.001 ? 6 : 8;
    }

    public static string Text(double value, int decimals) =>
        double.IsFinite(value) ? value.ToString($"F{decimals}", CultureInfo.InvariantCulture) : Undefined;

    /// <summary>The values of one figure.</summary>
    public static string[] Texts(params IReadOnlyList<double> values)
    {
        int decimals = Of(values);
        return [.. values.Select(v => Text(v, decimals))];
    }
}
