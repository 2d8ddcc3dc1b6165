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

    public OrderDesk(Engine engine, InstrumentState[] instruments, RiskLimits limits, VenueDesk venues)
    {
        _engine = engine;
        _instruments = instruments;
        _orders = new OrderTable(limits.MaxLiveOrders);
        var account = new RiskScope(limits, null, [.. instruments.Select(i => i.Account)], instruments, _orders);
        Watch = new RiskWatch(instruments, account);
        _gate = new RiskGate(account, _orders, instruments, venues, Watch);
    }

    public OrderTable Orders => _orders;

    /// <summary>What limits the account.</summary>
    public RiskScope Account => _gate.Account;

    public VenueDesk Venues => _gate.Venues;

    public RiskWatch Watch { get; }

    public ReadOnlySpan<Intent> Intents => _intents.AsSpan(0, _intentCount);

    public int LiveOrders => _orders.Count;

    public ReportAnomalies Anomalies { get; private set; }

    public void ClearIntents() => _intentCount = 0;

    public Placement Place(StrategySlot strategy, in NewOrder order, bool isQuote)
    {
        RiskRefusal refusal = strategy.MayTrade ? _gate.Check(strategy, order, _engine.NowNs) : RiskRefusal.NotTrading;
        return refusal != RiskRefusal.None ? Refuse(strategy, order.Instrument, refusal) : Send(strategy, order, isQuote);
    }

    /// <summary>An order that closes what a kill finds open: it waits for nobody's leave but that it only reduces.</summary>
    public Placement Flatten(StrategySlot strategy, in NewOrder order)
    {
        RiskRefusal refusal = _gate.CheckFlatten(order, _engine.NowNs);
        return refusal != RiskRefusal.None ? Refuse(strategy, order.Instrument, refusal) : Send(strategy, order, isQuote: false, isFlattening: true);
    }

    private Placement Send(StrategySlot strategy, in NewOrder order, bool isQuote, bool isFlattening = false)
    {
        ref WorkingOrder working = ref _gate.Approve(strategy, order, _engine.NowNs, out ApprovedOrder approved);
        working.IsQuote = isQuote;
        working.IsFlattening = isFlattening;
        strategy.LiveOrders++;
        Recount(ref working);
        Count(working).Account.Sent++;
        Count(working).Own.Sent++;
        Add(Intent.Place(_engine.Inputs, _engine.NowNs, approved, strategy.Index));
        return new Placement(approved.Id, RiskRefusal.None);
    }

    public Placement Amend(StrategySlot strategy, OrderId id, Price price, Quantity quantity)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy.Index)
            return new Placement(default, RiskRefusal.UnknownOrder);
        NewOrder terms = order.Terms with { Price = price, Quantity = quantity };
        RiskRefusal refusal = strategy.MayTrade ? _gate.CheckAmend(strategy, order, terms, _engine.NowNs) : RiskRefusal.NotTrading;
        if (refusal != RiskRefusal.None)
            return Refuse(strategy, order.Terms.Instrument, refusal);
        order.Open |= Requests.Amend;
        order.AmendPrice = price;
        order.AmendQuantity = quantity;
        Recount(ref order);
        _gate.CountSent(strategy, terms, isAmend: true, _engine.NowNs);
        Add(Intent.Amend(_engine.Inputs, _engine.NowNs, id, terms, strategy.Index));
        return new Placement(id, RiskRefusal.None);
    }

    /// <summary>Cancels pass no gate: nothing may hold them back.</summary>
    public bool Cancel(OrderId id, int strategy)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy || (order.Open & Requests.Cancel) != 0)
            return false;
        order.Open |= Requests.Cancel;
        Venues.OnCancel(order, _engine.NowNs);
        Add(Intent.Cancel(_engine.Inputs, _engine.NowNs, id, order.Terms, strategy));
        return true;
    }

    /// <summary>Cancels what works of a strategy, oldest first.</summary>
    /// <param name="sparesFlattening">Not what closes positions after a kill.</param>
    public void CancelAll(int strategy, bool sparesFlattening = false)
    {
        foreach (OrderId id in _orders.LiveIds(strategy))
        {
            if (!sparesFlattening || !_orders.Find(id).IsFlattening)
                Cancel(id, strategy);
        }
    }

    /// <summary>Live orders that close positions after a kill. Looks at all.</summary>
    public int CountFlattening() => _orders.LiveIds().Count(id => _orders.Find(id).IsFlattening);

    /// <summary>Cancels what works in an instrument, but for what may only reduce.</summary>
    public void CancelOpening(int instrument)
    {
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            if (order.Terms.Instrument == instrument && !order.Terms.ReduceOnly)
                Cancel(id, order.Strategy);
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
    public int CopyOrders(int strategy, Span<OrderUpdate> orders)
    {
        int most = Math.Min(orders.Length, _orders.Count);
        OrderId[] ids = System.Buffers.ArrayPool<OrderId>.Shared.Rent(_orders.Count + 1);
        int n = Math.Min(most, _orders.CopyIds(strategy, ids));
        for (int i = 0; i < n; i++)
            orders[i] = Describe(_orders.Find(ids[i]));
        System.Buffers.ArrayPool<OrderId>.Shared.Return(ids);
        return n;
    }

    /// <summary>A venue's message about one of our orders, or about the position there.</summary>
    public void OnReport(in OrderReport report)
    {
        if (report.Kind is ReportKind.Funding or ReportKind.Liquidation or ReportKind.External)
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

        Venues.OnAnswer(report, order.Terms.Instrument, Account.Limits, _engine.NowNs);
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                OnAcknowledged(ref order);
                break;
            case ReportKind.Fill:
                OnFill(ref order, report);
                break;
            case ReportKind.Cancelled:
                End(ref order, OrderState.Cancelled);
                break;
            case ReportKind.Rejected:
                End(ref order, OrderState.Rejected);
                break;
            case ReportKind.Expired:
                End(ref order, OrderState.Expired);
                break;
            case ReportKind.Amended:
                OnAmended(ref order, report);
                break;
            case ReportKind.Reduced:
                OnReduced(ref order, report);
                break;
            case ReportKind.CancelRejected:
                Settle(ref order, Requests.Cancel);
                Tell(Describe(order), order);
                break;
            case ReportKind.AmendRejected:
                OnAmendRejected(ref order);
                break;
            case ReportKind.Unknown:
                OnUnknown(ref order);
                break;
            case ReportKind.Unresolved:
                OnUnresolved(report.Instrument);
                Tell(Describe(order), order);
                break;
            default:
                CountIllegal();
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
        if (order.State == OrderState.Pending)
            order.State = OrderState.Placed;
        Tell(Describe(order), order);
    }

    // Only the terms that were asked for answer our amend. Others are the venue's own doing, unless the news is old: an answer that comes a
    // second time.
    private void OnAmended(ref WorkingOrder order, in OrderReport report)
    {
        bool isAnswer = (order.Open & Requests.Amend) != 0 && report.Price == order.AmendPrice && report.Quantity == order.AmendQuantity;
        if (!isAnswer && report.ExchangeNs <= order.AmendedNs)
        {
            CountIllegal();
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

        AfterAmend(ref order, isAnswer);
    }

    // Cuts only ever make an order smaller: one that comes twice changes nothing, and one from before an amend is old.
    private void OnReduced(ref WorkingOrder order, in OrderReport report)
    {
        if (report.Quantity >= order.Terms.Quantity || report.ExchangeNs < order.AmendedNs)
        {
            CountIllegal();
            return;
        }

        order.AmendedNs = report.ExchangeNs;
        order.Terms = order.Terms with { Quantity = report.Quantity };
        AfterAmend(ref order, isAnswered: false);
    }

    private void OnAmendRejected(ref WorkingOrder order)
    {
        if ((order.Open & Requests.Amend) == 0)
            CountIllegal();
        else
            AfterAmend(ref order, isAnswered: true);
    }

    // A fill that crossed the amend may have been the last of what there is now.
    private void AfterAmend(ref WorkingOrder order, bool isAnswered)
    {
        if (isAnswered)
            Settle(ref order, Requests.Amend);
        else
            Recount(ref order);
        if (order.WorstUnits <= 0)
        {
            order.State = OrderState.Filled;
            order = ref Remove(ref order);
        }

        WorkingOrder told = order;
        Tell(Describe(told), told);
    }

    // It is the newest request whose answer is missing.
    private void OnUnknown(ref WorkingOrder order)
    {
        Requests newest = (order.Open & Requests.Cancel) != 0 ? Requests.Cancel : (order.Open & Requests.Amend) != 0 ? Requests.Amend : order.Open;
        if (newest == Requests.None)
        {
            CountIllegal();
            return;
        }

        order.Unknown |= newest;
        Tell(Describe(order), order);
    }

    // Nobody can say what the account has there: nothing new until somebody does.
    private void OnUnresolved(int instrument)
    {
        Anomalies = Anomalies with { Unresolved = Anomalies.Unresolved + 1 };
        _engine.Freeze(instrument, FreezeReason.Unresolved);
    }

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
        order.State = isDone ? OrderState.Filled : OrderState.PartiallyFilled;
        order.Unknown &= ~Requests.New; // it is there, or it couldn't have filled
        OrderUpdate update = Describe(order);
        if (isDone)
            order = ref Remove(ref order);
        else
            Recount(ref order);
        WorkingOrder told = order;
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

        if (report.Kind == ReportKind.Unresolved)
        {
            OnUnresolved(report.Instrument);
            return;
        }

        // A cancel or an amend that crossed the order's end finds nothing; anything else would lead out of a terminal state.
        if (report.Kind is not (ReportKind.CancelRejected or ReportKind.AmendRejected or ReportKind.Unknown))
            CountIllegal();
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
        if (order.Remaining.IsZero)
            order.State = OrderState.Filled;
        WorkingOrder told = order;
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
        Venues.OnFilled(order.Terms.Instrument, report.Quantity.Units, _engine.NowNs);
        InstrumentState state = _instruments[order.Terms.Instrument];
        decimal value = state.Instrument.Value(report.Price, report.Quantity);
        Fee fee = FeeOf(report);
        state.Account.Ledger.Apply(order.Terms.Side, report.Quantity, value, fee);
        _engine.Slot(order.Strategy).Ledger(order.Terms.Instrument).Apply(order.Terms.Side, report.Quantity, value, fee);
        return new Fill(order.Id, order.Terms.Instrument, order.Terms.Side, report.Price, report.Quantity, report.IsMaker, report.ExchangeNs);
    }

    // An asset that the session doesn't know keeps its number: what was paid in it isn't lost, only nameless.
    private Fee FeeOf(in OrderReport report)
    {
        if (report.FeeAsset > _engine.FeeAssets.Count)
            CountIllegal();
        return Fee.Of(report);
    }

    private void End(ref WorkingOrder order, OrderState terminal)
    {
        if (!order.State.CanBecome(terminal))
        {
            CountIllegal();
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
                Venues.OnExpired(order, _engine.NowNs);
                break;
        }

        order.State = terminal;
        WorkingOrder told = Remove(ref order);
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
        order.Counted = units;
        _instruments[order.Terms.Instrument].Reach.Update(ref order, _orders);
        if (change == 0)
            return;
        _instruments[order.Terms.Instrument].Account.AddWorking(order.Terms.Side, change);
        _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).AddWorking(order.Terms.Side, change);
    }

    private Placement Refuse(StrategySlot strategy, int instrument, RiskRefusal refusal)
    {
        // An order for an instrument that isn't there belongs to no holding; the first counts it.
        int at = (uint)instrument < (uint)_instruments.Length ? instrument : 0;
        _instruments[at].Account.Orders.Refused++;
        strategy.Holding(at).Orders.Refused++;
        _engine.OnRefused(strategy.Index, instrument, refusal);
        return new Placement(default, refusal);
    }

    private (OrderTally Account, OrderTally Own) Count(in WorkingOrder order) =>
        (_instruments[order.Terms.Instrument].Account.Orders, _engine.Slot(order.Strategy).Holding(order.Terms.Instrument).Orders);

    private void Tell(in OrderUpdate update, in WorkingOrder order) =>
        _engine.Slot(order.Strategy).OnOrder(update, order.IsQuote);

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
        };

    private void Add(in Intent intent)
    {
        if (_intentCount == _intents.Length)
            Array.Resize(ref _intents, _intentCount * 2);
        _intents[_intentCount++] = intent;
    }
}
