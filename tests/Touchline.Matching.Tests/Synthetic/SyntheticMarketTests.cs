using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class SyntheticMarketTests
{
    private const int Steps = 100_000;

    private readonly SyntheticMarketOptions _options = new();
    private readonly EventBuffer _rows = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(ulong.MaxValue)]
    public void The_rows_tell_the_whole_book_which_is_never_crossed_or_empty(ulong seed)
    {
        var market = new SyntheticMarket(_options, seed, 0);
        var told = new OrderBook();
        told.ApplySnapshot(market.Book.Snapshot(Side.Buy), market.Book.Snapshot(Side.Sell));
        for (int i = 0; i < Steps; i++)
        {
            market.Step(_rows);
            foreach (MarketEvent row in _rows.Events)
                told.Apply(row);
            Assert.True(market.Book.Touch == told.Touch && told.IsTwoSided && !told.IsCrossed, $"step {i}: {told.Touch}");
            Assert.InRange(told.LevelCount(Side.Buy), 5, 2 * _options.Levels);
            Assert.InRange(told.LevelCount(Side.Sell), 5, 2 * _options.Levels);
        }

        Assert.Equal(market.Book.Snapshot(Side.Buy), told.Snapshot(Side.Buy));
        Assert.Equal(market.Book.Snapshot(Side.Sell), told.Snapshot(Side.Sell));
    }

    [Fact]
    public void Exchange_time_grows_with_every_order_and_update_ids_count_the_changes()
    {
        var market = new SyntheticMarket(_options, 3, 1_000);
        long before = market.NowNs, id = 0;
        for (int i = 0; i < Steps; i++)
        {
            long next = market.NextNs;
            market.Step(_rows);
            Assert.True(market.NowNs > before && market.NowNs == next);
            before = next;
            foreach (MarketEvent row in _rows.Events)
            {
                Assert.Equal((next, MarketEvent.Unseen), (row.ExchangeNs, row.LocalNs));
                if (row.Kind == EventKind.Depth)
                    Assert.Equal(++id, row.Reference);
            }
        }

        Assert.Equal(id, market.UpdateId);
    }

    [Fact]
    public void A_trade_takes_from_the_best_level_what_it_says()
    {
        var market = new SyntheticMarket(_options, 4, 0);
        long bought = 0, sold = 0;
        for (int i = 0; i < Steps; i++)
        {
            var before = market.Book.Snapshot(Side.Buy);
            var beforeAsks = market.Book.Snapshot(Side.Sell);
            market.Step(_rows);
            MarketEvent[] trades = [.. _rows.Events.ToArray().Where(r => r.Kind == EventKind.Trade)];
            for (int k = 0; k < trades.Length; k++)
            {
                BookLevel level = trades[k].Side == Side.Buy ? beforeAsks[k] : before[k];
                Assert.Equal(level.Price, trades[k].Price);
                Assert.Equal(level.Quantity - trades[k].Quantity, market.Book.QuantityAt(trades[k].Side.Opposite(), level.Price));
                Assert.True(trades[k].Quantity.Units > 0);
            }

            if (trades.Length > 0)
                _ = trades[0].Side == Side.Buy ? bought++ : sold++;
        }

        Assert.InRange(bought, Steps / 30, Steps / 2);
        Assert.InRange(sold, Steps / 30, Steps / 2);
    }

    [Fact]
    public void Each_kind_of_row_is_a_batch()
    {
        var market = new SyntheticMarket(_options, 5, 0);
        for (int i = 0; i < 10_000; i++)
        {
            market.Step(_rows);
            for (int k = 0; k < _rows.Count; k++)
            {
                bool isLast = k == _rows.Count - 1 || _rows.Events[k].Kind != _rows.Events[k + 1].Kind;
                Assert.Equal(isLast, _rows.Events[k].EndsBatch);
            }
        }
    }

    [Fact]
    public void The_price_moves_and_the_spread_comes_back()
    {
        var market = new SyntheticMarket(_options, 6, 0);
        double low = double.MaxValue, high = 0;
        long narrow = 0;
        for (int i = 0; i < Steps; i++)
        {
            market.Step(_rows);
            low = Math.Min(low, market.Book.Mid);
            high = Math.Max(high, market.Book.Mid);
            narrow += market.Book.Touch.Spread <= 6 ? 1 : 0;
        }

        Assert.True(high - low > 50, $"{low} to {high}");
        Assert.True(narrow > Steps / 2, $"{narrow} times narrow");
    }

    [Fact]
    public void The_same_seed_gives_the_same_market()
    {
        SyntheticMarket a = new(_options, 7, 0), b = new(_options, 7, 0), other = new(_options, 8, 0);
        var rows = new EventBuffer();
        for (int i = 0; i < 10_000; i++)
        {
            a.Step(_rows);
            b.Step(rows);
            other.Step(rows.Count == 0 ? rows : new EventBuffer());
            Assert.True(_rows.Count == rows.Count && a.NowNs == b.NowNs && a.Book.Touch == b.Book.Touch);
        }

        Assert.NotEqual(a.NowNs, other.NowNs);
    }
}
