using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The life of orders: from a strategy's wish through the risk gate into the table and out as an intent, and what venues report about
/// them back into table, holdings and strategies. State changes are checked; the books are right before a strategy is called.
/// </summary>
internal sealed partial class OrderDesk
{
    private readonly Engine _engine;
    private readonly InstrumentState[] _instruments;
    private readonly OrderTable _orders;
    private readonly RiskGate _gate;
    private Intent[] _intents = new Intent[64];
    private int _intentCount;

    public OrderDesk(Engine engine, InstrumentState[] instruments, RiskLimits limits)
    {
        _engine = engine;
        _instruments = instruments;
        _orders = new OrderTable(limits.MaxLiveOrders);
        _gate = new RiskGate(limits, _orders, instruments);
        Brackets = new BracketBook(this, engine, instruments);
        Legs = new LegsBook(this, engine, instruments);
        Positions = new PositionBook(engine, instruments.Length);
    }

    public ReadOnlySpan<Intent> Intents => _intents.AsSpan(0, _intentCount);

    public int LiveOrders => _orders.Count;

    public ReportAnomalies Anomalies { get; private set; }

    public void ClearIntents() => _intentCount = 0;

    public Placement Place(StrategySlot strategy, in NewOrder order, in OrderOrigin origin = default)
    {
        bool mayPlace = strategy.MayTrade || (origin.IsProtective && _engine.MayProtect);
        RiskRefusal refusal = mayPlace ? _gate.Check(strategy, order, _engine.NowNs) : RiskRefusal.NotTrading;
        if (refusal != RiskRefusal.None)
            return Refuse(strategy, order.Instrument, refusal);
        ref WorkingOrder working = ref _gate.Approve(strategy, order, _engine.NowNs, out ApprovedOrder approved);
        working.Origin = origin;
        strategy.LiveOrders++;
        Recount(ref working);
        Count(working).Account.Sent++;
        Count(working).Own.Sent++;
        Note(ref working, OrderState.Pending, TransitionCause.Placed);
        Add(Intent.Place(_engine.Inputs, _engine.NowNs, approved));
        return new Placement(approved.Id, RiskRefusal.None);
    }

