using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>A request of the WebSocket API as it was read: <c>{"id":…,"method":"order.place","params":{…}}</c>.</summary>
internal sealed class BinanceSocketRequest
{
    private static readonly HashSet<string> Integers =
        ["timestamp", "recvWindow", "orderId", "algoId", "modifyId", "goodTillDate", "limit", "fromId", "startTime", "endTime"];

    private static readonly HashSet<string> Decimals =
        ["quantity", "price", "stopPrice", "triggerPrice", "activatePrice", "activationPrice", "callbackRate"];

    /// <summary>Those that no request can do without where it has them at all.</summary>
    private static readonly HashSet<string> Mandatory = ["timestamp", "quantity", "price", "symbol", "side", "type", "algoType", "apiKey", "signature"];

    private static readonly HashSet<string> Flags = ["reduceOnly", "closePosition", "priceProtect", "returnRateLimits"];

    private readonly SortedDictionary<string, string> _signed = new(StringComparer.Ordinal);

    private BinanceSocketRequest()
    {
    }

    /// <summary>JSON of the id as it came; null where there is none.</summary>
    public string Id { get; private set; } = "null";

    public string Method { get; private set; } = "";

    public BinanceParameters Parameters { get; private set; } = BinanceParameters.None;

    /// <summary>What is wrong with it before anything is asked.</summary>
    public BinanceError? Refusal { get; private set; }

    /// <summary>What was signed: all parameters but the signature, by name.</summary>
    public byte[] SignedBytes => Encoding.UTF8.GetBytes(string.Join('&', _signed.Select(one => one.Key + "=" + one.Value)));

    public static BinanceSocketRequest Read(ReadOnlySpan<byte> message)
    {
        BinanceSocketRequest request = new();
        using JsonDocument? document = BinanceJsonValues.TryParse(message.ToArray());
        if (document?.RootElement.ValueKind == JsonValueKind.Object)
            request.Read(document.RootElement);
        else
            request.Refusal = ProtocolErrors.InvalidJson;
        return request;
    }

    private void Read(JsonElement root)
    {
        if (root.TryGetProperty("id", out JsonElement id))
            Id = id.GetRawText();
        if (!root.TryGetProperty("method", out JsonElement method) || method.ValueKind != JsonValueKind.String || BinanceJsonValues.TryString(method) is not { } name)
        {
            Refusal = BinanceErrors.Missing("method");
            return;
        }

        Method = name;
        if (!root.TryGetProperty("params", out JsonElement parameters) || parameters.ValueKind == JsonValueKind.Null)
            return;
        if (!BinanceJsonValues.TryRead(parameters, out Dictionary<string, string> values))
        {
            Refusal = ProtocolErrors.InvalidJson;
            return;
        }

        Parameters = new BinanceParameters(values);
        foreach ((string key, string value) in values)
            if (key != "signature")
                _signed.Add(key, value);
        foreach (JsonProperty member in parameters.EnumerateObject())
            CheckKind(member.Name, member.Value);
    }

    /// <summary>
    /// Decimals come as JSON strings, or the text that was signed would depend on the reader. Whole numbers come as JSON integers, by the venue's documentation; its own
    /// client writes them as text, so that is taken too.
    /// </summary>
    private void CheckKind(string name, JsonElement value)
    {
        bool isRight = value.ValueKind switch
        {
            JsonValueKind.Number => Integers.Contains(name) && value.TryGetInt64(out _),
            JsonValueKind.True or JsonValueKind.False => Flags.Contains(name),
            JsonValueKind.String => !Integers.Contains(name) || long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            JsonValueKind.Null => true,
            _ => false,
        };
        bool isKnown = Integers.Contains(name) || Decimals.Contains(name) || Mandatory.Contains(name) || Flags.Contains(name);
        if (!isRight && isKnown)
            Refusal ??= Mandatory.Contains(name) ? BinanceErrors.Missing(name) : ProtocolErrors.Invalid(name);
    }
}
