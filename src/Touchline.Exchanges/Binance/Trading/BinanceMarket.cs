using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>One contract's market: its book, its mark price. Prices in ticks, quantities in steps of the symbol.</summary>
internal abstract class BinanceMarket
{
    public abstract BinanceSymbol Symbol { get; }

    /// <summary>The book that everybody sees. To be read only.</summary>
    public abstract OrderBook Book { get; }

    /// <summary>Grows with every change of a level.</summary>
    public abstract long UpdateId { get; }

    /// <summary>When the book last changed, exchange time.</summary>
    public abstract long ChangedNs { get; }

    public abstract decimal MarkPrice { get; }

    public abstract decimal IndexPrice { get; }

    public abstract decimal FundingRate { get; }

    public abstract long NextFundingNs { get; }

    /// <summary>Clients' orders meet each other and move the market; false: they trade with a recording alone.</summary>
    public abstract bool IsShared { get; }
}
