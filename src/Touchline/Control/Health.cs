using System.Text.Json.Nodes;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>Whether all is well, for those without a token: it tells no money, no names of strategies and no symbols.</summary>
internal static class Health
{
    public static JsonObject Of(SessionPortrait? p)
    {
        if (p is null)
            return new JsonObject { ["status"] = "opening" };
        bool isTroubled = p.Connections.Any(c => !c.IsUp) || p.Strategies.Any(s => s.Failure is not null) || p.Kill.State != KillState.Armed || p.Storage is { Lost: > 0 };
        return new JsonObject
        {
            ["status"] = p.IsStopped ? "down" : isTroubled ? "degraded" : "ok",
            ["mode"] = p.Kind,
            ["connections"] = new JsonObject(p.Connections.Select(c => KeyValuePair.Create(c.Name, (JsonNode?)(c.IsUp ? "up" : "down")))),
            ["killed"] = p.Kill.State != KillState.Armed,
        };
    }
}
