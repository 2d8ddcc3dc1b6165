using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Kills: everything is cancelled, positions are closed where that is asked for, and nothing else passes until somebody arms.</summary>
public sealed class KillSwitchTests
{
    [Fact]
    public void A_kill_waits_for_the_last_order_and_says_where_it_stands()
    {
        var floor = new RiskFloor();
        OrderId first = floor.Limit(Side.Buy, 90, 1).Id, second = floor.Limit(Side.Buy, 91, 1).Id;
        Assert.Equal(KillState.Armed, floor.Engine.KillStatus.State);
        Assert.Null(floor.Tell("kill"));
        Assert.Equal([first, second], Cancels(floor));
        Assert.Equal((KillState.Killing, 2), (floor.Engine.KillStatus.State, floor.Engine.KillStatus.LiveOrders));
        floor.Report(ReportKind.Cancelled, first);
        floor.Report(ReportKind.Cancelled, second);
        Assert.Equal((KillState.Killed, 0), (floor.Engine.KillStatus.State, floor.Engine.KillStatus.LiveOrders));
        Assert.Equal(RiskRefusal.NotTrading, floor.Limit(Side.Buy, 90, 1).Refusal);
        Assert.Null(floor.Tell("arm"));
        Assert.Equal(KillState.Armed, floor.Engine.KillStatus.State);
        Assert.True(floor.Limit(Side.Buy, 90, 1).IsPlaced);
    }

    [Fact]
    public void A_refused_cancel_is_sent_again_and_an_unknown_one_is_not()
    {
        var floor = new RiskFloor();
        OrderId refused = floor.Limit(Side.Buy, 90, 1).Id, unknown = floor.Limit(Side.Buy, 91, 1).Id;
        floor.Tell("kill");
        floor.Report(ReportKind.CancelRejected, refused);
        floor.Report(ReportKind.Unknown, unknown);
        floor.Sent.Clear();
        floor.Wait(KillSwitch.StepNs);
        floor.Take();
        Assert.Equal([refused], Cancels(floor));
    }

    [Fact]
    public void Orders_that_never_end_make_it_give_up_with_an_alert_and_their_end_makes_it_good()
    {
        var floor = new RiskFloor();
        OrderId stuck = floor.Limit(Side.Buy, 90, 1).Id;
        floor.Tell("kill");
        for (int i = 0; i < 70; i++)
            floor.Wait(KillSwitch.StepNs);
        Assert.Equal(KillState.GaveUp, floor.Engine.KillStatus.State);
        Assert.Contains("1 orders haven't ended within 30s", Assert.Single(floor.Notes));
        Assert.InRange(floor.Engine.NextTimerNs, floor.Engine.NowNs, floor.Engine.NowNs + KillSwitch.LateStepNs);
        floor.Report(ReportKind.Cancelled, stuck);
        Assert.Equal((KillState.Killed, null), (floor.Engine.KillStatus.State, floor.Engine.KillStatus.Reason));
        floor.Wait(2 * KillSwitch.LateStepNs);
        Assert.Equal(long.MaxValue, floor.Engine.NextTimerNs);
    }

    [Fact]
    public void Positions_are_closed_once_the_orders_of_their_instrument_have_ended_each_by_its_strategy()
    {
        var floor = new RiskFloor(instruments: 2, strategies: [RiskLimits.None, RiskLimits.None]);
        floor.Hold(Side.Buy, 7, 100, strategy: 0);
        floor.Hold(Side.Buy, 2, 100, strategy: 1);
        floor.Hold(Side.Sell, 4, 100, instrument: 1, strategy: 1);
        OrderId bid = floor.Limit(Side.Buy, 90, 1).Id;
        floor.Sent.Clear();
        Assert.Null(floor.Tell("kill flatten"));
        Intent[] sent = [.. floor.Sent.Where(i => i.Kind == IntentKind.Place)];
        Assert.Equal([(1, Side.Buy, 4L)], sent.Select(Closing));
        Assert.Equal(KillState.Killing, floor.Engine.KillStatus.State);
        floor.Sent.Clear();
        floor.Report(ReportKind.Cancelled, bid);
        Assert.Equal([(0, Side.Sell, 7L), (0, Side.Sell, 2L)], floor.Sent.Select(Closing));
        Assert.Equal(KillState.Flattening, floor.Engine.KillStatus.State);
        floor.Report(ReportKind.Fill, sent[0].Id, 4, 100, instrument: 1);
        floor.Report(ReportKind.Fill, floor.Sent[0].Id, 7, 100);
        floor.Report(ReportKind.Fill, floor.Sent[1].Id, 2, 100);
        Assert.Equal((KillState.Flat, 0, 3), (floor.Engine.KillStatus.State, floor.Engine.KillStatus.LiveOrders, floor.Sent.Count + 1));
        Assert.Equal(0, floor.Engine.Strategies.Sum(s => Math.Abs(s.Ledger(0).Position.Units) + Math.Abs(s.Ledger(1).Position.Units)));
        Assert.Empty(floor.Notes);
    }

