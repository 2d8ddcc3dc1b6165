using System.Collections.Concurrent;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>
/// Between a session's thread and all others: what others ask comes in between two steps, and what happens goes out through bounded queues, so that the session never waits for anybody. docs/control-plane.md.
/// </summary>
internal sealed class SessionLink : IEngineTap, ITradeListener, ISessionControl, IDisposable
{
    /// <summary>Trades that wait for the hub; what finds no room is counted.</summary>
    public const int MostTrades = 1 << 13;

    // Whom a command is of that nobody put his name to.
    private const string Itself = "the session or its terminal";

    // Lines for the audit log between two steps.
    private const int MostAudit = 4096;

    // By the machine's clock. A portrait is due every second for those who measure, and more often while somebody looks.
    private const long SeldomNs = 1_000_000_000;
    private const long OftenNs = 100_000_000;
    private const long LookedNs = 3_000_000_000;
    private const long SampleEveryNs = 10_000_000_000;

    private readonly TimeProvider _time;
    private readonly SessionInbox _inbox = new();
    private readonly ConcurrentQueue<AuditEntry> _audit = new();
    private readonly StorageQueue _queue = new();
    private readonly SpscRing<TradeTick> _trades = new(MostTrades, RingWaiting.Yield);
    private readonly OrderTimes _times = new();
    private readonly LatencyHistogram _feed = new();
    private StorageTap? _tap;
    private Action? _lastWords;
    private SessionDescription? _session;
    private SessionPortrait? _portrait;
    private decimal _deepest;
    private long _portraitAt = long.MinValue;
    private long _lookedAt = long.MinValue;
    private long _droppedTrades;
    private long _droppedAudit;
    private int _auditCount;
    private string? _killedBy;

    public SessionLink(TimeProvider time) => _time = time;

    /// <summary>Reading it makes the next ones come more often.</summary>
    public SessionPortrait? Portrait
    {
        get
        {
            Volatile.Write(ref _lookedAt, NowNs);
            return Volatile.Read(ref _portrait);
        }
    }

    /// <summary>The same for those who look all the time and don't mind its age.</summary>
    public SessionPortrait? NewestPortrait => Volatile.Read(ref _portrait);

    /// <summary>Null before the session has begun.</summary>
    public SessionDescription? Session => Volatile.Read(ref _session);

    /// <summary>What the session's engine began with; null: nothing. There as soon as <see cref="Session"/> is.</summary>
    public EngineCheckpoint? TakenUp { get; private set; }

    /// <summary>Lines for the audit log that found no room.</summary>
    public long DroppedAudit => Interlocked.Read(ref _droppedAudit);

    public long DroppedTrades => Volatile.Read(ref _droppedTrades);

    /// <summary>Entries that the hub hasn't taken yet.</summary>
    public long WaitingEntries => _queue.Count;

    /// <summary>Entries that found no room.</summary>
    public long DroppedEntries => _queue.Lost;

    internal StorageQueue Queue => _queue;

    private long NowNs => (long)_time.GetElapsedTime(0).TotalNanoseconds;

    /// <summary>Before the engine's first input.</summary>
    /// <param name="text">The session text of <see cref="JournalSession"/>.</param>
    /// <param name="begin">What the engine took up; null: nothing.</param>
    public void Begin(Engine engine, string text, int number, EngineCheckpoint? begin = null)
    {
        TakenUp = begin;
        _tap = new StorageTap(_queue, engine, i => SessionStorage.Look(engine, i), SampleEveryNs);
        engine.Watch(_tap);
        Volatile.Write(ref _session, JournalSession.Describe(text, number, "the session"));
    }

    /// <summary>Takes in what others ask, and has itself portrayed when that is due. On the session's thread, between two steps.</summary>
    public void OnStep(IWatchedSession session)
    {
        _inbox.Work(session);
        WriteAudit(session);
        long now = NowNs;
        long every = Volatile.Read(ref _lookedAt) is var looked && looked > now - LookedNs ? OftenNs : SeldomNs;
        if (now - every >= _portraitAt)
            TakePortrait(session, now);
    }

    /// <summary>The session is over, and asks for nothing any more.</summary>
    public void End(IWatchedSession session, long localNs)
    {
        _inbox.Close();
        Volatile.Read(ref _lastWords)?.Invoke();
        WriteAudit(session);
        _tap?.OnEnd(localNs);
        TakePortrait(session, NowNs);
    }

