using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The venue fed order by order against its naive twin, report for report and level for level.</summary>
public sealed class OrderRowTwinTests
{
    private static readonly QueueModel[] Queues = [QueueModel.Fifo, QueueModel.Fifo, QueueModel.RiskAverse, QueueModel.Power(QueueKind.Power, 2)];

    [Theory]
    [InlineData(ExchangeModel.NoPartialFill, 11, 2_000)]
    [InlineData(ExchangeModel.PartialFill, 12, 2_000)]
    [InlineData(ExchangeModel.ReferencePartialFill, 13, 2_000)]
    public void Every_report_equals_the_naive_venue_on_thousands_of_random_markets(ExchangeModel model, int seed, int markets)
    {
        var random = new Random(seed);
        var twins = new Twins();
        for (int i = 0; i < markets; i++)
        {
            QueueModel queue = Queues[i % Queues.Length];
            RandomMarket market = RandomOrderMarket.Next(random, random.Next(10, 60));
            twins.Play(market, model, queue, () => $"seed {seed}, market {i}, {queue}\n{market}");
        }

        foreach (string kind in (ReadOnlySpan<string>)["Acknowledged", "Fill maker", "Fill taker", "Cancelled", "Expired", "Amended"])
            Assert.True(twins.Seen.GetValueOrDefault(kind) > markets / 10, $"{kind} came {twins.Seen.GetValueOrDefault(kind)} times");
        if (model != ExchangeModel.NoPartialFill)
            Assert.True(twins.Seen["Fill of several"] > markets / 50);
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Every_report_equals_the_naive_venue_on_fifteen_thousand_random_markets()
    {
        foreach ((ExchangeModel model, int seed) in ((ExchangeModel, int)[])[(ExchangeModel.NoPartialFill, 11), (ExchangeModel.PartialFill, 12), (ExchangeModel.ReferencePartialFill, 13)])
            Every_report_equals_the_naive_venue_on_thousands_of_random_markets(model, seed, 5_000);
    }
}
