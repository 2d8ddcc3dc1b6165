using System.Text;

namespace Touchline.Core;

/// <summary>
/// Writes what <see cref="EventsCsvImport"/> reads. Numbers are exact decimals; -1 in a time column says that the row is for the
/// other side only. The format knows batches by equal times alone, so that two messages of the same times become one, and a late
/// row's local copy joins its neighbours of the same local time.
/// </summary>
public sealed class EventsCsvExport : IExportFormat
{
    // The longest line: two times, the names, and two decimals of at most 31 characters.
    private const int MaxLine = 256;

    public string Name => "events-csv";

    public string Extension => ".csv";

    public string Description => $"plain rows: {EventsCsvImport.Header}";

    public ExportReport Export(Recording recording, ExportOptions options, IProgress<ExportProgress>? progress, CancellationToken cancel)
    {
        ushort index = InstrumentChoice.Of(recording, options.Instrument);
        var walk = new ExportWalk(recording, index, kind => !NameOf(kind).IsEmpty, (0, 1), progress, cancel);
        using var file = new PartialFile(options.Output);
        Write(walk, file.Stream);
        if (walk.Written == 0)
            throw new BadInputException($"{recording.Path} has no book or trade rows of {walk.Instrument} to export");
        file.Complete();
        return ExportReport.Of(walk);
    }

    private static void Write(ExportWalk walk, FileStream file)
    {
        byte[] buffer = new byte[1 << 18];
        int used = Encoding.ASCII.GetBytes(EventsCsvImport.Header + "\n", buffer);
        while (walk.TryNext())
        {
            if (buffer.Length - used < MaxLine)
            {
                file.Write(buffer, 0, used);
                used = 0;
            }

            used += WriteRow(walk, buffer.AsSpan(used));
        }

        file.Write(buffer, 0, used);
    }

    private static int WriteRow(ExportWalk walk, Span<byte> line)
    {
        ref readonly MarketEvent row = ref walk.Row;
        int used = 0;
        Put(line, ref used, walk.ForLocal ? row.LocalNs : MarketEvent.Unseen, ',');
        Put(line, ref used, walk.ForExchange ? row.ExchangeNs : MarketEvent.Unseen, ',');
        ReadOnlySpan<byte> name = NameOf(row.Kind);
        name.CopyTo(line[used..]);
        used += name.Length;
        line[used++] = (byte)',';
        Put(line, ref used, row.Side.Sign(), ',');
        bool isClear = row.Kind == EventKind.Clear;
        Put(line, ref used, isClear ? 0 : row.Price.Units * walk.PriceStep, ',');
        Put(line, ref used, isClear ? 0 : row.Quantity.Units * walk.QuantityStep, '\n');
        return used;
    }

    private static void Put<T>(Span<byte> line, ref int used, T value, char end) where T : IUtf8SpanFormattable
    {
        value.TryFormat(line[used..], out int written, default, null);
        used += written;
        line[used++] = (byte)end;
    }

    private static ReadOnlySpan<byte> NameOf(EventKind kind) => kind switch
    {
        EventKind.Snapshot => "snapshot"u8,
        EventKind.Depth => "depth"u8,
        EventKind.Trade => "trade"u8,
        EventKind.Clear => "clear"u8,
        _ => default,
    };
}
