using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

public class StreamRouteTests
{
    private const string Book = "btcusdt@bookTicker", Trades = "btcusdt@aggTrade";

    [Theory]
    [InlineData("/public/ws/", true, false)]
    [InlineData("/market/ws/", false, true)]
    [InlineData("/ws/", true, true)]
    [InlineData("/public/stream?streams=", true, false)]
    [InlineData("/market/stream?streams=", false, true)]
    [InlineData("/stream?streams=", true, true)]
    public void A_path_carries_its_class_of_streams_and_is_silent_on_the_other(string path, bool books, bool trades)
    {
        using var scene = new ExchangeScene();
        int both = scene.Open($"{path}{Book}/{Trades}");
        scene.Run(2 * ExchangeScene.Second);
        List<string> texts = [.. scene.Of(both).Select(m => m.ToString())];
        Assert.Equal(books, texts.Exists(t => t.Contains("\"bookTicker\"", StringComparison.Ordinal)));
        Assert.Equal(trades, texts.Exists(t => t.Contains("\"aggTrade\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_route_only_books_come_where_routes_are_split()
    {
        using var scene = new ExchangeScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs, SplitRoutes = true });
        int both = scene.Open($"/ws/{Book}/{Trades}");
        scene.Run(2 * ExchangeScene.Second);
        Assert.NotEmpty(scene.Of(both, "bookTicker"));
        Assert.Empty(scene.Of(both, "aggTrade"));
    }

    [Fact]
    public void Subscribing_on_the_wrong_route_is_accepted_and_listed_and_stays_silent()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/public/ws");
        scene.Tell(connection, """{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@nonsense","nosuch@depth","BTCUSDT@depth"],"id":1}""");
        Assert.Equal("""{"result":null,"id":1}""", scene.Sent[^1].Text);
        scene.Run(2 * ExchangeScene.Second);
        Assert.Single(scene.Sent);
        scene.Tell(connection, """{"method":"LIST_SUBSCRIPTIONS","id":2}""");
        Assert.Equal("""{"result":["btcusdt@aggTrade","btcusdt@nonsense","nosuch@depth","BTCUSDT@depth"],"id":2}""", scene.Sent[^1].Text);
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/public", 404)]
    [InlineData("/public/else/x", 404)]
    [InlineData("/public/stream?streams=btcusdt@depth,btcusdt@bookTicker", 400)]
    public void Another_path_or_a_comma_between_streams_fails_the_handshake(string target, int status)
    {
        using var scene = new ExchangeScene();
        Assert.Equal(status, scene.Refused(target)?.Status);
    }

    [Fact]
    public void Payloads_are_wrapped_on_stream_paths_and_as_the_property_says()
    {
        using var scene = new ExchangeScene();
        int plain = scene.Open($"/public/ws/{Book}"), wrapped = scene.Open($"/public/stream?streams={Book}");
        scene.Run(ExchangeScene.Second);
        JsonElement first = scene.Of(plain)[0], same = scene.Of(wrapped)[0];
        Assert.Equal(Book, same.GetProperty("stream").GetString());
        Assert.Equal(first.ToString(), same.GetProperty("data").ToString());
        scene.Tell(plain, """{"method":"SET_PROPERTY","params":["combined",true],"id":5}""");
        Assert.Equal("""{"result":null,"id":5}""", scene.Sent[^1].Text);
        scene.Tell(plain, """{"method":"GET_PROPERTY","params":["combined"],"id":6}""");
        Assert.Equal("""{"result":true,"id":6}""", scene.Sent[^1].Text);
        scene.Run(ExchangeScene.Second);
        Assert.True(scene.Last(plain).TryGetProperty("stream", out _));
    }

    [Fact]
    public void After_unsubscribing_nothing_comes_any_more()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/public/ws/{Book}/btcusdt@depth@100ms");
        scene.Run(ExchangeScene.Second);
        scene.Tell(connection, """{"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":"x"}""");
        Assert.Equal("""{"result":null,"id":"x"}""", scene.Sent[^1].Text);
        int before = scene.Of(connection, "bookTicker").Count;
        scene.Run(ExchangeScene.Second);
        Assert.Equal(before, scene.Of(connection, "bookTicker").Count);
        Assert.Equal(20, scene.Of(connection, "depthUpdate").Count);
    }

    [Theory]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@depth"]""", 3, "Invalid JSON: expected value at line 1 column 49")]
    [InlineData("""[]""", 2, "Invalid request: expected an object")]
    [InlineData("""{"id":1}""", 2, "Invalid request: missing field `method` at line 1 column 8")]
    [InlineData("""{"method":"SUBSCRIBE","params":[],"id":-1}""", 2, "Invalid request: request ID must be an unsigned integer")]
    [InlineData("""{"method":"SUBSCRIBE","params":[]}""", 2, "Invalid request: request ID must be an unsigned integer")]
    [InlineData("""{"method":"SUB","id":1}""", 2,
        "Invalid request: unknown variant `SUB`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 23")]
    [InlineData("""{"method":"SUBSCRIBE","params":"btcusdt@depth","id":1}""", 2, "Invalid request: params must be an array of stream names")]
    [InlineData("""{"method":"SET_PROPERTY","params":["colour",true],"id":1}""", 0, "Unknown property")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}""", 1, "Invalid value type: expected Boolean")]
    [InlineData("""{"method":"SET_PROPERTY","params":[1,true],"id":1}""", 2, "Invalid request: property name must be a string")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined",true],"id":1}""", 2, "Invalid request: too many parameters")]
    public void Wrong_requests_are_refused_with_the_venues_texts(string message, int code, string text)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/public/ws");
        scene.Tell(connection, message);
        Assert.Equal(code, scene.Last(connection).GetProperty("code").GetInt32());
        Assert.Equal(text, scene.Last(connection).GetProperty("msg").GetString());
    }

    [Fact]
    public void A_connection_takes_1024_streams_and_no_more()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open($"/public/ws/{string.Join('/', Enumerable.Range(0, 1023).Select(i => $"s{i}@depth"))}");
        scene.Tell(connection, """{"method":"SUBSCRIBE","params":["a@depth","b@depth"],"id":1}""");
        Assert.Equal(2, scene.Last(connection).GetProperty("code").GetInt32());
        scene.Tell(connection, """{"method":"SUBSCRIBE","params":["a@depth"],"id":2}""");
        Assert.Equal(JsonValueKind.Null, scene.Last(connection).GetProperty("result").ValueKind);
        Assert.Equal(400, scene.Refused($"/ws/{string.Join('/', Enumerable.Range(0, 1025).Select(i => $"s{i}@depth"))}")?.Status);
    }
}
