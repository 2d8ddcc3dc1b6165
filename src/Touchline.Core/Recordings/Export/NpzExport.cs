using System.Buffers.Binary;
using System.IO.Compression;

namespace Touchline.Core;

/// <summary>
/// Writes hftbacktest's event array (version 2) as a NumPy archive with the one array <c>data</c>: book, trade, best quote and
/// order-by-order rows. A late row is written twice, each time with the flag of one side and both times; a row that one side never
/// sees has -1 as that side's time. A clear of a whole side has the price NaN: hftbacktest takes a finite price as the bound up to
/// which it clears, and one that isn't finite as no bound.
/// </summary>
public sealed class NpzExport : IExportFormat
{
    // 2^11 rows at a time.
    private const int BufferSize = HftbacktestEvent.Size << 11;

    public string Name => "npz";

    public string Extension => ".npz";

    public string Description => "hftbacktest event array for NumPy (np.load(...)['data'])";

    public ExportReport Export(Recording recording, ExportOptions options, IProgress<ExportProgress>? progress, CancellationToken cancel)
    {
        ushort index = InstrumentChoice.Of(recording, options.Instrument);
        long rows = Count(new ExportWalk(recording, index, HftbacktestEvent.Has, (0, 2), progress, cancel));
        var walk = new ExportWalk(recording, index, HftbacktestEvent.Has, (1, 2), progress, cancel);
        if (rows == 0)
            throw new BadInputException($"{recording.Path} has no book or trade rows of {walk.Instrument} to export");
        using var file = new PartialFile(options.Output);
        using (var zip = new ZipArchive(file.Stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = zip.CreateEntry("data.npy", CompressionLevel.Fastest);
            // The earliest time a zip can hold: the same recording makes the same file.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream stream = entry.Open();
            stream.Write(NpyHeader.Encode(HftbacktestEvent.Descr, rows));
            Write(walk, stream);
        }

        file.Complete();
        return ExportReport.Of(walk);
    }

    // The array's header, which comes first, has to say how many rows there are.
    private static long Count(ExportWalk walk)
    {
        while (walk.TryNext())
        {
        }

        return walk.Written;
    }

    private static void Write(ExportWalk walk, Stream stream)
    {
        byte[] buffer = new byte[BufferSize];
        int used = 0;
        while (walk.TryNext())
        {
            Encode(walk, buffer.AsSpan(used, HftbacktestEvent.Size));
            used += HftbacktestEvent.Size;
            if (used < buffer.Length)
                continue;
            stream.Write(buffer);
            used = 0;
        }

        stream.Write(buffer, 0, used);
    }

    private static void Encode(ExportWalk walk, Span<byte> bytes)
    {
        ref readonly MarketEvent row = ref walk.Row;
        ulong flags = (walk.ForExchange ? HftbacktestEvent.Exchange : 0) | (walk.ForLocal ? HftbacktestEvent.Local : 0)
            | (row.Side == Side.Buy ? HftbacktestEvent.Buy : 0) | (row.Side == Side.Sell ? HftbacktestEvent.Sell : 0);
        bool isClear = row.Kind == EventKind.Clear;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, flags | HftbacktestEvent.CodeOf(row.Kind));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], row.ExchangeNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], row.LocalNs);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[24..], isClear ? double.NaN : walk.Instrument.PriceUnit.ToDouble(row.Price));
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[32..], isClear ? 0 : walk.Instrument.QuantityUnit.ToDouble(row.Quantity));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], HftbacktestEvent.HasOrderId(row.Kind) ? row.Reference : 0);
        bytes[48..].Clear();
    }
}
