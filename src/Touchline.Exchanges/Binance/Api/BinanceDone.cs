using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The answer of requests that have nothing else to tell.</summary>
internal static class BinanceDone
{
    public static void Write(Utf8JsonWriter json, string message = "success")
    {
        json.WriteStartObject();
        json.WriteNumber("code", 200);
        json.WriteString("msg", message);
        json.WriteEndObject();
    }
}
