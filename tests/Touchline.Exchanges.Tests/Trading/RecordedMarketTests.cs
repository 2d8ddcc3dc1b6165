using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance.Tests;

public class RecordedMarketTests
{
    private static ToldRows Rows() => new ToldRows().Book(0, [(60_000, 2), (59_999, 5)], [(60_001, 1), (60_002, 4)]);

    [Fact]
    public void The_book_stands_at_the_start_and_clients_are_told_they_trade_with_a_recording()
    {
        TradingScene scene = Rows().Scene();
        Assert.False(scene.Market.IsShared);
        Assert.Equal(60_000m, scene.Bid);
        Assert.Equal(60_001m, scene.Ask);
        Assert.Equal(60_000.5m, scene.Market.MarkPrice);
        Assert.True(scene.Market.Book.QuantityAt(Side.Sell, scene.Market.Symbol.Ticks(60_002)).Units == 4000);
    }

    [Fact]
    public void A_market_order_takes_the_levels_shown_and_they_stay_taken_until_the_level_changes()
    {
        TradingScene scene = Rows().Level(1, Side.Buy, 59_998, 1).Level(2, Side.Sell, 60_001, 0.4m).Level(3, Side.Sell, 60_001, 0.7m).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.MarketOrder(Side.Buy, 3));
        Assert.Equal(BinanceOrderStatus.Filled, order.Status);
        Assert.Equal([(60_001m, 1m), (60_002m, 2m)], scene.Fills.Select(f => (f.Price, f.Quantity)));
        Assert.Equal(60_002m, scene.Ask);
        Assert.Equal(2000, scene.Market.Book.Touch.AskQuantity.Units);
        scene.Pass(1.5);
        Assert.Equal(60_002m, scene.Ask);
        scene.Pass(1);
        Assert.Equal(60_001m, scene.Ask);
        Assert.Equal(400, scene.Market.Book.Touch.AskQuantity.Units);
        Assert.Equal(2000, scene.Market.Book.QuantityAt(Side.Sell, scene.Market.Symbol.Ticks(60_002)).Units);
    }

    [Fact]
    public void A_resting_order_waits_behind_what_its_level_showed_when_it_came()
    {
        TradingScene scene = Rows().Trade(1, Side.Sell, 60_000, 1.5m).Trade(2, Side.Sell, 60_000, 0.8m).Trade(3, Side.Sell, 60_000, 5).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000));
        scene.Pass(1.5);
        Assert.Equal(0, order.Executed);
        scene.Pass(1);
        Assert.Equal(0.3m, order.Executed);
        Assert.Equal(BinanceOrderStatus.PartiallyFilled, order.Status);
        scene.Pass(1);
        Assert.Equal(BinanceOrderStatus.Filled, order.Status);
        Assert.All(scene.Fills, f => Assert.True(f.IsMaker));
        // The recording's prints keep their volume: the client's part and what was left of each.
        Assert.Equal([1.5m, 0.3m, 0.5m, 0.7m, 4.3m], scene.Trades.Select(t => scene.Market.Symbol.Amount(t.Quantity)));
        Assert.Equal([1L, 2, 3, 4, 5], scene.Trades.Select(t => t.Id));
    }

    [Fact]
    public void What_is_cancelled_from_a_level_was_behind_the_order_as_long_as_it_can_have_been()
    {
        TradingScene scene = Rows().Level(1, Side.Buy, 60_000, 3).Level(2, Side.Buy, 60_000, 0.5m).Trade(3, Side.Sell, 60_000, 0.6m).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000));
        scene.Pass(4);
        Assert.Equal(0.1m, order.Executed);
    }

    [Fact]
    public void A_trade_through_the_price_fills_the_whole_order_at_its_own_price()
    {
        TradingScene scene = Rows().Trade(1, Side.Sell, 59_999, 0.01m).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000));
        scene.Pass(2);
        Assert.Equal(BinanceOrderStatus.Filled, order.Status);
        Assert.Equal(60_000, order.AveragePrice);
        Assert.Equal(60_000 * 0.0002m, scene.Fills[0].Commission);
    }

    [Fact]
    public void Orders_at_one_price_share_a_trade_in_the_order_in_which_they_came()
    {
        TradingScene scene = Rows().Trade(1, Side.Sell, 60_000, 3.5m).Scene();
        BinanceOrder first = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000));
        BinanceOrder second = scene.Place(scene.B, TradingScene.Limit(Side.Buy, 1, 60_000));
        scene.Pass(2);
        Assert.Equal(1, first.Executed);
        Assert.Equal(0.5m, second.Executed);
    }

    [Fact]
    public void A_level_of_the_other_side_that_comes_to_an_order_is_taken_as_far_as_it_shows()
    {
        TradingScene scene = Rows().Level(1, Side.Sell, 60_000.5m, 0.4m).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000.5m));
        scene.Pass(2);
        Assert.Equal(0.4m, order.Executed);
        Assert.Equal(60_000.5m, order.AveragePrice);
        Assert.True(scene.Fills[0].IsMaker);
        Assert.Equal(60_001m, scene.Ask);
    }

    [Fact]
    public void Clients_do_not_meet_each_other()
    {
        TradingScene scene = Rows().Scene();
        BinanceOrder buy = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000.5m));
        BinanceOrder sell = scene.Place(scene.B, TradingScene.Limit(Side.Sell, 1, 60_000.5m));
        Assert.Equal(0, buy.Executed);
        Assert.Equal(0, sell.Executed);
    }

    [Fact]
    public void A_cancelled_order_is_not_reached_any_more()
    {
        TradingScene scene = Rows().Trade(1, Side.Sell, 59_990, 100).Scene();
        BinanceOrder order = scene.Place(scene.A, TradingScene.Limit(Side.Buy, 1, 60_000));
        scene.Trading.Cancel(scene.A, TradingScene.Btc, order.OrderId, null);
        scene.Pass(2);
        Assert.Equal(0, order.Executed);
        Assert.Equal(0, scene.Position(scene.A).Amount);
    }

    [Fact]
    public void A_recording_begins_anew_a_second_after_its_end()
    {
        TradingScene scene = Rows().Trade(2, Side.Buy, 60_001, 0.5m).Level(3, Side.Sell, 60_001, 0).Scene();
        scene.Pass(3.5);
        Assert.Single(scene.Trades);
        Assert.Equal(60_002m, scene.Ask);
        scene.Pass(0.6);
        Assert.Equal(60_001m, scene.Ask);
        scene.Pass(2);
        Assert.Equal(2, scene.Trades.Count);
        Assert.Equal(TradingScene.StartNs + 6_000_000_000, scene.Trades[1].TimeNs);
        Assert.Equal(2, scene.Trades[1].Id);
    }

    [Fact]
    public void While_a_book_is_told_anew_nobody_sees_it_empty()
    {
        TradingScene scene = Rows().Book(1, [(60_100, 2)], [(60_101, 1)]).Scene();
        scene.Pass(1.5);
        Assert.Equal(60_100m, scene.Bid);
        Assert.Equal(60_101m, scene.Ask);
        Assert.Equal(1, scene.Market.Book.LevelCount(Side.Sell));
        Assert.Equal(4 + 4 + 2, scene.Market.UpdateId); // four levels at first, then four go and two come
    }

    [Fact]
    public void A_fill_or_kill_order_needs_the_shown_quantity_within_its_price()
    {
        TradingScene scene = Rows().Scene();
        Assert.Equal(-5021, scene.Refusal(scene.A, TradingScene.Limit(Side.Buy, 1.001m, 60_001, "FOK")));
        Assert.Equal(BinanceOrderStatus.Filled, scene.Place(scene.A, TradingScene.Limit(Side.Buy, 5, 60_002, "FOK")).Status);
    }

    [Fact]
    public void Without_clients_book_and_trades_are_the_recordings_at_every_moment()
    {
        var source = new SyntheticStream(new SyntheticStreamOptions(), 5, ToldRows.BeginNs);
        var scene = new TradingScene(new BinanceExchangeOptions
        {
            Symbols = [TradingScene.Btc],
            Data = new Dictionary<string, RowSource> { [TradingScene.Btc] = source },
            StartNs = ToldRows.BeginNs,
        });
        var rows = new ExchangeTimeline(source);
        var book = new OrderBook();
        long volume = 0;
        int trades = 0;
        for (int i = 1; i <= 60; i++)
        {
            scene.Trading.Advance(ToldRows.BeginNs + i * 250_000_000L);
            for (; rows.NextNs <= scene.Trading.NowNs; rows.Advance())
            {
                book.Apply(rows.Row);
                trades += rows.Row.Kind == EventKind.Trade ? 1 : 0;
                volume += rows.Row.Kind == EventKind.Trade ? rows.Row.Quantity.Units : 0;
            }

            Assert.Equal(book.Snapshot(Side.Buy), scene.Market.Book.Snapshot(Side.Buy));
            Assert.Equal(book.Snapshot(Side.Sell), scene.Market.Book.Snapshot(Side.Sell));
            Assert.Equal((trades, volume), (scene.Trades.Count, scene.Trades.Sum(t => t.Quantity.Units)));
        }

        Assert.True(trades > 50);
        Assert.True(scene.Market.UpdateId > 1000);
        Assert.InRange(scene.Market.NextFundingNs, scene.Trading.NowNs, scene.Trading.NowNs + 8L * 3600 * 1_000_000_000);
    }

    [Fact]
    public void Recordings_that_cannot_be_played_are_refused_by_name()
    {
        var empty = new ToldRows();
        Assert.Contains("rows written by hand", Assert.Throws<BadInputException>(() => empty.Scene()).Message, StringComparison.Ordinal);
        ToldRows oneSided = new ToldRows().Book(0, [(60_000, 1)], []);
        Assert.Contains("whole book", Assert.Throws<BadInputException>(() => oneSided.Scene()).Message, StringComparison.Ordinal);
    }
}
