using System.Data.Common;
using Dapper;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>What reading a journal into a database came to.</summary>
public sealed record RebuildResult(int Sessions, long Orders, long Transitions, long Trades, long Positions, long AuditAdded);

/// <summary>
/// Puts a journal's orders, trades and positions into a database as the journal tells them, in one transaction. Done twice, nothing changes. What only the
/// running session knew (the market, signals and indicators of positions, samples) is kept where it is there.
/// </summary>
public static class JournalRebuild
{
    private const int BatchRows = 4096;

    /// <param name="journal">Its sessions from the first on.</param>
    /// <exception cref="BadInputException">The database can't be used, or the journal doesn't begin with its first session. Nothing was changed.</exception>
    public static RebuildResult Run(Database database, IEnumerable<JournaledSession> journal, long nowNs)
    {
        using DbConnection connection = database.Open();
        try
        {
            return Run(connection, journal, nowNs);
        }
        catch (DbException e)
        {
            throw database.Bad(e);
        }
    }

    /// <param name="from">Sessions before this one are whole in the database: they are read only for what they left to it, and nothing of theirs is written.</param>
    /// <exception cref="BadInputException">The journal can't be read, or doesn't begin with its first session. Nothing was changed.</exception>
    /// <exception cref="DbException">The database refused. Nothing was changed.</exception>
    public static RebuildResult Run(DbConnection connection, IEnumerable<JournaledSession> journal, long nowNs, long from = 1)
    {
        WriteScope? scope = null;
        try
        {
            RebuildResult result = Run(connection, () => (scope ??= Database.Begin(connection)).Transaction, journal, nowNs, from);
            scope?.Transaction.Commit();
            return result;
        }
        finally
        {
            scope?.Dispose();
        }
    }

    // The transaction begins with the first session that is written: others needn't wait while those before are read.
    private static RebuildResult Run(DbConnection connection, Func<DbTransaction> begin, IEnumerable<JournaledSession> journal, long nowNs, long from)
    {
        Dictionary<string, PositionRow>? known = null;
        DbTransaction? transaction = null;
        string? name = null;
        int read = 0, written = 0;
        long audit = 0;
        var open = new OpenRows();
        foreach (JournaledSession journaled in journal)
        {
            SessionDescription session = journaled.Session;
            if (read++ == 0 && (journaled.Begin is { } first ? first.Inputs > 0 : session.Number != 1))
                throw new BadInputException($"the journal begins with session {session.Number}: without its first session the database can't be rebuilt, and what it has stays");
            name ??= session.Journal;
            bool isWritten = session.Number >= from;
            if (isWritten)
                transaction ??= begin();
            known ??= TradingTables.Positions(connection, name, transaction).ToDictionary(p => p.PositionKey);
            if (!isWritten)
            {
                Play(journaled, known, open, open.Note);
                continue;
            }

            if (written++ == 0)
                Clear(connection, transaction!, session, open);
            audit += Add(connection, transaction!, journaled, known, open);
            SessionTables.MarkRebuilt(connection, session, journaled.Begin?.NowNs ?? 0, nowNs, transaction!);
        }

        long Count(string table) => connection.ExecuteScalar<long>($"SELECT count(*) FROM {table} WHERE journal = @name", new { name }, transaction);
        return new RebuildResult(written, Count("orders"), Count("order_transitions"), Count("trades"), Count("positions"), audit);
    }

    // The audit log stands for ever; it gets what it lacks. What earlier sessions left open is put back to how they left it.
    private static void Clear(DbConnection connection, DbTransaction transaction, SessionDescription first, OpenRows open)
    {
        foreach (string table in new[] { "orders", "order_transitions", "trades", "positions" })
        {
            connection.Execute(
                $"DELETE FROM {table} WHERE journal = @Journal AND session_key NOT IN (SELECT session_key FROM sessions WHERE journal = @Journal AND number < @Number)",
                new { first.Journal, first.Number }, transaction);
        }

        var batch = new RowBatch();
        batch.Orders.UnionWith([.. open.Ended, .. open.Orders.Values]);
        batch.Positions.UnionWith(open.Positions.Values);
        SessionTables.Write(connection, transaction, first, batch, isAgain: true);
        SessionTables.Advance(batch);
    }

    private static long Add(DbConnection connection, DbTransaction transaction, JournaledSession journaled, Dictionary<string, PositionRow> known, OpenRows open)
    {
        long before = AuditLog.Head(connection, transaction).Seq;
        Play(journaled, known, open, batch => Write(connection, transaction, journaled.Session, batch, open));
        return AuditLog.Head(connection, transaction).Seq - before;
    }

    private static void Play(JournaledSession journaled, Dictionary<string, PositionRow> known, OpenRows open, Action<RowBatch> take)
    {
        var books = new SessionBooks(journaled.Session, known);
        books.Resume([.. open.Ended, .. open.Orders.Values], [.. open.Positions.Values], order => open.Trades.GetValueOrDefault(order) ?? [], journaled.Begin);
        var batch = new RowBatch();
        foreach (SessionEntry entry in journaled.Entries)
        {
            books.Take(entry, batch);
            if (batch.Count < BatchRows)
                continue;
            take(batch);
            batch.Clear();
        }

        take(batch);
    }

    private static void Write(DbConnection connection, DbTransaction transaction, SessionDescription session, RowBatch batch, OpenRows open)
    {
        SessionTables.Write(connection, transaction, session, batch, isAgain: true);
        SessionTables.Advance(batch);
        open.Note(batch);
    }

    // What a session leaves to the next.
    private sealed class OpenRows
    {
        private readonly HashSet<long> _ended = [];

        public Dictionary<long, OrderRow> Orders { get; } = [];

        /// <summary>The newest that ended, in the order of their ends.</summary>
        public Queue<OrderRow> Ended { get; } = new();

        /// <summary>The venue's numbers of live orders' fills.</summary>
        public Dictionary<long, List<long>> Trades { get; } = [];

        public Dictionary<string, PositionRow> Positions { get; } = [];

        public void Note(RowBatch batch)
        {
            foreach (TradeRow row in batch.Trades)
            {
                if (row is not { OrderId: { } order, TradeId: { } trade })
                    continue;
                if (!Trades.TryGetValue(order, out List<long>? trades))
                    Trades[order] = trades = [];
                trades.Add(trade);
            }

            foreach (OrderRow row in batch.Orders)
            {
                if (row.EndedNs is null)
                    Orders[row.OrderId] = row;
            }

            foreach (OrderRow row in batch.Orders.Where(o => o.EndedNs is not null).OrderBy(o => o.EndedNs).ThenBy(o => o.OrderId))
            {
                Orders.Remove(row.OrderId);
                Trades.Remove(row.OrderId);
                if (_ended.Add(row.OrderId))
                    AddEnded(row);
            }

            foreach (PositionRow row in batch.Positions)
            {
                if (row.ClosedAt is null)
                    Positions[row.PositionKey] = row;
                else
                    Positions.Remove(row.PositionKey);
            }
        }

        private void AddEnded(OrderRow row)
        {
            Ended.Enqueue(row);
            if (Ended.Count > SessionBooks.MostEnded)
                _ended.Remove(Ended.Dequeue().OrderId);
        }
    }
}
