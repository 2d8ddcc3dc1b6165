using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// What the venue holds against what is known here: open orders, fills since the last ones, positions, balances, funding. Whatever changed meanwhile becomes reports. Orders of other
/// sessions are told of and never touched.
/// </summary>
internal sealed class BinanceReconciliation(
    BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceInquiries inquiries, BinanceAccount account, BinanceAdoption adoption, BinanceAlgoList algos, BinanceUnnamedFills unnamed)
{
    private const long EveryNs = 30 * BinanceSession.NsPerSecond;
    private const long OverlapMs = 5_000;

    // Funding is paid at whole hours, and listed a while later.
    private const long HourMs = 3_600_000, FundingMs = 60_000;

    // A payment's line comes up to a minute after it.
    private const long IncomeOverlapMs = 120_000;

    // Fills further back the venue doesn't list without a trade's number.
    private const long MaxBackMs = 7L * 24 * 3_600_000 - 60_000;

    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    // However little weight is left, so often the account is looked at.
    private const long AtLeastEveryNs = 120 * BinanceSession.NsPerSecond;
    private const int OrdersWeight = 40, BalanceWeight = 5, PositionsWeight = 5, TradesWeight = 5, OrderWeight = 1;
    private const int MaxRows = 1_000, MaxStrangers = 1_000, MaxStrangersTold = 20;

    // A look in passing only while there is plenty of weight.
    private const double IdleShare = 0.5;

    private readonly BinanceRetry _retry = new(session.Random);
    private readonly HashSet<long> _zombies = [];
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private ReadOnlyMemory<byte>? _balances, _positions;
    private long _nextNs = long.MaxValue, _sinceMs, _firstMs, _beganMs, _balancesNs, _positionsNs, _doneNs;
    private int _run, _awaited, _strangeOrders;
    private bool _isWhole, _owesWhole, _hasFailed, _isRunning, _isFirst = true;

    // What is asked of an instrument's past depends on what was traded in it; of what an earlier session did there is nothing to go by.
    private bool _asksAll;

    /// <summary>The account is known as it is, since the last connection.</summary>
    public bool IsDone { get; private set; }

    public long NextNs => !_isRunning ? _nextNs : IsAnswered ? 0 : long.MaxValue;

    private bool IsAnswered => _awaited == 0 && adoption.IsSettled && !AnyDoubted && !unnamed.Blocks;

    /// <summary>An earlier session told what was until then.</summary>
    public void Start()
    {
        _isFirst = adoption.SinceMs == 0;
        _asksAll = !_isFirst;
        _sinceMs = _firstMs = adoption.SinceMs;
    }

    /// <param name="isWhole">Fills and funding too; else a look whether anything was missed.</param>
    public void Begin(bool isWhole, long nowNs)
    {
        if (_isRunning && _isWhole && !isWhole)
            return;
        _run++;
        _isWhole = isWhole;
        _owesWhole |= isWhole;
        _isRunning = true;
        _hasFailed = false;
        _nextNs = long.MaxValue;
        _balances = _positions = null;
        _beganMs = session.Clock.VenueMs(nowNs);
        _awaited = 3;
        BinanceUrgency urgency = isWhole || nowNs - _doneNs >= AtLeastEveryNs ? BinanceUrgency.Needed : BinanceUrgency.Background;
        Ask("/fapi/v1/openOrders", "", OrdersWeight, urgency, OnOpenOrders, nowNs);
        Ask("/fapi/v3/balance", "", BalanceWeight, urgency, (reply, _) => (_balances, _balancesNs) = (reply.Http.Body, reply.Http.SentNs), nowNs);
        Ask("/fapi/v3/positionRisk", "", PositionsWeight, urgency, (reply, _) => (_positions, _positionsNs) = (reply.Http.Body, reply.Http.SentNs), nowNs);
        if (algos.IsUsed || (adoption.IsUsed && !IsDone))
            AskAlgos(urgency, nowNs);
        if (isWhole && !_isFirst)
            AskFills(nowNs);
        else if (!_isFirst && MayHaveFunded)
            AskFunding(nowNs);
    }

    private void AskAlgos(BinanceUrgency urgency, long nowNs)
    {
        _awaited++;
        Ask(BinanceAlgoList.Path, "", BinanceAlgoList.Weight, urgency, (reply, at) =>
        {
            if (!algos.TryRead(reply, this, at))
                Fail("a list of conditional orders that isn't understood");
        }, nowNs);
    }

    /// <summary>Nothing is known for certain any more.</summary>
    public void Forget()
    {
        _run++;
        IsDone = _isRunning = false;
        _nextNs = long.MaxValue;
        session.IsStateOld = true;
    }

    public void Advance(long nowNs)
    {
        if (_isRunning)
        {
            if (IsAnswered)
                Complete(nowNs);
        }
        else if (nowNs >= _nextNs)
        {
            bool isIdle = session.Budget.Weight < session.Budget.WeightLimit * IdleShare;
            if (!IsDone || _owesWhole || isIdle || nowNs - _doneNs >= AtLeastEveryNs)
                Begin(isWhole: !IsDone || _owesWhole, nowNs);
            else
                _nextNs = nowNs + EveryNs;
        }
    }

    /// <summary>An order that this session didn't make.</summary>
    public void OnStranger(BinanceInstrument? instrument, ReadOnlySpan<byte> clientId)
    {
        if (_strangers.Count >= MaxStrangers || !_strangers.Add(Encoding.UTF8.GetString(clientId)))
            return;
        if (_strangers.Count <= MaxStrangersTold)
            session.Note($"{instrument?.Symbol ?? "another symbol"}: order {Encoding.UTF8.GetString(clientId)} is another session's or made by hand; it isn't touched, but it moves the account's position");
        else if (_strangers.Count == MaxStrangersTold + 1)
            session.Note("more orders of other sessions aren't told one by one");
    }

    /// <summary>An order of ours works at the venue though it was told to be over, or is known no more: it is cancelled, once until the next look.</summary>
    /// <param name="isWaiting">It is a conditional one that waits.</param>
    public void OnZombie(BinanceInstrument instrument, ReadOnlySpan<byte> clientId, long number, bool isWaiting, long nowNs)
    {
        if (_zombies.Count >= MaxStrangers || !_zombies.Add(number))
            return;
        string id = Encoding.ASCII.GetString(clientId);
        session.Note($"{instrument.Symbol}: order {id} works at Binance though it counts as over here; it is being cancelled");
        session.Rest.Ask(
            new BinanceCall(
                "DELETE", isWaiting ? "/fapi/v1/algoOrder" : "/fapi/v1/order", isWaiting ? $"clientAlgoId={id}" : $"{instrument.Query}&origClientOrderId={id}", OrderWeight, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, _) =>
            {
                if (reply.Failure is { Code: not (-2011 or -2013) } failure)
                    session.Note($"{instrument.Symbol}: order {id}, which counts as over here, couldn't be cancelled ({failure}); it is tried again with the next look");
            }),
            nowNs);
    }

    private void OnOwn(int index, BinanceOrder? order, in BinanceOrderState state, long askedNs, long nowNs)
    {
        if (order is { IsEnded: false })
            life.OnState(order, state, nowNs);
        else if (index < 0)
            OnStranger(null, state.ClientId);
        else if (state.IsLive && (order is null || order.EndedNs + LagNs < askedNs))
            OnZombie(session.Instruments[index], state.ClientId, orders.NumberOf(state.ClientId), isWaiting: false, nowNs);
    }

    private bool AnyDoubted
    {
        get
        {
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { } traded && traded.Live.Exists(o => o is { IsEnding: false, IsUnresolved: false } and ({ IsDoubted: true } or { Conditional.IsSought: true })))
                    return true;
            }

            return false;
        }
    }

    private void Ask(string path, string query, int weight, BinanceUrgency urgency, Action<BinanceReply, long> then, long nowNs)
    {
        int run = _run;
        session.Rest.Ask(
            new BinanceCall("GET", path, query, weight, urgency, BinanceSecurity.Signed, (reply, at) =>
            {
                if (run != _run)
                    return;
                _awaited--;
                if (reply.IsOk)
                    then(reply, at);
                else
                    Fail($"{path}: {reply.Failure}");
                Advance(at);
            }),
            nowNs);
    }

    private void Fail(string why)
    {
        _hasFailed = true;
        if (_isWhole && IsDone)
            session.Note($"what the private stream may have missed couldn't be read ({why}); trying again");
        else if (_isWhole)
            session.SetTrouble(BinanceTrouble.PrivateStream, $"the account couldn't be read ({why}): no new orders until it can; trying again");
    }

    private void AskFills(long nowNs)
    {
        if (_sinceMs < session.Clock.VenueMs(nowNs) - MaxBackMs)
            session.Note($"the account was last read more than 7 days ago, on {DateTimeOffset.FromUnixTimeMilliseconds(_sinceMs):yyyy-MM-dd HH:mm} UTC; Binance lists fills and funding of 7 days: compare the positions, the wallet and the profit with Binance's trade history since then");
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Units is not null && (_asksAll || instrument.Traded is not null || instrument.Position != 0))
                AskFills(instrument, $"startTime={From(instrument.Traded is { LastTradeMs: > 0 } traded ? Math.Min(traded.LastTradeMs, _sinceMs) : _sinceMs, nowNs)}", nowNs);
        }

        AskFunding(nowNs);
    }

    // A position may have come and gone while nothing was told. A payment that is listed late belongs to an hour that was looked at before.
    private void AskFunding(long nowNs)
    {
        if (_asksAll || session.Instruments.Exists(i => i.Position != 0 || i.Traded is not null))
            AskIncome(From(Math.Min(_sinceMs + OverlapMs - IncomeOverlapMs, Math.Max(_firstMs, _sinceMs - _sinceMs % HourMs)), nowNs), nowNs);
    }

    // It moves neither orders nor positions, by which a look in passing sees that nothing was missed.
    private bool MayHaveFunded => IsFundingTime || (_sinceMs - FundingMs) / HourMs != (_beganMs - FundingMs) / HourMs;

    private bool IsFundingTime => _beganMs % HourMs < FundingMs;

    private void AskIncome(long fromMs, long nowNs)
    {
        _awaited++;
        Ask("/fapi/v1/income", BinanceAccount.IncomeQuery(fromMs), BinanceAccount.IncomeWeight, BinanceUrgency.Needed, (reply, at) =>
        {
            (int payments, long lastMs) = account.ReadIncome(reply.Http.Body, at);
            if (payments < 0)
                Fail("a list of funding payments that isn't understood");
            else if (payments == MaxRows)
                AskIncome(Math.Max(lastMs, fromMs + 1), at);
        }, nowNs);
    }

    private long From(long sinceMs, long nowNs) => Math.Max(sinceMs - OverlapMs, session.Clock.VenueMs(nowNs) - MaxBackMs);

    private void AskFills(BinanceInstrument instrument, string from, long nowNs)
    {
        _awaited++;
        Ask("/fapi/v1/userTrades", $"{instrument.Query}&{from}&limit={MaxRows}", TradesWeight, BinanceUrgency.Needed, (reply, at) =>
        {
            var unknown = new SortedDictionary<long, List<JsonElement>>();
            (int rows, long last) = BinanceTradeRows.Read(reply.Http.Body, instrument, orders, life, at, (venueId, row) =>
            {
                if (!unknown.TryGetValue(venueId, out List<JsonElement>? fills))
                    unknown[venueId] = fills = [];
                fills.Add(row.Clone());
            });
            foreach ((long venueId, List<JsonElement> fills) in unknown)
                AskWhose(instrument, venueId, fills, at);
            if (rows < 0)
                Fail("a list of fills that isn't understood");
            else if (rows == MaxRows)
                AskFills(instrument, $"fromId={last + 1}", at);
        }, nowNs);
    }

    // Fills of an order whose number isn't known here: ours without an answer yet, a liquidation, or somebody else's.
    private void AskWhose(BinanceInstrument instrument, long venueId, List<JsonElement> fills, long nowNs)
    {
        int run = _run;
        _awaited++;
        session.Rest.Ask(
            new BinanceCall("GET", "/fapi/v1/order", $"{instrument.Query}&orderId={venueId}", OrderWeight, BinanceUrgency.Needed, BinanceSecurity.Signed, (reply, at) =>
            {
                if (run != _run)
                    return;
                _awaited--;
                // Binance may list an order's fills for longer than the order.
                if (reply.IsOk || reply.Failure is { Code: -2013 or -2011 })
                    OnWhose(instrument, reply, venueId, fills, at);
                else
                    Fail($"/fapi/v1/order: {reply.Failure}");
                Advance(at);
            }),
            nowNs);
    }

    private void OnWhose(BinanceInstrument instrument, BinanceReply reply, long venueId, List<JsonElement> fills, long nowNs)
    {
        var scanner = new JsonScanner(reply.IsOk ? reply.Body : "{}"u8);
        BinanceOrderState state = BinanceOrderState.Read(ref scanner);
        long number = orders.NumberOf(state.ClientId);
        bool isLiquidation = BinancePrivateStream.IsLiquidation(state.ClientId), isVenues = isLiquidation || BinancePrivateStream.IsVenues(state.ClientId);
        if (reply.IsOk && state.ClientId.IsEmpty)
        {
            Fail("an order that isn't understood");
            return;
        }

        // What a conditional order became may have been learnt meanwhile.
        BinanceOrder? own = orders.Find(number) ?? orders.FindByVenueId(instrument.Index, venueId);
        // Queries may be behind the list of fills: it may be the one of ours of which nobody knows yet.
        if (own is null && !reply.IsOk && instrument.Traded?.Live.Exists(o => o is { VenueId: 0, New.IsOpen: true, IsUnresolved: false }) == true)
        {
            Fail($"a fill of order number {venueId}, which isn't to be found, while one of ours is unclear");
            return;
        }

        if (own is { } order)
        {
            life.OnState(order, state, nowNs);
            foreach (JsonElement fill in fills)
                life.OnFill(instrument, order, order.Number, BinanceTradeRows.News(fill), nowNs);
            return;
        }

        // Of this session, over and forgotten: it was told whole before it was. Of an earlier one: what of it was told is known.
        if (number != 0 && (!orders.IsForgotten(number) || fills.TrueForAll(f => WasToldBefore(instrument, f))))
            return;
        if (number == 0 && !isVenues && unnamed.MayBeOurs(instrument, venueId, BinanceTradeRows.News(fills[0]).Side, nowNs))
        {
            foreach (JsonElement fill in fills)
                unnamed.Hold(instrument, venueId, reply.IsOk ? state.ClientId : Encoding.ASCII.GetBytes($"number {venueId}"), BinanceTradeRows.News(fill), nowNs);
            return;
        }

        if (!isVenues && !fills.TrueForAll(f => BinanceUnnamedFills.WasOurs(instrument, BinanceTradeRows.News(f))))
            OnStranger(instrument, reply.IsOk ? state.ClientId : Encoding.ASCII.GetBytes($"number {venueId}"));
        foreach (JsonElement fill in fills)
        {
            if (isLiquidation)
                life.OnForcedFill(instrument, BinanceTradeRows.News(fill), nowNs);
            else if (number != 0)
                life.OnFill(instrument, null, number, BinanceTradeRows.News(fill), nowNs);
            else
                life.OnExternalFill(instrument, BinanceTradeRows.News(fill), isVenues, nowNs);
        }
    }

    private static bool WasToldBefore(BinanceInstrument instrument, JsonElement fill)
    {
        BinanceFillNews news = BinanceTradeRows.News(fill);
        return instrument.Traded?.ToldBefore.WasTold(news.TradeId, news.Side) == true;
    }

    private void OnOpenOrders(BinanceReply reply, long nowNs)
    {
        var seen = new HashSet<long>();
        _zombies.Clear();
        _strangeOrders = 0;
        var scanner = new JsonScanner(reply.Body);
        if (scanner.Peek != '[' || !scanner.Enter((byte)'['))
        {
            Fail("a list of open orders that isn't understood");
            return;
        }

        while (scanner.NextElement() && scanner.Peek == '{')
        {
            BinanceOrderState state = BinanceOrderState.Read(ref scanner);
            int index = session.Symbols.Find(state.Symbol);
            long number = orders.NumberOf(state.ClientId);
            // What a conditional order became may have any client id.
            if (number == 0 && index >= 0 && orders.FindByVenueId(index, state.VenueId) is { } own)
                number = own.Number;
            if (number == 0 || orders.Find(number) is null or { IsEnded: true })
                _strangeOrders++;
            if (number == 0)
                OnStranger(index < 0 ? null : session.Instruments[index], state.ClientId);
            else if (state.IsWhole && seen.Add(number))
                OnOwn(index, orders.Find(number), state, reply.Http.SentNs, nowNs);
        }

        if (!scanner.AtEnd)
        {
            Fail("a broken list of open orders");
            return;
        }

        DoubtAllBut(seen, reply.Http.SentNs, nowNs);
    }

    // What was sent after the list was asked for can't be expected in it.
    private void DoubtAllBut(HashSet<long> seen, long askedNs, long nowNs)
    {
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Traded is not { } traded)
                continue;
            foreach (BinanceOrder order in traded.Live)
            {
                if (!seen.Contains(order.Number) && order is { IsWaiting: false, IsAcknowledged: true, IsEnding: false } && order.BeganNs < askedNs)
                {
                    order.IsDoubted = true;
                    inquiries.Ask(order, nowNs);
                }
            }
        }
    }

    private void Complete(long nowNs)
    {
        _isRunning = false;
        bool wasKnown = true;
        if (!_hasFailed)
            _hasFailed = !TryTellAccount(nowNs, out wasKnown);
        if (_hasFailed)
        {
            _nextNs = nowNs + _retry.NextNs();
            return;
        }

        _retry.Reset();
        _nextNs = nowNs + EveryNs;
        _doneNs = nowNs;
        if (_isWhole)
        {
            bool owesMore = OwesFills();
            if (wasKnown)
                _sinceMs = Math.Min(_beganMs, unnamed.OldestMs);
            unnamed.ForgetEarlier();
            if (_isFirst)
                _firstMs = _beganMs;
            _isFirst = _asksAll = false;
            _owesWhole = owesMore || !wasKnown;
            if (owesMore)
                _nextNs = nowNs;
            else if (!wasKnown)
                _nextNs = nowNs + LagNs;
            // What was missed before this connection is no fault of its own, even if the last of it was found just now.
            session.IsPrivateDoubted &= IsDone;
            IsDone = true;
            session.SetTrouble(BinanceTrouble.PrivateStream, null);
        }
        else if (!wasKnown)
        {
            // A fill is on its way, or was missed: a look asks for none.
            _owesWhole = true;
        }
        else
        {
            _sinceMs = ToldUntilMs(wasKnown);
        }

        session.IsStateOld = true;
    }

    // Where every order is where it was thought to be and so are the positions, nothing was missed so far.
    private long ToldUntilMs(bool isKnown)
    {
        bool isAll = isKnown && (_isWhole ? !session.Instruments.Exists(IsOwed) : inquiries.Count == 0 && !IsFundingTime);
        return isAll && unnamed.OldestMs == long.MaxValue ? _beganMs : _sinceMs;
    }

    // A position that others opened in an instrument where we did nothing: its fills weren't asked for.
    private bool IsOwed(BinanceInstrument instrument) => !_isFirst && !_asksAll && instrument is { Traded: null, Units: not null } && instrument.Position != 0;

    private bool OwesFills()
    {
        bool owes = false;
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (!IsOwed(instrument))
                continue;
            instrument.Traded = new BinanceTraded { LastTradeMs = _sinceMs };
            owes = true;
        }

        return owes;
    }

    private bool TryTellAccount(long nowNs, out bool wasKnown)
    {
        wasKnown = true;
        try
        {
            wasKnown = account.OnWhole(_balances!.Value, session.Clock.VenueMs(_balancesNs - LagNs), _positions!.Value, session.Clock.VenueMs(_positionsNs - LagNs), ToldUntilMs, _isWhole, _strangeOrders, nowNs);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Fail("balances or positions that aren't understood");
            return false;
        }
    }
}
