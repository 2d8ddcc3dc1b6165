using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>An exchange behind its account protocol, its clock, and clients of it that sign for themselves.</summary>
internal sealed class ApiScene : IBinanceEvents, IBinanceSender
{
    public const long StartMs = 1_760_000_000_000;
    public const string Btc = "BTCUSDT";
    public const string Key = "fakeApiKey0001";
    public const string Secret = "fakeSecret0001";
    public const string OtherKey = "otherKey";
    public const string OtherSecret = "otherSecret";
    public const string Address = "10.0.0.1";

    private BinanceUserStreams? _streams;
    private int _next = 1;

    public ApiScene(BinanceAccountTerms? first = null)
    {
        Trading = new BinanceTrading(
            new BinanceExchangeOptions
            {
                Symbols = [Btc, "ETHUSDT"],
                StartNs = StartMs * 1_000_000,
                Accounts = [first ?? new(Key, Secret, "hmac", 1_000_000), new(OtherKey, OtherSecret, "hmac", 1_000_000)],
            },
            this);
        NowMs = StartMs;
        Keys = new BinanceListenKeys(7);
        _streams = new BinanceUserStreams(Trading, Keys, this);
        Api = new BinanceApi(Trading, Keys, Market);
        Sockets = new BinanceWebSocketApi(Api, this);
    }

    public BinanceTrading Trading { get; }

    public BinanceListenKeys Keys { get; }

    public BinanceUserStreams Streams => _streams!;

    public BinanceApi Api { get; }

    public BinanceWebSocketApi Sockets { get; }

    public BinanceAccount Account => Trading.Accounts[0];

    public BinanceAccount Other => Trading.Accounts[1];

    public long NowMs { get; set; }

    public long NowNs => NowMs * 1_000_000;

    /// <summary>What went out on connections.</summary>
    public List<(int Connection, string Text)> Sent { get; } = [];

    public BinanceMarket BtcMarket => Trading.Find(Btc)!;

    public decimal Bid => BtcMarket.Symbol.Money(BtcMarket.Book.BestBid);

    public decimal Ask => BtcMarket.Symbol.Money(BtcMarket.Book.BestAsk);

    /// <summary>A price at which a buy order rests.</summary>
    public string LowPrice => Text(Math.Floor(Bid * 0.98m));

    private static IEnumerable<BinanceEndpoint> Market =>
    [
        new("GET", "/fapi/v1/ping", BinanceSecurity.None, 1, (_, json) => WriteEmpty(json)),
        new("GET", "/fapi/v1/time", BinanceSecurity.None, 1, (call, json) =>
        {
            json.WriteStartObject();
            json.WriteNumber("serverTime", call.ClockMs);
            json.WriteEndObject();
            return null;
        }),
        new("GET", "/fapi/v1/heavy", BinanceSecurity.None, 100, (_, json) => WriteEmpty(json)),
        new("GET", "/fapi/v1/keyed", BinanceSecurity.Key, 1, (_, json) => WriteEmpty(json)),
    ];

