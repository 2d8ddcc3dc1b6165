using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// An instrument's book by the venue's rule: increments are kept until a REST snapshot joins them; when one is missing the book is stale at once, what comes meanwhile is
/// kept, and another snapshot is asked for.
/// </summary>
internal sealed class BinanceBook(BinanceSession session, BinanceInstrument instrument)
{
    private const int SnapshotLevels = 1000, SnapshotWeight = 20;

    // So many gaps within a minute: the connection itself is taken for bad.
    private const int GapsToReconnect = 5;
    private const long GapWindowNs = 60 * BinanceSession.NsPerSecond;

    // How long the stream has to be silent after its acknowledgement before a snapshot is asked for all the same.
    private const long QuietNs = BinanceSession.NsPerSecond;
    private const long LongestRetryNs = 30 * BinanceSession.NsPerSecond;

    private readonly BinanceBookSync _sync = new(isSpot: false) { TakesOverlaps = true };
    private readonly EventBuffer _levels = new();
    private readonly EventBuffer _batch = new();
    private readonly long[] _gapsNs = new long[GapsToReconnect];
    private bool _isAsked, _isShown, _waitsForFirst;
    private int _gaps, _tries;
    private int _generation;
    private long _askAtNs = long.MaxValue;

    public bool IsWanted => (instrument.Wanted & FeedStreams.Depth) != 0;

    public bool IsInSync => _sync.IsInSync;

    public long Gaps => _gaps;

    /// <summary>Snapshots that were asked for.</summary>
    public long Snapshots { get; private set; }

    public long NextNs => IsWanted && !_isAsked ? _askAtNs : long.MaxValue;

    /// <summary>A depth update; its rows are without times yet.</summary>
    public void OnUpdate(in BinanceMessage update, Span<MarketEvent> rows, long exchangeNs, long localNs)
    {
        foreach (ref MarketEvent row in rows)
            row.Reference = update.LastId;
        switch (_sync.Offer(update, exchangeNs, rows))
        {
            case BinanceSyncResult.Apply:
                Emit(rows, exchangeNs, localNs);
                break;
            case BinanceSyncResult.Gap:
                OnGap(exchangeNs, localNs);
                break;
            case BinanceSyncResult.Kept when (_waitsForFirst || _askAtNs == long.MaxValue) && !_isAsked:
                _waitsForFirst = false;
                _askAtNs = localNs;
                break;
        }
    }

    /// <summary>The stream will come: a snapshot is asked for with its first update, or soon.</summary>
    public void OnSubscribed(long nowNs)
    {
        if (_sync.IsInSync || _isAsked || _askAtNs <= nowNs + QuietNs)
            return;
        _waitsForFirst = true;
        _askAtNs = nowNs + QuietNs;
    }

    /// <summary>Its connection is gone: what the book shows is old.</summary>
    public void OnLost(long nowNs)
    {
        bool wasShown = _isShown;
        Restart();
        _askAtNs = long.MaxValue;
        if (wasShown)
            EmitGap(session.Clock.VenueNs(nowNs), nowNs);
    }

    public void OnNewUnits()
    {
        Restart();
        _askAtNs = 0;
    }

    public void Advance(long nowNs)
    {
        if (!IsWanted || _isAsked || nowNs < _askAtNs || instrument.Units is null)
            return;
        _isAsked = true;
        _waitsForFirst = false;
        _askAtNs = long.MaxValue;
        Snapshots++;
        int generation = _generation;
        session.Rest.Ask(
            new BinanceCall("GET", "/fapi/v1/depth", $"{instrument.Query}&limit={SnapshotLevels}", SnapshotWeight, BinanceUrgency.Background, BinanceSecurity.Open,
                (reply, at) => OnReply(reply, generation, at))
            { NotBeforeNs = session.SnapshotTurnNs(nowNs) },
            nowNs);
    }

