using Touchline.Core;

namespace Touchline.Tests;

/// <summary>One fact of a market: what a recording of Binance's futures has, and what passes as near.</summary>
/// <param name="Name">As in docs/synthetic-market.md.</param>
/// <param name="Of">Where it stands.</param>
/// <param name="Btc">BTCUSDT, 345 s from 2024-08-08 23:54:16 UTC.</param>
/// <param name="Eth">ETHUSDT, the same time.</param>
/// <param name="Least">The least share of the recorded value that passes for ten synthetic minutes.</param>
/// <param name="Most">The greatest share.</param>
public sealed record RecordedFact(string Name, Func<MarketFacts, double> Of, double Btc, double Eth, double Least, double Most)
{
    public override string ToString() => Name;
}

/// <summary>The facts by which a synthetic market is judged. Measured by MarketFacts on the two recordings of Binance's USDⓈ-M futures.</summary>
public static class RecordedFacts
{
    public static IReadOnlyList<RecordedFact> All { get; } =
    [
        new("spread of one tick, share of time", f => f.Spread.OneTick, 0.9912, 0.9912, 0.99, 1.01),
        new("spread of two to five ticks, share of time", f => f.Spread.TwoToFiveTicks, 0.0037, 0.0064, 0.1, 2),
        new("wider spread, share of time", f => f.Spread.Wider, 0.0051, 0.0024, 0.3, 4),
        new("mean spread, ticks", f => f.Spread.MeanTicks, 1.140, 1.043, 0.9, 1.35),
        new("rows/s", f => f.Flow.RowsPerSecond, 1736.8, 1602.3, 0.7, 1.5),
        new("messages/s", f => f.Flow.MessagesPerSecond, 272.5, 216.5, 0.7, 1.8),
        new("depth updates/s", f => f.Flow.DepthUpdatesPerSecond, 18.99, 19.09, 0.98, 1.02),
        new("best quotes/s", f => f.Flow.BestQuotesPerSecond, 191.7, 156.6, 0.7, 1.8),
        new("trades/s", f => f.Flow.TradesPerSecond, 61.8, 40.8, 0.55, 2),
        new("most messages in 10 ms", f => f.Flow.MostMessagesIn10Ms, 648, 259, 0.3, 2),
        new("most messages in a second", f => f.Flow.MostMessagesInSecond, 2429, 834, 0.3, 6),
        new("Fano factor of trades", f => f.Flow.TradesFano, 376.8, 76.6, 0.12, 5),
        new("Fano factor of best quotes", f => f.Flow.BestQuotesFano, 99.2, 59.3, 0.4, 6),
        new("rows in a depth update, mean", f => f.Depth.RowsPerUpdate, 67.7, 65.1, 0.6, 1.4),
        new("rows in a depth update, median", f => f.Depth.MedianRowsPerUpdate, 34, 39, 0.8, 1.5),
        new("depth updates at the touch, share", f => f.Depth.AtTouch, 0.871, 0.850, 0.95, 1.15),
        new("rows that empty a level, share", f => f.Depth.Removals, 0.217, 0.135, 0.8, 1.2),
        new("median distance of a row, ticks", f => f.Depth.MedianDistanceTicks, 404, 183, 0.9, 1.4),
        new("quantity at the touch, median", f => f.Depth.TouchMedian, 3.133, 15.599, 0.7, 1.2),
        new("quantity at the touch, mean", f => f.Depth.TouchMean, 3.764, 19.967, 0.7, 1.2),
        new("quantity of levels two to five, median", f => f.Depth.NextMedian, 0.059, 0.568, 0.6, 2),
        new("quantity of levels two to five, mean", f => f.Depth.NextMean, 0.489, 2.347, 0.8, 1.5),
        new("distance of the fifth level, ticks", f => f.Depth.FifthLevelTicks, 20, 13, 0.7, 1.1),
        new("trade, median", f => f.Trades.MedianQuantity, 0.016, 0.071, 0.8, 1.4),
        new("trade, mean", f => f.Trades.MeanQuantity, 0.114, 0.651, 0.7, 1.1),
        new("trade, 99 % below", f => f.Trades.LargeQuantity, 1.146, 8.463, 0.5, 1.3),
        new("orders that took/s", f => f.Trades.TakersPerSecond, 15.8, 10.2, 0.5, 1.7),
        new("trades of an order that took", f => f.Trades.TradesPerTaker, 3.92, 4.01, 1, 1.5),
        new("sign autocorrelation, 1 trade", f => f.Trades.SignAutocorrelation1, 0.794, 0.830, 0.9, 1.15),
        new("sign autocorrelation, 10 trades", f => f.Trades.SignAutocorrelation10, 0.581, 0.547, 0.7, 1.2),
        new("sign autocorrelation, 100 trades", f => f.Trades.SignAutocorrelation100, 0.251, 0.140, 0.2, 2),
        new("taker sign autocorrelation, 1 order", f => f.Trades.TakerSignAutocorrelation1, 0.199, 0.318, 0.3, 1.6),
        new("taker sign autocorrelation, 10 orders", f => f.Trades.TakerSignAutocorrelation10, 0.118, 0.094, 0.5, 3.5),
        new("volatility of a second, bp", f => f.Moves.VolatilityBp, 1.210, 1.176, 0.65, 1.5),
        new("volatility of ten seconds, bp", f => f.Moves.Volatility10Bp, 3.542, 3.455, 0.6, 1.6),
        new("kurtosis of a second's moves", f => f.Moves.Kurtosis, 25.2, 7.7, 0.4, 3),
        new("moves of the touch/s", f => f.Moves.TouchMovesPerSecond, 7.68, 9.44, 0.6, 2.3),
        new("feed latency, median, ms", f => f.Latency.P50Ns!.Value / 1e6, 4.127, 3.946, 0.8, 1.2),
        new("feed latency, 90 %, ms", f => f.Latency.P90Ns!.Value / 1e6, 12.542, 9.789, 0.7, 1.6),
        new("feed latency, 99 %, ms", f => f.Latency.P99Ns!.Value / 1e6, 43.418, 26.001, 0.5, 1.5),
        new("feed latency, 99.9 %, ms", f => f.Latency.P999Ns!.Value / 1e6, 94.503, 50.299, 0.5, 1.8),
    ];
}
