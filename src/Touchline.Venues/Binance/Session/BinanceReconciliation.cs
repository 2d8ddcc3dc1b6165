using System.Text.Json;

namespace Touchline.Venues.Binance;

/// <summary>
/// What the venue holds against what is known here: open orders, fills since the last ones, positions, balances, funding. Whatever changed meanwhile becomes reports. Orders of other
/// sessions are told of and never touched.
/// </summary>
internal sealed class BinanceReconciliation
{
    private const long EveryNs = 30 * BinanceSession.NsPerSecond;

    // What REST may be behind the matching engine.
    private const long LagNs = BinanceSession.NsPerSecond;

    // However little weight is left, so often the account is looked at.
    private const long AtLeastEveryNs = 120 * BinanceSession.NsPerSecond;
    private const int BalanceWeight = 5, PositionsWeight = 5;

    // A look may have found everything in order by chance: fills that were never told, or were late, cancelled each other out. So far back it is looked once where positions aren't explained, and after a
    // connection that may have left things out for a while before it was given up.
    private const long FarMs = 600_000;

    // A look in passing only while there is plenty of weight.
    private const double IdleShare = 0.5;

    private readonly BinanceSession _session;
    private readonly BinanceInquiries _inquiries;
    private readonly BinanceAccount _account;
    private readonly BinanceAdoption _adoption;
    private readonly BinanceAlgoList _algos;
    private readonly BinanceUnnamedFills _unnamed;
    private readonly BinanceLook _look;
    private readonly BinanceOpenList _open;
    private readonly BinanceMissedFills _fills;
    private readonly BinanceMissedFunding _funding;
    private readonly BinanceRetry _retry;
    private ReadOnlyMemory<byte>? _balances, _positions;
    private long _nextNs = long.MaxValue, _sinceMs, _firstMs, _beganMs, _balancesNs, _positionsNs, _doneNs;
    private bool _owesWhole, _isFirst = true, _looksFar;

    // What is asked of an instrument's past depends on what was traded in it; of what an earlier session did there is nothing to go by.
    private bool _asksAll;

    public BinanceReconciliation(
        BinanceSession session, BinanceOrders orders, BinanceOrderLife life, BinanceInquiries inquiries, BinanceAccount account, BinanceAdoption adoption, BinanceAlgoList algos,
        BinanceUnnamedFills unnamed, BinanceStrangeOrders strange)
    {
        (_session, _inquiries, _account, _adoption, _algos, _unnamed) = (session, inquiries, account, adoption, algos, unnamed);
        _look = new BinanceLook(session, Advance, OnFailed);
        _open = new BinanceOpenList(session, orders, life, inquiries, strange);
        _fills = new BinanceMissedFills(session, orders, life, unnamed, strange, _look);
        _funding = new BinanceMissedFunding(session, account, _look);
        _retry = new BinanceRetry(session.Random);
    }

    /// <summary>Until when everything was told, in ms of the venue; 0: that isn't known.</summary>
    public long ToldMs => _sinceMs;

    /// <summary>The account is known as it is, since the last connection.</summary>
    public bool IsDone { get; private set; }

    public long NextNs => !_look.IsRunning ? _nextNs : IsAnswered ? 0 : long.MaxValue;

    private bool IsAnswered => _look.IsAnswered && _adoption.IsSettled && !AnyDoubted && !_unnamed.Blocks;

    /// <summary>An earlier session told what was until then, unless its stream was silent: trades of others that even out leave the positions as they were.</summary>
    public void Start()
    {
        _isFirst = _adoption.SinceMs == 0;
        _asksAll = _looksFar = !_isFirst;
        _sinceMs = _firstMs = _adoption.SinceMs;
    }

    /// <param name="isWhole">Fills and funding too; else a look whether anything was missed.</param>
    public void Begin(bool isWhole, long nowNs)
    {
        if (_look is { IsRunning: true, IsWhole: true } && !isWhole)
            return;
        _owesWhole |= isWhole;
        _nextNs = long.MaxValue;
        _balances = _positions = null;
        _beganMs = _session.Clock.VenueMs(nowNs);
        _look.Begin(isWhole);
        AskState(isWhole || nowNs - _doneNs >= AtLeastEveryNs ? BinanceUrgency.Needed : BinanceUrgency.Background, nowNs);
        if (_isFirst)
            return;
        if (isWhole)
            _fills.Ask(_looksFar ? Math.Max(_session.BeganMs, _sinceMs - FarMs) : _sinceMs, _asksAll, nowNs);
        if (isWhole || BinanceMissedFunding.MayHaveBeen(_sinceMs, _beganMs))
            _funding.Ask(_sinceMs, _firstMs, _asksAll, nowNs);
    }

    private void AskState(BinanceUrgency urgency, long nowNs)
    {
        _look.Ask(BinanceOpenList.Path, "", BinanceOpenList.Weight, urgency, OnOpenOrders, nowNs);
        _look.Ask("/fapi/v3/balance", "", BalanceWeight, urgency, (reply, _) => (_balances, _balancesNs) = (reply.Http.Body, reply.Http.SentNs), nowNs);
        _look.Ask("/fapi/v3/positionRisk", "", PositionsWeight, urgency, (reply, _) => (_positions, _positionsNs) = (reply.Http.Body, reply.Http.SentNs), nowNs);
        if (_algos.IsUsed || (_adoption.IsUsed && !IsDone))
            _look.Ask(BinanceAlgoList.Path, "", BinanceAlgoList.Weight, urgency, OnAlgoOrders, nowNs);
    }

