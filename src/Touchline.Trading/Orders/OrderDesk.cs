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
    /// <summary>Cancels that were refused are sent again.</summary>
    public static readonly TimerId AgainTimer = new(TimerId.Engine, -2);

    /// <summary>Time from a refused cancel to the next.</summary>
    public const long AgainNs = 500_000_000;

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
        Brackets = new BracketBook(this, engine, instruments);
        Legs = new LegsBook(this, engine, instruments);
        Positions = new PositionBook(engine, instruments.Length);
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

    public Placement Place(StrategySlot strategy, in NewOrder order, in OrderOrigin origin = default)
    {
        bool mayPlace = strategy.MayTrade || (origin.IsProtective && _engine.MayProtect);
        RiskRefusal refusal = mayPlace ? _gate.Check(strategy, order, Protects(order, origin), _engine.NowNs) : RiskRefusal.NotTrading;
        return refusal != RiskRefusal.None ? Refuse(strategy, order.Instrument, refusal) : Send(strategy, order, origin);
    }

    /// <summary>
    /// An order that has to trade at once, though orders of our own rest on its other side: it takes what of the market stands before them. Where nothing does they are cancelled, but for those that
    /// protect, and the order is refused until they have gone.
    /// </summary>
    public Placement PlaceAtOnce(StrategySlot strategy, in NewOrder order, in OrderOrigin origin)
    {
        Placement placed = Place(strategy, order, origin);
        if (placed.Refusal != RiskRefusal.SelfTrade)
            return placed;
        return TryBeforeOwn(order, out NewOrder limited) ? Place(strategy, limited, origin) : placed;
    }

    // The same order as far as the market stands before ours. False: nothing does, and ours are cancelled.
    private bool TryBeforeOwn(in NewOrder order, out NewOrder limited)
    {
        InstrumentState state = _instruments[order.Instrument];
        Side other = order.Side.Opposite();
        Price own = BestOwn(order.Instrument, other);
        Touch touch = state.Book.Touch;
        bool isBefore = own.Units > 0 && (other == Side.Buy ? touch.HasBid && touch.BidPrice > own : touch.HasAsk && touch.AskPrice < own);
        var limit = new Price(own.Units + other.Sign() * state.Instrument.TickUnits);
        limited = order with { Type = OrderType.Limit, TimeInForce = TimeInForce.ImmediateOrCancel, Price = limit };
        if (!isBefore)
            WithdrawResting(order.Instrument, other);
        return isBefore;
    }

    // 0: none rests there.
    private Price BestOwn(int instrument, Side side)
    {
        Price best = default;
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            bool rests = order.Terms.Instrument == instrument && order.Terms.Side == side && order.Terms.Type == OrderType.Limit;
            // An amend on its way may have it at either price.
            Price price = rests && (order.Open & Requests.Amend) != 0 && side.Sign() * (order.AmendPrice.Units - order.Terms.Price.Units) > 0 ? order.AmendPrice : order.Terms.Price;
            if (rests && (best.Units == 0 || side.Sign() * (price.Units - best.Units) > 0))
                best = price;
        }

        return best;
    }

    private void WithdrawResting(int instrument, Side side)
    {
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            if (order.Terms.Instrument == instrument && order.Terms.Side == side && !order.IsUnwanted && !IsProtective(order))
                Withdraw(ref order);
        }
    }

    /// <summary>An order that closes what a kill finds open: it waits for nobody's leave but that it only reduces.</summary>
    public Placement Flatten(StrategySlot strategy, in NewOrder order)
    {
        RiskRefusal refusal = _gate.CheckFlatten(order, _engine.NowNs);
        return refusal != RiskRefusal.None
            ? Refuse(strategy, order.Instrument, refusal)
            : Send(strategy, order, new OrderOrigin { Purpose = OrderPurpose.Flatten });
    }

    /// <summary>
    /// An order by which somebody closes a position at once, of a paused strategy too. It passes the gate as every order does: reduce-only as one that protects, else as any other. A kill, a freeze, a
    /// halt hold for it.
    /// </summary>
    public Placement Close(StrategySlot strategy, in NewOrder order)
    {
        NewOrder closing = order;
        RiskRefusal refusal = CheckClose(strategy, closing);
        if (refusal == RiskRefusal.SelfTrade && TryBeforeOwn(order, out NewOrder limited))
        {
            closing = limited;
            refusal = CheckClose(strategy, closing);
        }

        return refusal != RiskRefusal.None ? Refuse(strategy, order.Instrument, refusal) : Send(strategy, closing, default);
    }

    private RiskRefusal CheckClose(StrategySlot strategy, in NewOrder order) =>
        _engine.IsKilled ? RiskRefusal.NotTrading : _gate.Check(strategy, order, protects: order.ReduceOnly, _engine.NowNs);

    private Placement Send(StrategySlot strategy, in NewOrder order, in OrderOrigin origin)
    {
        ref WorkingOrder working = ref _gate.Approve(strategy, order, _engine.NowNs, out ApprovedOrder approved);
        working.Origin = origin;
        strategy.LiveOrders++;
        Recount(ref working);
        Count(working).Account.Sent++;
        Count(working).Own.Sent++;
        Note(ref working, OrderState.Pending, TransitionCause.Placed);
        Add(Intent.Place(_engine.Inputs, _engine.NowNs, approved, strategy.Index));
        return new Placement(approved.Id, RiskRefusal.None);
    }

    public Placement Amend(StrategySlot strategy, OrderId id, Price price, Quantity quantity, bool isProtective = false)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy.Index)
            return new Placement(default, RiskRefusal.UnknownOrder);
        // Never more is out than is open: that is for the engine to see to.
        if (order.Origin.IsProtective && !isProtective)
            return Refuse(strategy, order.Terms.Instrument, RiskRefusal.BadAmend);
        NewOrder terms = order.Terms with { Price = price, Quantity = quantity };
        bool mayAmend = strategy.MayTrade || (isProtective && _engine.MayProtect);
        RiskRefusal refusal = mayAmend
            ? _gate.CheckAmend(strategy, order, terms, isProtective && Protects(terms, order.Origin), _engine.NowNs)
            : RiskRefusal.NotTrading;
        if (refusal != RiskRefusal.None)
            return Refuse(strategy, order.Terms.Instrument, refusal);
        order.Open |= Requests.Amend;
        order.AmendPrice = price;
        order.AmendQuantity = quantity;
        order.AmendRequest = ++order.LastRequest;
        Recount(ref order);
        _gate.CountSent(strategy, terms, isAmend: true, _engine.NowNs);
        Note(ref order, order.State, TransitionCause.AmendAsked);
        Add(Intent.Amend(_engine.Inputs, _engine.NowNs, id, terms, strategy.Index, order.AmendRequest));
        return new Placement(id, RiskRefusal.None);
    }

    /// <summary>Cancels pass no gate: nothing may hold them back.</summary>
    public bool Cancel(OrderId id, int strategy)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order) || order.Strategy != strategy || (order.Open & Requests.Cancel) != 0 || _isRedoing)
            return false;
        order.Open |= Requests.Cancel;
        order.CancelRequest = ++order.LastRequest;
        Venues.OnCancel(order, _engine.NowNs);
        Note(ref order, order.State, TransitionCause.CancelAsked);
        Add(Intent.Cancel(_engine.Inputs, _engine.NowNs, id, order.Terms, strategy, order.CancelRequest));
        return true;
    }

    /// <summary>Cancels what works of a strategy, oldest first.</summary>
    public void CancelAll(int strategy, Spared spared = Spared.Nothing)
    {
        foreach (OrderId id in _orders.LiveIds(strategy))
        {
            ref WorkingOrder order = ref _orders.Find(id);
            bool isSpared = spared switch
            {
                Spared.Protection => IsProtective(order),
                Spared.Flattening => order.IsFlattening,
                _ => false,
            };
            if (!isSpared)
                Withdraw(ref order);
        }
    }

    /// <summary>Cancels what works of a strategy whose code is gone. A bracket whose guard goes so doesn't place another one.</summary>
    public void Leave(int strategy)
    {
        foreach (OrderId id in _orders.LiveIds(strategy))
        {
            ref WorkingOrder order = ref _orders.Find(id);
            if (order.Origin.IsProtective)
                Cancel(id, strategy);
            else if (!order.IsFlattening)
                Withdraw(ref order);
        }
    }

    /// <summary>Cancels again what was to end and wasn't let.</summary>
    public void WithdrawAgain()
    {
        foreach (OrderId id in _orders.LiveIds())
        {
            ref WorkingOrder order = ref _orders.Find(id);
            if (order.IsUnwanted)
                Cancel(id, order.Strategy);
        }
    }

    /// <summary>It is to end: a cancel that is refused is sent again a little later. Asked a second time it changes nothing.</summary>
    public void Withdraw(OrderId id, int strategy)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (!Unsafe.IsNullRef(ref order) && order.Strategy == strategy && !order.IsUnwanted && !_isRedoing)
            Withdraw(ref order);
    }

    private void Withdraw(ref WorkingOrder order)
    {
        order.IsUnwanted = true;
        Cancel(order.Id, order.Strategy);
    }

    /// <summary>It is live and closes a position after a kill.</summary>
    public bool IsFlattening(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        return !Unsafe.IsNullRef(ref order) && order.IsFlattening;
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
                Withdraw(ref order);
        }
    }

    public Placement Refuse(StrategySlot strategy, int instrument, RiskRefusal refusal)
    {
        // An order for an instrument that isn't there belongs to no holding; the first counts it.
        int at = (uint)instrument < (uint)_instruments.Length ? instrument : 0;
        _instruments[at].Account.Orders.Refused++;
        strategy.Holding(at).Orders.Refused++;
        _engine.OnRefused(strategy.Index, instrument, refusal);
        return new Placement(default, refusal);
    }

    // What the engine sends to close a position, and what by the venue's rules too can't do more than that.
    private static bool Protects(in NewOrder order, in OrderOrigin origin) =>
        order.ReduceOnly && origin.Purpose is OrderPurpose.BracketGuard or OrderPurpose.BracketExit or OrderPurpose.LateLeg;

    private void Add(in Intent intent)
    {
        if (_intentCount == _intents.Length)
            Array.Resize(ref _intents, _intentCount * 2);
        _intents[_intentCount++] = intent;
    }
}

/// <summary>What goes on working where a strategy's orders are cancelled.</summary>
internal enum Spared : byte
{
    Nothing = 0,

    /// <summary>What protects a position or makes legs even: it is the engine's, not the strategy's.</summary>
    Protection,

    /// <summary>What closes positions after a kill.</summary>
    Flattening,
}
