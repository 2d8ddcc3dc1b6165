using System.Diagnostics;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Live;

/// <summary>
/// A live session, all on one thread: the line reads the network and tells the adapter, the adapter this listener, this the engine, and what the engine wants goes back to
/// the adapter at once. How it begins and ends: docs/live.md.
/// </summary>
internal sealed partial class LiveSession : IVenueListener, IWatchedSession, IDisposable
{
    // Who watches has a turn so often.
    private const long StepNs = 50_000_000, HurriedStepNs = 500_000;

    // Timers that fire before the network has its turn again.
    private const int MostTimers = 64;

    private readonly TradingSettings _chosen;
    private readonly string _prefix;
    private readonly EarlierSessions? _before;
    private readonly Action<StrategySlot, string> _log;
    private readonly Action<string> _say;
    private readonly Func<LastLook> _lookLast;
    private readonly ILiveLine _line;
    private readonly Stopwatch _watch = new();
    private readonly EventRate _rate = new();
    private readonly SessionTap _tap = new();
    private readonly SessionLink? _control;
    private readonly EngineTimes _times = new();
    private readonly Instrument?[] _known;
    private readonly Queue<OrderReport> _waiting = new();
    private Engine? _engine;
    private EngineFigures? _figures;
    private LedgerWatch? _watchedLedger;
    private VenueState _state;
    private bool _isSending;
    private bool _isSettling;
    private bool _isStarted;
    private bool _hasBooks;
    private bool _isOver;

    /// <param name="chosen">With a venue.</param>
    /// <param name="prefix">What the client order ids of its adapter begin with.</param>
    /// <param name="before">What earlier sessions of the journal left; the session's from then on. Null: it is the first.</param>
    /// <param name="connect">Makes the line, which isn't used before this constructor has returned.</param>
    /// <param name="log">Gets the lines that strategies write.</param>
    /// <param name="say">Gets what people should know of.</param>
    /// <param name="lookLast">Asks the venue what is open there, at the very end.</param>
    /// <param name="storage">The session's from then on; null: no database is written.</param>
    /// <param name="control">Null: nobody else looks on or asks anything.</param>
    public LiveSession(TradingSettings chosen, string prefix, EarlierSessions? before, Func<IVenueListener, ILiveLine> connect, Action<StrategySlot, string> log, Action<string> say, Func<LastLook> lookLast, SessionStorage? storage = null,
        SessionLink? control = null)
    {
        Storage = storage;
        _control = control;
        _prefix = prefix;
        _before = before;
        _recovery = before is null ? null : new RecoveryReport(before.Journal, prefix);
        _lookLast = lookLast;
        _chosen = before is null ? chosen : chosen.WithPlacesFor(before.Journal.Checkpoint);
        _log = log;
        _say = say;
        int count = chosen.Venue!.Symbols.Count;
        _known = new Instrument?[count];
        _books = [.. Enumerable.Range(0, count).Select(_ => new OrderBook())];
        _booksNs = [.. Enumerable.Repeat(-1L, count)];
        _change = new UnitChange?[count];
        _statuses = new InstrumentStatus?[count];
        _line = connect(this);
    }

    public TradingSettings Chosen => _chosen;

    public SessionStorage? Storage { get; }

    /// <summary>Only once the session has begun.</summary>
    public Engine Engine => _engine!;

    public IReadOnlyList<Instrument> Instruments => Engine.Instruments;

    public BacktestFigures Figures => _figures!.Whole;

    public (string Folder, int Session)? KeptVersions => _chosen.Run.Journal is { } folder ? (folder, _files!.Session) : null;

    public RecentFills Fills { get; } = new();

    public LatencyHistogram Latency => _tap.Latency;

    public TimeSpan Elapsed => _watch.Elapsed;

    public double EventsPerSecond => _rate.PerSecond;

    public long Rows { get; private set; }

    public long Commands { get; private set; }

    public long PlayedNs => _times.Of(_line.NowNs);

    public bool IsStopped => _tap.IsStopped;

    public string Pace => _chosen.Venue!.Kind.ToUpperInvariant();

    /// <inheritdoc cref="Engine.Failed"/>
    public StrategySlot? Failed => Engine.Failed;

    /// <summary>Why it ended by itself, for people; null when it was ended.</summary>
    public string? Trouble { get; private set; }

    public IReadOnlyList<ConnectionPortrait> Connections => ConnectionPortrait.Of(_state);

    public IReadOnlyList<ToldDifference> LedgerDifferences => [.. _watchedLedger?.Lasting() ?? []];

    public BacktestFigures FiguresOf(int instrument) => _figures!.Of(instrument);

    // Nobody is told where in the queue an order stands.
    public long? AheadOf(int instrument, OrderId id) => null;

