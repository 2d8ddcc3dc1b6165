using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class SyntheticStreamTests
{
    private const long Start = 1_767_571_200_000_000_000;
    private const long Second = 1_000_000_000;

    private readonly SyntheticStreamOptions _options = new();

    [Fact]
    public void It_begins_with_the_definition_and_the_whole_book()
    {
        var stream = new SyntheticStream(_options, 1, Start);
        Instrument instrument = Assert.Single(stream.Instruments).Instrument;
        Assert.Equal(("BTCUSDT@synthetic", 0.1m, 0.001m), (instrument.ToString(), instrument.Tick, instrument.Lot));
        var market = new SyntheticMarket(_options.Market, 1, Start);
        var rows = new LocalTimeline(stream);
        Assert.Equal((EventKind.Definition, Start), (rows.Row.Kind, rows.Row.ExchangeNs));
        var book = new OrderBook();
        do
        {
            rows.Advance();
            Assert.Equal((EventKind.Snapshot, Start), (rows.Row.Kind, rows.Row.ExchangeNs));
            book.Apply(rows.Row);
        }
        while (!rows.Row.EndsBatch);
        Assert.Equal(market.Book.Snapshot(Side.Buy), book.Snapshot(Side.Buy));
        Assert.Equal(market.Book.Snapshot(Side.Sell), book.Snapshot(Side.Sell));
    }

    [Fact]
    public void The_exchange_sees_the_market_and_we_see_it_later()
    {
        var stream = new SyntheticStream(_options, 2, Start);
        var market = new SyntheticMarket(_options.Market, 2, Start);
        var expected = new EventBuffer();
        LocalTimeline local = new(stream);
        ExchangeTimeline exchange = new(stream);
        while (exchange.Row.Kind is EventKind.Definition or EventKind.Snapshot)
            exchange.Advance();
        while (local.Row.Kind is EventKind.Definition or EventKind.Snapshot)
            local.Advance();
        long shortest = long.MaxValue, sum = 0, messages = 0, last = 0;
        for (int i = 0; i < 100_000; i++)
        {
            market.Step(expected);
            foreach (MarketEvent row in expected.Events)
            {
                Assert.Equal(row with { LocalNs = exchange.Row.LocalNs }, exchange.Row);
                Assert.Equal(exchange.Row, local.Row);
                Assert.True(local.NextNs >= last);
                last = local.NextNs;
                long latency = local.NextNs - row.ExchangeNs;
                shortest = Math.Min(shortest, latency);
                if (row.EndsBatch)
                    (sum, messages) = (sum + latency, messages + 1);
                local.Advance();
                exchange.Advance();
            }
        }

        Assert.InRange(shortest, _options.FeedLatencyNs, _options.FeedLatencyNs + 10_000);
        Assert.InRange(sum / messages, _options.FeedLatencyNs + _options.FeedJitterNs, _options.FeedLatencyNs + 3 * _options.FeedJitterNs);
    }

    [Theory]
    [InlineData(1, 6_000_000, 1_500_000)]
    [InlineData(2, 0, 0)]
    [InlineData(3, 0, 3_000_000_000)]
    public void A_recording_of_it_gives_the_same_two_timelines(ulong seed, long latency, long jitter)
    {
        SyntheticStreamOptions options = _options with { FeedLatencyNs = latency, FeedJitterNs = jitter };
        long end = Start + 300 * Second;
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var recorded = new SyntheticStream(options, seed, Start);
            using (var recorder = new SessionRecorder(recorded, path, "test"))
            {
                for (long now = Start; now < end; now += Second / 10)
                    recorder.Advance(now);
                recorder.Complete(null, end);
            }

            using Recording recording = Recording.Open(path);
            Assert.Equal((0, 0), (recording.ClockOffsetNs, new ExchangeTimeline(recording).LateRows));
            var stream = new SyntheticStream(options, seed, Start);
            Assert.Equal(stream.Instruments, recording.Instruments);
            AssertSame(new LocalTimeline(stream), new LocalTimeline(recording), end);
            AssertSame(new ExchangeTimeline(new SyntheticStream(options, seed, Start)), new ExchangeTimeline(recording), end);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_another_one_others()
    {
        LocalTimeline a = new(new SyntheticStream(_options, 9, Start)), b = new(new SyntheticStream(_options, 9, Start));
        var other = new LocalTimeline(new SyntheticStream(_options, 10, Start));
        int different = 0;
        for (int i = 0; i < 200_000; i++)
        {
            Assert.True(a.NextNs == b.NextNs && Bytes(a.Row).SequenceEqual(Bytes(b.Row)));
            different += a.NextNs != other.NextNs ? 1 : 0;
            a.Advance();
            b.Advance();
            other.Advance();
        }

        Assert.True(different > 190_000);
    }

    [Fact]
    public void Our_book_is_whole_and_never_crossed_when_a_message_ends()
    {
        var rows = new LocalTimeline(new SyntheticStream(_options, 4, Start));
        var book = new OrderBook();
        for (int i = 0; i < 500_000; i++, rows.Advance())
        {
            book.Apply(rows.Row);
            if (rows.Row.EndsBatch)
                Assert.True(book.IsTwoSided && !book.IsCrossed, $"row {i}: {book.Touch}");
        }
    }

    [Fact]
    public void A_message_has_one_local_time()
    {
        var rows = new LocalTimeline(new SyntheticStream(_options, 5, Start));
        rows.Advance();
        for (int i = 0; i < 100_000; i++)
        {
            (bool ended, long now, EventKind kind) = (rows.Row.EndsBatch, rows.NextNs, rows.Row.Kind);
            rows.Advance();
            Assert.True(ended || (rows.NextNs == now && rows.Row.Kind == kind));
        }
    }

    [Fact]
    public void A_million_rows_on_both_timelines_cost_no_memory()
    {
        var stream = new SyntheticStream(_options, 6, Start);
        LocalTimeline local = new(stream);
        ExchangeTimeline exchange = new(stream);
        // The first rows pay for what is kept: code, the market's buffers.
        Play(local, exchange, 300_000);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Play(local, exchange, 1_000_000);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        // A collection that another test's thread starts counts what was left of this thread's allocation context, 8 KiB at most.
        Assert.InRange(bytes, 0, 8 * 1024);
    }

    [Fact]
    public void A_latency_below_zero_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticStream(_options with { FeedLatencyNs = -1 }, 1, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticStream(_options with { FeedJitterNs = -1 }, 1, Start));
    }

    private static ReadOnlySpan<byte> Bytes(in MarketEvent row) => MemoryMarshal.AsBytes(new ReadOnlySpan<MarketEvent>(in row));

    private static void Play(LocalTimeline local, ExchangeTimeline exchange, int rows)
    {
        for (int i = 0; i < 2 * rows; i++)
        {
            if (local.NextNs <= exchange.NextNs)
                local.Advance();
            else
                exchange.Advance();
        }
    }

    private static void AssertSame(LocalTimeline a, LocalTimeline b, long end)
    {
        for (; a.NextNs <= end; a.Advance(), b.Advance())
            Assert.Equal((a.NextNs, a.RowNumber, a.Row), (b.NextNs, b.RowNumber, b.Row));
        Assert.True(a.RowNumber > 50_000 && b.NextNs > end);
    }

    private static void AssertSame(ExchangeTimeline a, ExchangeTimeline b, long end)
    {
        for (; a.NextNs <= end; a.Advance(), b.Advance())
            Assert.Equal((a.NextNs, a.RowNumber, a.Row), (b.NextNs, b.RowNumber, b.Row));
        Assert.True(a.RowNumber > 50_000 && b.NextNs > end);
    }
}
