using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Commands;

/// <summary>Stored strategies, their versions and what the compiler says of them, as JSON.</summary>
internal static class StrategyJson
{
    public static JsonObject Of(StoredStrategy s)
    {
        var json = new JsonObject
        {
            ["id"] = s.Id,
            ["name"] = s.Name,
            ["symbol"] = s.Symbol,
            ["enabled"] = s.IsEnabled,
            ["open_positions"] = s.OpensPositions,
            ["created_at"] = s.CreatedAt,
            ["updated_at"] = s.UpdatedAt,
            ["language"] = s.Language.Text(),
            ["version"] = s.Version,
            ["revision"] = s.Revision,
        };
        if (s.Thread != StrategyThread.Engine)
            json["thread"] = s.Thread.Text();
        return json;
    }

    public static JsonArray Of(IReadOnlyList<CodeVersion> versions) => [.. versions.Select(v => new JsonObject
    {
        ["version"] = v.Number,
        ["at"] = v.At,
        ["bytes"] = v.Bytes,
        ["current"] = v.IsCurrent,
    })];

    public static JsonArray Of(IReadOnlyList<StrategyDiagnostic> found) => [.. found.Select(d => new JsonObject
    {
        ["line"] = d.Line,
        ["column"] = d.Column,
        ["end_line"] = d.EndLine,
        ["end_column"] = d.EndColumn,
        ["severity"] = d.IsError ? "error" : "warning",
        ["code"] = d.Code,
        ["message"] = d.Message,
    })];

    public static JsonObject Of(StrategyBuild built) => new()
    {
        ["ok"] = built.Output is not null,
        ["diagnostics"] = Of(built.Diagnostics),
        ["class"] = built.Output?.ClassName,
        ["bytes"] = built.Output?.Image.Length,
        ["parameters"] = built.Output is { } output ? new JsonObject(output.Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Of(p)))) : null,
    };

    public static JsonObject Of(NativeBuild built) => new()
    {
        ["ok"] = built.Library is not null,
        ["diagnostics"] = Of(built.Diagnostics),
        ["library"] = built.Library,
    };

    public static string Time(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static JsonObject Of(DeclaredParameter p) => new()
    {
        ["type"] = p.Type,
        ["default"] = p.Default,
        ["unit"] = p.Unit,
        ["range"] = p.Range,
        ["text"] = p.Text,
    };
}