    private void OnOpenOrders(BinanceReply reply, long nowNs)
    {
        if (_open.Read(reply, nowNs) is { } wrong)
            _look.Fail(wrong);
    }

    private void OnAlgoOrders(BinanceReply reply, long nowNs)
    {
        if (!_algos.TryRead(reply, nowNs))
            _look.Fail("a list of conditional orders that isn't understood");
    }

    /// <summary>Nothing is known for certain any more.</summary>
    public void Forget()
    {
        _look.Drop();
        IsDone = false;
        _looksFar = true;
        _nextNs = long.MaxValue;
        _session.IsStateOld = true;
    }

    public void Advance(long nowNs)
    {
        if (_look.IsRunning)
        {
            if (IsAnswered)
                Complete(nowNs);
        }
        else if (nowNs >= _nextNs)
        {
            bool isIdle = _session.Budget.Weight < _session.Budget.WeightLimit * IdleShare;
            if (!IsDone || _owesWhole || isIdle || nowNs - _doneNs >= AtLeastEveryNs)
                Begin(isWhole: !IsDone || _owesWhole, nowNs);
            else
                _nextNs = nowNs + EveryNs;
        }
    }

    private bool AnyDoubted
    {
        get
        {
            foreach (BinanceInstrument instrument in _session.Instruments)
            {
                if (instrument.Traded is { } traded && traded.Live.Exists(o => o is { IsEnding: false, IsUnresolved: false } and ({ IsDoubted: true } or { Conditional.IsSought: true })))
                    return true;
            }

            return false;
        }
    }

    private void OnFailed(string why)
    {
        if (_look.IsWhole && IsDone)
            _session.Note($"what the private stream may have missed couldn't be read ({why}); trying again");
        else if (_look.IsWhole)
            _session.SetTrouble(BinanceTrouble.PrivateStream, $"the account couldn't be read ({why}): no new orders until it can; trying again");
    }

    private void Complete(long nowNs)
    {
        _look.End();
        // What was before the positions is in them, and this is all there is to be known of it.
        if (_isFirst)
            _beganMs = _session.Clock.VenueMs(_positionsNs);
        bool wasKnown = true;
        if (!_look.HasFailed)
            TellAccount(nowNs, out wasKnown);
        if (_look.HasFailed)
        {
            _nextNs = nowNs + _retry.NextNs();
            return;
        }

        _retry.Reset();
        _nextNs = nowNs + EveryNs;
        _doneNs = nowNs;
        if (_look.IsWhole)
            CompleteWhole(wasKnown, nowNs);
        else if (wasKnown)
            _sinceMs = ToldUntilMs(wasKnown);
        else
            _owesWhole = true; // a fill is on its way, or was missed: a look asks for none

        _session.IsStateOld = true;
    }

    private void CompleteWhole(bool wasKnown, long nowNs)
    {
        bool owesMore = OwesFills();
        if (wasKnown)
            _sinceMs = Math.Min(_beganMs, _unnamed.OldestMs);
        _unnamed.ForgetEarlier();
        if (_isFirst)
            _firstMs = _session.BeganMs = _beganMs;
        _isFirst = _asksAll = false;
        _owesWhole = owesMore || !wasKnown;
        _looksFar = !wasKnown;
        if (owesMore)
            _nextNs = nowNs;
        else if (!wasKnown)
            _nextNs = nowNs + LagNs;
        // What was missed before this connection is no fault of its own, even if the last of it was found just now.
        _session.IsPrivateDoubted &= IsDone;
        IsDone = true;
        _session.SetTrouble(BinanceTrouble.PrivateStream, null);
    }

    // Where every order is where it was thought to be and so are the positions, nothing was missed so far.
    private long ToldUntilMs(bool isKnown)
    {
        bool isAll = isKnown && (_look.IsWhole ? !_session.Instruments.Exists(IsOwed) : _inquiries.Count == 0 && !BinanceMissedFunding.IsTime(_beganMs));
        return isAll && _unnamed.OldestMs == long.MaxValue ? _beganMs : _sinceMs;
    }

    // A position that others opened in an instrument where we did nothing: its fills weren't asked for.
    private bool IsOwed(BinanceInstrument instrument) => !_isFirst && !_asksAll && instrument is { Traded: null, Units: not null } && instrument.Position != 0;

    private bool OwesFills()
    {
        bool owes = false;
        foreach (BinanceInstrument instrument in _session.Instruments)
        {
            if (!IsOwed(instrument))
                continue;
            instrument.Traded = new BinanceTraded { LastTradeMs = _sinceMs };
            owes = true;
        }

        return owes;
    }

    private void TellAccount(long nowNs, out bool wasKnown)
    {
        wasKnown = true;
        try
        {
            long balancesMs = _session.Clock.VenueMs(_balancesNs - LagNs), positionsMs = _session.Clock.VenueMs(_positionsNs - LagNs);
            wasKnown = _account.OnWhole(_balances!.Value, balancesMs, _positions!.Value, positionsMs, ToldUntilMs, _look.IsWhole, _open.Strange, nowNs);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            _look.Fail("balances or positions that aren't understood");
        }
    }
}
