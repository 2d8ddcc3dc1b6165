namespace Touchline.Core.Tests;

public sealed class LiveFeedTests : IDisposable
{
    private static readonly Instrument Bitcoin = Instrument.Linear("test", "BTC", DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Readers_find_what_was_told_since_they_came_to_the_end()
    {
        var feed = new LiveFeed(Bitcoin, 1_000);
        var ours = new LocalTimeline(feed);
        var exchanges = new ExchangeTimeline(feed);
        Assert.Equal((EventKind.Definition, 1_000), (ours.Row.Kind, ours.NextNs));
        Assert.Equal(long.MaxValue, exchanges.NextNs);
        ours.Advance();
        Assert.Equal(long.MaxValue, ours.NextNs);
        for (int i = 1; i < 1_000; i++)
        {
            feed.Add([Trade(2_000 + i, 1_500 + i, i)]);
            Assert.Equal(long.MaxValue, ours.NextNs);
            ours.LookAgain();
            exchanges.LookAgain();
            Assert.Equal((2_000 + i, i), (ours.NextNs, ours.Row.Reference));
            Assert.Equal((1_500 + i, i), (exchanges.NextNs, exchanges.Row.Reference));
            ours.Advance();
            exchanges.Advance();
        }

        Assert.Equal((999, 0, 0), (feed.Events, feed.LateEvents, feed.EarlyEvents));
    }

    [Fact]
    public void An_exchange_time_behind_another_is_raised_to_it_and_counted()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        feed.Add([Trade(100, 90, 1)]);
        feed.Add([Trade(101, 60, 2)]);
        feed.Add([Trade(102, 85, 3)]);
        feed.Add([Trade(103, 95, 4)]);
        Assert.Equal([90, 90, 90, 95], ExchangeTimes(feed));
        Assert.Equal((2, 30), (feed.LateEvents, feed.LargestRaiseNs));
    }

    [Fact]
    public void An_event_that_was_late_where_it_comes_from_is_read_in_its_turn()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        feed.Add([Trade(100, 90, 1) with { Flags = EventFlags.EndOfBatch | EventFlags.Late }, Trade(100, 91, 2)]);
        Assert.Equal([90, 91], ExchangeTimes(feed));
    }

    [Fact]
    public void What_happens_after_it_was_seen_happened_when_it_was_seen()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        feed.Add([Trade(100, 150, 1)]);
        feed.Add([Trade(110, 120, 2)]);
        feed.Add([Trade(200, 160, 3)]);
        Assert.Equal([100, 110, 160], ExchangeTimes(feed));
        Assert.Equal((2, 50, 0), (feed.EarlyEvents, feed.LargestCutNs, feed.LateEvents));
    }

    [Fact]
    public void Nothing_is_seen_at_a_time_that_was_played_nor_before_an_earlier_event()
    {
        var feed = new LiveFeed(Bitcoin, 50);
        feed.Add([Trade(40, 10, 1)]);
        feed.Pass(99);
        feed.Add([Trade(80, 70, 2)]);
        feed.Add([Trade(99, 71, 3)]);
        feed.Pass(60);
        feed.Add([Trade(120, 72, 4)]);
        feed.Add([Trade(110, 73, 5)]);
        Assert.Equal([50, 50, 100, 100, 120, 120], LocalTimes(feed));
    }

    [Fact]
    public void A_side_that_never_sees_an_event_still_doesnt()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        feed.Add([Trade(10, 5, 1)]);
        feed.Add([Trade(11, MarketEvent.Unseen, 2)]);
        Assert.Equal([5], ExchangeTimes(feed));
        Assert.Equal([0, 10, 11], LocalTimes(feed));
    }

    [Fact]
    public void An_instrument_told_again_changes_nothing_and_another_step_ends_the_feed()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        feed.Add(Bitcoin with { Version = 2 });
        Assert.Null(feed.End);
        feed.Add([Trade(10, 5, 1)]);
        feed.Add(Bitcoin with { Version = 3, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "tick")) });
        Assert.Contains("BTC@test has another price or quantity step now: tick 0.01 instead of 0.1", feed.End, StringComparison.Ordinal);
        feed.Add([Trade(11, 6, 2)]);
        Assert.Equal([5], ExchangeTimes(feed));
        Assert.Equal(1, feed.Events);
    }

    [Fact]
    public void A_recording_says_that_orders_await_rows_and_so_does_a_recording_of_it()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        string first = _folder["first.tlr"], second = _folder["second.tlr"];
        using (var recorder = new SessionRecorder(feed, first, "test"))
        {
            feed.Add([Trade(10, 5, 1)]);
            recorder.MarkEnd(20);
            feed.Add([Trade(30, 25, 2)]);
            recorder.Complete(null, 40);
        }

        using Recording recording = Recording.Open(first);
        Assert.True(recording.OrdersAwaitRows);
        Assert.False(recording.HoldsOwnOrders);
        Assert.True(RecordingStatistics.Of(recording).OrdersAwaitRows);
        using (var recorder = new SessionRecorder(recording, second, "test"))
            recorder.Complete(null, long.MaxValue);
        using Recording copy = Recording.Open(second);
        Assert.True(copy.OrdersAwaitRows);
        Assert.Equal(recording.ContentHash(), copy.ContentHash());
    }

    [Fact]
    public void Hours_of_messages_pass_through_without_a_byte_of_garbage()
    {
        var feed = new LiveFeed(Bitcoin, 0);
        var ours = new LocalTimeline(feed);
        var exchanges = new ExchangeTimeline(feed);
        MarketEvent[] message = [Trade(1, 1, 1), Trade(1, 1, 2), Trade(1, 1, 3)];
        long rows = Follow(1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        rows += Follow(200_000);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8_192);
        Assert.Equal(603_000, rows);
        Assert.True(rows > 4 * RowLog.KeptRows);

        long Follow(int messages)
        {
            long seen = 0;
            for (int i = 0; i < messages; i++)
            {
                for (int r = 0; r < message.Length; r++)
                    (message[r].LocalNs, message[r].ExchangeNs) = (message[r].LocalNs + 10, message[r].ExchangeNs + 9);
                feed.Add(message);
                feed.Pass(message[0].LocalNs);
                ours.LookAgain();
                exchanges.LookAgain();
                for (; ours.NextNs != long.MaxValue; ours.Advance())
                    seen += ours.Row.Kind == EventKind.Trade ? 1 : 0;
                while (exchanges.NextNs != long.MaxValue)
                    exchanges.Advance();
            }

            return seen;
        }
    }

    private static MarketEvent Trade(long local, long exchange, long reference) => new()
    {
        LocalNs = local,
        ExchangeNs = exchange,
        Kind = EventKind.Trade,
        Side = Side.Buy,
        Price = new Price(100),
        Quantity = new Quantity(1),
        Reference = reference,
        Flags = EventFlags.EndOfBatch,
        Instrument = 3,
    };

    private static long[] ExchangeTimes(LiveFeed feed)
    {
        var times = new List<long>();
        for (var rows = new ExchangeTimeline(feed); rows.NextNs != long.MaxValue; rows.Advance())
            times.Add(rows.NextNs);
        return [.. times];
    }

    private static long[] LocalTimes(LiveFeed feed)
    {
        var times = new List<long>();
        for (var rows = new LocalTimeline(feed); rows.NextNs != long.MaxValue; rows.Advance())
            times.Add(rows.NextNs);
        return [.. times];
    }
}
