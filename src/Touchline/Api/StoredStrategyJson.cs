using System.Text;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Api;

/// <summary>Strategies of the session and of the store as one list, and what the compiler says of them.</summary>
internal static class StoredStrategyJson
{
    /// <summary>Errors and warnings that are told at once; who has more mends these first.</summary>
    public const int MostDiagnostics = 500;

    /// <summary>By their order in the session, then those that are stored alone by their ids.</summary>
    public static JsonArray List(SessionPortrait portrait, IReadOnlyList<StoreEntry> stored, StrategyShelf shelf)
    {
        Dictionary<string, StoreEntry> byId = stored.ToDictionary(e => e.Id, StringComparer.Ordinal);
        return new([.. portrait.Strategies.Select(s => (JsonNode)Of(s.Name, portrait, byId.GetValueOrDefault(s.Name), shelf)),
            .. stored.Where(e => !portrait.Strategies.Any(s => s.Name == e.Id)).Select(e => (JsonNode)Of(e.Id, portrait, e, shelf))]);
    }

    /// <summary>One of the session, of the store, or of both.</summary>
    /// <param name="stored">Null: it isn't stored.</param>
    public static JsonObject Of(string id, SessionPortrait portrait, StoreEntry? stored, StrategyShelf shelf)
    {
        JsonObject item = portrait.Strategies.FirstOrDefault(s => s.Name == id) is { } here ? StrategyRoutes.Of(portrait, here) : Idle(id);
        item["stored"] = stored?.Strategy is { } known ? StrategyJson.Of(known) : null;
        item["problem"] = stored?.Problem is { } why ? shelf.Shown(why) : null;
        return item;
    }

    public static string Text(byte[] code) => Encoding.UTF8.GetString(code);

    /// <param name="version">Of the code that was looked at; null: it is of none.</param>
    public static JsonObject Checked(string id, int? version, IReadOnlyList<StrategyDiagnostic> found)
    {
        var answer = new JsonObject { ["id"] = id, ["version"] = version, ["ok"] = !found.Any(d => d.IsError) };
        Add(answer, found);
        return answer;
    }

    /// <inheritdoc cref="Checked"/>
    public static JsonObject Compiled(string id, int version, StrategyBuild built)
    {
        JsonObject answer = Checked(id, version, built.Diagnostics);
        JsonObject whole = StrategyJson.Of(built with { Diagnostics = [] });
        foreach (string name in (string[])["class", "bytes", "parameters"])
            answer[name] = whole[name]?.DeepClone();
        return answer;
    }

    /// <summary>Its library by its name: where this machine keeps it is nobody's business.</summary>
    /// <inheritdoc cref="Checked"/>
    public static JsonObject Compiled(string id, int version, NativeBuild built)
    {
        JsonObject answer = Checked(id, version, built.Diagnostics);
        answer["library"] = built.Library is { } library ? Path.GetFileName(library) : null;
        return answer;
    }

    private static void Add(JsonObject answer, IReadOnlyList<StrategyDiagnostic> found)
    {
        answer["diagnostics"] = StrategyJson.Of([.. found.Take(MostDiagnostics)]);
        answer["left_out"] = Math.Max(0, found.Count - MostDiagnostics);
    }

    // It isn't in the session: nothing of it trades.
    private static JsonObject Idle(string id) => new()
    {
        ["id"] = id,
        ["state"] = "stored",
        ["version"] = "",
        ["replacement"] = null,
        ["failure"] = null,
        ["orders_live"] = 0,
        ["pnl"] = 0,
        ["fees"] = 0,
        ["positions"] = new JsonArray(),
        ["parameters"] = new JsonArray(),
        ["metrics"] = new JsonObject(),
        ["limits"] = new JsonObject(),
    };
}
