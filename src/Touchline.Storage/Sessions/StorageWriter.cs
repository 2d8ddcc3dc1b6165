using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>
/// Takes a session's entries from the queue and writes their rows in batches, a transaction each. For a thread of its own. A database that is away, locked
/// or full is tried again, ever more seldom; meanwhile the queue fills, and what finds no room is counted as lost.
/// </summary>
public sealed class StorageWriter : IDisposable
{
    /// <summary>Entries of one transaction.</summary>
    public const int MostEntries = 1024;

    private const long FirstPauseNs = 100_000_000;
    private const long LastPauseNs = 10_000_000_000;

    // SQLITE_CONSTRAINT_UNIQUE and _PRIMARYKEY.
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    private readonly Database _database;
    private readonly StorageQueue _queue;
    private readonly SessionBooks _books;
    private readonly Action<string> _say;
    private readonly RowBatch _batch = new();
    private DbConnection? _connection;
    private long _entries;
    private long _dropped;
    private long _lostTold;
    private long _pauseNs;
    private long _nextNs = long.MinValue;
    private bool _isAgain;
    private bool _saysRefusal;

    /// <param name="say">Gets what people should know of, on the writer's thread.</param>
    /// <param name="begin">What the session's engine began with; null: it is the journal's first, or nobody knows.</param>
    /// <exception cref="BadInputException">The database can't be used as it is now.</exception>
    public StorageWriter(Database database, StorageQueue queue, SessionDescription session, Action<string> say, EngineCheckpoint? begin = null)
    {
        _database = database;
        _queue = queue;
        _books = new SessionBooks(session);
        _say = say;
        _connection = database.Open();
        _books.Resume(
            [.. TradingTables.EndedOrders(_connection, session.Journal, SessionBooks.MostEnded), .. TradingTables.LiveOrders(_connection, session.Journal)],
            TradingTables.OpenPositions(_connection, session.Journal),
            order => TradingTables.TradesOf(_connection, session.Journal, order).Select(t => t.TradeId ?? 0),
            begin);
    }

    /// <summary>Rows that stand in the database by now.</summary>
    public long Written { get; private set; }

    /// <summary>Entries of the batch that isn't written yet.</summary>
    public long Waiting => Volatile.Read(ref _entries);

    /// <summary>Entries that didn't get there: the queue was full, or the database refused them for good.</summary>
    public long Lost => _queue.Lost + Volatile.Read(ref _dropped);

    /// <summary>Rows that somebody else had changed meanwhile.</summary>
    public long Stale { get; private set; }

    /// <summary>Tries that failed since the last that didn't.</summary>
    public int Failures { get; private set; }

    /// <summary>Writes at most one batch. True: there may be more at once.</summary>
    /// <param name="nowNs">Of any clock that goes on steadily.</param>
    public bool Turn(long nowNs)
    {
        if (nowNs < _nextNs)
            return false;
        if (_entries == 0)
            Fill();
        if (_batch.Count == 0 && Lost == _lostTold)
        {
            _batch.Signals.Clear();
            _entries = 0;
            return false;
        }

        try
        {
            Write();
            return true;
        }
        catch (Exception e) when (e is DbException or BadInputException or IOException or TimeoutException or InvalidOperationException)
        {
            OnFailure(e, nowNs);
            return false;
        }
    }

    /// <summary>Writes what there is, at the end of a session, when the engine adds nothing any more.</summary>
    /// <param name="now">The clock of <see cref="Turn"/>.</param>
    /// <param name="wait">Waits a little.</param>
    /// <returns>False: it couldn't all be written by then; the rest is lost to the database.</returns>
    public bool Finish(Func<long> now, long untilNs, Action wait)
    {
        while (_queue.Count > 0 || _entries > 0 || Lost != _lostTold)
        {
            long nowNs = now();
            if (nowNs >= untilNs)
                return false;
            if (!Turn(nowNs))
                wait();
        }

        return true;
    }

    public void Dispose() => _connection?.Dispose();

    private void Fill()
    {
        while (_entries < MostEntries && _queue.TryTake(out SessionEntry entry))
        {
            _books.Take(entry, _batch);
            _entries++;
        }
    }

    private void Write()
    {
        _connection ??= _database.Open();
        long lost = Lost;
        int rows = _batch.Count;
        using (WriteScope scope = Database.Begin(_connection))
        {
            DbTransaction transaction = scope.Transaction;
            Stale += SessionTables.Write(_connection, transaction, _books.Session, _batch, _isAgain);
            SessionTables.MarkRunning(_connection, _books.Session.Key, transaction);
            if (lost != _lostTold)
                SessionTables.MarkLost(_connection, _books.Session.Key, lost, transaction);
            transaction.Commit();
        }

        SessionTables.Advance(_batch);
        Written += rows;
        Begin();
        if (lost != _lostTold)
            _say($"{lost:N0} entries are lost to {_database.Address.Shown}; orders and trades come back by 'touchline db rebuild' from the session's journal");
        _lostTold = lost;
        if (Failures > 0)
            _say($"{_database.Address.Shown} is written again");
        (Failures, _pauseNs, _saysRefusal) = (0, 0, false);
    }

    private void Begin()
    {
        _batch.Clear();
        _entries = 0;
        _isAgain = false;
    }

    private void OnFailure(Exception e, long nowNs)
    {
        bool wasAgain = _isAgain;
        _connection?.Dispose();
        _connection = null;
        _isAgain = true;
        // A rebuild of the running session's journal writes entries that the writer comes to later: what is known is left out the next time.
        if (!wasAgain && IsKnown(e))
            return;
        string why = e is BadInputException ? e.Message : _database.Describe(e);
        bool isRefusal = IsRefusal(e);
        if (Failures++ == 0 || (isRefusal && !_saysRefusal))
            _say(isRefusal && _entries > 0 ? $"{why}; {_entries:N0} entries are lost to it" : $"{why}; the session goes on, and it is tried again");
        if (isRefusal)
        {
            _saysRefusal = true;
            Volatile.Write(ref _dropped, _dropped + _entries);
            Begin();
        }

        _pauseNs = Math.Clamp(_pauseNs * 2, FirstPauseNs, LastPauseNs);
        _nextNs = nowNs + _pauseNs;
    }

    private static bool IsKnown(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey };

    // The same rows would be refused again: wrong data (22), a broken rule (23), a schema that isn't as it was (42). Rights may be given while the session goes on.
    private static bool IsRefusal(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => false,
        PostgresException postgres => postgres.SqlState[..2] is "22" or "23" or "42",
        SqliteException sqlite => sqlite.SqliteErrorCode is 1 or 19 or 20 or 25,
        _ => false,
    };
}