    [Fact]
    public void Strategies_on_both_sides_close_no_more_than_the_account_has()
    {
        var floor = new RiskFloor(strategies: [RiskLimits.None, RiskLimits.None]);
        floor.Hold(Side.Buy, 10, 100, strategy: 0);
        floor.Hold(Side.Sell, 4, 100, strategy: 1);
        floor.Sent.Clear();
        floor.Tell("kill flatten");
        Assert.Equal([(0, Side.Sell, 6L)], floor.Sent.Select(Closing));
    }

    [Fact]
    public void What_does_not_fill_is_tried_again_within_the_collar_and_at_last_at_any_price_then_it_gives_up()
    {
        var floor = new RiskFloor(new RiskLimits { PriceCollar = 0.1m });
        floor.Book(0, 1_000, 1_010);
        floor.Hold(Side.Buy, 5, 1_005);
        floor.Sent.Clear();
        floor.Tell("kill flatten");
        for (int attempt = 1; attempt <= KillSwitch.MostAttempts; attempt++)
        {
            Intent sent = floor.Sent[^1];
            Assert.Equal(attempt, floor.Sent.Count);
            Assert.Equal(attempt, floor.Engine.KillStatus.Attempts);
            bool isLast = attempt == KillSwitch.MostAttempts;
            Assert.Equal((isLast ? OrderType.Market : OrderType.Limit, isLast ? 0 : 900), (sent.Terms.Type, (int)sent.Terms.Price.Units));
            floor.Report(ReportKind.Expired, sent.Id);
            floor.Wait(KillSwitch.StepNs);
            floor.Take();
        }

        floor.Wait(KillSwitch.StepNs);
        Assert.Equal(KillState.GaveUp, floor.Engine.KillStatus.State);
        Assert.Contains("X0: 5 are left after 5 attempts", Assert.Single(floor.Notes));
        floor.Report(ReportKind.Liquidation, default, 5, 900, side: Side.Sell);
        Assert.Equal(KillState.Flat, floor.Engine.KillStatus.State);
    }

    [Fact]
    public void Attempts_that_never_left_are_none_and_it_goes_on_until_the_venue_can_be_reached()
    {
        var floor = new RiskFloor(instruments: 2);
        floor.Hold(Side.Buy, 5, 1_005);
        floor.Sent.Clear();
        floor.Tell("kill flatten");
        int answered = 0;
        void Refuse(long ns)
        {
            for (long endNs = floor.Now + ns; floor.Now < endNs;)
            {
                while (answered < floor.Sent.Count)
                    floor.Report(ReportKind.Rejected, floor.Sent[answered++].Id, neverLeft: true);
                floor.Wait(KillSwitch.StepNs);
                floor.Take();
            }
        }

        Refuse(KillSwitch.PatienceNs / 2);
        Assert.InRange(floor.Sent.Count, 25, 32);
        Assert.NotEqual(KillState.GaveUp, floor.Engine.KillStatus.State);
        Assert.Equal(1, floor.Engine.KillStatus.Attempts);
        Refuse(KillSwitch.PatienceNs);
        Assert.Equal(KillState.GaveUp, floor.Engine.KillStatus.State);
        Assert.Contains("X0: orders to close 5 haven't left for the venue for 30s", Assert.Single(floor.Notes));
        floor.Sent.Clear();
        answered = 0;
        Refuse(6 * KillSwitch.LateStepNs);
        Assert.InRange(floor.Sent.Count, 5, 7);
        if (answered == floor.Sent.Count)
            floor.Wait(KillSwitch.LateStepNs);
        floor.Take();
        floor.Report(ReportKind.Acknowledged, floor.Sent[^1].Id);
        Assert.Equal(KillState.Flattening, floor.Engine.KillStatus.State);
        floor.Report(ReportKind.Fill, floor.Sent[^1].Id, 5, 1_000);
        Assert.Equal((KillState.Flat, 1), (floor.Engine.KillStatus.State, floor.Engine.KillStatus.Attempts));
    }

    [Fact]
    public void Another_kill_begins_anew_with_its_attempts()
    {
        var floor = new RiskFloor();
        floor.Hold(Side.Sell, 5, 100);
        floor.Tell("kill flatten");
        for (int attempt = 0; attempt < KillSwitch.MostAttempts; attempt++)
        {
            floor.Report(ReportKind.Expired, floor.Sent[^1].Id);
            floor.Wait(KillSwitch.StepNs);
            floor.Take();
        }

        Assert.Equal(KillState.GaveUp, floor.Engine.KillStatus.State);
        floor.Sent.Clear();
        Assert.Null(floor.Tell("kill"));
        Assert.Equal([(0, Side.Buy, 5L)], floor.Sent.Select(Closing));
        floor.Report(ReportKind.Fill, floor.Sent[0].Id, 2, 100);
        floor.Report(ReportKind.Expired, floor.Sent[0].Id);
        floor.Wait(KillSwitch.StepNs);
        floor.Take();
        Assert.Equal((0, Side.Buy, 3L), Closing(floor.Sent[^1]));
    }

