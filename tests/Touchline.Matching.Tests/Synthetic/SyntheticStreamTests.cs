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
        Assert.Equal((EventKind.Definition, Start, Start), (rows.Row.Kind, rows.Row.ExchangeNs, rows.NextNs));
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
    public void The_feed_says_every_trade_at_once_each_new_touch_and_the_book_in_depth_updates()
    {
        var stream = new SyntheticStream(_options, 2, Start);
        var market = new SyntheticMarket(_options.Market, 2, Start);
        var told = new OrderBook();
        told.ApplySnapshot(market.Book.Snapshot(Side.Buy), market.Book.Snapshot(Side.Sell));
        ExchangeTimeline exchange = new(stream);
        while (exchange.Row.Kind is EventKind.Definition or EventKind.Snapshot)
            exchange.Advance();
        var happened = new Queue<MarketEvent>();
        var acts = new EventBuffer();
        long trades = 0, quotes = 0, updates = 0;
        for (int i = 0; i < 200_000; i++, exchange.Advance())
        {
            MarketEvent row = exchange.Row;
            while (market.NextNs <= row.ExchangeNs)
            {
                market.Step(acts);
                foreach (MarketEvent act in acts.Events)
                {
                    if (act.Kind == EventKind.Trade)
                        happened.Enqueue(act);
                }
            }

            switch (row.Kind)
            {
                case EventKind.Trade:
                    MarketEvent trade = happened.Dequeue();
                    Assert.Equal((trade.ExchangeNs, trade.Side, trade.Price, trade.Quantity), (row.ExchangeNs, row.Side, row.Price, row.Quantity));
                    trades++;
                    break;
                case EventKind.BestQuote:
                    Assert.Equal((market.NowNs, row.Side == Side.Buy ? market.Book.BestBid : market.Book.BestAsk), (row.ExchangeNs, row.Price));
                    Assert.Equal(market.Book.QuantityAt(row.Side, row.Price), row.Quantity);
                    quotes++;
                    break;
                case EventKind.Depth:
                    told.Apply(row);
                    if (!row.EndsBatch)
                        break;
                    Assert.Equal(market.Book.Snapshot(Side.Buy), told.Snapshot(Side.Buy));
                    Assert.Equal(market.Book.Snapshot(Side.Sell), told.Snapshot(Side.Sell));
                    updates++;
                    break;
            }
        }

        Assert.True(happened.Count == 0 && trades > 1000 && quotes > 5000 && updates > 500, $"{trades}, {quotes}, {updates}");
    }

    [Fact]
    public void Mark_price_and_funding_rate_come_every_second()
    {
        var rows = new ExchangeTimeline(new SyntheticStream(_options, 3, Start));
        int marks = 0, rates = 0;
        for (; rows.NextNs <= Start + 60 * Second; rows.Advance())
        {
            if (rows.Row.Kind == EventKind.MarkPrice)
            {
                Assert.Equal(Start + ++marks * Second, rows.Row.ExchangeNs);
                // Counts of 10^-8; the market begins at 60,000.
                Assert.InRange(rows.Row.Price.Units, 59_000_00000000, 61_000_00000000);
                Assert.InRange(rows.Row.Reference, 59_000_00000000, 61_000_00000000);
            }
            else if (rows.Row.Kind == EventKind.Funding)
            {
                rates++;
                // Next to an interest of 0.01 %, counts of 10^-12; the next funding is at eight.
                Assert.InRange(rows.Row.Price.Units, -500_000_000, 700_000_000);
                Assert.Equal(Start + 8 * 3600 * Second, rows.Row.Reference);
            }
        }

        Assert.Equal((60, 60), (marks, rates));
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(2, 0)]
    [InlineData(3, 3_000_000_000)]
    public void A_recording_of_it_gives_the_same_two_timelines(ulong seed, long way)
    {
        SyntheticStreamOptions options = way < 0 ? _options : _options with { Delay = new FeedDelayOptions { WayNs = new((0, 0), (1, way)) } };
        long end = Start + 60 * Second;
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
            bool isSame = rows.Row.Kind == kind || (kind == EventKind.MarkPrice && rows.Row.Kind == EventKind.Funding);
            Assert.True(ended || (rows.NextNs == now && isSame));
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
    public void A_time_below_zero_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(_options with { Delay = new FeedDelayOptions { WayNs = new((0, -1), (1, 1)) } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(_options with { Delay = new FeedDelayOptions { ServiceNs = -1 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(_options with { DepthEveryNs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(_options with { MarkEveryNs = 0 }));
        static SyntheticStream Of(SyntheticStreamOptions options) => new(options, 1, Start);
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
