using System.Buffers;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>What a symbol's filters say to prices and quantities, and what a client may call an order.</summary>
internal static class OrderFilters
{
    private const int LongestClientId = 36;

    private static readonly SearchValues<char> ClientIdLetters =
        SearchValues.Create(".:/_-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsClientId(string text) => text.Length is > 0 and <= LongestClientId && !text.AsSpan().ContainsAnyExcept(ClientIdLetters);

    public static BinanceError? CheckPrice(BinanceSymbol symbol, decimal price)
    {
        if (price <= 0)
            return BinanceErrors.PriceBelowZero;
        if (Places(price) > symbol.PricePrecision)
            return BinanceErrors.BadPrecision;
        if (price > symbol.MaxPrice)
            return BinanceErrors.PriceAboveMax;
        if (price < symbol.MinPrice)
            return BinanceErrors.PriceBelowMin;
        return (price - symbol.MinPrice) % symbol.TickSize.ToDecimal() == 0 ? null : BinanceErrors.PriceOffTick;
    }

    /// <summary>PERCENT_PRICE: buys not too far above the mark price, sells not too far below.</summary>
    public static BinanceError? CheckPercent(BinanceMarket market, Side side, decimal price)
    {
        BinanceSymbol symbol = market.Symbol;
        if (side == Side.Buy)
        {
            decimal most = symbol.Money(symbol.TicksAtOrBelow(market.MarkPrice * symbol.MultiplierUp));
            return price > most ? BinanceErrors.PriceTooHigh(most) : null;
        }

        decimal least = symbol.Money(symbol.TicksAtOrAbove(market.MarkPrice * symbol.MultiplierDown));
        return price < least ? BinanceErrors.PriceTooLow(least) : null;
    }

    public static BinanceError? CheckQuantity(BinanceSymbol symbol, decimal quantity, bool isMarket)
    {
        if (quantity <= 0)
            return BinanceErrors.QuantityBelowZero;
        if (Places(quantity) > symbol.QuantityPrecision)
            return BinanceErrors.BadPrecision;
        if (quantity < symbol.MinQuantity)
            return BinanceErrors.QuantityBelowMin;
        if (quantity > (isMarket ? symbol.MarketMaxQuantity : symbol.MaxQuantity))
            return BinanceErrors.QuantityAboveMax;
        return (quantity - symbol.MinQuantity) % symbol.StepSize.ToDecimal() == 0 ? null : BinanceErrors.QuantityOffStep;
    }

    private static int Places(decimal value) => (value / 1.000000000000000000000000000000000m).Scale;
}
