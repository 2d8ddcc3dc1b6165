using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>Asks the venue's time in rounds, one question after the other so that none waits behind another, and again every minute.</summary>
internal sealed class BinanceTimeSync(BinanceSession session)
{
    private const long EveryNs = 60 * BinanceSession.NsPerSecond;
    private const long WarnNs = BinanceSession.NsPerSecond;
    private const int Weight = 1;

    private readonly BinanceRetry _retry = new(session.Random);
    private long _nextNs = long.MaxValue;
    private bool _isAsked, _isWarned;

    public long NextNs => _isAsked ? long.MaxValue : session.IsTimeDoubted ? 0 : _nextNs;

    public void Start(long nowNs) => _nextNs = nowNs;

    public void Advance(long nowNs)
    {
        if (_isAsked || (nowNs < _nextNs && !session.IsTimeDoubted))
            return;
        if (session.IsTimeDoubted)
        {
            session.Clock.Restart();
            session.SetTrouble(BinanceTrouble.Clock, "Binance refused a time stamp: no orders until its clock has been read again");
        }

        session.IsTimeDoubted = false;
        _isAsked = true;
        session.Rest.Ask(new BinanceCall("GET", "/fapi/v1/time", "", Weight, BinanceUrgency.Urgent, BinanceSecurity.Open, OnReply), nowNs);
    }

    private void OnReply(BinanceReply reply, long nowNs)
    {
        _isAsked = false;
        long ms = reply.IsOk ? ServerTime(reply.Body) : 0;
        if (ms <= 0)
        {
            _nextNs = nowNs + _retry.NextNs();
            if (!session.Clock.IsSynchronised(nowNs))
                session.SetTrouble(BinanceTrouble.Clock, $"Binance's clock couldn't be read from {session.Options.RestUrl}{(reply.Failure is { } f ? $" ({f.Text})" : "")}: no orders until it can");
            return;
        }

        _retry.Reset();
        bool isRound = session.Clock.Add(reply.Http.SentNs, nowNs, ms);
        _nextNs = isRound ? nowNs + EveryNs : nowNs;
        session.SetTrouble(BinanceTrouble.Clock, session.Clock.IsSynchronised(nowNs) ? null
            : $"answers from {session.Options.RestUrl} take {session.Clock.RoundTripNs / BinanceSession.NsPerMs} ms, so Binance's clock isn't known well enough: no orders until they are quicker");
        session.IsStateOld = true;
        if (isRound)
            Warn();
    }

    private void Warn()
    {
        long ahead = session.Clock.OffsetNs;
        bool isFar = Math.Abs(ahead) > WarnNs;
        if (isFar && !_isWarned)
        {
            session.Note($"this machine's clock is {Math.Abs(ahead) / BinanceSession.NsPerMs} ms {(ahead > 0 ? "behind" : "ahead of")} Binance's: orders are stamped with Binance's time, but set the clock (NTP), "
                + "or latencies and recordings are wrong by as much");
        }

        _isWarned = isFar;
    }

    private static long ServerTime(ReadOnlySpan<byte> body)
    {
        long time = 0;
        var scanner = new JsonScanner(body);
        if (scanner.Peek != '{' || !scanner.Enter((byte)'{'))
            return 0;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("serverTime"u8) && JsonScanner.IsNumberStart(scanner.Peek))
                time = scanner.ReadInteger();
            else
                scanner.Skip();
        }

        return scanner.AtEnd ? time : 0;
    }
}
