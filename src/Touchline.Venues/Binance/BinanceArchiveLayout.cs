using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What a file of the archive tells.</summary>
internal enum BinanceArchiveKind
{
    Trades,
    AggregateTrades,
    BookTicker,
}

/// <summary>
/// Which columns of an archive file say what. Told by the header, or by the number and shape of the columns where there is none:
/// the spot market's trade files have one more column (isBestMatch) than those of futures.
/// </summary>
internal sealed record BinanceArchiveLayout(BinanceArchiveKind Kind, int Columns, int TimeColumn, int MakerColumn, bool HasHeader)
{
    private const string Known =
        "aggTrades (agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker), "
        + "trades (id,price,qty,quote_qty,time,is_buyer_maker) and "
        + "bookTicker (update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time)";

    /// <param name="lines">Stands on the first line.</param>
    /// <exception cref="BadInputException">The file is none of those that can become rows.</exception>
    public static BinanceArchiveLayout Of(LineReader lines)
    {
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        var fields = new CsvLine(lines, ends);
        bool hasHeader = fields[0].Length > 0 && !char.IsAsciiDigit((char)fields[0][0]);
        BinanceArchiveLayout? layout = hasHeader ? ByHeader(fields) : ByShape(fields);
        if (layout is not null)
            return layout;
        if (hasHeader ? fields.Text(0) == "open_time" : fields.Count == 12)
        {
            throw lines.Bad(
                "klines can't become a recording: they say what was traded over an interval, but not the trades, their order, the touch or the book, "
                + "and a recording has no rows for sums; import aggTrades or trades of the same days, and bookTicker for the touch");
        }

        throw lines.Bad($"the archive files that can be imported are {Known}; here are {fields.Count} columns");
    }

    /// <summary>
    /// The current line's exchange time in ns. Files count milliseconds, those of the spot market from 2025 on microseconds; told
    /// apart by size: 10^14 is the year 5138 in milliseconds and 1973 in microseconds.
    /// </summary>
    public long Time(LineReader lines)
    {
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        var fields = new CsvLine(lines, ends);
        if (fields.Count != Columns)
            throw lines.Bad($"{Columns} fields are right, here are {fields.Count}");
        long time = fields.Integer(TimeColumn, "the time");
        return time switch
        {
            > 0 and < 100_000_000_000_000 => time * 1_000_000,
            >= 100_000_000_000_000 and < long.MaxValue / 1000 => time * 1000,
            _ => throw lines.Bad($"the time {time} is none; milliseconds or microseconds since the Unix epoch are right"),
        };
    }

    public bool IsBuyerMaker(LineReader lines, in CsvLine fields) => Boolean(fields[MakerColumn])
        ?? throw lines.Bad($"is_buyer_maker '{fields.Text(MakerColumn)}' is neither true nor false");

    private static BinanceArchiveLayout? ByHeader(in CsvLine fields)
    {
        int n = fields.Count;
        BinanceArchiveLayout? layout = fields.Text(0) switch
        {
            "agg_trade_id" when n is 7 or 8 => new BinanceArchiveLayout(BinanceArchiveKind.AggregateTrades, n, 5, 6, true),
            "id" or "trade_id" when n is 6 or 7 => new BinanceArchiveLayout(BinanceArchiveKind.Trades, n, 4, 5, true),
            "update_id" when n == 7 => new BinanceArchiveLayout(BinanceArchiveKind.BookTicker, n, 5, -1, true),
            _ => null,
        };
        bool isAsKnown = layout is not null && fields.Text(layout.TimeColumn) is "transact_time" or "time" or "transaction_time"
            && (layout.MakerColumn < 0 || fields.Text(layout.MakerColumn) == "is_buyer_maker");
        return isAsKnown ? layout : null;
    }

    private static BinanceArchiveLayout? ByShape(in CsvLine fields)
    {
        int n = fields.Count;
        return n switch
        {
            6 when Boolean(fields[5]) is not null => new BinanceArchiveLayout(BinanceArchiveKind.Trades, n, 4, 5, false),
            7 when Boolean(fields[5]) is not null => new BinanceArchiveLayout(BinanceArchiveKind.Trades, n, 4, 5, false),
            7 when Boolean(fields[6]) is not null => new BinanceArchiveLayout(BinanceArchiveKind.AggregateTrades, n, 5, 6, false),
            7 => new BinanceArchiveLayout(BinanceArchiveKind.BookTicker, n, 5, -1, false),
            8 when Boolean(fields[6]) is not null => new BinanceArchiveLayout(BinanceArchiveKind.AggregateTrades, n, 5, 6, false),
            _ => null,
        };
    }

    // Files of different years write true and True.
    private static bool? Boolean(ReadOnlySpan<byte> text)
    {
        if (Ascii.EqualsIgnoreCase(text, "true"u8))
            return true;
        return Ascii.EqualsIgnoreCase(text, "false"u8) ? false : null;
    }
}
