using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Another version takes a running strategy's place: what becomes of its orders, quotes, position, timers and parameters, and of versions that fail.</summary>
public sealed class ReplacementTests
{
    private const long S = 1_000_000_000;

    private readonly VersionsDesk _desk = new();

    [Fact]
    public void Quotes_stand_until_the_new_version_says_what_of_them_it_wants_and_the_same_ones_keep_their_place()
    {
        _desk.Begin("1");
        Assert.Equal(["1 Buy 5 Limit at 99, strategy", "2 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
        _desk.Acknowledge(1, 2);
        Assert.Null(_desk.Replace("2", closes: false));
        _desk.Depth(2 * S);
        Assert.Equal(("1", ReplacementStage.WarmingUp), (_desk.Slot.Version, _desk.Slot.Replacement!.Stage));
        _desk.Clock(6 * S);
        Assert.Equal(("2", ReplacementStage.OnTrial), (_desk.Slot.Version, _desk.Slot.Replacement!.Stage));
        Assert.Empty(_desk.TakeIntents());
        // It wants the bid as it stands, and the offer elsewhere.
        _desk.Versions.Made[^1].Offer = 102;
        _desk.Depth(7 * S);
        Assert.Equal(["amend 2 Sell 5 Limit at 102, strategy"], _desk.TakeIntents());
        _desk.Clock(12 * S);
        Assert.Equal(ReplacementStage.Done, _desk.Slot.Replacement.Stage);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void Who_looks_on_sees_the_market_has_timers_and_sends_nothing()
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        Assert.Null(_desk.Replace("2", closes: false));
        VersionOfTest next = _desk.Versions.Made[^1];
        next.Timer = _ =>
        {
            Assert.Equal(RiskRefusal.NotTrading, next.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(98), new Quantity(1))).Refusal);
            next.Context.Quote(0, [new Quote(new Price(90), new Quantity(1))], []);
            next.Context.Emit(new Signal(0, Side.Buy, 1, "", "", 0));
            next.Context.Metric("seen", 1);
        };
        next.Context.SetTimer(3, 3 * S);
        _desk.Depth(4 * S);
        Assert.Equal(["start", $"timer 3 at {3 * S}", "book 98/103"], next.Calls);
        Assert.Empty(_desk.TakeIntents());
        Assert.Empty(_desk.Slot.Metrics);
        Assert.Equal((0, 0), (_desk.Slot.Counts(0).Refused, _desk.Engine.DroppedSignals));
    }

