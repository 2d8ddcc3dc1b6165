using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What venues grant and punish: budgets of requests, ratios of orders, and the breaker for a venue that fails.</summary>
public sealed class VenueLimitTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void No_window_holds_more_orders_and_amends_than_the_venue_takes_and_cancels_are_free()
    {
        var floor = new RiskFloor(rules: new VenueRules("test") { Orders = [new OrderAllowance(4, SecondNs), new OrderAllowance(9, 5 * SecondNs)] });
        var random = new Random(1);
        var sent = new List<long>();
        OrderId amended = floor.Limit(Side.Sell, 900, 1).Id;
        sent.Add(floor.Now);
        floor.Report(ReportKind.Acknowledged, amended);
        for (int i = 0; i < 2_000; i++)
        {
            floor.Wait(random.NextInt64(SecondNs / 2));
            bool isFree = Count(SecondNs) < 4 && Count(5 * SecondNs) < 9;
            Assert.Equal(Count(SecondNs), floor.Engine.Budgets[0].Used);
            Assert.Equal(9 - Count(5 * SecondNs), floor.Engine.Budgets[1].Tokens);
            bool isAmend = random.Next(3) == 0;
            Placement placed = isAmend ? floor.Amend(amended, 1_000 + i, 1) : floor.Limit(Side.Buy, 100, 1);
            Assert.Equal(isFree ? RiskRefusal.None : RiskRefusal.OrderBudget, placed.Refusal);
            if (!placed.IsPlaced)
                continue;
            sent.Add(floor.Now);
            if (isAmend)
                floor.Report(ReportKind.Amended, amended, 1, 1_000 + i);
            else
                floor.Cancel(placed.Id);
        }

        int Count(long window) => sent.Count(t => floor.Engine.NowNs - t < window);
        Assert.True(sent.Count > 500);
    }

    [Fact]
    public void Where_cancels_count_new_orders_leave_them_room_and_cancels_never_wait()
    {
        var floor = new RiskFloor(rules: new VenueRules("test") { Orders = [new OrderAllowance(10, SecondNs, CountsCancels: true, KeptForCancels: 0.3m)] });
        OrderId[] orders = [.. Enumerable.Range(0, 7).Select(_ => floor.Limit(Side.Buy, 100, 1).Id)];
        Assert.Equal(RiskRefusal.OrderBudget, floor.Limit(Side.Buy, 100, 1).Refusal);
        foreach (OrderId order in orders)
            floor.Cancel(order);
        Assert.Equal(7, floor.Sent.Count(i => i.Kind == IntentKind.Cancel));
        Assert.Equal((10, 10, 0), (floor.Engine.Budgets[0].Capacity, floor.Engine.Budgets[0].Used, floor.Engine.Budgets[0].Tokens));
        floor.Wait(SecondNs);
        Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
    }

    [Fact]
    public void A_budget_says_how_long_to_wait_and_is_reset_by_a_command_until_the_venue_says_otherwise()
    {
        var floor = new RiskFloor(rules: new VenueRules("test") { Orders = [new OrderAllowance(10, SecondNs, CountsCancels: true, KeptForCancels: 0.2m)] });
        long first = 0;
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(floor.Engine.NowNs, floor.Engine.Budgets[0].FreeNs);
            Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
            first = i == 0 ? floor.Engine.NowNs : first;
            floor.Wait(SecondNs / 100);
        }

        Assert.Equal((0, first + SecondNs), (floor.Engine.Budgets[0].Tokens, floor.Engine.Budgets[0].FreeNs));
        Assert.Equal(RiskRefusal.OrderBudget, floor.Limit(Side.Buy, 100, 1).Refusal);
        Assert.Contains("there is no venue 2", floor.Tell("budget 2 reset"));
        Assert.Null(floor.Tell("budget 0 reset"));
        Assert.Equal((0, 8, floor.Engine.NowNs), (floor.Engine.Budgets[0].Used, floor.Engine.Budgets[0].Tokens, floor.Engine.Budgets[0].FreeNs));
        Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
        Assert.Null(floor.Tell("budget 0 1s=9"));
        Assert.Equal(RiskRefusal.OrderBudget, floor.Limit(Side.Buy, 100, 1).Refusal);
    }

    [Fact]
    public void What_the_venue_has_counted_beyond_ours_counts_from_now_and_fewer_changes_nothing()
    {
        var floor = new RiskFloor(rules: new VenueRules("test") { Orders = [new OrderAllowance(10, SecondNs)] });
        floor.Limit(Side.Buy, 100, 1);
        Assert.Null(floor.Tell("budget 0 1s=9"));
        Assert.Equal(9, floor.Engine.Budgets[0].Used);
        Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
        Assert.Equal(RiskRefusal.OrderBudget, floor.Limit(Side.Buy, 100, 1).Refusal);
        Assert.Null(floor.Tell("budget 0 1s=0"));
        Assert.Equal(10, floor.Engine.Budgets[0].Used);
        Assert.Null(floor.Tell("budget 0 1s=2000000000"));
        Assert.Equal(10, floor.Engine.Budgets[0].Used);
        Assert.Equal("venue 0 has no allowance for 2s; it has 1s", floor.Tell("budget 0 2s=1"));
        Assert.Contains("there is no venue 1", floor.Tell("budget 1 1s=1"));
    }

    [Fact]
    public void Five_failures_in_a_row_leave_the_venue_alone_and_one_answered_order_after_the_pause_ends_that()
    {
        var floor = new RiskFloor();
        OrderId resting = floor.Limit(Side.Buy, 80, 1).Id;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal((BreakerState.Closed, i), (Breaker(floor).State, Breaker(floor).Failures));
            floor.Report(ReportKind.Unknown, floor.Limit(Side.Buy, 90, 1).Id);
        }

        Assert.Equal(BreakerState.Open, Breaker(floor).State);
        Assert.Contains("test failed 5 times in a row", Assert.Single(floor.Notes));
        Assert.Equal(RiskRefusal.CircuitOpen, floor.Limit(Side.Buy, 90, 1).Refusal);
        floor.Cancel(resting);
        Assert.Equal(IntentKind.Cancel, floor.Sent[^1].Kind);
        floor.Wait(30 * SecondNs);
        Assert.Equal(BreakerState.HalfOpen, Breaker(floor).State);
        OrderId probe = floor.Limit(Side.Buy, 90, 1).Id;
        Assert.Equal(RiskRefusal.CircuitOpen, floor.Limit(Side.Buy, 90, 1).Refusal);
        floor.Report(ReportKind.Unknown, probe);
        Assert.Equal(BreakerState.Open, Breaker(floor).State);
        floor.Wait(30 * SecondNs);
        probe = floor.Limit(Side.Buy, 90, 1).Id;
        floor.Report(ReportKind.Acknowledged, probe);
        Assert.Equal((BreakerState.Closed, 0), (Breaker(floor).State, Breaker(floor).Failures));
        Assert.True(floor.Limit(Side.Buy, 90, 1).IsPlaced);
    }

    [Fact]
    public void A_refusal_counts_where_the_venue_is_at_fault_only()
    {
        var floor = new RiskFloor(new RiskLimits { BreakerFailures = 2 });
        for (int i = 0; i < 9; i++)
            floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id);
        Assert.Equal((BreakerState.Closed, 0), (Breaker(floor).State, Breaker(floor).Failures));
        floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id, isVenueFault: true);
        floor.Report(ReportKind.Acknowledged, floor.Limit(Side.Buy, 90, 1).Id);
        floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id, isVenueFault: true);
        Assert.Equal(BreakerState.Closed, Breaker(floor).State);
        floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id, isVenueFault: true);
        Assert.Equal(BreakerState.Open, Breaker(floor).State);
        Assert.Null(floor.Tell("breaker reset"));
        Assert.True(floor.Limit(Side.Buy, 90, 1).IsPlaced);
        Assert.Contains("there is no venue 3", floor.Tell("breaker 3 reset"));
    }

    [Fact]
    public void A_refusal_that_never_reached_the_venue_says_nothing_of_it()
    {
        var floor = new RiskFloor(new RiskLimits { BreakerFailures = 2 });
        floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id, isVenueFault: true);
        NeverLeft();
        Assert.Equal((BreakerState.Closed, 1), (Breaker(floor).State, Breaker(floor).Failures));
        floor.Report(ReportKind.Rejected, floor.Limit(Side.Buy, 90, 1).Id, isVenueFault: true);
        floor.Wait(30 * SecondNs);
        NeverLeft();
        Assert.Equal(BreakerState.HalfOpen, Breaker(floor).State);

        void NeverLeft() => floor.Engine.OnReport(
            new OrderReport { Kind = ReportKind.Rejected, Id = floor.Limit(Side.Buy, 90, 1).Id, LocalNs = floor.Now, NeverLeft = true });
    }

    [Fact]
    public void The_share_that_does_not_fill_is_told_near_the_limit_and_refused_at_it_until_the_window_has_passed()
    {
        var ratio = new OrderRatio("UFR", OrderRatioKind.Unfilled, 600 * SecondNs, 10, 0.9, 0.95);
        var floor = new RiskFloor(rules: new VenueRules("test") { Ratios = [ratio] });
        floor.Hold(Side.Buy, 8, 100);
        for (int i = 0; i < 9; i++)
            floor.Limit(Side.Buy, 90, 10); // 8 of 98 have filled: 0.918
        Assert.Contains("X0: UFR is 0.9184 over 10 orders", Assert.Single(floor.Notes));
        for (int i = 0; i < 7; i++)
            Assert.True(floor.Limit(Side.Buy, 90, 10).IsPlaced); // 8 of 168: 0.952
        Assert.Equal(RiskRefusal.OrderRatio, floor.Limit(Side.Buy, 90, 10).Refusal);
        Assert.True(floor.Limit(Side.Sell, 110, 8).IsPlaced);
        OrderId standing = floor.Sent[^2].Id;
        floor.Report(ReportKind.Acknowledged, standing);
        Assert.True(floor.Amend(standing, 91, 10).IsPlaced);
        floor.Cancel(floor.Sent[3].Id);
        Assert.Equal(0.9545, floor.Engine.Ratios(0)[0].Value, 4);
        floor.Wait(610 * SecondNs);
        Assert.True(floor.Limit(Side.Buy, 90, 10).IsPlaced);
        Assert.Equal((1L, 1.0), (floor.Engine.Ratios(0)[0].Orders, floor.Engine.Ratios(0)[0].Value));
        Assert.Single(floor.Notes);
    }

    [Fact]
    public void Ratios_are_what_a_count_of_the_last_window_gives()
    {
        const long Window = 60 * SecondNs;
        var floor = new RiskFloor(instruments: 2, rules: new VenueRules("test")
        {
            Ratios =
            [
                new OrderRatio("quick", OrderRatioKind.QuickCancels, Window, 1_000_000, 1, 1) { QuickNs = 5 * SecondNs },
                new OrderRatio("expired", OrderRatioKind.ExpiredAtOnce, Window, 1_000_000, 1, 1),
                new OrderRatio("small", OrderRatioKind.Small, Window, 1_000_000, 1, 1) { SmallValue = 450 },
            ],
        });
        var random = new Random(3);
        var counted = new List<(long At, int Instrument, int Ratio, int Part, int Whole)>();
        var resting = new List<(OrderId Id, int Instrument, long At)>();
        for (int i = 0; i < 400; i++)
        {
            floor.Wait(random.NextInt64(2 * SecondNs));
            int at = random.Next(2), quantity = random.Next(1, 10);
            if (random.Next(3) == 0 && resting.Count > 0)
            {
                (OrderId id, int instrument, long sent) = resting[random.Next(resting.Count)];
                resting.RemoveAll(r => r.Id == id);
                floor.Cancel(id);
                counted.Add((floor.Now, instrument, 0, floor.Now - sent <= 5 * SecondNs ? 1 : 0, 0));
                floor.Report(ReportKind.Cancelled, id);
                continue;
            }

            bool rests = random.Next(2) == 0;
            OrderId placed = floor.Limit(Side.Buy, 100, quantity, at, timeInForce: rests ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel).Id;
            counted.Add((floor.Now, at, 2, quantity * 100 < 450 ? 1 : 0, 1));
            counted.Add((floor.Now, at, rests ? 0 : 1, 0, 1));
            if (rests)
            {
                resting.Add((placed, at, floor.Now));
            }
            else
            {
                bool fills = random.Next(2) == 0;
                floor.Report(fills ? ReportKind.Fill : ReportKind.Expired, placed, quantity, 100, at);
                counted.Add((floor.Now, at, 1, fills ? 0 : 1, 0));
            }

            for (int ratio = 0; ratio < 3; ratio++)
            {
                // What came before the oldest step of the window has left it.
                var seen = counted.Where(c => c.Instrument == at && c.Ratio == ratio && c.At / SecondNs > LastTouch(ratio) / SecondNs - 60).ToList();
                int whole = seen.Sum(c => c.Whole), part = seen.Sum(c => c.Part);
                Assert.Equal((whole, whole == 0 ? 0 : (double)part / whole), ((int)floor.Engine.Ratios(at)[ratio].Orders, floor.Engine.Ratios(at)[ratio].Value));
            }

            // The window moves when something asks: every new order does, by the rule.
            long LastTouch(int ratio) => counted.Where(c => c.Instrument == at).Max(c => c.Ratio == ratio ? c.At : c.Whole > 0 ? c.At : 0);
        }
    }

    private static BreakerStatus Breaker(RiskFloor floor) => floor.Engine.Breakers[0];
}
