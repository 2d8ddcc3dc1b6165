using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The engine: a function from (state, input) to (state, intents). Every input has a number; before an input at time t each timer due
/// before t fires, by due time and id. No clock, thread, file or random number inside; one thread calls it. After each call the host
/// takes <see cref="Intents"/> and calls <see cref="ClearIntents"/>.
/// </summary>
public sealed class Engine
{
    private readonly Strategy _strategy;
    private readonly InstrumentState[] _states;
    private readonly Instrument[] _instruments;
    private readonly OrderTable _orders;
    private readonly RiskGate _gate;
    private readonly TimerQueue _timers = new();
    private Intent[] _intents = new Intent[64];
    private int _intentCount;
    private bool _isTrading;
    private bool _isFiring;

    public Engine(IReadOnlyList<Instrument> instruments, Strategy strategy, RiskLimits limits)
    {
        _instruments = [.. instruments];
        _states = [.. instruments.Select(i => new InstrumentState(i, limits))];
        _strategy = strategy;
        _orders = new OrderTable(limits.MaxLiveOrders);
        _gate = new RiskGate(limits, _orders);
        strategy.Attach(new StrategyContext(this));
    }

    /// <summary>Inputs taken so far: the number of the newest.</summary>
    public long Inputs { get; private set; }

    /// <summary>The greatest local time of any input so far, or the due time of the timer that is firing.</summary>
    public long NowNs { get; private set; }

    /// <summary>When the next timer is due; <see cref="long.MaxValue"/> when none is set.</summary>
    public long NextTimerNs => _timers.NextDueNs;

    public OrderCounts Counts { get; private set; }

    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>What the calls since <see cref="ClearIntents"/> decided, in order.</summary>
    public ReadOnlySpan<Intent> Intents => _intents.AsSpan(0, _intentCount);

    /// <summary>Live orders.</summary>
    public int LiveOrders => _orders.Count;

    /// <summary>The live orders, for people to look at. Allocates.</summary>
    public IReadOnlyList<OrderUpdate> SnapshotOrders()
    {
        var orders = new WorkingOrder[_orders.Count];
        _orders.CopyTo(orders);
        return [.. orders.OrderBy(o => o.Id.Number).Select(Describe)];
    }

    public void ClearIntents() => _intentCount = 0;

    public Ledger Ledger(int instrument) => _states[instrument].Ledger;

    public BookView Book(int instrument) => new(_states[instrument].Book);

    /// <summary>The middle in price when the book was last two-sided; null before.</summary>
    public decimal? LastMid(int instrument)
    {
        _states[instrument].RememberMid();
        return _states[instrument].LastMid;
    }

    /// <summary>Lets the strategy begin.</summary>
    public void Start(long localNs)
    {
        Take(localNs);
        _isTrading = true;
        _strategy.OnStart();
    }

    /// <summary>Ends the strategy and cancels what works. Nothing new is placed afterwards.</summary>
    public void Stop(long localNs)
    {
        Take(localNs);
        _strategy.OnStop();
        _isTrading = false;
        _timers.Clear();
        foreach (OrderId id in _orders.LiveIds())
            Cancel(id);
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
        }

        InstrumentState state = _states[e.Instrument];
        switch (e.Kind)
        {
            case EventKind.Depth:
                if (e.Quantity.IsZero && state.Book.LevelCount(e.Side) == 1)
                    state.RememberMid(); // the side may be about to empty
                state.Book.Set(e.Side, e.Price, e.Quantity);
                state.BookChanged = true;
                break;
            case EventKind.Trade:
                AddTrade(e, localNs, state);
                break;
            case EventKind.Clear or EventKind.Snapshot or EventKind.Gap or EventKind.Definition:
                ApplyRare(e, state);
                break;
        }

