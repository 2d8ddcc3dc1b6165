using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>The product against its naive twin, on thousands of made-up markets.</summary>
public sealed class RandomMarketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1_500)]
    [InlineData(2, 1_500)]
    public void Every_report_and_figure_equals_the_naive_simulation_on_thousands_of_random_markets(int seed, int markets)
    {
        var random = new Random(seed);
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < markets; i++)
        {
            bool forText = i % 10 == 0;
            Market market = RandomMarket.Next(random, forText);
            string path = _folder.File("random.tlr");
            if (forText)
                market.Import(path);
            else
                market.Record(path);

            Outcome expected = NaiveSimulation.Play(market);
            Compare.Same(expected, Outcome.OfProduct(path, market), $"seed {seed}, market {i}\n{market}");
            Count(seen, expected);
        }

        // The markets are worth something only if everything happens in them.
        foreach (string kind in (string[])["Acknowledged", "Fill maker", "Fill taker", "Cancelled", "CancelRejected", "Expired"])
            Assert.True(seen.GetValueOrDefault(kind) > markets / 2, $"{kind} came {seen.GetValueOrDefault(kind)} times");
    }

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void Every_report_and_figure_equals_the_naive_simulation_on_ten_thousand_random_markets()
    {
        for (int seed = 1; seed <= 2; seed++)
            Every_report_and_figure_equals_the_naive_simulation_on_thousands_of_random_markets(seed, 5_000);
    }

    [Fact]
    public void Playing_in_pieces_comes_to_the_same_as_playing_at_once()
    {
        var random = new Random(3);
        for (int i = 0; i < 500; i++)
        {
            Market market = RandomMarket.Next(random, forText: false);
            string path = _folder.File("random.tlr");
            market.Record(path);
            long span = market.Rows.Max(r => r.Local) - market.Rows[0].Local + 1;
            Outcome inPieces = Outcome.OfProduct(path, market, stepNs: 1 + span / random.Next(1, 40));
            Compare.Same(Outcome.OfProduct(path, market), inPieces, $"market {i}\n{market}");
        }
    }

    private static void Count(Dictionary<string, int> seen, Outcome outcome)
    {
        foreach (Answer answer in outcome.Answers)
        {
            string kind = answer.Kind + (answer.Kind == ReportKind.Fill ? answer.IsMaker ? " maker" : " taker" : "");
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        }
    }
}
