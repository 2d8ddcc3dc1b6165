namespace Touchline.Core.Tests.Orders;

public sealed class ToldTradesTests
{
    [Fact]
    public void A_number_is_new_once_for_each_side_in_whatever_order_numbers_come()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var told = new ToldTrades();
            var naive = new HashSet<(long, Side)>();
            for (int i = 0; i < ToldTrades.Kept; i++)
            {
                (long number, Side side) = (random.Next(1, 700), random.Next(2) == 0 ? Side.Buy : Side.Sell);
                Assert.Equal(naive.Add((number, side)), told.IsNew(number, side));
            }
        }
    }

    [Fact]
    public void Without_room_what_is_older_than_all_that_is_remembered_counts_as_told()
    {
        var told = new ToldTrades();
        for (int i = 0; i < ToldTrades.Kept; i++)
            Assert.True(told.IsNew(1_000 + 2 * i, Side.Buy));
        Assert.False(told.IsNew(999, Side.Buy));
        Assert.True(told.IsNew(1_001, Side.Buy));
        Assert.False(told.IsNew(1_000, Side.Buy));
        Assert.Equal(ToldTrades.Kept, told.Numbers.Length);
    }

    [Fact]
    public void What_one_remembered_another_takes_over()
    {
        var first = new ToldTrades();
        first.IsNew(7, Side.Sell);
        first.IsNew(5, Side.Buy);
        first.IsNew(7, Side.Buy);
        var second = new ToldTrades();
        second.Add(first.Numbers);
        Assert.Equal(first.Numbers, second.Numbers);
        Assert.False(second.IsNew(7, Side.Sell));
        Assert.True(second.IsNew(5, Side.Sell));
    }
}
