namespace Touchline.Exchanges.Binance;

/// <summary>The methods of the WebSocket API that do what a REST endpoint does.</summary>
internal sealed class BinanceSocketMethods
{
    private static readonly (string Name, string Method, string Path)[] Same =
    [
        ("ping", "GET", "/fapi/v1/ping"),
        ("time", "GET", "/fapi/v1/time"),
        ("depth", "GET", "/fapi/v1/depth"),
        ("ticker.price", "GET", "/fapi/v2/ticker/price"),
        ("ticker.price", "GET", "/fapi/v1/ticker/price"),
        ("ticker.book", "GET", "/fapi/v1/ticker/bookTicker"),
        ("order.place", "POST", "/fapi/v1/order"),
        ("order.modify", "PUT", "/fapi/v1/order"),
        ("order.cancel", "DELETE", "/fapi/v1/order"),
        ("order.status", "GET", "/fapi/v1/order"),
        ("algoOrder.place", "POST", "/fapi/v1/algoOrder"),
        ("account.balance", "GET", "/fapi/v2/balance"),
        ("v2/account.balance", "GET", "/fapi/v3/balance"),
        ("account.status", "GET", "/fapi/v2/account"),
        ("v2/account.status", "GET", "/fapi/v3/account"),
        ("account.position", "GET", "/fapi/v2/positionRisk"),
        ("userDataStream.start", "POST", "/fapi/v1/listenKey"),
        ("userDataStream.ping", "PUT", "/fapi/v1/listenKey"),
        ("userDataStream.stop", "DELETE", "/fapi/v1/listenKey"),
    ];

    private readonly Dictionary<string, BinanceEndpoint> _methods = [];

    public BinanceSocketMethods(Func<string, string, BinanceEndpoint?> find, params ReadOnlySpan<BinanceEndpoint> own)
    {
        foreach ((string name, string method, string path) in Same)
            if (find(method, path) is { } endpoint)
                _methods.TryAdd(name, endpoint);
        foreach (BinanceEndpoint endpoint in own)
            _methods.Add(endpoint.Path, endpoint);
    }

    public BinanceEndpoint? Find(string method) => _methods.GetValueOrDefault(method);
}
