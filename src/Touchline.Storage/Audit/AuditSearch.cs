using System.Data.Common;
using Dapper;

namespace Touchline.Storage;

/// <summary>What is looked for in an audit log; what is null doesn't matter.</summary>
public sealed record AuditSearch
{
    private const string Where = """
        WHERE (@Actor IS NULL OR actor = @Actor) AND (@Action IS NULL OR action = @Action OR (@IsBeginning AND substr(action, 1, length(@Action)) = @Action))
            AND (@EntityType IS NULL OR entity_type = @EntityType) AND (@EntityId IS NULL OR entity_id = @EntityId) AND (@TraceId IS NULL OR trace_id = @TraceId)
            AND (@AnySuccess OR success = @IsSuccess) AND at_ns >= @FromNs AND at_ns < @ToNs
        """;

    public string? Actor { get; init; }

    /// <summary>With a dot at its end: what begins so.</summary>
    public string? Action { get; init; }

    public string? EntityType { get; init; }

    public string? EntityId { get; init; }

    public string? TraceId { get; init; }

    public bool? Success { get; init; }

    /// <summary>From this moment on, in nanoseconds since the Unix epoch.</summary>
    public long FromNs { get; init; } = long.MinValue;

    /// <summary>Up to this moment, itself not included.</summary>
    public long ToNs { get; init; } = long.MaxValue;

    private bool IsBeginning => Action?.EndsWith('.') == true;

    public bool Matches(AuditEntry e) =>
        (Actor is null || e.Actor == Actor) && (Action is null || e.Action == Action || (IsBeginning && e.Action.StartsWith(Action, StringComparison.Ordinal)))
        && (EntityType is null || e.EntityType == EntityType) && (EntityId is null || e.EntityId == EntityId) && (TraceId is null || e.TraceId == TraceId)
        && (Success is null || e.Success == Success) && e.AtNs >= FromNs && e.AtNs < ToNs;

    /// <summary>The newest first, and how many there are in all.</summary>
    /// <exception cref="DbException">The database refused.</exception>
    public (IReadOnlyList<AuditRow> Rows, int Total) Read(DbConnection connection, int offset, int limit)
    {
        var given = new DynamicParameters();
        given.Add("Actor", Actor, System.Data.DbType.String);
        given.Add("Action", Action, System.Data.DbType.String);
        given.Add("EntityType", EntityType, System.Data.DbType.String);
        given.Add("EntityId", EntityId, System.Data.DbType.String);
        given.Add("TraceId", TraceId, System.Data.DbType.String);
        given.Add("IsBeginning", IsBeginning);
        given.Add("AnySuccess", Success is null);
        given.Add("IsSuccess", Success ?? true);
        given.Add("FromNs", FromNs);
        given.Add("ToNs", ToNs);
        given.Add("Limit", limit);
        given.Add("Offset", offset);
        int total = (int)Math.Min(int.MaxValue, connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM audit_log {Where}", given));
        return ([.. connection.Query<AuditRow>($"SELECT {AuditLog.Columns} FROM audit_log {Where} ORDER BY seq DESC LIMIT @Limit OFFSET @Offset", given)], total);
    }
}
