using System.Globalization;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Reads parameters one by one; the first that is missing or malformed is the request's <see cref="Refusal"/>.</summary>
internal sealed class BinanceForm(BinanceParameters parameters)
{
    public BinanceError? Refusal { get; private set; }

    public string Text(string name)
    {
        if (parameters.Text(name) is { } text)
            return text;
        Refuse(BinanceErrors.Missing(name));
        return "";
    }

    public string? OptionalText(string name)
    {
        string? text = parameters.Text(name);
        if (text is null && parameters.IsSent(name))
            Refuse(ProtocolErrors.Empty(name));
        return text;
    }

    public string OptionalText(string name, string otherwise) => OptionalText(name) ?? otherwise;

    public long Integer(string name)
    {
        if (parameters.Has(name))
            return OptionalInteger(name) ?? 0;
        Refuse(BinanceErrors.Missing(name));
        return 0;
    }

    public long? OptionalInteger(string name)
    {
        if (OptionalText(name) is not { } text)
            return null;
        if (text.Length > 20 || !text.All(char.IsAsciiDigit))
            Refuse(ProtocolErrors.IllegalCharacters(name, ProtocolErrors.IntegerRange));
        else if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            return value;
        else
            Refuse(ProtocolErrors.Invalid(name));
        return null;
    }

    public decimal? OptionalDecimal(string name)
    {
        if (OptionalText(name) is not { } text)
            return null;
        if (IsDecimal(text))
            return decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        Refuse(ProtocolErrors.IllegalCharacters(name, ProtocolErrors.DecimalRange));
        return null;
    }

    public bool Boolean(string name)
    {
        if (parameters.Has(name))
            return OptionalBoolean(name) ?? false;
        Refuse(BinanceErrors.Missing(name));
        return false;
    }

    public bool? OptionalBoolean(string name)
    {
        if (OptionalText(name) is not { } text)
            return null;
        if (bool.TryParse(text, out bool value))
            return value;
        Refuse(ProtocolErrors.Invalid(name));
        return null;
    }

    /// <summary>One of the texts.</summary>
    public string OneOf(string name, BinanceError otherwise, params ReadOnlySpan<string> choices)
    {
        string text = Text(name);
        if (Refusal is null && !choices.Contains(text))
            Refuse(otherwise);
        return text;
    }

    public string? OptionalOneOf(string name, BinanceError otherwise, params ReadOnlySpan<string> choices)
    {
        string? text = OptionalText(name);
        if (text is not null && !choices.Contains(text))
            Refuse(otherwise);
        return text;
    }

    /// <summary>How many rows are wanted.</summary>
    public int Limit(int otherwise, int most)
    {
        long? limit = OptionalInteger("limit");
        if (limit is < 1 || limit > most)
            Refuse(ProtocolErrors.Invalid("limit"));
        return (int)Math.Clamp(limit ?? otherwise, 1, most);
    }

    public BinanceMarket? Market(BinanceTrading trading)
    {
        string name = Text("symbol");
        return Refusal is null ? Known(trading, name) : null;
    }

    public BinanceMarket? OptionalMarket(BinanceTrading trading) => OptionalText("symbol") is { } name ? Known(trading, name) : null;

    public Side Side() => OneOf("side", BinanceErrors.BadSide, "BUY", "SELL") == "BUY" ? Core.Side.Buy : Core.Side.Sell;

    public void Refuse(BinanceError error) => Refusal ??= error;

    /// <summary>Digits, at most one point, none of them missing.</summary>
    private static bool IsDecimal(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> whole = point < 0 ? text : text.AsSpan(0, point);
        ReadOnlySpan<char> fraction = point < 0 ? "0" : text.AsSpan(point + 1);
        return whole.Length is > 0 and <= 20 && fraction.Length is > 0 and <= 20
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
    }

    private BinanceMarket? Known(BinanceTrading trading, string name)
    {
        BinanceMarket? market = trading.Find(name);
        if (market is null)
            Refuse(BinanceErrors.BadSymbol);
        return market;
    }
}
