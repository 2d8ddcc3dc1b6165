using System.Globalization;

namespace Touchline.Matching.Tests;

/// <summary>
/// Every queue model under every exchange model against the naive venue, on short made-up markets. A market's number is its seed: the
/// same markets everywhere, in any order.
/// </summary>
public sealed class ModelTwinTests
{
    private const int MarketsInBlock = 1_000;
    private const int FastBlocks = 5;
    private const int AllBlocks = 100;

    private static readonly string[] Units = ["0.001", "0.01", "0.5", "1", "10"];

    private static readonly QueueModel[] Queues =
    [
        QueueModel.RiskAverse, QueueModel.Log, QueueModel.Log2,
        .. from kind in new[] { QueueKind.Power, QueueKind.Power2, QueueKind.Power3 }
           from exponent in new[] { 0.5, 1, 2, 2.7, 3, 40, 1000 }
           select QueueModel.Power(kind, exponent),
    ];

    private static readonly ExchangeModel[] Exchanges = Enum.GetValues<ExchangeModel>();

    [Fact]
    public void Every_queue_and_exchange_model_equals_the_naive_venue_on_five_thousand_random_markets()
    {
        var twins = new Twins();
        for (int block = 0; block < FastBlocks; block++)
            PlayBlock(twins, block);
        AssertSeen(twins, least: 500, ["Fill maker", "Fill taker", "Amended", "Cancelled", "Expired", "T > 0", "c < 0", "c = 0", "c > 0", "whole units shared"]);
        AssertSeen(twins, least: 50, ["Amend that cancels", "more than was behind", "p is no number", "p is infinite"]);
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Every_queue_and_exchange_model_equals_the_naive_venue_on_a_hundred_thousand_random_markets()
    {
        string progress = LongFactAttribute.ProgressFile!;
        int done = File.Exists(progress) ? int.Parse(File.ReadAllText(progress), CultureInfo.InvariantCulture) : 0;
        var twins = new Twins();
        for (int block = done; block < AllBlocks; block++)
        {
            PlayBlock(twins, block);
            File.WriteAllText(progress, (block + 1).ToString(CultureInfo.InvariantCulture));
        }

        File.Delete(progress);
    }

    private static void PlayBlock(Twins twins, int block)
    {
        for (int number = block * MarketsInBlock; number < (block + 1) * MarketsInBlock; number++)
        {
            int seed = number;
            ExchangeModel exchange = Exchanges[number % Exchanges.Length];
            QueueModel queue = Queues[number / Exchanges.Length % Queues.Length];
            var random = new Random(seed);
            RandomMarket market = RandomMarket.Next(random, random.Next(10, 80), unit: Units[random.Next(Units.Length)], isCalm: random.Next(3) != 0);
            twins.Play(market, exchange, queue, () => $"market {seed}, {exchange.Name()}, {queue}\n{market}");
        }
    }

    private static void AssertSeen(Twins twins, int least, string[] kinds)
    {
        foreach (string kind in kinds)
            Assert.True(twins.Seen.GetValueOrDefault(kind) >= least, $"{kind} came too seldom: {string.Join(", ", twins.Seen)}");
    }
}
