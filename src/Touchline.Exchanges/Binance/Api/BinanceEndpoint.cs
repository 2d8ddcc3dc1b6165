using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Who may call an endpoint and what the request must carry.</summary>
internal enum BinanceSecurity
{
    None,

    /// <summary>An API key (MARKET_DATA, USER_STREAM).</summary>
    Key,

    /// <summary>An API key and a signature (TRADE, USER_DATA).</summary>
    Signed,
}

/// <summary>One request on its way through the exchange, after its key and signature were checked.</summary>
internal sealed record BinanceCall(BinanceParameters Parameters, BinanceAccount? Account, long NowNs)
{
    /// <summary>How far the clock that clients are told is off the exchange's own.</summary>
    public long SkewNs { get; init; }

    public long NowMs => NowNs / 1_000_000;

    /// <summary>The exchange's clock as clients are told it.</summary>
    public long ClockMs => (NowNs + SkewNs) / 1_000_000;

    /// <summary>The account of a request that had to have a key.</summary>
    public BinanceAccount Owner => Account ?? throw new InvalidOperationException("the endpoint asks for no key");
}

/// <summary>Carries out a request: writes the result, or returns the refusal, and then what was written counts for nothing.</summary>
internal delegate BinanceError? BinanceHandler(BinanceCall call, Utf8JsonWriter json);

/// <summary>An endpoint of the REST interface.</summary>
/// <param name="Method">GET, POST, PUT, DELETE.</param>
/// <param name="Path">As in <c>/fapi/v1/order</c>.</param>
/// <param name="Weight">What it costs of the address's request weight.</param>
/// <param name="OrdersPer10S">What it costs of the account's orders in 10 s.</param>
/// <param name="OrdersPerMinute">Likewise in a minute.</param>
internal sealed record BinanceEndpoint(
    string Method, string Path, BinanceSecurity Security, Func<BinanceParameters, int> Weight, BinanceHandler Handle, int OrdersPer10S = 0, int OrdersPerMinute = 0)
{
    public BinanceEndpoint(string method, string path, BinanceSecurity security, int weight, BinanceHandler handle, int ordersPer10S = 0, int ordersPerMinute = 0)
        : this(method, path, security, _ => weight, handle, ordersPer10S, ordersPerMinute)
    {
    }
}
