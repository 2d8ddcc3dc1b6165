using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Requests by REST and by the WebSocket API, with the faults that may befall them, before and after they are carried out.</summary>
internal sealed class RequestFaults(BinanceParts parts, FaultyOutput output, ActiveFaults faults)
{
    private const long NsPerMs = 1_000_000;
    private const long UsualLateMs = 50;

    private static readonly string[] OrderPaths =
    [
        "/fapi/v1/order", "/fapi/v1/batchOrders", "/fapi/v1/allOpenOrders", "/fapi/v1/algoOrder", "/fapi/v1/algoOpenOrders",
    ];

    /// <summary>A REST request. Its answer goes out before what it brought about on users' streams, unless a fault says otherwise.</summary>
    public void Answer(long number, ExchangeRequest request, long nowNs)
    {
        FaultScopes scope = request.Method != "GET" && OrderPaths.Contains(request.Path) ? FaultScopes.Order | FaultScopes.Rest : FaultScopes.Rest;
        output.HoldUsers();
        if (!TryFail(number, request, scope, nowNs))
        {
            ExchangeReply reply = parts.Api.Handle(request, nowNs);
            output.Reply(number, reply, LateNs(scope));
        }

        output.ReleaseUsers();
    }

    /// <summary>A message on the WebSocket API.</summary>
    public void Answer(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        output.HoldUsers();
        if (faults.Strike(FaultKind.Reject, FaultScopes.WsApi) is { } reject)
        {
            output.Send(connection, Refusal(message, FaultRefusals.Rejection(reject)));
        }
        else if (faults.Strike(FaultKind.Status, FaultScopes.WsApi) is { } status)
        {
            if (status.Accepted == true)
            {
                output.Mute(connection);
                parts.WebSocketApi.OnMessage(connection, message, nowNs);
                output.Mute(-1);
            }

            output.Send(connection, Refusal(message, FaultRefusals.Status(status, parts.Skew.ToMs(nowNs)).Error));
        }
        else
        {
            output.DelayAnswers(faults.Strike(FaultKind.FillBeforeAck, FaultScopes.WsApi) is { } late ? (late.Ms ?? UsualLateMs) * NsPerMs : 0);
            parts.WebSocketApi.OnMessage(connection, message, nowNs);
            output.DelayAnswers(0);
        }

        output.ReleaseUsers();
    }

    private bool TryFail(long number, ExchangeRequest request, FaultScopes scope, long nowNs)
    {
        if (faults.Strike(FaultKind.Drop, scope) is { } drop)
        {
            CarryOut(request, drop.Accepted ?? true, nowNs);
            output.Drop(number);
        }
        else if (faults.Strike(FaultKind.Silence, scope) is { } silence)
        {
            CarryOut(request, silence.Accepted ?? true, nowNs);
        }
        else if (faults.Strike(FaultKind.Reject, scope) is { } reject)
        {
            output.Reply(number, ExchangeReplies.Error(FaultRefusals.Rejection(reject)), 0);
        }
        else if (faults.Strike(FaultKind.Status, scope) is { } status)
        {
            CarryOut(request, status.Accepted ?? false, nowNs);
            (BinanceError error, long? retrySeconds) = FaultRefusals.Status(status, parts.Skew.ToMs(nowNs));
            output.Reply(number, ExchangeReplies.Error(error, retrySeconds), 0);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void CarryOut(ExchangeRequest request, bool isAccepted, long nowNs)
    {
        if (isAccepted)
            parts.Api.Handle(request, nowNs);
    }

    private long LateNs(FaultScopes scope)
    {
        long ms = faults.Strike(FaultKind.Delay, scope)?.Ms ?? 0;
        if (scope.HasFlag(FaultScopes.Order) && faults.Strike(FaultKind.FillBeforeAck, FaultScopes.Order) is { } late)
            ms += late.Ms ?? UsualLateMs;
        return ms * NsPerMs;
    }

    private static byte[] Refusal(ReadOnlySpan<byte> message, BinanceError error)
    {
        JsonElement? id = null;
        try
        {
            using JsonDocument request = JsonDocument.Parse(message.ToArray());
            if (request.RootElement.ValueKind == JsonValueKind.Object && request.RootElement.TryGetProperty("id", out JsonElement given)
                && (given.ValueKind != JsonValueKind.String || BinanceJsonValues.TryString(given) is not null))
                id = given.Clone();
        }
        catch (JsonException)
        {
            // Then there is no id to answer with.
        }

        return ExchangeReplies.Write(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            if (id is { } known)
                known.WriteTo(json);
            else
                json.WriteNullValue();
            json.WriteNumber("status", error.Status);
            json.WritePropertyName("error");
            BinanceApi.WriteError(json, error);
            json.WriteEndObject();
        });
    }
}
