using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceBookSyncTests
{
    private readonly BinanceBookSync _futures = new(isSpot: false);
    private readonly BinanceBookSync _spot = new(isSpot: true);

    [Fact]
    public void Futures_snapshot_first_then_the_update_around_it()
    {
        Assert.Empty(_futures.TryJoin(100)!);
        Assert.Equal(BinanceSyncResult.Dropped, Offer(_futures, 80, 99, 79));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 95, 105, 90));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 108, 110, 105));
        Assert.True(_futures.IsInSync);
    }

    [Fact]
    public void Futures_increments_first_are_kept_and_joined()
    {
        Assert.Equal(BinanceSyncResult.Kept, Offer(_futures, 80, 89, 79));
        Assert.Equal(BinanceSyncResult.Kept, Offer(_futures, 92, 105, 89));
        Assert.Equal(BinanceSyncResult.Kept, Offer(_futures, 106, 110, 105));
        Assert.Equal([105, 110], _futures.TryJoin(100)!.Select(u => u.LastId));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 120, 130, 110));
    }

    [Fact]
    public void Futures_an_update_that_ends_at_the_snapshot_is_applied_again()
    {
        Offer(_futures, 90, 100, 80);
        Assert.Equal([100], _futures.TryJoin(100)!.Select(u => u.LastId));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 101, 102, 100));
    }

    [Fact]
    public void Futures_an_update_that_begins_at_the_snapshot_joins()
    {
        Offer(_futures, 100, 110, 80);
        Assert.Equal([110], _futures.TryJoin(100)!.Select(u => u.LastId));
    }

    [Fact]
    public void Futures_an_update_right_behind_the_snapshot_joins()
    {
        Assert.Empty(_futures.TryJoin(100)!);
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 104, 110, 100));
    }

    [Fact]
    public void Futures_a_snapshot_older_than_what_is_kept_is_refused_and_a_good_one_taken()
    {
        Offer(_futures, 101, 110, 99);
        Offer(_futures, 111, 120, 110);
        Assert.Null(_futures.TryJoin(95));
        Assert.False(_futures.IsInSync);
        Assert.Equal([120], _futures.TryJoin(115)!.Select(u => u.LastId));
    }

    [Fact]
    public void Futures_a_first_update_beyond_the_snapshot_is_a_gap_and_waits_for_the_next()
    {
        Assert.Empty(_futures.TryJoin(100)!);
        Assert.Equal(BinanceSyncResult.Gap, Offer(_futures, 120, 130, 115));
        Assert.Equal([130], _futures.TryJoin(125)!.Select(u => u.LastId));
    }

    [Fact]
    public void Futures_a_lost_message_makes_a_gap_until_the_next_snapshot()
    {
        _futures.TryJoin(100);
        Offer(_futures, 95, 105, 90);
        Assert.Equal(BinanceSyncResult.Gap, Offer(_futures, 106, 110, 104));
        Assert.False(_futures.IsInSync);
        Assert.Equal(BinanceSyncResult.Kept, Offer(_futures, 111, 115, 110));
        Assert.Null(_futures.TryJoin(103));
        Assert.Equal([115], _futures.TryJoin(112)!.Select(u => u.LastId));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 116, 118, 115));
    }

    [Fact]
    public void Futures_a_hole_inside_what_was_kept_leaves_the_rest_for_the_next_snapshot()
    {
        Offer(_futures, 95, 105, 90);
        Offer(_futures, 106, 110, 105);
        Offer(_futures, 121, 125, 120);
        Offer(_futures, 126, 130, 125);
        Assert.Equal([105, 110], _futures.TryJoin(100)!.Select(u => u.LastId));
        Assert.False(_futures.IsInSync);
        Assert.Equal(BinanceSyncResult.Kept, Offer(_futures, 131, 135, 130));
        Assert.Equal([125, 130, 135], _futures.TryJoin(122)!.Select(u => u.LastId));
        Assert.True(_futures.IsInSync);
    }

    [Fact]
    public void A_snapshot_is_not_needed_while_in_sync()
    {
        _futures.TryJoin(100);
        Assert.Null(_futures.TryJoin(200));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_futures, 95, 105, 90));
    }

    [Fact]
    public void Spot_an_update_that_ends_at_the_snapshot_is_old()
    {
        Assert.Empty(_spot.TryJoin(100)!);
        Assert.Equal(BinanceSyncResult.Dropped, Offer(_spot, 90, 100));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_spot, 101, 103));
        Assert.Equal(BinanceSyncResult.Apply, Offer(_spot, 104, 104));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(95)]
    public void Spot_joins_up_to_one_behind_the_snapshot(long firstId)
    {
        Offer(_spot, 80, 94);
        Offer(_spot, firstId, 105);
        Assert.Equal([105], _spot.TryJoin(100)!.Select(u => u.LastId));
    }

    [Fact]
    public void Spot_two_behind_the_snapshot_is_too_late()
    {
        Offer(_spot, 102, 105);
        Assert.Null(_spot.TryJoin(100));
        Assert.Equal([105], _spot.TryJoin(103)!.Select(u => u.LastId));
    }

    [Fact]
    public void Spot_ids_have_to_follow_each_other()
    {
        _spot.TryJoin(100);
        Offer(_spot, 101, 103);
        Assert.Equal(BinanceSyncResult.Gap, Offer(_spot, 105, 106));
        Assert.Equal(BinanceSyncResult.Kept, Offer(_spot, 107, 109));
        Offer(_spot, 111, 112);
        Assert.Equal([109], _spot.TryJoin(107)!.Select(u => u.LastId));
        Assert.False(_spot.IsInSync);
        Assert.Equal([112], _spot.TryJoin(110)!.Select(u => u.LastId));
    }

    [Fact]
    public void What_is_kept_is_a_copy_and_follows_a_change_of_units()
    {
        MarketEvent[] rows = [new() { Kind = EventKind.Depth, Side = Side.Buy, Price = new Price(5), Quantity = new Quantity(7) }];
        _spot.Offer(new BinanceMessage { FirstId = 1, LastId = 2, PreviousId = -1 }, 9, rows);
        rows[0].Price = new Price(1);
        _spot.Rescale(new UnitChange(10, 100));
        BinanceDepthUpdate update = Assert.Single(_spot.TryJoin(1)!);
        Assert.Equal((9, new Price(50), new Quantity(700)), (update.ExchangeNs, update.Rows[0].Price, update.Rows[0].Quantity));
    }

    [Fact]
    public void What_is_kept_has_a_bound()
    {
        for (int i = 1; i <= BinanceBookSync.MaxKept + 5; i++)
            Offer(_spot, i, i);
        Assert.Equal(5, _spot.Overflowed);
        Assert.Null(_spot.TryJoin(3));
        Assert.Equal(BinanceBookSync.MaxKept, _spot.TryJoin(5)!.Count);
    }

    private static BinanceSyncResult Offer(BinanceBookSync sync, long first, long last, long previous = -1) =>
        sync.Offer(new BinanceMessage { FirstId = first, LastId = last, PreviousId = previous }, 0, []);
}
