using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// Orders to the venue: each intent leaves at most once and by one way, the order-entry connection or, where that is down, REST. It is entered before it is sent, because answers and
/// events may overtake each other.
/// </summary>
internal sealed partial class BinanceGateway
{
    private const int CancelWeight = 1, QueryWeight = 1;
    private const int UnansweredToReopen = 3;
    private const string OrderPath = "/fapi/v1/order", AlgoPath = "/fapi/v1/algoOrder";

    // Cancels by REST at once; the others wait.
    private const int MaxCancelsByRest = 32;
    private const long RoomPauseNs = 50 * BinanceSession.NsPerMs;

    // After the venue's word to stop: more would bring the ban, under which none leaves.
    private const long CancelPaceNs = BinanceSession.NsPerSecond;
    private const long NoteEveryNs = 5 * BinanceSession.NsPerSecond;

    private readonly BinanceSession _session;
    private readonly BinanceOrders _orders;
    private readonly BinanceOrderLife _life;
    private readonly BinanceInquiries _inquiries;
    private readonly BinanceAlgoLife _algo;
    private readonly BinanceRequests _requests = new();
    private readonly BinanceOrderText _text;
    private readonly BinanceApiLine _api;
    private readonly Queue<BinanceOrder> _waitingCancels = new();
    private int _unanswered;
    private long _cancelsNs = long.MaxValue, _pacedCancelNs = long.MinValue;
    private int _cancelsByRest;
    private long _noteNs = long.MinValue / 2, _unnoted;

    public BinanceGateway(BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceInquiries inquiries, BinanceAlgoLife algo)
    {
        _session = session;
        _orders = orders;
        _life = life;
        _inquiries = inquiries;
        _algo = algo;
        _text = new BinanceOrderText(session.Options, session.Signer, orders);
        _api = new BinanceApiLine(session, this);
        inquiries.TryQuery = TryQuery;
        inquiries.QueryText = _text.NameQuery;
        session.Rest.First = SendWaitingCancels;
    }

    /// <summary>Everything that new orders need is there.</summary>
    public bool IsReady { get; set; }

    /// <summary>Is told of what the venue has answered, and the private stream has to tell too: when the request was sent, and now.</summary>
    public Action<long, long> Answered { get; set; } = (_, _) => { };

    /// <summary>Orders can leave by one way or the other.</summary>
    public bool HasWay => _api.Connection >= 0 || _session.Rest.Unreachable is null;

    public bool IsConnected => _api.Connection >= 0;

    /// <summary>Why the order-entry connection isn't open; null while it is.</summary>
    public string? Trouble => _api.Trouble;

    public long NextNs
    {
        get
        {
            long oldest = _requests.OldestSentNs;
            return Math.Min(Math.Min(_api.NextNs, _cancelsNs), oldest == long.MaxValue ? oldest : oldest + TimeoutNs);
        }
    }

    private long TimeoutNs => _session.Options.RequestTimeoutMs * BinanceSession.NsPerMs;

    public void Start(long nowNs) => _api.Want(nowNs);

    public void Advance(long nowNs)
    {
        while (_requests.TryTakeLate(nowNs - TimeoutNs + 1, out BinanceRequest late))
        {
            OnNoAnswer(late, nowNs);
            if (++_unanswered < UnansweredToReopen)
                continue;
            // The next connection may be as deaf as this one.
            _unanswered = 0;
            _api.Reopen("it answers nothing any more");
        }

        _api.Advance(nowNs);
        SendWaitingCancels(nowNs);
    }

    public void Send(in Intent intent, long nowNs)
    {
        switch (intent.Kind)
        {
            case IntentKind.Place:
                Place(intent.Order, nowNs);
                break;
            case IntentKind.Amend:
                Amend(intent.Id, intent.Terms, nowNs);
                break;
            case IntentKind.Cancel:
                Cancel(intent.Id, intent.Instrument, nowNs);
                break;
        }
    }

