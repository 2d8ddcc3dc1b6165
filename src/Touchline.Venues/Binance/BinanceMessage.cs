using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

internal enum BinanceMessageKind
{
    /// <summary>Well formed, but nothing that a recording keeps.</summary>
    Other,
    Depth,
    Snapshot,
    BookTicker,
    Trade,
    AggregateTrade,
    MarkPrice,
    Liquidation,

    /// <summary>Not JSON, or a known message without a field it must have, or with a value that makes no sense.</summary>
    Broken,
}

/// <summary>
/// One public market message. The rows are in the buffer given to <see cref="Read"/>, without times; when
/// <see cref="MisfitPrice"/> or <see cref="MisfitQuantity"/> is set the units were too coarse and the rows are to be thrown away.
/// </summary>
internal ref struct BinanceMessage
{
    public BinanceMessageKind Kind;
    public ReadOnlySpan<byte> Symbol;

    /// <summary>E and T in milliseconds; 0 when absent.</summary>
    public long EventMs, TransactionMs;

    /// <summary>U, u, pu (-1 when absent); for a snapshot lastUpdateId is in <see cref="LastId"/>.</summary>
    public long FirstId, LastId, PreviousId;

    public DecimalText? MisfitPrice, MisfitQuantity;

    /// <summary>What is broken.</summary>
    public string? Fault;

    private const long NotThere = -1;
    private const int MaxNested = 4;
    private const long NsPerMs = 1_000_000;

    private ReadOnlySpan<byte> _stream, _event, _price, _quantity, _bid, _bidQuantity, _ask, _askQuantity, _orderType, _rate, _index, _sideText;
    private bool _timeIsText, _buyerIsMaker, _hasMaker, _bidsSeen, _asksSeen, _isSnapshot;
    private long _nextFundingMs;
    private int _nested;

    public static BinanceMessage Read(ReadOnlySpan<byte> json, Instrument units, EventBuffer rows)
    {
        var message = new BinanceMessage { FirstId = NotThere, LastId = NotThere, PreviousId = NotThere };
        rows.Clear();
        var scanner = new JsonScanner(json);
        // A bare array (all-market streams) is well formed and nothing that is kept.
        if (scanner.Peek == '[')
            scanner.Skip();
        else
            message.ReadObject(ref scanner, units, rows);
        if (scanner.AtEnd)
            message.Classify(units, rows);
        else
            message.Fault = "broken JSON";
        if (message.Fault is not null)
            message.Kind = BinanceMessageKind.Broken;
        if (message.Kind == BinanceMessageKind.Other)
            rows.Clear();
        return message;
    }

    /// <summary>
    /// A cheap look for whose message it is, so that its units can be chosen before <see cref="Read"/>. It stops at the first symbol, so that a damaged message may
    /// still be told: the symbol that counts is the one that was read.
    /// </summary>
    /// <param name="stream">As in a combined message, e.g. <c>btcusdt@depth@100ms</c>; empty in a raw one, and where it stands behind the symbol.</param>
    /// <param name="symbol">As the venue writes it; empty when false.</param>
    /// <returns>False: no symbol is in it (a reply, an array, a REST snapshot), or it is no JSON up to there.</returns>
    public static bool TryPeek(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> stream, out ReadOnlySpan<byte> symbol)
    {
        stream = default;
        symbol = default;
        var scanner = new JsonScanner(json);
        if (scanner.Peek != '{' || !scanner.Enter((byte)'{'))
            return false;
        int nested = 1;
        while (true)
        {
            if (!scanner.NextMember(out ReadOnlySpan<byte> name))
            {
                if (scanner.IsBroken || --nested == 0)
                    return false;
                continue;
            }

            byte next = scanner.Peek;
            if (name.Length == 1 && name[0] == 's' && next == '"')
            {
                symbol = scanner.ReadScalar();
                return !scanner.IsBroken;
            }

            if (next == '{' && nested < MaxNested && (name.SequenceEqual("data"u8) || name.SequenceEqual("o"u8)))
            {
                scanner.Enter((byte)'{');
                nested++;
            }
            else if (next == '"' && name.SequenceEqual("stream"u8))
            {
                stream = scanner.ReadScalar();
            }
            else
            {
                scanner.Skip();
            }
        }
    }

    private void ReadObject(ref JsonScanner scanner, Instrument units, EventBuffer rows)
    {
        if (!scanner.Enter((byte)'{'))
            return;
        _nested++;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            switch (name.Length)
            {
                case 1:
                    ReadLetter(ref scanner, name[0], units, rows);
                    break;
                case 2 when name.SequenceEqual("pu"u8) && JsonScanner.IsNumberStart(scanner.Peek):
                    PreviousId = scanner.ReadInteger();
                    break;
                case 4 when name.SequenceEqual("data"u8) && scanner.Peek == '{' && _nested < MaxNested:
                    ReadObject(ref scanner, units, rows);
                    break;
                case 4 when name.SequenceEqual("bids"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Buy, units, rows);
                    break;
                case 4 when name.SequenceEqual("asks"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Sell, units, rows);
                    break;
                case 6 when name.SequenceEqual("stream"u8) && scanner.Peek == '"':
                    _stream = scanner.ReadScalar();
                    break;
                case 12 when name.SequenceEqual("lastUpdateId"u8) && JsonScanner.IsNumberStart(scanner.Peek):
                    LastId = scanner.ReadInteger();
                    _isSnapshot = true;
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }

        _nested--;
    }

    // A member of another type than the one it has in the messages that are kept belongs to a message that isn't.
    private void ReadLetter(ref JsonScanner scanner, byte letter, Instrument units, EventBuffer rows)
    {
        byte next = scanner.Peek;
        if (next == '[' && letter is (byte)'a' or (byte)'b')
            ReadLevels(ref scanner, letter == 'b' ? Side.Buy : Side.Sell, units, rows);
        else if (next == '{' && letter == 'o' && _nested < MaxNested)
            ReadOrder(ref scanner, units, rows);
        else if (next is (byte)'[' or (byte)'{')
            scanner.Skip();
        else if (JsonScanner.IsNumberStart(next) && letter is (byte)'E' or (byte)'T' or (byte)'U' or (byte)'u')
            ReadNumber(letter, scanner.ReadInteger());
        else if (next == '"' || JsonScanner.IsNumberStart(next))
            ReadText(letter, scanner.ReadScalar());
        else if (letter == 'm' && next is (byte)'t' or (byte)'f')
            (_buyerIsMaker, _hasMaker) = (scanner.ReadBoolean(), true);
        else
            scanner.Skip();
    }

    private void ReadOrder(ref JsonScanner scanner, Instrument units, EventBuffer rows)
    {
        long eventMs = EventMs;
        ReadObject(ref scanner, units, rows);
        EventMs = eventMs != 0 ? eventMs : EventMs;
    }

    private void ReadNumber(byte letter, long number)
    {
        switch (letter)
        {
            case (byte)'E': EventMs = number; break;
            case (byte)'T': TransactionMs = number; break;
            case (byte)'U': FirstId = number; break;
            default: LastId = number; break;
        }
    }

    private void ReadText(byte letter, ReadOnlySpan<byte> text)
    {
        switch (letter)
        {
            case (byte)'e': _event = text; break;
            case (byte)'E' or (byte)'T': _timeIsText = true; break;
            case (byte)'s': Symbol = text; break;
            case (byte)'b': _bid = text; break;
            case (byte)'a': _ask = text; break;
            case (byte)'B': _bidQuantity = text; break;
            case (byte)'A': _askQuantity = text; break;
            case (byte)'p': _price = text; break;
            case (byte)'q': _quantity = text; break;
            case (byte)'X': _orderType = text; break;
            case (byte)'r': _rate = text; break;
            case (byte)'i': _index = text; break;
            case (byte)'S': _sideText = text; break;
        }
    }

    // Levels come as [["price","quantity"], ...]; longer inner arrays are allowed, venues have sent an empty third element.
    private void ReadLevels(ref JsonScanner scanner, Side side, Instrument units, EventBuffer rows)
    {
        if (side == Side.Buy)
            _bidsSeen = true;
        else
            _asksSeen = true;
        scanner.Enter((byte)'[');
        while (scanner.NextElement())
        {
            if (scanner.Peek != '[')
            {
                Break("a level that is no pair");
                scanner.Skip();
                continue;
            }

            scanner.Enter((byte)'[');
            if (!scanner.NextElement())
            {
                Break("a level without a price");
                continue;
            }

            ReadOnlySpan<byte> price = scanner.ReadScalar();
            if (!scanner.NextElement())
            {
                Break("a level without a quantity");
                continue;
            }

            ReadOnlySpan<byte> quantity = scanner.ReadScalar();
            while (scanner.NextElement())
                scanner.Skip();
            AddRow(rows, EventKind.Depth, side, price, quantity, units);
        }
    }

    private void AddRow(EventBuffer rows, EventKind kind, Side side, ReadOnlySpan<byte> price, ReadOnlySpan<byte> quantity, Instrument units)
    {
        ref MarketEvent row = ref rows.Add(kind, side);
        if (units.PriceUnit.Step.TryParseCount(price, out long p))
            row.Price = new Price(p);
        else if (DecimalText.TryParse(price, out DecimalText misfit))
            MisfitPrice = misfit;
        else
            Break("a price that is no number");
        if (units.QuantityUnit.Step.TryParseCount(quantity, out long q))
            row.Quantity = new Quantity(q);
        else if (DecimalText.TryParse(quantity, out DecimalText misfit))
            MisfitQuantity = misfit;
        else
            Break("a quantity that is no number");
        if (p < 0 || MisfitPrice is { Mantissa: < 0 } || (p == 0 && MisfitPrice is null && kind is not EventKind.BestQuote))
            Break("a price that is not positive");
        if (q < 0 || MisfitQuantity is { Mantissa: < 0 })
            Break("a negative quantity");
    }

    private void Classify(Instrument units, EventBuffer rows)
    {
        bool isDepth = !_isSnapshot && _event.SequenceEqual("depthUpdate"u8);
        if (!_isSnapshot && !isDepth)
            DropLevels(rows);
        if (EventMs is < 0 or > long.MaxValue / NsPerMs || TransactionMs is < 0 or > long.MaxValue / NsPerMs)
            Break("a time out of range");
        else if ((_isSnapshot || isDepth) && IsOtherDepthStream)
            Kind = BinanceMessageKind.Other;
        else if (_isSnapshot)
            ClassifySnapshot(rows);
        else if (isDepth)
            ClassifyDepth();
        else if (_event.SequenceEqual("trade"u8))
            ClassifyTrade(BinanceMessageKind.Trade, units, rows);
        else if (_event.SequenceEqual("aggTrade"u8))
            ClassifyTrade(BinanceMessageKind.AggregateTrade, units, rows);
        else if (_event.SequenceEqual("bookTicker"u8) || (_event.IsEmpty && !_bid.IsEmpty && !_ask.IsEmpty && LastId != NotThere))
            ClassifyBookTicker(units, rows);
        else if (_event.SequenceEqual("markPriceUpdate"u8))
            ClassifyMarkPrice(rows);
        else if (_event.SequenceEqual("forceOrder"u8))
            ClassifyLiquidation(units, rows);
    }

    // Partial depth (@depth5, 10, 20) is a whole small book outside the chain of ids, RPI depth a chain of its own: neither is an
    // increment or the snapshot.
    private readonly bool IsOtherDepthStream
    {
        get
        {
            int at = _stream.IndexOf("@depth"u8) + "@depth"u8.Length;
            return _stream.IndexOf("@rpiDepth"u8) >= 0
                || (at >= "@depth"u8.Length && at < _stream.Length && (uint)(_stream[at] - '0') <= 9);
        }
    }

    // Arrays named b and a in a message that isn't about depth are no levels, so nothing can be wrong with them.
    private void DropLevels(EventBuffer rows)
    {
        rows.Clear();
        Fault = null;
        MisfitPrice = MisfitQuantity = null;
        if (_timeIsText && Kind is not (BinanceMessageKind.Other or BinanceMessageKind.Broken))
            Break("a time that is no number");
    }

    private void ClassifySnapshot(EventBuffer rows)
    {
        Kind = BinanceMessageKind.Snapshot;
        if (!_bidsSeen || !_asksSeen)
        {
            Break("a snapshot without bids or asks");
            return;
        }

        foreach (ref MarketEvent row in rows.Events)
            row.Kind = EventKind.Snapshot;
    }

    private void ClassifyDepth()
    {
        Kind = BinanceMessageKind.Depth;
        if (FirstId == NotThere || LastId == NotThere || !_bidsSeen || !_asksSeen)
            Break("a depth update without U, u, b or a");
        else if (FirstId > LastId)
            Break("a depth update with U above u");
        else if (EventMs == 0 && TransactionMs == 0)
            Break("a depth update without E and T");
    }

    private void ClassifyTrade(BinanceMessageKind kind, Instrument units, EventBuffer rows)
    {
        Kind = kind;
        if (_price.IsEmpty || _quantity.IsEmpty || !_hasMaker || (TransactionMs == 0 && EventMs == 0))
        {
            Break("a trade without p, q, m or T");
            return;
        }

        // a: the aggregated trade's number, without gaps.
        if (kind == BinanceMessageKind.AggregateTrade && System.Buffers.Text.Utf8Parser.TryParse(_ask, out long number, out int used) && used == _ask.Length)
            LastId = number;

        // X: how the trade came about; anything but MARKET (INSURANCE_FUND, ADL, NA) met no order in the book.
        bool onBook = _orderType.IsEmpty || _orderType.SequenceEqual("MARKET"u8);
        if (!onBook && DecimalText.TryParse(_price, out DecimalText price) && price.IsZero)
        {
            Kind = BinanceMessageKind.Other;
            return;
        }

        AddRow(rows, onBook ? EventKind.Trade : EventKind.OffBookTrade, _buyerIsMaker ? Side.Sell : Side.Buy, _price, _quantity, units);
        if (MisfitQuantity is null && Fault is null && rows.Events[0].Quantity.IsZero)
            Break("a trade of quantity 0");
    }

    private void ClassifyBookTicker(Instrument units, EventBuffer rows)
    {
        Kind = BinanceMessageKind.BookTicker;
        if (_bid.IsEmpty || _bidQuantity.IsEmpty || _ask.IsEmpty || _askQuantity.IsEmpty || LastId == NotThere)
        {
            Break("a book ticker without u, b, B, a or A");
            return;
        }

        AddRow(rows, EventKind.BestQuote, Side.Buy, _bid, _bidQuantity, units);
        AddRow(rows, EventKind.BestQuote, Side.Sell, _ask, _askQuantity, units);
        foreach (ref MarketEvent row in rows.Events)
            row.Reference = LastId;
    }

    private void ClassifyMarkPrice(EventBuffer rows)
    {
        Kind = BinanceMessageKind.MarkPrice;
        _nextFundingMs = TransactionMs; // T is the next funding time here
        TransactionMs = 0;
        if (!TryScale(_price, 8, out long mark) || EventMs == 0)
        {
            Break("a mark price without p or E");
            return;
        }

        ref MarketEvent row = ref rows.Add(EventKind.MarkPrice, Side.None);
        row.Price = new Price(mark);
        row.Reference = TryScale(_index, 8, out long index) ? index : 0;
        if (!TryScale(_rate, 12, out long rate))
            return;
        ref MarketEvent funding = ref rows.Add(EventKind.Funding, Side.None);
        funding.Price = new Price(rate);
        funding.Reference = _nextFundingMs * NsPerMs;
    }

    private void ClassifyLiquidation(Instrument units, EventBuffer rows)
    {
        Kind = BinanceMessageKind.Liquidation;
        bool buy = _sideText.SequenceEqual("BUY"u8);
        if (_price.IsEmpty || _quantity.IsEmpty || (!buy && !_sideText.SequenceEqual("SELL"u8)))
            Break("a liquidation without S, p or q");
        else
            AddRow(rows, EventKind.Liquidation, buy ? Side.Buy : Side.Sell, _price, _quantity, units);
    }

    // Reference values are kept to a fixed number of places; what is finer is rounded half away from zero.
    private static bool TryScale(ReadOnlySpan<byte> text, int places, out long scaled)
    {
        scaled = 0;
        if (text.IsEmpty || !DecimalText.TryParse(text, out DecimalText value))
            return false;
        Int128 top = value.Mantissa, bottom = 1;
        int shift = places - value.Decimals;
        for (; shift > 0 && Int128.Abs(top) <= DecimalUnit.MaxCount; shift--)
            top *= 10;
        for (; shift < 0; shift++)
            bottom *= 10;
        (Int128 count, Int128 rest) = Int128.DivRem(top, bottom);
        if (2 * Int128.Abs(rest) >= bottom)
            count += Int128.Sign(top);
        scaled = (long)count;
        return Int128.Abs(count) <= DecimalUnit.MaxCount;
    }

    private void Break(string fault) => Fault ??= fault;
}
