using Touchline.Core;
using Touchline.Tests;

namespace Touchline.Matching.Tests;

/// <summary>Ten minutes of the synthetic markets beside the recordings that they are like. The bands are those of docs/synthetic-market.md.</summary>
public sealed class SyntheticFactsTests
{
    private const long Start = 1_767_571_200_000_000_000;
    private const long Length = 600_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_synthetic_btcusdt_is_near_the_recorded_one(ulong seed) => Check(SyntheticMarketOptions.Btc, seed, f => f.Btc);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_synthetic_ethusdt_is_near_the_recorded_one(ulong seed) => Check(SyntheticMarketOptions.Eth, seed, f => f.Eth);

    private static void Check(SyntheticMarketOptions options, ulong seed, Func<RecordedFact, double> recorded)
    {
        var stream = new SyntheticStream(new SyntheticStreamOptions { Market = options }, seed, Start);
        MarketFacts facts = MarketFacts.Of(stream, endNs: Start + Length);
        string[] far = [.. RecordedFacts.All
            .Where(f => !(f.Of(facts) >= f.Least * recorded(f) && f.Of(facts) <= f.Most * recorded(f)))
            .Select(f => $"{f}: {f.Of(facts):0.####}, recorded {recorded(f)}")];
        Assert.True(far.Length == 0, string.Join("; ", far));
    }
}
