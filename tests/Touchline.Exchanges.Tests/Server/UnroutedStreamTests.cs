using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>Connections without a route carry everything, as long as routes aren't split: market streams, listen keys and both.</summary>
public sealed class UnroutedStreamTests : IDisposable
{
    private const string Rest = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=58000";

    private readonly ExchangeScene _scene = new();
    private readonly string _key;

    public UnroutedStreamTests()
    {
        _scene.Run(ExchangeScene.Second);
        _key = _scene.Call("POST", "/fapi/v1/listenKey", ExchangeScene.Key).Body.GetProperty("listenKey").GetString()!;
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_key_is_subscribed_and_left_by_message()
    {
        int connection = _scene.Open("/ws");
        Ask(connection, $$"""{"method":"SUBSCRIBE","params":["{{_key}}"],"id":1}""");
        Assert.Equal(1, OrdersTold(connection));
        Ask(connection, $$"""{"method":"UNSUBSCRIBE","params":["{{_key}}"],"id":2}""");
        Assert.Equal(0, OrdersTold(connection));
    }

    [Theory]
    [InlineData("/ws/btcusdt@depth@100ms/KEY")]
    [InlineData("/ws/KEY/btcusdt@depth@100ms")]
    public void Market_streams_and_a_key_share_a_connection(string target)
    {
        int connection = _scene.Open(target.Replace("KEY", _key, StringComparison.Ordinal));
        Assert.Equal(1, OrdersTold(connection));
        Assert.NotEmpty(_scene.Of(connection, "depthUpdate"));
    }

    [Fact]
    public void On_stream_both_come_wrapped_with_their_names()
    {
        int connection = _scene.Open($"/stream?streams={_key}/btcusdt@depth@100ms");
        _scene.Place(Rest);
        _scene.Run(ExchangeScene.Second);
        string[] names = [.. _scene.Of(connection).Select(m => m.GetProperty("stream").GetString()!).Distinct()];
        Assert.Equal([_key, "btcusdt@depth@100ms"], names);
    }

    [Fact]
    public void A_connection_of_a_key_takes_market_streams_too()
    {
        int connection = _scene.Open($"/ws/{_key}");
        Ask(connection, """{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1}""");
        Assert.Equal(1, OrdersTold(connection));
        Assert.NotEmpty(_scene.Of(connection, "depthUpdate"));
        JsonElement listed = Ask(connection, """{"method":"LIST_SUBSCRIPTIONS","id":2}""");
        Assert.Equal([_key, "btcusdt@depth@100ms"], listed.GetProperty("result").EnumerateArray().Select(n => n.GetString()!));
    }

    [Fact]
    public void Faults_of_user_streams_strike_those_that_have_keys_alone()
    {
        int key = _scene.Open($"/ws/{_key}"), later = _scene.Open("/ws"), both = _scene.Open($"/ws/{_key}/btcusdt@depth@100ms");
        Ask(later, $$"""{"method":"SUBSCRIBE","params":["{{_key}}"],"id":1}""");
        _scene.Fault("""{"kind":"drop","scope":"user"}""");
        Assert.Equal([(key, 0), (later, 0)], _scene.ClosedByExchange);
        Assert.Equal(1, OrdersTold(both));
    }

    [Fact]
    public void A_key_on_the_routes_of_markets_stays_silent()
    {
        int[] routed = [_scene.Open($"/public/ws/{_key}"), _scene.Open($"/market/ws/{_key}")];
        Assert.All(routed, c => Assert.Equal(0, OrdersTold(c)));
    }

    private JsonElement Ask(int connection, string message)
    {
        _scene.Tell(connection, message);
        return _scene.Last(connection);
    }

    private int OrdersTold(int connection)
    {
        int before = _scene.Of(connection, "ORDER_TRADE_UPDATE").Count;
        Assert.Equal(200, _scene.Place(Rest).Status);
        _scene.Run(ExchangeScene.Second);
        return _scene.Of(connection, "ORDER_TRADE_UPDATE").Count - before;
    }
}