    /// <summary>Answers are awaited on a connection.</summary>
    public bool AwaitsOn(int connection) => connection >= 0 && _requests.AnyOn(connection);

    public ReadOnlySpan<byte> LogOnText(long nowNs, out long number)
    {
        number = _requests.Add(BinanceRequestKind.Query, 0, nowNs).Number;
        return _text.LogOn(number, _session.Clock.VenueMs(nowNs));
    }

    /// <summary>A connection is gone, and with it the answers that it owed.</summary>
    public void OnLost(int connection, long nowNs)
    {
        long from = 0;
        while (_requests.TryTakeOn(connection, ref from, out BinanceRequest request))
            OnNoAnswer(request, nowNs);
    }

    private void Place(in ApprovedOrder approved, long nowNs)
    {
        if (!approved.IsApproved)
            throw new ArgumentException("an order that no risk gate has approved");
        NewOrder terms = approved.Order;
        if (Objection(terms, nowNs) is { } objection)
        {
            RejectLater(approved.Id, terms.Instrument, ReportKind.Rejected, nowNs, $"order refused: {objection}");
            return;
        }

        BinanceInstrument instrument = _session.Instruments[terms.Instrument];
        if (!_session.Budget.TryTakeOrder(nowNs))
        {
            RejectLater(approved.Id, terms.Instrument, ReportKind.Rejected, nowNs, "order refused: Binance's limit of new and amended orders (300 in 10 s, 1200 in a minute, unless the account has more) is used up");
            return;
        }

        BinanceOrder order = _orders.Add(approved.Id, instrument, terms, nowNs);
        if (order.Conditional is not null)
        {
            PlaceConditional(order, terms, nowNs);
            return;
        }

        ref BinanceRequest request = ref Enter(BinanceRequestKind.New, order, ref order.New, nowNs);
        int connection = _api.Connection;
        if (connection >= 0 && _session.Wire.Send(connection, _text.Place(request.Number, order, terms, _session.Clock.VenueMs(nowNs), _api.IsLoggedOn)))
            SentOn(ref request, connection);
        else if (!SendByRest(request.Number, "POST", OrderPath, _text.PlaceQuery(order, terms), 0, nowNs))
            Undo(order, nowNs);
    }

    private void Amend(OrderId id, in NewOrder terms, long nowNs)
    {
        BinanceOrder? order = _orders.Find(id.Number);
        string? objection = order is null or { IsEnded: true } ? "" : order.Amend.IsOpen ? "an amend of it is under way"
            : order.Conditional is not null ? "Binance can't amend a stop, take-profit or trailing order: cancel it and place another" : NotReady(nowNs);
        if (objection is null && !_session.Budget.TryTakeOrder(nowNs))
            objection = "Binance's limit of new and amended orders is used up";
        if (objection is not null)
        {
            RejectLater(id, terms.Instrument, ReportKind.AmendRejected, nowNs, objection.Length == 0 ? null : $"amend refused: {objection}");
            return;
        }

        order!.AmendPrice = terms.Price;
        order.AmendQuantity = terms.Quantity;
        ref BinanceRequest request = ref Enter(BinanceRequestKind.Amend, order, ref order.Amend, nowNs);
        int connection = _api.Connection;
        if (connection >= 0
            && _session.Wire.Send(connection, _text.Amend(request.Number, order, terms.Price, terms.Quantity, _session.Clock.VenueMs(nowNs), _api.IsLoggedOn)))
            SentOn(ref request, connection);
        else if (!SendByRest(request.Number, "PUT", OrderPath, _text.AmendQuery(order, terms.Price, terms.Quantity), 0, nowNs))
            UndoAmend(order, nowNs);
    }

