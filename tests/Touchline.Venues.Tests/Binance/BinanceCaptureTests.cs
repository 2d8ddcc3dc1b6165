using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>Whole captures, real and generated, against a plain reading of the same text.</summary>
public sealed class BinanceCaptureTests : IDisposable
{
    private readonly string _output = Path.Combine(Path.GetTempPath(), $"touchline-capture-{Guid.NewGuid():N}.tlr");

    public void Dispose() => File.Delete(_output);

    [RecordingFact]
    public void Btcusdt_futures_agree_with_the_venue_and_with_a_plain_reading() =>
        Check(TestData.Recording("binance-usdm/btcusdt_20240808.gz"), "BTCUSDT", isSpot: false, "0.1", "0.001");

    [RecordingFact]
    public void Ethusdt_futures_agree_with_the_venue_and_with_a_plain_reading() =>
        Check(TestData.Recording("binance-usdm/ethusdt_20240808.gz"), "ETHUSDT", isSpot: false, "0.01", "0.001");

    [RecordingFact]
    public void Btcusdt_spot_agrees_with_the_venue_and_with_a_plain_reading() =>
        Check(TestData.Recording("binance-spot/btcusdt_20240808.gz"), "BTCUSDT", isSpot: true, "0.01", "0.00000001");

    [Fact]
    public void The_sample_agrees_with_itself_and_with_a_plain_reading() =>
        Check(TestData.Sample("btcusdt-perp-60s.gz"), "BTCUSDT", isSpot: false, "0.1", "0.001");

    [RecordingFact]
    public void The_units_of_the_futures_are_inferred()
    {
        Assert.Equal((0.1m, 0.001m, 1), UnitsOf(TestData.Recording("binance-usdm/btcusdt_20240808.gz"), "BTCUSDT"));
        Assert.Equal((0.01m, 0.001m, 1), UnitsOf(TestData.Recording("binance-usdm/ethusdt_20240808.gz"), "ETHUSDT"));
    }

    [RecordingFact]
    public void A_spot_capture_that_changes_its_units_ends_with_the_same_book()
    {
        string path = TestData.Recording("binance-spot/btcusdt_20240808.gz");
        PlainBinanceBook plain = PlainBinanceBook.Read(path, isSpot: true);
        ImportReport report = Import(path, "BTCUSDT", isSpot: true, null, null);
        Assert.True(report.Instrument.Version > 1);
        Assert.Equal(100.0, report.Agreement.Percent);
        CheckBooks(plain);
    }

    [Fact]
    public void The_units_of_the_sample_are_inferred() =>
        Assert.Equal((0.1m, 0.001m, 1), UnitsOf(TestData.Sample("btcusdt-perp-60s.gz"), "BTCUSDT"));

    private (decimal Tick, decimal Lot, int Version) UnitsOf(string path, string symbol)
    {
        Instrument i = Import(path, symbol, isSpot: false, null, null).Instrument;
        return (i.Tick, i.Lot, i.Version);
    }

    private void Check(string path, string symbol, bool isSpot, string tick, string lot)
    {
        PlainBinanceBook plain = PlainBinanceBook.Read(path, isSpot);
        ImportReport report = Import(path, symbol, isSpot, tick, lot);
        Assert.Equal(0, report.Gaps);
        Assert.Empty(report.Warnings);
        Assert.True(report.Agreement.Compared > 500, $"{report.Agreement.Compared} depth events compared");
        Assert.Equal(report.Agreement.Compared, report.Agreement.Agreed);
        Assert.Equal(plain.Rows.OrderBy(r => r.Key), report.RowsByKind.OrderBy(r => r.Key));
        Assert.Equal(-plain.LeastLatencyNs, report.ClockOffsetNs);
        CheckBooks(plain);
    }

    // Both timelines hold the same rows, so both end with the same book.
    private void CheckBooks(PlainBinanceBook plain)
    {
        using Recording recording = Recording.Open(_output);
        Instrument instrument = recording.Instruments[^1].Instrument;
        OrderBook seen = new(), happened = new();
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
            seen.Apply(rows.Row);
        for (var rows = new ExchangeTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
            happened.Apply(rows.Row);
        foreach (OrderBook book in (ReadOnlySpan<OrderBook>)[seen, happened])
        {
            Assert.Equal(plain.Bids.Reverse(), Levels(book, Side.Buy, instrument));
            Assert.Equal(plain.Asks, Levels(book, Side.Sell, instrument));
        }
    }

    private static IEnumerable<KeyValuePair<decimal, decimal>> Levels(OrderBook book, Side side, Instrument i) =>
        book.Snapshot(side).Select(l => KeyValuePair.Create(i.PriceUnit.ToDecimal(l.Price), i.QuantityUnit.ToDecimal(l.Quantity)));

    private ImportReport Import(string path, string symbol, bool isSpot, string? tick, string? lot)
    {
        DecimalUnit? Unit(string? text) => text is null ? null : DecimalUnit.Parse(text, "unit");
        var format = new BinanceRawImport(isSpot);
        return format.Import(
            new ImportOptions(format.Venue, symbol, Unit(tick), Unit(lot), _output), new InputFiles([path]), CancellationToken.None);
    }
}
