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

    private ReadOnlySpan<byte> _event, _price, _quantity, _bid, _bidQuantity, _ask, _askQuantity, _orderType, _rate, _index, _sideText;
    private bool _buyerIsMaker, _hasMaker, _bidsSeen, _asksSeen;
    private long _nextFundingMs, _tradeMs;

    public static BinanceMessage Read(ReadOnlySpan<byte> json, Instrument units, EventBuffer rows)
    {
        var message = new BinanceMessage { FirstId = NotThere, LastId = NotThere, PreviousId = NotThere };
        rows.Clear();
        var scanner = new JsonScanner(json);
        message.ReadObject(ref scanner, units, rows);
        if (!scanner.AtEnd)
            message.Break("broken JSON");
        if (message.Kind != BinanceMessageKind.Broken)
            message.Classify(units, rows);
        if (message.Kind == BinanceMessageKind.Other)
            rows.Clear();
        return message;
    }

    private void ReadObject(ref JsonScanner scanner, Instrument units, EventBuffer rows)
    {
        if (!scanner.Enter((byte)'{'))
            return;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            switch (name.Length)
            {
                case 1:
                    ReadLetter(ref scanner, name[0], units, rows);
                    break;
                case 2 when name.SequenceEqual("pu"u8):
                    PreviousId = scanner.ReadInteger();
                    break;
                case 4 when name.SequenceEqual("data"u8) && scanner.Peek == '{':
                    ReadObject(ref scanner, units, rows);
                    break;
                case 4 when name.SequenceEqual("bids"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Buy, units, rows);
                    break;
                case 4 when name.SequenceEqual("asks"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Sell, units, rows);
                    break;
                case 12 when name.SequenceEqual("lastUpdateId"u8):
                    LastId = scanner.ReadInteger();
                    Kind = BinanceMessageKind.Snapshot;
                    break;
                default:
                    scanner.Skip();
                    break;
            }
        }
    }

    private void ReadLetter(ref JsonScanner scanner, byte letter, Instrument units, EventBuffer rows)
    {
        byte next = scanner.Peek;
        switch (letter)
        {
            case (byte)'e': _event = scanner.ReadScalar(); break;
            case (byte)'s': Symbol = scanner.ReadScalar(); break;
            case (byte)'E' when next != '"': EventMs = scanner.ReadInteger(); break;
            case (byte)'T' when next != '"': TransactionMs = scanner.ReadInteger(); break;
            case (byte)'U' when next != '"': FirstId = scanner.ReadInteger(); break;
            case (byte)'u' when next != '"': LastId = scanner.ReadInteger(); break;
            case (byte)'b' when next == '[': ReadLevels(ref scanner, Side.Buy, units, rows); break;
            case (byte)'a' when next == '[': ReadLevels(ref scanner, Side.Sell, units, rows); break;
            case (byte)'b': _bid = scanner.ReadScalar(); break;
            case (byte)'a': _ask = scanner.ReadScalar(); break;
            case (byte)'B': _bidQuantity = scanner.ReadScalar(); break;
            case (byte)'A': _askQuantity = scanner.ReadScalar(); break;
            case (byte)'p': _price = scanner.ReadScalar(); break;
            case (byte)'q': _quantity = scanner.ReadScalar(); break;
            case (byte)'X' when next == '"': _orderType = scanner.ReadScalar(); break;
            case (byte)'r': _rate = scanner.ReadScalar(); break;
            case (byte)'i' when next == '"': _index = scanner.ReadScalar(); break;
            case (byte)'S': _sideText = scanner.ReadScalar(); break;
            case (byte)'m': _buyerIsMaker = scanner.ReadBoolean(); _hasMaker = true; break;
            case (byte)'o' when next == '{':
                long eventMs = EventMs;
                ReadObject(ref scanner, units, rows);
                EventMs = eventMs != 0 ? eventMs : EventMs;
                break;
            default: scanner.Skip(); break;
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
        _tradeMs = TransactionMs;
        if (Kind == BinanceMessageKind.Snapshot)
            ClassifySnapshot(rows);
        else if (_event.SequenceEqual("depthUpdate"u8))
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

    private void ClassifySnapshot(EventBuffer rows)
    {
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
        if (FirstId == NotThere || LastId == NotThere)
            Break("a depth update without U or u");
        else if (FirstId > LastId)
            Break("a depth update with U above u");
        else if (EventMs == 0 && TransactionMs == 0)
            Break("a depth update without E and T");
    }

    private void ClassifyTrade(BinanceMessageKind kind, Instrument units, EventBuffer rows)
    {
        Kind = kind;
        if (_price.IsEmpty || _quantity.IsEmpty || !_hasMaker || (_tradeMs == 0 && EventMs == 0))
        {
            Break("a trade without p, q, m or T");
            return;
        }

        // X: how the trade came about; anything but MARKET (INSURANCE_FUND, ADL, NA) met no order in the book.
        bool onBook = _orderType.IsEmpty || _orderType.SequenceEqual("MARKET"u8);
        if (!onBook && DecimalText.TryParse(_price, out DecimalText price) && price.IsZero)
        {
            Kind = BinanceMessageKind.Other;
            return;
        }

        AddRow(rows, onBook ? EventKind.Trade : EventKind.OffBookTrade, _buyerIsMaker ? Side.Sell : Side.Buy, _price, _quantity, units);
        if (MisfitQuantity is null && Kind != BinanceMessageKind.Broken && rows.Events[0].Quantity.IsZero)
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
        funding.Reference = _nextFundingMs * 1_000_000;
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
        decimal exact = decimal.Round(value.ToDecimal() * (decimal)Math.Pow(10, places), 0, MidpointRounding.AwayFromZero);
        if (Math.Abs(exact) > DecimalUnit.MaxCount)
            return false;
        scaled = (long)exact;
        return true;
    }

    private void Break(string fault)
    {
        Kind = BinanceMessageKind.Broken;
        Fault ??= fault;
    }
}
