using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>A client's request on its connection: subscribing, listing, properties. Answered with the venue's own texts.</summary>
internal sealed class StreamRequest(MarketStreams streams, MarketConnection connection)
{
    private const string Methods = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";
    private const int LongestId = 36;

    public byte[] Answer(ReadOnlySpan<byte> message)
    {
        JsonDocument request;
        try
        {
            request = JsonDocument.Parse(message.ToArray());
        }
        catch (JsonException e)
        {
            return Refusal(3, string.Create(CultureInfo.InvariantCulture, $"Invalid JSON: expected value at line {(e.LineNumber ?? 0) + 1} column {(e.BytePositionInLine ?? 0) + 1}"), null);
        }

        using (request)
            return Answer(request.RootElement, message.Length);
    }

    private byte[] Answer(JsonElement request, int length)
    {
        if (request.ValueKind != JsonValueKind.Object)
            return Refusal(2, "Invalid request: expected an object", null);
        if (!request.TryGetProperty("method", out JsonElement method))
            return Refusal(2, $"Invalid request: missing field `method` at line 1 column {length}", null);
        if (!request.TryGetProperty("id", out JsonElement id) || !IsId(id))
            return Refusal(2, "Invalid request: request ID must be an unsigned integer", null);
        JsonElement parameters = request.TryGetProperty("params", out JsonElement given) ? given : default;
        return (method.ValueKind == JsonValueKind.String ? BinanceJsonValues.TryString(method) : method.GetRawText()) switch
        {
            "SUBSCRIBE" => Subscribe(parameters, id, add: true),
            "UNSUBSCRIBE" => Subscribe(parameters, id, add: false),
            "LIST_SUBSCRIPTIONS" => Result(id, WriteNames),
            "SET_PROPERTY" => SetProperty(parameters, id),
            "GET_PROPERTY" => GetProperty(parameters, id),
            var unknown => Refusal(2, $"Invalid request: unknown variant `{unknown}`, expected one of {Methods} at line 1 column {length}", id),
        };
    }

    private static bool IsId(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Number => id.TryGetUInt64(out _),
        JsonValueKind.String => BinanceJsonValues.TryString(id)?.Length <= LongestId,
        _ => false,
    };

    private byte[] Subscribe(JsonElement parameters, JsonElement id, bool add)
    {
        if (parameters.ValueKind != JsonValueKind.Array || parameters.EnumerateArray().Any(p => p.ValueKind != JsonValueKind.String || BinanceJsonValues.TryString(p) is null))
            return Refusal(2, "Invalid request: params must be an array of stream names", id);
        string[] names = [.. parameters.EnumerateArray().Select(p => p.GetString()!)];
        if (add && !streams.Subscribe(connection, names))
            return Refusal(2, "Invalid request: too many parameters", id);
        if (!add)
            streams.Unsubscribe(connection, names);
        return Result(id, json => json.WriteNullValue());
    }

    private byte[] SetProperty(JsonElement parameters, JsonElement id)
    {
        if (Property(parameters, id, count: 2, out JsonElement[] values) is { } refusal)
            return refusal;
        if (values[1].ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Refusal(1, "Invalid value type: expected Boolean", id);
        connection.IsCombined = values[1].GetBoolean();
        return Result(id, json => json.WriteNullValue());
    }

    private byte[] GetProperty(JsonElement parameters, JsonElement id) =>
        Property(parameters, id, count: 1, out _) is { } refusal ? refusal : Result(id, json => json.WriteBooleanValue(connection.IsCombined));

    // There is one property alone: combined.
    private static byte[]? Property(JsonElement parameters, JsonElement id, int count, out JsonElement[] values)
    {
        values = parameters.ValueKind == JsonValueKind.Array ? [.. parameters.EnumerateArray()] : [];
        if (values.Length > count)
            return Refusal(2, "Invalid request: too many parameters", id);
        if (values.Length == 0 || values[0].ValueKind != JsonValueKind.String)
            return Refusal(2, "Invalid request: property name must be a string", id);
        if (BinanceJsonValues.TryString(values[0]) != "combined")
            return Refusal(0, "Unknown property", id);
        return values.Length < count ? Refusal(1, "Invalid value type: expected Boolean", id) : null;
    }

    private void WriteNames(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (string name in connection.Names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static byte[] Result(JsonElement id, Action<Utf8JsonWriter> write) => Write(json =>
    {
        json.WritePropertyName("result");
        write(json);
        json.WritePropertyName("id");
        id.WriteTo(json);
    });

    private static byte[] Refusal(int code, string text, JsonElement? id) => Write(json =>
    {
        json.WriteNumber("code", code);
        json.WriteString("msg", text);
        if (id is { } known)
        {
            json.WritePropertyName("id");
            known.WriteTo(json);
        }
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }
}
