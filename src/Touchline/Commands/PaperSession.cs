using System.Diagnostics;
using System.Globalization;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Live;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// A paper session: a simulation paced by the wall clock, with what it keeps. It plays the same on every machine and at every speed:
/// the clock only decides how far it is played.
/// </summary>
internal sealed class PaperSession : IWatchedSession, IDisposable
{
    // Recorders follow at least so often, in nanoseconds of the market.
    private const long StepNs = SessionRecorder.MostStepNs;

    // A live market is listened to for so long at most before anything else has its turn, and others have it no more often.
    private const long ListenNs = 10_000_000;

    private const long HurriedNs = 500_000;

    // As short as a system waits.
    private const int HurriedMs = 1;

    private readonly TradingSettings _chosen;
    private readonly Stopwatch _watch = new();
    private readonly EventRate _rate = new();
    private readonly SessionTap _tap = new();
    private readonly SessionFiles _files;
    private readonly SessionLink? _control;

    /// <param name="live">The market whose feeds the sources are; null: none of them is live.</param>
    /// <param name="storage">The session's from then on.</param>
    /// <param name="control">Null: nobody else looks on or asks anything.</param>
    public PaperSession(TradingSettings chosen, IReadOnlyList<RowSource> sources, Action<StrategySlot, string> log, LiveMarket? live = null, SessionStorage? storage = null, SessionLink? control = null)
    {
        _chosen = chosen;
        Storage = storage;
        _control = control;
        Live = live;
        _files = new SessionFiles(chosen, sources);
        try
        {
            IEngineTap[] taps = [.. new IEngineTap?[] { _tap, _files.Journal, storage, control }.OfType<IEngineTap>()];
            Paper = new Backtest(sources, chosen.Setups(control), chosen.Risk, chosen.Models, OnFill, log, taps);
            _files.Begin(Paper.Engine, Paper.NextNs);
            storage?.Begin(Paper.Engine, _files.SessionText, 1, null, chosen.Run.Journal);
            control?.Begin(Paper.Engine, _files.SessionText, 1);
        }
        catch
        {
            _files.Discard();
            throw;
        }
    }

    public TradingSettings Chosen => _chosen;

    /// <summary>The live market that is traded on; null when it is none.</summary>
    public LiveMarket? Live { get; }

    /// <summary>Null: no database is written.</summary>
    public SessionStorage? Storage { get; }

    public Backtest Paper { get; }

    public Engine Engine => Paper.Engine;

    public (string Folder, int Session)? KeptVersions => _chosen.Run.Journal is { } folder ? (folder, 1) : null;

    public IReadOnlyList<Instrument> Instruments => Paper.Instruments;

    public BacktestFigures Figures => Paper.Figures;

    public long Rows => Paper.LocalRows;

    public long Commands => Paper.Commands;

    public string Pace => double.IsInfinity(_chosen.Run.Speed) ? "max" : $"x{_chosen.Run.Speed.ToString("0.##", CultureInfo.InvariantCulture)}";

    public RecentFills Fills { get; } = new();

    /// <summary>From an input that led to orders until they left the engine, in nanoseconds of the machine's clock.</summary>
    public LatencyHistogram Latency => _tap.Latency;

    /// <summary>Of the wall clock, since the session began.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Events a second of the wall clock, over the last half second or more.</summary>
    public double EventsPerSecond => _rate.PerSecond;

    /// <summary>Local time up to which the market has been played.</summary>
    public long PlayedNs { get; private set; }

    /// <summary>The market ended by itself.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The strategies were stopped and their orders cancelled. With a market that is over: where the session recorded in it was.</summary>
    public bool IsStopped => _tap.IsStopped;

    public IReadOnlyList<ConnectionPortrait> Connections => Live?.Connections ?? [];

    public long FillsBefore => 0;

    public IReadOnlyList<ToldDifference> LedgerDifferences => [];

    public RecoveryReport? Recovery => null;

    public LookPortrait? AskedLook => null;

    // Each instrument is traded on a deposit of its own.
    public (IReadOnlyList<WalletPortrait> Wallets, string? Why) Balances => _chosen.Models.Margin.IsLimited
        ? ([.. Instruments.Select(Wallet)], null)
        : ([], "a paper session has no account unless setting margin.deposit gives it one");

    private WalletPortrait Wallet(Instrument instrument, int index)
    {
        MarginTerms terms = _chosen.Models.Margin;
        Ledger ledger = Engine.Ledger(index);
        decimal? mid = Engine.LastMid(index);
        decimal equity = terms.Deposit + ledger.Equity(instrument, mid), unrealised = ledger.Unrealised(instrument, mid);
        decimal margin = Math.Abs(instrument.QuantityUnit.ToDecimal(ledger.Position)) * (mid ?? 0) * instrument.Multiplier / terms.Leverage;
        return new WalletPortrait(instrument.Symbol, equity - unrealised, Math.Max(0, equity - margin), margin, Engine.NowNs);
    }

    public BacktestFigures FiguresOf(int instrument) => Paper.FiguresOf(instrument);

    public string? Reconcile() => "on paper there is no venue that could know better";

    public long? AheadOf(int instrument, OrderId id) => Paper.AheadOf(instrument, id);

