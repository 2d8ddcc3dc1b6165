using System.Globalization;

namespace Touchline.Exchanges.Binance;

/// <summary>The parameters of a request, by REST or by the WebSocket API alike: text by name, as sent.</summary>
internal sealed class BinanceParameters(IReadOnlyDictionary<string, string> values)
{
    public static BinanceParameters None { get; } = new(new Dictionary<string, string>());

    /// <summary>Null when absent or empty.</summary>
    public string? Text(string name) => values.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public bool Has(string name) => Text(name) is not null;

    /// <summary>It was sent, be it empty.</summary>
    public bool IsSent(string name) => values.ContainsKey(name);

    /// <summary>Null when absent or no whole number.</summary>
    public long? Integer(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>Null when absent or no plain decimal.</summary>
    public decimal? Decimal(string name) =>
        decimal.TryParse(Text(name), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : null;

    /// <summary>Null when absent or neither true nor false.</summary>
    public bool? Boolean(string name) => bool.TryParse(Text(name), out bool value) ? value : null;
}
