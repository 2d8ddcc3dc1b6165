using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// The same from a depth message to a signed order as one writes it first: Utf8JsonReader, sorted dictionaries, the strategy called directly, text put together and hashed by the framework, answers by
/// JsonDocument. It knows no risk limits, no engine, no lost connection.
/// </summary>
internal sealed class VenuePlainTrader
{
    private static readonly string Key = VenueScript.Credentials.Key;
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(VenueScript.Credentials.Secret);

    private readonly EventBuffer _rows = new();
    private readonly PlainDecoder _decoder;
    private readonly SortedBook _book = new();
    private readonly Dictionary<string, string> _orders = [];
    private long _requests, _placed;

    public VenuePlainTrader() => _decoder = new PlainDecoder(10, 1000, _rows);

    /// <param name="request">Number of the last request.</param>
    /// <param name="order">Number of the last order.</param>
    public void CountFrom(long request, long order) => (_requests, _placed) = (request, order);

    /// <summary>The order that a depth message is answered by.</summary>
    public byte[] Order(ReadOnlySpan<byte> depth, long venueMs)
    {
        Take(depth);
        decimal price = (_book.Touch.BidPrice.Units - SecondUpdateBidder.Behind) / 10m, quantity = SecondUpdateBidder.Size / 1000m;
        string client = $"bench-{++_placed}";
        _orders[client] = "SENT";
        var fields = new List<(string Name, object Value)>
        {
            ("apiKey", Key), ("newClientOrderId", client), ("price", price.ToString("0.0", CultureInfo.InvariantCulture)),
            ("quantity", quantity.ToString("0.000", CultureInfo.InvariantCulture)), ("recvWindow", 2000), ("selfTradePreventionMode", "EXPIRE_MAKER"), ("side", "BUY"),
            ("symbol", VenueScript.Symbol), ("timeInForce", "GTX"), ("timestamp", venueMs), ("type", "LIMIT"),
        };
        return Request("order.place", fields);
    }

    /// <summary>The answer to the order, the next depth message, and the cancel that this one is answered by.</summary>
    public byte[] Cancel(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> depth, long venueMs)
    {
        TakeAnswer(answer);
        Take(depth);
        return Request("order.cancel", [("apiKey", Key), ("origClientOrderId", $"bench-{_placed}"), ("recvWindow", 2000), ("symbol", VenueScript.Symbol), ("timestamp", venueMs)]);
    }

    public void TakeAnswer(ReadOnlySpan<byte> answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer.ToArray());
        JsonElement result = document.RootElement.GetProperty("result");
        string client = result.GetProperty("clientOrderId").GetString()!, status = result.GetProperty("status").GetString()!;
        if (status == "CANCELED")
            _orders.Remove(client);
        else
            _orders[client] = status;
    }

    private void Take(ReadOnlySpan<byte> depth)
    {
        _decoder.Read(depth);
        foreach (ref readonly MarketEvent row in _rows.Events)
            _book.Set(row.Side, row.Price.Units, row.Quantity.Units);
    }

    private byte[] Request(string method, List<(string Name, object Value)> fields)
    {
        string payload = string.Join('&', fields.Select(f => $"{f.Name}={f.Value}"));
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(payload)));
        string parameters = string.Join(',', fields.Append(("signature", signature)).Select(f => f.Value is string ? $"\"{f.Name}\":\"{f.Value}\"" : $"\"{f.Name}\":{f.Value}"));
        return Encoding.ASCII.GetBytes($$$"""{"id":{{{++_requests}}},"method":"{{{method}}}","params":{{{{parameters}}}}}""");
    }
}