    public string? Command(EngineCommand command)
    {
        Commands++;
        return TellEngine(command);
    }

    public bool IsHurried { get; set; }

    public Placement Request(in OrderRequest request)
    {
        long localNs = _times.Next(_line.NowNs);
        Look(localNs);
        _tap.BeforeInput();
        Placement answer = Engine.OnRequest(request, localNs);
        OrderRequest asked = request;
        KeepInJournal(j => j.OnRequest(Engine.Inputs, localNs, asked));
        Dispatch();
        return answer;
    }

    public string? Reconcile()
    {
        _askedLook = new LookPortrait(_times.Of(_line.NowNs), null, [], 0, null);
        _line.Venue.Reconcile(_line.NowNs);
        return null;
    }

    /// <summary>Trades until the time given is up, the strategy has failed, the venue is of no more use, or the user ends it; then winds up.</summary>
    /// <param name="step">Called about twenty times a second; commands may be given in it.</param>
    /// <exception cref="BadInputException">The strategy can't begin with what it was given.</exception>
    public void Play(Action step, CancellationToken cancel)
    {
        try
        {
            Start();
            long endNs = _chosen.Run.For is { } time ? _line.NowNs + (long)Math.Min(time.TotalNanoseconds, long.MaxValue / 4) : long.MaxValue;
            while (!cancel.IsCancellationRequested && Failed is null && Trouble is null && _line.NowNs < endNs)
            {
                PlayStep(Math.Min(_line.NowNs + (IsHurried ? HurriedStepNs : StepNs), endNs));
                _rate.Count(Rows, _watch.Elapsed);
                _watchedLedger!.Look(_line.NowNs);
                VerifyKill();
                TellRefusals();
                Storage?.Sample(_times.Of(_line.NowNs));
                Storage?.Tell();
                if (_state.IsHopeless)
                    Trouble ??= _state.Trouble;
                step();
            }
        }
        catch (Exception) when (_isStarted && !IsStopped)
        {
            // Whatever it was, nothing of ours may be left at the venue for it, and nothing sent twice.
            Engine.ClearIntents();
            (_isSending, _isSettling) = (false, false);
            WindUp();
            throw;
        }

        if (cancel.IsCancellationRequested && MayLeave)
            Leave();
        else
            WindUp();
    }

    public void Dispose()
    {
        _line.Venue.Stop(_line.NowNs);
        // What is to be said to the other side at the end goes out in a few turns.
        for (long lastNs = _line.NowNs + GoodByeNs; _line.NowNs < lastNs;)
            _line.Poll(lastNs);
        _line.Dispose();
        // What the venue said of earlier sessions' orders stays.
        if (!_tap.HasBegun && _before is null)
        {
            Storage?.Discard();
            _files?.Discard();
        }

        Storage?.Dispose();
        _files?.Dispose();
        _before?.Dispose();
    }

    private void Start()
    {
        _watch.Start();
        long startNs = _times.Next(_line.NowNs);
        _tap.BeforeInput();
        Engine.Start(startNs);
        _isStarted = true;
        _tap.OnStart(Engine.Inputs, startNs);
        KeepInJournal(j => j.OnStart(Engine.Inputs, startNs));
        Storage?.OnStart(Engine.Inputs, startNs);
        _control?.OnStart(Engine.Inputs, startNs);
        Dispatch();
    }

    private void PlayStep(long untilNs)
    {
        while (_line.NowNs < untilNs && Trouble is null)
        {
            Poll(Math.Min(untilNs, _times.MachineNs(Engine.NextTimerNs)));
            FireTimers();
        }
    }

    private void Poll(long untilNs)
    {
        IVenue venue = _line.Venue;
        if (venue.DeadlineNs <= _line.NowNs)
            venue.OnDeadline(_line.NowNs);
        _line.Poll(Math.Min(untilNs, venue.DeadlineNs));
    }

    private void FireTimers()
    {
        long nowNs = _times.Of(_line.NowNs);
        for (int i = 0; i < MostTimers && Engine.NextTimerNs <= nowNs; i++)
        {
            long dueNs = Engine.NextTimerNs;
            Look(dueNs);
            _times.Pass(dueNs);
            _tap.BeforeInput();
            Engine.OnClock(dueNs);
            if (_files?.Journal is not null)
                KeepClock(dueNs);
            Dispatch();
        }
    }

