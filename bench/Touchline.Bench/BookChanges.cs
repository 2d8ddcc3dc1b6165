using Touchline.Core;

namespace Touchline.Bench;

/// <summary>One change of a level, drawn before the measurement.</summary>
public readonly record struct BookChange(Side Side, Price Price, Quantity Quantity);

/// <summary>The streams of changes that the book benchmarks replay, the same for every contender.</summary>
internal static class BookChanges
{
    public const long Middle = 600_000;

    /// <summary>Any level within 500 units of the middle, 10 % deletes.</summary>
    public static BookChange[] Uniform(int count)
    {
        var random = new Random(1);
        return Draw(count, random, () => random.Next(1, 501), deletePercent: 10);
    }

    /// <summary>Mostly the first few levels, 30 % deletes.</summary>
    public static BookChange[] NearTouch(int count)
    {
        var random = new Random(2);
        return Draw(count, random, () => 1 + (int)(-Math.Log(1 - random.NextDouble()) * 8), deletePercent: 30);
    }

    /// <summary>A full snapshot: adjoining levels around the middle, half of them a side.</summary>
    public static (BookLevel[] Bids, BookLevel[] Asks) Snapshot(int levels)
    {
        var random = new Random(3);
        var bids = new BookLevel[levels / 2];
        var asks = new BookLevel[levels / 2];
        for (int i = 0; i < levels / 2; i++)
        {
            bids[i] = new BookLevel(new Price(Middle - 1 - i), new Quantity(random.Next(1, 1000)));
            asks[i] = new BookLevel(new Price(Middle + 1 + i), new Quantity(random.Next(1, 1000)));
        }

        return (bids, asks);
    }

    private static BookChange[] Draw(int count, Random random, Func<int> distance, int deletePercent)
    {
        var changes = new BookChange[count];
        for (int i = 0; i < count; i++)
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            long quantity = random.Next(100) < deletePercent ? 0 : random.Next(1, 1000);
            changes[i] = new BookChange(side, new Price(Middle - side.Sign() * distance()), new Quantity(quantity));
        }

        return changes;
    }
}