    public static string Text(decimal value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    public static string Sign(string payload, string secret = Secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    public void Pass(long milliseconds)
    {
        NowMs += milliseconds;
        Trading.Advance(NowNs);
        Keys.Advance(NowNs);
    }

    /// <summary>Time for listen keys alone; the markets stand still.</summary>
    public void PassForKeys(long milliseconds)
    {
        NowMs += milliseconds;
        Keys.Advance(NowNs);
    }

    /// <summary>As it is, unsigned.</summary>
    public ApiReply Raw(string method, string path, string query = "", string body = "", string? key = Key, string address = Address)
    {
        Dictionary<string, string> headers = key is null ? [] : new() { ["x-mbx-apikey"] = key };
        return new ApiReply(Api.Handle(new ExchangeRequest(method, path, query, Encoding.UTF8.GetBytes(body), headers, address), NowNs));
    }

    /// <summary>Signed by the first account, all in the query string.</summary>
    public ApiReply Signed(string method, string path, string parameters = "", string address = Address) => Signed(method, path, parameters, Key, Secret, address);

    public ApiReply SignedByOther(string method, string path, string parameters = "") => Signed(method, path, parameters, OtherKey, OtherSecret, Address);

    public ApiReply Limit(string side, string quantity, string price, string more = "") =>
        Signed("POST", "/fapi/v1/order", $"symbol={Btc}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}{more}");

    public int Connect(string target)
    {
        int connection = _next++;
        Assert.True(Streams.TryOpen(connection, Upgrade(target), NowNs));
        return connection;
    }

    public int OpenSocket(string query = "", string address = Address)
    {
        int connection = _next++;
        Assert.Null(Sockets.Open(connection, new ExchangeRequest("GET", "/ws-fapi/v1", query, default, new Dictionary<string, string>(), address), NowNs));
        return connection;
    }

    public static ExchangeRequest Upgrade(string target)
    {
        string[] parts = target.Split('?', 2);
        return new ExchangeRequest("GET", parts[0], parts.Length > 1 ? parts[1] : "", default, new Dictionary<string, string>(), Address);
    }

    public JsonElement AskSocket(int connection, string message)
    {
        int before = Sent.Count;
        Sockets.OnMessage(connection, Encoding.UTF8.GetBytes(message), NowNs);
        (int to, string text) = Assert.Single(Sent[before..], one => one.Connection == connection);
        Assert.Equal(connection, to);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A signed request of the WebSocket API; parameters as JSON members, without key, time and signature.</summary>
    public JsonElement Method(int connection, string method, string members = "", string key = Key, string secret = Secret)
    {
        string all = $"{(members.Length > 0 ? members + "," : "")}\"apiKey\":\"{key}\",\"timestamp\":{NowMs}";
        using JsonDocument parameters = JsonDocument.Parse("{" + all + "}");
        IEnumerable<JsonProperty> sorted = parameters.RootElement.EnumerateObject()
            .Where(one => one.Value.ValueKind != JsonValueKind.Null).OrderBy(one => one.Name, StringComparer.Ordinal);
        string payload = string.Join('&', sorted.Select(one => $"{one.Name}={one.Value}"));
        return AskSocket(connection, $$"""{"id":1,"method":"{{method}}","params":{ {{all}},"signature":"{{Sign(payload, secret)}}"} }""");
    }

    public List<JsonElement> Events(int connection) => [.. Sent.Where(one => one.Connection == connection).Select(one => JsonDocument.Parse(one.Text).RootElement)];

    public void Send(int connection, ReadOnlySpan<byte> message) => Sent.Add((connection, Encoding.UTF8.GetString(message)));

    public void Close(int connection, int status)
    {
    }

    public void OnTrade(BinanceMarket market, in BinanceTrade trade)
    {
    }

    public void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
    }

    public void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs)
    {
    }

    public void OnMark(BinanceMarket market, long nowNs)
    {
    }

    public void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs) =>
        _streams?.OnOrder(account, order, execution, fill, modifyId, nowNs);

    public void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs) => _streams?.OnAlgo(account, order, nowNs);

    public void OnAccount(BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs) =>
        _streams?.OnAccount(account, reason, walletChange, walletChanged, positions, symbol, nowNs);

    public void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs) => _streams?.OnMarginCall(account, positions, nowNs);

    public void OnConfiguration(BinanceAccount account, string? symbol, long nowNs) => _streams?.OnConfiguration(account, symbol, nowNs);

    private ApiReply Signed(string method, string path, string parameters, string key, string secret, string address)
    {
        string query = $"{(parameters.Length > 0 ? parameters + "&" : "")}timestamp={NowMs}";
        return Raw(method, path, $"{query}&signature={Sign(query, secret)}", "", key, address);
    }

    private static BinanceError? WriteEmpty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
        return null;
    }
}

internal sealed class ApiReply(ExchangeReply reply)
{
    public int Status => reply.Status;

    public JsonElement Json { get; } = JsonDocument.Parse(reply.Body).RootElement;

    public int Code => Json.GetProperty("code").GetInt32();

    public string Message => Json.GetProperty("msg").GetString()!;

    public string? Header(string name) => reply.Headers.FirstOrDefault(one => one.Key == name).Value;

    public void Refuses(int code, string message, int status = 400) => Assert.Equal((code, message, status), (Code, Message, Status));

    /// <summary>The result has these members and no others.</summary>
    public JsonElement Has(string names)
    {
        Assert.True(Status == 200, Json.GetRawText());
        return Json.HasMembers(names);
    }
}

internal static class JsonChecks
{
    public static JsonElement HasMembers(this JsonElement json, string names)
    {
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), json.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        return json;
    }

    public static string At(this JsonElement json, string name) => json.GetProperty(name).ToString();
}
