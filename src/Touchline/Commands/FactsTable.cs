using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline inspect --facts</c>: what the markets in a recording are like.</summary>
internal static class FactsTable
{
    private const string Undefined = "-";

    private static readonly JsonSerializerOptions Json = new(JsonText.Indented)
    {
        PropertyNamingPolicy = new Names(),
        Converters = { new Figure() },
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
        Console.WriteLine($"{name}: what its feed shows over {Text(f.Seconds, "0.0")} s");
        Console.WriteLine($"spread           one tick {Text(f.Spread.OneTick, "0.0000")}, two to five {Text(f.Spread.TwoToFiveTicks, "0.0000")}, wider {Text(f.Spread.Wider, "0.0000")} of the time; mean {Text(f.Spread.MeanTicks, "0.000")} ticks");
        Console.WriteLine($"flow             {Text(f.Flow.RowsPerSecond, "0.0")} rows/s, {Text(f.Flow.MessagesPerSecond, "0.0")} messages/s: {Text(f.Flow.DepthUpdatesPerSecond, "0.00")} depth updates, {Text(f.Flow.BestQuotesPerSecond, "0.0")} best quotes, {Text(f.Flow.TradesPerSecond, "0.0")} trades");
        Console.WriteLine($"bursts           at most {f.Flow.MostMessagesIn10Ms} messages in 10 ms and {f.Flow.MostMessagesInSecond} in a second; Fano factor by second: trades {Text(f.Flow.TradesFano, "0.0")}, best quotes {Text(f.Flow.BestQuotesFano, "0.0")}");
        Console.WriteLine($"depth updates    mean {Text(f.Depth.RowsPerUpdate, "0.0")} rows, median {Text(f.Depth.MedianRowsPerUpdate, "0")}; {Text(f.Depth.AtTouch, "0.000")} of them at the touch; {Text(f.Depth.Removals, "0.000")} of the rows empty a level; median distance {Text(f.Depth.MedianDistanceTicks, "0")} ticks");
        Console.WriteLine($"quantities       at the touch median {Text(f.Depth.TouchMedian, "0.000")}, mean {Text(f.Depth.TouchMean, "0.000")}; second to fifth level median {Text(f.Depth.NextMedian, "0.000")}, mean {Text(f.Depth.NextMean, "0.000")}; fifth level {Text(f.Depth.FifthLevelTicks, "0")} ticks away");
        Console.WriteLine($"trades           median {Text(f.Trades.MedianQuantity, "0.000")}, mean {Text(f.Trades.MeanQuantity, "0.000")}, 99 % below {Text(f.Trades.LargeQuantity, "0.000")}; {Text(f.Trades.TakersPerSecond, "0.0")} orders/s took, {Text(f.Trades.TradesPerTaker, "0.00")} trades each");
        Console.WriteLine($"trade signs      autocorrelation {Text(f.Trades.SignAutocorrelation1, "0.000")} after 1 trade, {Text(f.Trades.SignAutocorrelation10, "0.000")} after 10, {Text(f.Trades.SignAutocorrelation100, "0.000")} after 100; of orders {Text(f.Trades.TakerSignAutocorrelation1, "0.000")} after 1, {Text(f.Trades.TakerSignAutocorrelation10, "0.000")} after 10");
        Console.WriteLine($"moves            {Text(f.Moves.VolatilityBp, "0.000")} bp in a second (kurtosis {Text(f.Moves.Kurtosis, "0.0")}), {Text(f.Moves.Volatility10Bp, "0.000")} bp in ten; the touch moves {Text(f.Moves.TouchMovesPerSecond, "0.00")} times a second");
        Console.WriteLine($"feed latency     p50 {Ms(f.Latency.P50Ns)}, p90 {Ms(f.Latency.P90Ns)}, p99 {Ms(f.Latency.P99Ns)}, p99.9 {Ms(f.Latency.P999Ns)}, max {Ms(f.Latency.MaxNs)} ms");
    }

    private static string Ms(long? ns) => ns is { } known ? Text(known / 1e6, "0.000") : Undefined;

    private static string Text(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : Undefined;

    // The framework's snake case glues a number to the word before it; p50 is one word.
    private sealed class Names : JsonNamingPolicy
    {
        public override string ConvertName(string name)
        {
            string snake = SnakeCaseLower.ConvertName(name);
            bool IsLetter(int at) => at >= 0 && char.IsAsciiLetter(snake[at]);
            return string.Concat(snake.Select((c, i) => char.IsAsciiDigit(c) && IsLetter(i - 1) && IsLetter(i - 2) ? $"_{c}" : $"{c}"));
        }
    }

    private sealed class Figure : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
