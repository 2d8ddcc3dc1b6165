namespace Touchline.Core.Tests;

public class OrderBookTests
{
    [Fact]
    public void An_empty_book_has_no_touch_and_no_numbers()
    {
        var book = new OrderBook();
        Assert.Equal(Touch.Empty, book.Touch);
        Assert.True(double.IsNaN(book.Mid));
        Assert.True(double.IsNaN(book.MicroPrice));
        Assert.Equal(0, book.Imbalance());
        Assert.False(book.TryVwap(Side.Buy, new Quantity(1), out double mean));
        Assert.True(double.IsNaN(mean));
        Assert.Equal(0, book.DepthWithin(Side.Sell, 100).Units);
    }

    [Fact]
    public void A_one_sided_book_is_an_ordinary_state()
    {
        var book = new OrderBook();
        book.Set(Side.Buy, new Price(100), new Quantity(3));
        Assert.True(book.Touch.HasBid);
        Assert.False(book.IsTwoSided);
        Assert.False(book.IsCrossed);
        Assert.True(double.IsNaN(book.Mid));
        Assert.Equal(1, book.Imbalance());
    }

    [Fact]
    public void A_crossed_book_says_so()
    {
        var book = new OrderBook();
        book.Set(Side.Buy, new Price(101), new Quantity(3));
        book.Set(Side.Sell, new Price(100), new Quantity(1));
        Assert.True(book.IsCrossed);
        Assert.Equal(-1, book.Touch.Spread);
    }

    [Fact]
    public void Mid_and_micro_price_weigh_the_touch()
    {
        var book = new OrderBook();
        book.Set(Side.Buy, new Price(100), new Quantity(3));
        book.Set(Side.Sell, new Price(104), new Quantity(1));
        Assert.Equal(102, book.Mid);
        Assert.Equal(103, book.MicroPrice);
    }

    [Fact]
    public void A_gap_makes_the_book_stale_until_a_snapshot_ends()
    {
        var book = new OrderBook();
        book.Apply(new MarketEvent { Kind = EventKind.Gap });
        Assert.True(book.IsStale);
        book.Apply(new MarketEvent { Kind = EventKind.Depth, Side = Side.Buy, Price = new Price(1), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch });
        Assert.True(book.IsStale);
        book.Apply(new MarketEvent { Kind = EventKind.Clear });
        book.Apply(new MarketEvent { Kind = EventKind.Snapshot, Side = Side.Buy, Price = new Price(5), Quantity = new Quantity(2) });
        Assert.True(book.IsStale);
        book.Apply(new MarketEvent { Kind = EventKind.Snapshot, Side = Side.Sell, Price = new Price(6), Quantity = new Quantity(2), Flags = EventFlags.EndOfBatch });
        Assert.False(book.IsStale);
        Assert.Equal(new Touch(new Price(5), new Quantity(2), new Price(6), new Quantity(2)), book.Touch);
    }

    [Fact]
    public void Events_that_are_no_levels_leave_the_book_alone()
    {
        var book = new OrderBook();
        book.Set(Side.Buy, new Price(100), new Quantity(3));
        foreach (EventKind kind in new[] { EventKind.BestQuote, EventKind.Trade, EventKind.MarkPrice, EventKind.Liquidation, EventKind.Funding })
            book.Apply(new MarketEvent { Kind = kind, Side = Side.Buy, Price = new Price(200), Quantity = new Quantity(9) });
        Assert.Equal(1, book.LevelCount(Side.Buy));
        Assert.Equal(100, book.BestBid.Units);
    }

    [Fact]
    public void The_quantity_at_the_touch_is_followed_after_all_the_best_levels_went()
    {
        var book = new OrderBook();
        for (int i = 0; i < 5; i++)
            book.Set(Side.Sell, new Price(100_000 + i), new Quantity(10));
        for (int i = 0; i < 5; i++)
            book.Set(Side.Sell, new Price(200_000 + i), new Quantity(20));
        Assert.Equal(-1, book.Imbalance());
        for (int i = 0; i < 5; i++)
            book.Set(Side.Sell, new Price(100_000 + i), default);
        book.Set(Side.Sell, new Price(200_000), new Quantity(7));
        Assert.Equal(new Quantity(7), book.Touch.AskQuantity);
    }

    [Fact]
    public void Updates_in_steady_state_allocate_nothing()
    {
        var book = new OrderBook();
        var levels = new BookLevel[20];
        double sum = 0;
        void Trade()
        {
            var random = new Generator(7);
            for (int i = 0; i < 100_000; i++)
            {
                Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
                long distance = random.Next(100) == 0 ? random.Next(100_000) : random.Next(500);
                book.Set(side, new Price(1_000_000 - side.Sign() * distance), new Quantity(random.Next(4) * 10));
                book.CopyTop(side, levels);
                book.TryVwap(side, new Quantity(50), out double mean);
                sum += book.Imbalance() + book.Imbalance(3) + mean + book.DepthWithin(side, 20).Units;
            }
        }

        Assert.Equal(0, Allocation.Of(Trade));
    }

    /// <summary>A generator that allocates nothing: the same numbers for the same seed.</summary>
    private struct Generator(ulong seed)
    {
        private ulong _state = seed;

        public long Next(int below)
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            return (long)((_state >> 33) % (ulong)below);
        }
    }
}
