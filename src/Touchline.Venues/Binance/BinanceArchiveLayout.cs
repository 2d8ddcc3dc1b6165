using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What a file of the archive tells.</summary>
internal enum BinanceArchiveKind
{
    Trades,
    AggregateTrades,
    BookTicker,
    Klines,
}

/// <summary>
/// Which columns of an archive file say what. Told by the header, or by the number and shape of the columns where there is none:
/// the spot market's trade files have one more column (isBestMatch) than those of futures.
/// </summary>
internal sealed record BinanceArchiveLayout(BinanceArchiveKind Kind, int Columns, int TimeColumn, int MakerColumn, bool HasHeader)
{
    private const int KlineCloseTime = 6;

    private const string Known =
        "aggTrades (agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker), "
        + "trades (id,price,qty,quote_qty,time,is_buyer_maker), "
        + "bookTicker (update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time) and "
        + "klines (open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore)";

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
        return ToNs(lines, fields.Integer(TimeColumn, "the time"));
    }

    /// <summary>A time of the file in ns.</summary>
    public static long ToNs(LineReader lines, long time)
    {
        return time switch
        {
            > 0 and < 100_000_000_000_000 => time * 1_000_000,
            >= 100_000_000_000_000 and < long.MaxValue / 1000 => time * 1000,
            _ => throw lines.Bad($"the time {time} is none; milliseconds or microseconds since the Unix epoch are right"),
        };
    }

    /// <summary>Columns with prices, for inferring the price unit.</summary>
    public ReadOnlySpan<int> PriceColumns => Kind switch
    {
        BinanceArchiveKind.BookTicker => [1, 3],
        BinanceArchiveKind.Klines => [1, 2, 3, 4],
        _ => [1],
    };

    /// <summary>Columns with quantities, for inferring the quantity unit.</summary>
    public ReadOnlySpan<int> QuantityColumns => Kind switch
    {
        BinanceArchiveKind.BookTicker => [2, 4],
        BinanceArchiveKind.Klines => [5, 9],
        _ => [2],
    };

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
            "open_time" when n == 12 => new BinanceArchiveLayout(BinanceArchiveKind.Klines, n, KlineCloseTime, -1, true),
            _ => null,
        };
        bool isAsKnown = layout is not null && fields.Text(layout.TimeColumn) is "transact_time" or "time" or "transaction_time" or "close_time"
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
            7 when IsWhole(fields[5]) && IsWhole(fields[6]) => new BinanceArchiveLayout(BinanceArchiveKind.BookTicker, n, 5, -1, false),
            12 => new BinanceArchiveLayout(BinanceArchiveKind.Klines, n, KlineCloseTime, -1, false),
            8 when Boolean(fields[6]) is not null => new BinanceArchiveLayout(BinanceArchiveKind.AggregateTrades, n, 5, 6, false),
            _ => null,
        };
    }

    private static bool IsWhole(ReadOnlySpan<byte> text) => text.Length > 0 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    // Files of different years write true and True.
    private static bool? Boolean(ReadOnlySpan<byte> text)
    {
        if (Ascii.EqualsIgnoreCase(text, "true"u8))
            return true;
        return Ascii.EqualsIgnoreCase(text, "false"u8) ? false : null;
    }
}
