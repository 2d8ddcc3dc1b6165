using System.Text;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>
/// A stretch of the synthetic market, recorded by way of a capture: batches, two times a row, late rows and a clock offset as in
/// recordings of a venue. Stands in a folder of its own until disposed.
/// </summary>
internal sealed class SampleMarket : IDisposable
{
    private const string Symbol = "BTCUSDT";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-bench-");

    public SampleMarket(long lengthNs)
    {
        string capture = Path.Combine(_folder.FullName, "capture.txt"), output = Path.Combine(_folder.FullName, "market.tlr");
        using (var text = new StreamWriter(capture, append: false, new UTF8Encoding(false)))
            SyntheticCapture.Write(Symbol, lengthNs, 2, text, null, CancellationToken.None);
        new BinanceRawImport(isSpot: false).Import(
            new ImportOptions(SyntheticCapture.Venue, Symbol, null, null, output), new InputFiles([capture]), CancellationToken.None);
        Recording = Recording.Open(output);
    }

    public Recording Recording { get; }

    /// <summary>The market data in the order in which we saw it, local times with the clock offset.</summary>
    public MarketEvent[] LocalRows()
    {
        var rows = new List<MarketEvent>((int)Recording.RowCount);
        var timeline = new LocalTimeline(Recording);
        for (; timeline.NextNs != long.MaxValue; timeline.Advance())
        {
            if (timeline.Row.Kind != EventKind.Definition)
                rows.Add(timeline.Row with { LocalNs = timeline.NextNs });
        }

        return [.. rows];
    }

    /// <summary>The market data in the order in which it happened.</summary>
    public MarketEvent[] ExchangeRows()
    {
        var rows = new List<MarketEvent>((int)Recording.RowCount);
        var timeline = new ExchangeTimeline(Recording);
        for (; timeline.NextNs != long.MaxValue; timeline.Advance())
        {
            if (timeline.Row.Kind != EventKind.Definition)
                rows.Add(timeline.Row);
        }

        return [.. rows];
    }

    public void Dispose()
    {
        Recording.Dispose();
        _folder.Delete(recursive: true);
    }
}
