using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>Reads a message member by member, in any order, with any white space and among unknown ones.</summary>
internal ref struct BinanceMessageReader(Instrument units, EventBuffer rows)
{
    private const long NotThere = BinanceMessage.NotThere;
    private const int MaxNested = BinanceMessage.MaxNested;
    private const long NsPerMs = BinanceMessage.NsPerMs;

    private BinanceMessage _message = new() { FirstId = NotThere, LastId = NotThere, PreviousId = NotThere };
    private BinanceCandleText _candle;
    private ReadOnlySpan<byte> _event, _price, _quantity, _bid, _bidQuantity, _ask, _askQuantity, _orderType, _rate, _index, _sideText;
    private bool _buyerIsMaker, _hasMaker, _bidsSeen, _asksSeen, _isSnapshot;
    private int _nested;

    public BinanceMessage Read(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        // A bare array (all-market streams) is well formed and nothing that is kept.
        if (scanner.Peek == '[')
            scanner.Skip();
        else
            ReadObject(ref scanner);
        if (scanner.AtEnd)
            Classify();
        else
            _message.Fault = "broken JSON";
        if (_message.Fault is not null)
            _message.Kind = BinanceMessageKind.Broken;
        if (_message.Kind == BinanceMessageKind.Other)
            rows.Clear();
        return _message;
    }

    private void ReadObject(ref JsonScanner scanner)
    {
        if (!scanner.Enter((byte)'{'))
            return;
        _nested++;
        while (scanner.NextMember(out ReadOnlySpan<byte> name))
        {
            switch (name.Length)
            {
                case 1:
                    ReadLetter(ref scanner, name[0]);
                    break;
                case 2 when name.SequenceEqual("pu"u8) && JsonScanner.IsNumberStart(scanner.Peek):
                    _message.PreviousId = scanner.ReadInteger();
                    break;
                case 4 when name.SequenceEqual("data"u8) && scanner.Peek == '{' && _nested < MaxNested:
                    ReadObject(ref scanner);
                    break;
                case 4 when name.SequenceEqual("bids"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Buy);
                    break;
                case 4 when name.SequenceEqual("asks"u8) && scanner.Peek == '[':
                    ReadLevels(ref scanner, Side.Sell);
                    break;
                case 6 when name.SequenceEqual("stream"u8) && scanner.Peek == '"':
                    _message.Stream = scanner.ReadScalar();
                    break;
                case 12 when name.SequenceEqual("lastUpdateId"u8) && JsonScanner.IsNumberStart(scanner.Peek):
                    _message.LastId = scanner.ReadInteger();
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
    private void ReadLetter(ref JsonScanner scanner, byte letter)
    {
        byte next = scanner.Peek;
        if (next == '[' && letter is (byte)'a' or (byte)'b')
            ReadLevels(ref scanner, letter == 'b' ? Side.Buy : Side.Sell);
        else if (next == '{' && letter == 'o' && _nested < MaxNested)
            ReadOrder(ref scanner);
        else if (next == '{' && letter == 'k' && _nested < MaxNested)
            _candle.Read(ref scanner);
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

    private void ReadOrder(ref JsonScanner scanner)
    {
        long eventMs = _message.EventMs;
        ReadObject(ref scanner);
        _message.EventMs = eventMs != 0 ? eventMs : _message.EventMs;
    }

    private void ReadNumber(byte letter, long number)
    {
        switch (letter)
        {
            case (byte)'E': _message.EventMs = number; break;
            case (byte)'T': _message.TransactionMs = number; break;
            case (byte)'U': _message.FirstId = number; break;
            default: _message.LastId = number; break;
        }
    }

    private void ReadText(byte letter, ReadOnlySpan<byte> text)
    {
        switch (letter)
        {
            case (byte)'e': _event = text; break;
            case (byte)'s': _message.Symbol = text; break;
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
    private void ReadLevels(ref JsonScanner scanner, Side side)
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

            ReadOnlySpan<byte> price = ReadLevelNumber(ref scanner);
            if (!scanner.NextElement())
            {
                Break("a level without a quantity");
                continue;
            }

            ReadOnlySpan<byte> quantity = ReadLevelNumber(ref scanner);
            while (scanner.NextElement())
                scanner.Skip();
            AddRow(EventKind.Depth, side, price, quantity);
        }
    }

    private ReadOnlySpan<byte> ReadLevelNumber(ref JsonScanner scanner)
    {
        if (scanner.Peek is not ((byte)'{' or (byte)'['))
            return scanner.ReadScalar();
        Break("a level that is no pair of numbers");
        scanner.Skip();
        return default;
    }

    private void AddRow(EventKind kind, Side side, scoped ReadOnlySpan<byte> price, scoped ReadOnlySpan<byte> quantity)
    {
        ref MarketEvent row = ref rows.Add(kind, side);
        if (units.PriceUnit.Step.TryParseCount(price, out long p))
        {
            row.Price = new Price(p);
            if (p < 0 || (p == 0 && kind is not EventKind.BestQuote))
                Break("a price that is not positive");
        }
        else if (DecimalText.TryParse(price, out DecimalText misfit))
        {
            _message.MisfitPrice = misfit;
            if (misfit.Mantissa < 0)
                Break("a price that is not positive");
        }
        else
        {
            Break("a price that is no number");
        }

        if (units.QuantityUnit.Step.TryParseCount(quantity, out long q))
        {
            row.Quantity = new Quantity(q);
            if (q < 0)
                Break("a negative quantity");
        }
        else if (DecimalText.TryParse(quantity, out DecimalText misfit))
        {
            _message.MisfitQuantity = misfit;
            if (misfit.Mantissa < 0)
                Break("a negative quantity");
        }
        else
        {
            Break("a quantity that is no number");
        }
    }

    private void Classify()
    {
        bool isDepth = !_isSnapshot && _event.SequenceEqual("depthUpdate"u8);
        if (!_isSnapshot && !isDepth)
            DropLevels();
        if (_message.EventMs is < 0 or > BinanceMessage.MostMs || _message.TransactionMs is < 0 or > BinanceMessage.MostMs)
            Break("a time out of range");
        else if (_isSnapshot || isDepth)
            ClassifyDepth(BinanceMessage.DepthKind(_message.Stream));
        else if (_event.SequenceEqual("trade"u8))
            ClassifyTrade(BinanceMessageKind.Trade);
        else if (_event.SequenceEqual("aggTrade"u8))
            ClassifyTrade(BinanceMessageKind.AggregateTrade);
        else if (_event.SequenceEqual("bookTicker"u8) || (_event.IsEmpty && !_bid.IsEmpty && !_ask.IsEmpty && _message.LastId != NotThere))
            ClassifyBookTicker();
        else if (_event.SequenceEqual("markPriceUpdate"u8))
            ClassifyMarkPrice();
        else if (_event.SequenceEqual("forceOrder"u8))
            ClassifyLiquidation();
        else if (_event.SequenceEqual("kline"u8))
            ClassifyCandle();
    }

    // Arrays named b and a in a message that isn't about depth are no levels, so nothing can be wrong with them.
    private void DropLevels()
    {
        rows.Clear();
        _message.Fault = null;
        _message.MisfitPrice = _message.MisfitQuantity = null;
    }

    private void ClassifyDepth(BinanceMessageKind kind)
    {
        if (kind == BinanceMessageKind.Other)
        {
            DropLevels();
            return;
        }

        _message.Kind = _isSnapshot && kind == BinanceMessageKind.Depth ? BinanceMessageKind.Snapshot : kind;
        if (!_bidsSeen || !_asksSeen)
            Break("depth without bids or asks");
        else if (!_isSnapshot && (_message.FirstId == NotThere || _message.LastId == NotThere))
            Break("a depth update without U or u");
        else if (!_isSnapshot && _message.FirstId > _message.LastId)
            Break("a depth update with U above u");
        else if (!_isSnapshot && _message.EventMs == 0 && _message.TransactionMs == 0)
            Break("a depth update without E and T");
        if (_message.Kind == BinanceMessageKind.Depth)
            return;
        foreach (ref MarketEvent row in rows.Events)
            row.Kind = EventKind.Snapshot;
    }

    private void ClassifyTrade(BinanceMessageKind kind)
    {
        _message.Kind = kind;
        if (_price.IsEmpty || _quantity.IsEmpty || !_hasMaker || (_message.TransactionMs == 0 && _message.EventMs == 0))
        {
            Break("a trade without p, q, m or T");
            return;
        }

        if (kind == BinanceMessageKind.AggregateTrade && System.Buffers.Text.Utf8Parser.TryParse(_ask, out long number, out int used) && used == _ask.Length && number > 0)
            _message.TradeId = number;

        // X: how the trade came about; anything but MARKET (INSURANCE_FUND, ADL, NA) met no order in the book.
        bool onBook = _orderType.IsEmpty || _orderType.SequenceEqual("MARKET"u8);
        if (!onBook && DecimalText.TryParse(_price, out DecimalText price) && price.IsZero)
        {
            _message.Kind = BinanceMessageKind.Other;
            return;
        }

        AddRow(onBook ? EventKind.Trade : EventKind.OffBookTrade, _buyerIsMaker ? Side.Sell : Side.Buy, _price, _quantity);
        if (_message.MisfitQuantity is null && _message.Fault is null && rows.Events[0].Quantity.IsZero)
            Break("a trade of quantity 0");
    }

    private void ClassifyBookTicker()
    {
        _message.Kind = BinanceMessageKind.BookTicker;
        if (_bid.IsEmpty || _bidQuantity.IsEmpty || _ask.IsEmpty || _askQuantity.IsEmpty || _message.LastId == NotThere)
        {
            Break("a book ticker without u, b, B, a or A");
            return;
        }

        AddRow(EventKind.BestQuote, Side.Buy, _bid, _bidQuantity);
        AddRow(EventKind.BestQuote, Side.Sell, _ask, _askQuantity);
        foreach (ref MarketEvent row in rows.Events)
            row.Reference = _message.LastId;
    }

    private void ClassifyMarkPrice()
    {
        _message.Kind = BinanceMessageKind.MarkPrice;
        long nextFundingMs = _message.TransactionMs; // T is the next funding time here
        _message.TransactionMs = 0;
        if (!TryScale(_price, 8, out long mark) || _message.EventMs == 0)
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
        funding.Reference = nextFundingMs * NsPerMs;
    }

    private void ClassifyLiquidation()
    {
        _message.Kind = BinanceMessageKind.Liquidation;
        bool buy = _sideText.SequenceEqual("BUY"u8);
        if (_price.IsEmpty || _quantity.IsEmpty || (!buy && !_sideText.SequenceEqual("SELL"u8))
            || (_message.TransactionMs == 0 && _message.EventMs == 0))
            Break("a liquidation without S, p, q or T");
        else
            AddRow(EventKind.Liquidation, buy ? Side.Buy : Side.Sell, _price, _quantity);
    }

    // An open candle changes every quarter of a second and is nothing yet. Other intervals would be taken for minutes.
    private void ClassifyCandle()
    {
        if (!_candle.IsClosed || !_candle.Interval.SequenceEqual("1m"u8))
            return;
        _message.Kind = BinanceMessageKind.Candle;
        if (!_candle.TryTimes(out long openMs, out long closeMs, out long trades))
        {
            Break("a candle without t, T or n");
            return;
        }

        AddRow(EventKind.Candle, Side.None, _candle.Open, _candle.Volume);
        rows.Events[0].Reference = openMs * NsPerMs;
        AddRow(EventKind.Candle, Side.None, _candle.High, _candle.TakerVolume);
        rows.Events[1].Reference = closeMs * NsPerMs;
        AddRow(EventKind.Candle, Side.None, _candle.Low, "0"u8);
        rows.Events[2].Reference = trades;
        AddRow(EventKind.Candle, Side.None, _candle.Close, "0"u8);
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

    private void Break(string fault) => _message.Fault ??= fault;
}
