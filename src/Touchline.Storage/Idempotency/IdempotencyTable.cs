using System.Data.Common;
using Dapper;

namespace Touchline.Storage;

/// <summary>An operation as the database remembers it.</summary>
public sealed class StoredOperation
{
    public string Key { get; init; } = "";

    public string Operation { get; init; } = "";

    public string RequestHash { get; init; } = "";

    public bool IsDone { get; init; }

    public string? Result { get; init; }

    public long ExpiresAt { get; init; }
}

/// <summary>The operations in a database, over restarts and among processes.</summary>
/// <param name="connection">For this alone.</param>
/// <param name="owner">Who carries them out, for people: a session, a process.</param>
public sealed class IdempotencyTable(DbConnection connection, string owner)
{
    /// <summary>Null: it wasn't there, and now is, begun by this owner. Else as it is there.</summary>
    internal StoredOperation? TryAdd(string key, string operation, string requestHash, long nowNs, long expiresNs)
    {
        using WriteScope scope = Database.Begin(connection);
        DbTransaction transaction = scope.Transaction;
        var row = new { key, operation, requestHash, owner, isDone = false, isOver = true, nowNs, expiresNs };
        connection.Execute("DELETE FROM idempotency_cache WHERE key = @key AND is_done = @isOver AND expires_at <= @nowNs", row, transaction);
        int added = connection.Execute(
            """
            INSERT INTO idempotency_cache (key, operation, request_hash, owner, is_done, result, created_at, expires_at)
            VALUES (@key, @operation, @requestHash, @owner, @isDone, NULL, @nowNs, @expiresNs)
            ON CONFLICT DO NOTHING
            """,
            row, transaction);
        StoredOperation? stored = added == 1
            ? null
            : connection.QuerySingle<StoredOperation>("SELECT key, operation, request_hash, is_done, result, expires_at FROM idempotency_cache WHERE key = @key", row, transaction);
        transaction.Commit();
        return stored;
    }

    internal void Complete(string key, string result) =>
        connection.Execute("UPDATE idempotency_cache SET is_done = @isDone, result = @result WHERE key = @key", new { key, result, isDone = true });

    internal void Remove(string key) => connection.Execute("DELETE FROM idempotency_cache WHERE key = @key", new { key });

    // One that isn't done may be at work in another process, or nobody knows what became of it.
    internal void CleanUp(long nowNs) => connection.Execute("DELETE FROM idempotency_cache WHERE is_done = @isOver AND expires_at <= @nowNs", new { nowNs, isOver = true });
}
