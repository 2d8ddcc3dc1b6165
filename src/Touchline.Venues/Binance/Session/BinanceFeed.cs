using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// Market data: streams spread over few connections by route, messages turned into batches of events, everything that comes twice told once.
/// </summary>
internal sealed class BinanceFeed(BinanceSession session)
{
    private const long NoteEveryNs = 60 * BinanceSession.NsPerSecond;

    private readonly List<BinanceStreamLine> _lines = [];
    private readonly EventBuffer _rows = new();
    private readonly EventBuffer _levels = new();
    private long _brokenNoteNs = long.MinValue / 2, _brokenSinceNote;

    /// <summary>Messages that were no JSON or not what they should be.</summary>
    public long Broken { get; private set; }

    /// <summary>Well-formed messages that aren't known, or of instruments that aren't wanted.</summary>
    public long Unknown { get; private set; }

    /// <summary>Messages that said nothing new.</summary>
    public long Repeated { get; private set; }

    public bool IsUp
    {
        get
        {
            foreach (BinanceStreamLine line in _lines)
            {
                if (line.IsWanted && !line.IsOpen)
                    return false;
            }

            foreach (BinanceInstrument instrument in session.Instruments)
            {
                if (instrument.Wanted != FeedStreams.None && (instrument.Units is null || (instrument.Book.IsWanted && !instrument.Book.IsInSync)))
                    return false;
            }

            return true;
        }
    }

    /// <summary>All connections of a route together; null: nothing of it is wanted.</summary>
    public VenueConnection? Route(bool isPublic)
    {
        bool isWanted = false, isUp = true;
        string? trouble = null;
        foreach (BinanceStreamLine line in _lines)
        {
            if (line.IsPublic != isPublic || !line.IsWanted)
                continue;
            isWanted = true;
            isUp &= line.IsOpen;
            trouble ??= line.Trouble;
        }

        return isWanted ? new VenueConnection(isPublic ? "public" : "market", isUp, trouble) : null;
    }

    public long NextNs
    {
        get
        {
            long next = long.MaxValue;
            foreach (BinanceStreamLine line in _lines)
                next = Math.Min(next, line.NextNs);
            foreach (BinanceInstrument instrument in session.Instruments)
                next = Math.Min(next, instrument.Book.NextNs);
            return next;
        }
    }

    /// <summary>Puts the instrument's streams on lines, or takes them off, as it is wanted. Its units are known.</summary>
    public void Arrange(BinanceInstrument instrument, long nowNs)
    {
        for (int bit = 0; bit < instrument.Streams.Length; bit++)
        {
            var kind = (FeedStreams)(1 << bit);
            BinanceStream? stream = instrument.Streams[bit];
            bool isWanted = (instrument.Wanted & kind) != 0;
            if (isWanted && stream is null)
            {
                BinanceStreamLine line = LineFor(instrument, kind);
                instrument.Streams[bit] = new BinanceStream(instrument, kind, line);
                line.Add(instrument.Streams[bit]!, nowNs);
            }
            else if (!isWanted && stream is not null)
            {
                instrument.Streams[bit] = null;
                stream.Line.Remove(stream);
                stream.OnLost(nowNs);
            }
        }
    }

    public void Advance(long nowNs)
    {
        foreach (BinanceStreamLine line in _lines)
            line.Advance(nowNs);
        foreach (BinanceInstrument instrument in session.Instruments)
            instrument.Book.Advance(nowNs);
    }

    public void OnMessage(BinanceStreamLine line, int connection, ReadOnlySpan<byte> text, long receivedNs)
    {
        if (!BinanceMessage.TryPeek(text, out _, out ReadOnlySpan<byte> symbol))
        {
            line.OnControl(connection, text, receivedNs);
            return;
        }

        int index = session.Symbols.Find(symbol);
        if (index < 0 || session.Instruments[index] is not { Units: not null } instrument)
        {
            Unknown++;
            return;
        }

        BinanceMessage message = BinanceMessage.Read(text, instrument.Units, _rows);
        if (message.Kind == BinanceMessageKind.Broken || !message.Symbol.SequenceEqual(symbol))
            CountUnknown(text, isBroken: true, receivedNs);
        else if (message.MisfitPrice is not null || message.MisfitQuantity is not null)
            OnMisfit(line, connection, text, message, instrument, receivedNs);
        else
            Use(message, instrument, receivedNs);
    }

    /// <summary>A message that nobody here understands; broken ones are told once in a while with their bytes.</summary>
    public void CountUnknown(ReadOnlySpan<byte> text, bool isBroken, long nowNs)
    {
        if (!isBroken)
        {
            Unknown++;
            return;
        }

        Broken++;
        _brokenSinceNote++;
        if (nowNs - _brokenNoteNs < NoteEveryNs)
            return;
        session.Note($"{(_brokenSinceNote > 1 ? $"{_brokenSinceNote} broken messages, the last" : "a broken message")}: {BinanceFailure.TextOf(text)}");
        _brokenNoteNs = nowNs;
        _brokenSinceNote = 0;
    }

