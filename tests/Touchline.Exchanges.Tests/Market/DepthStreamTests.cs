using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class DepthStreamTests
{
    [Theory]
    [InlineData("btcusdt@depth")]
    [InlineData("btcusdt@depth@500ms")]
    [InlineData("btcusdt@depth@100ms")]
    [InlineData("btcusdt@depth@0ms")]
    public void A_book_kept_by_the_venues_rule_equals_the_markets_book_at_every_speed(string stream)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/public/ws/{stream}");
        var book = new NaiveBook();
        var random = new SeededRandom(7);
        int heard = 0, compared = 0;
        for (int i = 0; i < 1000; i++)
        {
            // Half of the time to a moment at which streams tell, so that book and stream have come equally far.
            long toTick = 50 * ExchangeScene.Ms - scene.NowNs % (50 * ExchangeScene.Ms);
            scene.Run(random.Chance(0.5) ? toTick : random.Below(30) * ExchangeScene.Ms);
            if (i % 50 == 0)
                scene.Place("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.5");
            for (; heard < scene.Sent.Count; heard++)
                book.OnEvent(ExchangeScene.Parse(scene.Sent[heard].Text));
            if (!book.IsJoined && i > 100)
                book.TryJoin(scene.Get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000"));
            if (!book.IsJoined || book.LastId != scene.Exchange.Parts.Histories[0].UpdateId)
                continue;
            book.AssertEquals(scene.Market);
            compared++;
        }

        Assert.True(compared > 10, $"compared {compared} times");
        Assert.True(book.Levels > 100);
    }

    [Fact]
    public void Every_snapshot_taken_while_listening_joins_within_two_events()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/public/ws/btcusdt@depth@100ms");
        scene.Run(ExchangeScene.Second);
        var random = new SeededRandom(3);
        for (int i = 0; i < 100; i++)
        {
            int from = scene.Sent.Count;
            scene.Run(101 * ExchangeScene.Ms + random.Below(100) * ExchangeScene.Ms);
            JsonElement snapshot = scene.Get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
            scene.Run(200 * ExchangeScene.Ms);
            var book = new NaiveBook();
            foreach ((int _, long _, string text) in scene.Sent.Skip(from))
                book.OnEvent(ExchangeScene.Parse(text));
            Assert.True(book.TryJoin(snapshot), $"snapshot {i}");
            if (i % 20 == 0)
                scene.Run(60 * ExchangeScene.Second); // weight of the address
        }

        Assert.Equal(scene.Sent.Count, scene.Of(connection).Count);
    }

    [Fact]
    public void Ids_of_one_book_have_gaps_so_a_client_that_counts_them_up_by_one_is_found_out()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/public/ws/btcusdt@depth@100ms");
        scene.Run(ExchangeScene.Second);
        Assert.All(scene.Of(connection), e => Assert.True(e.GetProperty("U").GetInt64() > e.GetProperty("pu").GetInt64() + 1));
    }

    [Theory]
    [InlineData("depth5@100ms", 5)]
    [InlineData("depth10", 10)]
    [InlineData("depth20@500ms", 20)]
    public void A_partial_book_is_the_top_of_the_book_as_a_snapshot_shows_it(string stream, int levels)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/ws/btcusdt@{stream}");
        for (int i = 0; i < 10; i++)
        {
            // To the next half second, when every speed tells.
            scene.Run(500 * ExchangeScene.Ms);
            JsonElement snapshot = scene.Get($"/fapi/v1/depth?symbol=BTCUSDT&limit={levels}"), told = scene.Last(connection);
            Assert.Equal(snapshot.GetProperty("lastUpdateId").GetInt64(), told.GetProperty("u").GetInt64());
            Assert.Equal(levels, told.GetProperty("b").GetArrayLength());
            Assert.Equal(snapshot.GetProperty("bids").ToString(), told.GetProperty("b").ToString());
            Assert.Equal(snapshot.GetProperty("asks").ToString(), told.GetProperty("a").ToString());
        }
    }

    [Fact]
    public void A_partial_book_begins_at_the_book_of_now_and_not_at_its_first_update()
    {
        using var scene = new ExchangeScene();
        scene.Run(10 * ExchangeScene.Second);
        long before = scene.Get("/fapi/v1/depth?symbol=BTCUSDT&limit=5").GetProperty("lastUpdateId").GetInt64();
        int connection = scene.Open("/ws/btcusdt@depth5@100ms");
        scene.Run(100 * ExchangeScene.Ms);
        JsonElement first = Assert.Single(scene.Of(connection));
        Assert.Equal((before, MarketHistory.Next(first.GetProperty("pu").GetInt64())), (first.GetProperty("U").GetInt64(), before));
        Assert.InRange(first.GetProperty("u").GetInt64(), before, long.MaxValue);
    }

    [Fact]
    public void The_book_ticker_tells_every_change_of_the_touch_and_nothing_else()
    {
        using var scene = new ExchangeScene();
        int ticker = scene.Open("/public/ws/btcusdt@bookTicker"), depth = scene.Open("/public/ws/btcusdt@depth@0ms");
        Touch first = scene.Market.Book.Touch;
        scene.Run(5 * ExchangeScene.Second);
        List<JsonElement> tickers = scene.Of(ticker);
        List<string> touches = [.. tickers.Select(t => string.Join(' ', "bBaA".Select(n => t.GetProperty(n.ToString()).GetString())))];
        Assert.True(tickers.Count > 100);
        Assert.True(tickers.Count < scene.Of(depth).Count);
        Assert.All(touches.Zip(touches.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        JsonElement now = scene.Get("/fapi/v1/ticker/bookTicker?symbol=BTCUSDT");
        Assert.Equal($"{now.GetProperty("bidPrice")} {now.GetProperty("bidQty")} {now.GetProperty("askPrice")} {now.GetProperty("askQty")}", touches[^1]);
        Assert.NotEqual(first, scene.Market.Book.Touch);
    }

    [Fact]
    public void All_book_tickers_come_every_five_seconds()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/public/ws/!bookTicker");
        scene.Run(20 * ExchangeScene.Second);
        Assert.Equal(8, scene.Of(connection).Count);
        Assert.All(scene.Of(connection), t => Assert.Equal(0, t.GetProperty("E").GetInt64() % 5000));
    }
}