    public Placement Amend(StrategySlot strategy, OrderId id, Price price, Quantity quantity, bool isProtective = false)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy.Index)
            return new Placement(default, RiskRefusal.UnknownOrder);
        NewOrder terms = order.Terms with { Price = price, Quantity = quantity };
        bool mayAmend = strategy.MayTrade || (isProtective && _engine.MayProtect);
        RiskRefusal refusal = mayAmend ? _gate.CheckAmend(strategy, order, terms, _engine.NowNs) : RiskRefusal.NotTrading;
        if (refusal != RiskRefusal.None)
            return Refuse(strategy, order.Terms.Instrument, refusal);
        order.Open |= Requests.Amend;
        order.AmendPrice = price;
        order.AmendQuantity = quantity;
        order.AmendRequest = ++order.LastRequest;
        Recount(ref order);
        _gate.CountSent(strategy, _engine.NowNs);
        Note(ref order, order.State, TransitionCause.AmendAsked);
        Add(Intent.Amend(_engine.Inputs, _engine.NowNs, id, terms, order.AmendRequest));
        return new Placement(id, RiskRefusal.None);
    }

    /// <summary>Cancels pass no gate: nothing may hold them back.</summary>
    public bool Cancel(OrderId id, int strategy)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy || (order.Open & Requests.Cancel) != 0)
            return false;
        order.Open |= Requests.Cancel;
        order.CancelRequest = ++order.LastRequest;
        Note(ref order, order.State, TransitionCause.CancelAsked);
        Add(Intent.Cancel(_engine.Inputs, _engine.NowNs, id, order.Terms, order.CancelRequest));
        return true;
    }

    /// <summary>Cancels what works of a strategy, oldest first. What protects a position stays, but at a kill and the end of the session.</summary>
    public void CancelAll(int strategy)
    {
        foreach (OrderId id in _orders.LiveIds(strategy))
        {
            if (!_engine.MayProtect || !_orders.Find(id).Origin.IsProtective)
                Cancel(id, strategy);
        }
    }

    public bool TryOrder(int strategy, OrderId id, out OrderUpdate update)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        bool found = !Unsafe.IsNullRef(ref order) && order.Strategy == strategy;
        update = found ? Describe(order) : default;
        return found;
    }

    /// <param name="strategy">-1: the orders of all.</param>
    /// <param name="orders">Where to.</param>
    /// <param name="state">Null: in any state.</param>
    public int CopyOrders(int strategy, Span<OrderUpdate> orders, OrderState? state = null)
    {
        int most = Math.Min(orders.Length, _orders.Count);
        OrderId[] ids = System.Buffers.ArrayPool<OrderId>.Shared.Rent(_orders.Count + 1);
        int n = Math.Min(most, _orders.CopyIds(strategy, ids, state));
        for (int i = 0; i < n; i++)
            orders[i] = Describe(_orders.Find(ids[i]));
        System.Buffers.ArrayPool<OrderId>.Shared.Return(ids);
        return n;
    }

    /// <summary>A venue's message about one of our orders.</summary>
    public void OnReport(in OrderReport report)
    {
        _exchangeNs = report.ExchangeNs;
        Take(report);
        _exchangeNs = 0;
    }

    private void Take(in OrderReport report)
    {
        if (report.Kind is ReportKind.Funding or ReportKind.Liquidation)
        {
            OnPositionReport(report);
            return;
        }

        ref WorkingOrder order = ref _orders.Find(report.Id);
        if (Unsafe.IsNullRef(ref order))
        {
            OnReportOfEnded(report);
            return;
        }

        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                OnAcknowledged(ref order);
                break;
            case ReportKind.Fill:
                OnFill(ref order, report);
                break;
            case ReportKind.Cancelled:
                End(ref order, ReportKind.Cancelled);
                break;
            case ReportKind.Rejected:
                End(ref order, ReportKind.Rejected);
                break;
            case ReportKind.Expired:
                End(ref order, ReportKind.Expired);
                break;
            case ReportKind.Amended:
                OnAmended(ref order, report);
                break;
            case ReportKind.Reduced:
                OnReduced(ref order, report);
                break;
            case ReportKind.CancelRejected:
                OnCancelRejected(ref order, report);
                break;
            case ReportKind.AmendRejected:
                OnAmendRejected(ref order, report);
                break;
            case ReportKind.Unknown:
                OnUnknown(ref order, report);
                break;
            default:
                NoteRefused(ref order, order.State, CauseOf(report.Kind));
                break;
        }
    }

    // It may come twice, and after a fill that came first: the order never goes back to placed.
    private void OnAcknowledged(ref WorkingOrder order)
    {
        Settle(ref order, Requests.New);
        if (order.IsAcknowledged)
            return;
        order.IsAcknowledged = true;
        (OrderTally account, OrderTally own) = Count(order);
        account.Acknowledged++;
        own.Acknowledged++;
        OrderState from = order.State;
        if (from == OrderState.Pending)
            order.State = OrderState.Placed;
        Note(ref order, from, TransitionCause.Acknowledged);
        Tell(Describe(order), order);
    }

    // Only the request's number or, without one, the terms that were asked for answer our amend. Others are the venue's own doing, unless the news is old: an answer that comes a
    // second time.
    private void OnAmended(ref WorkingOrder order, in OrderReport report)
    {
        bool fits = report.Request == 0
            ? report.Price == order.AmendPrice && report.Quantity == order.AmendQuantity
            : report.Request == order.AmendRequest;
        bool isAnswer = (order.Open & Requests.Amend) != 0 && fits;
        if (!isAnswer && report.ExchangeNs <= order.AmendedNs)
        {
            NoteRefused(ref order, order.State, TransitionCause.Amended);
            return;
        }

        order.AmendedNs = report.ExchangeNs;
        order.Terms = order.Terms with { Price = report.Price, Quantity = report.Quantity };
        if (isAnswer)
        {
            (OrderTally account, OrderTally own) = Count(order);
            account.Amended++;
            own.Amended++;
        }

        AfterAmend(ref order, isAnswer, TransitionCause.Amended);
    }

    // Cuts only ever make an order smaller: one that comes twice changes nothing, and one from before an amend is old.
    private void OnReduced(ref WorkingOrder order, in OrderReport report)
    {
        if (report.Quantity >= order.Terms.Quantity || report.ExchangeNs < order.AmendedNs)
        {
            NoteRefused(ref order, order.State, TransitionCause.Reduced);
            return;
        }

        order.AmendedNs = report.ExchangeNs;
        order.Terms = order.Terms with { Quantity = report.Quantity };
        AfterAmend(ref order, isAnswered: false, TransitionCause.Reduced);
    }

    // A number tells an answer that comes a second time while a newer request is open.
    private void OnCancelRejected(ref WorkingOrder order, in OrderReport report)
    {
        if (report.Request != 0 && !IsOpen(order, Requests.Cancel, report.Request))
        {
            NoteRefused(ref order, order.State, TransitionCause.CancelRejected);
            return;
        }

        bool wasOpen = (order.Open & Requests.Cancel) != 0;
        Settle(ref order, Requests.Cancel);
        if (wasOpen)
            Note(ref order, order.State, TransitionCause.CancelRejected);
        Tell(Describe(order), order);
    }

    private void OnAmendRejected(ref WorkingOrder order, in OrderReport report)
    {
        if (!IsOpen(order, Requests.Amend, report.Request))
            NoteRefused(ref order, order.State, TransitionCause.AmendRejected);
        else
            AfterAmend(ref order, isAnswered: true, TransitionCause.AmendRejected);
    }

    private static bool IsOpen(in WorkingOrder order, Requests kind, int request)
    {
        int open = kind == Requests.Amend ? order.AmendRequest : order.CancelRequest;
        return (order.Open & kind) != 0 && (request == 0 || request == open);
    }

    // A fill that crossed the amend may have been the last of what there is now.
    private void AfterAmend(ref WorkingOrder order, bool isAnswered, TransitionCause cause)
    {
        OrderState from = order.State;
        if (isAnswered)
            Settle(ref order, Requests.Amend);
        else
            Recount(ref order);
        if (order.WorstUnits <= 0)
        {
            order.State = OrderState.Filled;
            order = ref Remove(ref order);
        }

        Note(ref order, from, cause);
        WorkingOrder told = order;
        Tell(Describe(told), told);
    }

    // Without a number it is the newest request whose answer is missing.
    private void OnUnknown(ref WorkingOrder order, in OrderReport report)
    {
        Requests newest = report.Request == 0 ? NewestOpen(order)
            : IsOpen(order, Requests.Cancel, report.Request) ? Requests.Cancel
            : IsOpen(order, Requests.Amend, report.Request) ? Requests.Amend
            : report.Request == 1 ? order.Open & Requests.New
            : Requests.None;
        if (newest == Requests.None)
        {
            NoteRefused(ref order, order.State, TransitionCause.OutcomeUnknown);
            return;
        }

        order.Unknown |= newest;
        Note(ref order, order.State, TransitionCause.OutcomeUnknown);
        Tell(Describe(order), order);
    }

    private static Requests NewestOpen(in WorkingOrder order) =>
        (order.Open & Requests.Cancel) != 0 ? Requests.Cancel : (order.Open & Requests.Amend) != 0 ? Requests.Amend : order.Open;

    private void OnFill(ref WorkingOrder order, in OrderReport report)
    {
        if (IsDuplicate(ref order, report))
            return;
        bool isFirst = order.Filled.IsZero;
        if (report.Quantity > order.Remaining)
            Anomalies = Anomalies with { Overfills = Anomalies.Overfills + 1 };
        Fill fill = Book(ref order, report);
        if (isFirst)
        {
            (OrderTally account, OrderTally own) = Count(order);
            account.Filled++;
            own.Filled++;
        }

        // An amend to a larger quantity may be on its way: the order lives on until its outcome is known.
        bool isDone = order.Remaining.IsZero && order.WorstUnits <= 0;
        OrderState from = order.State;
        order.State = isDone ? OrderState.Filled : OrderState.PartiallyFilled;
        order.Unknown &= ~Requests.New; // it is there, or it couldn't have filled
        OrderUpdate update = Describe(order);
        if (isDone)
            order = ref Remove(ref order);
        else
            Recount(ref order);
        Note(ref order, from, TransitionCause.Filled);
        WorkingOrder told = order;
        TellOwnerOfFill(told, report.Quantity);
        _engine.Slot(told.Strategy).OnFill(fill, update, told.IsQuote);
    }

    // The end of an order may be reported before its last fill.
    private void OnReportOfEnded(in OrderReport report)
    {
        ref WorkingOrder order = ref _orders.FindEnded(report.Id);
        if (Unsafe.IsNullRef(ref order))
        {
            Anomalies = Anomalies with { Stray = Anomalies.Stray + 1 };
            return;
        }

        if (report.Kind == ReportKind.Fill)
        {
            OnLateFill(ref order, report);
            return;
        }

        // A cancel or an amend that crossed the order's end finds nothing; anything else would lead out of a terminal state.
        if (report.Kind is not (ReportKind.CancelRejected or ReportKind.AmendRejected or ReportKind.Unknown))
            NoteRefused(ref order, StateOf(report.Kind, order.State), CauseOf(report.Kind));
    }

    private void OnLateFill(ref WorkingOrder order, in OrderReport report)
    {
        bool isTwice = report.TradeId == 0 && order.Remaining.IsZero; // without a number, a filled order tells
        if (isTwice)
            Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
        if (isTwice || IsDuplicate(ref order, report))
            return;
        Anomalies = Anomalies with { LateFills = Anomalies.LateFills + 1 };
        if (order.Filled.IsZero)
        {
            (OrderTally account, OrderTally own) = Count(order);
            account.Filled++;
            own.Filled++;
        }

        if (report.Quantity > order.Remaining)
            Anomalies = Anomalies with { Overfills = Anomalies.Overfills + 1 };
        Fill fill = Book(ref order, report);
        OrderState from = order.State;
        if (order.Remaining.IsZero)
            order.State = OrderState.Filled;
        Note(ref order, from, TransitionCause.FilledLate);
        WorkingOrder told = order;
        TellOwnerOfFill(told, report.Quantity);
        _engine.Slot(told.Strategy).OnFill(fill, Describe(told), told.IsQuote);
    }

    private bool IsDuplicate(ref WorkingOrder order, in OrderReport report)
    {
        if (report.TradeId == 0 || order.Trades.TryAdd(report.TradeId))
            return false;
        Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
        return true;
    }

    private void CountIllegal() => Anomalies = Anomalies with { Illegal = Anomalies.Illegal + 1 };

    // Money first: what the venue says has traded has traded.
    private Fill Book(ref WorkingOrder order, in OrderReport report)
    {
        order.Filled += report.Quantity;
        InstrumentState state = _instruments[order.Terms.Instrument];
        decimal value = state.Instrument.Value(report.Price, report.Quantity);
        state.Account.Ledger.Apply(order.Terms.Side, report.Quantity, value, report.Fee);
        _engine.Slot(order.Strategy).Ledger(order.Terms.Instrument).Apply(order.Terms.Side, report.Quantity, value, report.Fee);
        Positions.OnFill(order.Strategy, order.Terms.Instrument, order.Terms.Reason, report.ExchangeNs);
        return new Fill(order.Id, order.Terms.Instrument, order.Terms.Side, report.Price, report.Quantity, report.IsMaker, report.ExchangeNs)
        {
            Reason = order.Terms.Reason,
        };
    }

    private void End(ref WorkingOrder order, ReportKind kind)
    {
        OrderState terminal = StateOf(kind, order.State);
        OrderState from = order.State;
        if (!from.CanBecome(terminal))
        {
            NoteRefused(ref order, terminal, CauseOf(kind));
            return;
        }

        (OrderTally account, OrderTally own) = Count(order);
        switch (terminal)
        {
            case OrderState.Cancelled:
                account.Cancelled++;
                own.Cancelled++;
                break;
            case OrderState.Rejected:
                account.Rejected++;
                own.Rejected++;
                break;
            case OrderState.Expired:
                account.Expired++;
                own.Expired++;
                break;
        }

        order.State = terminal;
        bool wasCancelling = (order.Open & Requests.Cancel) != 0;
        order = ref Remove(ref order);
        Note(ref order, from, CauseOf(kind));
        GoOn(ref order, wasCancelling);
        WorkingOrder told = order;
        Tell(Describe(told), told);
    }

    private ref WorkingOrder Remove(ref WorkingOrder order)
    {
        order.Open = Requests.None;
        order.Unknown = Requests.None;
        order.AmendQuantity = default;
        Recount(ref order);
        _engine.Slot(order.Strategy).LiveOrders--;
        return ref _orders.End(order.Id);
    }

    // A definite answer to a request; it says nothing of the others.
    private void Settle(ref WorkingOrder order, Requests request)
    {
        order.Open &= ~request;
        order.Unknown &= ~request;
        if (request == Requests.Amend)
            order.AmendQuantity = default;
        Recount(ref order);
    }

    // The holdings count an order at the worst of what it may be.
    private void Recount(ref WorkingOrder order)
    {
        long units = Math.Max(0, order.WorstUnits), change = units - order.Counted;
        if (change == 0)
            return;
        order.Counted = units;
        _instruments[order.Terms.Instrument].Account.AddWorking(order.Terms.Side, change);
        _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).AddWorking(order.Terms.Side, change);
        Positions.OnWorking(order, change, _exchangeNs);
    }

    public Placement Refuse(StrategySlot strategy, int instrument, RiskRefusal refusal)
    {
        // An order for an instrument that isn't there belongs to no holding; the first counts it.
        int at = (uint)instrument < (uint)_instruments.Length ? instrument : 0;
        _instruments[at].Account.Orders.Refused++;
        strategy.Holding(at).Orders.Refused++;
        return new Placement(default, refusal);
    }

    private (OrderTally Account, OrderTally Own) Count(in WorkingOrder order) =>
        (_instruments[order.Terms.Instrument].Account.Orders, _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).Orders);

    private void Tell(in OrderUpdate update, in WorkingOrder order)
    {
        TellOwner(order);
        _engine.Slot(order.Strategy).OnOrder(update, order.IsQuote);
    }

    private static OrderUpdate Describe(in WorkingOrder order) =>
        new(order.Id, order.Terms.Instrument, order.Terms.Side, order.Terms.Price, order.Remaining, order.State)
        {
            Quantity = order.Terms.Quantity,
            Type = order.Terms.Type,
            ReduceOnly = order.Terms.ReduceOnly,
            Trigger = order.Terms.Trigger,
            ExpiresNs = order.Terms.ExpiresNs,
            InFlight = order.InFlight,
            IsUnknown = order.IsUnknown,
            Reason = order.Terms.Reason,
            First = order.Origin.First.IsNone ? order.Id : order.Origin.First,
            Next = order.Next,
        };

    private void Add(in Intent intent)
    {
        if (_intentCount == _intents.Length)
            Array.Resize(ref _intents, _intentCount * 2);
        _intents[_intentCount++] = intent;
    }
}
