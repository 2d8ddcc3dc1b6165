using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>No client, with or without a key, can end the exchange by what it writes.</summary>
public sealed class HostileMessageTests
{
    [Theory]
    [InlineData("/public/ws", """{"method":"LIST_SUBSCRIPTIONS","id":"\ud800"}""")]
    [InlineData("/public/ws", """{"method":"SUBSCRIBE","params":["\ud800"],"id":1}""")]
    [InlineData("/public/ws", """{"method":"\ud800","id":1}""")]
    [InlineData("/public/ws", """{"method":"SET_PROPERTY","params":["\ud800",true],"id":1}""")]
    [InlineData("/private/ws", """{"method":"LIST_SUBSCRIPTIONS","id":"\ud800"}""")]
    [InlineData("/private/ws", """{"method":"SUBSCRIBE","params":["\ud800"],"id":1}""")]
    [InlineData("/ws-fapi/v1", """{"id":"\ud800","method":"time"}""")]
    [InlineData("/ws-fapi/v1", """{"id":1,"method":"\ud800"}""")]
    [InlineData("/ws-fapi/v1", """{"id":1,"method":"order.place","params":{"apiKey":"\ud800","\ud800":"x"}}""")]
    public void Half_a_character_is_refused_or_passed_over(string path, string message)
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open(path);
        scene.Tell(connection, message);
        scene.Run(ExchangeScene.Second);
        Assert.True(scene.Get("/fapi/v1/time").GetProperty("serverTime").GetInt64() > 0);
    }

    [Theory]
    [InlineData("""{"kind":"\ud800"}""")]
    [InlineData("""{"kind":"drop","\ud800":1}""")]
    [InlineData("""{"kind":"drop","scope":"\ud800"}""")]
    public void A_fault_with_half_a_character_is_refused(string fault)
    {
        using var scene = new ExchangeScene();
        Assert.Equal(400, scene.Fault(fault).Status);
    }

    [Fact]
    public void A_refusal_by_fault_echoes_any_id()
    {
        using var scene = new ExchangeScene();
        Assert.Equal(200, scene.Fault("""{"kind":"reject","scope":"wsapi"}""").Status);
        scene.Tell(scene.Open("/ws-fapi/v1"), """{"id":"\ud800","method":"order.place","params":{}}""");
        Assert.True(scene.Get("/fapi/v1/time").GetProperty("serverTime").GetInt64() > 0);
    }

    [Fact]
    public async Task Text_that_is_no_utf8_closes_its_connection_alone()
    {
        using var patience = new CancellationTokenSource(Patience.Most);
        var clock = new WallClock();
        await using var server = new ExchangeServer(
            new ExchangeServerOptions(), clock, output => new BinanceExchange(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = clock.NowNs }, output));
        await server.StartAsync();
        foreach (string path in (string[])["/public/ws", "/private/ws", "/ws-fapi/v1"])
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"{server.Url.Replace("http", "ws", StringComparison.Ordinal)}{path}"), patience.Token);
            await socket.SendAsync("{\"id\":\"\xff\"}"u8.ToArray().Select(b => b == 0xC3 ? (byte)0xFF : b).ToArray(), WebSocketMessageType.Text, true, patience.Token);
            WebSocketReceiveResult result = await socket.ReceiveAsync(new byte[1000], patience.Token);
            Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, result.CloseStatus);
        }

        using var http = new HttpClient();
        Assert.Contains("serverTime", await http.GetStringAsync(new Uri($"{server.Url}/fapi/v1/time"), patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_beyond_what_nanoseconds_count_is_a_long_way_off()
    {
        using var scene = new ExchangeScene();
        (int status, JsonElement order) = scene.Place("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.01&price=40000&goodTillDate=20000000000000&newClientOrderId=far");
        Assert.True(status is 200 or 400, order.ToString());
        if (status == 400)
            order = scene.Place("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.01&price=59000&goodTillDate=20000000000000&newClientOrderId=far").Body;
        scene.Run(5 * ExchangeScene.Second);
        (_, JsonElement later) = scene.Call("GET", scene.Signed("/fapi/v1/order", "symbol=BTCUSDT&origClientOrderId=far"), ExchangeScene.Key);
        Assert.Equal("NEW", later.GetProperty("status").GetString());
    }

    [Fact]
    public void With_split_routes_a_listen_key_without_a_route_stays_silent()
    {
        foreach (bool isSplit in (bool[])[false, true])
        {
            using var scene = new ExchangeScene(new BinanceExchangeOptions { Symbols = ["BTCUSDT"], StartNs = ExchangeScene.StartNs, SplitRoutes = isSplit });
            string key = scene.Call("POST", "/fapi/v1/listenKey", ExchangeScene.Key).Body.GetProperty("listenKey").GetString()!;
            int[] unrouted = [scene.Open($"/ws/{key}"), scene.Open($"/stream?streams={key}")];
            Assert.Equal(200, scene.Place("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000").Status);
            scene.Run(ExchangeScene.Second);
            Assert.All(unrouted, c => Assert.Equal(!isSplit, scene.Of(c).Count > 0));
        }
    }

    [Fact]
    public void The_websocket_api_takes_five_control_frames_a_second()
    {
        using var scene = new ExchangeScene();
        int connection = scene.Open("/ws-fapi/v1");
        for (int i = 0; i < 5; i++)
            scene.Exchange.OnControlFrame(connection, isPong: true, scene.NowNs);
        Assert.Empty(scene.ClosedByExchange);
        scene.Exchange.OnControlFrame(connection, isPong: true, scene.NowNs);
        Assert.Equal((connection, 1008), Assert.Single(scene.ClosedByExchange));
    }
}
