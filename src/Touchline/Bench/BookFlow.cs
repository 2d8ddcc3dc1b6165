using Touchline.Core;

namespace Touchline.Bench;

/// <summary>One level update of a generated flow.</summary>
internal readonly record struct LevelUpdate(Side Side, long Price, long Quantity);

/// <summary>Book updates for benchmarks, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014) with fixed seeds.</summary>
internal static class BookFlow
{
    public const int Length = 1 << 16;
    public const long Mid = 600_000;

    /// <summary>Prices uniform within 500 ticks of the touch; one in five removes the level.</summary>
    public static LevelUpdate[] Uniform() => Make(1, (ref ulong state) => 1 + (long)(Next(ref state) % 500), deletePercent: 20);

    /// <summary>Distances from the touch halve in likelihood every few ticks; 30 % of the updates remove the level.</summary>
    public static LevelUpdate[] NearTouch() => Make(
        2, (ref ulong state) => 1 + (long)(-6 * Math.Log(1 - Next(ref state) / (double)ulong.MaxValue)), deletePercent: 30);

    /// <summary>A full side of levels, best first.</summary>
    public static BookLevel[] Levels(Side side, int count)
    {
        var levels = new BookLevel[count];
        ulong state = 3;
        for (int i = 0; i < count; i++)
            levels[i] = new BookLevel(new Price(Mid - side.Sign() * (i + 1)), new Quantity(1 + (long)(Next(ref state) % 10_000)));
        return levels;
    }

    private delegate long Distance(ref ulong state);

    private static LevelUpdate[] Make(ulong seed, Distance distance, int deletePercent)
    {
        var updates = new LevelUpdate[Length];
        ulong state = seed;
        for (int i = 0; i < Length; i++)
        {
            Side side = (Next(ref state) & 1) == 0 ? Side.Buy : Side.Sell;
            bool delete = Next(ref state) % 100 < (ulong)deletePercent;
            updates[i] = new LevelUpdate(side, Mid - side.Sign() * distance(ref state), delete ? 0 : 1 + (long)(Next(ref state) % 10_000));
        }

        return updates;
    }

    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
