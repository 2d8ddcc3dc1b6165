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
    public void Over_many_fills_it_agrees_with_a_sorted_set_of_the_highest()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var told = new ToldTrades();
            var naive = new SortedSet<(long Number, bool IsSell)>();
            for (int i = 0; i < 8 * ToldTrades.Kept; i++)
            {
                (long Number, bool IsSell) fill = (Math.Max(1, i / 2 - random.Next(random.Next(10) == 0 ? 1_500 : 3)), random.Next(2) == 0);
                Side side = fill.IsSell ? Side.Sell : Side.Buy;
                bool wasTold = naive.Contains(fill) || (naive.Count == ToldTrades.Kept && fill.CompareTo(naive.Min) < 0);
                Assert.Equal((naive.Contains(fill), wasTold), (told.Contains(fill.Number, side), told.WasTold(fill.Number, side)));
                Assert.Equal(!wasTold, told.IsNew(fill.Number, side));
                if (!wasTold && naive.Add(fill) && naive.Count > ToldTrades.Kept)
                    naive.Remove(naive.Min);
            }

            Assert.Equal(naive.Select(f => f.IsSell ? -f.Number : f.Number), told.Numbers);
        }
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