    // Held back by nothing but the venue's own word to stop (by its ban wholly), and by REST until there is weight. Until it leaves it stays here, so that it goes by order entry if that is back first.
    private void Cancel(OrderId id, int instrument, long nowNs)
    {
        if (_orders.Find(id.Number) is not { IsEnded: false } order || _session.IsStopped)
        {
            RejectLater(id, instrument, ReportKind.CancelRejected, nowNs, null);
            return;
        }

        if (order.IsCancelWaiting)
            return;
        if (nowNs < _session.Budget.BannedUntilNs)
            NoteSometimes($"{order.Instrument.Symbol}: the cancel of order {order.Number} waits for the end of Binance's ban", nowNs);
        if (!MayCancel(nowNs))
            WaitToCancel(order, nowNs);
        else
            SendCancel(order, nowNs);
    }

    private bool MayCancel(long nowNs) =>
        nowNs >= _session.Budget.BannedUntilNs && !_requests.IsFull
            && (_api.Connection >= 0 ? nowNs >= PacedCancelNs : _session.IsHopeless || (_cancelsByRest < MaxCancelsByRest && _session.Rest.MaySend(CancelWeight, nowNs)));

    // By order entry.
    private long PacedCancelNs => Math.Min(_pacedCancelNs, _session.Budget.StoppedUntilNs);

    private long NextCancelNs(long nowNs) =>
        Math.Max(_session.Budget.BannedUntilNs, _api.Connection < 0 && !_session.Budget.HasRoom(CancelWeight, BinanceUrgency.Urgent, nowNs) ? _session.Budget.NextNs(nowNs) : Math.Max(PacedCancelNs, nowNs + RoomPauseNs));

    // At most one for an order that works, so at most as many as there are of those.
    private void WaitToCancel(BinanceOrder order, long nowNs)
    {
        order.IsCancelWaiting = true;
        _waitingCancels.Enqueue(order);
        _cancelsNs = NextCancelNs(nowNs);
    }

    private void SendWaitingCancels(long nowNs)
    {
        if (_waitingCancels.Count == 0)
            return;
        // One that finds no way after all waits again.
        for (int left = _waitingCancels.Count; left > 0 && MayCancel(nowNs); left--)
        {
            BinanceOrder order = _waitingCancels.Dequeue();
            // It may have ended meanwhile, and its place be another order's that asks for nothing.
            if (!order.IsCancelWaiting)
                continue;
            order.IsCancelWaiting = false;
            if (order is { IsEnded: false, Number: not 0 })
                SendCancel(order, nowNs);
        }

        _cancelsNs = _waitingCancels.Count == 0 ? long.MaxValue : NextCancelNs(nowNs);
    }

    private void SendCancel(BinanceOrder order, long nowNs)
    {
        ref BinanceRequest request = ref Enter(BinanceRequestKind.Cancel, order, ref order.Cancel, nowNs);
        int connection = _api.Connection;
        if (connection >= 0 && _session.Wire.Send(connection, _text.Cancel(request.Number, order, _session.Clock.VenueMs(nowNs), _api.IsLoggedOn)))
        {
            _session.Budget.Take(CancelWeight, nowNs);
            _pacedCancelNs = nowNs + CancelPaceNs;
            SentOn(ref request, connection);
        }
        else if (!TryCancelByRest(order, request.Number, nowNs))
        {
            UndoCancel(order, nowNs);
        }
    }

