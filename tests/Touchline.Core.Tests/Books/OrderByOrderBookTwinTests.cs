namespace Touchline.Core.Tests;

/// <summary>The order-by-order book against its plain twin over random messages, many of them wrong; the seeds fixed.</summary>
public class OrderByOrderBookTwinTests
{
    private const int Steps = 100_000;
    private const int StepsPerCheck = 200;

    [Theory]
    [InlineData(1, 40, 30, 1)]
    [InlineData(2, 300, 5, 1)]
    [InlineData(3, 200, 100_000, 1)]
    [InlineData(4, 100, 40, 1L << 40)]
    [InlineData(5, 60, 20, -7_777_777_777_777)]
    public void A_book_agrees_with_its_twin(int seed, int orders, int prices, long idStep)
    {
        var random = new Random(seed);
        var book = new OrderByOrderBook(4);
        var twin = new PlainOrderBook();
        long middle = 1_000_000;
        for (int i = 1; i <= Steps; i++)
        {
            middle += random.Next(-1, 2);
            Step(book, twin, random, orders, () => middle + random.Next(-prices, prices + 1), idStep);
            if (i % StepsPerCheck == 0)
                Check(book, twin, random, idStep * random.Next(2 * orders));
        }

        OrderAnomalies anomalies = book.Anomalies;
        Assert.True(anomalies is { UnknownOrders: > 0, DoubleAdds: > 0, OverExecutions: > 0, Malformed: > 0 });
    }

    private static void Step(OrderByOrderBook book, PlainOrderBook twin, Random random, int orders, Func<long> nextPrice, long idStep)
    {
        // Ids come again once their order has gone, as on venues that count anew every day.
        long id = idStep * random.Next(2 * orders);
        long price = nextPrice(), quantity = random.Next(-1, 12);
        switch (random.Next(10_000))
        {
            case < 4:
                Side cleared = (Side)random.Next(-1, 2);
                book.Clear(cleared);
                twin.Clear(cleared);
                break;
            case < 4000:
                Side side = random.Next(100) == 0 ? Side.None : random.Next(2) == 0 ? Side.Buy : Side.Sell;
                int owner = random.Next(3);
                Assert.Equal(twin.Add(id, side, price, quantity, owner), book.Add(id, side, new Price(price), new Quantity(quantity), owner));
                break;
            case < 6000:
                if (random.Next(2) == 0 && twin.Find(id) is { } known)
                    price = known.Price;
                Assert.Equal(twin.Modify(id, price, quantity), book.Modify(id, new Price(price), new Quantity(quantity)));
                break;
            case < 8000:
                Assert.Equal(twin.Cancel(id), book.Cancel(id));
                break;
            default:
                Assert.Equal(twin.Execute(id, quantity), book.Execute(id, new Quantity(quantity)).Units);
                break;
        }

        Assert.Equal(twin.Count, book.OrderCount);
    }

    private static void Check(OrderByOrderBook book, PlainOrderBook twin, Random random, long id)
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            List<PlainOrderBook.PlainOrder> plain = twin.InOrder(side);
            var walk = OrderWalk.Of(side);
            long place = 0, price = long.MinValue;
            foreach (PlainOrderBook.PlainOrder expected in plain)
            {
                Assert.True(book.TryNext(ref walk, out RestingOrder order));
                Assert.Equal((expected.Id, side, expected.Price, expected.Quantity, expected.Owner),
                    (order.Id, order.Side, order.Price.Units, order.Quantity.Units, order.Owner));
                Assert.True(order.Price.Units != price || order.Place > place);
                Assert.True(order.Place < book.NextPlace);
                (place, price) = (order.Place, order.Price.Units);
            }

            Assert.False(book.TryNext(ref walk, out _));
            Assert.Equal(plain.Count > 0, book.TryFront(side, out RestingOrder front));
            Assert.Equal(plain.Count > 0 ? plain[0].Id : 0, front.Id);
            Assert.Equal(
                plain.GroupBy(o => o.Price).Select(g => new BookLevel(new Price(g.Key), new Quantity(g.Sum(o => o.Quantity)))),
                book.Levels.Snapshot(side));
            if (plain.Count > 0)
                CheckQueue(book, plain, plain[random.Next(plain.Count)].Price, side);
        }

        Assert.Equal(twin.Find(id) is not null, book.TryFind(id, out RestingOrder found));
        Assert.Equal(twin.Find(id)?.Quantity ?? 0, found.Quantity.Units);
    }

    private static void CheckQueue(OrderByOrderBook book, List<PlainOrderBook.PlainOrder> plain, long price, Side side)
    {
        long[] expected = [.. plain.Where(o => o.Price == price).Select(o => o.Id)];
        var queue = new RestingOrder[expected.Length];
        Assert.Equal(expected.Length, book.CopyQueue(side, new Price(price), queue));
        Assert.Equal(expected, queue.Select(o => o.Id));
    }
}