    public Task<T> Ask<T>(Func<IWatchedSession, T> question, CancellationToken cancel) => _inbox.Ask(question, isCommand: false, cancel);

    public Task<string?> Tell(EngineCommand command, string actor, CancellationToken cancel) => _inbox.Ask(s => Tell(s, command, actor), isCommand: true, cancel, isUrgent: command.Kind is CommandKind.Kill or CommandKind.Cancel or CommandKind.CancelOrder);

    /// <summary>A limit order by hand.</summary>
    public Task<(OrderId Order, string? Refusal)> Place(EngineCommand command, string actor, CancellationToken cancel) => _inbox.Ask(
        s => Tell(s, command, actor) is { } refusal ? (default(OrderId), refusal) : (s.Engine.LastByHand, (string?)null), isCommand: true, cancel);

    /// <summary>Cancels what is left of an order, and closes what of the position it brought; says what that is.</summary>
    public Task<(bool Cancels, decimal Quantity, string? Refusal)> Close(OrderId id, string actor) => _inbox.Ask(
        s =>
        {
            (bool cancels, decimal quantity) = s.Engine.WouldClose(id);
            return (cancels, quantity, Tell(s, EngineCommand.Close(id), actor));
        },
        isCommand: true, CancellationToken.None);

    /// <summary>Changes several limits, or none: where the engine refuses one, those before it get their old values back.</summary>
    /// <param name="check">Throws where the change was meant for other limits than there are now.</param>
    public Task<string?> ChangeLimits(IReadOnlyList<(int Scope, string Limit, string Value)> changes, Action<Engine> check, string actor) => _inbox.Ask(
        s =>
        {
            check(s.Engine);
            // One that can't be a command is refused before any is carried out.
            foreach ((int scope, string name, string value) in changes)
                EngineCommand.Limit(scope, name, value);
            var done = new List<EngineCommand>();
            foreach ((int scope, string name, string value) in changes)
            {
                RiskLimits limits = scope == EngineCommand.All ? s.Engine.Limits : s.Engine.Strategies[scope].Limits;
                string before = RiskLimit.Find(name)!.Get(limits);
                if (Tell(s, EngineCommand.Limit(scope, name, value), actor) is { } refusal)
                    return TakeBack(s, done, actor, refusal);
                done.Add(EngineCommand.Limit(scope, name, before));
            }

            return null;
        },
        isCommand: false, CancellationToken.None);

    /// <summary>Those values that are none of their parameter's range, each with what is right; nothing is changed.</summary>
    public Task<IReadOnlyList<(string Name, string Right)>> WrongParameters(int strategy, IReadOnlyList<(string Name, string Value)> values) => _inbox.Ask<IReadOnlyList<(string, string)>>(
        s => [.. values.Select(v => (s.Engine.Strategies[strategy].Parameters.First(p => p.Name == v.Name), v.Value)).Where(v => !v.Item1.Takes(v.Value)).Select(v => (v.Item1.Name, v.Item1.RangeText))],
        isCommand: false, CancellationToken.None);

    /// <summary>As <see cref="ChangeLimits"/>, for a strategy's parameters.</summary>
    /// <param name="tag">What is told of the parameters behind the change.</param>
    public Task<(string? Refusal, string Tag)> ChangeParameters(
        int strategy, IReadOnlyList<(string Name, string Value)> changes, Action<StrategySlot> check, Func<StrategySlot, string> tag, string actor) => _inbox.Ask(
        s =>
        {
            StrategySlot slot = s.Engine.Strategies[strategy];
            check(slot);
            foreach ((string name, string value) in changes)
                EngineCommand.Set(strategy, name, value);
            var done = new List<EngineCommand>();
            foreach ((string name, string value) in changes)
            {
                string before = slot.Parameters.First(p => p.Name == name).ValueText;
                if (Tell(s, EngineCommand.Set(strategy, name, value), actor) is { } refusal)
                    return (TakeBack(s, done, actor, refusal), "");
                done.Add(EngineCommand.Set(strategy, name, before));
            }

            return ((string?)null, tag(slot));
        },
        isCommand: false, CancellationToken.None);

    /// <summary>Has something done at the last moment for the audit log, on the session's thread. Before the session ends, by one thread.</summary>
    public void AtEnd(Action act) => Volatile.Write(ref _lastWords, _lastWords + act);

