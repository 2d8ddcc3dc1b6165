using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class QuantileTableTests
{
    private readonly QuantileTable _table = new((0, 1), (0.5, 3), (0.9, 10), (1, 100));

    [Fact]
    public void What_is_drawn_has_the_quantiles_and_the_mean_of_the_table()
    {
        var random = new SeededRandom(1);
        double[] drawn = [.. Enumerable.Range(0, 200_000).Select(_ => _table.Draw(random)).Order()];
        Assert.InRange(drawn[0], 1, 1.001);
        Assert.InRange(drawn[100_000], 2.95, 3.05);
        Assert.InRange(drawn[180_000], 9.7, 10.3);
        Assert.InRange(drawn[^1], 99.9, 100);
        Assert.Equal(0.5 * 2 + 0.4 * 6.5 + 0.1 * 55, _table.Mean, 12);
        Assert.InRange(drawn.Average() / _table.Mean, 0.98, 1.02);
        Assert.Equal(2 * _table.Mean, _table.Scaled(2).Mean, 12);
    }

    [Fact]
    public void A_table_that_does_not_grow_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new QuantileTable((0, 1)));
        Assert.Throws<ArgumentException>(() => new QuantileTable((0.1, 1), (1, 2)));
        Assert.Throws<ArgumentException>(() => new QuantileTable((0, 1), (0.5, 2), (0.5, 3), (1, 4)));
        Assert.Throws<ArgumentException>(() => new QuantileTable((0, 2), (1, 1)));
    }
}
