using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Faults by the exchange's own time: JSON lines, each a fault with the second at which it begins, or with "clear": true.</summary>
internal sealed class FaultScript
{
    public const int MostLines = 10_000;

    private const double MostSeconds = 1e7;

    private readonly List<(long AtNs, JsonElement Fault)> _lines;
    private int _next;

    /// <exception cref="BadInputException">A line is no fault.</exception>
    public FaultScript(string text, long startNs)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length > MostLines)
            throw new BadInputException($"the fault script has {lines.Length:N0} lines; {MostLines:N0} are the most");
        _lines = [.. lines.Select((line, i) => (line, i + 1)).Where(l => l.line.Length > 0).Select(l => Read(l.line, l.Item2, startNs)).OrderBy(l => l.AtNs)];
        int together = 0;
        foreach ((long atNs, JsonElement fault) in _lines)
        {
            together = IsClear(fault) ? 0 : together + 1;
            if (together > ActiveFaults.Most)
                throw new BadInputException($"the fault script has more than {ActiveFaults.Most} faults by second {(atNs - startNs) / 1e9:0.###} without clearing them; put a line with \"clear\":true between");
        }
    }

    public long NextNs => _next < _lines.Count ? _lines[_next].AtNs : long.MaxValue;

    /// <summary>The next line that is due: a fault in JSON, or null for clearing all.</summary>
    public bool TryTake(long nowNs, out JsonElement? fault)
    {
        fault = null;
        if (NextNs > nowNs)
            return false;
        JsonElement line = _lines[_next++].Fault;
        fault = IsClear(line) ? null : line;
        return true;
    }

    private static bool IsClear(JsonElement line) => line.TryGetProperty("clear", out _);

    private static (long AtNs, JsonElement Fault) Read(string line, int number, long startNs)
    {
        JsonElement json;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new BadInputException($"line {number} of the fault script is no JSON; right is e.g. {{\"at\":10,\"kind\":\"drop\",\"scope\":\"market\"}}", e);
        }

        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("at", out JsonElement at) || at.ValueKind != JsonValueKind.Number
            || at.GetDouble() is not (>= 0 and <= MostSeconds))
            throw new BadInputException($"line {number} of the fault script lacks 'at', the second at which it begins, from 0 to {MostSeconds:0}");
        if (IsClear(json))
        {
            if (json.EnumerateObject().Count() != 2 || json.GetProperty("clear").ValueKind != JsonValueKind.True)
                throw new BadInputException($"line {number} of the fault script is wrong; right is {{\"at\":10,\"clear\":true}}");
        }
        else if (FaultReader.TryRead(json, 1, beside: "at").Wrong is { } wrong)
        {
            throw new BadInputException($"line {number} of the fault script: {wrong}");
        }

        return (startNs + (long)(at.GetDecimal() * 1_000_000_000m), json);
    }
}
