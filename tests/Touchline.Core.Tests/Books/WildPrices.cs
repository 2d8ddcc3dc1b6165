namespace Touchline.Core.Tests;

/// <summary>
/// Prices from dense to absurd around a place that jumps: most repeat within a few hundred units, some stand just across the book's
/// window, some anywhere within ±2^60. Both sides draw from the same prices, so books cross.
/// </summary>
internal sealed class WildPrices(Random random)
{
    private const long Limit = 1L << 60;

    private long _middle;

    public void Jump()
    {
        int dice = random.Next(10);
        _middle = dice switch
        {
            < 4 => Clamp(_middle + random.Next(-200, 201)),
            < 8 => Clamp(_middle + random.Next(-6000, 6001)),
            8 => random.NextInt64(-1_000_000, 1_000_001),
            _ => random.NextInt64(-Limit, Limit + 1),
        };
    }

    public long Next(Side side)
    {
        int dice = random.Next(100);
        long distance = dice switch
        {
            < 60 => random.Next(-20, 200),
            < 85 => random.Next(-100, 6000),
            < 97 => random.Next(-5000, 20_000),
            < 99 => random.NextInt64(-1, 1L << random.Next(10, 60)),
            _ => random.NextInt64(-Limit, Limit + 1),
        };
        return Clamp(_middle - side.Sign() * distance);
    }

    public BookLevel[] Levels(Side side)
    {
        var levels = new BookLevel[random.Next(0, 400)];
        foreach (ref BookLevel level in levels.AsSpan())
            level = new BookLevel(new Price(Next(side)), new Quantity(random.NextInt64(1, 1000)));
        return levels;
    }

    private static long Clamp(long price) => Math.Clamp(price, -Limit, Limit);
}