        if (e.EndsBatch)
            EndBatch(e.Instrument, state);
    }

    /// <summary>A venue's message about one of our orders.</summary>
    public void OnReport(in OrderReport report)
    {
        Take(report.LocalNs);
        ref WorkingOrder order = ref _orders.Find(report.Id);
        if (Unsafe.IsNullRef(ref order))
            return; // it ended before: a cancel that found nothing, a report that came twice
        InstrumentState state = _states[order.Order.Instrument];
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                OnAcknowledged(ref order);
                break;
            case ReportKind.Fill:
                OnFill(ref order, report, state);
                break;
            case ReportKind.Cancelled:
                Counts = Counts with { Cancelled = Counts.Cancelled + 1 };
                End(ref order, OrderState.Cancelled, state);
                break;
            case ReportKind.Rejected:
                Counts = Counts with { Rejected = Counts.Rejected + 1 };
                End(ref order, OrderState.Rejected, state);
                break;
            case ReportKind.Expired:
                Counts = Counts with { Expired = Counts.Expired + 1 };
                End(ref order, OrderState.Expired, state);
                break;
            case ReportKind.CancelRejected:
                order.InFlight = OrderInFlight.None;
                break;
        }
    }

    /// <summary>The host says that no other input at or before this time is to come: every timer due by then fires.</summary>
    public void OnClock(long localNs)
    {
        Inputs++;
        FireTimers(localNs + 1);
        NowNs = Math.Max(NowNs, localNs);
    }

    internal Placement Place(in NewOrder order)
    {
        RiskRefusal refusal = !_isTrading
            ? RiskRefusal.NotTrading
            : _gate.Check(order, (uint)order.Instrument < (uint)_states.Length ? _states[order.Instrument] : null);
        if (refusal != RiskRefusal.None)
        {
            Counts = Counts with { Refused = Counts.Refused + 1 };
            return new Placement(default, refusal);
        }

        ApprovedOrder approved = _gate.Approve(order);
        _states[order.Instrument].AddWorking(order.Side, order.Quantity);
        Counts = Counts with { Sent = Counts.Sent + 1 };
        Add(Intent.Place(Inputs, NowNs, approved));
        return new Placement(approved.Id, RiskRefusal.None);
    }

    internal bool Cancel(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.InFlight == OrderInFlight.Cancel)
            return false;
        order.InFlight = OrderInFlight.Cancel;
        Add(Intent.Cancel(Inputs, NowNs, id, order.Order));
        return true;
    }

    // A timer that a timer sets for now fires a nanosecond later, so that time goes on.
    internal void SetTimer(int id, long dueNs) => _timers.Set(id, Math.Max(dueNs, _isFiring ? NowNs + 1 : NowNs));

    internal Quantity PositionOf(int instrument) => _states[instrument].Position;

    internal Quantity WorkingOf(int instrument, Side side) =>
        side == Side.Buy ? _states[instrument].WorkingBuy : _states[instrument].WorkingSell;

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
        while (_timers.TryTake(beforeNs, out int id, out long dueNs))
        {
            NowNs = Math.Max(NowNs, dueNs);
            _isFiring = true;
            _strategy.OnTimer(id);
            _isFiring = false;
        }
    }

    // A recording's rows are without the clock offset; a strategy sees one local time only.
    private static void AddTrade(in MarketEvent e, long localNs, InstrumentState state)
    {
        ref MarketEvent trade = ref state.Trades.Add(e.Kind, e.Side);
        trade = e;
        trade.LocalNs = localNs;
    }

    private static void ApplyRare(in MarketEvent e, InstrumentState state)
    {
        state.RememberMid();
        state.Book.Apply(e);
        state.BookChanged = e.Kind != EventKind.Definition; // the rows behind a definition tell the book
    }

    private void EndBatch(int instrument, InstrumentState state)
    {
        bool bookChanged = state.BookChanged;
        state.BookChanged = false;
        if (!_isTrading)
        {
            state.Trades.Clear();
            return;
        }

        if (bookChanged)
            _strategy.OnBook(instrument);

        if (state.Trades.Count > 0)
        {
            for (int i = 0; i < state.Trades.Count; i++)
                _strategy.OnTrade(instrument, state.Trades.Events[i]);
            state.Trades.Clear();
        }
    }

    // It may come twice, and after a fill that came first: the order never goes back to placed.
    private void OnAcknowledged(ref WorkingOrder order)
    {
        if (order.IsAcknowledged)
            return;
        order.IsAcknowledged = true;
        Counts = Counts with { Acknowledged = Counts.Acknowledged + 1 };
        order.InFlight = order.InFlight == OrderInFlight.New ? OrderInFlight.None : order.InFlight;
        if (order.State != OrderState.Pending)
            return;
        order.State = OrderState.Placed;
        Tell(order);
    }

    private void OnFill(ref WorkingOrder order, in OrderReport report, InstrumentState state)
    {
        if (order.Remaining == order.Order.Quantity)
            Counts = Counts with { Filled = Counts.Filled + 1 };
        order.Remaining -= report.Quantity;
        state.AddWorking(order.Order.Side, -report.Quantity);
        state.Ledger.Apply(state.Instrument, order.Order.Side, report.Price, report.Quantity, report.Fee);
        order.State = OrderState.PartiallyFilled;
        _strategy.OnFill(new Fill(
            order.Id, order.Order.Instrument, order.Order.Side, report.Price, report.Quantity, report.IsMaker, report.ExchangeNs));
        if (order.Remaining.Units <= 0)
            End(ref order, OrderState.Filled, state);
        else
            Tell(order);
    }

    private void End(ref WorkingOrder order, OrderState terminal, InstrumentState state)
    {
        order.State = terminal;
        order.InFlight = OrderInFlight.None;
        WorkingOrder ended = order;
        state.AddWorking(ended.Order.Side, -ended.Remaining);
        _orders.Remove(ended.Id);
        Tell(ended);
    }

    private void Tell(in WorkingOrder order) => _strategy.OnOrder(Describe(order));

    private static OrderUpdate Describe(WorkingOrder order) =>
        new(order.Id, order.Order.Instrument, order.Order.Side, order.Order.Price, order.Remaining, order.State);

    private void Add(in Intent intent)
    {
        if (_intentCount == _intents.Length)
            Array.Resize(ref _intents, _intentCount * 2);
        _intents[_intentCount++] = intent;
    }
}
