using Touchline.Core;
using Touchline.Exchanges.Binance;

namespace Touchline.Conformance.Tests;

/// <summary>Stop, take-profit and trailing orders at Binance: one order of ours in both of its lives, whatever client id the second one bears and in whatever order the news of it comes.</summary>
public sealed class BinanceConditionalTests
{
    private const long Ms = VenueStage.Ms, Second = VenueStage.Second;

    [Theory]
    [InlineData(OrderType.StopMarket, false)]
    [InlineData(OrderType.StopMarket, true)]
    [InlineData(OrderType.TakeProfit, false)]
    [InlineData(OrderType.TakeProfit, true)]
    [InlineData(OrderType.TrailingStop, false)]
    [InlineData(OrderType.TrailingStop, true)]
    public void It_waits_and_is_cancelled(OrderType type, bool otherWay)
    {
        using var scene = new ConditionalScene(keepsClientIds: true);
        VenueStage stage = scene.Stage;
        if (otherWay)
            CutOrderLines(stage);
        Price below = stage.PriceOf(scene.Trigger), above = stage.PriceOf(stage.Far(Side.Sell));
        Quantity size = stage.QuantityOf(ConditionalScene.Size);
        NewOrder terms = type switch
        {
            OrderType.StopMarket => NewOrder.StopMarket(0, Side.Sell, below, size, TriggerSource.MarkPrice),
            OrderType.TakeProfit => NewOrder.TakeProfit(0, Side.Sell, above, size),
            _ => NewOrder.TrailingStop(0, Side.Sell, 0.013m, size, above),
        };
        OrderId id = scene.Place(terms with { ReduceOnly = true });
        stage.AwaitQuiet();
        BinanceOrderTerms there = scene.AlgoOf(id).Terms;
        Assert.Equal(type == OrderType.TrailingStop ? (null, 1.3m) : (type == OrderType.StopMarket ? scene.Trigger : stage.Far(Side.Sell), (decimal?)null), (there.TriggerPrice, there.CallbackRate));
        Assert.Equal((ConditionalScene.Size, true, type == OrderType.StopMarket ? "MARK_PRICE" : "CONTRACT_PRICE"), (there.Quantity, there.ReduceOnly, there.WorkingType));
        Agreement.Check(stage);
        stage.Cancel(id);
        scene.CheckWhole(id, OrderState.Cancelled);
        Assert.Equal([ReportKind.Acknowledged, ReportKind.Cancelled], stage.KindsOf(id));
        Assert.DoesNotContain(stage.Session.Wire.Requests, r => r.Call.Url.Contains("countdownTime=6", StringComparison.Ordinal) && r.AtNs > stage.Clock.NowNs - 2 * Second);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Set_off_its_fills_are_told_once_with_our_number(bool keepsClientIds)
    {
        using var scene = new ConditionalScene(keepsClientIds);
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger);
        scene.Stage.AwaitQuiet();
        scene.FallTo(trigger);
        scene.Stage.Await(() => scene.Stage.Hand.Orders[id].State == OrderState.Filled, 3 * Second, "the stop to fill");
        scene.CheckWhole(id, OrderState.Filled);
        Assert.True(scene.Stage.Engine.Ledger(0).Position.IsZero);
        Assert.Equal([ReportKind.Acknowledged], scene.Stage.KindsOf(id).Where(k => k != ReportKind.Fill));
        Assert.Equal(keepsClientIds, scene.Account.Orders[scene.AlgoOf(id).OrderId].ClientOrderId == $"n1-{id.Number}");
    }

    public static TheoryData<int> Orders_of_messages => [.. Enumerable.Range(0, 32)];

