using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Storage;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>What the program did and how it does: recovery, audit log.</summary>
internal static class MonitoringRoutes
{
    public static void Map(IEndpointRouteBuilder app, ApiSession session, SessionArchive archive, SessionMonitor monitor)
    {
        var routes = new Routes(app, "monitoring");
        routes.Get("/metrics", "Metrics as Prometheus reads them", _ => Results.Text(monitor.MetricsPage(), PrometheusPage.ContentType));
        routes.Get("/api/monitoring/alerts", "Alerts that fire now, the newest notices, and every rule", _ => Routes.Json(AlertJson.Of(monitor.Alerts)));
        routes.Get("/api/monitoring/recovery/status", "What the session took up when it began", async _ => Routes.Json(await Recovery(session).ConfigureAwait(false)));
        routes.Post("/api/monitoring/recovery/trigger", "Asks the venue now what it has of orders and account, and settles what differs", async http =>
        {
            string? refusal = await session.Link.Ask(s => s.Reconcile(), http.RequestAborted).ConfigureAwait(false);
            session.Audit(ApiGate.PrincipalOf(http).Name, "session.reconcile", "session", session.Portrait.Session, error: refusal);
            return refusal is null ? Routes.Json(new JsonObject { ["asked"] = true }, StatusCodes.Status202Accepted) : throw Problem.Conflict(refusal);
        }, Role.Trader);
        routes.Get("/audit", "Who did what in this session, newest first", http => Routes.Json(Audit(http, archive)))
            .Paged().Query("actor", "Who").Query("action", "What, e.g. order.place, or the beginning of it with a dot: order.").Query("entity_id", "To what").Query("trace", "What belongs to one cause: SESSION/INPUT")
            .Query("success", "true or false");
    }

    public static JsonObject Of(AuditEntry e) => new()
    {
        ["at_ns"] = e.AtNs,
        ["actor"] = e.Actor,
        ["action"] = e.Action,
        ["entity_type"] = e.EntityType,
        ["entity_id"] = e.EntityId,
        ["old_value"] = e.OldValue,
        ["new_value"] = e.NewValue,
        ["reason"] = e.Reason,
        ["success"] = e.Success,
        ["error"] = e.ErrorMessage,
        ["trace"] = e.TraceId,
    };

    private static async Task<JsonObject> Recovery(ApiSession session)
    {
        JsonObject? report = await session.Link.Ask(s => s.Recovery?.ToJson(), CancellationToken.None).ConfigureAwait(false);
        return report is null ? new JsonObject { ["available"] = false, ["reason"] = "this session took nothing up: it has no venue, or is its journal's first" } : new JsonObject { ["available"] = true, ["report"] = report };
    }

    private static JsonObject Audit(HttpContext http, SessionArchive archive)
    {
        Paging paging = Paging.Of(http);
        string? actor = Text(http, "actor"), action = Text(http, "action"), entity = Text(http, "entity_id"), trace = Text(http, "trace"), success = Text(http, "success");
        if (success is not (null or "true" or "false"))
            throw Problem.Field("success", "right is true or false");
        (IReadOnlyList<AuditEntry> rows, int total) = archive.Audit(
            e => (actor is null || e.Actor == actor) && (action is null || e.Action == action || (action.EndsWith('.') && e.Action.StartsWith(action, StringComparison.Ordinal)))
                && (entity is null || e.EntityId == entity) && (trace is null || e.TraceId == trace) && (success is null || e.Success == (success == "true")),
            paging.Offset, paging.Limit);
        return paging.Answer(rows.Select(Of), total);
    }

    private static string? Text(HttpContext http, string name) => (string?)http.Request.Query[name] is { Length: > 0 } text ? text : null;
}

/// <summary>What isn't built yet says so.</summary>
internal static class UnavailableRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = new Routes(app, "learning and detection");
        routes.Get("/ml/status", "The learning model", _ => No("no model is trained or served yet"));
        routes.Get("/detection/status/{symbol}", "Detectors of manipulation", _ => No("there are no detectors yet"));
        routes.Get("/detection/sr-levels/{symbol}", "Levels of support and resistance", _ => No("there are no detectors yet"));
    }

    private static IResult No(string reason) => Routes.Json(new JsonObject { ["available"] = false, ["reason"] = reason });
}
