using System.Globalization;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The parameters of a request, by REST or by the WebSocket API alike: text by name, as sent.</summary>
internal sealed class BinanceParameters(IReadOnlyDictionary<string, string> values)
{
    public static BinanceParameters None { get; } = new(new Dictionary<string, string>());

    public string? Text(string name) => values.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public bool Has(string name) => Text(name) is not null;

    /// <summary>Null when absent or no whole number.</summary>
    public long? Integer(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>Null when absent or no plain decimal.</summary>
    public decimal? Decimal(string name) =>
        decimal.TryParse(Text(name), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : null;

    /// <summary>Null when absent or neither true nor false.</summary>
    public bool? Boolean(string name) => bool.TryParse(Text(name), out bool value) ? value : null;
}

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
    public long NowMs => NowNs / 1_000_000;

    /// <summary>The account of a request that had to have a key.</summary>
    public BinanceAccount Owner => Account ?? throw new InvalidOperationException("the endpoint asks for no key");
}

/// <summary>Carries out a request: writes the result, or returns the refusal, and then what was written counts for nothing.</summary>
internal delegate BinanceError? BinanceHandler(BinanceCall call, System.Text.Json.Utf8JsonWriter json);

/// <summary>An endpoint of the REST interface.</summary>
/// <param name="Method">GET, POST, PUT, DELETE.</param>
/// <param name="Path">As in <c>/fapi/v1/order</c>.</param>
/// <param name="Weight">What it costs of the address's request weight.</param>
/// <param name="OrdersPer10S">What it costs of the account's orders in 10 s.</param>
/// <param name="OrdersPerMinute">Likewise in a minute.</param>
internal sealed record BinanceEndpoint(
    string Method, string Path, BinanceSecurity Security, Func<BinanceParameters, int> Weight, BinanceHandler Handle, int OrdersPer10S = 0, int OrdersPerMinute = 0);
