namespace Touchline.Core;

/// <summary>
/// hftbacktest's data files, versions 1 and 2. Consecutive rows with equal times form one batch. A clear with a price bound
/// becomes depth rows of quantity 0, one for each level from the touch up to the bound in the book of the side that sees it; a clear
/// without a side or without a finite bound becomes a clear row, and so does every clear among order-by-order rows. A file has order-by-order
/// rows or depth rows, not both.
/// </summary>
public sealed class HftbacktestNpzImport : IImportFormat
{
    private const int RowsForInference = 1000;
    private const int ReportEvery = 1 << 12;

    public string Name => "hftbacktest-npz";

    public string Description => "hftbacktest .npz or .npy, version 1 (float64, µs) or 2 (64-byte records, ns)";

    public string Venue => "hftbacktest";

    public bool NeedsUnits => false;

    public ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel)
    {
        using var session = new ImportSession(options, Name, options.Tick is null || options.Lot is null ? Infer(files) : null);
        var conversion = new Conversion(session);
        long count = 0, bytesOfEarlierFiles = 0;
        foreach (string path in files.Paths)
        {
            using var rows = new HftbacktestRows(path);
            while (rows.TryRead(out HftbacktestRow row))
            {
                conversion.Add(row, rows.Bad);
                if (++count % ReportEvery != 0)
                    continue;
                cancel.ThrowIfCancellationRequested();
                files.Report(bytesOfEarlierFiles + rows.BytesRead, session.Rows);
            }

            session.EndBatch();
            bytesOfEarlierFiles += new FileInfo(path).Length;
        }

        session.Complete();
        return ImportReport.Of(session, count) with { Notes = conversion.Notes(), Warnings = conversion.Warnings() };
    }

    private static UnitInference Infer(InputFiles files)
    {
        var units = new UnitInference();
        int seen = 0;
        foreach (string path in files.Paths)
        {
            using var rows = new HftbacktestRows(path);
            while (seen < RowsForInference && rows.TryRead(out HftbacktestRow row))
            {
                if (row.Kind is EventKind.None or EventKind.Clear)
                    continue;
                seen++;
                if (DecimalText.TryFrom(row.Price, out DecimalText price))
                    units.AddPrice(price);
                if (DecimalText.TryFrom(row.Quantity, out DecimalText quantity))
                    units.AddQuantity(quantity);
            }
        }

        return units;
    }

    /// <summary>Turns rows of the array into rows of the recording.</summary>
    private sealed class Conversion(ImportSession session)
    {
        private readonly TimelineBooks _books = new();
        private Instrument _instrument = session.Instrument;
        private long _local = long.MinValue;
        private long _exchange = long.MinValue;
        private long _unknown;
        private long _sideless;
        private long _empty;
        private bool _levels;
        private bool _orders;

        public void Add(in HftbacktestRow row, Func<string, Exception> bad)
        {
            if (row.LocalNs == MarketEvent.Unseen && row.ExchangeNs == MarketEvent.Unseen)
                throw bad("neither the exchange nor we see the row (version 2: put the file through correct_event_order first)");
            if (row.LocalNs != _local || row.ExchangeNs != _exchange)
                session.EndBatch();
            (_local, _exchange) = (row.LocalNs, row.ExchangeNs);
            if (row.LocalNs != MarketEvent.Unseen && row.LocalNs < session.LastLocalNs)
                throw bad($"local time runs backwards: {row.LocalNs} after {session.LastLocalNs}");
            switch (row.Kind)
            {
                case EventKind.None:
                    _unknown++;
                    break;
                case EventKind.Clear:
                    Clear(row);
                    break;
                case EventKind.Trade when row.Quantity == 0:
                    _empty++;
                    break;
                default:
                    Emit(Converted(row, bad));
                    break;
            }
        }

        public List<string> Notes()
        {
            var notes = new List<string>();
            if (_unknown > 0)
                notes.Add($"{_unknown} rows with codes that aren't hftbacktest's own were left out");
            if (_empty > 0)
                notes.Add($"{_empty} trades of quantity 0 were left out");
            if (session.Book.Orders is { Anomalies: { Total: > 0 } odd })
            {
                notes.Add($"order rows that didn't fit the book: {odd.UnknownOrders} of orders that weren't there (a cancel after the last fill is one), "
                    + $"{odd.DoubleAdds} adds of orders that were, {odd.OverExecutions} fills of more than was left, {odd.Malformed} of impossible quantities");
            }

            return notes;
        }

        public List<string> Warnings() => _sideless == 0
            ? []
            : [$"{_sideless} trades don't say who the aggressor was: kept as off-book trades, which fill nobody"];

        private MarketEvent Converted(in HftbacktestRow row, Func<string, Exception> bad)
        {
            EventKind kind = row.Kind;
            if (kind is EventKind.Depth or EventKind.Snapshot)
                _levels = true;
            else
                _orders |= kind.IsOrder();
            if (_levels && _orders)
                throw bad("the file has depth rows and order-by-order rows: which of them is the book? Leave one of the two out");
            if (row.Side == Side.None && kind is EventKind.Depth or EventKind.Snapshot or EventKind.BestQuote or EventKind.OrderAdd)
                throw bad("the row has no side");
            if (kind == EventKind.Trade && row.Side == Side.None)
            {
                kind = EventKind.OffBookTrade;
                _sideless++;
            }

            // hftbacktest finds an order that leaves or trades by its id; the price beside it may be anything.
            bool needsPrice = kind is not (EventKind.OrderCancel or EventKind.OrderExecute);
            var converted = new MarketEvent
            {
                Kind = kind,
                Side = row.Side,
                ExchangeNs = row.ExchangeNs,
                LocalNs = row.LocalNs,
                Reference = HftbacktestEvent.HasOrderId(kind) ? row.OrderId : 0,
                Price = needsPrice || row.Price > 0 ? session.Price(Exact(row.Price, "price", bad), bad) : default,
                Quantity = session.Quantity(Exact(row.Quantity, "quantity", bad), bad),
            };
            FollowVersion();
            return converted;
        }

        private static DecimalText Exact(double number, string name, Func<string, Exception> bad) =>
            DecimalText.TryFrom(number, out DecimalText text) ? text : throw bad($"the {name} {number} is not a number");

        private void FollowVersion()
        {
            if (ReferenceEquals(_instrument, session.Instrument))
                return;
            _books.Rescale(UnitChange.Between(_instrument, session.Instrument));
            _instrument = session.Instrument;
        }

        private void Clear(in HftbacktestRow row)
        {
            var level = new MarketEvent { Kind = EventKind.Clear, Side = row.Side, ExchangeNs = row.ExchangeNs, LocalNs = row.LocalNs };
            if (row.Side == Side.None || !double.IsFinite(row.Price) || _orders)
            {
                Emit(level);
                return;
            }

            level.Kind = EventKind.Depth;
            List<Price> local = UpTo(_books.Local, row.Side, row.Price), exchange = UpTo(_books.Exchange, row.Side, row.Price);
            if (level.SeenLocally && level.SeenByExchange && local.SequenceEqual(exchange))
            {
                Remove(level, local);
                return;
            }

            if (level.SeenByExchange)
                Remove(level with { LocalNs = MarketEvent.Unseen }, exchange);
            if (level.SeenLocally)
                Remove(level with { ExchangeNs = MarketEvent.Unseen }, local);
        }

        // The bound itself is included.
        private List<Price> UpTo(OrderBook book, Side side, double bound)
        {
            var prices = new List<Price>();
            foreach (BookLevel level in book.Snapshot(side))
            {
                double price = _instrument.PriceUnit.ToDouble(level.Price);
                if (side == Side.Buy ? price < bound : price > bound)
                    break;
                prices.Add(level.Price);
            }

            return prices;
        }

        private void Remove(MarketEvent level, List<Price> prices)
        {
            foreach (Price price in prices)
                Emit(level with { Price = price });
        }

        private void Emit(in MarketEvent row)
        {
            session.Add(row);
            _books.Apply(row);
        }
    }
}
