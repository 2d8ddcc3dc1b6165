using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Several orders in one request; each succeeds or fails alone, and the reply keeps their order.</summary>
internal sealed class BinanceBatchEndpoints(BinanceTrading trading, BinanceAmendments amendments)
{
    private const int MostOrders = 5;
    private const int MostCancels = 10;

    private readonly BinanceOrderEndpoints _orders = new(trading, amendments);

    private delegate BinanceError? OneOrder(BinanceAccount account, BinanceParameters parameters, Utf8JsonWriter json);

    public IEnumerable<BinanceEndpoint> All =>
    [
        new("POST", "/fapi/v1/batchOrders", BinanceSecurity.Signed, 5, (call, json) => Each(call, json, _orders.Place), 5, 1),
        new("PUT", "/fapi/v1/batchOrders", BinanceSecurity.Signed, 5, (call, json) => Each(call, json, _orders.Amend), 5, 1),
        new("DELETE", "/fapi/v1/batchOrders", BinanceSecurity.Signed, 1, Cancel),
    ];

    private static BinanceError? Each(BinanceCall call, Utf8JsonWriter json, OneOrder carry)
    {
        BinanceForm form = new(call.Parameters);
        string text = form.Text("batchOrders");
        if (form.Refusal is { } refusal)
            return refusal;
        using JsonDocument? batch = BinanceJsonValues.TryParse(Encoding.UTF8.GetBytes(text));
        if (batch?.RootElement.ValueKind != JsonValueKind.Array)
            return ProtocolErrors.Invalid("batchOrders");
        if (batch.RootElement.GetArrayLength() is < 1 or > MostOrders)
            return ProtocolErrors.InvalidBatch;
        json.WriteStartArray();
        foreach (JsonElement element in batch.RootElement.EnumerateArray())
            WriteOne(call.Owner, element, json, carry);
        json.WriteEndArray();
        return null;
    }

    private static void WriteOne(BinanceAccount account, JsonElement element, Utf8JsonWriter json, OneOrder carry)
    {
        ArrayBufferWriter<byte> one = new();
        BinanceError? error = ProtocolErrors.Invalid("batchOrders");
        if (BinanceJsonValues.TryRead(element, out Dictionary<string, string> values))
        {
            using Utf8JsonWriter own = new(one, json.Options);
            error = carry(account, new BinanceParameters(values), own);
        }

        if (error is null)
            json.WriteRawValue(one.WrittenSpan);
        else
            BinanceApi.WriteError(json, error);
    }

    private BinanceError? Cancel(BinanceCall call, Utf8JsonWriter json)
    {
        BinanceForm form = new(call.Parameters);
        BinanceMarket? market = form.Market(trading);
        string[]? ids = List(form.OptionalText("orderIdList") ?? form.OptionalText("orderidlist"));
        string[]? clientIds = List(form.OptionalText("origClientOrderIdList") ?? form.OptionalText("origclientorderidlist"));
        if (ids is null && clientIds is null)
            form.Refuse(BinanceErrors.NoOrderNamed);
        if ((ids ?? clientIds)?.Length is < 1 or > MostCancels)
            form.Refuse(ProtocolErrors.Invalid(ids is null ? "origClientOrderIdList" : "orderIdList"));
        if (form.Refusal is { } refusal)
            return refusal;
        json.WriteStartArray();
        foreach (string id in ids ?? clientIds ?? [])
            Cancel(call.Owner, market!.Symbol.Name, id, isOwnId: ids is null, json);
        json.WriteEndArray();
        return null;
    }

    private void Cancel(BinanceAccount account, string symbol, string id, bool isOwnId, Utf8JsonWriter json)
    {
        if (!isOwnId && !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            BinanceApi.WriteError(json, ProtocolErrors.IllegalCharacters("orderIdList", ProtocolErrors.IntegerRange));
            return;
        }

        long? number = isOwnId ? null : long.Parse(id, CultureInfo.InvariantCulture);
        (BinanceOrder? order, BinanceError? error) = trading.Cancel(account, symbol, number, isOwnId ? id : null);
        if (order is not null)
            BinanceOrderJson.WriteAck(json, order);
        else
            BinanceApi.WriteError(json, error!);
    }

    /// <summary>A list in brackets, its texts in quotes or without, as clients send both.</summary>
    private static string[]? List(string? text)
    {
        if (text is null)
            return null;
        if (text is not ['[', .., ']'])
            return [];
        return text[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(id => id.Trim('"')).ToArray();
    }
}
