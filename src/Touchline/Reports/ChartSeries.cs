using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Simulation;

namespace Touchline.Reports;

/// <summary>A line of a chart, as the page's script reads it. Colours are names of the style sheet's.</summary>
internal static class ChartSeries
{
    private const double NsPerSecond = 1e9;

    // As many digits as anybody can see.
    private const string Digits = "G10";

    /// <summary>Values at equal steps; what isn't a number is a gap.</summary>
    public static JsonObject OfSteps(string name, string color, long firstNs, long stepNs, IEnumerable<double> values) => new()
    {
        ["name"] = name,
        ["color"] = color,
        ["from"] = firstNs / NsPerSecond,
        ["step"] = stepNs / NsPerSecond,
        ["y"] = Numbers(values),
    };

    /// <summary>With the extremes of each stretch.</summary>
    public static JsonObject OfCourse(string name, string color, double stepSeconds, IReadOnlyList<CurvePoint> points)
    {
        JsonObject series = Line(name, color, stepSeconds, points, points.Select(p => p.Equity));
        series["low"] = Numbers(points.Select(p => p.Low));
        series["high"] = Numbers(points.Select(p => p.High));
        return series;
    }

    /// <summary>How far below its highest point before: 0 or less.</summary>
    public static JsonObject Drawdown(string name, string color, double stepSeconds, IReadOnlyList<CurvePoint> points)
    {
        var falls = new double[points.Count];
        double peak = 0;
        for (int i = 0; i < falls.Length; i++)
        {
            falls[i] = Math.Min(0, points[i].Low - peak);
            peak = Math.Max(peak, points[i].High);
            falls[i] = Math.Min(falls[i], points[i].Equity - peak);
        }

        return Line(name, color, stepSeconds, points, falls);
    }

    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => Number(v))]);

    public static JsonNode? Number(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;

    private static JsonObject Line(string name, string color, double stepSeconds, IReadOnlyList<CurvePoint> points, IEnumerable<double> values) => new()
    {
        ["name"] = name,
        ["color"] = color,
        ["step"] = stepSeconds,
        ["t"] = Numbers(points.Select(p => p.Seconds)),
        ["y"] = Numbers(values),
    };
}

/// <summary>A stretch of an equity curve.</summary>
/// <param name="Seconds">Its begin, Unix time.</param>
/// <param name="Equity">At its end.</param>
internal readonly record struct CurvePoint(double Seconds, double Equity, double Low, double High)
{
    public static IReadOnlyList<CurvePoint> Of(EquityCourse course) =>
        [.. course.Points.Select(p => new CurvePoint(p.TimeNs / 1_000_000_000, p.Last, p.Low, p.High))];
}
