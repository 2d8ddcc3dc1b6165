using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// CSV files of Binance's public archive (data.binance.vision): aggTrades, trades, bookTicker and klines of any market, with or without
/// a header line. Files given together are merged by time, trades before quotes of the same time. The archive has no receive time:
/// the exchange's stands in for it, raised where a file steps back in time. Every line is a batch of its own.
/// </summary>
public sealed class BinanceArchiveImport : IImportFormat
{
    private const int LinesForInference = 1000;
    private const int ReportEvery = 1 << 12;

    public string Name => "binance-archive";

    public string Description => "Binance public archive CSV or zip: aggTrades, trades, bookTicker, klines";

    public string Venue => "binance-usdm";

    public bool NeedsUnits => false;

    public ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel)
    {
        var layouts = new Dictionary<string, BinanceArchiveLayout>();
        using var merged = new MergedLines(files, lines => Open(lines, layouts));
        CheckTradesComeOnce(layouts);
        using var session = new ImportSession(options, Name, options.Tick is null || options.Lot is null ? Infer(files, layouts) : null);
        var conversion = new Conversion(session);
        long count = 0;
        while (merged.TryRead())
        {
            conversion.Add(merged.Current, layouts[merged.Current.Lines.Path]);
            if (++count % ReportEvery != 0)
                continue;
            cancel.ThrowIfCancellationRequested();
            merged.Report(session.Rows);
        }

        session.Complete();
        return ImportReport.Of(session, count) with { Notes = conversion.Notes(), Warnings = Warnings(options, files) };
    }

    private static TimedLines Open(LineReader lines, Dictionary<string, BinanceArchiveLayout> layouts)
    {
        if (!lines.TryRead())
            throw lines.Bad("the file has no line");
        BinanceArchiveLayout layout = BinanceArchiveLayout.Of(lines);
        layouts[lines.Path] = layout;
        int rank = layout.Kind switch
        {
            BinanceArchiveKind.BookTicker => 1,
            BinanceArchiveKind.Klines => 2,
            _ => 0,
        };
        return new TimedLines(lines, rank, layout.Time, layout.HasHeader);
    }

    private static void CheckTradesComeOnce(Dictionary<string, BinanceArchiveLayout> layouts)
    {
        string? trades = layouts.FirstOrDefault(l => l.Value.Kind == BinanceArchiveKind.Trades).Key;
        string? aggregated = layouts.FirstOrDefault(l => l.Value.Kind == BinanceArchiveKind.AggregateTrades).Key;
        if (trades is not null && aggregated is not null)
            throw new BadInputException($"{trades} and {aggregated} tell of the same trades; give either trades or aggTrades");
    }

    private static UnitInference Infer(InputFiles files, Dictionary<string, BinanceArchiveLayout> layouts)
    {
        var units = new UnitInference();
        var seen = new Dictionary<BinanceArchiveKind, int>();
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        foreach (string path in files.Paths)
        {
            using TimedLines lines = Open(InputFiles.OpenLines(path), layouts);
            BinanceArchiveLayout layout = layouts[path];
            int count = seen.GetValueOrDefault(layout.Kind);
            while (count < LinesForInference && lines.TryRead())
            {
                count++;
                var fields = new CsvLine(lines.Lines, ends);
                foreach (int price in layout.PriceColumns)
                    units.AddPrice(fields.Number(price, "price"));
                foreach (int quantity in layout.QuantityColumns)
                    units.AddQuantity(fields.Number(quantity, "quantity"));
            }

            seen[layout.Kind] = count;
        }

        return units;
    }

    // The lines don't tell the symbol; the archive's file names begin with it.
    private static List<string> Warnings(ImportOptions options, InputFiles files) =>
    [
        .. files.Paths.Where(p => !Path.GetFileName(p).StartsWith(options.Symbol, StringComparison.OrdinalIgnoreCase))
            .Select(p => $"{Path.GetFileName(p)} doesn't begin with {options.Symbol}, and its lines don't tell their symbol"),
    ];

    /// <summary>Turns lines into rows of the recording.</summary>
    private sealed class Conversion(ImportSession session)
    {
        private long _raised;
        private long _empty;

        public void Add(TimedLines at, BinanceArchiveLayout layout)
        {
            Span<int> ends = stackalloc int[CsvLine.MaxFields];
            var fields = new CsvLine(at.Lines, ends);
            var row = new MarketEvent { ExchangeNs = at.TimeNs, LocalNs = Math.Max(at.TimeNs, session.LastLocalNs) };
            if (row.LocalNs != row.ExchangeNs)
                _raised++;
            switch (layout.Kind)
            {
                case BinanceArchiveKind.BookTicker:
                    AddQuotes(row, at.Lines, fields);
                    break;
                case BinanceArchiveKind.Klines:
                    AddCandle(row, at.Lines, fields);
                    break;
                default:
                    AddTrade(row, at.Lines, fields, layout);
                    break;
            }

            session.EndBatch();
        }

        public List<string> Notes()
        {
            var notes = new List<string> { "the archive has no local times: the exchange's stand in for them, so the feed has no latency" };
            if (_raised > 0)
                notes.Add($"{_raised} lines step back in time: their local times were raised to the one before");
            if (_empty > 0)
                notes.Add($"{_empty} trades of quantity 0 were left out");
            return notes;
        }

        // A maker who buys was hit by a seller.
        private void AddTrade(MarketEvent row, LineReader lines, in CsvLine fields, BinanceArchiveLayout layout)
        {
            row.Kind = EventKind.Trade;
            row.Side = layout.IsBuyerMaker(lines, fields) ? Side.Sell : Side.Buy;
            row.Price = session.Price(fields.Number(1, "price"), lines.Error);
            row.Quantity = session.Quantity(fields.Number(2, "quantity"), lines.Error);
            if (row.Quantity.IsZero)
                _empty++;
            else
                session.Add(row);
        }

        private void AddQuotes(MarketEvent row, LineReader lines, in CsvLine fields)
        {
            row.Kind = EventKind.BestQuote;
            row.Reference = fields.Integer(0, "update_id");
            fields.Integer(6, "event_time");
            AddQuote(row, Side.Buy, lines, fields.Number(1, "best_bid_price"), fields.Number(2, "best_bid_qty"));
            AddQuote(row, Side.Sell, lines, fields.Number(3, "best_ask_price"), fields.Number(4, "best_ask_qty"));
        }

        // A candle is known when it closes.
        private void AddCandle(MarketEvent row, LineReader lines, in CsvLine fields)
        {
            row.Kind = EventKind.Candle;
            AddCandleRow(row, lines, fields.Number(1, "open"), fields.Number(5, "volume"), BinanceArchiveLayout.ToNs(lines, fields.Integer(0, "open_time")));
            AddCandleRow(row, lines, fields.Number(2, "high"), fields.Number(9, "taker_buy_volume"), row.ExchangeNs);
            AddCandleRow(row, lines, fields.Number(3, "low"), default, fields.Integer(8, "count"));
            AddCandleRow(row, lines, fields.Number(4, "close"), default, 0);
        }

        private void AddCandleRow(MarketEvent row, LineReader lines, DecimalText price, DecimalText quantity, long reference)
        {
            row.Price = session.Price(price, lines.Error);
            row.Quantity = session.Quantity(quantity, lines.Error);
            row.Reference = reference;
            session.Add(row);
        }

        private void AddQuote(MarketEvent row, Side side, LineReader lines, DecimalText price, DecimalText quantity)
        {
            // An empty side has price 0.
            if (price.IsZero)
                return;
            row.Side = side;
            row.Price = session.Price(price, lines.Error);
            row.Quantity = session.Quantity(quantity, lines.Error);
            session.Add(row);
        }
    }
}
