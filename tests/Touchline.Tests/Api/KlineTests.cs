using Touchline.Control;

namespace Touchline.Tests.Api;

public sealed class KlineTests
{
    private static Kline At(long open, decimal close, decimal high = 10, decimal low = 1, decimal volume = 1, long trades = 1) => new(open, 5, high, low, close, volume, 0, trades);

    [Fact]
    public void The_venues_come_first_and_own_ones_go_on_behind_them()
    {
        IReadOnlyList<Kline> merged = Kline.Merge([At(1, 5), At(2, 6)], [At(1, 99), At(2, 7), At(3, 8)], 10);

        Assert.Equal([1, 2, 3], merged.Select(k => k.OpenNs));
        Assert.Equal([5, 7, 8], merged.Select(k => k.Close));
    }

    [Fact]
    public void What_was_seen_since_widens_the_venues_newest()
    {
        Kline merged = Kline.Merge([At(1, 5, high: 10, low: 4, volume: 7, trades: 9)], [At(1, 6, high: 11, low: 5, volume: 3, trades: 4)], 10).Single();

        Assert.Equal((6m, 11m, 4m, 7m, 9L), (merged.Close, merged.High, merged.Low, merged.Volume, merged.Trades));
    }

    [Fact]
    public void Of_too_many_the_newest_are_kept()
    {
        Assert.Equal([2, 3], Kline.Merge([At(1, 5), At(2, 6)], [At(3, 7)], 2).Select(k => k.OpenNs));
        Assert.Equal([3], Kline.Merge([], [At(2, 6), At(3, 7)], 1).Select(k => k.OpenNs));
    }
}