    // By the number messages come twice, out of order, get lost, or the stream breaks; cancels and strangers come in between.
    [Theory]
    [MemberData(nameof(Orders_of_messages))]
    public void Whatever_order_messages_come_in_session_and_exchange_agree(int number)
    {
        using var scene = new ConditionalScene((number & 1) != 0, (ulong)number + 1, sendsAtOnce: number % 3 == 0);
        VenueStage stage = scene.Stage;
        var random = new SeededRandom((ulong)number);
        stage.Network.Weather.JitterNs = 30 * Ms;
        VenueFault[] faults = [VenueFault.PrivateTwice, VenueFault.PrivateOutOfOrder, VenueFault.FillBeforeAnswer];
        for (int i = 0; i < faults.Length; i++)
        {
            if ((number >> (i + 1) & 1) != 0)
                stage.Fault(faults[i], count: 0);
        }

        for (int i = 0; i < 6; i++)
        {
            decimal trigger = scene.Trigger;
            OrderId id = scene.Protect(trigger, 0.05m);
            stage.Clock.Run((long)(random.Exponential() * 40 * Ms));
            if (random.Chance(0.3))
                stage.TradeByHand(scene.Symbol, random.Chance(0.7) ? Side.Sell : Side.Buy, 0.01m);
            if (random.Chance(0.7))
                scene.FallTo(trigger);
            stage.Clock.Run((long)(random.Exponential() * 20 * Ms));
            if ((number & 16) != 0 && random.Chance(0.3))
            {
                foreach (VirtualConnection line in stage.Lines(VenueLine.Private).ToArray())
                    line.Drop(0, 0);
                stage.Clock.Run(random.Below(6_000) * Ms);
            }

            if (random.Chance(0.5))
                stage.Cancel(id);
            stage.Clock.Run((long)(random.Exponential() * 60 * Ms));
        }

        stage.Await(() => stage.IsReady, 60 * Second, "the session to be ready");
        stage.AwaitQuiet();
        stage.Clock.Run(4 * Second);
        Agreement.Check(stage);
        Assert.Equal((0, 0, 0, 0), (stage.Engine.Anomalies.Illegal, stage.Engine.Anomalies.Stray, stage.Engine.Anomalies.DuplicateFills, stage.Engine.Anomalies.Overfills));
    }

    [Theory]
    [InlineData(false, "down")]
    [InlineData(true, "down")]
    [InlineData(false, "deaf")]
    [InlineData(true, "deaf")]
    public void What_the_private_stream_does_not_tell_is_found(bool keepsClientIds, string stream)
    {
        using var scene = new ConditionalScene(keepsClientIds);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId filled = scene.Protect(trigger, 0.2m), waits = scene.Protect(stage.Far(Side.Buy), 0.2m), cancelled = scene.Protect(stage.Far(Side.Buy), 0.1m);
        stage.AwaitQuiet();
        if (stream == "down")
            stage.Lines(VenueLine.Private).Single().Drop(0, 0);
        else
            stage.Fault(VenueFault.PrivateLost, count: 0);
        scene.FallTo(trigger);
        scene.Stage.Trading.CancelAlgo(scene.Account, null, $"n1-{cancelled.Number}");
        stage.Clock.Run(5 * Second);
        stage.EndFaults();
        stage.Await(() => stage.Hand.Orders[filled].State == OrderState.Filled, 90 * Second, "the stop's fills");
        scene.CheckWhole(filled, OrderState.Filled);
        Assert.Equal((OrderState.Placed, OrderState.Cancelled), (stage.Hand.Orders[waits].State, stage.Hand.Orders[cancelled].State));
    }

