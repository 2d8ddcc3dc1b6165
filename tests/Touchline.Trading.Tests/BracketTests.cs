using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Exits that go with an entry: they follow what has filled, one takes the others with it, and never more is out than is open.</summary>
public sealed class BracketTests
{
    private static readonly Bracket Both = new() { TakeProfit = new Price(110), StopLoss = new Price(95) };

    private readonly Desk _desk = new();

    public BracketTests()
    {
        _desk.Depth(1, Side.Buy, 99, 50);
        _desk.Depth(1, Side.Sell, 101, 50);
        _desk.Calls.Clear();
    }

    private OrderId Enter(in Bracket bracket, long quantity = 10, Side side = Side.Buy)
    {
        Placement placed = _desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, side, new Price(100), new Quantity(quantity)), bracket);
        Assert.Equal(RiskRefusal.None, placed.Refusal);
        _desk.Report(ReportKind.Acknowledged, placed.Id);
        _desk.TakeIntents();
        return placed.Id;
    }

    private OrderId Held(in Bracket bracket, long filled = 10, long quantity = 10)
    {
        OrderId entry = Enter(bracket, quantity);
        _desk.Report(ReportKind.Fill, entry, quantity: filled, tradeId: 1);
        return entry;
    }

    private BracketUpdate Look(OrderId entry)
    {
        Assert.True(_desk.Strategy.Context.TryBracket(entry, out BracketUpdate bracket));
        return bracket;
    }

    [Fact]
    public void A_stop_held_by_the_engine_takes_out_what_has_filled_and_cancels_the_rest_of_the_entry()
    {
        OrderId entry = Held(Both, filled: 4);
        Assert.Empty(_desk.TakeIntents());
        _desk.Trade(5, 96);
        Assert.Empty(_desk.TakeIntents());
        _desk.Trade(6, 95);
        Assert.Equal(["cancel 1", "2 Sell 4 Market reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, entry);
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 4, price: 94, tradeId: 2);
        Assert.Empty(_desk.TakeIntents());
        Assert.Equal(0, _desk.Position);
        Assert.False(_desk.Strategy.Context.TryBracket(entry, out _));
        Assert.Equal(
            ["bracket 1 Protecting 4 of 4 strategy", "bracket 1 Exiting 4 of 4 stop-loss", "bracket 1 Ended 0 of 4 stop-loss"],
            _desk.Calls.Where(c => c.StartsWith("bracket", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_strategy_cant_amend_a_guard_past_what_is_open_and_can_cancel_it()
    {
        Held(Both with { AtVenue = BracketPart.TakeProfitLimit }, filled: 4);
        var guard = new OrderId(2);
        _desk.Report(ReportKind.Acknowledged, guard);
        _desk.TakeIntents();
        Assert.Equal(RiskRefusal.BadAmend, _desk.Strategy.Context.Amend(guard, new Price(111), new Quantity(9)).Refusal);
        Assert.Empty(_desk.TakeIntents());
        Assert.True(_desk.Strategy.Context.Cancel(guard));
    }

    [Fact]
    public void What_a_released_bracket_leaves_stands_against_those_of_the_other_side()
    {
        OrderId bought = Held(Both);
        OrderId sold = Enter(new Bracket { TakeProfit = new Price(90), StopLoss = new Price(105) }, 6, Side.Sell);
        _desk.Report(ReportKind.Fill, sold, quantity: 6, tradeId: 2);
        Assert.Equal((4, 10, 6), (_desk.Position, Look(bought).Open.Units, Look(sold).Open.Units));
        Assert.True(_desk.Strategy.Context.ReleaseBracket(sold));
        Assert.Equal(4, Look(bought).Open.Units);
        _desk.Trade(5, 95);
        Assert.Equal(["3 Sell 4 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void What_the_entry_fills_while_it_exits_is_taken_out_too()
    {
        OrderId entry = Held(Both, filled: 4);
        _desk.Trade(6, 90);
        _desk.TakeIntents();
        _desk.Report(ReportKind.Fill, entry, quantity: 5, tradeId: 2);
        Assert.Empty(_desk.TakeIntents()); // one exit at a time
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 4, tradeId: 3);
        Assert.Equal(["3 Sell 5 Market reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, entry);
        _desk.Report(ReportKind.Fill, new OrderId(3), quantity: 5, tradeId: 4);
        Assert.Equal((0, 0), (_desk.Position, _desk.Engine.LiveOrders));
        _desk.Report(ReportKind.Fill, entry, quantity: 1, tradeId: 5); // it comes after the entry's end, and after the bracket's
        Assert.Equal(["4 Sell 1 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData(Side.Buy, 110, "take-profit")]
    [InlineData(Side.Buy, 95, "stop-loss")]
    [InlineData(Side.Sell, 90, "take-profit")]
    [InlineData(Side.Sell, 105, "stop-loss")]
    public void A_profit_is_taken_and_a_loss_limited_on_either_side(Side side, long price, string reason)
    {
        Bracket bracket = side == Side.Buy ? Both : new Bracket { TakeProfit = new Price(90), StopLoss = new Price(105) };
        OrderId entry = Enter(bracket, 10, side);
        _desk.Report(ReportKind.Fill, entry, quantity: 10, tradeId: 1);
        _desk.Trade(5, price);
        Assert.Equal([$"2 {side.Opposite()} 10 Market reduce, {reason}"], _desk.TakeIntents());
    }

    [Fact]
    public void A_trailing_exit_follows_the_best_price_from_its_activation_on()
    {
        OrderId entry = Held(new Bracket { TrailingPpm = 50_000, Activation = new Price(120) });
        foreach (long price in (long[])[110, 80, 120, 200, 191])
            _desk.Trade(5, price);
        Assert.Empty(_desk.TakeIntents());
        Assert.Equal(200, Look(entry).Best.Units);
        _desk.Trade(6, 190);
        Assert.Equal(["2 Sell 10 Market reduce, trailing"], _desk.TakeIntents());
    }

    [Fact]
    public void The_mark_price_or_the_touch_decides_where_that_is_asked_for()
    {
        OrderId byMark = Held(Both with { Trigger = BracketTrigger.MarkPrice });
        _desk.Trade(5, 90);
        _desk.Market(6, EventKind.MarkPrice, price: 9_510_000_000); // 95.1
        Assert.Empty(_desk.TakeIntents());
        _desk.Market(7, EventKind.MarkPrice, price: 9_500_000_000);
        Assert.Equal(OrderReason.StopLoss, Look(byMark).Reason);
        _desk.TakeIntents();
        OrderId byTouch = Enter(Both with { Trigger = BracketTrigger.Touch });
        _desk.Report(ReportKind.Fill, byTouch, quantity: 10, tradeId: 9);
        _desk.Trade(8, 90);
        Assert.Empty(_desk.TakeIntents());
        _desk.Depth(9, Side.Buy, 110, 1);
        Assert.Equal(OrderReason.TakeProfit, Look(byTouch).Reason);
    }

    [Fact]
    public void A_guard_at_the_venue_is_placed_anew_when_the_entry_fills_further()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss }, filled: 4);
        Assert.Equal(["2 Sell 4 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.Report(ReportKind.Fill, new OrderId(1), quantity: 6, tradeId: 2);
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, new OrderId(2));
        Assert.Equal(["3 Sell 10 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Acknowledged, new OrderId(3));
        _desk.Trade(5, 90); // that is the venue's to see
        Assert.Empty(_desk.TakeIntents());
        _desk.Report(ReportKind.Fill, new OrderId(3), quantity: 10, price: 94, tradeId: 3);
        Assert.Equal((0, 0), (_desk.Position, _desk.Engine.LiveOrders));
        Assert.Equal("bracket 1 Ended 0 of 10 stop-loss", _desk.Calls[^1]);
    }

    [Fact]
    public void The_guard_is_taken_back_before_the_engine_exits_itself_and_may_win_the_race()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        _desk.Trade(5, 111);
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.Unknown, new OrderId(2));
        Assert.Empty(_desk.TakeIntents()); // it may still be there
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 7, tradeId: 2);
        _desk.Report(ReportKind.Cancelled, new OrderId(2));
        Assert.Equal(["3 Sell 3 Market reduce, take-profit"], _desk.TakeIntents());
    }

    [Fact]
    public void A_guard_that_the_venue_refuses_is_held_by_the_engine()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Rejected, new OrderId(2));
        _desk.TakeIntents();
        _desk.Trade(5, 95);
        Assert.Equal(["3 Sell 10 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_guard_that_could_not_be_taken_for_the_moment_is_sent_again_ever_more_rarely(bool neverLeft)
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.TakeIntents();
        long now = 1_000;
        foreach (long wait in (long[])[100_000_000, 200_000_000, 400_000_000])
        {
            long guard = _desk.Engine.Desk.LastOrder;
            _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = new OrderId(guard), LocalNs = now, NeverLeft = neverLeft, IsVenueFault = !neverLeft });
            _desk.Engine.OnClock(now + wait - 1);
            Assert.Empty(_desk.TakeIntents());
            _desk.Engine.OnClock(now += wait);
            Assert.Equal([$"{guard + 1} Sell 10 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
            Assert.Equal(wait < 400_000_000 ? 0 : 1, _desk.Notes.Count);
        }

        string why = neverLeft ? "order 4 couldn't be sent to the venue" : "the venue couldn't take order 4";
        Assert.Equal(
            $"X: the stop-loss of order 1 doesn't stand at the venue as it should: 3 tries in a row failed, the last because {why}; it is tried again, and the engine holds that part while it runs", _desk.Notes[0]);
    }

    [Fact]
    public void That_a_guard_is_refused_again_and_again_is_told_once_and_again_when_it_stands()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        long now = 1_000;
        for (int i = 0; i < 10; i++, now += 5_000_000_000)
        {
            _desk.NeverLeft(ReportKind.Rejected, new OrderId(_desk.Engine.Desk.LastOrder), now);
            _desk.Engine.OnClock(now + 5_000_000_000);
        }

        Assert.Contains("3 tries in a row", Assert.Single(_desk.Notes), StringComparison.Ordinal);
        _desk.Report(ReportKind.Acknowledged, new OrderId(_desk.Engine.Desk.LastOrder), now);
        Assert.Equal("X: the stop-loss of order 1 stands at the venue again", _desk.Notes[^1]);
        _desk.Report(ReportKind.Fill, new OrderId(1), at: now, quantity: 1, tradeId: 9);
        Assert.Equal(2, _desk.Notes.Count);
    }

    [Fact]
    public void A_guard_larger_than_an_order_may_be_is_told_with_the_limit_until_it_is_raised()
    {
        _desk.Engine.OnCommand(EngineCommand.Parse("limit max_order=20")!, 1);
        OrderId entry = Enter(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Engine.OnCommand(EngineCommand.Parse("limit max_order=5")!, 1);
        _desk.Report(ReportKind.Fill, entry, quantity: 10, tradeId: 1);
        for (long now = 0; now < 60_000_000_000; now += 1_000_000_000)
            _desk.Engine.OnClock(now);
        Assert.EndsWith("the last because risk refuses it (MaxOrder); it is tried again, and the engine holds that part while it runs", Assert.Single(_desk.Notes), StringComparison.Ordinal);
        _desk.Engine.OnCommand(EngineCommand.Parse("limit max_order=none")!, 60_000_000_000);
        _desk.Engine.OnClock(66_000_000_000);
        Assert.Equal(["2 Sell 10 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Acknowledged, new OrderId(2), at: 66_000_000_000);
        Assert.Equal(2, _desk.Notes.Count);
    }

    [Fact]
    public void An_exit_that_does_not_get_out_is_told_once_and_again_when_it_does()
    {
        Held(Both);
        _desk.Trade(5, 95);
        long now = 1_000;
        for (int i = 0; i < 10; i++, now += 5_000_000_000)
        {
            _desk.Report(ReportKind.Expired, new OrderId(_desk.Engine.Desk.LastOrder), now);
            _desk.Engine.OnClock(now + 5_000_000_000);
        }

        Assert.Equal("X: 10 of order 1 are to be taken out (stop-loss) and couldn't be: 3 tries in a row failed, the last because order 4 ended without a fill; it is tried again", Assert.Single(_desk.Notes));
        _desk.Report(ReportKind.Fill, new OrderId(_desk.Engine.Desk.LastOrder), now, quantity: 4, tradeId: 2);
        _desk.Report(ReportKind.Expired, new OrderId(_desk.Engine.Desk.LastOrder), now);
        Assert.Equal("X: order 1 is being taken out again; 6 of it are open", _desk.Notes[^1]);
    }

    [Fact]
    public void A_guard_that_could_not_grow_for_the_moment_grows_later_and_one_given_up_is_told()
    {
        Held(Both with { AtVenue = BracketPart.TakeProfitLimit }, filled: 4);
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.Report(ReportKind.Fill, new OrderId(1), quantity: 3, tradeId: 2);
        _desk.TakeIntents();
        _desk.NeverLeft(ReportKind.AmendRejected, new OrderId(2), at: 1_000);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnClock(1_000 + 100_000_000);
        Assert.Equal(["amend 2 Sell 7 Limit at 110 reduce, take-profit"], _desk.TakeIntents());
        Assert.Empty(_desk.Notes);
        _desk.Report(ReportKind.AmendRejected, new OrderId(2), at: 1_000 + 100_000_001);
        _desk.Engine.OnClock(20_000_000_000);
        Assert.Empty(_desk.TakeIntents());
        Assert.StartsWith("X: the take-profit of order 1 can't stand at the venue", Assert.Single(_desk.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_guard_whose_amend_is_refused_waits_before_it_is_sent_again()
    {
        Held(Both with { AtVenue = BracketPart.TakeProfitLimit });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        OrderId own = _desk.Limit(Side.Sell, 102, 4).Id;
        _desk.TakeIntents();
        _desk.Report(ReportKind.Fill, own, quantity: 4, tradeId: 2);
        Assert.Equal(["amend 2 Sell 6 Limit at 110 reduce, take-profit"], _desk.TakeIntents());
        long now = 1_000;
        foreach (long wait in (long[])[100_000_000, 200_000_000, 400_000_000])
        {
            _desk.Report(ReportKind.AmendRejected, new OrderId(2), at: now);
            _desk.Engine.OnClock(now + wait - 1);
            Assert.Empty(_desk.TakeIntents());
            _desk.Engine.OnClock(now += wait);
            Assert.Equal(["amend 2 Sell 6 Limit at 110 reduce, take-profit"], _desk.TakeIntents());
        }
    }

    [Fact]
    public void Armed_before_the_kills_cancel_is_confirmed_a_guard_stands_again()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.Engine.OnCommand(EngineCommand.Kill, 6);
        _desk.Engine.OnCommand(EngineCommand.Arm, 7);
        _desk.TakeIntents();
        _desk.Report(ReportKind.Cancelled, new OrderId(2), at: 8);
        Assert.Equal(["3 Sell 10 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
        Assert.Empty(_desk.Notes);
    }

    [Fact]
    public void An_entry_whose_time_is_over_is_cancelled_until_it_has_ended()
    {
        OrderId entry = Held(Both with { EntryNs = 1_000 }, filled: 4);
        _desk.Engine.OnClock(1_001);
        Assert.Equal(["cancel 1"], _desk.TakeIntents());
        _desk.Report(ReportKind.CancelRejected, entry, at: 2_000);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnClock(2_000 + OrderDesk.AgainNs);
        Assert.Equal(["cancel 1"], _desk.TakeIntents());
    }

    [Fact]
    public void What_a_released_bracket_had_at_the_venue_is_cancelled_until_it_has_ended()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        Assert.True(_desk.Strategy.Context.ReleaseBracket(entry));
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.CancelRejected, new OrderId(2), at: 2_000);
        _desk.Engine.OnClock(2_000 + OrderDesk.AgainNs);
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
    }

    [Fact]
    public void A_post_only_entry_that_is_to_end_is_not_priced_anew_after_its_cancel_was_refused()
    {
        NewOrder order = NewOrder.Limit(0, Side.Buy, new Price(98), new Quantity(10), TimeInForce.PostOnly);
        OrderId entry = _desk.Strategy.Context.PlaceBracket(order, Both with { EntryNs = 1_000 }, new PostOnlyPolicy(3)).Id;
        _desk.Engine.OnClock(1_001);
        _desk.Report(ReportKind.CancelRejected, entry, at: 2_000);
        _desk.TakeIntents();
        _desk.Report(ReportKind.Expired, entry, at: 2_001);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void What_the_entry_fills_after_its_guard_filled_whole_is_taken_out_at_once()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.StopLoss }, filled: 4);
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 4, price: 95, tradeId: 2);
        Assert.Equal(["cancel 1"], _desk.TakeIntents());
        _desk.Report(ReportKind.Fill, entry, quantity: 3, tradeId: 3);
        Assert.Equal(["3 Sell 3 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_guard_that_expires_takes_out_only_where_it_was_set_off(bool wasSetOff)
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Expired, Id = new OrderId(2), LocalNs = 5, WasSetOff = wasSetOff });
        Assert.Equal(wasSetOff ? ["3 Sell 10 Market reduce, stop-loss"] : [], _desk.TakeIntents());
        Assert.Equal(wasSetOff ? 0 : 1, _desk.Notes.Count);
        _desk.Trade(6, 95);
        Assert.Equal(wasSetOff ? [] : ["3 Sell 10 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void Of_many_brackets_in_several_instruments_those_are_looked_at_that_live_and_are_due()
    {
        var strategy = new TestStrategy();
        var engine = new Engine([Desk.Plain, Desk.Plain with { Symbol = "Y" }], [new StrategySetup("test", strategy)], new RiskLimits());
        engine.Start(0);
        var random = new Random(5);
        var due = new List<long>[] { [], [] };
        for (int i = 0; i < 300; i++)
        {
            int instrument = random.Next(2);
            long stop = random.Next(50, 99);
            OrderId entry = strategy.Context.PlaceBracket(NewOrder.Limit(instrument, Side.Buy, new Price(100), new Quantity(1)), new Bracket { StopLoss = new Price(stop) }).Id;
            if (random.Next(3) == 0)
            {
                engine.OnReport(new OrderReport { Kind = ReportKind.Cancelled, Id = entry });
                continue;
            }

            engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = entry, Price = new Price(100), Quantity = new Quantity(1), TradeId = i + 1 });
            due[instrument].Add(stop);
        }

        for (long price = 99; price >= 50; price--)
        {
            engine.ClearIntents();
            engine.OnMarket(new MarketEvent { Kind = EventKind.Trade, Instrument = 1, Price = new Price(price), Quantity = new Quantity(1), Flags = EventFlags.EndOfBatch }, 1);
            Assert.Equal(due[1].Count(d => d == price), engine.Intents.Length);
            Assert.All(engine.Intents.ToArray(), i => Assert.Equal(1, i.Instrument));
        }
    }

    [Fact]
    public void A_resting_take_profit_grows_by_amends_and_the_stop_stays_watched()
    {
        Held(Both with { AtVenue = BracketPart.TakeProfitLimit }, filled: 4);
        Assert.Equal(["2 Sell 4 Limit at 110 reduce, take-profit"], _desk.TakeIntents());
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.Report(ReportKind.Fill, new OrderId(1), quantity: 3, tradeId: 2);
        Assert.Equal(["amend 2 Sell 7 Limit at 110 reduce, take-profit"], _desk.TakeIntents());
        _desk.Report(ReportKind.Amended, new OrderId(2), quantity: 7, price: 110);
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 2, price: 110, tradeId: 3);
        Assert.Equal(["cancel 1"], _desk.TakeIntents()); // the entry takes in no more
        _desk.Trade(6, 95);
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, new OrderId(2));
        Assert.Equal(["3 Sell 5 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_barely_filled_entry_is_closed_and_a_better_filled_one_held(long filled, bool isClosed)
    {
        OrderId entry = Held(Both with { DropsBarelyFilled = true, EntryNs = 1_000 }, filled, quantity: 100);
        _desk.Engine.OnClock(1_000);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnClock(1_001);
        Assert.Equal(["cancel 1"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, entry, at: 1_002);
        Assert.Equal(isClosed ? [$"2 Sell {filled} Market reduce, barely-filled"] : [], _desk.TakeIntents());
    }

    [Fact]
    public void What_the_strategy_closes_itself_the_bracket_holds_no_more()
    {
        OrderId entry = Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        OrderId own = _desk.Limit(Side.Sell, 102, 6).Id;
        _desk.Report(ReportKind.Fill, own, quantity: 6, tradeId: 2);
        Assert.Equal(4, Look(entry).Open.Units);
        Assert.Equal(["3 Sell 6 Limit at 102, strategy", "cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, new OrderId(2));
        Assert.Equal(["4 Sell 4 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void A_liquidation_ends_the_bracket_of_what_it_closed()
    {
        OrderId entry = Held(Both);
        _desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Liquidation, Side = Side.Sell, Price = new Price(90), Quantity = new Quantity(10), TradeId = 1 });
        Assert.False(_desk.Strategy.Context.TryBracket(entry, out _));
        var closed = new PositionRecord[2];
        Assert.Equal(1, _desk.Engine.CopyClosedPositions(closed));
        Assert.Equal(OrderReason.Liquidation, closed[0].ExitReason);
    }

    [Fact]
    public void A_refused_exit_is_tried_again_later_and_ever_more_rarely()
    {
        Held(Both);
        _desk.Trade(1_000, 95);
        _desk.TakeIntents();
        _desk.Report(ReportKind.Rejected, new OrderId(2), at: 1_000);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnClock(1_000 + 100_000_000);
        Assert.Equal(["3 Sell 10 Market reduce, stop-loss"], _desk.TakeIntents());
        _desk.Report(ReportKind.Expired, new OrderId(3), at: 1_000 + 100_000_000);
        _desk.Engine.OnClock(1_000 + 299_999_999);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnClock(1_000 + 300_000_000);
        Assert.Single(_desk.TakeIntents());
    }

    [Fact]
    public void A_paused_strategys_bracket_protects_on_and_a_killed_ones_waits_until_it_is_armed()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Acknowledged, new OrderId(2));
        _desk.TakeIntents();
        _desk.Engine.OnCommand(EngineCommand.Pause(0), 5);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnCommand(EngineCommand.Kill, 6);
        Assert.Equal(["cancel 2"], _desk.TakeIntents());
        _desk.Report(ReportKind.Cancelled, new OrderId(2), at: 7);
        _desk.Trade(8, 90);
        Assert.Empty(_desk.TakeIntents());
        _desk.Engine.OnCommand(EngineCommand.Arm, 9);
        _desk.Trade(10, 90);
        Assert.Equal(["3 Sell 10 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void Armed_again_a_guard_stands_again()
    {
        Held(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Engine.OnCommand(EngineCommand.Kill, 6);
        _desk.Report(ReportKind.Cancelled, new OrderId(2), at: 7);
        _desk.Engine.OnCommand(EngineCommand.Arm, 9);
        _desk.TakeIntents();
        _desk.Trade(10, 100);
        Assert.Equal(["3 Sell 10 StopMarket at 95 reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void A_strategy_that_fails_leaves_its_bracket_to_the_engine()
    {
        Held(Both);
        _desk.Strategy.Timer = _ => throw new InvalidOperationException("test");
        _desk.Strategy.Context.SetTimer(1, 10);
        _desk.Engine.OnClock(10);
        Assert.NotNull(_desk.Engine.Strategies[0].Failure);
        _desk.Trade(12, 95);
        Assert.Equal(["2 Sell 10 Market reduce, stop-loss"], _desk.TakeIntents());
    }

    [Fact]
    public void A_bracket_is_closed_or_released_by_its_strategy()
    {
        OrderId first = Held(Both);
        OrderReason why = _desk.Strategy.Context.Reason("the hour is over");
        Assert.True(_desk.Strategy.Context.CloseBracket(first, why));
        Assert.False(_desk.Strategy.Context.CloseBracket(first, why));
        Assert.Equal("the hour is over", _desk.Engine.Strategies[0].NameOf(_desk.Engine.Intents[0].Terms.Reason));
        _desk.TakeIntents();
        OrderId second = Enter(Both with { AtVenue = BracketPart.StopLoss });
        _desk.Report(ReportKind.Fill, second, quantity: 10, tradeId: 9);
        _desk.TakeIntents();
        Assert.True(_desk.Strategy.Context.ReleaseBracket(second));
        Assert.Equal(["cancel 4"], _desk.TakeIntents());
        Assert.False(_desk.Strategy.Context.ReleaseBracket(second));
    }

    [Fact]
    public void Where_another_strategy_stands_on_the_other_side_the_exit_is_not_reduce_only()
    {
        TestStrategy first = new(), second = new();
        var engine = new Engine([Desk.Plain], [new StrategySetup("a", first), new StrategySetup("b", second)], new RiskLimits());
        engine.Start(0);
        OrderId entry = first.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), Both).Id;
        OrderId other = second.Context.Place(NewOrder.Limit(0, Side.Sell, new Price(100), new Quantity(8))).Id;
        engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = entry, Price = new Price(100), Quantity = new Quantity(10), TradeId = 1 });
        engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = other, Price = new Price(100), Quantity = new Quantity(8), TradeId = 2 });
        engine.ClearIntents();
        Assert.True(first.Context.CloseBracket(entry));
        Assert.Equal((10, false), (engine.Intents[0].Terms.Quantity.Units, engine.Intents[0].Terms.ReduceOnly));
    }

    [Fact]
    public void An_exit_larger_than_an_order_may_be_goes_in_parts()
    {
        var desk = new Desk(new RiskLimits { MaxOrder = 10 });
        OrderId entry = desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), Both).Id;
        desk.Report(ReportKind.Fill, entry, quantity: 10, tradeId: 1);
        desk.Report(ReportKind.Fill, entry, quantity: 6, tradeId: 2); // more than asked for, but so says the venue
        desk.TakeIntents();
        desk.Trade(5, 95);
        Assert.Equal(["2 Sell 8 Market reduce, stop-loss"], desk.TakeIntents());
        desk.Report(ReportKind.Fill, new OrderId(2), quantity: 8, tradeId: 3);
        Assert.Equal(["3 Sell 8 Market reduce, stop-loss"], desk.TakeIntents());
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Terms_that_do_not_go_together_are_refused(int number)
    {
        (NewOrder entry, Bracket bracket) = WrongOnes[number];
        Assert.Equal(RiskRefusal.BadBracket, _desk.Strategy.Context.PlaceBracket(entry, bracket).Refusal);
        Assert.Empty(_desk.TakeIntents());
    }

    public static TheoryData<int> Wrong => [.. Enumerable.Range(0, WrongOnes.Length)];

    private static readonly NewOrder Entry = NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10));

    private static readonly (NewOrder, Bracket)[] WrongOnes =
    [
        (Entry, default),
        (Entry, new Bracket { StopLoss = new Price(100) }),
        (Entry, new Bracket { TakeProfit = new Price(100) }),
        (Entry with { Side = Side.Sell }, Both),
        (NewOrder.Market(0, Side.Buy, new Quantity(1)), new Bracket { TakeProfit = new Price(90), StopLoss = new Price(95) }),
        (Entry, Both with { AtVenue = BracketPart.Trailing }),
        (Entry, Both with { Activation = new Price(100) }),
        (Entry, Both with { TrailingPpm = 1_000_000 }),
        (Entry, Both with { BarelyPpm = -1 }),
        (Entry, Both with { EntryNs = -1 }),
        (Entry with { ReduceOnly = true }, Both),
        (NewOrder.StopMarket(0, Side.Buy, new Price(110), new Quantity(1)), Both),
        (Entry with { Instrument = 7 }, Both),
    ];
}
