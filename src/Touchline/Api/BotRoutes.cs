using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Trading;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>All strategies at once, and the settings that the program runs with.</summary>
internal static class BotRoutes
{
    /// <param name="configuration">Every setting with where it came from; nothing secret.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, JsonObject configuration)
    {
        var routes = new Routes(app, "bot");
        routes.Get("/bot/status", "How the session stands", _ => Routes.Json(Status(session.Portrait)));
        routes.Post("/bot/start", "Lets every strategy trade again", http => TellAll(http, session, EngineCommand.Resume), Role.Trader);
        routes.Post("/bot/stop", "Cancels every strategy's orders; the session goes on and sees the market", http => TellAll(http, session, EngineCommand.Pause), Role.Trader).MayBeRepeated();
        routes.Get("/bot/config", "The settings that the program was started with", _ => Routes.Json(configuration.DeepClone()), Role.Admin);
    }

    public static JsonObject Status(SessionPortrait p) => new()
    {
        ["session"] = p.Session,
        ["mode"] = p.Kind,
        ["pace"] = p.Pace,
        ["state"] = StateOf(p),
        ["seconds"] = Math.Round(p.Seconds, 3),
        ["at_ns"] = p.AtNs,
        ["pnl"] = ApiSession.Money(p.Equity),
        ["fills"] = p.Fills,
        ["orders_live"] = p.LiveOrders,
        ["events_per_second"] = Math.Round(p.EventsPerSecond, 1),
        ["strategies"] = new JsonObject(p.Strategies.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)s.State))),
        ["connections"] = new JsonArray([.. p.Connections.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["up"] = c.IsUp, ["trouble"] = c.Trouble })]),
    };

    private static string StateOf(SessionPortrait p)
    {
        StrategyPortrait[] own = [.. p.Strategies.Where(s => s.Name != Operator.Name)];
        return p.IsStopped ? "stopped" : p.Kill.State != KillState.Armed ? "killed" : Array.Exists(own, s => s.State == "running") ? "running" : own.All(s => s.State == "paused") ? "paused" : "stopped";
    }

    // One that has stopped for good is left out: it can neither stop nor start.
    private static async Task<IResult> TellAll(HttpContext http, ApiSession session, Func<int, EngineCommand> command)
    {
        StrategyPortrait[] those = [.. session.Portrait.Strategies.Where(s => s.Name != Operator.Name && s.State is "running" or "paused")];
        if (those.Length == 0)
            throw Problem.Conflict("no strategy is left that could be started or stopped");
        foreach (StrategyPortrait strategy in those)
            await session.Tell(http, command(strategy.Index)).ConfigureAwait(false);
        return Routes.Json(new JsonObject { ["state"] = command(0).Kind == CommandKind.Pause ? "paused" : "running", ["strategies"] = new JsonArray([.. those.Select(s => (JsonNode)s.Name)]) });
    }
}
