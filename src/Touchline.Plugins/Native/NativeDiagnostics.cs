using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Touchline.Plugins;

/// <summary>Reads what compilers say: gcc's and clang's text, rustc's JSON.</summary>
internal static class NativeDiagnostics
{
    private const int MostKept = 200;
    private const int MostTailChars = 1_000;

    /// <param name="said">All that it printed.</param>
    /// <param name="hasFailed">It ended with an error, so there is one, in whatever words.</param>
    public static IReadOnlyList<StrategyDiagnostic> Read(NativeToolchain toolchain, string said, bool hasFailed)
    {
        string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<StrategyDiagnostic?> all = toolchain.Language == NativeLanguage.Rust ? lines.Select(RustLine) : lines.Select(l => CLine(l, toolchain.SourceName));
        List<StrategyDiagnostic> found = [.. all.OfType<StrategyDiagnostic>().Take(MostKept)];
        // The linker has no places, and tells of them in words of its own.
        if (hasFailed && !found.Any(d => d.IsError))
            found.Add(Whole(said.Trim() is { Length: > MostTailChars } text ? text[^MostTailChars..] : said.Trim()));
        return found;
    }

    private static StrategyDiagnostic Whole(string message) =>
        new(0, 0, 0, 0, DiagnosticLevel.Error, StrategyDiagnostic.Native, message.Length == 0 ? "the compiler failed without a word" : message);

    // strategy.c:5:17: error: expected ';' before 'x' [-Wsomething]
    private static readonly Regex CText = new(
        @"^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<level>fatal error|error|warning): (?<message>.*?)(?: \[(?<code>-W[^\]]+)\])?$", RegexOptions.NonBacktracking);

    private static StrategyDiagnostic? CLine(string line, string source)
    {
        Match m = CText.Match(line.TrimEnd('\r'));
        if (!m.Success)
            return null;
        DiagnosticLevel level = m.Groups["level"].Value == "warning" ? DiagnosticLevel.Warning : DiagnosticLevel.Error;
        string code = m.Groups["code"] is { Success: true, Value: var given } ? given : StrategyDiagnostic.Native;
        if (Path.GetFileName(m.Groups["file"].Value) != source)
            return new StrategyDiagnostic(0, 0, 0, 0, level, code, $"{m.Groups["file"].Value}:{m.Groups["line"].Value}: {m.Groups["message"].Value}");
        (int at, int column) = (Number(m.Groups["line"].Value), Number(m.Groups["column"].Value));
        return new StrategyDiagnostic(at, column, at, column + 1, level, code, m.Groups["message"].Value);
    }

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static StrategyDiagnostic? RustLine(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            DiagnosticLevel? level = root.GetProperty("level").GetString() switch
            {
                "error" or "error: internal compiler error" => DiagnosticLevel.Error,
                "warning" => DiagnosticLevel.Warning,
                _ => null,
            };
            string message = root.GetProperty("message").GetString()!;
            JsonElement[] places = [.. root.GetProperty("spans").EnumerateArray().Where(s => s.GetProperty("is_primary").GetBoolean())];
            string code = root.GetProperty("code") is { ValueKind: JsonValueKind.Object } given ? given.GetProperty("code").GetString()! : StrategyDiagnostic.Native;
            if (level is not { } known || (places.Length == 0 && IsCount(message)))
                return null;
            if (places.Length == 0)
                return new StrategyDiagnostic(0, 0, 0, 0, known, code, message);
            JsonElement place = places[0];
            int At(string name) => place.GetProperty(name).GetInt32();
            string detail = place.GetProperty("label").GetString() is { Length: > 0 } label ? $"{message} ({label})" : message;
            return new StrategyDiagnostic(At("line_start"), At("column_start"), At("line_end"), At("column_end"), known, code, detail);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not every line is one.
            return null;
        }
    }

    private static bool IsCount(string message) => message.StartsWith("aborting due to", StringComparison.Ordinal) || message.EndsWith("emitted", StringComparison.Ordinal);
}
