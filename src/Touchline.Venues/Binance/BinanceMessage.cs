using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

internal enum BinanceMessageKind
{
    /// <summary>Well formed, but nothing that is traded on.</summary>
    Other,
    Depth,
    Snapshot,
    BookTicker,
    Trade,
    AggregateTrade,
    MarkPrice,
    Liquidation,

    /// <summary>The best 5, 10 or 20 levels as a whole, told by the stream's name; its ids don't belong to the chain of <see cref="Depth"/>.</summary>
    PartialDepth,

    /// <summary>A closed candle of one minute.</summary>
    Candle,

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

    /// <summary>Of an aggregated trade: its own number, without gaps. 0 when absent.</summary>
    public long TradeId;

    /// <summary>As in a combined message; empty in a raw one.</summary>
    public ReadOnlySpan<byte> Stream;

    public DecimalText? MisfitPrice, MisfitQuantity;

    /// <summary>What is broken.</summary>
    public string? Fault;

    internal const long NotThere = -1;
    internal const int MaxNested = 4;
    internal const long NsPerMs = 1_000_000;
    internal const long MostMs = long.MaxValue / NsPerMs;

    public static BinanceMessage Read(ReadOnlySpan<byte> json, Instrument units, EventBuffer rows)
    {
        var message = new BinanceMessage { FirstId = NotThere, LastId = NotThere, PreviousId = NotThere };
        rows.Clear();
        if (BinanceMessageShortcut.TryRead(json, units, rows, ref message))
            return message;
        rows.Clear();
        return new BinanceMessageReader(units, rows).Read(json);
    }

    /// <summary>Whether a stream of depth is another than the increments of the whole book.</summary>
    internal static BinanceMessageKind DepthKind(ReadOnlySpan<byte> stream)
    {
        // RPI depth is a chain of its own.
        if (stream.IndexOf("@rpiDepth"u8) >= 0)
            return BinanceMessageKind.Other;
        int at = stream.IndexOf("@depth"u8) + "@depth"u8.Length;
        return at >= "@depth"u8.Length && at < stream.Length && (uint)(stream[at] - '0') <= 9 ? BinanceMessageKind.PartialDepth : BinanceMessageKind.Depth;
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
        if (BinanceMessageShortcut.TryPeek(json, out stream, out symbol))
            return true;
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
}
