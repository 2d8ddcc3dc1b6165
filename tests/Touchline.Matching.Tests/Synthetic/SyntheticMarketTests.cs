using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class SyntheticMarketTests
{
    private const int Steps = 100_000;

    private readonly SyntheticMarketOptions _options = SyntheticMarketOptions.Btc;
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
            Assert.InRange(told.LevelCount(Side.Buy), 200, 6000);
            Assert.InRange(told.LevelCount(Side.Sell), 200, 6000);
        }

        Assert.Equal(market.Book.Snapshot(Side.Buy), told.Snapshot(Side.Buy));
        Assert.Equal(market.Book.Snapshot(Side.Sell), told.Snapshot(Side.Sell));
    }

    [Fact]
    public void Exchange_time_grows_with_every_act_and_update_ids_count_the_changes()
    {
        var market = new SyntheticMarket(_options, 3, 1_000);
        long before = market.NowNs, id = market.UpdateId;
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
    public void Trades_take_from_the_best_price_on_what_they_say()
    {
        var market = new SyntheticMarket(_options, 4, 0);
        var told = new OrderBook();
        told.ApplySnapshot(market.Book.Snapshot(Side.Buy), market.Book.Snapshot(Side.Sell));
        long bought = 0, sold = 0;
        for (int i = 0; i < Steps; i++)
        {
            market.Step(_rows);
            foreach (MarketEvent row in _rows.Events)
            {
                if (row.Kind != EventKind.Trade)
                    continue;
                Side passive = row.Side.Opposite();
                Assert.Equal(passive == Side.Buy ? told.BestBid : told.BestAsk, row.Price);
                Assert.True(row.Quantity.Units > 0 && row.Quantity <= told.QuantityAt(passive, row.Price));
                told.Set(passive, row.Price, told.QuantityAt(passive, row.Price) - row.Quantity);
                _ = row.Side == Side.Buy ? bought++ : sold++;
            }

            foreach (MarketEvent row in _rows.Events)
                told.Apply(row);
        }

        Assert.InRange(bought, Steps / 300, Steps / 5);
        Assert.InRange(sold, Steps / 300, Steps / 5);
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
    public void The_price_follows_the_value_and_every_regime_has_its_time()
    {
        var market = new SyntheticMarket(_options, 6, 0);
        double low = double.MaxValue, high = 0, apart = 0;
        long[] regimes = new long[3];
        const int Acts = 10 * Steps;
        for (int i = 0; i < Acts; i++)
        {
            market.Step(_rows);
            low = Math.Min(low, market.Book.Mid);
            high = Math.Max(high, market.Book.Mid);
            apart += Math.Abs(market.Book.Mid - market.Value);
            regimes[(int)market.Regime]++;
        }

        Assert.True(high - low > 300, $"{low} to {high}");
        Assert.True(apart / Acts < 10, $"{apart / Acts} ticks apart");
        Assert.All(regimes, acts => Assert.True(acts > Acts / 100, $"{acts} acts"));
    }

    [Fact]
    public void The_number_of_orders_is_bounded()
    {
        var market = new SyntheticMarket(_options with { NewsPerSecond = 20, NoiseTakersPerSecond = 100 }, 7, 0);
        for (int i = 0; i < 5 * Steps; i++)
        {
            market.Step(_rows);
            Assert.InRange(market.Orders.OrderCount, 500, 4 * (_options.Near.Orders + _options.Far.Orders) + 2 * _options.MostOrders);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_market()
    {
        SyntheticMarket a = new(_options, 7, 0), b = new(_options, 7, 0), other = new(_options, 8, 0);
        EventBuffer rows = new(), otherRows = new();
        for (int i = 0; i < 10_000; i++)
        {
            a.Step(_rows);
            b.Step(rows);
            other.Step(otherRows);
            Assert.True(_rows.Count == rows.Count && a.NowNs == b.NowNs && a.Book.Touch == b.Book.Touch);
        }

        Assert.NotEqual(a.NowNs, other.NowNs);
    }
}
