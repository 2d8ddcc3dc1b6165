using System.Data.Common;
using Dapper;
using Npgsql;

namespace Touchline.Storage;

/// <summary>
/// The audit log: rows are appended, never changed or deleted (the database itself refuses it), and each carries the hash of the one before.
/// </summary>
public static class AuditLog
{
    private const int MostKeys = 500;

    internal const string Columns =
        "seq, at_ns, actor, action, entity_type, entity_id, old_value, new_value, reason, signal_data, indicators, market, success, error_message, trace_id, source_key, previous_hash, hash";

    private const string Insert = $"""
        INSERT INTO audit_log ({Columns})
        VALUES (@Seq, @AtNs, @Actor, @Action, @EntityType, @EntityId, @OldValue, @NewValue, @Reason, @SignalData, @Indicators, @Market, @Success,
            @ErrorMessage, @TraceId, @SourceKey, @PreviousHash, @Hash)
        """;

    /// <summary>Appends entries in a transaction of their own.</summary>
    /// <exception cref="DbException">The database refused.</exception>
    public static void Append(DbConnection connection, params IReadOnlyList<AuditEntry> entries)
    {
        using WriteScope scope = Database.Begin(connection);
        DbTransaction transaction = scope.Transaction;
        Append(connection, transaction, entries, mayBeKnown: true);
        transaction.Commit();
    }

    /// <summary>What was done to one thing, oldest first.</summary>
    public static IReadOnlyList<AuditRow> History(DbConnection connection, string entityType, string entityId) =>
        [.. connection.Query<AuditRow>($"SELECT {Columns} FROM audit_log WHERE entity_type = @entityType AND entity_id = @entityId ORDER BY seq", new { entityType, entityId })];

    /// <summary>All rows, oldest first, read as they are asked for.</summary>
    internal static IEnumerable<AuditRow> All(DbConnection connection, DbTransaction transaction) =>
        connection.Query<AuditRow>($"SELECT {Columns} FROM audit_log ORDER BY seq", transaction: transaction, buffered: false);

    /// <param name="mayBeKnown">Some may have been appended before: these are left out.</param>
    /// <returns>Rows that were appended.</returns>
    internal static int Append(DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditEntry> entries, bool mayBeKnown)
    {
        if (entries.Count == 0)
            return 0;
        Database.LockAudit(connection, transaction);
        IEnumerable<AuditEntry> fresh = mayBeKnown ? Unknown(connection, transaction, entries) : entries;
        AuditHead head = Head(connection, transaction);
        List<AuditRow> rows = Chain(fresh, head);
        if (rows.Count == 0)
            return 0;
        connection.Execute(Insert, rows, transaction);
        connection.Execute("UPDATE audit_head SET seq = @Seq, hash = @Hash", rows[^1], transaction);
        return rows.Count;
    }

    public static AuditHead Head(DbConnection connection, DbTransaction? transaction = null) =>
        connection.QuerySingle<AuditHead>("SELECT seq, hash FROM audit_head", transaction: transaction);

    private static List<AuditRow> Chain(IEnumerable<AuditEntry> entries, AuditHead head)
    {
        var rows = new List<AuditRow>();
        string previous = head.Hash;
        long seq = head.Seq;
        foreach (AuditEntry entry in entries)
        {
            AuditRow row = Row(entry, ++seq, previous);
            row.Hash = previous = AuditHash.Of(row);
            rows.Add(row);
        }

        return rows;
    }

    private static AuditRow Row(AuditEntry entry, long seq, string previousHash) => new()
    {
        Seq = seq,
        AtNs = entry.AtNs,
        Actor = entry.Actor,
        Action = entry.Action,
        EntityType = entry.EntityType,
        EntityId = entry.EntityId,
        OldValue = entry.OldValue,
        NewValue = entry.NewValue,
        Reason = entry.Reason,
        SignalData = entry.SignalData,
        Indicators = entry.Indicators,
        Market = entry.Market,
        Success = entry.Success,
        ErrorMessage = entry.ErrorMessage,
        TraceId = entry.TraceId,
        SourceKey = entry.SourceKey,
        PreviousHash = previousHash,
    };

    private static List<AuditEntry> Unknown(DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditEntry> entries)
    {
        string isOne = connection is NpgsqlConnection ? "= ANY(@keys)" : "IN @keys";
        var known = new HashSet<string>();
        foreach (string[] keys in entries.Select(e => e.SourceKey).OfType<string>().Chunk(MostKeys))
            known.UnionWith(connection.Query<string>($"SELECT source_key FROM audit_log WHERE source_key {isOne}", new { keys }, transaction));
        return [.. entries.Where(e => e.SourceKey is null || known.Add(e.SourceKey))];
    }
}

/// <summary>Number and hash of the newest row; 0 and zeros while there is none.</summary>
public sealed class AuditHead
{
    public long Seq { get; init; }

    public string Hash { get; init; } = "";
}
