using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary><c>touchline inspect</c>: what is in a recording, and how good it is.</summary>
internal static class InspectCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonText.Indented)
    {
        PropertyNamingPolicy = new Names(),
        Converters = { new KindConverter() },
    };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The recording (.tlr)" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object; times in ns" };
        var facts = new Option<bool>("--facts") { Description = "What the market is like instead: spread, flow, depth, trades, moves" };
        var command = new Command("inspect", "Tell what is in a recording: instruments and units, rows, rates, gaps, latency, clock offset.") { file, json, facts };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => parsed.GetValue(facts)
            ? FactsTable.Run(parsed.GetRequiredValue(file), parsed.GetValue(json), cancel)
            : Run(parsed.GetRequiredValue(file), parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(string path, bool json, CancellationToken cancel)
    {
        using Recording recording = Recording.Open(path);
        using var progress = new ProgressLine("reading");
        RecordingStatistics s = RecordingStatistics.Of(
            recording, new Relay<long>(rows => progress.Show((double)rows / Math.Max(1, recording.RowCount), rows)), cancel);
        progress.Dispose();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(s, Json));
        else
            Print(s);
        return CommandLine.Done;
    }

    private static void Print(RecordingStatistics s)
    {
        Console.WriteLine($"{s.Path}: {s.Rows:N0} rows, {s.FileBytes / 1048576.0:0.0} MiB, {s.Producer}");
        if (s.HoldsOwnOrders)
            Console.WriteLine("  OWN ORDERS: recorded with --impact, the session's orders are part of this market");
        if (s.OrdersAwaitRows)
            Console.WriteLine("  LIVE PAPER: recorded by a paper session on a live feed, which learned by these rows what became of its orders; so does a backtest of it");
        if (!s.IsComplete)
            Console.WriteLine($"  NOT CLOSED: its writer ended early; {s.LostBytes:N0} bytes behind the last whole block can't be read");
        foreach (RecordedInstrumentStatistics i in s.Instruments)
            Print(i);
        Console.WriteLine($"rows by kind     {string.Join(", ", s.RowsByKind.Select(k => $"{k.Value:N0} {KindNames.Of(k.Key)}"))}");
        Console.WriteLine($"span             {Seconds(s.SpanNs)} s, {Time(s.FirstLocalNs)} to {Time(s.LastLocalNs)} UTC (local)");
        Console.WriteLine($"                 exchange {Time(s.FirstExchangeNs)} to {Time(s.LastExchangeNs)} UTC");
        Print("rows", s.RowRate);
        Print("messages", s.MessageRate);
        Console.WriteLine($"largest silence  {(s.LargestSilence is { } silence ? $"{Milliseconds(silence.DurationNs)} ms from {Time(silence.FromNs)}" : "none")}");
        Console.WriteLine($"gaps             {s.Gaps}");
        LatencyStatistics l = s.FeedLatency;
        Console.WriteLine($"feed latency     p50 {Milliseconds(l.P50Ns)}, p90 {Milliseconds(l.P90Ns)}, p99 {Milliseconds(l.P99Ns)}, p99.9 {Milliseconds(l.P999Ns)}, min {Milliseconds(l.MinNs)}, max {Milliseconds(l.MaxNs)} ms over {l.Rows:N0} rows");
        Console.WriteLine($"clock offset     {Seconds(s.ClockOffsetNs)} s{(s.ClockOffsetNs == 0 ? "" : ", added to local times")}");
        Console.WriteLine($"late rows        {s.LateRows:N0} behind a row with a later exchange time");
        if (s.OneSidedRows > 0)
            Console.WriteLine($"one-sided rows   {s.OneSidedRows:N0} seen by one side only");
    }

    private static void Print(RecordedInstrumentStatistics i)
    {
        foreach (RecordedVersionStatistics v in i.Versions)
            Console.WriteLine($"instrument       {i.Symbol} on {i.Venue}, version {v.Version} from row {v.FirstRow:N0}: tick {v.Tick}, lot {v.Lot}, price unit {v.PriceUnit}, quantity unit {v.QuantityUnit}, multiplier {v.Multiplier}");
        Console.WriteLine($"book             crossed {Seconds(i.CrossedNs)} s ({Percent(i.CrossedShare)} %), one-sided {Seconds(i.OneSidedNs)} s ({Percent(i.OneSidedShare)} %), empty {Seconds(i.EmptyNs)} s ({Percent(i.EmptyShare)} %), stale {Seconds(i.StaleNs)} s ({Percent(i.StaleShare)} %)");
    }

    private static void Print(string what, RateStatistics rate) => Console.WriteLine(
        $"{what,-8} rate    mean {rate.MeanPerSecond:N1}/s, p99 {rate.P99PerSecond:N0}/s, most {rate.MaxPerSecond:N0}/s, largest burst {rate.LargestBurstIn10Ms:N0} in 10 ms"
        + (rate.LargestBurstNs is { } at ? $" at {Time(at)}" : ""));

    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Milliseconds(long? ns) => ns is null ? "-" : (ns.Value / 1e6m).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Time(long? ns) => ns is null
        ? "-"
        : DateTime.UnixEpoch.AddTicks(ns.Value / 100).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    // The framework's snake case tears numbers and units apart.
    private sealed class Names : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name == nameof(RateStatistics.LargestBurstIn10Ms)
            ? "largest_burst_in_10ms"
            : SnakeCaseLower.ConvertName(name);
    }

    private sealed class KindConverter : JsonConverter<EventKind>
    {
        public override EventKind Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, EventKind value, JsonSerializerOptions options) => writer.WriteStringValue(KindNames.Key(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, EventKind value, JsonSerializerOptions options) =>
            writer.WritePropertyName(KindNames.Key(value));
    }
}