    public bool IsHurried { get; set; }

    public Placement Request(in OrderRequest request) => Paper.Request(request);

    /// <summary>Gives the engine a command, just after what has been played. Null when it was carried out, else why it was refused.</summary>
    public string? Command(EngineCommand command)
    {
        string? refusal = Paper.Command(command, out long localNs);
        _files.MarkCommand(localNs, command);
        if (refusal is not null)
        {
            Storage?.OnCommandRefused(localNs, command, refusal);
            _control?.OnCommandRefused(localNs, command, refusal);
        }

        return refusal;
    }

    /// <summary>Plays until the market ends, the time given is up, the strategy has failed, or the user ends it; then winds up.</summary>
    /// <param name="step">Called after every step, in which commands may be given; on a live market not after each of its messages.</param>
    /// <param name="wait">
    /// Called where the session waits for its market: about a tenth of a second, and no longer once it is cancelled. A live market is listened to instead.
    /// </param>
    /// <exception cref="BadInputException">The strategy can't begin with what it was given.</exception>
    public void Play(Action step, Action<CancellationToken> wait, CancellationToken cancel)
    {
        try
        {
            PlayThrough(step, wait, cancel);
        }
        finally
        {
            Storage?.Finish(Engine.NowNs);
            _control?.End(this, Engine.NowNs);
        }
    }

    public void Dispose()
    {
        if (!_tap.HasBegun)
        {
            Storage?.Discard();
            _files.Discard();
        }

        Storage?.Dispose();
        _files.Dispose();
    }

    private void PlayThrough(Action step, Action<CancellationToken> wait, CancellationToken cancel)
    {
        _watch.Start();
        // A live market may have been waited for.
        long start = Live?.NowNs ?? Paper.NextNs;
        long end = _chosen.Run.For is { } time ? EndNs(start, time) : long.MaxValue;
        bool more = true;
        long nextStepNs = long.MinValue;
        while (more && !cancel.IsCancellationRequested && Paper.Failed is null && Live?.End is null)
        {
            long until = Math.Min(end, DueNs(start));
            more = PlayUntil(until, cancel);
            _rate.Count(Paper.LocalRows, _watch.Elapsed);
            PlayedNs = until;
            if (!more)
                break;
            if (until >= nextStepNs)
            {
                step();
                Storage?.Tell();
                nextStepNs = Live is null ? long.MinValue : until + Listen;
            }

            if (until == end)
                break;
            if (Live is { } live)
                live.Poll(Math.Min(until + Listen, end));
            else if (!double.IsInfinity(_chosen.Run.Speed))
                Wait(wait, cancel);
        }

        IsOver = !more;
        WindUp();
    }

    private void Wait(Action<CancellationToken> wait, CancellationToken cancel)
    {
        if (IsHurried)
            cancel.WaitHandle.WaitOne(HurriedMs);
        else
            wait(cancel);
    }

    private long Listen => IsHurried ? HurriedNs : ListenNs;

    // As fast as it goes, the time given is the market's; else the clock's.
    private long EndNs(long start, TimeSpan time)
    {
        double speed = double.IsInfinity(_chosen.Run.Speed) ? 1 : _chosen.Run.Speed;
        return start + (long)Math.Min(time.TotalNanoseconds * speed, long.MaxValue / 4);
    }

    private long DueNs(long start) => Live is { } live ? live.NowNs : double.IsInfinity(_chosen.Run.Speed)
        ? Math.Min(Paper.NextNs, long.MaxValue - StepNs) + StepNs
        : start + (long)Math.Min(_watch.Elapsed.TotalNanoseconds * _chosen.Run.Speed, long.MaxValue / 4);

    private bool PlayUntil(long untilNs, CancellationToken cancel)
    {
        while (true)
        {
            long step = Math.Min(untilNs, Math.Min(Paper.NextNs, long.MaxValue - StepNs) + StepNs);
            bool more = Paper.PlayUntil(step);
            if (!more)
                return false;
            _files.Advance(step);
            Storage?.Sample(Engine.NowNs);
            if (double.IsInfinity(_chosen.Run.Speed))
                Storage?.Settle();
            if (step >= untilNs || cancel.IsCancellationRequested)
                return true;
        }
    }

    private void WindUp()
    {
        if (IsOver)
        {
            _files.Complete(long.MaxValue, Paper.Engine.Inputs);
            return;
        }

        // A market that stopped the session says so itself in its recording.
        bool isMarked = IsStopped;
        Paper.Stop();
        (long stopNs, long endNs) = Paper.Stopped!.Value;
        if (!isMarked)
            _files.MarkEnd(stopNs);
        if (Live is { } live)
            endNs = WindUp(live);
        else
            PlayUntil(endNs, CancellationToken.None);
        _files.Complete(endNs, Paper.Engine.Inputs);
    }

    // Until the market has told what became of the orders, or has told nothing for too long. Returns when that was.
    private long WindUp(LiveMarket live)
    {
        for (long now = live.NowNs; PlayUntil(now, CancellationToken.None); now = live.NowNs)
            live.Poll(now + ListenNs);
        return Paper.Stopped!.Value.EndNs;
    }

    private void OnFill(ReportedFill fill) => Fills.Add(fill);
}
