namespace Touchline.Core;

/// <summary>
/// What one instrument's market is like, as its feed shows it: measured in one pass over the rows in the order in which we saw them. The same facts are
/// taken of a recording and of a synthetic market, to be compared. Not a number where there was nothing to measure.
/// </summary>
public sealed record MarketFacts
{
    /// <summary>From the first local time to the last.</summary>
    public required double Seconds { get; init; }

    public required SpreadFacts Spread { get; init; }

    public required FlowFacts Flow { get; init; }

    public required DepthFacts Depth { get; init; }

    public required TradeFacts Trades { get; init; }

    public required MoveFacts Moves { get; init; }

    public required LatencyStatistics Latency { get; init; }

    /// <summary>Measures one instrument of a source.</summary>
    /// <param name="source">Read from its beginning.</param>
    /// <param name="instrument">Its index; the units of its first version count.</param>
    /// <param name="endNs">Rows with a later local time are left out. An endless stream needs one.</param>
    public static MarketFacts Of(RowSource source, int instrument = 0, long endNs = long.MaxValue, CancellationToken cancel = default)
    {
        var rows = new LocalTimeline(source);
        var collector = new MarketFactsCollector(source.Instruments.First(i => i.Index == instrument).Instrument);
        for (long n = 0; rows.NextNs != long.MaxValue && rows.NextNs <= endNs; rows.Advance(), n++)
        {
            if ((n & 0xFFFF) == 0)
                cancel.ThrowIfCancellationRequested();
            if (rows.Row.Instrument == instrument)
                collector.Add(rows.Row, rows.NextNs);
        }

        return collector.Finish();
    }
}

/// <summary>
/// The spread in ticks, each weighted by how long it stood by the exchange's clock: by the venue's own best quotes, or by the depth book
/// where there are none.
/// </summary>
/// <param name="OneTick">Share of the time, 0 to 1.</param>
/// <param name="TwoToFiveTicks">Share of the time.</param>
/// <param name="Wider">Share of the time beyond five ticks.</param>
/// <param name="MeanTicks">Over the time.</param>
public sealed record SpreadFacts(double OneTick, double TwoToFiveTicks, double Wider, double MeanTicks);

/// <summary>How much comes, and how unevenly.</summary>
/// <param name="RowsPerSecond">Of market data.</param>
/// <param name="MessagesPerSecond">Batches.</param>
/// <param name="DepthUpdatesPerSecond">Messages of level changes; a snapshot is none.</param>
/// <param name="BestQuotesPerSecond">Messages of the venue's best bid and ask.</param>
/// <param name="TradesPerSecond">Trade rows.</param>
/// <param name="MostMessagesIn10Ms">Within any 10 ms of local time.</param>
/// <param name="MostMessagesInSecond">Within a whole second of local time.</param>
/// <param name="TradesFano">Variance over mean of the trades in whole seconds of the exchange's clock; 1 were they independent.</param>
/// <param name="BestQuotesFano">The same of best quotes.</param>
public sealed record FlowFacts(
    double RowsPerSecond, double MessagesPerSecond, double DepthUpdatesPerSecond, double BestQuotesPerSecond, double TradesPerSecond,
    long MostMessagesIn10Ms, long MostMessagesInSecond, double TradesFano, double BestQuotesFano);

/// <summary>Level changes, and the book after each depth update. Quantities as the venue counts them.</summary>
/// <param name="RowsPerUpdate">Mean level rows in a depth update.</param>
/// <param name="MedianRowsPerUpdate">Median of the same.</param>
/// <param name="AtTouch">Share of the updates that change a level at or before the best price of its side.</param>
/// <param name="Removals">Share of the rows that empty a level.</param>
/// <param name="MedianDistanceTicks">Median distance of a row from the best price of its side as the book stood after the update before.</param>
/// <param name="TouchMedian">Median quantity at the best price.</param>
/// <param name="TouchMean">Mean quantity at the best price.</param>
/// <param name="NextMedian">Median quantity of the second to fifth level.</param>
/// <param name="NextMean">Mean quantity of the second to fifth level.</param>
/// <param name="FifthLevelTicks">Median distance of the fifth level from the first.</param>
public sealed record DepthFacts(
    double RowsPerUpdate, double MedianRowsPerUpdate, double AtTouch, double Removals, double MedianDistanceTicks,
    double TouchMedian, double TouchMean, double NextMedian, double NextMean, double FifthLevelTicks);

/// <summary>
/// Trades one by one, as the venue prints them, and as orders that took: trades of one side and one exchange millisecond together.
/// Quantities as the venue counts them.
/// </summary>
/// <param name="MedianQuantity">Of a trade.</param>
/// <param name="MeanQuantity">Of a trade.</param>
/// <param name="LargeQuantity">The 99th percentile of a trade.</param>
/// <param name="TakersPerSecond">Orders that took, as seen by millisecond and side.</param>
/// <param name="TradesPerTaker">Mean trades of one of them.</param>
/// <param name="SignAutocorrelation1">Of the aggressor's side, +1 or −1, one trade on.</param>
/// <param name="SignAutocorrelation10">Ten trades on.</param>
/// <param name="SignAutocorrelation100">A hundred trades on.</param>
/// <param name="TakerSignAutocorrelation1">Of the sides of orders that took, one order on.</param>
/// <param name="TakerSignAutocorrelation10">Ten orders on.</param>
public sealed record TradeFacts(
    double MedianQuantity, double MeanQuantity, double LargeQuantity, double TakersPerSecond, double TradesPerTaker,
    double SignAutocorrelation1, double SignAutocorrelation10, double SignAutocorrelation100,
    double TakerSignAutocorrelation1, double TakerSignAutocorrelation10);

/// <summary>How the price moves, by the same touch as the spread.</summary>
/// <param name="VolatilityBp">Standard deviation of the mid's relative change from one whole second to the next, in basis points.</param>
/// <param name="Volatility10Bp">The same over ten seconds, starting at every second.</param>
/// <param name="Kurtosis">Of the changes over a second: 3 for a normal distribution.</param>
/// <param name="TouchMovesPerSecond">How often the best bid or the best ask has another price.</param>
public sealed record MoveFacts(double VolatilityBp, double Volatility10Bp, double Kurtosis, double TouchMovesPerSecond);
