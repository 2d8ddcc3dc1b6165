using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>How the market data of one contract writes its numbers: text with a fixed number of places.</summary>
internal sealed class BinanceNumbers(BinanceSymbol symbol)
{
    private const int MostCharacters = 40;

    private readonly DecimalUnit _tick = symbol.TickSize;
    private readonly DecimalUnit _step = symbol.StepSize;
    private readonly StandardFormat _price = new(PricePlaces(symbol));
    private readonly StandardFormat _quantity = new(QuantityPlaces(symbol));

    public static int PricePlaces(BinanceSymbol symbol) => Math.Max(symbol.PricePrecision, symbol.TickSize.Decimals);

    public static int QuantityPlaces(BinanceSymbol symbol) => Math.Max(symbol.QuantityPrecision, symbol.StepSize.Decimals);

    public decimal Value(Price price) => _tick.ToDecimal(price.Units);

    public decimal Value(Quantity quantity) => _step.ToDecimal(quantity.Units);

    public void Price(Utf8JsonWriter json, string name, Price price) => Price(json, name, Value(price));

    public void Price(Utf8JsonWriter json, string name, decimal price)
    {
        json.WritePropertyName(name);
        _price.Write(json, price);
    }

    public void Quantity(Utf8JsonWriter json, string name, Quantity quantity)
    {
        json.WritePropertyName(name);
        _quantity.Write(json, Value(quantity));
    }

    /// <summary>A price without a name, in an array.</summary>
    public void Price(Utf8JsonWriter json, Price price) => _price.Write(json, Value(price));

    /// <summary>A quantity without a name, in an array.</summary>
    public void Quantity(Utf8JsonWriter json, Quantity quantity) => _quantity.Write(json, Value(quantity));

    /// <summary>Levels of a book as pairs of price and quantity.</summary>
    public void Levels(Utf8JsonWriter json, string name, ReadOnlySpan<BookLevel> levels)
    {
        json.WriteStartArray(name);
        foreach (BookLevel level in levels)
        {
            json.WriteStartArray();
            Price(json, level.Price);
            Quantity(json, level.Quantity);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Any other decimal: values in the quote asset, rates, mark prices.</summary>
    public static void Fixed(Utf8JsonWriter json, string name, decimal value, int places)
    {
        json.WritePropertyName(name);
        new StandardFormat(places).Write(json, value);
    }

    /// <summary>The same without a name.</summary>
    public static void Fixed(Utf8JsonWriter json, decimal value, int places) => new StandardFormat(places).Write(json, value);

    private readonly record struct StandardFormat(int Places)
    {
        private static readonly string[] Formats = [.. Enumerable.Range(0, 19).Select(places => $"F{places}")];

        public void Write(Utf8JsonWriter json, decimal value)
        {
            Span<byte> text = stackalloc byte[MostCharacters];
            if (!value.TryFormat(text, out int length, Formats[Places], CultureInfo.InvariantCulture))
                throw new InvalidOperationException($"the number {value} is longer than {MostCharacters} characters");
            json.WriteStringValue(text[..length]);
        }
    }
}
