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

    // Of the weight of a minute, however many symbols there are.
    private const double Share = 0.2;
    private const long MinuteNs = 60 * BinanceSession.NsPerSecond;

    private long _minuteNs = long.MinValue / 2;
    private int _toldInMinute;
    private bool _isWarned;

    public bool IsOn => session.Options.CountdownMs > 0;

    // With many symbols it is told less often, and the time until the venue cancels grows with it.
    private long EveryNs
    {
        get
        {
            int symbols = 0;
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { CountdownAtNs: not long.MaxValue })
                    symbols++;
            }

            return Math.Max(session.Options.CountdownMs * BinanceSession.NsPerMs / TimesWithin, symbols * MinuteNs / PerMinute);
        }
    }

    private int PerMinute => Math.Max(1, (int)(session.Budget.WeightLimit * Share / Weight));

    public long NextNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Traded is { } traded)
                    next = Math.Min(next, traded.CountdownAtNs);
            }

            return next;
        }
    }

    /// <summary>An order of the instrument leaves.</summary>
    public void OnOrder(BinanceInstrument instrument, long nowNs)
    {
        if (IsOn && instrument.Traded is { CountdownAtNs: long.MaxValue } traded)
            traded.CountdownAtNs = nowNs;
    }

    public void Advance(long nowNs)
    {
        if (!IsOn)
            return;
        foreach (BinanceInstrument instrument in session.Instruments)
        {
            if (instrument.Traded is not { } traded || nowNs < traded.CountdownAtNs)
                continue;
            if (!TryCount(nowNs))
            {
                traded.CountdownAtNs = _minuteNs + MinuteNs;
            }
            else if (traded.Live.Count > 0)
            {
                long everyNs = EveryNs;
                traded.CountdownAtNs = nowNs + everyNs;
                Tell(instrument, Math.Max(session.Options.CountdownMs, everyNs * TimesWithin / BinanceSession.NsPerMs), nowNs);
            }
            else
            {
                traded.CountdownAtNs = long.MaxValue;
                Tell(instrument, 0, nowNs);
            }
        }
    }

    private bool TryCount(long nowNs)
    {
        if (nowNs - _minuteNs >= MinuteNs)
            (_minuteNs, _toldInMinute) = (nowNs, 0);
        return _toldInMinute++ < PerMinute;
    }

    private void Tell(BinanceInstrument instrument, long milliseconds, long nowNs) => session.Rest.Ask(
        new BinanceCall("POST", "/fapi/v1/countdownCancelAll", $"{instrument.Query}&countdownTime={milliseconds}", Weight, BinanceUrgency.Needed, BinanceSecurity.Signed, (reply, at) =>
        {
            if (reply.IsOk)
            {
                _isWarned = false;
                return;
            }

            if (!_isWarned)
                session.Note($"{instrument.Symbol}: Binance didn't take the countdown that cancels all orders if we fall silent: {reply.Failure}");
            _isWarned = true;
            if (instrument.Traded is { } traded)
                traded.CountdownAtNs = Math.Min(traded.CountdownAtNs == long.MaxValue ? at + EveryNs : traded.CountdownAtNs, at + Math.Max(BinanceSession.NsPerSecond, EveryNs / 4));
        }),
        nowNs);
}
