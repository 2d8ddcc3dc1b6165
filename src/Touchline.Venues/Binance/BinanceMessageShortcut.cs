using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// Reads the frequent messages as the venue writes them: without blanks or escapes, the event's name first, known members in any order, each once. Whatever is
/// otherwise, also everything that is wrong, it leaves to <see cref="BinanceMessageReader"/>; what it does read, that one reads alike.
/// </summary>
internal static class BinanceMessageShortcut
{
    private const int Lane = 16;

    // How long the last one was, each for itself: see DecimalShape.Pass.
    private static int _usualStream, _usualSymbol, _usualTime, _usualId, _usualTradeId, _usualOther;

    /// <summary>False: nothing can be said about it here; rows may have been added and fields set.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, Instrument units, EventBuffer rows, ref BinanceMessage message)
    {
        if (DecimalShape.Of(units.PriceUnit.Step) is not { } price || DecimalShape.Of(units.QuantityUnit.Step) is not { } quantity)
            return false;
        int at = 0;
        bool isCombined = Pass(json, ref at, "{\"stream\":\""u8);
        if (isCombined && !(TryText(json, ref at, ref _usualStream, out message.Stream) && Pass(json, ref at, ",\"data\":"u8)))
            return false;
        if (!Pass(json, ref at, "{\"e\":\""u8) || at >= json.Length)
            return false;
        bool isRead = json[at] switch
        {
            (byte)'b' => Pass(json, ref at, "bookTicker\""u8) && BookTicker(json, ref at, price, quantity, rows, ref message),
            (byte)'d' => Pass(json, ref at, "depthUpdate\""u8) && Depth(json, ref at, price, quantity, rows, ref message),
            (byte)'a' => Pass(json, ref at, "aggTrade\""u8) && Trade(BinanceMessageKind.AggregateTrade, json, ref at, price, quantity, rows, ref message),
            (byte)'t' => Pass(json, ref at, "trade\""u8) && Trade(BinanceMessageKind.Trade, json, ref at, price, quantity, rows, ref message),
            _ => false,
        };
        return isRead && (!isCombined || Pass(json, ref at, "}"u8)) && at == json.Length
            && message.EventMs <= BinanceMessage.MostMs && message.TransactionMs <= BinanceMessage.MostMs;
    }

    /// <summary>The symbol where nothing is nested before it. False: it has to be looked for the long way.</summary>
    public static bool TryPeek(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> stream, out ReadOnlySpan<byte> symbol)
    {
        stream = symbol = default;
        int at = 0;
        if (Pass(json, ref at, "{\"stream\":\""u8) && !(TryText(json, ref at, ref _usualStream, out stream) && Pass(json, ref at, ",\"data\":"u8)))
            return false;
        if (!Pass(json, ref at, "{\"e\":\""u8))
            return false;
        ReadOnlySpan<byte> name = ",\"s\":\""u8;
        int before = json[at..].IndexOf(name);
        if (before < 0 || json.Slice(at, before).IndexOfAny((byte)'{', (byte)'[') >= 0)
            return false;
        at += before + name.Length;
        return TryText(json, ref at, ref _usualSymbol, out symbol);
    }

