using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Conformance.Tests;

public abstract partial class VenueConformance
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_new_order_of_unknown_fate_that_arrived_is_found_and_not_sent_again(bool otherWay)
    {
        using VenueStage stage = Ready();
        if (otherWay)
            CutOrderLines(stage);
        foreach (VenueFault fault in (VenueFault[])[VenueFault.UnknownButDone, VenueFault.AnswerLost])
        {
            stage.Fault(fault);
            OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
            stage.AwaitQuiet();
            stage.EndFaults();
            Assert.Equal(OrderState.Placed, stage.Hand.Orders[id].State);
            Agreement.Check(stage);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_new_order_of_unknown_fate_that_never_arrived_is_told_as_refused_and_not_sent_again(bool otherWay)
    {
        using VenueStage stage = Ready();
        if (otherWay)
            CutOrderLines(stage);
        stage.Fault(VenueFault.UnknownAndNotDone);
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        stage.EndFaults();
        Assert.Equal(ReportKind.Rejected, stage.KindsOf(id).Last());
        Assert.DoesNotContain(stage.Orders(), o => o.Number == id.Number);
        Agreement.Check(stage);
    }

    [Theory]
    [InlineData(VenueFault.UnknownButDone, false)]
    [InlineData(VenueFault.UnknownButDone, true)]
    [InlineData(VenueFault.UnknownAndNotDone, false)]
    [InlineData(VenueFault.UnknownAndNotDone, true)]
    [InlineData(VenueFault.AnswerLost, false)]
    [InlineData(VenueFault.AnswerLost, true)]
    internal void Amends_and_cancels_of_unknown_fate_become_definite(VenueFault fault, bool otherWay)
    {
        using VenueStage stage = Ready();
        if (otherWay)
            CutOrderLines(stage);
        decimal price = stage.Far(Side.Buy);
        OrderId amended = stage.Place(Side.Buy, price, 0.01m), cancelled = stage.Place(Side.Buy, price, 0.02m);
        stage.AwaitQuiet();
        stage.Fault(fault);
        stage.Amend(amended, price - 10, 0.02m);
        stage.AwaitQuiet();
        stage.EndFaults();
        Agreement.Check(stage);
        stage.Fault(fault);
        stage.Cancel(cancelled);
        stage.AwaitQuiet();
        stage.EndFaults();
        Agreement.Check(stage);
        bool isDone = fault != VenueFault.UnknownAndNotDone;
        Assert.Equal(isDone, stage.Orders().Single(o => o.Number == amended.Number).Price == price - 10);
        Assert.Equal(!isDone, stage.Orders().Single(o => o.Number == cancelled.Number).IsLive);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_on_a_line_that_breaks_under_it_becomes_definite_and_is_there_once_at_most(bool arrives)
    {
        using VenueStage stage = Ready();
        long before = stage.Session.Wire.Sent;
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        Assert.Equal(before + 1, stage.Session.Wire.Sent);
        if (arrives)
            stage.Await(() => stage.Orders().Any(o => o.Number == id.Number), Second, "the order to arrive");
        foreach (VirtualConnection line in stage.Lines(VenueLine.Orders).Concat(stage.Lines(VenueLine.Private)).ToArray())
            line.Drop(100 * Ms, 100 * Ms);
        stage.AwaitQuiet();
        Assert.Equal(arrives, stage.Orders().Any(o => o.Number == id.Number && o.IsLive));
        Assert.Contains(ReportKind.Unknown, stage.KindsOf(id));
        Agreement.Check(stage);
    }

    [Theory]
    [InlineData(VenueFault.TooManyRequests)]
    [InlineData(VenueFault.Banned)]
    internal void Nothing_is_asked_while_the_venue_says_to_wait(VenueFault fault)
    {
        const int Wait = 20;
        using VenueStage stage = Ready(new StageTerms { Pace = 2 });
        stage.Fault(fault, count: 1, ms: Wait * 1000);
        stage.Fault(VenueFault.SkippedUpdates, count: 20); // so that there is something to ask for
        stage.Await(() => Refused(stage) is not null, 60 * Second, "a request to be refused");
        long refusedNs = Refused(stage)!.Value;
        stage.Clock.Run(60 * Second);
        Assert.DoesNotContain(stage.Session.Wire.Requests, r => r.AtNs > refusedNs && r.AtNs < refusedNs + Wait * Second);
        stage.Await(() => stage.IsReady, 60 * Second, "the session to be ready again");
        Agreement.AwaitBook(stage);
    }

    [Fact]
    public void Cancels_pass_while_what_can_wait_waits_for_the_next_minute()
    {
        using VenueStage stage = Ready(new StageTerms { Pace = 2 });
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        CutOrderLines(stage);
        const long Minute = 60 * Second;
        stage.Clock.RunUntil((stage.Clock.NowNs / Minute + 1) * Minute + Second);
        stage.UseUpRequests(allBut: 140);
        for (int i = 0; i < 5; i++)
        {
            stage.Fault(VenueFault.SkippedUpdates, count: 0);
            stage.Clock.Run(2 * Second);
            stage.EndFaults();
            stage.Clock.Run(3 * Second);
        }

        stage.Cancel(id);
        stage.Clock.Run(2 * Second);
        Assert.Equal(OrderState.Cancelled, stage.Hand.Orders[id].State);
        Assert.DoesNotContain(stage.Session.Wire.Replies, r => r.Reply.Status is 429 or 418);
        Assert.False(stage.Session.Books[0].IsInStep);
        stage.Clock.RunUntil((stage.Clock.NowNs / Minute + 1) * Minute);
        Agreement.AwaitBook(stage, mostNs: 40 * Second);
        Assert.DoesNotContain(stage.Session.Wire.Replies, r => r.Reply.Status is 429 or 418);
    }

    [Theory]
    [InlineData(-10_000)]
    [InlineData(10_000)]
    public void A_clock_that_goes_wrong_is_noticed_and_orders_work_again(long skewMs)
    {
        using VenueStage stage = Ready();
        stage.Fault(VenueFault.ClockSkew, ms: skewMs);
        OrderId refused = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        Assert.Equal(OrderState.Rejected, stage.Hand.Orders[refused].State);
        stage.Await(() => stage.IsReady, 20 * Second, "the clock to be right again");
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        Assert.Equal(OrderState.Placed, stage.Hand.Orders[id].State);
        Agreement.Check(stage);
    }

    [Fact]
    public void Without_the_venues_time_no_order_leaves()
    {
        using VenueStage stage = Open(new StageTerms());
        stage.Network.Loses = stage.IsTimeRequest;
        stage.Start();
        stage.Clock.Run(30 * Second);
        Assert.False(stage.Session.Venue.State.IsTradingReady);
        Assert.NotNull(stage.Session.Venue.State.Trouble);
        Assert.False(stage.Session.Venue.State.IsHopeless);
        stage.Network.Loses = null;
        stage.Await(() => stage.IsReady, 60 * Second, "the session to be ready");
    }

    [Fact]
    public void A_session_that_isnt_ready_refuses_orders_itself()
    {
        using VenueStage stage = Ready();
        stage.Network.Weather.RefusedConnects = 1;
        stage.Network.Weather.RequestsNeverSent = 1;
        foreach (VirtualConnection line in stage.Session.Wire.Connections.ToArray())
            line.Drop(0, 0);
        stage.Clock.Run(100 * Ms);
        Assert.False(stage.Session.Venue.State.IsTradingReady);
        Placement placement = stage.Hand.Context.Place(NewOrder.Limit(0, Side.Buy, stage.PriceOf(60_000), stage.QuantityOf(0.01m)));
        stage.Session.Flush();
        stage.Clock.Run(20 * Second);
        if (placement.IsPlaced)
            Assert.Equal(OrderState.Rejected, stage.Hand.Orders[placement.Id].State);
        stage.Network.Weather.Clear();
        stage.Await(() => stage.IsReady, 90 * Second, "the session to be ready");
        Agreement.Check(stage);
    }

    [Fact]
    public void A_private_stream_that_ends_is_opened_again_and_what_it_missed_is_found()
    {
        using VenueStage stage = Ready();
        OrderId id = stage.Place(Side.Buy, stage.Best(Side.Buy), 0.2m);
        stage.AwaitQuiet();
        stage.Fault(VenueFault.PrivateStreamEnds);
        stage.TradeByAnother(stage.Symbols[0], Side.Sell, stage.Best(Side.Buy), Ahead(stage, Side.Buy, stage.Best(Side.Buy)));
        stage.Await(() => stage.Hand.Orders[id].State == OrderState.Filled, 60 * Second, "the fill");
        stage.Await(() => stage.IsReady, 60 * Second, "the session to be ready");
        OrderId next = stage.Place(Side.Sell, stage.Far(Side.Buy), 0.2m);
        stage.Await(() => stage.Hand.Orders.TryGetValue(next, out OrderUpdate order) && order.State == OrderState.Filled, 10 * Second, "the next fill");
        stage.AwaitQuiet();
        Agreement.Check(stage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fills_and_ends_while_the_private_stream_was_away_are_found(bool breaks)
    {
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Buy);
        OrderId taken = stage.Place(Side.Buy, price, 0.2m);
        stage.AwaitQuiet();
        OrderId part = stage.Place(Side.Buy, price - Tick(stage), 0.5m);
        stage.AwaitQuiet();
        foreach (VirtualConnection line in stage.Lines(VenueLine.Private).ToArray())
        {
            if (breaks)
                line.Drop(0, 0);
            else
                line.FallSilent();
        }

        decimal ahead = Ahead(stage, Side.Buy, price - Tick(stage));
        stage.TradeByAnother(stage.Symbols[0], Side.Sell, price - Tick(stage), ahead - 0.3m);
        stage.Await(() => stage.Engine.Ledger(0).Position.Units > stage.QuantityOf(0.2m).Units, 120 * Second, "the fills");
        stage.Await(() => stage.IsReady && stage.IsQuiet, 60 * Second, "the session to be ready");
        Assert.Equal(OrderState.Filled, stage.Hand.Orders[taken].State);
        Assert.Contains(ReportKind.Fill, stage.KindsOf(part));
        Agreement.Check(stage);
    }

    [Fact]
    public void Lost_messages_of_the_private_stream_are_found_by_looking_now_and_then()
    {
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Buy);
        OrderId id = stage.Place(Side.Buy, price, 0.2m);
        stage.AwaitQuiet();
        stage.Fault(VenueFault.PrivateLost, count: 0);
        stage.TradeByAnother(stage.Symbols[0], Side.Sell, price, Ahead(stage, Side.Buy, price));
        stage.Clock.Run(Second);
        stage.EndFaults();
        stage.Await(() => stage.Hand.Orders[id].State == OrderState.Filled, 120 * Second, "the fill");
        stage.AwaitQuiet();
        Agreement.Check(stage);
    }

    [Fact]
    public void A_private_stream_that_is_open_and_tells_nothing_of_what_was_answered_is_opened_again()
    {
        using VenueStage stage = Ready();
        VirtualConnection silent = stage.Lines(VenueLine.Private).Single();
        stage.Fault(VenueFault.PrivateLost, count: 0);
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.Await(() => stage.Hand.Orders.TryGetValue(id, out OrderUpdate order) && order.State == OrderState.Placed, Second, "the answer");
        stage.Await(() => !stage.Session.Wire.Connections.Contains(silent), 15 * Second, "the silent stream to be given up");
        stage.EndFaults();
        stage.Await(() => stage.IsReady, 20 * Second, "the session to be ready");
        VirtualConnection telling = stage.Lines(VenueLine.Private).Single();
        OrderId next = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.Clock.Run(20 * Second);
        Assert.Equal([OrderState.Placed, OrderState.Placed], new[] { id, next }.Select(o => stage.Hand.Orders[o].State));
        Assert.Equal([telling], stage.Lines(VenueLine.Private));
        Agreement.Check(stage);
    }

    [Fact]
    public void A_wrong_key_is_hopeless_and_said_so()
    {
        using VenueStage stage = Open(new StageTerms { HasWrongKey = true });
        stage.Start();
        stage.Await(() => stage.Session.Venue.State.IsHopeless, 20 * Second, "the session to give up");
        Assert.Contains("key", stage.Session.Venue.State.Trouble, StringComparison.OrdinalIgnoreCase);
        int asked = stage.Session.Wire.Requests.Count;
        stage.Clock.Run(60 * Second);
        Assert.InRange(stage.Session.Wire.Requests.Count, asked, asked + 2);
    }

    [Fact]
    public void A_wrong_host_is_told_with_its_name()
    {
        using VenueStage stage = Open(new StageTerms { HasWrongHost = true });
        stage.Start();
        stage.Clock.Run(20 * Second);
        Assert.Contains("nowhere", stage.Session.Venue.State.Trouble, StringComparison.Ordinal);
        Assert.False(stage.Session.Venue.State.IsTradingReady);
        Assert.InRange(stage.Session.Wire.Requests.Count, 1, 40);
    }

    [Fact]
    public void Orders_stay_while_the_session_lives_and_are_cancelled_by_the_venue_when_it_dies()
    {
        using VenueStage stage = Ready();
        if (!stage.Session.Venue.Traits.HasCountdown)
            return;
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.Clock.Run(200 * Second);
        Assert.True(Assert.Single(stage.Orders()).IsLive);
        Assert.Equal([ReportKind.Acknowledged], stage.KindsOf(id));
        stage.Session.Kill();
        stage.Await(() => !Assert.Single(stage.Orders()).IsLive, 65 * Second, "the venue to cancel what is left behind");
    }

    [Fact]
    public void After_a_stop_nothing_is_sent_and_no_connection_is_left()
    {
        using VenueStage stage = Ready();
        stage.Session.Venue.Stop(stage.Session.Wire.NowNs);
        stage.Session.Flush();
        long sent = stage.Session.Wire.Sent, asked = stage.Session.Wire.Requests.Count;
        stage.Clock.Run(120 * Second);
        Assert.Empty(stage.Session.Wire.Connections);
        Assert.Equal((sent, asked), (stage.Session.Wire.Sent, stage.Session.Wire.Requests.Count));
    }

    // When the session was told that it asked too much.
    private static long? Refused(VenueStage stage)
    {
        int at = stage.Session.Wire.Replies.FindIndex(r => r.Reply.Status is 429 or 418);
        return at < 0 ? null : stage.Session.Wire.Replies[at].AtNs;
    }
}
