using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>One connection to the WebSocket API.</summary>
internal sealed class BinanceSocketSession(string address, long connectedMs)
{
    private long _authorizedMs;

    /// <summary>The client's, for limits by address.</summary>
    public string Address => address;

    /// <summary>Replies show rate limits unless a request says otherwise.</summary>
    public bool ShowsLimits { get; init; }

    /// <summary>Who logged on; their requests need no signature.</summary>
    public BinanceAccount? Account { get; private set; }

    public void LogOn(BinanceAccount account, long nowMs) => (Account, _authorizedMs) = (account, nowMs);

    public void LogOff() => Account = null;

    public void Write(Utf8JsonWriter json, long clockMs)
    {
        json.WriteStartObject();
        json.WriteString("apiKey", Account?.Key);
        if (Account is null)
            json.WriteNull("authorizedSince");
        else
            json.WriteNumber("authorizedSince", _authorizedMs);
        json.WriteNumber("connectedSince", connectedMs);
        json.WriteBoolean("returnRateLimits", ShowsLimits);
        json.WriteNumber("serverTime", clockMs);
        json.WriteEndObject();
    }
}
