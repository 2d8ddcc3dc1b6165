using System.Globalization;
using System.IO.Compression;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>
/// A hand-made capture in a folder of its own: lines are added at a local time in ms behind <see cref="StartMs"/>, imported, and read
/// back. Levels are written <c>100.1:2 100:0</c>.
/// </summary>
internal sealed class RawCapture : IDisposable
{
    public const long StartMs = 1_700_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-raw-").FullName;
    private readonly List<string> _lines = [];

    /// <summary>Local time less exchange time of every line.</summary>
    public long LatencyMs { get; init; } = 5;

    public bool IsSpot { get; init; }

    public string Output => Path.Combine(_folder, "out.tlr");

    public string[] FilesLeft => [.. Directory.GetFiles(_folder).Select(Path.GetFileName).Where(n => n!.StartsWith("out", StringComparison.Ordinal))!];

    public RawCapture Line(string line)
    {
        _lines.Add(line);
        return this;
    }

    public RawCapture At(long ms, string json) => Line($"{(StartMs + ms + LatencyMs) * 1_000_000} {json}");

    public RawCapture Depth(long ms, long first, long last, long previous, string bids, string asks, string symbol = "BTCUSDT")
    {
        string ids = IsSpot ? $"\"U\":{first},\"u\":{last}" : $"\"T\":{StartMs + ms},\"U\":{first},\"u\":{last},\"pu\":{previous}";
        return At(ms, $$"""{"e":"depthUpdate","E":{{StartMs + ms}},"s":"{{symbol}}",{{ids}},"b":[{{Levels(bids)}}],"a":[{{Levels(asks)}}]}""");
    }

    public RawCapture Snapshot(long ms, long id, string bids, string asks)
    {
        string times = IsSpot ? "" : $"\"E\":{StartMs + ms},\"T\":{StartMs + ms},";
        return At(ms, $$"""{"lastUpdateId":{{id}},{{times}}"bids":[{{Levels(bids)}}],"asks":[{{Levels(asks)}}]}""");
    }

    public RawCapture Ticker(long ms, long id, string bid, string ask)
    {
        string times = IsSpot ? "" : $",\"T\":{StartMs + ms},\"E\":{StartMs + ms}";
        string[] b = bid.Split(':'), a = ask.Split(':');
        return At(ms, $$"""{"u":{{id}},"s":"BTCUSDT","b":"{{b[0]}}","B":"{{b[1]}}","a":"{{a[0]}}","A":"{{a[1]}}"{{times}}}""");
    }

    public RawCapture Trade(long ms, string price, string quantity, string extra = "", string kind = "trade") => At(
        ms, $$"""{"e":"{{kind}}","E":{{StartMs + ms}},"T":{{StartMs + ms}},"s":"BTCUSDT","p":"{{price}}","q":"{{quantity}}"{{extra}},"m":true}""");

    /// <summary>The lines so far become a file; the next ones go into another.</summary>
    public string File(string name, bool gzip = false)
    {
        string path = Path.Combine(_folder, name);
        using Stream file = System.IO.File.Create(path);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(_lines.Select(l => l + "\n"))));
        _lines.Clear();
        return path;
    }

    public ImportReport Import(string symbol = "BTCUSDT", string? tick = null, string? lot = null) => Import([File("in.txt")], symbol, tick, lot);

    public ImportReport Import(string[] paths, string symbol = "BTCUSDT", string? tick = null, string? lot = null)
    {
        DecimalUnit? Unit(string? text) => text is null ? null : DecimalUnit.Parse(text, "unit");
        var format = new BinanceRawImport(IsSpot);
        return format.Import(new ImportOptions(format.Venue, symbol, Unit(tick), Unit(lot), Output), new InputFiles(paths), CancellationToken.None);
    }

    /// <summary>The error of an import that has to fail and leave nothing behind.</summary>
    public string Refusal(string symbol = "BTCUSDT", string? tick = null, string? lot = null) => Refusal([File("in.txt")], symbol, tick, lot);

    public string Refusal(string[] paths, string symbol = "BTCUSDT", string? tick = null, string? lot = null)
    {
        string message = Assert.Throws<BadInputException>(() => Import(paths, symbol, tick, lot)).Message;
        Assert.Empty(FilesLeft);
        return message;
    }

    /// <summary>Every market row of the recording as <c>kind side price quantity</c>, a dot at a batch's end.</summary>
    public List<string> Rows() => Read((row, i) => row.Kind switch
    {
        EventKind.Clear or EventKind.Gap => $"{row.Kind}{(row.EndsBatch ? " ." : "")}",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{row.Kind} {row.Side} {i.PriceUnit.ToDecimal(row.Price):0.####} {i.QuantityUnit.ToDecimal(row.Quantity):0.####}{(row.EndsBatch ? " ." : "")}"),
    });

    public List<T> Read<T>(Func<MarketEvent, Instrument, T> read)
    {
        using Recording recording = Recording.Open(Output);
        var rows = new List<T>();
        int version = 0;
        for (int b = 0; b < recording.BlockCount; b++)
        {
            foreach (MarketEvent row in recording.Rows(b))
            {
                if (row.Kind == EventKind.Definition)
                    version++;
                else if (row.Kind != EventKind.DefinitionPart)
                    rows.Add(read(row, recording.Instruments[version - 1].Instrument));
            }
        }

        return rows;
    }

    /// <summary>The book at the end, built from the rows as we saw them.</summary>
    public string LocalBook()
    {
        using Recording recording = Recording.Open(Output);
        var book = new OrderBook();
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
            book.Apply(rows.Row);
        return Show(book, recording.Instruments[^1].Instrument);
    }

    /// <summary>The book at the end, built from the rows in the exchange's order.</summary>
    public string ExchangeBook()
    {
        using Recording recording = Recording.Open(Output);
        var book = new OrderBook();
        for (var rows = new ExchangeTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
            book.Apply(rows.Row);
        return Show(book, recording.Instruments[^1].Instrument);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Show(OrderBook book, Instrument i)
    {
        string Side(Side side) => string.Join(' ', book.Snapshot(side).Select(l => string.Create(
            CultureInfo.InvariantCulture, $"{i.PriceUnit.ToDecimal(l.Price):0.####}:{i.QuantityUnit.ToDecimal(l.Quantity):0.####}")));
        return $"{Side(Core.Side.Buy)} | {Side(Core.Side.Sell)}{(book.IsStale ? " stale" : "")}";
    }

    private static string Levels(string text) => string.Join(',', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level =>
    {
        string[] pair = level.Split(':');
        return $"[\"{pair[0]}\",\"{pair[1]}\"]";
    }));
}
