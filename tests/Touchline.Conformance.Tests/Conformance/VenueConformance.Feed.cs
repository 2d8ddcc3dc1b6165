using Touchline.Core;

namespace Touchline.Conformance.Tests;

public abstract partial class VenueConformance
{
    [Fact]
    public void A_session_gets_all_that_it_subscribed_and_its_books_are_the_exchanges()
    {
        using VenueStage stage = Open(new StageTerms { Symbols = 2, Pace = 2 });
        var watch = new BookWatch(stage);
        stage.StartAndWait();
        stage.Clock.Run(20 * Second);
        for (int i = 0; i < 2; i++)
        {
            foreach (EventKind kind in (EventKind[])[EventKind.Snapshot, EventKind.Depth, EventKind.BestQuote, EventKind.Trade, EventKind.MarkPrice, EventKind.Funding])
                Assert.True(stage.Session.Books[i].Told.GetValueOrDefault(kind) > 0, $"{stage.Symbols[i]} got no {kind}");
            Agreement.AwaitBook(stage, i);
            Assert.Equal(0, stage.Session.Books[i].Gaps);
        }

        Assert.True(watch.Compared > 100, $"{watch.Compared} books were compared");
    }

    [Fact]
    public void Skipped_updates_are_a_gap_at_once_and_the_book_comes_back_in_step()
    {
        using VenueStage stage = Open(new StageTerms { Pace = 2 });
        _ = new BookWatch(stage);
        stage.StartAndWait();
        stage.Clock.Run(2 * Second);
        for (int gap = 1; gap <= 2; gap++)
        {
            SkipOne(stage, gap);
            Assert.False(stage.Session.Books[0].IsInStep);
            Assert.True(stage.Engine.Book(0).IsStale);
            Assert.False(stage.Session.Venue.State.IsFeedUp);
            Agreement.AwaitBook(stage);
            Assert.True(stage.Session.Venue.State.IsFeedUp);
            Assert.False(stage.Engine.Book(0).IsStale);
            stage.Clock.Run(Second);
        }
    }

    private static void SkipOne(VenueStage stage, long gaps)
    {
        stage.Fault(VenueFault.SkippedUpdates, count: 0);
        stage.Await(() => stage.Session.Books[0].Gaps == gaps, 5 * Second, "the gap");
        stage.EndFaults();
    }

    [Fact]
    public void A_lost_feed_is_a_gap_at_once_and_everything_is_subscribed_again()
    {
        using VenueStage stage = Open(new StageTerms { Symbols = 2, Pace = 2 });
        _ = new BookWatch(stage);
        stage.StartAndWait();
        stage.Clock.Run(10 * Second);
        foreach (VirtualConnection line in stage.Lines(VenueLine.Market).ToArray())
            line.Drop(0, 0);
        stage.Clock.Run(Ms);
        Assert.All(stage.Session.Books, b => Assert.False(b.IsInStep));
        Dictionary<EventKind, long>[] before = [.. stage.Session.Books.Select(b => b.Told.ToDictionary())];
        stage.Await(() => stage.IsReady, 30 * Second, "the feed to come back");
        stage.Clock.Run(20 * Second);
        for (int i = 0; i < 2; i++)
        {
            foreach (EventKind kind in (EventKind[])[EventKind.Depth, EventKind.BestQuote, EventKind.Trade, EventKind.MarkPrice])
                Assert.True(stage.Session.Books[i].Told[kind] > before[i][kind], $"{stage.Symbols[i]} got no {kind} any more");
            Agreement.AwaitBook(stage, i);
        }
    }

    [Fact]
    public void Unsubscribing_an_instrument_leaves_the_others()
    {
        using VenueStage stage = Open(new StageTerms { Symbols = 2, Pace = 2 });
        stage.StartAndWait();
        stage.Session.Venue.Subscribe(stage.Symbols[1], FeedStreams.None, stage.Session.Wire.NowNs);
        stage.Session.Flush();
        stage.Clock.Run(2 * Second);
        long other = stage.Session.Books[1].Told.Values.Sum(), kept = stage.Session.Books[0].Told[EventKind.Depth];
        stage.Clock.Run(5 * Second);
        Assert.Equal(other, stage.Session.Books[1].Told.Values.Sum());
        Assert.True(stage.Session.Books[0].Told[EventKind.Depth] > kept);
        Agreement.AwaitBook(stage);
        Assert.True(stage.Session.Venue.State.IsFeedUp);
    }

    [Fact]
    public void A_feed_that_says_nothing_is_connected_again()
    {
        using VenueStage stage = Open(new StageTerms { Pace = 2 });
        stage.StartAndWait();
        stage.Fault(VenueFault.FeedSilent, count: 10);
        stage.Clock.Run(Second);
        stage.EndFaults();
        stage.Await(() => !stage.Session.Venue.State.IsFeedUp, 120 * Second, "the silence to be noticed");
        stage.Await(() => stage.IsReady, 60 * Second, "the feed to come back");
        Agreement.AwaitBook(stage);
    }

    [Fact]
    public void Connections_that_the_exchange_closes_are_opened_again_and_nothing_is_lost()
    {
        using VenueStage stage = Open(new StageTerms { Pace = 0.5, ConnectionLifeNs = 40 * Second });
        _ = new BookWatch(stage);
        stage.StartAndWait();
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.Clock.Run(150 * Second);
        stage.Await(() => stage.IsReady && stage.IsQuiet, 60 * Second, "the session to be ready");
        Agreement.AwaitBook(stage);
        Agreement.Check(stage);
        Assert.Equal([ReportKind.Acknowledged], stage.KindsOf(id));
    }

    [Fact]
    public void Connections_are_replaced_before_the_venue_ends_them_and_a_day_passes_without_a_break()
    {
        const long Hour = 3600 * Second;
        using VenueStage stage = Ready(new StageTerms { Pace = 0.001 });
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        int told = stage.Session.States.Count;
        long opened = stage.Session.Wire.Opened;
        stage.Clock.Run(25 * Hour);
        Assert.All(stage.Session.States.Skip(told), s => Assert.True(s is { IsFeedUp: true, IsTradingReady: true }, stage.Story()));
        Assert.InRange(stage.Session.Wire.Opened, opened + 3, opened + 8);
        Assert.Equal(0, stage.Session.Books[0].Gaps);
        Agreement.AwaitBook(stage, mostNs: Hour);
        Agreement.Check(stage);
        Assert.Equal([ReportKind.Acknowledged], stage.KindsOf(id).Distinct());
    }

    [Theory]
    [InlineData(-3_000)]
    [InlineData(0)]
    [InlineData(3_000)]
    public void Local_times_are_our_clocks_and_exchange_times_the_exchanges(long aheadMs)
    {
        using VenueStage stage = Open(new StageTerms { Pace = 1, ClockAheadNs = aheadMs * Ms });
        stage.StartAndWait();
        stage.Clock.Run(5 * Second);
        long nowNs = stage.Clock.NowNs;
        Assert.InRange(stage.Engine.LastEventNs(0), nowNs + (aheadMs - 1000) * Ms, nowNs + aheadMs * Ms);
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        OrderReport report = stage.ReportsOf(id).First();
        Assert.InRange(report.LocalNs, nowNs + aheadMs * Ms, nowNs + (aheadMs + 1000) * Ms);
        Assert.InRange(report.ExchangeNs, nowNs - 10 * Ms, nowNs + 1000 * Ms);
    }
}
