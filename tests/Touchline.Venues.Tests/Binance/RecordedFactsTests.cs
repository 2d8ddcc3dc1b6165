using Touchline.Core;
using Touchline.Tests;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>The figures that the synthetic market is held against are those of the recordings.</summary>
public sealed class RecordedFactsTests : IDisposable
{
    private readonly string _output = Path.Combine(Path.GetTempPath(), $"touchline-facts-{Guid.NewGuid():N}.tlr");

    public void Dispose() => File.Delete(_output);

    [RecordingFact]
    public void The_recorded_btcusdt_has_the_facts_that_are_written_down() => Check("btcusdt", f => f.Btc);

    [RecordingFact]
    public void The_recorded_ethusdt_has_the_facts_that_are_written_down() => Check("ethusdt", f => f.Eth);

    private void Check(string name, Func<RecordedFact, double> recorded)
    {
        new BinanceRawImport(isSpot: false).Import(
            new ImportOptions("binance-usdm", name.ToUpperInvariant(), null, null, _output),
            new InputFiles([TestData.Recording($"binance-usdm/{name}_20240808.gz")]), CancellationToken.None);
        using Recording recording = Recording.Open(_output);
        MarketFacts facts = MarketFacts.Of(recording);
        // They are written down rounded.
        Assert.All(RecordedFacts.All, f => Assert.InRange(f.Of(facts) / recorded(f), 0.985, 1.015));
    }
}
