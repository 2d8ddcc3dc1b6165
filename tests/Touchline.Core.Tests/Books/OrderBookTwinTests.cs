namespace Touchline.Core.Tests;

/// <summary>The book against its plain twin over random changes, the seeds fixed.</summary>
public class OrderBookTwinTests
{
    private const int FastSteps = 300_000;
    private const int AllSteps = 1_000_000;
    private const int StepsPerFullCheck = 1000;

    [Fact]
    public void A_book_near_a_drifting_touch_agrees_with_its_twin() => PlayDrift(FastSteps);

    [Fact]
    public void A_book_with_uniform_updates_agrees_with_its_twin() => PlayUniform(FastSteps);

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 5)]
    [InlineData(5, 20)]
    public void A_book_in_wild_hands_agrees_with_its_twin(int seed, int imbalanceLevels) => PlayWild(seed, imbalanceLevels, FastSteps);

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void A_book_agrees_with_its_twin_over_a_million_steps()
    {
        PlayDrift(AllSteps);
        PlayUniform(AllSteps);
        foreach ((int seed, int imbalanceLevels) in ((int, int)[])[(3, 1), (4, 5), (5, 20)])
            PlayWild(seed, imbalanceLevels, AllSteps);
    }

    private static void PlayDrift(int steps)
    {
        var random = new Random(1);
        var pair = new BookPair(5, 12);
        long middle = 600_000;
        for (int i = 1; i <= steps; i++)
        {
            middle += random.Next(100) < 10 ? random.Next(-3, 4) + (i / 100_000 % 2 == 0 ? 1 : -1) : 0;
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            long distance = (long)(-Math.Log(1 - random.NextDouble()) * 12);
            bool delete = random.Next(100) < 30;
            pair.Set(side, middle - side.Sign() * (1 + distance), delete ? 0 : random.NextInt64(1, 1000));
            if (i % 10 == 0)
                TrimCrossed(pair, middle);
            if (i % StepsPerFullCheck == 0)
                pair.CheckAll(random);
        }
    }

    private static void PlayUniform(int steps)
    {
        var random = new Random(2);
        var pair = new BookPair(5, 14);
        for (int i = 1; i <= steps; i++)
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            pair.Set(side, 600_000 - side.Sign() * random.Next(1, 501), random.Next(100) < 30 ? 0 : random.NextInt64(1, 1000));
            if (i % StepsPerFullCheck == 0)
                pair.CheckAll(random);
        }
    }

    private static void PlayWild(int seed, int imbalanceLevels, int steps)
    {
        var random = new Random(seed);
        var pair = new BookPair(imbalanceLevels, 12);
        var prices = new WildPrices(random);
        for (int i = 1; i <= steps; i++)
        {
            int dice = random.Next(10_000);
            if (dice < 10)
                pair.Clear((Side)random.Next(-1, 2));
            else if (dice < 13)
                pair.Snapshot(prices.Levels(Side.Buy), prices.Levels(Side.Sell));
            else
                SetWild(pair, prices, random);
            if (dice is >= 100 and < 140)
                prices.Jump();
            if (i % StepsPerFullCheck == 0)
                pair.CheckAll(random);
        }
    }

    private static void SetWild(BookPair pair, WildPrices prices, Random random)
    {
        Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        SortedDictionary<long, long> levels = pair.Twin.Levels(side);
        int dice = random.Next(100);
        if (dice < 25 && levels.Count > 0)
            pair.Set(side, levels.Keys.First(), 0);
        else if (dice < 35 && levels.Count > 0)
            pair.Set(side, levels.Keys.First() + random.Next(-2, 3), random.NextInt64(0, 5));
        else
            pair.Set(side, prices.Next(side), random.Next(100) < 25 ? 0 : random.NextInt64(1, 1L << random.Next(1, 40)));
    }

    // What a venue would do: once the price has moved, levels on the wrong side of it are gone.
    private static void TrimCrossed(BookPair pair, long middle)
    {
        while (pair.Twin.Touch.HasBid && pair.Twin.Touch.BidPrice.Units >= middle)
            pair.Set(Side.Buy, pair.Twin.Touch.BidPrice.Units, 0);
        while (pair.Twin.Touch.HasAsk && pair.Twin.Touch.AskPrice.Units <= middle)
            pair.Set(Side.Sell, pair.Twin.Touch.AskPrice.Units, 0);
    }
}
