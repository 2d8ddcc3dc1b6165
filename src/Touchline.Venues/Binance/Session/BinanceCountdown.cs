namespace Touchline.Venues.Binance;

/// <summary>
/// The venue's dead man's switch, by symbol: as long as orders work, it is told again and again to cancel everything unless it hears from us; when nothing works any more it is
/// switched off.
/// </summary>
internal sealed class BinanceCountdown(BinanceSession session)
{
    // Told three times within a countdown, so that one lost request changes nothing.
    private const int TimesWithin = 3;
    private const int Weight = 10;

    // Of the weight of a minute, however many symbols there are: to keep countdowns going, and to begin new ones. What runs already never waits for what begins.
    private const double KeepShare = 0.2, BeginShare = 0.4;
    private const long MinuteNs = 60 * BinanceSession.NsPerSecond;

    // When those of the last minute began.
    private readonly Queue<long> _begunNs = new();
    private long _begun;
    private bool _isWarned, _isCrowdNoted;

    // What works is to be left alone by it.
    private bool _keepsOrders;

    public bool IsOn => session.Options.CountdownMs > 0;

    // With many symbols it is told less often, and the time until the venue cancels grows with it.
    private long EveryNs => Math.Max(session.Options.CountdownMs * BinanceSession.NsPerMs / TimesWithin, Symbols * MinuteNs / InMinute(KeepShare));

    private int Symbols
    {
        get
        {
            int symbols = 0;
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { CountdownAtNs: not long.MaxValue })
                    symbols++;
            }

            return symbols;
        }
    }

    public long NextNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { IsCountdownAsked: false } traded)
                    next = Math.Min(next, traded.CountdownAtNs);
            }

            return next;
        }
    }

    /// <summary>An order of the instrument leaves.</summary>
    public void OnOrder(BinanceInstrument instrument, long nowNs)
    {
        if (!IsOn || instrument.Traded is not { CountdownAtNs: long.MaxValue } traded)
            return;
        traded.CountdownAtNs = nowNs;
        // An "off" that waits for weight would hold up what is to be told now.
        if (traded.CountdownOff is { } off && session.Rest.TryWithdraw(off))
            (traded.IsCountdownAsked, traded.CountdownOff) = (false, null);
    }

    /// <summary>It runs in symbols where it isn't wanted.</summary>
    public bool IsArmed
    {
        get
        {
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { IsCountdownOn: true } traded && !IsWanted(traded))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Where nothing works any more it is switched off now, and not with its next turn.</summary>
    /// <param name="keepsOrders">Also where something works, from now on.</param>
    public void Disarm(long nowNs, bool keepsOrders)
    {
        _keepsOrders |= keepsOrders;
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Traded is { IsCountdownOn: true, CountdownOff: null } traded && !IsWanted(traded))
                traded.CountdownAtNs = nowNs;
        }
    }

    public void Advance(long nowNs)
    {
        if (!IsOn)
            return;
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            // One after the other, so that what was said first isn't heard last.
            if (instrument.Traded is { IsCountdownAsked: false } traded && nowNs >= traded.CountdownAtNs)
                Advance(instrument, traded, nowNs);
        }
    }

    private void Advance(BinanceInstrument instrument, BinanceTraded traded, long nowNs)
    {
        if (!IsWanted(traded))
        {
            traded.CountdownAtNs = long.MaxValue;
            if (traded.IsCountdownOn)
                Tell(instrument, traded, 0, BinanceUrgency.Needed, nowNs);
            return;
        }

        if (!traded.IsCountdownOn && !TryBegin(instrument, nowNs))
        {
            traded.CountdownAtNs = _begunNs.Peek() + MinuteNs;
            return;
        }

        long everyNs = EveryNs;
        BinanceUrgency urgency = traded.IsCountdownOn ? BinanceUrgency.Urgent : BinanceUrgency.Needed;
        // Those that begin together don't go on together: their next turns are spread over the interval.
        int symbols = Math.Max(1, Symbols);
        traded.CountdownAtNs = nowNs + (traded.IsCountdownOn ? everyNs : everyNs / symbols * (1 + _begun++ % symbols));
        traded.IsCountdownOn = true;
        Tell(instrument, traded, Math.Max(session.Options.CountdownMs, everyNs * TimesWithin / BinanceSession.NsPerMs), urgency, nowNs);
    }

    private bool IsWanted(BinanceTraded traded) => traded.Works && !_keepsOrders;

    private int InMinute(double share) => Math.Max(1, (int)(session.Budget.WeightLimit * share / Weight));

    private bool TryBegin(BinanceInstrument instrument, long nowNs)
    {
        while (_begunNs.TryPeek(out long oldest) && nowNs - oldest >= MinuteNs)
            _begunNs.Dequeue();
        if (_begunNs.Count < InMinute(BeginShare))
        {
            _begunNs.Enqueue(nowNs);
            return true;
        }

        if (!_isCrowdNoted)
            session.Note($"{instrument.Symbol}: orders began to work in so many symbols at once that the countdown which cancels them if we fall silent starts a minute later in some");
        _isCrowdNoted = true;
        return false;
    }

    private void Tell(BinanceInstrument instrument, BinanceTraded traded, long milliseconds, BinanceUrgency urgency, long nowNs)
    {
        traded.IsCountdownAsked = true;
        var call = new BinanceCall("POST", "/fapi/v1/countdownCancelAll", $"{instrument.Query}&countdownTime={milliseconds}", Weight, urgency, BinanceSecurity.Signed, (reply, at) =>
        {
            (traded.IsCountdownAsked, traded.CountdownOff) = (false, null);
            if (reply.IsOk)
            {
                traded.IsCountdownOn = milliseconds > 0;
                _isWarned = false;
                return;
            }

            if (!_isWarned)
                session.Note($"{instrument.Symbol}: Binance didn't take the countdown that cancels all orders if we fall silent: {reply.Failure}");
            _isWarned = true;
            traded.CountdownAtNs = Math.Min(traded.CountdownAtNs, at + Math.Max(BinanceSession.NsPerSecond, EveryNs / 4));
        });
        traded.CountdownOff = milliseconds == 0 ? call : null;
        session.Rest.Ask(call, nowNs);
    }
}
