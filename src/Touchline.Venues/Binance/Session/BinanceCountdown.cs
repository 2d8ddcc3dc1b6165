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

    private readonly long _everyNs = session.Options.CountdownMs * BinanceSession.NsPerMs / TimesWithin;
    private bool _isWarned;

    public bool IsOn => session.Options.CountdownMs > 0;

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
            if (traded.Live.Count > 0)
            {
                traded.CountdownAtNs = nowNs + _everyNs;
                Tell(instrument, session.Options.CountdownMs, nowNs);
            }
            else
            {
                traded.CountdownAtNs = long.MaxValue;
                Tell(instrument, 0, nowNs);
            }
        }
    }

    private void Tell(BinanceInstrument instrument, int milliseconds, long nowNs) => session.Rest.Ask(
        new BinanceCall("POST", "/fapi/v1/countdownCancelAll", $"{instrument.Query}&countdownTime={milliseconds}", Weight, BinanceUrgency.Urgent, BinanceSecurity.Signed, (reply, at) =>
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
                traded.CountdownAtNs = Math.Min(traded.CountdownAtNs == long.MaxValue ? at + _everyNs : traded.CountdownAtNs, at + Math.Max(BinanceSession.NsPerSecond, _everyNs / 4));
        }),
        nowNs);
}
