using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Reports;

namespace Touchline.Commands;

/// <summary>What <c>touchline backtest --json</c> wrote, read again. Fields: docs/results.md.</summary>
internal sealed record ResultFile
{
    /// <summary>Bytes above which a file can't be a result.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>What a result says of the run rather than of what came of it, and what comes again for each instrument.</summary>
    public static readonly IReadOnlyList<string> NoFigures =
        ["strategy", "parameters", "commands", "seed", "models", "rows", "curve", "curve_seconds", "instruments", "timing", "last_mid", "market_seconds"];

    public required string Path { get; init; }

    public required string Strategy { get; init; }

    public required IReadOnlyList<NamedText> Parameters { get; init; }

    public required IReadOnlyList<NamedText> Models { get; init; }

    /// <summary>Each instrument with its rows and times.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>By path, e.g. <c>orders.sent</c>; null: undefined.</summary>
    public required IReadOnlyDictionary<string, decimal?> Figures { get; init; }

    public required long CurveSeconds { get; init; }

    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <exception cref="BadInputException">The file can't be read or isn't a backtest's result.</exception>
    public static ResultFile Read(string path)
    {
        JsonObject json = Parse(path);
        try
        {
            return new ResultFile
            {
                Path = path,
                Strategy = (string)Field(json, "strategy", path)!,
                Parameters = [.. Leaves("", Field(json, "parameters", path))],
                Models = [.. Leaves("", Field(json, "models", path)), new NamedText("seed", Field(json, "seed", path)!.ToJsonString())],
                Data = [.. Field(json, "instruments", path)!.AsArray().Select(i => DataOf(i!.AsObject(), path))],
                Figures = FiguresOf(json, path),
                CurveSeconds = (long)Field(json, "curve_seconds", path)!,
                Curve = [.. Field(json, "curve", path)!.AsArray().Select(p => new CurvePoint((double)p![0]!, (double)p[1]!, (double)p[2]!, (double)p[3]!))],
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or NullReferenceException or OverflowException)
        {
            throw new BadInputException($"{path}: a field has a value that a backtest's result can't have; give a file that 'touchline backtest --json' wrote", e);
        }
    }

    /// <summary>What an object holds, by path; an array or a missing value as it is written.</summary>
    public static IEnumerable<NamedText> Leaves(string name, JsonNode? node) => node switch
    {
        JsonObject group => group.SelectMany(f => Leaves(name.Length == 0 ? f.Key : $"{name}.{f.Key}", f.Value)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [new NamedText(name, value.GetValue<string>())],
        null => [new NamedText(name, "none")],
        _ => [new NamedText(name, node.ToJsonString())],
    };

    private static JsonObject Parse(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
                throw new BadInputException($"{path} is too large for a backtest's result; give a file that 'touchline backtest --json' wrote");
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new BadInputException($"{path} holds no JSON object; give a file that 'touchline backtest --json' wrote");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path} isn't JSON (line {e.LineNumber + 1}); give a file that 'touchline backtest --json' wrote", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read {path}: {e.Message}", e);
        }
    }

    private static JsonNode? Field(JsonObject json, string name, string path) => json.TryGetPropertyValue(name, out JsonNode? value)
        ? value
        : throw new BadInputException($"{path} has no field '{name}'; give a file that 'touchline backtest --json' wrote");

    private static string DataOf(JsonObject instrument, string path) =>
        $"{(string)Field(instrument, "instrument", path)!}@{(string)Field(instrument, "venue", path)!}, {(long)Field(instrument, "rows", path)!:N0} rows, "
        + $"{Time((long)Field(instrument, "from_ns", path)!)} to {Time((long)Field(instrument, "to_ns", path)!)} UTC";

    private static string Time(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static Dictionary<string, decimal?> FiguresOf(JsonObject json, string path)
    {
        Field(json, "equity", path);
        Field(json, "fills", path);
        var figures = new Dictionary<string, decimal?>();
        foreach ((string name, JsonNode? value) in json)
        {
            if (!NoFigures.Contains(name))
                AddFigures(figures, name, value);
        }

        return figures;
    }

    private static void AddFigures(Dictionary<string, decimal?> figures, string name, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject group:
                foreach ((string key, JsonNode? value) in group)
                    AddFigures(figures, $"{name}.{key}", value);
                break;
            case null:
                figures[name] = null;
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                figures[name] = decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
                break;
        }
    }
}

/// <summary>A setting as text.</summary>
internal sealed record NamedText(string Name, string Text);
