using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Brackets, legs and post-only orders whose engine is gone: the next one goes on with them.</summary>
public sealed class OwnerRecoveryTests
{
    private const long Hour = 3_600_000_000_000;

    private static readonly Bracket Both = new() { TakeProfit = new Price(110), StopLoss = new Price(95) };

    private readonly Desk _desk = new();

    [Fact]
    public void A_bracket_goes_on_where_it_stood_with_the_best_price_that_was_known()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.TakeProfitLimit, TrailingPpm = 100_000 });
        _desk.Trade(5, 108);
        Desk later = Desk.After(_desk.Engine);
        later.Engine.Start(10);
        later.Trade(10, 107);
        Assert.Empty(later.TakeIntents());
        Assert.True(later.Strategy.Context.TryBracket(entry, out BracketUpdate bracket));
        Assert.Equal((108, 10, new OrderId(2)), (bracket.Best.Units, bracket.Open.Units, bracket.Guard));
        later.Trade(11, 97); // a tenth below 108
        Assert.Equal(["cancel 2"], later.TakeIntents());
        later.Report(ReportKind.Cancelled, new OrderId(2), at: 12);
        Assert.Equal(["3 Sell 10 Market reduce, trailing"], later.TakeIntents());
    }

    [Fact]
    public void What_others_closed_before_the_start_is_not_taken_out_again()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.StopLoss });
        Desk later = Desk.After(_desk.Engine);
        later.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, Price = new Price(99), Quantity = new Quantity(10), TradeId = 50, LocalNs = 8 });
        Assert.Empty(later.TakeIntents());
        later.Engine.Start(10);
        later.Trade(10, 90);
        Assert.Equal(["cancel 2"], later.TakeIntents());
        later.Report(ReportKind.Cancelled, new OrderId(2), at: 12);
        Assert.False(later.Strategy.Context.TryBracket(entry, out _));
        Assert.Empty(later.TakeIntents());
    }

    [Fact]
    public void A_recovery_cancels_what_a_strategy_had_and_keeps_what_protects()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss }, filled: 4);
        OrderId own = _desk.Limit(Side.Buy, 90, 1).Id;
        Desk later = Desk.After(_desk.Engine);
        later.Engine.OnCommand(EngineCommand.CancelAll, 9);
        Assert.Equal(["cancel 1", $"cancel {own}"], later.TakeIntents());
        Assert.True(later.Engine.IsProtective(new OrderId(2)));
        Assert.False(later.Engine.IsProtective(own));
        later.Report(ReportKind.Cancelled, new OrderId(1), at: 9);
        later.Report(ReportKind.Cancelled, own, at: 9);
        later.Engine.Start(10);
        later.Trade(10, 100);
        Assert.Equal((1, 0), (later.Engine.LiveOrders, later.Engine.Intents.Length));
    }

    [Fact]
    public void A_recovery_cancels_what_a_released_bracket_still_has_at_the_venue()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.StopLoss });
        Assert.True(_desk.Strategy.Context.ReleaseBracket(entry));
        _desk.Report(ReportKind.CancelRejected, new OrderId(2), at: 5);
        Desk later = Desk.After(_desk.Engine);
        Assert.False(later.Engine.IsProtective(new OrderId(2)));
        AssertCancelledUntilItEnds(later, 2);
    }

    [Fact]
    public void A_recovery_cancels_the_hedge_of_legs_that_a_kill_ended()
    {
        NewOrder hedge = NewOrder.Limit(0, Side.Sell, new Price(120), new Quantity(10));
        _desk.Strategy.Context.PlaceLegs(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), hedge, new LegTerms(Hour, LateHedge.Cross));
        _desk.Report(ReportKind.Fill, new OrderId(1), quantity: 10, tradeId: 1);
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.Engine.OnCommand(EngineCommand.Kill, 2);
        _desk.Report(ReportKind.CancelRejected, new OrderId(2), at: 3);
        _desk.Engine.OnCommand(EngineCommand.Arm, 4);
        AssertCancelledUntilItEnds(Desk.After(_desk.Engine), 2);
    }

    [Fact]
    public void A_recovery_cancels_a_hedge_in_a_frozen_instrument_and_leaves_a_guard_there()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        NewOrder hedge = NewOrder.Limit(0, Side.Sell, new Price(120), new Quantity(10));
        _desk.Strategy.Context.PlaceLegs(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), hedge, new LegTerms(Hour, LateHedge.Cross));
        _desk.Report(ReportKind.Fill, new OrderId(3), quantity: 10, tradeId: 2);
        _desk.Report(ReportKind.Acknowledged, new OrderId(4));
        _desk.Engine.OnCommand(EngineCommand.Freeze(0), 5);
        _desk.Report(ReportKind.CancelRejected, new OrderId(4), at: 6);
        Desk later = Desk.After(_desk.Engine);
        Assert.True(later.Engine.IsProtective(new OrderId(2)));
        AssertCancelledUntilItEnds(later, 4);
    }

    private static void AssertCancelledUntilItEnds(Desk later, long order)
    {
        later.Engine.OnCommand(EngineCommand.CancelAll, 10);
        Assert.Equal([$"cancel {order}"], later.TakeIntents());
        later.Report(ReportKind.CancelRejected, new OrderId(order), at: 11);
        later.Engine.OnClock(11 + OrderDesk.AgainNs);
        Assert.Equal([$"cancel {order}"], later.TakeIntents());
    }

    [Fact]
    public void A_fill_that_comes_after_the_end_of_a_bracket_revives_it_in_the_next_engine_too()
    {
        OrderId entry = _desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), Both with { AtVenue = BracketPart.StopLoss }).Id;
        _desk.Report(ReportKind.Cancelled, entry);
        Assert.False(_desk.Strategy.Context.TryBracket(entry, out _));
        Desk later = Desk.After(_desk.Engine);
        later.Report(ReportKind.Fill, entry, at: 8, quantity: 3, tradeId: 1);
        later.Engine.Start(10);
        later.Trade(10, 100);
        Assert.Equal(["2 Sell 3 StopMarket at 95 reduce, stop-loss"], later.TakeIntents());
    }

    [Fact]
    public void Legs_go_on_in_time()
    {
        var strategy = new TestStrategy();
        var before = new Engine(AnySession.Traded, [new StrategySetup("test", strategy)], new RiskLimits());
        before.Start(1);
        strategy.Context.PlaceLegs(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), NewOrder.Limit(1, Side.Sell, new Price(50), new Quantity(20)), new LegTerms(Hour, LateHedge.Unwind));
        before.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = new OrderId(1), Quantity = new Quantity(4), Price = new Price(100), TradeId = 1 });
        var later = new Engine(AnySession.Traded, [new StrategySetup("test", new TestStrategy())], new RiskLimits());
        later.Restore(EngineCheckpoint.Of(before));
        later.OnCommand(EngineCommand.CancelAll, 5);
        Assert.Equal((IntentKind.Cancel, new OrderId(1)), (Assert.Single(later.Intents.ToArray()).Kind, later.Intents[0].Id)); // the hedge works on
        later.ClearIntents();
        later.OnReport(new OrderReport { Kind = ReportKind.Cancelled, Id = new OrderId(1), LocalNs = 6 });
        later.Start(10);
        later.OnMarket(new MarketEvent { Kind = EventKind.Trade, Price = new Price(1), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch }, 11);
        Assert.Empty(later.Intents.ToArray());
        later.OnClock(Hour + 1);
        Assert.Equal((IntentKind.Cancel, new OrderId(2)), (Assert.Single(later.Intents.ToArray()).Kind, later.Intents[0].Id));
        later.ClearIntents();
        later.OnReport(new OrderReport { Kind = ReportKind.Cancelled, Id = new OrderId(2), LocalNs = Hour + 2 });
        NewOrder back = Assert.Single(later.Intents.ToArray()).Terms;
        Assert.Equal((0, Side.Sell, new Quantity(4), true, OrderReason.Unwind), (back.Instrument, back.Side, back.Quantity, back.ReduceOnly, back.Reason));
    }

    [Fact]
    public void Legs_that_a_kill_ended_are_not_revived_in_the_next_engine_either()
    {
        _desk.Strategy.Context.PlaceLegs(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), NewOrder.Market(0, Side.Sell, new Quantity(10)), new LegTerms(Hour, LateHedge.Cross));
        _desk.Engine.OnCommand(EngineCommand.Kill, 2);
        Desk later = Desk.After(_desk.Engine);
        later.Report(ReportKind.Fill, new OrderId(1), at: 3, quantity: 10, tradeId: 1);
        later.Engine.Start(10);
        later.Engine.OnCommand(EngineCommand.Arm, 11);
        later.TakeIntents();
        later.Trade(12, 100);
        Assert.Empty(later.TakeIntents());
    }

    [Fact]
    public void A_post_only_order_is_priced_anew_by_what_is_left_of_its_tries()
    {
        _desk.Strategy.Context.PlaceBracket(
            NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(2), TimeInForce.PostOnly), Both, new PostOnlyPolicy(2) { OffsetTicks = 1, AtEnd = PostOnlyEnd.Market });
        _desk.Report(ReportKind.Expired, new OrderId(1));
        _desk.Report(ReportKind.Expired, new OrderId(2));
        Assert.Equal(3, _desk.TakeIntents().Length);
        Desk later = Desk.After(_desk.Engine);
        later.Engine.Start(10);
        Assert.Equal((new OrderId(1), new OrderId(3)), (later.Engine.FindOrder(new OrderId(3))!.Value.First, later.Engine.FindOrder(new OrderId(2))!.Value.Next));
        later.Report(ReportKind.Expired, new OrderId(3), at: 11);
        Assert.Equal(["4 Buy 2 Market, strategy"], later.TakeIntents());
    }

    [Fact]
    public void The_history_of_an_order_goes_on_in_the_next_engine()
    {
        OrderId id = _desk.Limit(Side.Buy, 100, 10).Id;
        _desk.Report(ReportKind.Acknowledged, id, at: 3);
        _desk.Strategy.Context.Cancel(id);
        Desk later = Desk.After(_desk.Engine);
        later.Engine.MarkAllUnknown();
        later.Report(ReportKind.Cancelled, id, at: 7);
        var changes = new OrderTransition[9];
        int count = later.Engine.CopyHistory(id, changes);
        Assert.Equal(
            [TransitionCause.Placed, TransitionCause.Acknowledged, TransitionCause.CancelAsked, TransitionCause.OutcomeUnknown, TransitionCause.Cancelled],
            changes.Take(count).Select(c => c.Cause));
        Assert.Equal((OrderState.Placed, OrderState.Cancelled, Requests.None, 7L), (changes[4].From, changes[4].To, changes[4].Open, changes[4].ExchangeNs));
    }

    [Fact]
    public void In_finer_units_a_bracket_is_the_same()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss, TrailingPpm = 1_000 });
        _desk.Trade(5, 104);
        Instrument finer = Instrument.Linear("test", "X", DecimalUnit.Parse("0.25", "tick"), DecimalUnit.Parse("0.001", "lot"));
        var later = new Desk(instrument: finer, start: false);
        later.Engine.Restore(EngineCheckpoint.Of(_desk.Engine));
        later.Engine.Start(10);
        later.Trade(10, 440);
        Assert.Equal(["cancel 2"], later.TakeIntents());
        later.Report(ReportKind.Cancelled, new OrderId(2), at: 11);
        Assert.Equal(["3 Sell 10000 Market reduce, take-profit"], later.TakeIntents());
    }

    private OrderId Held(in Bracket bracket, long filled = 10)
    {
        OrderId entry = _desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), bracket).Id;
        _desk.Report(ReportKind.Fill, entry, quantity: filled, tradeId: 1);
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        return entry;
    }
}