    [Theory]
    [InlineData(VenueFault.UnknownButDone, false)]
    [InlineData(VenueFault.UnknownButDone, true)]
    [InlineData(VenueFault.UnknownAndNotDone, false)]
    [InlineData(VenueFault.UnknownAndNotDone, true)]
    [InlineData(VenueFault.AnswerLost, false)]
    [InlineData(VenueFault.AnswerLost, true)]
    internal void Requests_of_unknown_fate_become_definite_and_are_not_sent_again(VenueFault fault, bool otherWay)
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        if (otherWay)
            CutOrderLines(stage);
        bool isDone = fault != VenueFault.UnknownAndNotDone;
        OrderId cancelled = scene.Protect(stage.Far(Side.Buy), 0.1m);
        stage.AwaitQuiet();
        stage.Fault(fault);
        OrderId placed = scene.Protect(stage.Far(Side.Buy), 0.2m);
        stage.AwaitQuiet();
        stage.EndFaults();
        Assert.Equal(isDone ? OrderState.Placed : OrderState.Rejected, stage.Hand.Orders[placed].State);
        Agreement.Check(stage);
        stage.Fault(fault);
        stage.Cancel(cancelled);
        stage.AwaitQuiet();
        stage.EndFaults();
        scene.CheckWhole(cancelled, isDone ? OrderState.Cancelled : OrderState.Placed);
        Assert.Equal(isDone ? 2 : 1, scene.Account.Algos.Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_cancel_that_crosses_the_trigger_changes_nothing(bool keepsClientIds, bool otherWay)
    {
        using var scene = new ConditionalScene(keepsClientIds);
        if (otherWay)
            CutOrderLines(scene.Stage);
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger);
        scene.Stage.AwaitQuiet();
        scene.Stage.Cancel(id);
        scene.FallTo(trigger);
        scene.CheckWhole(id, OrderState.Filled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_strangers_fill_is_held_back_while_it_may_be_ours_and_told_in_the_end(bool isDoubled)
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        OrderId id = scene.Protect(scene.Trigger, 0.1m);
        stage.AwaitQuiet();
        if (isDoubled)
            stage.Fault(VenueFault.PrivateTwice, count: 0);
        stage.TradeByHand(scene.Symbol, Side.Sell, 0.03m);
        stage.Clock.Run(500 * Ms);
        Assert.DoesNotContain(stage.Session.Reports, r => r.Kind == ReportKind.External);
        stage.TradeByHand(scene.Symbol, Side.Buy, 0.01m);
        stage.Clock.Run(200 * Ms);
        Assert.Equal(Side.Buy, Assert.Single(stage.Session.Reports, r => r.Kind == ReportKind.External).Side);
        stage.Await(() => stage.Session.Reports.Any(r => r.Kind == ReportKind.External && r.Side == Side.Sell), 3 * Second, "the stranger's fill");
        stage.Clock.Run(40 * Second);
        Agreement.Check(stage);
        Assert.Equal([ReportKind.Acknowledged], stage.KindsOf(id));
        Assert.Contains(stage.Session.Notes, n => n.Text.Contains("order web_1 ", StringComparison.Ordinal));
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    // Both trade at once on the same side; neither's client id says whose it is.
    [Fact]
    public void A_strangers_fills_and_the_stops_own_are_told_apart()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        decimal trigger = scene.Trigger;
        OrderId id = scene.Protect(trigger, 0.2m), other = scene.Protect(stage.Far(Side.Buy), 0.1m);
        stage.AwaitQuiet();
        stage.TradeByHand(scene.Symbol, Side.Sell, 0.05m);
        scene.FallTo(trigger);
        stage.TradeByHand(scene.Symbol, Side.Sell, 0.02m);
        stage.Clock.Run(5 * Second);
        stage.AwaitQuiet();
        Agreement.Check(stage);
        Assert.Equal((OrderState.Filled, OrderState.Placed), (stage.Hand.Orders[id].State, stage.Hand.Orders[other].State));
        Assert.Equal(stage.QuantityOf(0.07m).Units, stage.Session.Reports.Where(r => r.Kind == ReportKind.External).Sum(r => r.Quantity.Units));
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Fact]
    public void A_trailing_stop_follows_the_price_and_closes_the_position()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        OrderId id = scene.Place(NewOrder.TrailingStop(0, Side.Sell, 0.001m, stage.QuantityOf(ConditionalScene.Size)) with { ReduceOnly = true });
        stage.AwaitQuiet();
        decimal back = stage.Best(Side.Buy) * 0.9985m;
        scene.FallTo(stage.MarketBook(scene.Symbol).Snapshot(Side.Buy).Select(l => stage.Engine.Instruments[0].PriceUnit.ToDecimal(l.Price)).First(p => p < back));
        scene.CheckWhole(id, OrderState.Filled);
        Assert.True(stage.Engine.Ledger(0).Position.IsZero);
    }

    [Fact]
    public void It_stays_when_the_session_dies_and_no_countdown_runs_for_it()
    {
        using var scene = new ConditionalScene(keepsClientIds: false);
        VenueStage stage = scene.Stage;
        // The countdown of the order that opened the position ends first.
        stage.Clock.Run(30 * Second);
        int before = stage.Session.Wire.Requests.Count;
        OrderId stop = scene.Protect(scene.Trigger);
        stage.Clock.Run(90 * Second);
        Assert.DoesNotContain(stage.Session.Wire.Requests.Skip(before), r => r.Call.Url.Contains("countdownCancelAll", StringComparison.Ordinal));
        OrderId resting = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.Clock.Run(30 * Second);
        stage.Session.Kill();
        stage.Clock.Run(90 * Second);
        Assert.Equal([(stop.Number, true), (resting.Number, false)], stage.Orders().Where(o => o.Number == stop.Number || o.Number == resting.Number).Select(o => (o.Number, o.IsLive)).OrderBy(o => o.Number));
    }

    private static void CutOrderLines(VenueStage stage)
    {
        stage.Network.Refuses = c => stage.LineOf(c) == VenueLine.Orders;
        foreach (VirtualConnection line in stage.Lines(VenueLine.Orders).ToArray())
            line.Drop(0, 0);
        stage.Clock.Run(10 * Ms);
    }
}
