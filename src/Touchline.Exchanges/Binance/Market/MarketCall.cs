using System.Globalization;

namespace Touchline.Exchanges.Binance;

/// <summary>What requests for market data have in common: the symbol, the limit, a range of time.</summary>
internal static class MarketCall
{
    public static readonly BinanceError InvalidSymbol = new(-1121, "Invalid symbol.");
    public static readonly BinanceError InvalidInterval = new(-1120, "Invalid interval.");

    public static BinanceError Missing(string name) => new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static BinanceError NotValid(string name) => new(-1130, $"Data sent for parameter '{name}' is not valid.");

    /// <summary>The limit of how many are told: null is the refusal's absence.</summary>
    public static BinanceError? Limit(BinanceParameters parameters, int usual, int most, out int limit)
    {
        BinanceError? error = Number(parameters, "limit", out long? given);
        limit = (int)Math.Clamp(given ?? usual, 1, most);
        return error ?? (given is < 1 || given > most ? NotValid("limit") : null);
    }

    /// <summary>A whole number that isn't negative; null when absent.</summary>
    public static BinanceError? Number(BinanceParameters parameters, string name, out long? value)
    {
        value = null;
        if (parameters.Text(name) is not { } text)
            return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return new BinanceError(-1100, $"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'.");
        value = number;
        return null;
    }

    /// <summary>startTime and endTime, in milliseconds.</summary>
    public static BinanceError? Range(BinanceParameters parameters, out long? startMs, out long? endMs)
    {
        endMs = null;
        BinanceError? error = Number(parameters, "startTime", out startMs) ?? Number(parameters, "endTime", out endMs);
        return error ?? (startMs > endMs ? NotValid("endTime") : null);
    }
}
