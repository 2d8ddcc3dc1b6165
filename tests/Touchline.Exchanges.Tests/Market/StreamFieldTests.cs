using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class StreamFieldTests
{
    [Theory]
    [InlineData("btcusdt@bookTicker", "e u E T s ps b B a A st")]
    [InlineData("!bookTicker", "e u E T s ps b B a A st")]
    [InlineData("btcusdt@aggTrade", "e E s a p q nq f l T m st")]
    [InlineData("btcusdt@trade", "e E T s t p q X m st")]
    [InlineData("btcusdt@depth", "e E T s ps U u pu b a st")]
    [InlineData("btcusdt@depth5", "e E T s ps U u pu b a st")]
    [InlineData("btcusdt@kline_1m", "e E s k")]
    [InlineData("btcusdt_perpetual@continuousKline_1m", "e E ps ct k")]
    [InlineData("btcusdt@markPrice", "e E s p ap P i r T st")]
    [InlineData("btcusdt@markPrice@1s", "e E s p ap P i r T st")]
    [InlineData("!markPrice@arr@1s", "e E s p ap P i r T st")]
    [InlineData("btcusdt@miniTicker", "e E s ps c o h l v q st")]
    [InlineData("!miniTicker@arr", "e E s ps c o h l v q st")]
    [InlineData("btcusdt@ticker", "e E s ps p P w c Q o h l v q O C F L n st")]
    [InlineData("!ticker@arr", "e E s ps p P w c Q o h l v q O C F L n st")]
    public void Every_stream_has_just_the_venues_fields(string stream, string fields)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/ws/{stream}");
        scene.Run(10 * ExchangeScene.Second);
        List<JsonElement> messages = scene.Of(connection);
        Assert.NotEmpty(messages);
        foreach (JsonElement message in messages)
            Assert.Equal(fields, Names(message.ValueKind == JsonValueKind.Array ? message[0] : message));
    }

    [Fact]
    public void A_candles_fields_are_the_venues()
    {
        using var scene = new ExchangeScene();
        int plain = scene.Open("/market/ws/btcusdt@kline_1m"), continuous = scene.Open("/market/ws/btcusdt_perpetual@continuousKline_1m");
        scene.Run(ExchangeScene.Second);
        Assert.Equal("t T s i f L o c h l v n x q V Q B", Names(scene.Last(plain).GetProperty("k")));
        Assert.Equal("t T i f L o c h l v n x q V Q B", Names(scene.Last(continuous).GetProperty("k")));
    }

    [Theory]
    [InlineData("btcusdt@markPrice", 3000)]
    [InlineData("!markPrice@arr", 3000)]
    [InlineData("btcusdt@markPrice@1s", 1000)]
    [InlineData("btcusdt@ticker", 2000)]
    [InlineData("!ticker@arr", 1000)]
    [InlineData("btcusdt@miniTicker", 2000)]
    [InlineData("btcusdt@depth", 250)]
    [InlineData("btcusdt@depth@100ms", 100)]
    [InlineData("btcusdt@depth10@500ms", 500)]
    public void Streams_with_a_speed_keep_it(string stream, long everyMs)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/ws/{stream}");
        scene.Run(12 * ExchangeScene.Second);
        List<long> times = [.. scene.Of(connection).Select(m => (m.ValueKind == JsonValueKind.Array ? m[0] : m).GetProperty("E").GetInt64())];
        Assert.Equal(12_000 / everyMs, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(everyMs, pair.Second - pair.First));
    }

    [Fact]
    public void Of_liquidations_the_latest_of_each_second_and_contract_is_told()
    {
        using var scene = new ExchangeScene();
        int one = scene.Open("/market/ws/btcusdt@forceOrder"), all = scene.Open("/market/ws/!forceOrder@arr");
        scene.Run(100 * ExchangeScene.Ms);
        for (int i = 1; i <= 3; i++)
            Liquidate(scene, scene.Market, i);
        Liquidate(scene, scene.Exchange.Parts.Trading.Markets[1], 9);
        scene.Run(3 * ExchangeScene.Second);
        JsonElement told = Assert.Single(scene.Of(one));
        Assert.Equal("e E o ps st", Names(told));
        Assert.Equal("s S o f q p ap X l z T", Names(told.GetProperty("o")));
        Assert.Equal("3.000", told.GetProperty("o").GetProperty("q").GetString());
        Assert.Equal(["BTCUSDT", "ETHUSDT"], scene.Of(all).Select(m => m.GetProperty("o").GetProperty("s").GetString()));
    }

    [Fact]
    public void Contract_news_are_a_stream_that_never_tells_anything()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/market/ws/!contractInfo");
        scene.Run(10 * ExchangeScene.Second);
        Assert.Empty(scene.Of(connection));
    }

    private static void Liquidate(ExchangeScene scene, BinanceMarket market, decimal quantity) => scene.Exchange.Parts.OnLiquidation(
        market,
        new BinanceOrder
        {
            OrderId = 1,
            Account = scene.Exchange.Parts.Trading.Accounts[0],
            ClientOrderId = "autoclose-1",
            Symbol = market.Symbol,
            Side = Side.Sell,
            PositionSide = PositionSide.Both,
            Type = "LIMIT",
            OriginalType = "LIMIT",
            TimeInForce = "IOC",
            TimeMs = 1,
            Quantity = quantity,
            Price = 59000,
            Executed = quantity,
            ExecutedValue = quantity * 59000,
            Status = BinanceOrderStatus.Filled,
        },
        scene.NowNs);

    private static string Names(JsonElement json) => string.Join(' ', json.EnumerateObject().Select(p => p.Name));
}
