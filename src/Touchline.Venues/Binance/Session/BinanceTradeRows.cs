using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What /fapi/v1/userTrades says: fills by the venue's order number. Each becomes a report unless it was one already.</summary>
internal static class BinanceTradeRows
{
    /// <returns>How many rows there were and the highest trade number; -1 rows: it is no such list.</returns>
    public static (int Rows, long LastId) Read(
        ReadOnlyMemory<byte> body, BinanceInstrument instrument, BinanceOrders orders, BinanceOrderLife life, long nowNs, Action<long, JsonElement>? stranger = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            long last = 0;
            foreach (JsonElement row in document.RootElement.EnumerateArray())
            {
                last = Math.Max(last, row.GetProperty("id").GetInt64());
                Take(row, instrument, orders, life, nowNs, stranger);
            }

            return (document.RootElement.GetArrayLength(), last);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (-1, 0);
        }
    }

    private static void Take(JsonElement row, BinanceInstrument instrument, BinanceOrders orders, BinanceOrderLife life, long nowNs, Action<long, JsonElement>? stranger)
    {
        long venueId = row.GetProperty("orderId").GetInt64();
        if (orders.FindByVenueId(instrument.Index, venueId) is { } order)
            life.OnFill(instrument, order, order.Number, News(row), nowNs);
        else
            stranger?.Invoke(venueId, row);
    }

    public static BinanceFillNews News(JsonElement row) => new()
    {
        TradeId = row.GetProperty("id").GetInt64(),
        TimeMs = row.GetProperty("time").GetInt64(),
        Price = Bytes(row, "price"),
        Quantity = Bytes(row, "qty"),
        Fee = Bytes(row, "commission"),
        FeeAsset = Bytes(row, "commissionAsset"),
        IsMaker = row.TryGetProperty("maker", out JsonElement maker) && maker.ValueKind == JsonValueKind.True,
        Side = row.GetProperty("side").ValueEquals("BUY"u8) ? Side.Buy : Side.Sell,
    };

    private static byte[] Bytes(JsonElement row, string name) => Encoding.UTF8.GetBytes(row.GetProperty(name).GetString() ?? "");
}