    // By a queue of its own, so that nothing that is only written down stands in a command's way.
    public void Audit(AuditEntry entry)
    {
        if (Interlocked.Increment(ref _auditCount) <= MostAudit)
        {
            _audit.Enqueue(entry);
            return;
        }

        Interlocked.Decrement(ref _auditCount);
        Interlocked.Increment(ref _droppedAudit);
    }

    private void WriteAudit(IWatchedSession session)
    {
        while (_audit.TryDequeue(out AuditEntry? entry))
        {
            Interlocked.Decrement(ref _auditCount);
            _tap?.OnAudit(entry);
            session.Storage?.OnAudit(entry);
        }
    }

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs) => _tap?.OnStart(input, localNs);

    public void OnReport(long input, in OrderReport report)
    {
        _tap?.OnReport(input, report);
        _times.OnReport(report);
    }

    /// <summary>As <see cref="StorageTap.OnWhy"/>.</summary>
    public void OnWhy(OrderId id, string why) => _tap?.OnWhy(id, why);

    public void OnClock(long input, long localNs)
    {
    }

    public void OnCommand(long input, long localNs, EngineCommand command)
    {
        if (command.Kind is CommandKind.Kill or CommandKind.Arm)
            _killedBy = command.Kind == CommandKind.Arm ? null : _tap?.Actor ?? Itself;
        _tap?.OnCommand(input, localNs, command);
    }

    /// <summary>A command that the engine didn't carry out.</summary>
    public void OnCommandRefused(long localNs, EngineCommand command, string refusal) => _tap?.OnAudit(SessionAudit.Refused(_session!.Key, _tap.Actor, localNs, command, refusal));

    /// <summary>Something that a recovery did.</summary>
    public void OnRecovered(long localNs, string action) => _tap?.OnAudit(SessionAudit.Recovery(_session!.Key, localNs) with { Reason = action });

    public void OnStop(long input, long localNs) => _tap?.OnStop(input, localNs);

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        _tap?.OnIntents(intents);
        _times.OnIntents(intents);
    }

    public void OnTrade(int instrument, in MarketEvent trade)
    {
        _feed.Record(Math.Max(0, trade.LocalNs - trade.ExchangeNs));
        if (!_trades.TryPublish(new TradeTick(instrument, trade.ExchangeNs, trade.LocalNs, trade.Price, trade.Quantity, trade.Side)))
            Volatile.Write(ref _droppedTrades, _droppedTrades + 1);
    }

    /// <summary>For the hub's thread.</summary>
    internal int TakeTrades(Span<TradeTick> into) => _trades.Drain(into);

    public void Dispose()
    {
        _inbox.Close();
        _queue.Dispose();
        _trades.Dispose();
    }

    // The newest first, as they may have depended on each other.
    private string TakeBack(IWatchedSession session, List<EngineCommand> done, string actor, string refusal)
    {
        for (int i = done.Count - 1; i >= 0; i--)
        {
            if (Tell(session, done[i], actor) is { } stuck)
                refusal = $"{refusal}; and '{done[i]}' couldn't be taken back: {stuck}";
        }

        return refusal;
    }

    /// <summary>Gives the session a command in somebody's name. On the session's thread.</summary>
    internal string? Tell(IWatchedSession session, EngineCommand command, string actor)
    {
        SetActor(session, actor);
        try
        {
            return session.Command(command);
        }
        finally
        {
            SetActor(session, null);
            // Whoever commands sees what came of it when he looks next.
            TakePortrait(session, NowNs);
        }
    }

    private void SetActor(IWatchedSession session, string? actor)
    {
        if (_tap is not null)
            _tap.Actor = actor;
        if (session.Storage is { } storage)
            storage.Actor = actor;
    }

    private void TakePortrait(IWatchedSession session, long now)
    {
        _portraitAt = now;
        if (_session is not { } described)
            return;
        SessionPortrait portrait = PortraitOf.Session(session, described, _deepest, [("feed", _feed), ("engine", session.Latency), ("acknowledge", _times.Acknowledged), ("fill", _times.Filled)]) with { KilledBy = _killedBy };
        _deepest = portrait.MaxDrawdown;
        Volatile.Write(ref _portrait, portrait);
    }
}
