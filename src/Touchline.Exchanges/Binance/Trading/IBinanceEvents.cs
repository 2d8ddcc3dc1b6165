using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>Is told what happens at the exchange, in order, as it happens. Times are the exchange's, in nanoseconds.</summary>
internal interface IBinanceEvents
{
    /// <summary>A trade in a market.</summary>
    void OnTrade(BinanceMarket market, in BinanceTrade trade);

    /// <summary>Levels of a market's book changed. The last update id is the market's.</summary>
    void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs);

    /// <summary>A liquidation order was carried out.</summary>
    void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs);

    /// <summary>Mark price, index price or funding rate of a market are new (about once a second).</summary>
    void OnMark(BinanceMarket market, long nowNs);

    /// <summary>Something happened to an account's order.</summary>
    /// <param name="execution">NEW, TRADE, AMENDMENT, CANCELED, EXPIRED, CALCULATED.</param>
    /// <param name="fill">Of TRADE and CALCULATED; else null.</param>
    /// <param name="modifyId">Of an amendment that has one.</param>
    void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs);

    void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs);

    /// <summary>Wallet or positions changed.</summary>
    /// <param name="reason">The event's m: ORDER, FUNDING_FEE, ...</param>
    /// <param name="walletChange">The event's bc: what changed beside profit and fees.</param>
    /// <param name="positions">Those that changed.</param>
    /// <param name="symbol">Of funding: what it was for.</param>
    void OnAccount(BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs);

    void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs);

    /// <summary>Leverage of a symbol, or multi-assets mode (symbol null), was set.</summary>
    void OnConfiguration(BinanceAccount account, string? symbol, long nowNs);
}

/// <summary>A trade in a market.</summary>
/// <param name="Id">Grows by one with each trade of the market.</param>
internal readonly record struct BinanceTrade(long Id, Price Price, Quantity Quantity, Side Aggressor, long TimeNs);
