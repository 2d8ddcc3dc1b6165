using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class RecentItemsTests
{
    [Fact]
    public void The_newest_stay_in_order_and_are_found_as_in_a_plain_list()
    {
        var random = new SeededRandom(5);
        var items = new RecentItems<long>(7);
        var plain = new List<long>();
        long key = 0;
        for (int i = 0; i < 500; i++)
        {
            key += 1 + random.Below(3);
            items.Add(key);
            plain.Add(key);
            if (plain.Count > 7)
                plain.RemoveAt(0);
            Assert.Equal(plain, Enumerable.Range(0, items.Count).Select(n => items[n]));
            long wanted = key - random.Below(12);
            int expected = plain.FindIndex(k => k >= wanted);
            Assert.Equal(expected < 0 ? plain.Count : expected, items.IndexOf(wanted, k => k));
        }
    }
}
