using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The life of an account's listen key. These ask for an API key alone, no signature.</summary>
internal sealed class BinanceListenKeyEndpoints(BinanceListenKeys keys)
{
    private const string Path = "/fapi/v1/listenKey";

    public IEnumerable<BinanceEndpoint> All =>
    [
        new("POST", Path, BinanceSecurity.Key, 1, (call, json) => Tell(json, keys.Start(call.Owner, call.NowNs))),
        new("PUT", Path, BinanceSecurity.Key, 1, (call, json) => Tell(json, keys.Extend(call.Owner, call.NowNs))),
        new("DELETE", Path, BinanceSecurity.Key, 1, Stop),
    ];

    private static BinanceError? Tell(Utf8JsonWriter json, string? key)
    {
        if (key is null)
            return ProtocolErrors.UnknownListenKey;
        json.WriteStartObject();
        json.WriteString("listenKey", key);
        json.WriteEndObject();
        return null;
    }

    private BinanceError? Stop(BinanceCall call, Utf8JsonWriter json)
    {
        if (!keys.Stop(call.Owner, call.NowNs))
            return ProtocolErrors.UnknownListenKey;
        json.WriteStartObject();
        json.WriteEndObject();
        return null;
    }
}
