using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>
/// What came of a point on a stretch of the data, as it is kept: one line of JSON, from which every result is read, whether it was made just
/// now or by an earlier sweep.
/// </summary>
internal sealed class PointResult
{
    private readonly FigureNames _names;
    private readonly double[] _figures;

    private PointResult(string key, TimeRange range, FigureNames names, double[] figures, ReturnStatistics returns, string? error)
    {
        Key = key;
        Range = range;
        _names = names;
        _figures = figures;
        Returns = returns;
        Error = error;
    }

    /// <summary>The same for the same parameters on the same stretch.</summary>
    public string Key { get; }

    public TimeRange Range { get; }

    public ReturnStatistics Returns { get; }

    /// <summary>Why there are no figures; null when there are.</summary>
    public string? Error { get; }

    public IEnumerable<string> Figures => _names.All.Where((_, i) => i < _figures.Length && !double.IsNaN(_figures[i]));

    /// <summary>Not a number where the run has no such figure.</summary>
    public double this[string figure] => _names.IndexOf(figure) is var i && i >= 0 && i < _figures.Length ? _figures[i] : double.NaN;

    public static string KeyOf(TimeRange range, JsonObject parameters) => $"{range.StartNs} {range.EndNs} {parameters.ToJsonString(JsonText.Line)}";

    public static string Line(TimeRange range, JsonObject parameters, JsonObject figures, ReturnStatistics returns)
    {
        JsonObject line = Head(range, parameters);
        line["figures"] = figures;
        line["returns"] = new JsonObject
        {
            ["seconds"] = returns.Count,
            ["mean"] = returns.Mean,
            ["deviation"] = returns.Deviation,
            ["skewness"] = returns.Skewness,
            ["kurtosis"] = returns.Kurtosis,
        };
        return line.ToJsonString(JsonText.Line);
    }

    public static string FailedLine(TimeRange range, JsonObject parameters, string error)
    {
        JsonObject line = Head(range, parameters);
        line["error"] = error;
        return line.ToJsonString(JsonText.Line);
    }

    /// <param name="where">For messages.</param>
    /// <exception cref="BadInputException">The line isn't one.</exception>
    public static PointResult Read(string line, FigureNames names, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            var range = new TimeRange(TimeOf(root.GetProperty("from_ns"), long.MinValue), TimeOf(root.GetProperty("to_ns"), long.MaxValue));
            string key = KeyOf(range, JsonObject.Create(root.GetProperty("parameters"))!);
            if (root.TryGetProperty("error", out JsonElement error))
                return new PointResult(key, range, names, [], default, error.GetString());
            return new PointResult(key, range, names, names.Read(root.GetProperty("figures")), ReturnsOf(root.GetProperty("returns")), error: null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BadInputException($"{where} is damaged: {e.Message}", e);
        }
    }

    // Null stands for the data's own end.
    private static long TimeOf(JsonElement time, long end) => time.ValueKind == JsonValueKind.Null ? end : time.GetInt64();

    private static JsonObject Head(TimeRange range, JsonObject parameters) => new()
    {
        ["from_ns"] = range.StartNs == long.MinValue ? null : range.StartNs,
        ["to_ns"] = range.EndNs == long.MaxValue ? null : range.EndNs,
        ["parameters"] = parameters.DeepClone(),
    };

    private static ReturnStatistics ReturnsOf(JsonElement returns) => new(
        returns.GetProperty("seconds").GetInt64(), returns.GetProperty("mean").GetDouble(), returns.GetProperty("deviation").GetDouble(),
        returns.GetProperty("skewness").GetDouble(), returns.GetProperty("kurtosis").GetDouble());
}
