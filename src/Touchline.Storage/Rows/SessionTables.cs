using System.Data.Common;
using Dapper;

namespace Touchline.Storage;

/// <summary>A session as it stands in the database.</summary>
public sealed class SessionRow
{
    public string SessionKey { get; init; } = "";

    public string Journal { get; init; } = "";

    public long Number { get; init; }

    public string Kind { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Account { get; init; } = "";

    public string Strategies { get; init; } = "";

    public long StartedNs { get; init; }

    /// <summary>Null: it runs, or died.</summary>
    public long? EndedNs { get; init; }

    /// <summary>Entries that found no room on their way to the database.</summary>
    public long LostRows { get; init; }

    /// <summary>All of it is here, by the writer or by reading its journal.</summary>
    public bool IsComplete { get; init; }

    public long? RebuiltNs { get; init; }
}

/// <summary>The sessions, and what one batch of a session's rows is written by.</summary>
public static class SessionTables
{
    private const string Insert = """
        INSERT INTO sessions (session_key, journal, number, kind, venue, account, strategies, started_ns)
        VALUES (@Key, @Journal, @Number, @Kind, @Venue, @Account, @strategies, @startedNs)
        ON CONFLICT DO NOTHING
        """;

    public static IReadOnlyList<SessionRow> All(DbConnection connection) =>
        [.. connection.Query<SessionRow>("SELECT * FROM sessions ORDER BY started_ns, session_key")];

    /// <summary>What didn't get here of a session, so far.</summary>
    internal static void MarkLost(DbConnection connection, string key, long lost, DbTransaction transaction) => connection.Execute(
        "UPDATE sessions SET lost_rows = @lost, is_complete = @isComplete, version = version + 1 WHERE session_key = @key", new { key, lost, isComplete = false }, transaction);

    /// <summary>A session that goes on is more than what was read of its journal.</summary>
    internal static void MarkRunning(DbConnection connection, string key, DbTransaction transaction) => connection.Execute(
        "UPDATE sessions SET rebuilt_ns = NULL, version = version + 1 WHERE session_key = @key AND rebuilt_ns IS NOT NULL", new { key }, transaction);

    internal static void MarkRebuilt(DbConnection connection, SessionDescription session, long beganNs, long nowNs, DbTransaction transaction)
    {
        // One that died before its first input has a row too.
        Begin(connection, transaction, session, beganNs);
        connection.Execute(
            "UPDATE sessions SET is_complete = @isComplete, rebuilt_ns = @nowNs, version = version + 1 WHERE session_key = @Key", new { session.Key, nowNs, isComplete = true }, transaction);
    }

    /// <summary>All that the session's journal tells is there: it ended, or was read from there after it died.</summary>
    public static bool IsWhole(DbConnection connection, string journal, long number) => connection.ExecuteScalar<bool>(
        "SELECT count(*) > 0 FROM sessions WHERE journal = @journal AND number = @number AND is_complete = @yes AND (ended_ns IS NOT NULL OR rebuilt_ns IS NOT NULL)",
        new { journal, number, yes = true });

    /// <param name="isAgain">It may have been written before: nobody knows.</param>
    /// <returns>Orders and positions that somebody else had saved meanwhile, and that were written over: the session knows better.</returns>
    internal static int Write(DbConnection connection, DbTransaction transaction, SessionDescription session, RowBatch batch, bool isAgain)
    {
        if (batch.StartedNs is { } startedNs)
            Begin(connection, transaction, session, startedNs);
        if (batch.EndedNs is { } endedNs)
            connection.Execute("UPDATE sessions SET ended_ns = @endedNs, version = version + 1 WHERE session_key = @Key", new { endedNs, session.Key }, transaction);
        int stale = 0;
        foreach (OrderRow row in batch.Orders)
        {
            if (TradingTables.Save(connection, row, transaction) == SaveOutcome.Saved)
                continue;
            stale++;
            row.Version = TradingTables.VersionOf(connection, row, transaction) ?? 0;
            TradingTables.Save(connection, row, transaction);
        }

        foreach (PositionRow row in batch.Positions)
        {
            if (TradingTables.Save(connection, row, transaction) == SaveOutcome.Saved)
                continue;
            stale++;
            row.Version = TradingTables.VersionOf(connection, row, transaction) ?? 0;
            TradingTables.Save(connection, row, transaction);
        }

        if (batch.Transitions.Count > 0)
            TradingTables.Insert(connection, batch.Transitions, transaction);
        if (batch.Trades.Count > 0)
            TradingTables.Insert(connection, batch.Trades, transaction);
        if (batch.Markets.Count > 0)
            SeriesTables.Insert(connection, batch.Markets, transaction);
        if (batch.Equity.Count > 0)
            SeriesTables.Insert(connection, batch.Equity, transaction);
        // Last, as others wait for it.
        AuditLog.Append(connection, transaction, batch.Audit, isAgain);
        return stale;
    }

    /// <summary>After the commit: the rows are one version on.</summary>
    internal static void Advance(RowBatch batch)
    {
        foreach (OrderRow row in batch.Orders)
            row.Version++;
        foreach (PositionRow row in batch.Positions)
            row.Version++;
    }

    private static void Begin(DbConnection connection, DbTransaction transaction, SessionDescription session, long startedNs) => connection.Execute(
        Insert,
        new { session.Key, session.Journal, session.Number, session.Kind, session.Venue, session.Account, strategies = string.Join(',', session.Strategies), startedNs },
        transaction);
}
