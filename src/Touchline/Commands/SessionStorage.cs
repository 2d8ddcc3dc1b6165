using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// A session's way into its database: a tap on the engine's thread, a queue, and a thread that writes. The session never waits for it and never ends for its sake; what is lost comes back
/// from the journal. docs/storage.md.
/// </summary>
internal sealed class SessionStorage : IEngineTap, IDisposable
{
    private const long SampleEveryNs = 10_000_000_000;

    // While there is nothing to write, and while the database is away.
    private const int IdleMs = 10;
    private const int MostNotes = 100;
    private const long AgainNs = 1_000_000_000;
    private const long LockNs = 6_000_000_000;

    private readonly Database _database;
    private readonly Action<string> _say;
    private readonly StorageQueue _queue = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly AutoResetEvent _end = new(false);
    private StorageTap? _tap;
    private StorageWriter? _writer;
    private SessionDescription? _session;
    private EngineCheckpoint? _begin;
    private Thread? _thread;
    private string? _folder;
    private bool _isReady;
    private bool _isMade;
    private bool _isCaughtUp;
    private volatile bool _isEnding;
    private volatile bool _isWhole;
    private bool _isFinished;

    private SessionStorage(DatabaseAddress address, Action<string> say)
    {
        _database = new Database(address);
        _say = say;
    }

    /// <summary>So long the database may take at the session's end, in nanoseconds.</summary>
    public long ClosingNs { get; set; } = 10_000_000_000;

    /// <summary>The session that is written; null before it has begun.</summary>
    public string? Session => _session?.Key;

    /// <summary>Rows that stand in the database.</summary>
    public long Written => Volatile.Read(ref _writer)?.Written ?? 0;

    /// <summary>Entries that found no room, or that the database refused.</summary>
    public long Lost => Volatile.Read(ref _writer)?.Lost ?? _queue.Lost;

    /// <summary>Entries that aren't written yet; at the end, that never were.</summary>
    public long Waiting => _isWhole ? 0 : _queue.Count + (Volatile.Read(ref _writer)?.Waiting ?? 0);

    /// <summary>All of the session is in the database.</summary>
    public bool IsWhole => _isWhole && Lost == 0;

    /// <summary>Makes the database ready, before anything is traded. Null: the session has none.</summary>
    /// <param name="say">Gets what people should know of, when <see cref="Tell"/> is called.</param>
    /// <exception cref="BadInputException">It can't be reached, made or written, or its schema is another program's.</exception>
    public static SessionStorage? Open(TradingSettings chosen, Action<string> say)
    {
        if (chosen.Database is not { } address)
            return null;
        var storage = new SessionStorage(address, say);
        // One in the journal's folder is made when the folder is.
        if (!chosen.IsDatabaseOfJournal || File.Exists(address.File))
            storage.MakeReady();
        return storage;
    }

    /// <summary>
    /// For a session that is needed whatever the database is like: one that can't be used is told of, and the session has none. One in the journal's folder is used where it exists.
    /// </summary>
    public static SessionStorage? OpenIfUsable(TradingSettings chosen, Action<string> say)
    {
        if (chosen.Database is not { } address || (chosen.IsDatabaseOfJournal && !File.Exists(address.File)))
            return null;
        SessionStorage? storage = null;
        try
        {
            storage = new SessionStorage(address, say);
            storage.MakeReady();
            return storage;
        }
        catch (BadInputException e)
        {
            storage?.Dispose();
            say($"WITHOUT ITS DATABASE: {e.Message}. Nothing of this session is written there; 'touchline db rebuild {chosen.Run.Journal}' does it later");
            return null;
        }
    }

    /// <summary>Before the engine's first input.</summary>
    /// <param name="session">The session text of <see cref="JournalSession"/>.</param>
    /// <param name="begin">What the engine took up; null: nothing.</param>
    /// <param name="folder">The journal's; null: there is none.</param>
    /// <exception cref="BadInputException">The database can't be made.</exception>
    public void Begin(Engine engine, string session, int number, EngineCheckpoint? begin, string? folder)
    {
        if (!_isReady)
        {
            _isMade = !File.Exists(_database.Address.File);
            MakeReady();
        }

        _session = JournalSession.Describe(session, number, "the session");
        (_begin, _folder) = (begin, folder);
        _tap = new StorageTap(_queue, engine, i => Look(engine, i), SampleEveryNs);
        engine.Watch(_tap);
        _thread = new Thread(Write) { IsBackground = true, Name = "storage" };
        _thread.Start();
    }