    [Fact]
    public void Nothing_that_refuses_other_orders_stands_in_the_way_of_one_that_closes()
    {
        var rules = new VenueRules("test") { Orders = [new OrderAllowance(3, 1_000_000_000_000)] };
        var limits = new RiskLimits { MaxDailyLoss = 1, MaxOrder = 3, MaxBookAgeNs = 1, BreakerFailures = 1, OrderRate = new OrderRate(3, 1_000_000_000_000), MinNotional = 1_000_000 };
        var floor = new RiskFloor(new RiskLimits(), rules: rules);
        floor.Book(0, 99, 101);
        floor.Hold(Side.Buy, 3, 100);
        floor.Hold(Side.Buy, 3, 100);
        OrderId unknown = floor.Limit(Side.Buy, 90, 1).Id;
        foreach (RiskLimit limit in RiskLimit.All.Where(l => l.Name is not ("max_live_orders" or "max_leverage" or "capital")))
            Assert.Null(floor.Tell($"limit {limit.Name}={limit.Get(limits)}"));
        floor.Report(ReportKind.Unknown, unknown);
        floor.Report(ReportKind.Cancelled, unknown);
        floor.Book(0, 49, 51);
        floor.Gap(0);
        floor.Tell("status 0 halted");
        floor.Tell("freeze 0");
        floor.Tell("pause 0");
        floor.Sent.Clear();
        floor.Tell("kill flatten");
        Assert.Equal([(0, Side.Sell, 6L)], floor.Sent.Select(Closing));
        Assert.Equal(OrderType.Market, floor.Sent[0].Terms.Type);
    }

    [Fact]
    public void What_is_less_than_a_lot_cannot_be_closed_and_is_told()
    {
        var floor = new RiskFloor(facts: i => i with { LotUnits = 5 });
        OrderId order = floor.Limit(Side.Buy, 100, 10).Id;
        floor.Report(ReportKind.Fill, order, 7, 100);
        floor.Sent.Clear();
        floor.Tell("kill flatten");
        floor.Report(ReportKind.Cancelled, order);
        Intent closing = floor.Sent[^1];
        Assert.Equal((0, Side.Sell, 5L), Closing(closing));
        floor.Report(ReportKind.Fill, closing.Id, 5, 100);
        floor.Wait(2 * KillSwitch.StepNs);
        Assert.Equal(KillState.GaveUp, floor.Engine.KillStatus.State);
        Assert.Contains("2 are left, less than a lot", floor.Notes[^1]);
    }

    [Fact]
    public void An_arming_ends_it_and_no_more_is_closed()
    {
        var floor = new RiskFloor();
        floor.Hold(Side.Buy, 5, 100);
        floor.Tell("kill flatten");
        floor.Tell("arm");
        floor.Report(ReportKind.Expired, floor.Sent[^1].Id);
        floor.Sent.Clear();
        floor.Wait(10 * KillSwitch.StepNs);
        floor.Take();
        Assert.Empty(floor.Sent);
        Assert.Equal(5, floor.Position());
    }

    [Fact]
    public void What_a_strategy_does_when_it_hears_of_a_cancel_passes_no_more()
    {
        var floor = new RiskFloor();
        OrderId order = floor.Limit(Side.Buy, 90, 1).Id;
        Placement again = default;
        floor.Strategies[0].Told = _ => again = floor.Strategies[0].Context.Place(NewOrder.Limit(0, Side.Buy, new Price(90), new Quantity(1)));
        floor.Tell("kill flatten");
        floor.Report(ReportKind.Cancelled, order);
        Assert.Equal(RiskRefusal.NotTrading, again.Refusal);
        Assert.Equal(KillState.Flat, floor.Engine.KillStatus.State);
    }

    [Fact]
    public void A_kill_that_outlived_its_session_goes_on_when_the_engine_starts()
    {
        var strategy = new TestStrategy();
        var engine = new Engine([Desk.Plain], [new StrategySetup("s", strategy)], new RiskLimits());
        engine.RestoreKill(flattens: true);
        Assert.True(engine.IsKilled);
        Placement atStart = default;
        strategy.Started = () => atStart = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(90), new Quantity(1)));
        engine.Start(1);
        Assert.Equal(RiskRefusal.NotTrading, atStart.Refusal);
        Assert.Equal((KillState.Flat, true), (engine.KillStatus.State, engine.KillStatus.Flattens));
    }

    private static OrderId[] Cancels(RiskFloor floor) => [.. floor.Sent.Where(i => i.Kind == IntentKind.Cancel).Select(i => i.Id)];

    private static (int Instrument, Side Side, long Quantity) Closing(Intent intent)
    {
        Assert.True(intent.Kind == IntentKind.Place && intent.Order.IsApproved && intent.Terms.ReduceOnly);
        return (intent.Instrument, intent.Terms.Side, intent.Terms.Quantity.Units);
    }
}
