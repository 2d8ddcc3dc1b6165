using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>A rate limit as replies show it.</summary>
internal static class BinanceLimitsJson
{
    /// <param name="count">How much of it is used; absent where only the limit is told.</param>
    public static void Write(Utf8JsonWriter json, string type, string interval, int intervals, int limit, int? count = null)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType", type);
        json.WriteString("interval", interval);
        json.WriteNumber("intervalNum", intervals);
        json.WriteNumber("limit", limit);
        if (count is { } used)
            json.WriteNumber("count", used);
        json.WriteEndObject();
    }
}