    /// <summary>Says what there is to say. On the session's thread, now and then.</summary>
    public void Tell()
    {
        while (_notes.TryDequeue(out string? note))
            _say(note);
    }

    /// <summary>For a session that plays as fast as it goes: waits while the writer is far behind and gets on.</summary>
    public void Settle()
    {
        while (_queue.Count > StorageQueue.Capacity / 2 && _thread is { IsAlive: true } && Volatile.Read(ref _writer) is { Failures: 0 })
            Thread.Sleep(1);
    }

    /// <summary>The session is over: what is left is written, for as long as <see cref="ClosingNs"/>.</summary>
    public void Finish(long localNs)
    {
        _tap?.OnEnd(localNs);
        Close();
    }

    /// <summary>Leaves nothing behind that was made for this session: it never began.</summary>
    public void Discard()
    {
        Close();
        foreach (string end in _isMade ? ["", "-wal", "-shm"] : Array.Empty<string>())
            File.Delete(_database.Address.File + end);
    }

    public void Dispose()
    {
        Close();
        _end.Dispose();
    }

    public JsonObject ToJson() => new()
    {
        ["database"] = _database.Address.Shown,
        ["session"] = Session,
        ["rows"] = Written,
        ["lost"] = Lost,
        ["unwritten"] = Waiting,
        ["is_complete"] = IsWhole,
    };

