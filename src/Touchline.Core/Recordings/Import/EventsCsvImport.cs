namespace Touchline.Core;

/// <summary>
/// Our own plain exchange format: <c>local_ns,exchange_ns,kind,side,price,quantity</c>. File order is local order; consecutive rows
/// with equal times form one batch; -1 in a time column says that this side never sees the row.
/// </summary>
public sealed class EventsCsvImport : IImportFormat
{
    public const string Header = "local_ns,exchange_ns,kind,side,price,quantity";

    public string Name => "events-csv";

    public string Description => $"plain rows: {Header}; needs --tick and --lot";

    public string Venue => "csv";

    public bool NeedsUnits => true;

    public ImportReport Import(ImportOptions options, InputFiles files, CancellationToken cancel)
    {
        using var session = new ImportSession(options, Name);
        long count = 0;
        foreach (LineReader lines in files.Lines())
        {
            ReadHeader(lines);
            long local = long.MinValue, exchange = long.MinValue;
            while (lines.TryRead())
            {
                if (lines.Line.IsEmpty)
                    continue;
                MarketEvent row = ReadRow(lines, session);
                if (row.LocalNs != local || row.ExchangeNs != exchange)
                    session.EndBatch();
                (local, exchange) = (row.LocalNs, row.ExchangeNs);
                if (row.SeenLocally && row.LocalNs < session.LastLocalNs)
                    throw lines.Bad($"local time runs backwards: {row.LocalNs} after {session.LastLocalNs}");
                session.Add(row);
                if ((++count & 0xFFF) == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    files.Report(lines, session.Rows);
                }
            }

            session.EndBatch();
        }

        session.Complete();
        return ImportReport.Of(session, count);
    }

    private static void ReadHeader(LineReader lines)
    {
        if (!lines.TryRead() || !lines.Line.TrimEnd(" "u8).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Header)))
            throw lines.Bad($"the first line of events-csv is '{Header}', here it is");
    }

    private static MarketEvent ReadRow(LineReader lines, ImportSession session)
    {
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        var fields = new CsvLine(lines, ends);
        if (fields.Count != 6)
            throw lines.Bad($"6 fields are right, here are {fields.Count}");
        var row = new MarketEvent
        {
            LocalNs = Time(lines, fields.Integer(0, "local_ns"), "local_ns"),
            ExchangeNs = Time(lines, fields.Integer(1, "exchange_ns"), "exchange_ns"),
            Kind = KindOf(lines, fields[2]),
        };
        if (!row.SeenLocally && !row.SeenByExchange)
            throw lines.Bad("both times are -1, so nobody sees the row");
        long side = fields.Integer(3, "side");
        if (side is < -1 or > 1 || (side == 0 && row.Kind != EventKind.Clear))
            throw lines.Bad($"side {side} is wrong: 1 is bid or buyer-initiated, -1 ask or seller-initiated, 0 both (clear only)");
        row.Side = (Side)side;
        if (row.Kind == EventKind.Clear)
            return row;
        row.Price = session.Price(fields.Number(4, "price"), lines.Error);
        row.Quantity = session.Quantity(fields.Number(5, "quantity"), lines.Error);
        if (row.Kind == EventKind.Trade && row.Quantity.IsZero)
            throw lines.Bad("a trade of quantity 0");
        return row;
    }

    private static long Time(LineReader lines, long time, string name) =>
        time >= MarketEvent.Unseen ? time : throw lines.Bad($"{name} {time} is before 1970; give nanoseconds since the Unix epoch, or -1");

    private static EventKind KindOf(LineReader lines, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("depth"u8))
            return EventKind.Depth;
        if (text.SequenceEqual("trade"u8))
            return EventKind.Trade;
        if (text.SequenceEqual("snapshot"u8))
            return EventKind.Snapshot;
        if (text.SequenceEqual("clear"u8))
            return EventKind.Clear;
        throw lines.Bad("the kind is none of snapshot, depth, trade, clear");
    }
}
