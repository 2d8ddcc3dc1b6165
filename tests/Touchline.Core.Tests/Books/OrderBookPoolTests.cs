namespace Touchline.Core.Tests;

public class OrderBookPoolTests
{
    [Fact]
    public void A_rented_book_is_empty_whatever_was_done_to_it_before()
    {
        var pool = new OrderBookPool(1);
        var random = new Random(11);
        var prices = new WildPrices(random);
        OrderBook first = pool.Rent();
        pool.Return(first);
        for (int round = 0; round < 200; round++)
        {
            OrderBook book = pool.Rent();
            Assert.Same(first, book);
            Assert.Equal(Touch.Empty, book.Touch);
            Assert.Equal(0, book.LevelCount(Side.Buy) + book.LevelCount(Side.Sell));
            Assert.Equal(0, book.Imbalance());
            Assert.False(book.IsStale);
            Assert.Empty(book.Snapshot(Side.Buy));
            book.ApplySnapshot(prices.Levels(Side.Buy), prices.Levels(Side.Sell));
            book.Apply(new MarketEvent { Kind = EventKind.Gap });
            prices.Jump();
            pool.Return(book);
        }
    }

    [Fact]
    public void A_pool_that_ran_dry_makes_new_books()
    {
        var pool = new OrderBookPool(1, imbalanceLevels: 7);
        pool.Rent();
        Assert.Equal(0, pool.Available);
        Assert.Equal(7, pool.Rent().ImbalanceLevels);
    }

    [Fact]
    public void A_book_of_another_kind_is_not_taken_back()
    {
        var pool = new OrderBookPool(0, imbalanceLevels: 5);
        Assert.Throws<ArgumentException>(() => pool.Return(new OrderBook(6)));
    }

    [Fact]
    public void Renting_and_returning_allocate_nothing()
    {
        var pool = new OrderBookPool(2);
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                OrderBook book = pool.Rent();
                book.Set(Side.Buy, new Price(i), new Quantity(1));
                pool.Return(book);
            }
        }));
    }
}
