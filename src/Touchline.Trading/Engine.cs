using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The engine: a function from (state, input) to (state, intents). Every input has a number; before an input at time t each timer due
/// before t fires, by due time, owner and number. No clock, thread or file inside; one thread calls it. After each call
/// the host takes <see cref="Intents"/> and calls <see cref="ClearIntents"/>. How it works: docs/engine.md.
/// </summary>
public sealed partial class Engine
{
    private readonly InstrumentState[] _states;
    private readonly Instrument[] _instruments;
    private readonly TimerQueue _timers = new();
    private readonly SignalQueue _signals = new();
    private readonly KillSwitch _kill;
    private readonly RiskWatch _watch;
    private readonly Action<StrategySlot, string>? _log;
    private readonly Action<string>? _note;
    private bool _isTrading;
    private bool _isFiring;

    /// <param name="seed">What strategies that ask for random numbers get, each from a sequence of its own.</param>
    /// <param name="log">Gets the lines that strategies write.</param>
    /// <param name="venues">Budgets and ratios of the instruments' venues, by name; none where a venue isn't among them.</param>
    /// <param name="note">Gets what people should know of: a ratio near its limit, a venue left alone, a kill that couldn't end. Rare.</param>
    /// <param name="feeAssets">Assets besides the quote currency in which fees may be paid; <see cref="OrderReport.FeeAsset"/> counts them from 1.</param>
    public Engine(
        IReadOnlyList<Instrument> instruments, IReadOnlyList<StrategySetup> strategies, RiskLimits account, ulong seed = 1,
        Action<StrategySlot, string>? log = null, IReadOnlyList<VenueRules>? venues = null, Action<string>? note = null, IReadOnlyList<string>? feeAssets = null)
    {
        account.Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strategies.Count, MostStrategies);
        FeeAssets = feeAssets ?? [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FeeAssets.Count, byte.MaxValue);
        foreach (StrategySetup strategy in strategies)
            strategy.Limits.Check();
        (_log, _note, _seed) = (log, note, seed);
        _instruments = [.. instruments];
        _states = [.. instruments.Select(i => new InstrumentState(i, account))];
        Desk = new OrderDesk(this, _states, account, new VenueDesk(_states, venues ?? [], Note));
        _watch = Desk.Watch;
        _kill = new KillSwitch(this, _states);
        _strategies = [.. strategies.Select((s, i) => new StrategySlot(this, i, s, _instruments, seed + (ulong)i))];
        WatchScopes();
    }

    /// <summary>Inputs taken so far: the number of the newest.</summary>
    public long Inputs { get; private set; }

    /// <summary>The greatest local time of any input so far, or the due time of the timer that is firing.</summary>
    public long NowNs { get; private set; }

    /// <summary>When the next timer is due; <see cref="long.MaxValue"/> when none is set.</summary>
    public long NextTimerNs => _timers.NextDueNs;

    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>Assets besides the quote currency in which fees may be paid, in the order in which reports number them from 1.</summary>
    public IReadOnlyList<string> FeeAssets { get; }

    /// <summary>What the calls since <see cref="ClearIntents"/> decided, in order.</summary>
    public ReadOnlySpan<Intent> Intents => Desk.Intents;

    /// <summary>Live orders.</summary>
    public int LiveOrders => Desk.LiveOrders;

    /// <summary>Reports that didn't fit.</summary>
    public ReportAnomalies Anomalies => Desk.Anomalies;

    /// <summary>Signals that were dropped because too many came at once.</summary>
    public long DroppedSignals => _signals.Dropped;

    internal OrderDesk Desk { get; }

    /// <summary>Orders that protect may be placed, also for a strategy that is paused or has failed.</summary>
    internal bool MayProtect => _isTrading && !IsKilled && !Desk.IsRedoing;

    internal bool IsTrading => _isTrading;

    public void ClearIntents() => Desk.ClearIntents();

    /// <summary>The live orders, oldest first, for people to look at. Allocates.</summary>
    public IReadOnlyList<OrderUpdate> SnapshotOrders()
    {
        var orders = new OrderUpdate[Desk.LiveOrders];
        CopyOrders(orders);
        return orders;
    }

    /// <summary>Copies the live orders, oldest first; returns how many there was room for.</summary>
    public int CopyOrders(Span<OrderUpdate> orders) => Desk.CopyOrders(-1, orders);

    /// <summary>The account's ledger: all strategies together, and what is nobody's.</summary>
    public Ledger Ledger(int instrument) => _states[instrument].Account.Ledger;

    /// <summary>
    /// What the account, nobody and each strategy made in each instrument, the account first, then what belongs to no strategy, for people to look at. Allocates.
    /// </summary>
    public IReadOnlyList<LedgerSnapshot> SnapshotLedgers()
    {
        var snapshots = new List<LedgerSnapshot>((_strategies.Length + 2) * _states.Length);
        for (int i = 0; i < _states.Length; i++)
            snapshots.Add(LedgerSnapshot.Of(LedgerSnapshot.Account, i, Ledger(i), _instruments[i], LastMid(i)));
        for (int i = 0; i < _states.Length; i++)
            snapshots.Add(LedgerSnapshot.Of(LedgerSnapshot.Nobody, i, Unassigned(i), _instruments[i], LastMid(i)));
        foreach (StrategySlot strategy in _strategies)
        {
            for (int i = 0; i < _states.Length; i++)
                snapshots.Add(LedgerSnapshot.Of(strategy.Index, i, strategy.Ledger(i), _instruments[i], LastMid(i)));
        }

        return snapshots;
    }

    /// <summary>What of the account belongs to no strategy: trades by hand, of other sessions, of the venue's own, as far as they closed no strategy's position, and their funding.</summary>
    public Ledger Unassigned(int instrument) => _states[instrument].Unassigned;

    public OrderCounts Counts(int instrument) => _states[instrument].Account.Orders.Counts;

    public BookView Book(int instrument) => new(_states[instrument].Book);

    /// <summary>Local time of the newest market event of an instrument; far in the past before the first.</summary>
    public long LastEventNs(int instrument) => _states[instrument].LastEventNs;

    /// <summary>The middle in price when the book was last two-sided; null before.</summary>
    public decimal? LastMid(int instrument)
    {
        _states[instrument].RememberMid();
        return _states[instrument].LastMid;
    }

    /// <summary>Lets the strategies begin.</summary>
    public void Start(long localNs)
    {
        Take(localNs);
        _isTrading = true;
        Desk.Reserve();
        foreach (StrategySlot strategy in _strategies)
            strategy.Start();
        if (_kill.IsActive)
            Kill(flattens: false); // a kill that outlived its session goes on as it was meant
        TellSignals();
    }

    /// <summary>Ends the strategies and cancels what works. Nothing new is placed afterwards.</summary>
    public void Stop(long localNs)
    {
        Take(localNs);
        foreach (StrategySlot strategy in _strategies)
        {
            strategy.Stop();
            _timers.Clear(strategy.Index);
            _timers.Clear(strategy.Index + SecondSeat);
        }

        _isTrading = false;
        _timers.Clear(TimerId.Engine);
        _timers.Clear(TimerId.Orders);
        _timers.Clear(TimerId.Replacements);
        foreach (StrategySlot strategy in _strategies)
            Desk.CancelAll(strategy.Index);
    }

    /// <summary>One market event. Strategies are called when it ends its batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnMarket(in MarketEvent e, long localNs)
    {
        Inputs++;
        if (localNs > NowNs)
        {
            if (_timers.NextDueNs < localNs)
                FireTimers(localNs);
            NowNs = localNs;
            if (localNs >= _watch.NextNs)
                _watch.Look(localNs); // at all instruments as they were until now
        }

        if (_feeds.Length > 0)
            TellFeeds(e, localNs);
        InstrumentState state = _states[e.Instrument];
        state.LastEventNs = localNs;
        if (e.Kind == EventKind.Depth)
        {
            if (e.Quantity.IsZero && state.Book.LevelCount(e.Side) == 1)
                state.RememberMid(); // the side may be about to empty
            state.Book.Set(e.Side, e.Price, e.Quantity);
            state.BookChanged = true;
        }
        else if (e.Kind != EventKind.BestQuote)
        {
            ApplyOther(e, localNs, state);
        }

        if (e.EndsBatch && (state.BookChanged || state.Told.Count > 0))
            EndBatch(e.Instrument, state);
    }

    /// <summary>A venue's message about one of our orders, or about the position there.</summary>
    public void OnReport(in OrderReport report)
    {
        Take(report.LocalNs);
        if (_kill.IsActive && Desk.IsFlattening(report.Id))
            _kill.OnFlattening(report);
        Desk.OnReport(report);
        foreach (OutpostFeed feed in _feeds)
            feed.OnReport(report);
        if (_kill.IsActive && _isTrading)
            _kill.Step();
        TellSignals();
    }

    /// <summary>The host says that no other input at or before this time is to come: every timer due by then fires.</summary>
    public void OnClock(long localNs)
    {
        Inputs++;
        FireTimers(localNs + 1);
        NowNs = Math.Max(NowNs, localNs);
    }

    // A timer that a timer sets for now fires a nanosecond later, so that time goes on.
    internal void SetTimer(TimerId id, long dueNs)
    {
        if (id.Owner < 0 || SlotOf(id.Owner).SeatOf(id.Owner) is not null)
            _timers.Set(id, Math.Max(dueNs, _isFiring ? NowNs + 1 : NowNs));
    }

    internal bool IsTimerSet(TimerId id) => _timers.IsSet(id);

    internal void CancelTimer(TimerId id) => _timers.Cancel(id);

    internal void Emit(int strategy, in Signal signal)
    {
        _signals.Add(strategy, signal);
        foreach (IEngineTap watcher in _watchers)
            watcher.OnSignal(strategy, signal);
    }

    internal void Log(StrategySlot strategy, string text) => _log?.Invoke(strategy, text);

    /// <summary>Nobody is called any more with what an owner asked for.</summary>
    internal void Forget(int owner)
    {
        _timers.Clear(owner);
        foreach (InstrumentState state in _states)
            state.Candles.Forget(owner);
    }

    /// <summary>A strategy's callback threw: what it has working is cancelled, the others go on.</summary>
    internal void OnFailed(StrategySlot strategy, int owner)
    {
        _timers.Clear(owner);
        Desk.CancelAll(strategy.Index, Spared.Protection);
    }

    private void Take(long localNs)
    {
        Inputs++;
        if (_timers.NextDueNs < localNs)
            FireTimers(localNs);
        NowNs = Math.Max(NowNs, localNs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FireTimers(long beforeNs)
    {
        while (_timers.TryTake(beforeNs, out TimerId id, out long dueNs))
        {
            NowNs = Math.Max(NowNs, dueNs);
            _isFiring = true;
            if (id == KillSwitch.Timer)
                _kill.OnTimer();
            else if (id == OrderDesk.AgainTimer)
                Desk.WithdrawAgain();
            else if (id.Owner == TimerId.Engine)
                CloseCandles(id.Number);
            else if (id.Owner == TimerId.Orders)
                Desk.OnTimer(id.Number);
            else if (id.Owner == TimerId.Replacements)
                _strategies[id.Number].OnReplaceTimer();
            else
                SlotOf(id.Owner).OnTimer(id.Owner, id.Number);
            TellSignals();
            _isFiring = false;
        }
    }

    // A strategy may emit while it is told: the queue grows, up to its bound, and is emptied before the next input.
    private void TellSignals()
    {
        Desk.TellChanges();
        if (_signals.Count == 0)
            return;
        for (int i = 0; i < _signals.Count; i++)
        {
            (int from, Signal signal) = _signals[i];
            foreach (StrategySlot strategy in _strategies)
            {
                if (strategy.Index != from && strategy.IsCalled)
                    strategy.OnSignal(signal);
            }
        }

        _signals.Clear();
    }
}
