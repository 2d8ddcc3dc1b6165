namespace Touchline.Matching.Tests;

/// <summary>The venue against its naive twin, report for report and level for level, on thousands of made-up markets.</summary>
public sealed class TwinTests
{
    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, 1, 6_000)]
    [InlineData(ExchangeModel.PartialFill, 2, 6_000)]
    [InlineData(ExchangeModel.ReferencePartialFill, 3, 6_000)]
    public void Every_report_equals_the_naive_venue_on_thousands_of_random_markets(ExchangeModel model, int seed, int markets)
    {
        var random = new Random(seed);
        var twins = new Twins();
        for (int i = 0; i < markets; i++)
        {
            RandomMarket market = RandomMarket.Next(random, random.Next(10, 50));
            twins.Play(market, model, QueueModel.RiskAverse, () => $"seed {seed}, market {i}\n{market}");
        }

        // The markets are worth something only if everything happens in them.
        string[] kinds = ["Acknowledged", "Fill maker", "Fill taker", "Cancelled", "CancelRejected", "Expired", "Amended", "AmendRejected"];
        if (model != ExchangeModel.NoPartialFill)
            kinds = [.. kinds, "Fill of several", "Taker at several prices", "Amend that takes"];
        if (model == ExchangeModel.PartialFill)
            kinds = [.. kinds, "Part of a taker that rests", "Amend that cancels"];
        foreach (string kind in kinds)
            Assert.True(twins.Seen.GetValueOrDefault(kind) > markets / 40, $"{kind} came {twins.Seen.GetValueOrDefault(kind)} times");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Every_report_equals_the_naive_venue_on_sixty_thousand_random_markets()
    {
        foreach ((ExchangeModel model, int seed) in ((ExchangeModel, int)[])[(ExchangeModel.NoPartialFill, 1), (ExchangeModel.PartialFill, 2), (ExchangeModel.ReferencePartialFill, 3)])
            Every_report_equals_the_naive_venue_on_thousands_of_random_markets(model, seed, 20_000);
    }
}
