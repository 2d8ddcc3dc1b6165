using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Touchline.Control;

namespace Touchline.Api;

/// <summary><c>?persist=true</c>: a change is to hold in the next session too. The change itself is done by then; the answer says whether it was kept.</summary>
internal static class Persistence
{
    public const string Parameter = "persist";
    public const string Text = "true: keep the change for the next session too; the answer says whether it was, and if not why";

    /// <exception cref="Problem">It is neither true nor false.</exception>
    public static bool Wanted(HttpContext http) => (string?)http.Request.Query[Parameter] switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw Problem.Field(Parameter, "right is true or false"),
    };

    /// <param name="save">Null when it is kept, else why not.</param>
    public static void Tell(HttpContext http, ApiSession session, RuntimeSettings? settings, Func<RuntimeSettings, string?> save, JsonObject changes, JsonObject answer)
    {
        string? why = settings is null ? "this program keeps nothing" : save(settings);
        answer["persisted"] = why is null;
        if (why is not null)
            answer["why"] = why;
        session.Audit(ApiGate.PrincipalOf(http).Name, "settings.persist", "settings", settings?.Name ?? "", changes, why);
    }
}
