using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests.Binance.Session;

/// <summary>The private stream's and the order entry's decoders beside System.Text.Json: members in any order, unknown ones in between, and damage.</summary>
public sealed class UserEventTwinTests
{
    private static readonly Dictionary<string, string> Executions = new()
    {
        ["NEW"] = "New",
        ["TRADE"] = "Trade",
        ["AMENDMENT"] = "Amendment",
        ["CANCELED"] = "Canceled",
        ["EXPIRED"] = "Expired",
        ["CALCULATED"] = "Calculated",
    };

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["NEW"] = "New",
        ["PARTIALLY_FILLED"] = "PartiallyFilled",
        ["FILLED"] = "Filled",
        ["CANCELED"] = "Canceled",
        ["EXPIRED"] = "Expired",
        ["EXPIRED_IN_MATCH"] = "Expired",
        ["REJECTED"] = "Rejected",
    };

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Samples =
    [
        Venue.Update("NEW", "NEW"),
        Venue.Update("TRADE", "PARTIALLY_FILLED", last: "0.004", filled: "0.004", trade: 12345678901),
        Venue.Update("CANCELED", "CANCELED", filled: "0.004"),
        Venue.Update("EXPIRED", "EXPIRED_IN_MATCH"),
        Venue.Update("CALCULATED", "FILLED", last: "1", filled: "1", trade: 7, client: "autoclose-1"),
        """{"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"eng-1-42","S":"SELL","o":"LIMIT","f":"GTC","q":"0.001","p":"7100.5","ap":"7100.50","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":8886774,"l":"0.001","z":"0.001","L":"7100.50","N":"USDT","n":"0.0100","T":1568879465650,"t":12345678,"b":"0","a":"9.91","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"AP":"7476.89","cr":"5.0","pP":false,"si":0,"ss":0,"rp":"12.34","V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}}""",
        """{"e":"TRADE_LITE","E":1721895408092,"T":1721895408214,"s":"BTCUSDT","q":"0.001","p":"0","m":false,"c":"x","S":"BUY","L":"64089.20","l":"0.040","t":109100866,"i":8886774}""",
        """{"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"122624.12","cw":"100.12","bc":"50.12"}],"P":[{"s":"BTCUSDT","pa":"20","ep":"6563.665","bep":"6563.6","cr":"0","up":"2850.21","mt":"isolated","iw":"13200.7","ps":"LONG"}]}}""",
        """{"e":"MARGIN_CALL","E":1587727187525,"cw":"3.16","p":[{"s":"ETHUSDT","ps":"LONG","pa":"1.327","mt":"CROSSED","iw":"0","mp":"187.17","up":"-1.166","mm":"1.614"}]}""",
        """{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1611646737476,"ac":{"s":"BTCUSDT","l":25}}""",
        """{"e":"ALGO_UPDATE","T":1750515742297,"E":1750515742303,"o":{"caid":"Q5","aid":2148719,"at":"CONDITIONAL","o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"CANCELED","ai":"","ap":"0","aq":"0","act":"0","tp":"750","p":"750","V":"EXPIRE_MAKER","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":false,"tt":0,"gtd":0,"rm":"Reduce Only reject"}}""",
        """{"e":"listenKeyExpired","E":1736996475556,"listenKey":"abc"}""",
        """{"stream":"abc","data":{"e":"listenKeyExpired","E":1736996475556,"listenKey":"abc"}}""",
    ];

    [Fact]
    public void Every_sample_is_read_as_its_twin_reads_it_whatever_the_order_of_its_members()
    {
        var random = new SeededRandom(5);
        for (int round = 0; round < 4_000; round++)
        {
            string text = Shuffled(JsonNode.Parse(Samples[random.Below(Samples.Length)])!, random).ToJsonString(Unescaped);
            Assert.Equal(Plain(text), Read(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Damaged_messages_are_broken_or_read_as_their_twin_reads_them()
    {
        var random = new SeededRandom(6);
        int broken = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Samples[random.Below(Samples.Length)]);
            int cut = random.Chance(0.3) ? random.Below(bytes.Length) : bytes.Length;
            bytes = bytes[..cut];
            for (int i = random.Below(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Below(bytes.Length)] = (byte)(32 + random.Below(95));
            string read = Read(bytes);
            if (read == "Broken")
                broken++;
            else if (Plain(Encoding.UTF8.GetString(bytes)) is { } plain)
                Assert.Equal(plain, read);
        }

        Assert.True(broken > 20_000);
    }

    [Fact]
    public void Answers_of_order_entry_are_read_as_their_twin_reads_them()
    {
        var random = new SeededRandom(7);
        string[] samples =
        [
            Venue.Reply(41, Venue.Order("NEW"), orders10S: 7, ordersMinute: 21), Venue.Reply(42, Venue.Order("EXPIRED_IN_MATCH", executed: "0.001")),
            Venue.Error(43, 400, -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."),
            """{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""",
        ];
        for (int round = 0; round < 4_000; round++)
        {
            string text = Shuffled(JsonNode.Parse(samples[random.Below(samples.Length)])!, random).ToJsonString(Unescaped);
            BinanceApiReply reply = BinanceApiReply.Read(Encoding.UTF8.GetBytes(text));
            JsonElement root = JsonDocument.Parse(text).RootElement;
            Assert.False(reply.IsBroken);
            Assert.Equal(root.GetProperty("status").GetInt32(), reply.Status);
            Assert.Equal(root.GetProperty("id").ValueKind == JsonValueKind.Null ? BinanceApiReply.NoNumber : root.GetProperty("id").GetInt64(), reply.Number);
            if (root.TryGetProperty("error", out JsonElement error))
            {
                Assert.Equal((error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()), (reply.Code, reply.Failure.Text));
                continue;
            }

            JsonElement order = root.GetProperty("result");
            Assert.Equal(order.GetProperty("orderId").GetInt64(), reply.Order.VenueId);
            Assert.Equal(order.GetProperty("origQty").GetString(), Encoding.UTF8.GetString(reply.Order.Quantity));
            Assert.Equal(order.GetProperty("executedQty").GetString(), Encoding.UTF8.GetString(reply.Order.Executed));
            Assert.Equal(root.GetProperty("rateLimits").EnumerateArray().Single(l => l.GetProperty("interval").GetString() == "SECOND").GetProperty("count").GetInt32(), reply.Orders10S);
            Assert.Equal(root.GetProperty("rateLimits").EnumerateArray().Single(l => l.GetProperty("interval").GetString() == "MINUTE").GetProperty("count").GetInt32(), reply.OrdersMinute);
        }
    }

    private static string Read(byte[] json)
    {
        BinanceUserEvent update = BinanceUserEvent.Read(json);
        if (update.Kind != BinanceUserEventKind.Order)
            return update.Kind.ToString();
        return string.Join('|', update.EventMs, update.TransactionMs, Text(update.Symbol), Text(update.ClientId), update.Side, Text(update.Price), Text(update.Quantity), update.Execution, update.Status,
            update.VenueId, Text(update.LastQuantity), Text(update.Cumulative), Text(update.LastPrice), Text(update.FeeAsset), Text(update.Fee), update.TradeMs, update.TradeId, update.IsMaker);
    }

    // Null: no JSON, or a member twice, or of another type, which the twin doesn't judge.
    private static string? Plain(string text)
    {
        try
        {
            JsonNode root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!;
            if (root is JsonObject outer && outer["data"] is JsonObject inner)
                root = inner;
            string? name = root["e"]?.GetValue<string>();
            if (name != "ORDER_TRADE_UPDATE")
            {
                return name switch
                {
                    "ACCOUNT_UPDATE" => root["a"] is JsonObject ? "Account" : "Broken",
                    "MARGIN_CALL" => "MarginCall",
                    "listenKeyExpired" => "ListenKeyExpired",
                    "ACCOUNT_CONFIG_UPDATE" => "Configuration",
                    "ALGO_UPDATE" => "Algo",
                    _ => "Other",
                };
            }

            JsonNode o = root["o"]!;
            string execution = Executions.GetValueOrDefault(o["x"]!.GetValue<string>(), "None");
            string status = Statuses.GetValueOrDefault(o["X"]!.GetValue<string>(), "None");
            string side = o["S"]!.GetValue<string>() switch { "BUY" => "Buy", "SELL" => "Sell", _ => "None" };
            string Of(string member) => o[member]!.GetValue<string>();
            return string.Join('|', root["E"]!.GetValue<long>(), root["T"]!.GetValue<long>(), Of("s"), Of("c"), side, Of("p"), Of("q"), execution, status, o["i"]!.GetValue<long>(), Of("l"), Of("z"), Of("L"),
                Of("N"), Of("n"), o["T"]!.GetValue<long>(), o["t"]!.GetValue<long>(), o["m"]!.GetValue<bool>());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonNode Shuffled(JsonNode node, SeededRandom random)
    {
        if (node is not JsonObject members)
            return node.DeepClone();
        var names = members.Select(m => m.Key).ToList();
        var shuffled = new JsonObject();
        while (names.Count > 0)
        {
            int at = random.Below(names.Count);
            shuffled[names[at]] = members[names[at]] is { } value ? Shuffled(value, random) : null;
            names.RemoveAt(at);
            if (random.Chance(0.1))
                shuffled[$"new{random.Below(1_000_000)}"] = random.Chance(0.5) ? new JsonArray(1, "x", new JsonObject { ["e"] = "y" }) : null;
        }

        return shuffled;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
