using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Funding by hand. Times are in tenths of a second, the notice that a funding time needs.</summary>
public sealed class FundingTests
{
    private const long Step = SimulatedVenue.LeastNoticeNs;

    [Fact]
    public void Longs_pay_the_newest_rate_on_the_newest_mark_and_shorts_receive_it()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Mark(100).Rate(0.01m, 5 * Step).Take(Side.Buy, 3).Quietly();
        decimal before = scene.Venue.Cash;
        scene.At(3 * Step).Rate(0.02m, 5 * Step).Mark(150).At(6 * Step);
        Assert.Equal(5 * Step, scene.Reports[0].ExchangeNs);
        Assert.Equal(["funding on 3: 9"], scene.Said);
        Assert.Equal(before - 9, scene.Venue.Cash);
        scene.Rate(0.02m, 9 * Step).Take(Side.Sell, 5).Quietly().At(9 * Step);
        Assert.Equal(["funding on -2: -6"], scene.Said);
    }

    [Fact]
    public void It_is_for_the_position_and_the_mark_before_what_happens_at_that_time()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Mark(100).Rate(0.01m, 5 * Step).Take(Side.Buy, 3).Quietly();
        scene.At(5 * Step).Mark(200).Take(Side.Sell, 3);
        Assert.Equal(["funding on 3: 3", "fill 2: 3 at 99"], scene.Said);
    }

    [Fact]
    public void Nobody_without_a_position_hears_of_it_and_a_later_position_doesn_t_pay_for_it()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Mark(100).Rate(0.01m, 5 * Step).At(6 * Step).Rate(0.01m, 5 * Step).Take(Side.Buy, 3).Quietly();
        Assert.Empty(scene.At(100 * Step).Said);
    }

    [Fact]
    public void Without_mark_rows_the_middle_of_the_book_counts()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Rate(0.01m, 5 * Step).Take(Side.Buy, 3).Quietly();
        Assert.Equal(["funding on 3: 3"], scene.At(5 * Step).Said);
    }

    [Fact]
    public void A_time_that_is_told_too_late_isn_t_one()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Take(Side.Buy, 3).Quietly();
        Assert.Empty(scene.At(Step).Rate(0.01m, 2 * Step - 1).At(9 * Step).Said);
    }

    [Fact]
    public void The_next_period_may_be_told_of_before_this_one_is_paid()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Mark(100).Rate(0.01m, 5 * Step).Take(Side.Buy, 1).Quietly()
            .At(4 * Step).Rate(0.03m, 10 * Step);
        Assert.Equal(["funding on 1: 1", "funding on 1: 3"], scene.At(11 * Step).Said);
    }
}
