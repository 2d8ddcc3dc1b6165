using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// Orders that something is unclear about: they are asked for by their client id, with growing pauses, until the answer is definite. That there is no such order proves something only
/// once a request that was still on its way can't be taken any more. Fills that the venue has counted but not told are fetched.
/// </summary>
internal sealed class BinanceInquiries(BinanceSession session, BinanceOrders orders, BinanceOrderLife life)
{
    private const long FirstPauseNs = 250 * BinanceSession.NsPerMs;
    private const int MaxDoublings = 5;

    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    // The private stream usually brings a fill by itself.
    private const long FillsComeNs = BinanceSession.NsPerSecond;

    /// <summary>An order that was there and isn't found any more, so often in a row.</summary>
    public const int GoneAfterAsks = 8;

    // So often and for so long in vain, and it is told that it can't be found out; then it is asked less often.
    private const int UnresolvedAfterAsks = 20;
    private const long UnresolvedAfterNs = 60 * BinanceSession.NsPerSecond, SlowPauseNs = 30 * BinanceSession.NsPerSecond;
    private const int QueryWeight = 1, TradesWeight = 5;

    // Questions by REST at once; the others are asked as soon as there is room again.
    private const int MaxByRest = 32;

    private readonly List<BinanceOrder> _open = [];
    private int _byRest;

    /// <summary>Sends a query on the order-entry connection; false: it can't.</summary>
    public Func<BinanceOrder, long, bool> TryQuery { get; set; } = (_, _) => false;

    /// <summary>The text of a query by client id.</summary>
    public Func<BinanceOrder, string> QueryText { get; set; } = _ => "";

    /// <summary>Is told of fills that had to be fetched, and the private stream has to tell too: whose, when they were asked for, and now.</summary>
    public Action<BinanceOrder, long, long> Fetched { get; set; } = (_, _, _) => { };

    /// <summary>What the algo service's answers make of conditional orders.</summary>
    public BinanceAlgoLife Algo { get; set; } = null!;

    /// <summary>Until when everything in the account was told, in ms of the venue; 0: that isn't known.</summary>
    public Func<long> ToldMs { get; set; } = () => 0;

    public int Count => _open.Count;

    public long NextNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (BinanceOrder order in _open)
            {
                if (!order.IsAsked && !order.IsFetching)
                    next = Math.Min(next, order.AskAtNs);
            }

