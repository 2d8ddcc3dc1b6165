using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Touchline.Storage;

namespace Touchline.Commands;

/// <summary><c>touchline db status</c>: what is in a database.</summary>
internal static class DbStatus
{
    private static readonly string[] Tables =
        ["orders", "order_transitions", "positions", "trades", "audit_log", "idempotency_cache", "market_snapshots", "equity_history"];

    public static int Say(Database database, bool json)
    {
        using DbConnection connection = database.Open();
        IReadOnlyList<SchemaStep> steps = Schema.Steps(connection);
        IReadOnlyList<SessionRow> sessions = SessionTables.All(connection);
        (string Table, long Rows)[] rows = [.. Tables.Select(t => (t, connection.ExecuteScalar<long>($"SELECT count(*) FROM {t}")))];
        AuditHead head = AuditLog.Head(connection);
        if (json)
            Console.WriteLine(ToJson(database, steps, sessions, rows, head).ToJsonString(JsonText.Indented));
        else
            Print(database, steps, sessions, rows, head);
        return CommandLine.Done;
    }

    private static void Print(Database database, IReadOnlyList<SchemaStep> steps, IReadOnlyList<SessionRow> sessions, (string Table, long Rows)[] rows, AuditHead head)
    {
        Console.WriteLine($"{database.Address.Shown}: schema version {steps[^1].Version} ({string.Join(", ", steps.Select(s => s.Name))})");
        Console.WriteLine(TextColumns.Of([["table", "rows"], .. rows.Select(r => new[] { r.Table, $"{r.Rows:N0}" })]));
        Console.WriteLine($"audit log's newest row: {head.Seq}:{head.Hash}");
        foreach (SessionRow session in sessions)
        {
            string state = session.IsComplete ? "complete" : $"incomplete, {session.LostRows:N0} entries lost: 'touchline db rebuild' its journal";
            Console.WriteLine($"session {session.SessionKey} ({session.Kind}, {session.Venue}, {session.Strategies}): {(session.EndedNs is null ? "not ended" : "ended")}, {state}");
        }
    }

    private static JsonObject ToJson(Database database, IReadOnlyList<SchemaStep> steps, IReadOnlyList<SessionRow> sessions, (string Table, long Rows)[] rows, AuditHead head) => new()
    {
        ["database"] = database.Address.Shown,
        ["schema_version"] = steps[^1].Version,
        ["steps"] = new JsonArray([.. steps.Select(s => (JsonNode)s.Name)]),
        ["rows"] = new JsonObject(rows.Select(r => KeyValuePair.Create(r.Table, (JsonNode?)r.Rows))),
        ["audit_head"] = new JsonObject { ["seq"] = head.Seq, ["hash"] = head.Hash },
        ["sessions"] = new JsonArray([.. sessions.Select(s => new JsonObject
        {
            ["session_key"] = s.SessionKey,
            ["kind"] = s.Kind,
            ["venue"] = s.Venue,
            ["strategies"] = s.Strategies,
            ["started_ns"] = s.StartedNs,
            ["ended_ns"] = s.EndedNs,
            ["lost_rows"] = s.LostRows,
            ["is_complete"] = s.IsComplete,
        })]),
    };
}
