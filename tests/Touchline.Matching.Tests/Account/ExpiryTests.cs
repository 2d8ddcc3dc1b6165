using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Orders that are good till a date, by hand.</summary>
public sealed class ExpiryTests
{
    private static NewOrder Until(long expiresNs, long price = 99, Side side = Side.Buy) =>
        NewOrder.LimitUntil(0, side, new Price(price), new Quantity(5), expiresNs);

    [Fact]
    public void An_order_expires_at_its_time_though_no_row_comes_then()
    {
        AccountScene scene = new AccountScene().At(10).Book(99, 1, 101, 9).Place(Until(50));
        Assert.Equal(["acknowledged 1"], scene.Said);
        Assert.Equal(50, scene.Venue.DeadlineNs);
        scene.At(49);
        Assert.Empty(scene.Reports);
        scene.At(70);
        Assert.Equal(50, Assert.Single(scene.Reports).ExchangeNs);
        Assert.Equal(["expired 1"], scene.Said);
        Assert.Equal((false, long.MaxValue), (scene.Venue.HasOrders, scene.Venue.DeadlineNs));
    }

    [Fact]
    public void A_row_a_nanosecond_before_still_fills_it_and_one_at_the_same_time_doesn_t()
    {
        Assert.Equal(["fill 1: 5 at 99"], new AccountScene().At(10).Book(98, 1, 101, 9).Place(Until(50)).Quietly().At(49).Sold(98, 9).At(50).Said);
        Assert.Equal(["expired 1"], new AccountScene().At(10).Book(98, 1, 101, 9).Place(Until(50)).Quietly().At(50).Sold(98, 9).Said);
    }

    [Fact]
    public void A_request_at_the_time_of_its_end_finds_it_gone()
    {
        AccountScene scene = new AccountScene().At(10).Place(Until(50)).Quietly().At(50).Cancel(1).Amend(1, 98, 5);
        Assert.Equal(["expired 1", "cancelrejected 1", "amendrejected 1"], scene.Said);
    }

    [Fact]
    public void One_that_arrives_too_late_never_trades()
    {
        AccountScene scene = new AccountScene().At(50).Book(99, 9, 101, 9).Place(Until(50, price: 101)).Place(Until(49, price: 101));
        Assert.Equal(["expired 1", "expired 2"], scene.Said);
    }

    [Fact]
    public void An_amend_keeps_the_date()
    {
        AccountScene scene = new AccountScene().At(10).Place(Until(50)).Quietly().At(20).Amend(1, 98, 7).At(60);
        Assert.Equal(["amended 1 to 7", "expired 1"], scene.Said);
    }

    [Fact]
    public void Several_at_one_time_expire_by_their_numbers_and_the_earlier_first()
    {
        AccountScene scene = new AccountScene().At(10).Place(Until(60, 97)).Place(Until(50, 98)).Place(Until(60, 99)).Quietly().At(100);
        Assert.Equal(["expired 2", "expired 1", "expired 3"], scene.Said);
    }

    [Fact]
    public void One_that_waits_for_a_price_expires_too()
    {
        AccountScene scene = new AccountScene().At(10).Place(
            NewOrder.StopMarket(0, Side.Buy, new Price(105), new Quantity(1)) with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 50 });
        Assert.Equal(["acknowledged 1", "expired 1"], scene.At(50).Bought(106).Said);
    }

    [Fact]
    public void Dates_of_orders_that_ended_don_t_pile_up()
    {
        AccountScene scene = new AccountScene().At(10);
        for (int i = 1; i <= 1_000; i++)
            scene.Place(Until(1_000_000 + i)).Cancel(i).Quietly();
        scene.Place(Until(2_000_000)).Quietly();
        int passed = 0;
        for (; scene.Venue.DeadlineNs < 2_000_000; passed++)
            scene.Venue.OnDeadline();
        Assert.InRange(passed, 0, 70);
        Assert.Empty(scene.Said);
        Assert.Equal(["expired 1001"], scene.At(2_000_000).Said);
    }
}
