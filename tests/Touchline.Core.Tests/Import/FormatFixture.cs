using System.Text;

namespace Touchline.Core.Tests;

/// <summary>A folder of its own for a test's files, and short ways to make and read recordings in it.</summary>
public sealed class FormatFixture : IDisposable
{
    public FormatFixture() => Folder = Directory.CreateTempSubdirectory("touchline-formats-").FullName;

    public string Folder { get; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, params string[] lines) => Write(name, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public ImportOptions Options(string output, string? tick = null, string? lot = null, string symbol = "BTCUSDT") => new(
        "test", symbol, tick is null ? null : DecimalUnit.Parse(tick, "tick"), lot is null ? null : DecimalUnit.Parse(lot, "lot"), PathOf(output));

    /// <summary>Imports into <paramref name="output"/> and gives the report.</summary>
    public static ImportReport Import(IImportFormat format, ImportOptions options, params string[] paths) =>
        format.Import(options, new InputFiles(paths), CancellationToken.None);

    public BadInputException Refused(IImportFormat format, ImportOptions options, params string[] paths)
    {
        var e = Assert.Throws<BadInputException>(() => Import(format, options, paths));
        Assert.False(File.Exists(options.Output));
        Assert.Empty(Directory.GetFiles(Folder, "*.partial"));
        return e;
    }

    public Recording Open(string name) => Recording.Open(PathOf(name));

    /// <summary>The market rows of a recording as people would write them, prices as decimals, without definitions.</summary>
    public List<string> Rows(string name)
    {
        using Recording recording = Open(name);
        var rows = new List<string>();
        Instrument? instrument = null;
        int next = 0;
        for (int b = 0; b < recording.BlockCount; b++)
        {
            ReadOnlySpan<MarketEvent> block = recording.Rows(b);
            for (int i = 0; i < block.Length; i++)
            {
                if (next < recording.Instruments.Count && recording.FirstRow(b) + i == recording.Instruments[next].Row)
                    instrument = recording.Instruments[next++].Instrument;
                if (block[i].Kind is not (EventKind.Definition or EventKind.DefinitionPart))
                    rows.Add(Show(block[i], instrument!) + (block[i].EndsBatch ? " ." : ""));
            }
        }

        return rows;
    }

    /// <summary>The rows our side sees, in order, with the clock offset; definitions become clears of both sides.</summary>
    public static List<string> LocalRows(Recording recording, Func<EventKind, bool> kinds, bool batches = false)
    {
        var rows = new List<string>();
        var line = new LocalTimeline(recording);
        for (; line.NextNs != long.MaxValue; line.Advance())
        {
            Instrument instrument = recording.Instruments.Last(v => v.Row <= line.RowNumber).Instrument;
            if (line.Row.Kind == EventKind.Definition ? instrument.Version > 1 : kinds(line.Row.Kind))
                rows.Add($"{line.NextNs} {What(line.Row, instrument)}{(batches && line.Row.EndsBatch ? " ." : "")}");
        }

        return rows;
    }

    /// <summary>The rows the exchange sees, in order; definitions become clears of both sides.</summary>
    public static List<string> ExchangeRows(Recording recording, Func<EventKind, bool> kinds)
    {
        var rows = new List<string>();
        var line = new ExchangeTimeline(recording);
        for (; line.NextNs != long.MaxValue; line.Advance())
        {
            Instrument instrument = recording.Instruments.Last(v => v.Row <= line.RowNumber).Instrument;
            if (line.Row.Kind == EventKind.Definition ? instrument.Version > 1 : kinds(line.Row.Kind))
                rows.Add($"{line.NextNs} {What(line.Row, instrument)}");
        }

        return rows;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Show(in MarketEvent row, Instrument instrument) => $"{row.LocalNs} {row.ExchangeNs} {What(row, instrument)}";

    private static string What(in MarketEvent row, Instrument instrument)
    {
        if (row.Kind is EventKind.Clear or EventKind.Definition)
            return $"{EventKind.Clear} {row.Side}";
        double price = instrument.PriceUnit.ToDouble(row.Price), quantity = instrument.QuantityUnit.ToDouble(row.Quantity);
        return $"{row.Kind} {row.Side} {price:R} {quantity:R}{(row.Reference != 0 ? $" #{row.Reference}" : "")}";
    }
}
