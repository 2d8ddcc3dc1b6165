using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

/// <summary>The decoder against its naive twin: real messages, their members rearranged, and damage.</summary>
public sealed class BinanceMessageTwinTests
{
    private const int LongInputs = 10_000_000;
    private const int InputsASeed = 100_000;

    // Another tick and lot than powers of ten, a coarse one, and fine ones: what doesn't fit is a misfit for both.
    private static readonly Instrument[] AllUnits =
    [
        SeenMessage.Units, UnitsOf("0.10", "0.001"), UnitsOf("0.5", "1"), UnitsOf("0.00000001", "0.00000001"), UnitsOf("10", "0.05"), UnitsOf("0.0000000000001", "0.0001"),
    ];

    [RecordingFact]
    public void Every_message_of_every_recording_is_read_as_the_twin_reads_it()
    {
        foreach (string file in Directory.GetFiles(TestData.Recording("binance-usdm"), "*.gz").Concat(Directory.GetFiles(TestData.Recording("binance-spot"), "*.gz")).Order(StringComparer.Ordinal))
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            var watch = new Watch(AllUnits[file.Contains("spot", StringComparison.Ordinal) ? 3 : 0]);
            while (lines.ReadLine() is { } line)
                watch.Compare(Encoding.UTF8.GetBytes(line[(line.IndexOf(' ') + 1)..]));
            Assert.True(watch.Count > 40_000 && watch.Broken == 0 && watch.Other < 10, $"{file}: {watch.Count} messages, {watch.Broken} broken, {watch.Other} other");
        }
    }

    [RecordingFact]
    public void Every_sample_message_is_read_as_the_twin_reads_it_in_any_order_of_its_members()
    {
        var kinds = new HashSet<BinanceMessageKind>();
        var mutation = new MessageMutation(1);
        int count = 0;
        foreach (string message in SampleMessages())
        {
            foreach (Instrument units in AllUnits)
            {
                var watch = new Watch(units);
                watch.Compare(Encoding.UTF8.GetBytes(message));
                kinds.Add(watch.LastKind);
                string before = watch.LastLine;
                for (int i = 0; i < 20; i++)
                {
                    watch.Compare(Encoding.UTF8.GetBytes(mutation.Rearranged(message)));
                    if (before.StartsWith("Trade", StringComparison.Ordinal) || before.StartsWith("BookTicker", StringComparison.Ordinal))
                        Assert.Equal(before, watch.LastLine);
                }
            }

            count++;
        }

        Assert.True(count > 60, $"{count} samples");
        Assert.Superset(new HashSet<BinanceMessageKind> { BinanceMessageKind.Depth, BinanceMessageKind.PartialDepth, BinanceMessageKind.Snapshot, BinanceMessageKind.BookTicker, BinanceMessageKind.Trade, BinanceMessageKind.AggregateTrade, BinanceMessageKind.MarkPrice, BinanceMessageKind.Liquidation, BinanceMessageKind.Other }, kinds);
    }

    [Fact]
    public void The_order_of_members_unknown_ones_and_white_space_change_nothing()
    {
        var mutation = new MessageMutation(2);
        foreach (string message in MessageMutation.Messages)
        {
            var watch = new Watch(SeenMessage.Units);
            watch.Compare(Encoding.UTF8.GetBytes(message));
            string[] before = [.. watch.LastLine.Split(' ').Order(StringComparer.Ordinal)]; // bids and asks may change places
            for (int i = 0; i < 300; i++)
            {
                watch.Compare(Encoding.UTF8.GetBytes(mutation.Rearranged(message)));
                Assert.Equal(before, watch.LastLine.Split(' ').Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void Damaged_and_invented_messages_are_judged_as_the_twin_judges_them_without_an_allocation()
    {
        var whole = new Watch(SeenMessage.Units);
        for (ulong seed = 0; seed < 3; seed++)
            whole.Add(Fuzz(seed));
        Assert.True(whole.Broken > 100_000 && whole.Other > 5_000 && whole.Count - whole.Broken - whole.Other > 50_000, whole.ToString());
    }

    [LongFact("binance")]
    [Trait("Category", "Long-binance")]
    public void Ten_million_damaged_and_invented_messages_are_judged_as_the_twin_judges_them()
    {
        string progress = LongFactAttribute.ProgressFile! + ".messages";
        ulong done = File.Exists(progress) ? ulong.Parse(File.ReadAllText(progress)) : 0;
        for (ulong seed = 1000 + done; seed < 1000 + LongInputs / InputsASeed; seed++)
        {
            Fuzz(seed);
            File.WriteAllText(progress, (seed - 999).ToString());
        }

        File.Delete(progress);
    }

    private static bool IsOptimised { get; } =
        typeof(BinanceMessage).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private static Watch Fuzz(ulong seed)
    {
        var mutation = new MessageMutation(seed);
        var watch = new Watch(AllUnits[seed % (ulong)AllUnits.Length]);
        for (int i = 0; i < InputsASeed; i++)
            watch.Compare(mutation.Next());
        // A collection on another test's thread may count the rest of this thread's context. Unoptimised code allocates for a table of constants.
        if (IsOptimised)
            Assert.InRange(watch.Allocated, 0, 64 * 1024);
        return watch;
    }

    private static IEnumerable<string> SampleMessages()
    {
        string folder = Path.Combine(TestData.Folder, "messages", "binance");
        foreach (string line in File.ReadLines(Path.Combine(folder, "raw-2021-2023", "binance.raw.jsonl")))
            yield return JsonDocument.Parse(line).RootElement.GetProperty("raw").GetString()!;
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "tardis"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
                yield return JsonDocument.Parse(line).RootElement.GetProperty("msg").GetRawText();
        }
    }

    private static Instrument UnitsOf(string tick, string lot) =>
        Instrument.Linear("binance-usdm", "BTCUSDT", DecimalUnit.Parse(tick, "tick"), DecimalUnit.Parse(lot, "lot"));

    /// <summary>Reads messages with both and compares.</summary>
    private sealed class Watch(Instrument units)
    {
        private readonly EventBuffer _rows = new();

        public long Count { get; private set; }

        public long Broken { get; private set; }

        public long Other { get; private set; }

        public long Allocated { get; private set; }

        public BinanceMessageKind LastKind { get; private set; }

        public string LastLine { get; private set; } = "";

        public void Compare(byte[] json)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            BinanceMessage message = BinanceMessage.Read(json, units, _rows);
            Allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            LastKind = message.Kind;
            LastLine = PlainMessage.Line(message, _rows);
            Count++;
            Broken += message.Kind == BinanceMessageKind.Broken ? 1 : 0;
            Other += message.Kind == BinanceMessageKind.Other ? 1 : 0;
            string expected = PlainMessage.Read(json, units);
            if (expected != LastLine)
                Assert.Fail($"units {units.PriceUnit} {units.QuantityUnit}, {Encoding.Latin1.GetString(json)}\ntwin {expected}\nours {LastLine} {message.Fault}");
        }

        public void Add(Watch other)
        {
            Count += other.Count;
            Broken += other.Broken;
            Other += other.Other;
        }

        public override string ToString() => $"{Count} messages, {Broken} broken, {Other} other";
    }
}