    private bool TryCancelByRest(BinanceOrder order, long number, long nowNs)
    {
        var call = new BinanceCall("DELETE", order.IsWaiting ? AlgoPath : OrderPath, _text.NameQuery(order), CancelWeight, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, at) =>
        {
            _cancelsByRest--;
            OnRestReply(number, reply, at);
        });
        if (_cancelsByRest >= MaxCancelsByRest || !_session.Rest.MaySend(CancelWeight, nowNs) || !_session.Rest.TrySend(call, nowNs))
            return false;
        _cancelsByRest++;
        return true;
    }

    // Order entry takes nothing and neither does REST: it waits, unless nothing will ever be taken again.
    private void UndoCancel(BinanceOrder order, long nowNs)
    {
        order.Cancel = default;
        if (_session.IsHopeless)
            RejectLater(new OrderId(order.Number), order.Instrument.Index, ReportKind.CancelRejected, nowNs, "cancel refused: the session has ended, and there is no way to Binance");
        else
            WaitToCancel(order, nowNs);
    }

    private bool SendByRest(long number, string method, string path, string query, int weight, long nowNs) => _session.Rest.TrySend(
        new BinanceCall(method, path, query, weight, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, at) => OnRestReply(number, reply, at)),
        nowNs);

    private bool TryQuery(BinanceOrder order, long nowNs)
    {
        int connection = _api.Connection;
        if (connection < 0 || _requests.IsFull || !_session.Budget.TryTake(QueryWeight, BinanceUrgency.Query, nowNs))
            return false;
        ref BinanceRequest request = ref _requests.Add(BinanceRequestKind.Query, order.Number, nowNs);
        if (!_session.Wire.Send(connection, _text.Status(request.Number, order, _session.Clock.VenueMs(nowNs), _api.IsLoggedOn)))
            return false;
        SentOn(ref request, connection);
        return true;
    }

    private ref BinanceRequest Enter(BinanceRequestKind kind, BinanceOrder order, ref BinanceOpenRequest open, long nowNs)
    {
        ref BinanceRequest request = ref _requests.Add(kind, order.Number, nowNs);
        open = new BinanceOpenRequest { Number = request.Number, SentNs = nowNs };
        return ref request;
    }

    private static void SentOn(ref BinanceRequest request, int connection)
    {
        request.Connection = connection;
        request.IsOpen = true;
    }

    private string? Objection(in NewOrder terms, long nowNs)
    {
        if ((uint)terms.Instrument >= (uint)_session.Instruments.Count)
            return "no such instrument";
        if (NotReady(nowNs) is { } notReady)
            return notReady;
        BinanceInstrument instrument = _session.Instruments[terms.Instrument];
        return instrument.Units is null ? $"{instrument.Symbol}'s reference data isn't there yet"
            : terms.Type.IsConditional() && BinanceConditional.Objection(terms) is { } unfit ? unfit
            : _orders.IsFull || _requests.IsFull ? "too many orders are under way"
            : null;
    }

    private string? NotReady(long nowNs) =>
        IsReady && _session.Clock.IsSynchronised(nowNs) ? null : $"Binance isn't ready for orders{(_session.Trouble is { } trouble ? $" ({trouble})" : "")}";

    // Nothing of it left.
    private void Undo(BinanceOrder order, long nowNs)
    {
        _orders.End(order, nowNs);
        RejectLater(new OrderId(order.Number), order.Instrument.Index, ReportKind.Rejected, nowNs, "order refused: there is no way to Binance now");
    }

    private void UndoAmend(BinanceOrder order, long nowNs)
    {
        order.Amend = default;
        RejectLater(new OrderId(order.Number), order.Instrument.Index, ReportKind.AmendRejected, nowNs, "amend refused: there is no way to Binance now");
    }

    private void RejectLater(OrderId id, int instrument, ReportKind kind, long nowNs, string? why)
    {
        if (why is not null)
        {
            NoteSometimes(why, nowNs);
            _session.TellWhy(id.Number, why);
        }

        _session.ReportLater(new OrderReport { Kind = kind, Id = id, Instrument = instrument, ExchangeNs = _session.Clock.VenueNs(nowNs), LocalNs = nowNs, NeverLeft = true });
    }

    private void NoteSometimes(string text, long nowNs)
    {
        _unnoted++;
        if (nowNs - _noteNs < NoteEveryNs)
            return;
        _session.Note(_unnoted > 1 ? $"{text} (and {_unnoted - 1} more since)" : text);
        _noteNs = nowNs;
        _unnoted = 0;
    }
}
