using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// The REST interface: finds the endpoint, counts its cost, checks key, time and signature, carries it out. Answers at once. The WebSocket API goes through it with its own
/// requests.
/// </summary>
internal sealed class BinanceApi
{
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<(string Method, string Path), BinanceEndpoint> _endpoints = [];

    /// <exception cref="Touchline.Core.BadInputException">An account's public key can't be read.</exception>
    public BinanceApi(BinanceTrading trading, BinanceListenKeys keys, IEnumerable<BinanceEndpoint> market)
    {
        Gate = new BinanceGate(trading);
        BinanceAmendments amendments = new();
        Add(market);
        Add(new BinanceOrderEndpoints(trading, amendments).All);
        Add(new BinanceBatchEndpoints(trading, amendments).All);
        BinanceAlgoEndpoints algos = new(trading);
        Add(algos.All);
        Add(new BinanceHistoryEndpoints(trading, amendments).All);
        BinanceAccountEndpoints accounts = new(trading);
        Add(accounts.All);
        Add(new BinanceSettingsEndpoints(trading).All);
        Add(new BinanceListenKeyEndpoints(keys).All);
        SocketMethods = new BinanceSocketMethods(Find, accounts.SocketPositions, algos.SocketCancel);
    }

    public BinanceLimits Limits { get; } = new();

    public BinanceGate Gate { get; }

    public BinanceSocketMethods SocketMethods { get; }

    /// <summary>All that can be asked for.</summary>
    public IEnumerable<(string Method, string Path)> Endpoints => _endpoints.Keys;

    /// <summary>Added to the exchange's clock wherever a client's time is checked or the time is told.</summary>
    public long SkewNs { get; set; }

    public ExchangeReply Handle(ExchangeRequest request, long nowNs)
    {
        long nowMs = nowNs / 1_000_000;
        BinanceEndpoint? endpoint = Find(request.Method, request.Path);
        BinanceQuery query = new(request.Query, request.Body.Span);
        int weight = endpoint is null ? 1 : endpoint.Weight(query.Parameters);
        if (Limits.Charge(request.Address, weight, nowMs) is { } refusal)
            return Reply(request, null, nowMs, refusal.Error, refusal.RetrySeconds);
        if (endpoint is null)
            return Reply(request, null, nowMs, ProtocolErrors.NoSuchPath(request.Method, request.Path));
        if (query.Refusal is { } malformed)
            return Reply(request, null, nowMs, malformed);
        (BinanceAccount? account, BinanceError? stranger) = Authenticate(endpoint, request, query, nowNs);
        return stranger is null ? Carry(request, endpoint, query.Parameters, account, nowNs) : Reply(request, null, nowMs, stranger);
    }

    /// <summary>Counts the handshake of a connection to the WebSocket API. Null: it may be opened.</summary>
    public ExchangeReply? Admit(ExchangeRequest request, int weight, long nowNs) =>
        Limits.Charge(request.Address, weight, nowNs / 1_000_000) is { } refusal
            ? Reply(request, null, nowNs / 1_000_000, refusal.Error, refusal.RetrySeconds)
            : null;

    private BinanceEndpoint? Find(string method, string path) => _endpoints.GetValueOrDefault((method, path));

    /// <summary>Carries out a request that was let in; the result's JSON is appended to the buffer.</summary>
    public BinanceRefusal? Execute(BinanceEndpoint endpoint, BinanceParameters parameters, BinanceAccount? account, long nowNs, ArrayBufferWriter<byte> result)
    {
        if (endpoint.OrdersPer10S + endpoint.OrdersPerMinute > 0 && account is not null
            && Limits.ChargeOrders(account.Number, endpoint.OrdersPer10S, endpoint.OrdersPerMinute, nowNs / 1_000_000) is { } refusal)
            return refusal;
        using Utf8JsonWriter json = new(result, Json);
        BinanceError? error = endpoint.Handle(new BinanceCall(parameters, account, nowNs) { SkewNs = SkewNs }, json);
        if (error is not null)
            return new BinanceRefusal(error, 0);
        json.Flush();
        return null;
    }

    public static void WriteError(Utf8JsonWriter json, BinanceError error)
    {
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("msg", error.Message);
        json.WriteEndObject();
    }

    private void Add(IEnumerable<BinanceEndpoint> endpoints)
    {
        foreach (BinanceEndpoint endpoint in endpoints)
            _endpoints.Add((endpoint.Method, endpoint.Path), endpoint);
    }

    private (BinanceAccount? Account, BinanceError? Error) Authenticate(BinanceEndpoint endpoint, ExchangeRequest request, BinanceQuery query, long nowNs)
    {
        if (endpoint.Security == BinanceSecurity.None)
            return (null, null);
        (BinanceAccount? account, BinanceError? error) = Gate.Owner(request.Headers.GetValueOrDefault("x-mbx-apikey"));
        if (account is null || endpoint.Security == BinanceSecurity.Key)
            return (account, error);
        return (account, Gate.CheckSigned(account, query.Parameters, query.SignedBytes, (nowNs + SkewNs) / 1_000_000));
    }

    private ExchangeReply Carry(ExchangeRequest request, BinanceEndpoint endpoint, BinanceParameters parameters, BinanceAccount? account, long nowNs)
    {
        ArrayBufferWriter<byte> result = new();
        BinanceRefusal? refusal = Execute(endpoint, parameters, account, nowNs, result);
        BinanceAccount? trader = endpoint.OrdersPer10S + endpoint.OrdersPerMinute > 0 ? account : null;
        long nowMs = nowNs / 1_000_000;
        return refusal is null
            ? new ExchangeReply(200, result.WrittenMemory, Headers(request, trader, nowMs))
            : Reply(request, trader, nowMs, refusal.Error, refusal.RetrySeconds);
    }

    private ExchangeReply Reply(ExchangeRequest request, BinanceAccount? trader, long nowMs, BinanceError error, long retrySeconds = 0)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body, Json))
            WriteError(json, error);
        List<KeyValuePair<string, string>> headers = Headers(request, trader, nowMs);
        if (retrySeconds > 0)
            headers.Add(new("Retry-After", Number(retrySeconds)));
        return new ExchangeReply(error.Status, body.WrittenMemory, headers);
    }

    private List<KeyValuePair<string, string>> Headers(ExchangeRequest request, BinanceAccount? trader, long nowMs)
    {
        List<KeyValuePair<string, string>> headers = [new("X-MBX-USED-WEIGHT-1M", Number(Limits.UsedWeight(request.Address, nowMs)))];
        if (trader is not null)
        {
            (int in10S, int inMinute) = Limits.UsedOrders(trader.Number, nowMs);
            headers.Add(new("X-MBX-ORDER-COUNT-10S", Number(in10S)));
            headers.Add(new("X-MBX-ORDER-COUNT-1M", Number(inMinute)));
        }

        return headers;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
