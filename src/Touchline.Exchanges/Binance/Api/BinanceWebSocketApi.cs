using System.Buffers;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The WebSocket API (<c>/ws-fapi/v1</c>): REST's endpoints as methods, and sessions that sign once.</summary>
internal sealed class BinanceWebSocketApi(BinanceApi api, IBinanceSender sender)
{
    private const int HandshakeWeight = 5;
    private const int SessionWeight = 2;

    private readonly Dictionary<int, BinanceSocketSession> _sessions = [];

    /// <summary>Null: the connection is open. Else the handshake is refused with this.</summary>
    public ExchangeReply? Open(int connection, ExchangeRequest request, long nowNs)
    {
        if (api.Admit(request, HandshakeWeight, nowNs) is { } refusal)
            return refusal;
        bool? shows = new BinanceQuery(request.Query, default).Parameters.Boolean("returnRateLimits");
        _sessions[connection] = new BinanceSocketSession(request.Address, nowNs / 1_000_000) { ShowsLimits = shows ?? true };
        return null;
    }

    public void OnClosed(int connection) => _sessions.Remove(connection);

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        if (!_sessions.TryGetValue(connection, out BinanceSocketSession? session))
            return;
        BinanceSocketRequest request = BinanceSocketRequest.Read(message);
        BinanceEndpoint? endpoint = api.SocketMethods.Find(request.Method);
        ArrayBufferWriter<byte> result = new();
        (BinanceAccount? trader, BinanceRefusal? refusal) = Carry(session, request, endpoint, result, nowNs);
        sender.Send(connection, Reply(session, request, endpoint, trader, refusal, result, nowNs));
    }

    private (BinanceAccount? Trader, BinanceRefusal? Refusal) Carry(
        BinanceSocketSession session, BinanceSocketRequest request, BinanceEndpoint? endpoint, ArrayBufferWriter<byte> result, long nowNs)
    {
        bool isSession = request.Method is "session.logon" or "session.status" or "session.logout";
        int weight = isSession ? SessionWeight : endpoint?.Weight(request.Parameters) ?? 1;
        if (api.Limits.Charge(session.Address, weight, nowNs / 1_000_000) is { } limit)
            return (null, limit);
        if (request.Refusal is { } malformed)
            return (null, new BinanceRefusal(malformed, 0));
        if (isSession)
            return (null, OfSession(session, request, result, nowNs));
        if (endpoint is null)
            return (null, new BinanceRefusal(ProtocolErrors.UnsupportedOperation, 0));
        (BinanceAccount? account, BinanceError? stranger) = Authenticate(session, request, endpoint, nowNs);
        if (stranger is not null)
            return (null, new BinanceRefusal(stranger, 0));
        return (account, api.Execute(endpoint, request.Parameters, account, nowNs, result));
    }

    private (BinanceAccount? Account, BinanceError? Error) Authenticate(BinanceSocketSession session, BinanceSocketRequest request, BinanceEndpoint endpoint, long nowNs)
    {
        if (endpoint.Security == BinanceSecurity.None)
            return (null, null);
        BinanceParameters parameters = request.Parameters;
        bool usesSession = session.Account is not null && (!parameters.Has("apiKey") || (parameters.Text("apiKey") == session.Account.Key && !parameters.Has("signature")));
        if (usesSession)
            return (session.Account, endpoint.Security == BinanceSecurity.Signed ? BinanceGate.CheckTime(parameters, ClockMs(nowNs)) : null);
        (BinanceAccount? account, BinanceError? error) = api.Gate.Owner(parameters.Text("apiKey"));
        if (account is null || endpoint.Security == BinanceSecurity.Key)
            return (account, error);
        return (account, api.Gate.CheckSigned(account, parameters, request.SignedBytes, ClockMs(nowNs)));
    }

    private BinanceRefusal? OfSession(BinanceSocketSession session, BinanceSocketRequest request, ArrayBufferWriter<byte> result, long nowNs)
    {
        if (request.Method == "session.logout")
            session.LogOff();
        if (request.Method == "session.logon" && LogOn(session, request, nowNs) is { } error)
            return new BinanceRefusal(error, 0);
        using Utf8JsonWriter json = new(result, BinanceApi.Json);
        session.Write(json, ClockMs(nowNs));
        return null;
    }

    private BinanceError? LogOn(BinanceSocketSession session, BinanceSocketRequest request, long nowNs)
    {
        if (!request.Parameters.Has("apiKey"))
            return BinanceErrors.Missing("apiKey");
        (BinanceAccount? account, BinanceError? error) = api.Gate.Owner(request.Parameters.Text("apiKey"));
        if (account is null)
            return error;
        if (account.Signature != SignatureKind.Ed25519)
            return ProtocolErrors.InvalidKeyType;
        error = api.Gate.CheckSigned(account, request.Parameters, request.SignedBytes, ClockMs(nowNs));
        if (error is null)
            session.LogOn(account, nowNs / 1_000_000);
        return error;
    }

    private ReadOnlySpan<byte> Reply(
        BinanceSocketSession session,
        BinanceSocketRequest request,
        BinanceEndpoint? endpoint,
        BinanceAccount? trader,
        BinanceRefusal? refusal,
        ArrayBufferWriter<byte> result,
        long nowNs)
    {
        ArrayBufferWriter<byte> reply = new();
        using Utf8JsonWriter json = new(reply, BinanceApi.Json);
        json.WriteStartObject();
        json.WritePropertyName("id");
        json.WriteRawValue(request.Id);
        json.WriteNumber("status", refusal?.Error.Status ?? 200);
        if (refusal is null)
        {
            json.WritePropertyName("result");
            json.WriteRawValue(result.WrittenSpan);
        }
        else
        {
            WriteError(json, refusal, nowNs);
        }

        if (request.Parameters.Boolean("returnRateLimits") ?? session.ShowsLimits)
            WriteLimits(json, session, endpoint is { OrdersPer10S: > 0 } ? trader : null, nowNs / 1_000_000);
        json.WriteEndObject();
        json.Flush();
        return reply.WrittenSpan;
    }

    private void WriteError(Utf8JsonWriter json, BinanceRefusal refusal, long nowNs)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", refusal.Error.Code);
        json.WriteString("msg", refusal.Error.Message);
        if (refusal.RetryMs > 0)
        {
            json.WriteStartObject("data");
            json.WriteNumber("serverTime", ClockMs(nowNs));
            json.WriteNumber("retryAfter", ClockMs(nowNs) + refusal.RetryMs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteLimits(Utf8JsonWriter json, BinanceSocketSession session, BinanceAccount? trader, long nowMs)
    {
        json.WriteStartArray("rateLimits");
        if (trader is not null)
        {
            (int in10S, int inMinute) = api.Limits.UsedOrders(trader.Number, nowMs);
            BinanceLimitsJson.Write(json, "ORDERS", "SECOND", 10, BinanceLimits.OrdersPer10S, in10S);
            BinanceLimitsJson.Write(json, "ORDERS", "MINUTE", 1, BinanceLimits.OrdersPerMinute, inMinute);
        }

        BinanceLimitsJson.Write(json, "REQUEST_WEIGHT", "MINUTE", 1, BinanceLimits.WeightPerMinute, api.Limits.UsedWeight(session.Address, nowMs));
        json.WriteEndArray();
    }

    private long ClockMs(long nowNs) => (nowNs + api.SkewNs) / 1_000_000;
}
