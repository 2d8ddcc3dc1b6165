using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>An order that passed its checks and isn't in the market yet.</summary>
internal readonly record struct OrderDraft(
    BinanceMarket Market, Side Side, PositionSide PositionSide, string Type, string TimeInForce, decimal Price, decimal Quantity, bool ReduceOnly)
{
    public bool IsMarket => Type == "MARKET";

    public bool Rests => !IsMarket && TimeInForce is "GTC" or "GTX" or "GTD";

    /// <summary>The worst price it may trade at: its own, or as far from the mark price as the symbol lets a market order go.</summary>
    public Price Limit
    {
        get
        {
            BinanceSymbol symbol = Market.Symbol;
            if (!IsMarket)
                return symbol.Ticks(Price);
            return Side == Side.Buy
                ? symbol.TicksAtOrBelow(Market.MarkPrice * (1 + symbol.MarketTakeBound))
                : symbol.TicksAtOrAbove(Market.MarkPrice * (1 - symbol.MarketTakeBound));
        }
    }
}
