namespace Touchline.Matching.Tests;

/// <summary>The venue against its naive twin, report for report and level for level, on thousands of made-up markets.</summary>
public sealed class TwinTests
{
    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, 1)]
    [InlineData(ExchangeModel.PartialFill, 2)]
    [InlineData(ExchangeModel.ReferencePartialFill, 3)]
    public void Every_report_equals_the_naive_venue_on_twenty_thousand_random_markets(ExchangeModel model, int seed)
    {
        var random = new Random(seed);
        var twins = new Twins();
        for (int i = 0; i < 20_000; i++)
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
            Assert.True(twins.Seen.GetValueOrDefault(kind) > 500, $"{kind} came {twins.Seen.GetValueOrDefault(kind)} times");
    }
}
