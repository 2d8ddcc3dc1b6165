using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class TradeHistoryTests
{
    [Fact]
    public void Aggregates_have_ids_without_a_gap_and_come_to_the_same_as_the_single_trades()
    {
        using var scene = new ExchangeScene();
        int single = scene.Open("/ws/btcusdt@trade"), merged = scene.Open("/ws/btcusdt@aggTrade");
        scene.Run(30 * ExchangeScene.Second);
        List<JsonElement> trades = scene.Of(single), aggregates = scene.Of(merged);
        Assert.True(aggregates.Count > 100 && trades.Count > aggregates.Count);
        long last = 0, lastId = 0;
        foreach (JsonElement aggregate in aggregates)
        {
            Assert.Equal(++last, aggregate.GetProperty("a").GetInt64());
            long first = aggregate.GetProperty("f").GetInt64(), end = aggregate.GetProperty("l").GetInt64();
            Assert.Equal(lastId + 1, first);
            lastId = end;
            List<JsonElement> parts = [.. trades.Where(t => t.GetProperty("t").GetInt64() >= first && t.GetProperty("t").GetInt64() <= end)];
            Assert.Equal(end - first + 1, parts.Count);
            Assert.All(parts, t => Assert.Equal((aggregate.GetProperty("p").GetString(), aggregate.GetProperty("m").GetBoolean()), (t.GetProperty("p").GetString(), t.GetProperty("m").GetBoolean())));
            Assert.Equal(Number(aggregate, "q"), parts.Sum(t => Number(t, "q")));
            long told = aggregate.GetProperty("E").GetInt64();
            Assert.Equal(0, told % 100);
            Assert.All(parts, t => Assert.InRange(told - t.GetProperty("T").GetInt64(), 0, 100));
        }
    }

    [Fact]
    public void Candles_are_what_the_trades_come_to_and_each_is_closed_once()
    {
        using var scene = new ExchangeScene(Slow());
        int trades = scene.Open("/ws/btcusdt@trade"), candles = scene.Open("/ws/btcusdt@kline_1m");
        scene.Run(5 * 60 * ExchangeScene.Second);
        List<JsonElement> all = scene.Of(trades);
        List<JsonElement> closed = [.. scene.Of(candles).Select(m => m.GetProperty("k")).Where(k => k.GetProperty("x").GetBoolean())];
        Assert.InRange(closed.Count, 4, 5);
        foreach (JsonElement candle in closed)
        {
            long from = candle.GetProperty("t").GetInt64(), to = candle.GetProperty("T").GetInt64();
            Assert.Equal((0, 59_999), (from % 60_000, to - from));
            List<JsonElement> own = [.. all.Where(t => t.GetProperty("T").GetInt64() >= from && t.GetProperty("T").GetInt64() <= to)];
            Assert.Equal(own.Count, candle.GetProperty("n").GetInt32());
            Assert.Equal(own.Sum(t => Number(t, "q")), Number(candle, "v"));
            Assert.Equal(own.Sum(t => Number(t, "q") * Number(t, "p")), Number(candle, "q"));
            Assert.Equal(own.Where(t => !t.GetProperty("m").GetBoolean()).Sum(t => Number(t, "q")), Number(candle, "V"));
            Assert.Equal(own.Where(t => !t.GetProperty("m").GetBoolean()).Sum(t => Number(t, "q") * Number(t, "p")), Number(candle, "Q"));
            Assert.Equal((Number(own[0], "p"), Number(own[^1], "p")), (Number(candle, "o"), Number(candle, "c")));
            Assert.Equal((own.Max(t => Number(t, "p")), own.Min(t => Number(t, "p"))), (Number(candle, "h"), Number(candle, "l")));
            Assert.Equal((own[0].GetProperty("t").GetInt64(), own[^1].GetProperty("t").GetInt64()), (candle.GetProperty("f").GetInt64(), candle.GetProperty("L").GetInt64()));
        }

        Assert.Equal(closed.Count, closed.Select(k => k.GetProperty("t").GetInt64()).Distinct().Count());
        JsonElement rows = scene.Get("/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=3");
        Assert.Equal(3, rows.GetArrayLength());
        Assert.Equal(closed[^1].GetProperty("v").GetString(), rows[1][5].GetString());
        Assert.Equal(12, rows[1].GetArrayLength());
        Assert.True(rows[2][6].GetInt64() >= scene.NowNs / ExchangeScene.Ms);
    }

    [Fact]
    public void The_days_statistics_are_what_the_trades_come_to()
    {
        using var scene = new ExchangeScene(Slow());
        int trades = scene.Open("/ws/btcusdt@trade");
        scene.Run(150 * ExchangeScene.Second);
        List<JsonElement> all = scene.Of(trades);
        JsonElement day = scene.Get("/fapi/v1/ticker/24hr?symbol=BTCUSDT");
        Assert.Equal(all.Count, day.GetProperty("count").GetInt32());
        Assert.Equal((1, all.Count), (day.GetProperty("firstId").GetInt64(), day.GetProperty("lastId").GetInt64()));
        Assert.Equal(all.Sum(t => Number(t, "q")), Number(day, "volume"));
        Assert.Equal(Number(all[^1], "p") - Number(all[0], "p"), Number(day, "priceChange"));
        Assert.Equal((all.Max(t => Number(t, "p")), all.Min(t => Number(t, "p"))), (Number(day, "highPrice"), Number(day, "lowPrice")));
        Assert.Equal(Math.Round(all.Sum(t => Number(t, "q") * Number(t, "p")), 2, MidpointRounding.AwayFromZero), Number(day, "quoteVolume"));
    }

    [Fact]
    public void Trades_of_more_than_a_day_ago_are_out_of_the_days_statistics()
    {
        var history = new MarketHistory(new ExchangeScene().Market);
        Trade(history, 1, 600_000, 0);
        Trade(history, 2, 610_000, 3600);
        Trade(history, 3, 605_000, 24 * 3600 + 120);
        DayStatistics day = history.Day((ExchangeScene.StartNs / ExchangeScene.Ms) + (24 * 3600 + 121) * 1000)!;
        Assert.Equal((2, 3, 2), (day.FirstId, day.LastId, day.Trades));
        Assert.Equal((610_000, 610_000, 605_000, 605_000), (day.Open.Units, day.High.Units, day.Low.Units, day.Last.Units));
    }

    [Fact]
    public void A_minute_without_trades_is_a_candle_at_the_last_price()
    {
        var candles = new BinanceCandles(BinanceInterval.All[0]);
        candles.Add(new BinanceTrade(1, new Price(5), new Quantity(2), Side.Buy, 30 * ExchangeScene.Second), 10);
        candles.Add(new BinanceTrade(2, new Price(7), new Quantity(2), Side.Sell, 200 * ExchangeScene.Second), 14);
        List<BinanceCandle> kept = [.. candles.Kept];
        Assert.Equal([0L, 60_000, 120_000, 180_000], kept.Select(c => c.OpenMs));
        Assert.Equal([1, 0, 0, 1], kept.Select(c => c.Trades));
        Assert.Equal((5, 5, -1), (kept[1].Open.Units, kept[1].Close.Units, kept[1].FirstId));
    }

    [Fact]
    public void Candles_are_bounded_however_long_nothing_is_traded()
    {
        var candles = new BinanceCandles(BinanceInterval.All[0]);
        candles.Add(new BinanceTrade(1, new Price(5), new Quantity(2), Side.Buy, 0), 10);
        candles.Roll(400L * 24 * 3600 * 1000);
        Assert.Equal(BinanceCandles.Most, candles.Kept.Count());
        Assert.Equal(400L * 24 * 3600 * 1000, candles.Current!.OpenMs);
    }

    [Theory]
    [InlineData("1m", "2025-10-09T08:53:00Z", "2025-10-09T08:54:00Z")]
    [InlineData("12h", "2025-10-09T00:00:00Z", "2025-10-09T12:00:00Z")]
    [InlineData("1d", "2025-10-09T00:00:00Z", "2025-10-10T00:00:00Z")]
    [InlineData("1w", "2025-10-06T00:00:00Z", "2025-10-13T00:00:00Z")]
    [InlineData("1M", "2025-10-01T00:00:00Z", "2025-11-01T00:00:00Z")]
    public void Intervals_begin_where_the_calendar_says(string name, string opens, string next)
    {
        BinanceInterval interval = BinanceInterval.All[BinanceInterval.IndexOf(name)];
        long open = interval.OpenOf(MsOf("2025-10-09T08:53:20Z"));
        Assert.Equal((MsOf(opens), MsOf(next)), (open, interval.Next(open)));
    }

    [Fact]
    public void Aggregates_are_found_by_id_and_by_time()
    {
        using var scene = new ExchangeScene();
        scene.Run(20 * ExchangeScene.Second);
        JsonElement newest = scene.Get("/fapi/v1/aggTrades?symbol=BTCUSDT&limit=10");
        Assert.Equal(10, newest.GetArrayLength());
        long id = newest[0].GetProperty("a").GetInt64(), time = newest[5].GetProperty("T").GetInt64();
        Assert.Equal(newest.ToString(), scene.Get($"/fapi/v1/aggTrades?symbol=BTCUSDT&fromId={id}&limit=10").ToString());
        JsonElement since = scene.Get($"/fapi/v1/aggTrades?symbol=BTCUSDT&startTime={time}&limit=1000");
        Assert.All(since.EnumerateArray(), a => Assert.True(a.GetProperty("T").GetInt64() >= time));
        JsonElement until = scene.Get($"/fapi/v1/aggTrades?symbol=BTCUSDT&endTime={time}&limit=1000");
        Assert.All(until.EnumerateArray(), a => Assert.True(a.GetProperty("T").GetInt64() <= time));
        Assert.Equal("a p q nq f l T m", string.Join(' ', newest[0].EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void A_funding_settlement_is_told_once_it_has_taken_place()
    {
        // 08:53:20 UTC: seven hours and some minutes before the settlement at 16:00.
        using var scene = new ExchangeScene(Slow() with { Pace = 0.001 });
        Assert.Equal(0, scene.Get("/fapi/v1/fundingRate?symbol=BTCUSDT").GetArrayLength());
        long next = scene.Get("/fapi/v1/premiumIndex?symbol=BTCUSDT").GetProperty("nextFundingTime").GetInt64();
        scene.Run(8 * 3600 * ExchangeScene.Second);
        JsonElement settlement = Assert.Single(scene.Get("/fapi/v1/fundingRate?symbol=BTCUSDT").EnumerateArray());
        Assert.Equal(next, settlement.GetProperty("fundingTime").GetInt64());
        Assert.True(scene.Get("/fapi/v1/premiumIndex?symbol=BTCUSDT").GetProperty("nextFundingTime").GetInt64() > next);
    }

    private static BinanceExchangeOptions Slow() => new() { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs, Pace = 0.2 };

    private static void Trade(MarketHistory history, long id, long price, long second) =>
        history.OnTrade(new BinanceTrade(id, new Price(price), new Quantity(10), Side.Buy, ExchangeScene.StartNs + second * ExchangeScene.Second));

    private static long MsOf(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