    // Each round fits at least one more number; a message has few.
    private void OnMisfit(BinanceStreamLine line, int connection, ReadOnlySpan<byte> text, in BinanceMessage message, BinanceInstrument instrument, long receivedNs)
    {
        if (instrument.Refine(message.MisfitPrice, message.MisfitQuantity))
            OnMessage(line, connection, text, receivedNs);
        else
            CountUnknown(text, isBroken: true, receivedNs);
    }

    private void Use(in BinanceMessage message, BinanceInstrument instrument, long receivedNs)
    {
        FeedStreams kind = StreamOf(message.Kind);
        BinanceStream? stream = kind == FeedStreams.None ? null : instrument.Streams[BinanceStream.Number(kind)];
        if (stream is null)
        {
            Unknown++;
            return;
        }

        stream.DataNs = receivedNs;
        stream.Alarms = 0;
        long exchangeMs = message.TransactionMs != 0 ? message.TransactionMs : message.EventMs;
        long exchangeNs = exchangeMs * BinanceSession.NsPerMs;
        if (kind == FeedStreams.Depth)
            instrument.Book.OnUpdate(message, _rows.Events, exchangeNs, receivedNs);
        else if (IsNew(message, instrument, exchangeMs, receivedNs))
            Emit(message, instrument, exchangeNs, receivedNs);
        else
            Repeated++;
    }

    private void Emit(in BinanceMessage message, BinanceInstrument instrument, long exchangeNs, long receivedNs)
    {
        if (message.Kind != BinanceMessageKind.PartialDepth)
        {
            if (_rows.Events[^1].Kind == EventKind.Trade)
                instrument.LastTraded = (_rows.Events[^1].Price, instrument.Units!.PriceUnit);
            instrument.Emit(_rows.Events, exchangeNs, receivedNs);
            return;
        }

        // The best levels as a whole: what stood there before is gone.
        _levels.Clear();
        _levels.Add(EventKind.Clear, Side.None).Reference = message.LastId;
        foreach (ref readonly MarketEvent level in _rows.Events)
            _levels.Add(level).Reference = message.LastId;
        instrument.Emit(_levels.Events, exchangeNs, receivedNs);
    }

    private static FeedStreams StreamOf(BinanceMessageKind kind) => kind switch
    {
        BinanceMessageKind.Depth => FeedStreams.Depth,
        BinanceMessageKind.BookTicker => FeedStreams.BestQuote,
        BinanceMessageKind.AggregateTrade => FeedStreams.Trades,
        BinanceMessageKind.MarkPrice => FeedStreams.Mark,
        BinanceMessageKind.PartialDepth => FeedStreams.PartialDepth,
        BinanceMessageKind.Candle => FeedStreams.Candles,
        BinanceMessageKind.Liquidation => FeedStreams.Liquidations,
        _ => FeedStreams.None,
    };

    private bool IsNew(in BinanceMessage message, BinanceInstrument instrument, long exchangeMs, long receivedNs)
    {
        if (_rows.Count == 0)
            return false;
        switch (message.Kind)
        {
            case BinanceMessageKind.BookTicker when message.LastId > instrument.LastQuoteId:
                instrument.LastQuoteId = message.LastId;
                return true;
            case BinanceMessageKind.AggregateTrade:
                return message.TradeId <= 0 || instrument.IsNewTrade(message.TradeId, exchangeMs * BinanceSession.NsPerMs, receivedNs);
            case BinanceMessageKind.PartialDepth when message.LastId > instrument.LastPartialId:
                instrument.LastPartialId = message.LastId;
                return true;
            case BinanceMessageKind.Candle when _rows.Events[0].Reference > instrument.LastCandleNs:
                instrument.LastCandleNs = _rows.Events[0].Reference;
                return true;
            case BinanceMessageKind.MarkPrice when exchangeMs > instrument.LastMarkMs:
                instrument.LastMarkMs = exchangeMs;
                return true;
            case BinanceMessageKind.Liquidation when exchangeMs > instrument.LastLiquidationMs:
                instrument.LastLiquidationMs = exchangeMs;
                return true;
            default:
                return false;
        }
    }

    // An instrument's streams of a route stay together.
    private BinanceStreamLine LineFor(BinanceInstrument instrument, FeedStreams kind)
    {
        bool isPublic = BinanceStream.IsPublic(kind);
        foreach (BinanceStream? other in instrument.Streams)
        {
            if (other is not null && other.Line.IsPublic == isPublic)
                return other.Line;
        }

        foreach (BinanceStreamLine line in _lines)
        {
            if (line.IsPublic == isPublic && line.Streams.Count + instrument.Streams.Length <= BinanceStreamLine.MaxStreams)
                return line;
        }

        var added = new BinanceStreamLine(session, this, isPublic, _lines.Count + 1);
        _lines.Add(added);
        return added;
    }
}
