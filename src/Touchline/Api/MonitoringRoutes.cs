using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Core;
using Touchline.Monitoring;
using Touchline.Storage;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>What the program did and how it does: recovery, audit log.</summary>
internal static class MonitoringRoutes
{
    private const string AllSessions = "all";
    private const string RightTime = "nanoseconds since the Unix epoch, or a time in UTC, e.g. 2026-01-05T00:01:30Z";

    /// <param name="database">The session's; null: it has none.</param>
    public static void Map(IEndpointRouteBuilder app, ApiSession session, SessionArchive archive, SessionMonitor monitor, DatabaseAddress? database = null)
    {
        var routes = new Routes(app, "monitoring");
        routes.Get("/metrics", "Metrics as Prometheus reads them", _ => Results.Text(monitor.MetricsPage(), PrometheusPage.ContentType));
        routes.Get("/api/monitoring/alerts", "Alerts that fire now, the newest notices, and every rule", _ => Routes.Json(AlertJson.Of(monitor.Alerts)));
        routes.Get("/api/monitoring/recovery/status", "What the session took up when it began, and what the last look that was asked for found", async _ => Routes.Json(await Recovery(session).ConfigureAwait(false)));
        routes.Post("/api/monitoring/recovery/trigger", "Asks the venue now what it has of orders and account, and settles what differs", async http =>
        {
            string? refusal = await session.Link.Ask(s => s.Reconcile(), http.RequestAborted).ConfigureAwait(false);
            session.Audit(ApiGate.PrincipalOf(http).Name, "session.reconcile", "session", session.Portrait.Session, error: refusal);
            return refusal is null ? Routes.Json(new JsonObject { ["asked"] = true }, StatusCodes.Status202Accepted) : throw Problem.Conflict(refusal);
        }, Role.Trader).Answers(202);
        routes.Get("/audit", "Who did what in this session, or in all of its database's, newest first", http => Routes.Json(Audit(http, archive, database)))
            .Paged().Query("actor", "Who").Query("action", "What, e.g. order.place, or the beginning of it with a dot: order.").Query("entity_type", "To what kind of thing, e.g. order").Query("entity_id", "To what")
            .Query("trace", "What belongs to one cause: SESSION/INPUT").Query("success", "true or false", QueryCheck.OneOf("true", "false"))
            .Query("from", $"From this moment on: {RightTime}; by the clock on the wall, with sessions=all by the sessions' own", WrongTime).Query("to", "Up to this moment, itself not included", WrongTime)
            .Query("sessions", "all: those before too, from the session's database", QueryCheck.OneOf("this", AllSessions)).Answers(200, 409);
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

    private static JsonObject Of(AuditNote note)
    {
        JsonObject entry = Of(note.Entry);
        entry["recorded_ns"] = note.RecordedNs;
        return entry;
    }

    private static async Task<JsonObject> Recovery(ApiSession session)
    {
        (JsonObject? report, LookPortrait? look) = await session.Link.Ask(s => (s.Recovery?.ToJson(), s.AskedLook), CancellationToken.None).ConfigureAwait(false);
        JsonObject answer = report is null ? new JsonObject { ["available"] = false, ["reason"] = "this session took nothing up: it has no venue, or is its journal's first" } : new JsonObject { ["available"] = true, ["report"] = report };
        answer["last_look"] = look is null ? null : new JsonObject
        {
            ["asked_ns"] = look.AskedNs,
            ["done_ns"] = look.DoneNs,
            ["differences"] = new JsonArray([.. look.Differences.Select(d => (JsonNode)d)]),
            ["reports"] = look.Reports,
            ["strange_orders"] = look.StrangeOrders,
        };
        return answer;
    }

    private static JsonObject Audit(HttpContext http, SessionArchive archive, DatabaseAddress? database)
    {
        Paging paging = Paging.Of(http);
        long since = Text(http, "from") is { } from && TryTime(from, out long first) ? first : long.MinValue;
        long until = Text(http, "to") is { } to && TryTime(to, out long last) ? last : long.MaxValue;
        var search = new AuditSearch
        {
            Actor = Text(http, "actor"),
            Action = Text(http, "action"),
            EntityType = Text(http, "entity_type"),
            EntityId = Text(http, "entity_id"),
            TraceId = Text(http, "trace"),
            Success = Text(http, "success") is { } success ? success == "true" : null,
        };
        if (Text(http, "sessions") == AllSessions)
            return Stored(search with { FromNs = since, ToNs = until }, paging, database ?? throw Problem.Conflict("this session has no database, which alone knows earlier ones: start it with --database; without sessions=all this session's is told"));
        (IReadOnlyList<AuditNote> rows, int total) = archive.Audit(n => n.RecordedNs >= since && n.RecordedNs < until && search.Matches(n.Entry), paging.Offset, paging.Limit);
        return paging.Answer(rows.Select(Of), total);
    }

    private static JsonObject Stored(AuditSearch search, Paging paging, DatabaseAddress address)
    {
        var database = new Database(address);
        try
        {
            using DbConnection connection = database.Open();
            (IReadOnlyList<AuditRow> rows, int total) = search.Read(connection, paging.Offset, paging.Limit);
            return paging.Answer(rows.Select(r => (JsonNode)Of(r)), total);
        }
        catch (DbException e)
        {
            throw Problem.Unavailable(database.Describe(e));
        }
        catch (BadInputException e)
        {
            throw Problem.Unavailable(e.Message);
        }
    }

    private static JsonObject Of(AuditRow r) => Of(new AuditEntry
    {
        AtNs = r.AtNs,
        Actor = r.Actor,
        Action = r.Action,
        EntityType = r.EntityType,
        EntityId = r.EntityId,
        OldValue = r.OldValue,
        NewValue = r.NewValue,
        Reason = r.Reason,
        Success = r.Success,
        ErrorMessage = r.ErrorMessage,
        TraceId = r.TraceId,
    });

    private static string? WrongTime(string text) => TryTime(text, out _) ? null : $"right are {RightTime}";

    private static bool TryTime(string text, out long ns) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ns) || (RangeOptions.TryRead(text, out ns, out bool isAfterStart) && !isAfterStart);

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
