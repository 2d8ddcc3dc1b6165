using System.Text;

namespace Touchline.Core;

/// <summary>
/// Tardis CSV files: <c>incremental_book_L2</c> and <c>trades</c>, told apart by their headers. Files given together are merged by
/// local time. At equal local times trades go before book rows: the queue models explain a fall of a level by the trades since its
/// last change, which they can only do with trades they have seen. Rows of one file with equal local times form one batch.
/// </summary>
public sealed class TardisCsvImport : IImportFormat
{
    public const string BookHeader = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
    public const string TradesHeader = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

    private const int Columns = 8;
    private const int TradesRank = 0;
    private const int BookRank = 1;
    private const int RowsForInference = 1000;
    private const int ReportEvery = 1 << 12;

    // Tardis counts microseconds.
    private const long NsPerTick = 1000;

    public string Name => "tardis-csv";

    public string Description => "Tardis incremental_book_L2 and trades files, merged by local time";

    public string Venue => "tardis";

    public bool NeedsUnits => false;

    public ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel)
    {
        using var merged = new MergedLines(files, Open);
        using var session = new ImportSession(options, Name, options.Tick is null || options.Lot is null ? Infer(options, files) : null);
        var conversion = new Conversion(options, session);
        long count = 0;
        while (merged.TryRead())
        {
            conversion.Add(merged.Current);
            if (++count % ReportEvery != 0)
                continue;
            cancel.ThrowIfCancellationRequested();
            merged.Report(session.Rows);
        }

        session.EndBatch();
        conversion.CheckSymbols();
        session.Complete();
        return ImportReport.Of(session, count) with { Notes = conversion.Notes(), Warnings = conversion.Warnings() };
    }

    private static TimedLines Open(LineReader lines)
    {
        if (lines.TryRead())
        {
            if (lines.Line.SequenceEqual(Encoding.ASCII.GetBytes(BookHeader)))
                return new TimedLines(lines, BookRank, LocalTime);
            if (lines.Line.SequenceEqual(Encoding.ASCII.GetBytes(TradesHeader)))
                return new TimedLines(lines, TradesRank, LocalTime);
        }

        throw lines.Bad($"the first line is '{BookHeader}' (incremental_book_L2) or '{TradesHeader}' (trades), here it is");
    }

    private static long LocalTime(LineReader lines)
    {
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        var fields = new CsvLine(lines, ends);
        if (fields.Count != Columns)
            throw lines.Bad($"{Columns} fields are right, here are {fields.Count}");
        return Time(lines, fields, 3, "local_timestamp");
    }

    private static long Time(LineReader lines, in CsvLine fields, int column, string name)
    {
        long time = fields.Integer(column, name);
        return time is >= 0 and < long.MaxValue / NsPerTick
            ? time * NsPerTick
            : throw lines.Bad($"{name} {time} is no time; microseconds since the Unix epoch are right");
    }

    // The first rows of the first file of either kind.
    private static UnitInference Infer(ImportOptions options, InputFiles files)
    {
        var units = new UnitInference();
        byte[] symbol = Encoding.UTF8.GetBytes(options.Symbol);
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        Span<int> seen = stackalloc int[2];
        seen.Clear();
        foreach (string path in files.Paths)
        {
            using TimedLines lines = Open(InputFiles.OpenLines(path));
            while (seen[lines.Rank] < RowsForInference && lines.TryRead())
            {
                var fields = new CsvLine(lines.Lines, ends);
                if (!Ascii.EqualsIgnoreCase(fields[1], symbol))
                    continue;
                seen[lines.Rank]++;
                units.AddPrice(fields.Number(6, "price"));
                units.AddQuantity(fields.Number(7, "amount"));
            }
        }

        return units;
    }

    /// <summary>Turns lines into rows of the recording.</summary>
    private sealed class Conversion(ImportOptions options, ImportSession session)
    {
        private const int ShownSymbols = 20;

        private readonly byte[] _symbol = Encoding.UTF8.GetBytes(options.Symbol);
        private readonly Dictionary<string, FileSymbols> _symbols = [];
        private byte[]? _exchange;
        private TimedLines? _batchOf;
        private FileSymbols? _symbolsOfFile;
        private long _local;
        private bool _anyBookRow;
        private bool _wasSnapshot;
        private long _otherSymbols;
        private long _sideless;
        private long _empty;

        public void Add(TimedLines at)
        {
            LineReader lines = at.Lines;
            Span<int> ends = stackalloc int[CsvLine.MaxFields];
            var fields = new CsvLine(lines, ends);
            StartBatch(at);
            if (!IsOurs(fields))
                return;
            CheckExchange(lines, fields[0]);
            var row = new MarketEvent { LocalNs = at.TimeNs, ExchangeNs = Time(lines, fields, 2, "timestamp") };
            if (at.Rank == BookRank)
                AddBookRow(row, lines, fields);
            else
                AddTrade(row, lines, fields);
        }

        /// <exception cref="BadInputException">A file has rows, but none of the symbol.</exception>
        public void CheckSymbols()
        {
            foreach ((string path, FileSymbols symbols) in _symbols)
            {
                if (symbols.HasOurs)
                    continue;
                throw new BadInputException(
                    $"{path} has no rows of {options.Symbol}; it has {string.Join(", ", symbols.Others)}{(symbols.Others.Count == ShownSymbols ? " …" : "")}");
            }
        }

        public List<string> Notes()
        {
            var notes = new List<string>();
            if (_otherSymbols > 0)
                notes.Add($"{_otherSymbols} rows of other symbols were left out");
            if (_empty > 0)
                notes.Add($"{_empty} trades of amount 0 were left out");
            return notes;
        }

        public List<string> Warnings() => _sideless == 0
            ? []
            : [$"{_sideless} trades don't say who the aggressor was: kept as off-book trades, which fill nobody"];

        private void StartBatch(TimedLines at)
        {
            if (at == _batchOf && at.TimeNs == _local)
                return;
            session.EndBatch();
            if (at.TimeNs < _local)
                throw at.Lines.Bad($"local time runs backwards: {at.TimeNs / NsPerTick} after {_local / NsPerTick}");
            _local = at.TimeNs;
            if (at == _batchOf)
                return;
            _batchOf = at;
            if (!_symbols.TryGetValue(at.Lines.Path, out _symbolsOfFile))
                _symbols.Add(at.Lines.Path, _symbolsOfFile = new FileSymbols());
        }

        private bool IsOurs(in CsvLine fields)
        {
            if (Ascii.EqualsIgnoreCase(fields[1], _symbol))
                return _symbolsOfFile!.HasOurs = true;
            _otherSymbols++;
            if (_symbolsOfFile!.Others.Count < ShownSymbols)
                _symbolsOfFile.Others.Add(fields.Text(1));
            return false;
        }

        private void CheckExchange(LineReader lines, ReadOnlySpan<byte> exchange)
        {
            _exchange ??= exchange.ToArray();
            if (!exchange.SequenceEqual(_exchange))
                throw lines.Bad($"the exchange was {Encoding.UTF8.GetString(_exchange)} before; import one exchange at a time");
        }

        // A snapshot after updates means that Tardis connected anew: what was in the book before is gone.
        private void AddBookRow(MarketEvent row, LineReader lines, in CsvLine fields)
        {
            bool isSnapshot = Boolean(lines, fields[4]);
            row.Side = fields[5] switch
            {
                var side when side.SequenceEqual("bid"u8) => Side.Buy,
                var side when side.SequenceEqual("ask"u8) => Side.Sell,
                _ => throw lines.Bad($"the side '{fields.Text(5)}' is neither bid nor ask"),
            };
            if (isSnapshot && !_wasSnapshot && _anyBookRow)
                session.Add(new MarketEvent { Kind = EventKind.Clear, LocalNs = row.LocalNs, ExchangeNs = row.ExchangeNs });
            row.Kind = isSnapshot ? EventKind.Snapshot : EventKind.Depth;
            row.Price = session.Price(fields.Number(6, "price"), lines.Error);
            row.Quantity = session.Quantity(fields.Number(7, "amount"), lines.Error);
            (_wasSnapshot, _anyBookRow) = (isSnapshot, true);
            session.Add(row);
        }

        private void AddTrade(MarketEvent row, LineReader lines, in CsvLine fields)
        {
            row.Kind = EventKind.Trade;
            if (fields[5].SequenceEqual("buy"u8))
            {
                row.Side = Side.Buy;
            }
            else if (fields[5].SequenceEqual("sell"u8))
            {
                row.Side = Side.Sell;
            }
            else if (fields[5].SequenceEqual("unknown"u8))
            {
                row.Kind = EventKind.OffBookTrade;
                _sideless++;
            }
            else
            {
                throw lines.Bad($"the side '{fields.Text(5)}' is none of buy, sell, unknown");
            }

            row.Price = session.Price(fields.Number(6, "price"), lines.Error);
            row.Quantity = session.Quantity(fields.Number(7, "amount"), lines.Error);
            if (row.Quantity.IsZero)
                _empty++;
            else
                session.Add(row);
        }

        private static bool Boolean(LineReader lines, ReadOnlySpan<byte> text)
        {
            if (text.SequenceEqual("true"u8))
                return true;
            return text.SequenceEqual("false"u8) ? false : throw lines.Bad("is_snapshot is neither true nor false");
        }

        private sealed class FileSymbols
        {
            public bool HasOurs { get; set; }

            public HashSet<string> Others { get; } = [];
        }
    }
}