    private void OnReply(BinanceReply reply, int generation, long nowNs)
    {
        // Of a stream that has ended since: another was asked for, or none is needed.
        if (generation != _generation)
            return;
        _isAsked = false;
        if (!IsWanted || _sync.IsInSync)
            return;
        if (!reply.IsOk || !TryJoin(reply.Body, nowNs))
            AskAgain(nowNs);
    }

    private bool TryJoin(ReadOnlySpan<byte> body, long nowNs)
    {
        BinanceMessage snapshot = BinanceMessage.Read(body, instrument.Units!, _levels);
        if (snapshot.Kind != BinanceMessageKind.Snapshot)
        {
            session.Note($"{instrument.Symbol}: what came as its book is none ({snapshot.Fault ?? "an unknown message"})");
            return false;
        }

        if (snapshot.MisfitPrice is not null || snapshot.MisfitQuantity is not null)
        {
            instrument.Refine(snapshot.MisfitPrice, snapshot.MisfitQuantity);
            return false;
        }

        if (_sync.TryJoin(snapshot.LastId) is not { } follow)
            return false;
        long exchangeNs = (snapshot.TransactionMs != 0 ? snapshot.TransactionMs : snapshot.EventMs) * BinanceSession.NsPerMs;
        if (exchangeNs == 0)
            exchangeNs = session.Clock.VenueNs(nowNs);
        EmitSnapshot(snapshot.LastId, follow.Count > 0 ? Math.Min(exchangeNs, follow[0].ExchangeNs) : exchangeNs, nowNs);
        foreach (BinanceDepthUpdate update in follow)
            Emit(update.Rows, update.ExchangeNs, nowNs);
        _tries = 0;
        session.IsStateOld = true;
        if (!_sync.IsInSync)
            OnGap(follow[^1].ExchangeNs, nowNs);
        return true;
    }

    private void AskAgain(long nowNs)
    {
        long wait = Math.Min(LongestRetryNs, BinanceSession.NsPerSecond << Math.Min(_tries++, 5));
        _askAtNs = nowNs + wait / 2 + (long)(session.Random.NextDouble() * (wait - wait / 2));
    }

    private void OnGap(long exchangeNs, long localNs)
    {
        EmitGap(exchangeNs, localNs);
        session.IsStateOld = true;
        long before = _gapsNs[_gaps % GapsToReconnect];
        _gapsNs[_gaps++ % GapsToReconnect] = localNs;
        if (_gaps > GapsToReconnect && localNs - before < GapWindowNs)
        {
            instrument.Streams[BinanceStream.Number(FeedStreams.Depth)]?.Line.Reopen($"{instrument.Symbol}'s book missed messages {GapsToReconnect} times within a minute");
            return;
        }

        session.Note($"{instrument.Symbol}: messages of the book are missing; a new snapshot is fetched");
        if (_gaps > 1 && localNs - _gapsNs[(_gaps - 2) % GapsToReconnect] < GapWindowNs)
            AskAgain(localNs);
        else
            _askAtNs = localNs;
    }

    private void Restart()
    {
        _sync.Restart();
        _generation++;
        _isAsked = _waitsForFirst = false;
        session.IsStateOld = true;
    }

    private void EmitGap(long exchangeNs, long localNs)
    {
        _isShown = false;
        _batch.Clear();
        _batch.Add(EventKind.Gap, Side.None);
        instrument.Emit(_batch.Events, exchangeNs, localNs);
    }

    private void EmitSnapshot(long id, long exchangeNs, long localNs)
    {
        _isShown = true;
        _batch.Clear();
        _batch.Add(EventKind.Clear, Side.None).Reference = id;
        foreach (ref readonly MarketEvent level in _levels.Events)
            _batch.Add(level).Reference = id;
        instrument.Emit(_batch.Events, exchangeNs, localNs);
    }

    private void Emit(Span<MarketEvent> rows, long exchangeNs, long localNs)
    {
        // An update without levels says only that the ids went on.
        if (!rows.IsEmpty)
            instrument.Emit(rows, exchangeNs, localNs);
    }
}