    void IVenueListener.OnInstrument(int index, Instrument instrument)
    {
        if (_known[index] is null)
            _known[index] = instrument;
        else
            OnNewUnits(index, instrument);
    }

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch)
    {
        int instrument = batch[0].Instrument;
        if (_isOver)
            return;
        if (!_hasBooks)
            KeepForLater(batch);
        else if (_change[instrument] is null)
            TakeMarket(instrument, batch);
    }

    void IVenueListener.OnReport(in OrderReport report)
    {
        // An answer to what is being sent right now: the engine is in the middle of something.
        if (_isOver)
            SayLate(report);
        else if (_isSending || _engine is null)
            _waiting.Enqueue(report);
        else
            TakeReport(report);
    }

    void IVenueListener.OnAccount(AccountSnapshot account)
    {
        NoteBalances(account);
        if (_watchedLedger is { } watched)
            watched.OnAccount(account);
        else
            KeepForLater(account);
        if (_engine is not null && account.ToldUntilNs > 0 && !_isOver)
            KeepInJournal(j => j.OnTold(account.ToldUntilNs));
        if (_awaitsKillsProof && account.IsWhole && !_isOver)
            OnKillsProof(account);
        if (_askedLook is { DoneNs: null } look && account.IsWhole)
            _askedLook = look with { DoneNs = _times.Of(_line.NowNs), Differences = [.. DifferencesNow], StrangeOrders = account.StrangeOrders };
    }

    void IVenueListener.OnState(VenueState state)
    {
        // What ends the session is told by its end.
        if (state.Trouble is { } trouble && trouble != _state.Trouble && !state.IsHopeless)
            _say(trouble);
        else if (state.Trouble is null && _state.Trouble is not null)
            _say("all is well again");
        _state = state;
    }

    void IVenueListener.OnNote(string text) => _say(text + RefusalAdvice.Of(text, _chosen.Strategy));

    void IVenueListener.OnRefused(OrderId id, string why)
    {
        Storage?.OnWhy(id, why);
        _control?.OnWhy(id, why);
    }

    private void TakeMarket(int instrument, ReadOnlySpan<MarketEvent> batch)
    {
        long localNs = _times.Next(batch[0].LocalNs, batch[0].ExchangeNs);
        Look(localNs);
        if (_files is not null)
            KeepRows(instrument, batch, localNs);
        foreach (ref readonly MarketEvent e in batch)
        {
            _tap.BeforeInput();
            Engine.OnMarket(e, localNs);
        }

        Rows += batch.Length;
        Dispatch();
    }

    private void TakeReport(in OrderReport told)
    {
        OrderReport report = told;
        report.LocalNs = _times.Next(told.LocalNs);
        if (_change[report.Instrument] is { } change)
            InOldUnits(ref report, change);
        Look(report.LocalNs);
        _tap.BeforeInput();
        Engine.OnReport(report);
        if (_files?.Journal is not null)
            KeepReport(report);
        Storage?.OnReport(Engine.Inputs, report);
        _control?.OnReport(Engine.Inputs, report);
        if (_askedLook is { DoneNs: null } look)
            _askedLook = look with { Reports = look.Reports + 1 };
        if (!_isStarted)
            _recovery?.OnReport(report);
        if (_figures!.OnReport(report) is { } fill)
            Fills.Add(fill);
        Dispatch();
    }

    private void Look(long localNs)
    {
        if (_isStarted && localNs > _figures!.NextLookNs)
            _figures.OnLook(localNs);
    }

    // What the engine wants stands in the journal before it is sent; what comes of it in the same call has to wait.
    private void Dispatch()
    {
        KeepInJournal(static j => j.KeepChanges());
        ReadOnlySpan<Intent> intents = Engine.Intents;
        if (intents.Length > 0)
        {
            _tap.OnIntents(intents);
            bool isKept = _files?.Journal is null || KeepIntents(intents);
            Storage?.OnIntents(intents);
            _control?.OnIntents(intents);
            _isSending = true;
            foreach (ref readonly Intent intent in intents)
                Send(intent, isKept);
            _isSending = false;
            Engine.ClearIntents();
        }

        if (_waiting.Count > 0 && !_isSettling)
            TakeWaiting();
    }

    private void Send(in Intent intent, bool isKept)
    {
        if (isKept || intent.Kind == IntentKind.Cancel)
        {
            _line.Venue.Send(intent, _line.NowNs);
            return;
        }

        // What can't be written down before isn't sent.
        _waiting.Enqueue(new OrderReport
        {
            Kind = intent.Kind == IntentKind.Place ? ReportKind.Rejected : ReportKind.AmendRejected,
            Id = intent.Id,
            Instrument = intent.Instrument,
            ExchangeNs = intent.LocalNs,
            LocalNs = _line.NowNs,
        });
    }

    private void TakeWaiting()
    {
        _isSettling = true;
        while (_waiting.TryDequeue(out OrderReport report))
            TakeReport(report);
        _isSettling = false;
    }
}
