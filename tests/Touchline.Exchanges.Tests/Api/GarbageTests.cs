using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>Requests that nobody should send: every one gets an answer in JSON, none stops the exchange.</summary>
public class GarbageTests
{
    private const int Requests = 100_000;

    private static readonly string[] Names =
    [
        "symbol", "side", "type", "timeInForce", "quantity", "price", "timestamp", "recvWindow", "signature", "orderId", "origClientOrderId", "newClientOrderId", "reduceOnly", "positionSide",
        "priceMatch", "goodTillDate", "selfTradePreventionMode", "newOrderRespType", "batchOrders", "orderIdList", "origClientOrderIdList", "limit", "startTime", "endTime", "fromId", "page",
        "leverage", "marginType", "incomeType", "modifyId", "listenKey", "apiKey", "method", "params", "id", "dualSidePosition",
    ];

    private static readonly string[] Values =
    [
        "", "BTCUSDT", "ETHUSDT", "BUY", "SELL", "LIMIT", "MARKET", "STOP", "GTC", "IOC", "FOK", "GTX", "GTD", "0.010", "0", "1", "-1", "60000", "60000.10", "99999999999999999999",
        "99999999999999999999.99999999999999999999", "0.00000000000000000001", "1e5", "NaN", "true", "false", "9223372036854775807", "9223372036854775808", "1760000000000", "BOTH", "LONG",
        "OPPONENT", "QUEUE_5", "[1,2,3]", "[]", "[\"a\"]", "{}", "[{}]", "%", "%zz", "%00", "%E6%B5%8B", "測試", "a+b", "a b", "\ud800", "null", "ISOLATED", "CROSSED", "RESULT", "125",
        "[{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"quantity\":\"1\",\"price\":\"99999999999999999999\"}]",
    ];

    [Fact]
    public void Every_request_is_answered()
    {
        ApiScene scene = new();
        SeededRandom random = new(11);
        (string Method, string Path)[] endpoints = Endpoints(scene);
        int done = 0;
        for (int i = 0; i < Requests; i++)
        {
            Wait(scene, i);
            (string method, string path) = endpoints[random.Below(endpoints.Length)];
            string query = Query(random);
            ApiReply reply = random.Below(4) == 0
                ? scene.Raw(method, path, Mangled(random, query), Mangled(random, Query(random)))
                : scene.Signed(method, path, query);
            Assert.InRange(reply.Status, 200, 499);
            done += reply.Status == 200 ? 1 : 0;
        }

        Assert.InRange(done, Requests / 100, Requests);
        Assert.NotEmpty(scene.Account.Fills);
    }

    [Fact]
    public void Every_message_is_answered_once()
    {
        ApiScene scene = new(new(ApiScene.Key, SignatureTests.Ed25519Pem, "ed25519", 1_000_000));
        int api = scene.OpenSocket();
        WebSocketApiTests.LogOn(scene, api);
        int stream = scene.Connect("/private/ws");
        SeededRandom random = new(12);
        for (int i = 0; i < Requests; i++)
        {
            Wait(scene, i);
            byte[] message = Encoding.UTF8.GetBytes(Mangled(random, Message(scene, random)));
            scene.Sent.Clear();
            scene.Sockets.OnMessage(api, message, scene.NowNs);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(Assert.Single(scene.Sent, one => one.Connection == api).Text).RootElement.ValueKind);
            scene.Sent.Clear();
            scene.Streams.OnMessage(stream, message, scene.NowNs);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(Assert.Single(scene.Sent).Text).RootElement.ValueKind);
        }

        Assert.NotEmpty(scene.Account.Fills);
    }

    [Fact]
    public void Every_address_is_taken_or_left()
    {
        ApiScene scene = new();
        SeededRandom random = new(13);
        string key = scene.Keys.Start(scene.Account, scene.NowNs);
        int taken = 0;
        string[] targets = ["/private/ws/" + key, "/private/stream?streams=" + key, "/private/ws?listenKey=" + key + "&events=A/B", "/ws/" + key, "/stream?streams=a/b", "/private"];
        for (int i = 0; i < Requests; i++)
        {
            string target = Mangled(random, Mangled(random, targets[random.Below(targets.Length)]));
            taken += scene.Streams.TryOpen(i, ApiScene.Upgrade(target), scene.NowNs) ? 1 : 0;
            scene.Streams.OnClosed(i);
        }

        Assert.InRange(taken, Requests / 10, Requests * 9 / 10);
    }

    /// <summary>The limits would answer most of it otherwise.</summary>
    private static void Wait(ApiScene scene, int request)
    {
        if (request % 40 == 0)
            scene.NowMs += 60_000;
    }

    private static (string Method, string Path)[] Endpoints(ApiScene scene) => [.. scene.Api.Endpoints, ("GET", "/nothing"), ("", "")];

    private static string Query(SeededRandom random)
    {
        StringBuilder query = new();
        int count = random.Below(9);
        query.Append(random.Below(4) switch
        {
            0 => "",
            1 => "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC",
            2 => "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010",
            _ => "symbol=BTCUSDT",
        });
        for (int i = 0; i < count; i++)
            query.Append(query.Length > 0 ? "&" : "").Append(Names[random.Below(Names.Length)]).Append('=').Append(Value(random));
        return query.ToString();
    }

    private static string Value(SeededRandom random)
    {
        string value = Values[random.Below(Values.Length)];
        return random.Below(2) == 0 || value.Contains('\ud800', StringComparison.Ordinal) ? value : Uri.EscapeDataString(value);
    }

    private static string Message(ApiScene scene, SeededRandom random)
    {
        string[] methods = ["order.place", "order.modify", "order.cancel", "order.status", "account.position", "session.logon", "userDataStream.start", "SUBSCRIBE", "SET_PROPERTY", "ping"];
        StringBuilder members = new();
        for (int i = random.Below(9); i > 0; i--)
        {
            string value = Values[random.Below(Values.Length)];
            members.Append(JsonSerializer.Serialize(Names[random.Below(Names.Length)])).Append(':').Append(random.Below(3) == 0 && value.Length > 0 ? value : JsonSerializer.Serialize(value)).Append(',');
        }

        if (random.Below(3) == 0)
            members.Insert(0, "\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"type\":\"MARKET\",\"quantity\":\"0.010\",");
        return $$"""{"id":{{random.Below(5)}},"method":"{{methods[random.Below(methods.Length)]}}","params":{ {{members}}"apiKey":"{{ApiScene.Key}}","timestamp":{{scene.NowMs}}} }""";
    }

    private static string Mangled(SeededRandom random, string text)
    {
        if (random.Below(2) == 0 || text.Length == 0)
            return text;
        int at = random.Below(text.Length);
        return random.Below(3) switch
        {
            0 => text[..at],
            1 => text[..at] + (char)random.Below(0x300) + text[(at + 1)..],
            _ => text[at..] + text[..at],
        };
    }
}