    /// <summary>For people, at the end.</summary>
    public string Line => IsWhole
        ? $"database {_database.Address.Shown}: {Written:N0} rows of session {Session}"
        : $"database {_database.Address.Shown}: session {Session} isn't whole there: {Lost:N0} entries lost, {Waiting:N0} not written; {Repair}";

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs) => _tap?.OnStart(input, localNs);

    public void OnReport(long input, in OrderReport report) => _tap?.OnReport(input, report);

    /// <summary>As <see cref="StorageTap.OnWhy"/>.</summary>
    public void OnWhy(OrderId id, string why) => _tap?.OnWhy(id, why);

    public void OnClock(long input, long localNs) => _tap?.OnClock(input, localNs);

    public void OnCommand(long input, long localNs, EngineCommand command) => _tap?.OnCommand(input, localNs, command);

    public void OnStop(long input, long localNs) => _tap?.OnStop(input, localNs);

    public void OnIntents(ReadOnlySpan<Intent> intents) => _tap?.OnIntents(intents);

    /// <summary>Takes samples of markets and ledgers when they are due.</summary>
    public void Sample(long localNs) => _tap?.Sample(localNs);

    /// <summary>A command that the engine didn't carry out.</summary>
    public void OnCommandRefused(long localNs, EngineCommand command, string refusal) => OnAudit(SessionAudit.Refused(Session!, Actor, localNs, command, refusal));

    /// <summary>What else people should find in the audit log.</summary>
    public void OnAudit(AuditEntry entry) => _tap?.OnAudit(entry);

    /// <summary>Who gives the commands that come now; null: nobody said.</summary>
    public string? Actor
    {
        get => _tap?.Actor;
        set
        {
            if (_tap is not null)
                _tap.Actor = value;
        }
    }

    /// <summary>Something that a recovery did.</summary>
    public void OnRecovered(long localNs, string action) => OnAudit(SessionAudit.Recovery(Session!, localNs) with { Reason = action });

    /// <summary>A recovery that couldn't be brought to its end.</summary>
    public void OnRecoveryFailed(long localNs, string trouble) => OnAudit(SessionAudit.Recovery(Session!, localNs) with { Success = false, ErrorMessage = trouble });

    /// <summary>The same of one that failed before there was an engine to write about: the entry is all that the database gets of the session.</summary>
    /// <param name="session">Which session it would have become.</param>
    public void OnRecoveryFailedEarly(long localNs, string session, string trouble)
    {
        if (!_isReady)
            return;
        try
        {
            using DbConnection connection = _database.Open();
            AuditLog.Append(connection, SessionAudit.Recovery(session, localNs) with { Success = false, ErrorMessage = trouble });
        }
        catch (Exception e) when (e is BadInputException or DbException or TimeoutException)
        {
            _say($"that the recovery failed couldn't be written to {_database.Address.Shown}: {e.Message}");
        }
    }

    private string Repair => _folder is { } folder ? $"'touchline db rebuild {folder}' repairs it" : "there is no journal to repair it from";

    private long NowNs => (long)_clock.Elapsed.TotalNanoseconds;

    private static long UtcNs => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    /// <summary>The best of an instrument's book. On the engine's thread.</summary>
    public static MarketTouch Look(Engine engine, int instrument)
    {
        Touch touch = engine.Book(instrument).Touch;
        return new MarketTouch(touch.BidPrice, touch.BidQuantity, touch.AskPrice, touch.AskQuantity);
    }

    private void MakeReady()
    {
        long nowNs = UtcNs;
        foreach (string note in Schema.Migrate(_database, nowNs).Notes)
            Note(note);
        _database.CheckWritable(nowNs);
        _isReady = true;
    }

    private void Close()
    {
        if (_thread is null || _isFinished)
            return;
        _isFinished = true;
        _isEnding = true;
        _end.Set();
        // A statement that hangs longer than a lock is waited for is left to the process's end.
        _thread.Join(TimeSpan.FromMilliseconds((ClosingNs + LockNs) / 1_000_000));
        Tell();
    }

    // Whatever goes wrong with the database, a session with money at stake doesn't end for it: the journal has everything.
    private void Write()
    {
        try
        {
            using StorageWriter? writer = OpenWriter();
            if (writer is null)
                return;
            Volatile.Write(ref _writer, writer);
            while (!_isEnding)
            {
                if (!writer.Turn(NowNs))
                    _end.WaitOne(IdleMs);
            }

            _isWhole = writer.Finish(() => NowNs, NowNs + ClosingNs, () => Thread.Sleep(IdleMs));
        }
        catch (Exception e)
        {
            Note($"{_database.Address.Shown} isn't written any more: {e.Message}. The session goes on; {Repair}");
        }
    }

    // Null: it couldn't be had as long as the session went on.
    private StorageWriter? OpenWriter()
    {
        bool isSaid = false;
        while (true)
        {
            try
            {
                CatchUp();
                return new StorageWriter(_database, _queue, _session!, Note, _begin);
            }
            catch (Exception e) when (e is BadInputException or DbException or IOException or TimeoutException)
            {
                if (!isSaid)
                    Note($"{(e is BadInputException ? e.Message : _database.Describe(e))}; the session goes on, and it is tried again");
                isSaid = true;
                if (_isEnding)
                    return null;
                _end.WaitOne((int)(AgainNs / 1_000_000));
            }
        }
    }

    // What an earlier session's process didn't write any more, before it died, is read from the journal: the session goes on from its orders and positions. A journal that can't be
    // read won't be the next time either: its sessions stay as they are in the database.
    private void CatchUp()
    {
        if (_isCaughtUp || _folder is null || _session!.Number == 1)
            return;
        using (DbConnection connection = _database.Open())
        {
            try
            {
                CatchUp(connection, _folder);
            }
            catch (BadInputException e)
            {
                Note($"{e.Message}; the journal's earlier sessions stay incomplete in {_database.Address.Shown}, and this one is written");
            }
        }

        _isCaughtUp = true;
    }

    private void CatchUp(DbConnection connection, string folder)
    {
        int from = OrderJournalFile.Sessions(folder).FirstOrDefault(n => n < _session!.Number && !SessionTables.IsWhole(connection, _session.Journal, n));
        if (from == 0)
            return;
        RebuildResult result = JournalRebuild.Run(connection, StoredJournal.Read(folder, (int)_session!.Number), UtcNs, from);
        Note($"{_database.Address.Shown}: {result.Sessions:N0} earlier sessions of the journal were read into it, from session {from} on");
    }

    private void Note(string text)
    {
        if (_notes.Count < MostNotes)
            _notes.Enqueue(text);
    }
}
