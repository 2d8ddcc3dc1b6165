using System.Text.Json;
using System.Text.Json.Serialization;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline inspect --facts</c>: what the markets in a recording are like.</summary>
internal static class FactsTable
{
    private static readonly JsonSerializerOptions Json = new(JsonText.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static int Run(string path, bool json, CancellationToken cancel)
    {
        using Recording recording = Recording.Open(path);
        var markets = new Dictionary<string, MarketFacts>();
        foreach (RecordedInstrument version in recording.Instruments.DistinctBy(i => i.Index))
            markets[version.Instrument.ToString()] = MarketFacts.Of(recording, version.Index, cancel: cancel);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(markets, Json));
        else
            foreach ((string name, MarketFacts facts) in markets)
                Print(name, facts);
        return CommandLine.Done;
    }

    private static void Print(string name, MarketFacts f)
    {
        Console.WriteLine($"{name}: what its feed shows over {f.Seconds:0.0} s");
        Console.WriteLine($"spread           one tick {f.Spread.OneTick:0.0000}, two to five {f.Spread.TwoToFiveTicks:0.0000}, wider {f.Spread.Wider:0.0000} of the time; mean {f.Spread.MeanTicks:0.000} ticks");
        Console.WriteLine($"flow             {f.Flow.RowsPerSecond:0.0} rows/s, {f.Flow.MessagesPerSecond:0.0} messages/s: {f.Flow.DepthUpdatesPerSecond:0.00} depth updates, {f.Flow.BestQuotesPerSecond:0.0} best quotes, {f.Flow.TradesPerSecond:0.0} trades");
        Console.WriteLine($"bursts           at most {f.Flow.MostMessagesIn10Ms} messages in 10 ms and {f.Flow.MostMessagesInSecond} in a second; Fano factor by second: trades {f.Flow.TradesFano:0.0}, best quotes {f.Flow.BestQuotesFano:0.0}");
        Console.WriteLine($"depth updates    mean {f.Depth.RowsPerUpdate:0.0} rows, median {f.Depth.MedianRowsPerUpdate:0}; {f.Depth.AtTouch:0.000} of them at the touch; {f.Depth.Removals:0.000} of the rows empty a level; median distance {f.Depth.MedianDistanceTicks:0} ticks");
        Console.WriteLine($"quantities       at the touch median {f.Depth.TouchMedian:0.000}, mean {f.Depth.TouchMean:0.000}; second to fifth level median {f.Depth.NextMedian:0.000}, mean {f.Depth.NextMean:0.000}; fifth level {f.Depth.FifthLevelTicks:0} ticks away");
        Console.WriteLine($"trades           median {f.Trades.MedianQuantity:0.000}, mean {f.Trades.MeanQuantity:0.000}, 99 % below {f.Trades.LargeQuantity:0.000}; {f.Trades.TakersPerSecond:0.0} orders/s took, {f.Trades.TradesPerTaker:0.00} trades each");
        Console.WriteLine($"trade signs      autocorrelation {f.Trades.SignAutocorrelation1:0.000} after 1 trade, {f.Trades.SignAutocorrelation10:0.000} after 10, {f.Trades.SignAutocorrelation100:0.000} after 100; of orders {f.Trades.TakerSignAutocorrelation1:0.000} after 1, {f.Trades.TakerSignAutocorrelation10:0.000} after 10");
        Console.WriteLine($"moves            {f.Moves.VolatilityBp:0.000} bp in a second (kurtosis {f.Moves.Kurtosis:0.0}), {f.Moves.Volatility10Bp:0.000} bp in ten; the touch moves {f.Moves.TouchMovesPerSecond:0.00} times a second");
        Console.WriteLine($"feed latency     p50 {Ms(f.Latency.P50Ns)}, p90 {Ms(f.Latency.P90Ns)}, p99 {Ms(f.Latency.P99Ns)}, p99.9 {Ms(f.Latency.P999Ns)}, max {Ms(f.Latency.MaxNs)} ms");
    }

    private static string Ms(long? ns) => $"{ns / 1e6:0.000}";
}