    private static bool BookTicker(
        ReadOnlySpan<byte> json, ref int place, DecimalShape price, DecimalShape quantity, EventBuffer rows, ref BinanceMessage message)
    {
        int at = place;
        ulong seen = 0;
        long bid = 0, bidQuantity = 0, ask = 0, askQuantity = 0, id = 0, eventMs = 0, transactionMs = 0;
        while (Next(json, ref at, ref seen, out byte letter))
        {
            bool isRead = letter switch
            {
                (byte)'u' => DecimalShape.TryReadWhole(json, ref at, ref _usualId, out id),
                (byte)'s' => TryString(json, ref at, ref _usualSymbol, out message.Symbol),
                (byte)'b' => TryNumber(json, ref at, price, out bid),
                (byte)'B' => TryNumber(json, ref at, quantity, out bidQuantity),
                (byte)'a' => TryNumber(json, ref at, price, out ask),
                (byte)'A' => TryNumber(json, ref at, quantity, out askQuantity),
                (byte)'T' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out transactionMs),
                (byte)'E' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out eventMs),
                0 => PassOther(json, ref at),
                _ => false,
            };
            if (!isRead)
                return false;
        }

        place = at;
        message.Kind = BinanceMessageKind.BookTicker;
        message.LastId = id;
        message.EventMs = eventMs;
        message.TransactionMs = transactionMs;
        Add(rows, EventKind.BestQuote, Side.Buy, bid, bidQuantity).Reference = id;
        Add(rows, EventKind.BestQuote, Side.Sell, ask, askQuantity).Reference = id;
        return Pass(json, ref place, "}"u8) && Has(seen, Bit('u') | Bit('b') | Bit('B') | Bit('a') | Bit('A'));
    }

    private static bool Trade(
        BinanceMessageKind kind, ReadOnlySpan<byte> json, ref int place, DecimalShape prices, DecimalShape quantities, EventBuffer rows, ref BinanceMessage message)
    {
        int at = place;
        ulong seen = 0;
        long price = 0, quantity = 0, eventMs = 0, transactionMs = 0;
        bool buyerIsMaker = false;
        while (Next(json, ref at, ref seen, out byte letter))
        {
            bool isRead = letter switch
            {
                (byte)'p' => TryNumber(json, ref at, prices, out price),
                (byte)'q' => TryNumber(json, ref at, quantities, out quantity),
                (byte)'T' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out transactionMs),
                (byte)'E' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out eventMs),
                (byte)'s' => TryString(json, ref at, ref _usualSymbol, out message.Symbol),
                (byte)'m' => TryBoolean(json, ref at, out buyerIsMaker),
                (byte)'M' => TryBoolean(json, ref at, out _),
                (byte)'X' => Pass(json, ref at, "\"MARKET\""u8),
                (byte)'a' when kind == BinanceMessageKind.AggregateTrade => DecimalShape.TryReadWhole(json, ref at, ref _usualId, out message.TradeId),
                (byte)'a' or (byte)'t' => DecimalShape.TryReadWhole(json, ref at, ref _usualId, out _),
                (byte)'f' or (byte)'l' => DecimalShape.TryReadWhole(json, ref at, ref _usualTradeId, out _),
                0 => PassOther(json, ref at),
                _ => false,
            };
            if (!isRead)
                return false;
        }

        place = at;
        message.Kind = kind;
        message.EventMs = eventMs;
        message.TransactionMs = transactionMs;
        Add(rows, EventKind.Trade, buyerIsMaker ? Side.Sell : Side.Buy, price, quantity);
        return Pass(json, ref place, "}"u8) && Has(seen, Bit('p') | Bit('q') | Bit('m')) && (eventMs | transactionMs) != 0 && price != 0 && quantity != 0;
    }

    private static bool Depth(
        ReadOnlySpan<byte> json, ref int place, DecimalShape price, DecimalShape quantity, EventBuffer rows, ref BinanceMessage message)
    {
        message.Kind = BinanceMessage.DepthKind(message.Stream);
        if (message.Kind == BinanceMessageKind.Other)
            return false;
        EventKind kind = message.Kind == BinanceMessageKind.Depth ? EventKind.Depth : EventKind.Snapshot;
        int at = place;
        ulong seen = 0;
        while (Next(json, ref at, ref seen, out byte letter))
        {
            bool isRead = letter switch
            {
                (byte)'E' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out message.EventMs),
                (byte)'T' => DecimalShape.TryReadWhole(json, ref at, ref _usualTime, out message.TransactionMs),
                (byte)'s' => TryString(json, ref at, ref _usualSymbol, out message.Symbol),
                (byte)'U' => DecimalShape.TryReadWhole(json, ref at, ref _usualId, out message.FirstId),
                (byte)'u' => DecimalShape.TryReadWhole(json, ref at, ref _usualId, out message.LastId),
                (byte)'b' => TryLevels(json, ref at, price, quantity, kind, Side.Buy, rows),
                (byte)'a' => TryLevels(json, ref at, price, quantity, kind, Side.Sell, rows),
                0 when Pass(json, ref at, ",\"pu\":"u8) => message.PreviousId == BinanceMessage.NotThere && DecimalShape.TryReadWhole(json, ref at, ref _usualId, out message.PreviousId),
                0 => PassOther(json, ref at),
                _ => false,
            };
            if (!isRead)
                return false;
        }

        place = at;
        return Pass(json, ref place, "}"u8) && Has(seen, Bit('U') | Bit('u') | Bit('b') | Bit('a')) && message.FirstId <= message.LastId
            && (message.EventMs | message.TransactionMs) != 0;
    }

    private static bool TryLevels(
        ReadOnlySpan<byte> json, ref int place, DecimalShape prices, DecimalShape quantities, EventKind kind, Side side, EventBuffer rows)
    {
        if (Pass(json, ref place, "[]"u8))
            return true;
        if (!Pass(json, ref place, "["u8))
            return false;
        int at = place;
        while (at < json.Length - 32)
        {
            if (!Pass(json, ref at, "[\""u8) || !prices.TryRead(json, ref at, out long price) || !Pass(json, ref at, "\",\""u8)
                || !quantities.TryRead(json, ref at, out long quantity) || !Pass(json, ref at, "\"]"u8) || at == json.Length || price == 0)
                return false;
            Add(rows, kind, side, price, quantity);
            byte next = json[at++];
            if (next != ',')
            {
                place = at;
                return next == ']';
            }
        }

        // So near the end that 16 bytes at once would be too many: one level more at most in what the venue writes.
        place = at;
        return TryLastLevels(json, ref place, kind, side, prices, quantities, rows);
    }

    private static bool TryLastLevels(
        ReadOnlySpan<byte> json, ref int place, EventKind kind, Side side, DecimalShape prices, DecimalShape quantities, EventBuffer rows)
    {
        Span<byte> padded = stackalloc byte[64];
        padded.Clear();
        json[place..].CopyTo(padded);
        int at = 0;
        while (Pass(padded, ref at, "[\""u8) && prices.TryRead(padded, ref at, out long price) && Pass(padded, ref at, "\",\""u8)
            && quantities.TryRead(padded, ref at, out long quantity) && Pass(padded, ref at, "\"]"u8) && price != 0)
        {
            Add(rows, kind, side, price, quantity);
            byte next = padded[at++];
            if (next == ',')
                continue;
            place += at;
            return next == ']';
        }

        return false;
    }

    /// <summary>Goes behind the next member's name when that is one letter, which it hasn't had yet; the letter is 0 where the name is longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Next(ReadOnlySpan<byte> json, ref int at, ref ulong seen, out byte letter)
    {
        letter = 0;
        if (at > json.Length - 5 || json[at] != ',')
            return false;
        uint name = MemoryMarshal.Read<uint>(json[(at + 1)..]);
        if ((name & 0xFFFF00FF) != ('"' | '"' << 16 | (uint)':' << 24))
            return true;
        letter = (byte)(name >> 8);
        ulong bit = 1UL << (letter & 63);
        if ((seen & bit) != 0)
            return false;
        seen |= bit;
        at += 5;
        return true;
    }

    private static ulong Bit(char letter) => 1UL << (letter & 63);

    private static bool Has(ulong seen, ulong wanted) => (seen & wanted) == wanted;

    // Members that say nothing about the market: pair, margin kind, quantity without hidden liquidity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool PassOther(ReadOnlySpan<byte> json, ref int at)
    {
        if (at > json.Length - Lane / 2 || json[at + 1] != '"' || json[at + 4] != '"' || json[at + 5] != ':')
            return false;
        ushort name = MemoryMarshal.Read<ushort>(json[(at + 2)..]);
        at += 6;
        return name switch
        {
            's' | 't' << 8 => PassWhole(json, ref at),
            'p' | 's' << 8 or 'n' | 'q' << 8 => TryString(json, ref at, ref _usualOther, out _),
            _ => false,
        };
    }

    // Without its value, it can stand at the very end.
    private static bool PassWhole(ReadOnlySpan<byte> json, ref int at)
    {
        int start = at;
        while (at < json.Length && (uint)(json[at] - '0') <= 9)
            at++;
        return at > start && (at == start + 1 || json[start] != '0');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNumber(ReadOnlySpan<byte> json, ref int at, DecimalShape shape, out long count)
    {
        count = 0;
        if ((uint)at >= (uint)json.Length || json[at] != '"')
            return false;
        at++;
        return shape.TryRead(json, ref at, out count) && json[at++] == '"';
    }

    // Without a branch on the value: which of the two comes can't be guessed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryBoolean(ReadOnlySpan<byte> json, ref int at, out bool value)
    {
        value = false;
        if (at > json.Length - 5)
            return false;
        uint begin = MemoryMarshal.Read<uint>(json[at..]);
        bool isTrue = begin == ('t' | 'r' << 8 | 'u' << 16 | (uint)'e' << 24);
        bool isFalse = begin == ('f' | 'a' << 8 | 'l' << 16 | (uint)'s' << 24) & json[at + 4] == 'e';
        value = isTrue;
        at += 5 - Unsafe.BitCast<bool, byte>(isTrue);
        return isTrue | isFalse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryString(ReadOnlySpan<byte> json, scoped ref int at, scoped ref int usual, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (at >= json.Length || json[at] != '"')
            return false;
        at++;
        return TryText(json, ref at, ref usual, out text);
    }

    /// <summary>A string's content from behind its first quote; without escapes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryText(ReadOnlySpan<byte> json, scoped ref int at, scoped ref int usual, out ReadOnlySpan<byte> text)
    {
        text = default;
        int length = 0;
        if (at <= json.Length - Lane)
        {
            Vector128<byte> lane = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)at);
            uint ends = (Vector128.Equals(lane, Vector128.Create((byte)'"')) | Vector128.Equals(lane, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
            length = BitOperations.TrailingZeroCount(ends | 1u << Lane);
        }

        if (length is 0 or Lane)
            length = json[at..].IndexOfAny((byte)'"', (byte)'\\');
        if (length < 0 || json[at + length] != '"')
            return false;
        text = json.Slice(at, length);
        DecimalShape.Pass(ref at, length + 1, ref usual);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Pass(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> literal)
    {
        if (!json[at..].StartsWith(literal))
            return false;
        at += literal.Length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref MarketEvent Add(EventBuffer rows, EventKind kind, Side side, long price, long quantity)
    {
        ref MarketEvent row = ref rows.Add(kind, side);
        row.Price = new Price(price);
        row.Quantity = new Quantity(quantity);
        return ref row;
    }
}
