using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Touchline.Storage;

/// <summary>One row of everything that a session writes, changed once: what the database doesn't allow, or has no room for, is known before a session begins.</summary>
internal static class TrialRows
{
    // SQLite keeps in memory what isn't committed, as long as there is room: this is more than these pages hold, so that it has to go to the disk.
    private const int SqliteBytes = 1 << 16;
    private const int SqlitePages = 8;

    /// <summary>The caller takes them back.</summary>
    /// <exception cref="DbException">The database refuses one.</exception>
    public static void Write(DbConnection connection, DbTransaction transaction, long nowNs)
    {
        if (connection is not SqliteConnection)
        {
            Add(connection, transaction, nowNs, null);
            return;
        }

        long pages = connection.ExecuteScalar<long>("PRAGMA cache_size", transaction: transaction);
        connection.Execute($"PRAGMA cache_size = {SqlitePages}", transaction: transaction);
        try
        {
            Add(connection, transaction, nowNs, new string('-', SqliteBytes));
        }
        finally
        {
            connection.Execute($"PRAGMA cache_size = {pages}", transaction: transaction);
        }
    }

    private static void Add(DbConnection connection, DbTransaction transaction, long nowNs, string? clientOrderId)
    {
        var session = new SessionDescription { Journal = $"trial-{Guid.NewGuid():N}", Number = 1, Kind = "trial", Venue = "", Strategies = [], Instruments = [] };
        var batch = new RowBatch { StartedNs = nowNs, EndedNs = nowNs };
        batch.Orders.Add(new OrderRow
        {
            Journal = session.Journal,
            SessionKey = session.Key,
            ClientOrderId = clientOrderId,
        });
        batch.Positions.Add(new PositionRow { PositionKey = session.Key, Journal = session.Journal, SessionKey = session.Key });
        batch.Transitions.Add(new TransitionRow { Journal = session.Journal, SessionKey = session.Key });
        batch.Trades.Add(new TradeRow { FillKey = session.Key, Journal = session.Journal, SessionKey = session.Key });
        batch.Markets.Add(new MarketRow { SessionKey = session.Key, AtNs = nowNs });
        batch.Equity.Add(new EquityRow { SessionKey = session.Key, AtNs = nowNs });
        batch.Audit.Add(new AuditEntry { AtNs = nowNs, Actor = "", Action = "", EntityType = "", EntityId = "", SourceKey = session.Key });
        for (int i = 0; i < 2; i++)
        {
            SessionTables.Write(connection, transaction, session, batch, isAgain: i > 0);
            SessionTables.Advance(batch);
        }

        SessionTables.MarkLost(connection, session.Key, 0, transaction);
    }
}
