using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// The account's own stream. Its key is asked for before every connection, which also makes an old one last, and kept alive; after every connection the account is reconciled, because
/// nothing is sent twice and a connection with a wrong key is silent.
/// </summary>
internal sealed class BinancePrivateStream(
    BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceAccount account, BinanceReconciliation reconciliation, BinanceAlgoList algos, BinanceUnnamedFills unnamed,
    BinanceStrangeOrders strange)
    : BinanceLine(session)
{
    // TRADE_LITE is left out on purpose: every fill comes as an order's update too, with its fee.
    private const string Events = "ORDER_TRADE_UPDATE/ACCOUNT_UPDATE/MARGIN_CALL/ACCOUNT_CONFIG_UPDATE/ALGO_UPDATE/listenKeyExpired";

    private const long KeepAliveNs = 30L * 60 * BinanceSession.NsPerSecond;
    private const long OverlapNs = 5 * BinanceSession.NsPerSecond;
    // What the venue has answered the stream tells within this; it is silent else, however open.
    private const long OwedNs = 10 * BinanceSession.NsPerSecond;
    private const long BrokenNoteNs = 60 * BinanceSession.NsPerSecond;
    private const int KeyWeight = 1;

    private readonly BinanceRetry _keyRetry = new(session.Random);
    private string? _key;
    private bool _isAsked;
    private long _askAtNs = long.MaxValue, _keepAliveNs = long.MaxValue, _takeOverNs = long.MaxValue;
    private long _brokenNoteNs = long.MinValue / 2;
    private long _owedNs = long.MaxValue;

    // At most one for an order until the stream has told of it.
    private readonly Queue<(long Number, long AtNs)> _owedFills = new();

    public override long NextNs => !IsWanted ? long.MaxValue
        : _key is null ? (_isAsked ? long.MaxValue : _askAtNs)
        : Math.Min(Math.Min(base.NextNs, Math.Min(_owedNs, _owedFills.TryPeek(out (long, long AtNs) fill) ? fill.AtNs : long.MaxValue)), Math.Min(_keepAliveNs, _takeOverNs));

    protected override string Name => "Binance private stream";

    protected override string Url => $"{Session.Options.StreamUrl}/private/ws?listenKey={_key}&events={Events}";

    public void Start(long nowNs)
    {
        _askAtNs = nowNs;
        Want(nowNs);
    }

    public override void Advance(long nowNs)
    {
        if (_key is null)
        {
            if (IsWanted && !_isAsked && nowNs >= _askAtNs)
                AskKey(nowNs);
            return;
        }

        base.Advance(nowNs);
        if (nowNs >= _keepAliveNs)
            KeepAlive(nowNs);
        if (nowNs >= _owedNs)
        {
            _owedNs = long.MaxValue;
            Session.IsPrivateDoubted = true;
        }

        while (_owedFills.TryPeek(out (long Number, long AtNs) owed) && nowNs >= owed.AtNs)
        {
            _owedFills.Dequeue();
            Session.IsPrivateDoubted |= owed.AtNs - OwedNs >= OpenedNs && orders.Find(owed.Number)?.FillOwedNs == owed.AtNs;
        }

        if (Session.IsPrivateDoubted)
            OnDoubt();
        if (nowNs >= _takeOverNs)
        {
            _takeOverNs = long.MaxValue;
            TakeOver(nowNs);
            Session.Note($"{Name} was replaced before Binance cuts it off after 24 hours");
            reconciliation.Begin(isWhole: true, nowNs);
        }
    }

    /// <summary>The venue has answered a request: the stream has to say so too. Of what was sent before it was opened it may have said it to nobody.</summary>
    public void Expect(long sentNs, long nowNs)
    {
        if (IsOpen && sentNs >= OpenedNs)
            _owedNs = Math.Min(_owedNs, nowNs + OwedNs);
    }

    /// <summary>Fills of an order had to be fetched: the stream may be late with them, but has to tell too. What it missed before it was reconciled is no fault of it.</summary>
    public void ExpectFill(BinanceOrder order, long sentNs, long nowNs)
    {
        if (!IsOpen || !reconciliation.IsDone || sentNs < OpenedNs)
            return;
        order.FillOwedNs = nowNs + OwedNs;
        _owedFills.Enqueue((order.Number, order.FillOwedNs));
    }

    public override void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        BinanceUserEvent update = BinanceUserEvent.Read(message);
        switch (update.Kind)
        {
            case BinanceUserEventKind.Order:
                OnOrder(update, receivedNs);
                break;
            case BinanceUserEventKind.Account:
                account.OnUpdate(update.Account, update.TransactionMs != 0 ? update.TransactionMs : update.EventMs, receivedNs);
                break;
            case BinanceUserEventKind.Algo:
                algos.OnUpdate(BinanceAlgoState.ReadUpdate(message), receivedNs);
                break;
            case BinanceUserEventKind.MarginCall:
                Session.Note($"margin call: positions are close to being closed by Binance: {BinanceFailure.TextOf(message)}");
                break;
            case BinanceUserEventKind.Configuration:
                Session.AreModesDoubted = true;
                break;
            case BinanceUserEventKind.ListenKeyExpired:
                Renew("its key has expired", receivedNs);
                break;
            case BinanceUserEventKind.Broken when receivedNs - _brokenNoteNs >= BrokenNoteNs:
                _brokenNoteNs = receivedNs;
                Session.Note($"{Name}: a broken message: {BinanceFailure.TextOf(message)}");
                reconciliation.Begin(isWhole: true, receivedNs);
                break;
        }
    }

    protected override void OnOpen(int connection, long nowNs)
    {
        if (connection != Current)
        {
            _takeOverNs = nowNs + OverlapNs;
            return;
        }

        if (Session.TroubleOf(BinanceTrouble.PrivateStream) is not null)
            Session.SetTrouble(BinanceTrouble.PrivateStream, "the private stream is back: no new orders until the account is reconciled and every order's fate is known");
        reconciliation.Begin(isWhole: true, nowNs);
    }

    protected override void OnLost(string reason, long nowNs)
    {
        _takeOverNs = _owedNs = long.MaxValue;
        if (IsOpen)
        {
            // The successor was up already: what was told in between may be missing all the same.
            reconciliation.Begin(isWhole: true, nowNs);
            return;
        }

        reconciliation.Forget();
        _key = null;
        _askAtNs = nowNs;
        _keepAliveNs = long.MaxValue;
        Session.SetTrouble(BinanceTrouble.PrivateStream, $"the private stream is down ({reason}): no new orders until it is back and the account reconciled");
    }

    protected override void OnSuccessorLost(int connection, long nowNs) => _takeOverNs = long.MaxValue;

    // While the account is being reconciled after a connection it is only natural that something was missed.
    private void OnDoubt()
    {
        Session.IsPrivateDoubted = false;
        if (reconciliation.IsDone && IsOpen)
            Reopen("it left out what became of an order");
    }

    private void OnOrder(in BinanceUserEvent update, long nowNs)
    {
        int index = Session.Symbols.Find(update.Symbol);
        if (index < 0 || Session.Instruments[index] is not { Units: not null } instrument)
            return;
        var fill = new BinanceFillNews
        {
            TradeId = update.TradeId,
            TimeMs = update.TradeMs != 0 ? update.TradeMs : update.TransactionMs,
            Price = update.LastPrice,
            Quantity = update.LastQuantity,
            Fee = update.Fee,
            FeeAsset = update.FeeAsset,
            IsMaker = update.IsMaker,
            Side = update.Side,
        };
        long number = orders.NumberOf(update.ClientId);
        if (number == 0)
        {
            // What a conditional order became may have any client id.
            if (orders.FindByVenueId(index, update.VenueId) is { } own)
                OnOwn(update, instrument, own, own.Number, fill, nowNs);
            else
                OnOthers(update, instrument, fill, nowNs);
            return;
        }

        OnOwn(update, instrument, orders.Find(number), number, fill, nowNs);
    }

    private void OnOthers(in BinanceUserEvent update, BinanceInstrument instrument, in BinanceFillNews fill, long nowNs)
    {
        bool isFill = update.Execution is BinanceExecution.Trade or BinanceExecution.Calculated && update.TradeId > 0;
        bool isLiquidation = IsLiquidation(update.ClientId), isVenues = isLiquidation || IsVenues(update.ClientId);
        if (!isVenues && unnamed.MayBeOurs(instrument, update.VenueId, update.Side, nowNs))
        {
            if (isFill)
                unnamed.Hold(instrument, update.VenueId, update.ClientId, fill, nowNs);
            return;
        }

        if (!isVenues)
            strange.OnStranger(instrument, update.ClientId);
        if (isFill && isLiquidation)
            life.OnForcedFill(instrument, fill, nowNs);
        else if (isFill)
            life.OnExternalFill(instrument, fill, isVenues, nowNs);
    }

    private void OnOwn(in BinanceUserEvent update, BinanceInstrument instrument, BinanceOrder? order, long number, in BinanceFillNews fill, long nowNs)
    {
        long venueMs = update.TransactionMs != 0 ? update.TransactionMs : update.EventMs;
        _owedNs = long.MaxValue;
        if (order is not null)
        {
            order.IsStreamed = true;
            if (update.Execution is BinanceExecution.Trade or BinanceExecution.Calculated)
                order.FillOwedNs = 0;
            orders.SetVenueId(order, update.VenueId);
        }

        if (order is { IsEnded: false } && update.Status != BinanceOrderStatus.Rejected)
        {
            // Every update carries the terms as they are then, so that none is missed if an amendment's own update is; a fill may need the new ones.
            life.Acknowledge(order, venueMs, nowNs);
            life.OnTerms(order, update.Price, update.Quantity, venueMs, isReply: false, nowNs);
        }

        long executed = BinanceOrderLife.TryQuantity(instrument, update.Cumulative, out Quantity units) ? units.Units : 0;
        if (update.Execution is BinanceExecution.Trade or BinanceExecution.Calculated && update.TradeId > 0 && !Holds(instrument, order, fill, executed))
            life.OnFill(instrument, order, number, fill, nowNs);
        if (order is null or { IsEnded: true })
        {
            if (IsZombie(update, order, venueMs))
                strange.OnZombie(instrument, update.ClientId, number, isWaiting: false, nowNs);
            return;
        }

        switch (update.Status)
        {
            case BinanceOrderStatus.Filled:
                life.OnEnd(order, default, executed, venueMs, nowNs);
                break;
            case BinanceOrderStatus.Canceled:
                life.OnEnd(order, ReportKind.Cancelled, executed, venueMs, nowNs);
                break;
            case BinanceOrderStatus.Expired:
                life.OnEnd(order, ReportKind.Expired, executed, venueMs, nowNs);
                break;
            case BinanceOrderStatus.Rejected:
                life.OnEnd(order, ReportKind.Rejected, executed, venueMs, nowNs);
                break;
            default:
                if (executed > order.FilledUnits)
                    life.OnExecuted(order, executed, nowNs);
                break;
        }
    }

    // A fill before it is missing. A session that goes on from here has to know by the last number which fills were told.
    private static bool Holds(BinanceInstrument instrument, BinanceOrder? order, in BinanceFillNews fill, long executed)
    {
        if (order is null or { IsEnded: true } || !BinanceOrderLife.TryQuantity(instrument, fill.Quantity, out Quantity quantity) || order.FilledUnits + quantity.Units >= executed)
            return false;
        order.HoldsFill = true;
        return true;
    }

    // News from before an order's end may come after it; of one that the venue was thought never to have had there is none.
    private static bool IsZombie(in BinanceUserEvent update, BinanceOrder? order, long venueMs) =>
        update.Status is BinanceOrderStatus.New or BinanceOrderStatus.PartiallyFilled
            && (order is null || order.IsPresumedGone || order.EndKind == ReportKind.Rejected || (order.EndMs > 0 && venueMs > order.EndMs));

    /// <summary>An order by which the venue closes a position for want of margin.</summary>
    public static bool IsLiquidation(ReadOnlySpan<byte> clientId) => clientId.StartsWith("autoclose-"u8);

    /// <summary>Other orders that the venue makes itself: deleveraging, the end of a contract.</summary>
    public static bool IsVenues(ReadOnlySpan<byte> clientId) =>
        clientId.StartsWith("adl_autoclose"u8) || clientId.StartsWith("settlement_autoclose-"u8) || clientId.StartsWith("delivery_autoclose-"u8);

    private void AskKey(long nowNs)
    {
        _isAsked = true;
        Session.Rest.Ask(
            new BinanceCall("POST", "/fapi/v1/listenKey", "", KeyWeight, BinanceUrgency.Urgent, BinanceSecurity.Key, (reply, at) =>
            {
                _isAsked = false;
                if (reply.IsOk && KeyOf(reply.Body) is { } key)
                {
                    _keyRetry.Reset();
                    _key = key;
                    _keepAliveNs = at + KeepAliveNs;
                    Advance(at);
                    return;
                }

                _askAtNs = at + _keyRetry.NextNs();
                Session.SetTrouble(BinanceTrouble.PrivateStream, $"no key for the private stream ({reply.Failure?.ToString() ?? "an answer without one"}): no new orders until there is one; trying again");
            }),
            nowNs);
    }

    private void KeepAlive(long nowNs)
    {
        _keepAliveNs = nowNs + KeepAliveNs;
        Session.Rest.Ask(
            new BinanceCall("PUT", "/fapi/v1/listenKey", "", KeyWeight, BinanceUrgency.Urgent, BinanceSecurity.Key, (reply, at) =>
            {
                if (reply.Failure is { Code: -1125 })
                    Renew("its key isn't valid any more", at);
                else if (!reply.IsOk)
                    _keepAliveNs = at + _keyRetry.NextNs();
                else
                    _keyRetry.Reset();
            }),
            nowNs);
    }

    private void Renew(string why, long nowNs)
    {
        _keepAliveNs = long.MaxValue;
        if (Current >= 0)
        {
            Reopen(why);
        }
        else
        {
            _key = null;
            _askAtNs = nowNs;
        }
    }

    private static string? KeyOf(ReadOnlySpan<byte> body)
    {
        string? key = null;
        var scanner = new JsonScanner(body);
        if (scanner.Peek != '{' || !scanner.Enter((byte)'{'))
            return null;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("listenKey"u8) && scanner.Peek == '"')
                key = System.Text.Encoding.ASCII.GetString(scanner.ReadScalar());
            else
                scanner.Skip();
        }

        return scanner.AtEnd && key is { Length: > 0 } ? Uri.EscapeDataString(key) : null;
    }
}