            return next;
        }
    }

    /// <summary>Asks about an order as soon as it can be.</summary>
    public void Ask(BinanceOrder order, long nowNs)
    {
        Enter(order, nowNs, nowNs);
        order.AskAtNs = Math.Min(order.AskAtNs, nowNs);
    }

    /// <summary>Fills are missing: they are fetched if they don't come by themselves.</summary>
    public void Look(BinanceOrder order, long nowNs)
    {
        Enter(order, nowNs + FillsComeNs, nowNs);
    }

    public void Advance(long nowNs)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            BinanceOrder order = _open[i];
            if (order.IsEnded || (!NeedsAnswer(order) && !order.MissesFills))
                Leave(i);
            else if (!order.IsAsked && !order.IsFetching && nowNs >= order.AskAtNs)
                Go(order, nowNs);
        }
    }

    /// <summary>The answer to a query.</summary>
    /// <param name="askedNs">When it was sent.</param>
    public void OnFound(BinanceOrder order, in BinanceOrderState state, long askedNs, long nowNs)
    {
        order.IsAsked = false;
        order.NotFounds = 0;
        // Whoever else has told the end meanwhile told it in time.
        session.IsPrivateDoubted |= order is { IsDoubted: true, IsEnding: false, IsEnded: false } && !state.IsLive;
        order.IsDoubted = false;
        if (order.Conditional is { } conditional)
            conditional.IsSought = false;
        life.OnState(order, state, nowNs);
        if (order.IsEnded || order.IsEnding)
            return;
        if (order.Amend is { IsOpen: true } and ({ IsUnknown: true } or { IsRefused: true }) && IsProof(order.Amend, askedNs))
            life.RefuseAmend(order, isVenueFault: false, nowNs);
        if (order.Cancel is { IsOpen: true } and ({ IsUnknown: true } or { IsRefused: true }) && IsProof(order.Cancel, askedNs))
            life.RefuseCancel(order, isVenueFault: false, nowNs);
    }

    /// <summary>The answer to a query of a conditional order that waits, or waited when it was asked about.</summary>
    public void OnFound(BinanceOrder order, in BinanceAlgoState state, long askedNs, long nowNs)
    {
        bool wasDoubted = order is { IsDoubted: true, IsEnding: false, IsEnded: false };
        order.IsAsked = false;
        order.NotFounds = 0;
        Algo.OnAnswer(order, state, askedNs, nowNs);
        // Of one that was set off the order is asked next.
        order.IsDoubted &= order.VenueId != 0 || order.Conditional is { IsSetOff: true };
        if (order.IsEnded || order.IsEnding)
            session.IsPrivateDoubted |= wasDoubted;
        else if (order is { IsWaiting: true, Conditional.IsSetOff: false, Cancel: { IsOpen: true } and ({ IsUnknown: true } or { IsRefused: true }) } && IsProof(order.Cancel, askedNs))
            life.RefuseCancel(order, isVenueFault: false, nowNs);
    }

    public void OnNotFound(BinanceOrder order, long askedNs, long nowNs)
    {
        order.IsAsked = false;
        if (order.IsEnded)
            return;
        if (!order.IsAcknowledged)
        {
            if (order.New.IsOpen && !(order.New.IsUnknown && IsProof(order.New, askedNs)))
                return;
            order.IsPresumedGone = true;
            life.RefuseNew(order, isVenueFault: false, nowNs);
        }
        else if (++order.NotFounds >= GoneAfterAsks)
        {
            session.Note($"{order.Instrument.Symbol}: order {order.Number} was there, but Binance knows nothing of it any more; it counts as expired");
            order.IsPresumedGone = true;
            life.OnEnd(order, ReportKind.Expired, order.FilledUnits, 0, nowNs);
        }
    }

    /// <summary>A query got no answer that says anything.</summary>
    public static void OnNoAnswer(BinanceOrder order) => order.IsAsked = false;

    // Of one that is over only fills can be missing.
    private static bool NeedsAnswer(BinanceOrder order) =>
        !order.IsEnding && (order.IsDoubted || order.Conditional is { IsSought: true } || order.New.IsUnknown || order.Amend.IsUnknown || order.Amend.IsRefused || order.Cancel.IsUnknown || order.Cancel.IsRefused);

    // A request that the venue hasn't taken by then it never will.
    private bool IsProof(in BinanceOpenRequest request, long askedNs) =>
        askedNs >= request.SentNs + session.Options.ReceiveWindowMs * BinanceSession.NsPerMs + session.Clock.ErrorNs(askedNs) + LagNs;

    // One that is being asked about already keeps its pauses.
    private void Enter(BinanceOrder order, long askAtNs, long nowNs)
    {
        if (order.IsInquired)
            return;
        order.IsInquired = true;
        order.Asks = order.NotFounds = order.Fetches = 0;
        order.AskAtNs = askAtNs;
        order.InquiredNs = nowNs;
        _open.Add(order);
    }

    private void Leave(int at)
    {
        _open[at].IsInquired = _open[at].IsUnresolved = false;
        _open[at] = _open[^1];
        _open.RemoveAt(_open.Count - 1);
    }

    private void Go(BinanceOrder order, long nowNs)
    {
        if (!TryGo(order, nowNs))
        {
            order.AskAtNs = nowNs + FirstPauseNs;
            return;
        }

        if (!order.IsUnresolved && order.Asks >= UnresolvedAfterAsks && nowNs - order.InquiredNs >= UnresolvedAfterNs)
            life.TellUnresolved(order, nowNs);
        order.AskAtNs = nowNs + (order.IsUnresolved ? SlowPauseNs : FirstPauseNs << Math.Min(order.Asks, MaxDoublings));
        order.Asks++;
    }

    // By either way in turn: one of them may be the one that doesn't work. REST takes nothing more from a session that is past help.
    private bool TryGo(BinanceOrder order, long nowNs)
    {
        bool isFetch = !NeedsAnswer(order) && order.VenueId != 0;
        if (!isFetch && order.Conditional is null && (session.IsHopeless || order.Asks % 2 == 0))
        {
            order.IsAsked = true;
            order.AskedNs = nowNs;
            if (TryQuery(order, nowNs))
                return true;
            order.IsAsked = false;
        }

        if (_byRest >= MaxByRest || !session.Rest.HasRoom)
            return false;
        _byRest++;
        if (isFetch)
            Fetch(order, nowNs);
        else
            QueryByRest(order, nowNs);
        return true;
    }

    private void QueryByRest(BinanceOrder order, long nowNs)
    {
        order.IsAsked = true;
        order.AskedNs = nowNs;
        long number = order.Number;
        bool isWaiting = order.IsWaiting;
        session.Rest.Ask(
            new BinanceCall(
                "GET", isWaiting ? "/fapi/v1/algoOrder" : "/fapi/v1/order", QueryText(order), QueryWeight, BinanceUrgency.Query, BinanceSecurity.Signed,
                (reply, at) => OnReply(order, number, isWaiting, reply, at)),
            nowNs);
    }

    private void OnReply(BinanceOrder order, long number, bool wasWaiting, BinanceReply reply, long nowNs)
    {
        _byRest--;
        if (order.Number != number)
            return;
        if (reply.Failure is { } failure)
        {
            // That the algo service doesn't know it says nothing of the order that it has become meanwhile.
            if (failure.Code is -2013 or -2011 && wasWaiting == order.IsWaiting)
                OnNotFound(order, reply.Http.SentNs, nowNs);
            else
                OnNoAnswer(order);
            return;
        }

        var scanner = new Wire.JsonScanner(reply.Body);
        if (wasWaiting)
        {
            BinanceAlgoState algo = BinanceAlgoState.Read(ref scanner);
            if (scanner.AtEnd && algo.IsWhole && orders.NumberOf(algo.ClientId) == number)
                OnFound(order, algo, reply.Http.SentNs, nowNs);
            else
                OnNoAnswer(order);
            return;
        }

        BinanceOrderState state = BinanceOrderState.Read(ref scanner);
        if (scanner.AtEnd && state.IsWhole && (order.Conditional is null ? orders.NumberOf(state.ClientId) == number : state.VenueId == order.VenueId))
            OnFound(order, state, reply.Http.SentNs, nowNs);
        else
            OnNoAnswer(order);
    }

    // First of all that miss some in the instrument together, so that fills are booked in the order in which they were made: prices that positions were opened at depend on it. What that doesn't bring is
    // asked for by order.
    private void Fetch(BinanceOrder order, long nowNs)
    {
        long toldMs = order.Fetches == 0 ? ToldMs() : 0;
        List<BinanceOrder> missing = [order];
        if (toldMs > 0)
            missing.AddRange(_open.Where(o => o != order && o.Instrument == order.Instrument && o is { IsEnded: false, MissesFills: true, IsAsked: false, IsFetching: false, Fetches: 0 } && !NeedsAnswer(o)));
        foreach (BinanceOrder one in missing)
            (one.IsFetching, one.Fetches) = (true, one.Fetches + 1);
        foreach (BinanceOrder one in missing.Skip(1))
            (one.Asks, one.AskAtNs) = (one.Asks + 1, nowNs + FirstPauseNs);
        string which = toldMs > 0 ? $"startTime={BinanceMissedFills.Listed(session, toldMs - BinanceMissedFills.OverlapMs, nowNs)}" : $"orderId={order.VenueId}";
        BinanceInstrument instrument = order.Instrument;
        session.Rest.Ask(
            new BinanceCall("GET", "/fapi/v1/userTrades", $"{instrument.Query}&{which}&limit=1000", TradesWeight, BinanceUrgency.Query, BinanceSecurity.Signed,
                (reply, at) =>
                {
                    _byRest--;
                    foreach (BinanceOrder one in missing)
                        OnFetched(one, reply, at);
                    if (reply.IsOk)
                        BinanceTradeRows.Read(reply.Http.Body, instrument, orders, life, at);
                }),
            nowNs);
    }

    private void OnFetched(BinanceOrder order, in BinanceReply reply, long nowNs)
    {
        order.IsFetching = false;
        if (reply.IsOk && order is { MissesFills: true, FillOwedNs: 0, HoldsFill: false })
            Fetched(order, reply.Http.SentNs, nowNs);
        order.HoldsFill &= !reply.IsOk;
    }
}