    [Fact]
    public void Quotes_that_whoever_came_last_says_nothing_of_are_cancelled_when_the_trial_ends()
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        _desk.Acknowledge(1, 2);
        _desk.Replace("silent", closes: false);
        _desk.Depth(7 * S);
        Assert.Empty(_desk.TakeIntents());
        _desk.Clock(11 * S);
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
    }

    [Fact]
    public void Orders_and_the_position_are_the_new_versions_and_only_it_is_called()
    {
        _desk.Begin("silent");
        VersionOfTest before = _desk.Versions.Made[0];
        OrderId id = before.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(9))).Id;
        _desk.Acknowledge(1);
        _desk.Fill(id, 4);
        _desk.Replace("2", closes: false);
        VersionOfTest next = _desk.Versions.Made[^1];
        before.Context.SetTimer(1, 20 * S);
        _desk.Clock(6 * S);
        Assert.Equal("stop", before.Calls[^1]);
        Assert.Equal(["start", "takes over"], next.Calls);
        before.Calls.Clear();
        _desk.Fill(id, 1);
        _desk.Clock(30 * S);
        Assert.Equal(["start", "takes over", "fill 1 1", "order 1 PartiallyFilled 4"], next.Calls);
        Assert.Empty(before.Calls);
        Assert.Equal(5, next.Context.Position(0).Units);
        Assert.True(next.Context.TryOrder(id, out _));
        Assert.Equal(RiskRefusal.NotTrading, before.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(9))).Refusal);
    }

    [Fact]
    public void A_version_that_throws_while_it_looks_on_is_gone_and_the_old_one_has_noticed_nothing()
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        _desk.Replace("2", closes: false);
        _desk.Versions.Made[^1].Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(2 * S);
        Assert.Equal((ReplacementStage.CalledOff, "version 2 threw in OnBook: InvalidOperationException: it broke"), (_desk.Slot.Replacement!.Stage, _desk.Slot.Replacement.Reason));
        _desk.Clock(20 * S);
        Assert.Equal(("1", true, null), (_desk.Slot.Version, _desk.Slot.IsRunning, _desk.Slot.Failure));
        Assert.Empty(_desk.TakeIntents());
        Assert.Contains("version 2 doesn't come", Assert.Single(_desk.Notes), StringComparison.Ordinal);
        Assert.DoesNotContain("stop", _desk.Versions.Made[0].Calls);
    }

    [Fact]
    public void A_version_that_throws_on_trial_is_followed_by_a_new_instance_of_the_old_one_with_its_parameters_and_the_orders_stand()
    {
        _desk.Begin("1");
        _desk.Engine.OnCommand(EngineCommand.Set(0, "size", "7"), S);
        _desk.TakeIntents();
        _desk.Acknowledge(1, 2);
        _desk.Replace("2", closes: false);
        VersionOfTest next = _desk.Versions.Made[^1];
        Assert.Equal("7", _desk.Versions.Made[^1].Parameters[0].ValueText);
        _desk.Clock(8 * S);
        next.Context.SetTimer(5, 9 * S);
        next.Timer = _ => throw new InvalidOperationException("it broke");
        _desk.Clock(9 * S);
        VersionOfTest back = _desk.Versions.Made[^2];
        Assert.Equal((ReplacementStage.BroughtBack, "1", true, null), (_desk.Slot.Replacement!.Stage, _desk.Slot.Version, _desk.Slot.IsRunning, _desk.Slot.Failure));
        Assert.Equal(["start"], back.Calls);
        Assert.Equal("7", back.Parameters[0].ValueText);
        Assert.NotSame(_desk.Versions.Made[0], back);
        Assert.Empty(_desk.TakeIntents());
        Assert.Contains("version 1 trades again", Assert.Single(_desk.Notes), StringComparison.Ordinal);
        back.Offer = 102;
        _desk.Depth(10 * S);
        Assert.Contains("amend 2 Sell 7 Limit at 102, strategy", _desk.TakeIntents());
    }

    [Fact]
    public void Code_that_ends_elsewhere_is_as_if_it_had_thrown()
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        _desk.Acknowledge(1, 2);
        Assert.Equal("strategy mm has no version that looks on", _desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: true), S));
        _desk.Replace("2", closes: false);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: true), 2 * S));
        Assert.Equal((ReplacementStage.CalledOff, "1"), (_desk.Slot.Replacement!.Stage, _desk.Slot.Version));
        _desk.Replace("3", closes: false, at: 3 * S);
        _desk.Clock(9 * S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false), 9 * S));
        Assert.Equal((ReplacementStage.BroughtBack, "1", true), (_desk.Slot.Replacement.Stage, _desk.Slot.Version, _desk.Slot.IsRunning));
        Assert.Empty(_desk.TakeIntents());
        _desk.Clock(20 * S);
        _desk.TakeIntents();
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false), 20 * S));
        Assert.Equal((false, "its code, which runs elsewhere, has ended"), (_desk.Slot.IsRunning, _desk.Slot.Failure!.Text));
        // The session goes on without it: it can be started again.
        Assert.Null(_desk.Engine.Failed);
    }

    [Fact]
    public void Why_code_elsewhere_has_ended_is_one_line_in_the_command_and_the_failures_text()
    {
        EngineCommand command = EngineCommand.Fail(0, isNext: false, $" it threw:\r\n\tno \ud800 way {new string('€', 500)}");
        Assert.StartsWith("fail 0 seat it threw:   no \ufffd way €€", command.ToString(), StringComparison.Ordinal);
        Assert.Equal(command, EngineCommand.Parse(command.ToString()));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(command.ToString()) < EngineCommand.MaxBytes);
        _desk.Begin("1");
        _desk.Replace("2", closes: false);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: true, "it broke"), 2 * S));
        Assert.Equal("version 2: it broke", _desk.Slot.Replacement!.Reason);
        Assert.Null(_desk.Engine.OnCommand(command, 3 * S));
        Assert.Equal(command.Parameter, _desk.Slot.Failure!.Text);
    }

    [Fact]
    public void What_throws_after_the_trial_stops_the_strategy_as_ever()
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        _desk.Acknowledge(1, 2);
        _desk.Replace("2", closes: false);
        _desk.Depth(7 * S);
        _desk.Clock(13 * S);
        _desk.TakeIntents();
        _desk.Versions.Made[^1].Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(14 * S);
        Assert.Equal((false, "OnBook"), (_desk.Slot.IsRunning, _desk.Slot.Failure!.Callback));
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
    }

    [Fact]
    public void Close_cancels_the_orders_closes_the_position_at_the_market_and_then_the_new_version_begins()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.Fill(new OrderId(1), 2);
        _desk.TakeIntents();
        _desk.Replace("2", closes: true);
        _desk.Clock(6 * S);
        Assert.Equal(ReplacementStage.Closing, _desk.Slot.Replacement!.Stage);
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
        // The old one is called still, and places nothing.
        _desk.Depth(7 * S);
        Assert.Empty(_desk.TakeIntents());
        _desk.Cancelled(1, 2);
        _desk.Clock(8 * S);
        Assert.Equal(["3 Sell 2 Market reduce, operator"], _desk.TakeIntents());
        _desk.Fill(new OrderId(3), 2);
        _desk.Clock(9 * S);
        Assert.Equal(("2", ReplacementStage.OnTrial, 0L), (_desk.Slot.Version, _desk.Slot.Replacement.Stage, _desk.Slot.Ledger(0).Position.Units));
        Assert.Equal("stop", _desk.Versions.Made[0].Calls[^1]);
        _desk.Depth(10 * S);
        Assert.Equal(["4 Buy 5 Limit at 99, strategy", "5 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
    }

    [Fact]
    public void What_cant_be_closed_within_a_minute_leaves_the_old_version_trading()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.TakeIntents();
        _desk.Replace("2", closes: true);
        _desk.Clock(6 * S);
        _desk.TakeIntents(); // cancels that nobody answers
        _desk.Clock(67 * S);
        Assert.Equal((ReplacementStage.CalledOff, "1", true), (_desk.Slot.Replacement!.Stage, _desk.Slot.Version, _desk.Slot.IsRunning));
        Assert.Contains("couldn't be closed within 1m", _desk.Slot.Replacement.Reason, StringComparison.Ordinal);
        _desk.Cancelled(1, 2);
        _desk.Depth(68 * S);
        Assert.Equal(["3 Buy 5 Limit at 99, strategy", "4 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData("0", "it can't be compiled")]
    [InlineData("small", "it can't go on with size=5, as the strategy has it now")]
    public void A_version_that_cant_be_made_or_cant_have_the_parameters_changes_nothing(string version, string why)
    {
        _desk.Begin("1");
        _desk.TakeIntents();
        Assert.StartsWith(why, _desk.Replace(version, closes: false), StringComparison.Ordinal);
        Assert.Null(_desk.Slot.Replacement);
        _desk.Clock(20 * S);
        Assert.Empty(_desk.TakeIntents());
        Assert.Equal("1", _desk.Slot.Version);
    }

    [Fact]
    public void One_replacement_at_a_time()
    {
        _desk.Begin("1");
        Assert.Null(_desk.Replace("2", closes: false));
        Assert.Equal("strategy mm is being replaced by version 2 already", _desk.Replace("3", closes: false));
    }

    [Fact]
    public void The_sessions_end_calls_a_replacement_off()
    {
        _desk.Begin("1");
        _desk.Replace("2", closes: false);
        _desk.Engine.Stop(2 * S);
        Assert.Equal((ReplacementStage.CalledOff, "the session ended"), (_desk.Slot.Replacement!.Stage, _desk.Slot.Replacement.Reason));
        Assert.Equal("stop", _desk.Versions.Made[0].Calls[^1]);
        _desk.Clock(20 * S);
        Assert.Equal("1", _desk.Slot.Version);
    }

    [Fact]
    public void When_the_old_version_fails_the_one_that_looks_on_comes_at_once()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.TakeIntents();
        _desk.Replace("2", closes: false);
        _desk.Versions.Made[0].Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(2 * S);
        Assert.Equal(("2", true, null, ReplacementStage.OnTrial), (_desk.Slot.Version, _desk.Slot.IsRunning, _desk.Slot.Failure, _desk.Slot.Replacement!.Stage));
        Assert.DoesNotContain("stop", _desk.Versions.Made[0].Calls);
    }

    [Fact]
    public void Quotes_that_a_version_on_trial_left_end_also_where_another_replacement_begins_at_once_and_is_called_off()
    {
        _desk.Begin("silent");
        _desk.Replace("2", closes: false);
        _desk.Clock(6 * S);
        VersionOfTest next = _desk.Versions.Made[^1];
        _desk.Depth(7 * S);
        Assert.Equal(["1 Buy 5 Limit at 99, strategy", "2 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
        _desk.Acknowledge(1, 2);
        next.Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(8 * S);
        Assert.Equal((ReplacementStage.BroughtBack, "silent"), (_desk.Slot.Replacement!.Stage, _desk.Slot.Version));
        Assert.Empty(_desk.TakeIntents());
        Assert.Null(_desk.Replace("3", closes: false, at: 9 * S));
        _desk.Versions.Made[^1].Booked = () => throw new InvalidOperationException("it broke too");
        _desk.Depth(10 * S);
        Assert.Equal(ReplacementStage.CalledOff, _desk.Slot.Replacement.Stage);
        _desk.Clock(60 * S);
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
    }
}
