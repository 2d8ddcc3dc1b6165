using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>A whole exchange on a clock of the test's own, with clients that keep what they are told.</summary>
internal sealed class ExchangeScene : IExchangeOutput, IDisposable
{
    public const long StartNs = 1_760_000_000_000_000_000;
    public const long Second = 1_000_000_000;
    public const long Ms = 1_000_000;
    public const string Key = "k", Secret = "s";

    private readonly Dictionary<long, ExchangeReply> _replies = [];
    private long _lastRequest;
    private int _lastConnection;

    public ExchangeScene(BinanceExchangeOptions? options = null)
    {
        options ??= new BinanceExchangeOptions { Symbols = ["BTCUSDT", "ETHUSDT"], StartNs = StartNs };
        if (options.Accounts.Count == 0)
            options = options with { Accounts = [new(Key, Secret, "hmac", 1_000_000), new("k2", Secret, "hmac", 1_000_000)] };
        Exchange = new BinanceExchange(options, this);
        NowNs = options.StartNs;
    }

    public BinanceExchange Exchange { get; }

    public BinanceMarket Market => Exchange.Parts.Trading.Markets[0];

    public long NowNs { get; private set; }

    public List<(int Connection, long AtNs, string Text)> Sent { get; } = [];

    public List<(int Connection, int Status)> ClosedByExchange { get; } = [];

    public List<int> Pinged { get; } = [];

    public List<long> Dropped { get; } = [];

    /// <summary>Requests and connections with their moments, in the order in which they were answered.</summary>
    public List<string> Order { get; } = [];

    public void Run(long ns)
    {
        NowNs += ns;
        Exchange.Advance(NowNs);
    }

    public int Open(string target)
    {
        int connection = ++_lastConnection;
        Assert.Null(Exchange.OnOpen(connection, Request("GET", target, null, ""), NowNs));
        return connection;
    }

    public ExchangeReply? Refused(string target) => Exchange.OnOpen(++_lastConnection, Request("GET", target, null, ""), NowNs);

    public void Tell(int connection, string message) => Exchange.OnMessage(connection, Encoding.UTF8.GetBytes(message), NowNs);

    public List<JsonElement> Of(int connection) => [.. Sent.Where(s => s.Connection == connection).Select(s => Parse(s.Text))];

    public List<JsonElement> Of(int connection, string kind) => [.. Of(connection).Where(m => m.ValueKind == JsonValueKind.Object && m.TryGetProperty("e", out JsonElement e) && e.GetString() == kind)];

    public JsonElement Last(int connection) => Of(connection)[^1];

    /// <summary>The number of a request that is under way.</summary>
    public long Ask(string method, string target, string? key = null, string body = "")
    {
        long number = ++_lastRequest;
        Exchange.OnRequest(number, Request(method, target, key, body), NowNs);
        return number;
    }

    public ExchangeReply? ReplyTo(long number) => _replies.GetValueOrDefault(number);

    public (int Status, JsonElement Body) Call(string method, string target, string? key = null, string body = "")
    {
        ExchangeReply reply = ReplyTo(Ask(method, target, key, body)) ?? throw new InvalidOperationException($"no reply to {method} {target}");
        return (reply.Status, Parse(Encoding.UTF8.GetString(reply.Body.Span)));
    }

    public JsonElement Get(string target)
    {
        (int status, JsonElement body) = Call("GET", target);
        Assert.True(status == 200, body.ToString());
        return body;
    }

    /// <summary>A request of an account's, signed.</summary>
    public string Signed(string path, string query, string secret = Secret)
    {
        string total = $"{query}{(query.Length > 0 ? "&" : "")}timestamp={NowNs / Ms}";
        return $"{path}?{total}&signature={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(total)))}";
    }

    public long AskToPlace(string query, string key = Key) => Ask("POST", Signed("/fapi/v1/order", query), key);

    public (int Status, JsonElement Body) Place(string query, string key = Key) => Call("POST", Signed("/fapi/v1/order", query), key);

    public int OpenUserStream(string key = Key) => Open($"/private/ws/{Call("POST", "/fapi/v1/listenKey", key).Body.GetProperty("listenKey").GetString()}");

    public (int Status, JsonElement Body) Fault(string json) => Call("POST", "/_faults", null, json);

    public static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public void Dispose() => Exchange.Dispose();

    void IExchangeOutput.Reply(long request, ExchangeReply reply)
    {
        _replies.Add(request, reply);
        Order.Add($"reply {request}");
    }

    void IExchangeOutput.Send(int connection, ReadOnlySpan<byte> message)
    {
        Sent.Add((connection, NowNs, Encoding.UTF8.GetString(message)));
        Order.Add($"send {connection}");
    }

    void IExchangeOutput.Ping(int connection) => Pinged.Add(connection);

    void IExchangeOutput.Close(int connection, int status) => ClosedByExchange.Add((connection, status));

    void IExchangeOutput.Drop(long request) => Dropped.Add(request);

    private static ExchangeRequest Request(string method, string target, string? key, string body)
    {
        string[] parts = target.Split('?', 2);
        Dictionary<string, string> headers = [];
        if (key is not null)
            headers["x-mbx-apikey"] = key;
        return new ExchangeRequest(method, Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? parts[1] : "", Encoding.UTF8.GetBytes(body), headers, "127.0.0.1");
    }
}
