using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Versions whose code runs elsewhere come and go: nobody's orders stand beside another's.</summary>
public sealed class StandInTests
{
    private const long S = 1_000_000_000;

    private static readonly string[] BothSides = ["1 Buy 5 Limit at 97, strategy", "2 Sell 5 Limit at 104, strategy"];

    private readonly VersionsDesk _desk = new();

    private ReplacementStage Stage => _desk.Slot.Replacement!.Stage;

    // As code elsewhere does it.
    private Placement Ask(Side side, long price) => _desk.Engine.OnRequest(OrderRequest.Place(0, NewOrder.Limit(0, side, new Price(price), new Quantity(5))), _desk.Engine.NowNs);

    private void AskBoth()
    {
        Assert.True(Ask(Side.Buy, 97).IsPlaced && Ask(Side.Sell, 104).IsPlaced);
        Assert.Equal(BothSides, _desk.TakeIntents());
        _desk.Acknowledge(1, 2);
    }

    // Its orders stand, and another version has looked on for its time.
    private void AfterWarmUp(string next)
    {
        _desk.Begin("far");
        AskBoth();
        Assert.Null(_desk.Replace(next, closes: false));
        _desk.Clock(6 * S);
    }

    // A version elsewhere is on trial in the place of one in the engine, and its orders stand.
    private void OnTrial(string before = "1")
    {
        _desk.Begin(before);
        _desk.TakeIntents();
        _desk.Replace("far2", closes: false);
        _desk.Clock(6 * S);
        if (before == "1")
        {
            _desk.TakeIntents();
            _desk.Cancelled(1, 2);
            _desk.Clock(6 * S + 1);
        }

        Assert.Equal(("far2", ReplacementStage.OnTrial), (_desk.Slot.Version, Stage));
        OrderId bid = Ask(Side.Buy, 97).Id, offer = Ask(Side.Sell, 104).Id;
        _desk.TakeIntents();
        _desk.Acknowledge(bid.Number, offer.Number);
    }

    [Fact]
    public void From_elsewhere_into_the_engine_the_orders_end_and_then_the_new_version_begins()
    {
        AfterWarmUp("2");
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
        Assert.Equal(("far", ReplacementStage.Closing), (_desk.Slot.Version, Stage));
        // Neither places anything meanwhile.
        _desk.Depth(7 * S);
        Assert.Equal(RiskRefusal.NotTrading, Ask(Side.Buy, 96).Refusal);
        _desk.Cancelled(1);
        _desk.Clock(8 * S);
        Assert.Empty(_desk.TakeIntents());
        Assert.DoesNotContain("takes over", _desk.Versions.Made[^1].Calls);
        _desk.Fill(new OrderId(2), 5);
        _desk.Clock(8 * S + 1);
        Assert.Equal(("2", ReplacementStage.OnTrial, -5L), (_desk.Slot.Version, Stage, _desk.Slot.Ledger(0).Position.Units));
        Assert.Equal("stop", _desk.Versions.Made[0].Calls[^1]);
        Assert.Equal("takes over", _desk.Versions.Made[^1].Calls[^1]);
        _desk.Depth(9 * S);
        Assert.Equal(["3 Buy 5 Limit at 99, strategy", "4 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
        _desk.Clock(20 * S);
        Assert.Equal(ReplacementStage.Done, Stage);
    }

    [Fact]
    public void From_the_engine_elsewhere_quotes_brackets_and_orders_end_and_then_the_new_version_begins()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        VersionOfTest before = _desk.Versions.Made[0];
        OrderId entry = before.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(2)), new Bracket { StopLoss = new Price(90), TakeProfit = new Price(110), AtVenue = BracketPart.StopLoss }).Id;
        _desk.Acknowledge(entry.Number);
        _desk.Fill(entry, 2);
        _desk.TakeIntents();
        _desk.Replace("far", closes: false);
        _desk.Clock(6 * S);
        Assert.Equal(["cancel 1", "cancel 2", "cancel 4"], _desk.TakeIntents());
        OrderId[] live = [.. _desk.Engine.OrdersOf(0)];
        Assert.Equal([1L, 2L, 4L], live.Select(o => o.Number));
        foreach (OrderId id in live)
        {
            Assert.Equal(ReplacementStage.Closing, Stage);
            _desk.Cancelled(id.Number);
            _desk.Clock(_desk.Engine.NowNs + 1);
        }

        Assert.Equal(("far", ReplacementStage.OnTrial, 2L), (_desk.Slot.Version, Stage, _desk.Slot.Ledger(0).Position.Units));
        Assert.Equal("takes over", _desk.Versions.Made[^1].Calls[^1]);
        Assert.True(Ask(Side.Sell, 105).IsPlaced);
    }

    [Fact]
    public void Where_no_orders_stand_it_takes_over_at_once()
    {
        _desk.Begin("far");
        _desk.Replace("far2", closes: false);
        _desk.Clock(6 * S);
        Assert.Equal(("far2", ReplacementStage.OnTrial), (_desk.Slot.Version, Stage));
        Assert.Equal("takes over", _desk.Versions.Made[^1].Calls[^1]);
    }

    [Fact]
    public void Orders_that_dont_end_within_half_a_minute_leave_the_old_version_trading()
    {
        AfterWarmUp("2");
        _desk.TakeIntents();
        _desk.Clock(35 * S);
        Assert.Equal(ReplacementStage.Closing, Stage);
        _desk.Clock(37 * S);
        Assert.Equal((ReplacementStage.CalledOff, "far", true), (Stage, _desk.Slot.Version, _desk.Slot.IsRunning));
        Assert.Equal("the orders of version far haven't ended within 30s", _desk.Slot.Replacement!.Reason);
        Assert.True(Ask(Side.Buy, 96).IsPlaced);
    }

    [Fact]
    public void A_stop_while_orders_end_calls_the_replacement_off()
    {
        AfterWarmUp("2");
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Stop(0, closes: false), 7 * S));
        Assert.Equal((ReplacementStage.CalledOff, false), (Stage, _desk.Slot.IsRunning));
        _desk.Cancelled(1, 2);
        _desk.Clock(60 * S);
        Assert.False(_desk.Slot.IsRunning);
        Assert.DoesNotContain("takes over", _desk.Versions.Made[^1].Calls);
    }

    [Fact]
    public void One_that_fails_while_another_waits_for_its_orders_ends_no_session_and_is_followed_by_that()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.Replace("far", closes: false);
        _desk.Versions.Made[0].Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(2 * S);
        Assert.Equal((false, ReplacementStage.Closing, null), (_desk.Slot.IsRunning, Stage, _desk.Engine.Failed));
        Assert.Contains("is being replaced by version far", _desk.Engine.OnCommand(EngineCommand.Start("mm", "3"), 2 * S), StringComparison.Ordinal);
        _desk.Cancelled(1, 2);
        _desk.Clock(3 * S);
        Assert.Equal(("far", true, null, ReplacementStage.OnTrial), (_desk.Slot.Version, _desk.Slot.IsRunning, _desk.Slot.Failure, Stage));
    }

    [Fact]
    public void The_version_before_comes_back_when_the_orders_of_the_one_elsewhere_that_failed_have_ended()
    {
        OnTrial();
        _desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false, "it broke"), 8 * S);
        Assert.Equal(["cancel 3", "cancel 4"], _desk.TakeIntents());
        Assert.Equal(("1", true, null, ReplacementStage.BroughtBack), (_desk.Slot.Version, _desk.Slot.IsRunning, _desk.Slot.Failure, Stage));
        VersionOfTest back = _desk.Versions.Made[1];
        _desk.Depth(9 * S);
        _desk.Cancelled(3);
        _desk.Clock(10 * S);
        Assert.Empty(back.Calls);
        Assert.Empty(_desk.TakeIntents());
        Assert.Equal(RiskRefusal.NotTrading, Ask(Side.Buy, 90).Refusal);
        Assert.StartsWith("strategy mm waits for the orders of version far2 to end", _desk.Replace("3", closes: false, at: 10 * S), StringComparison.Ordinal);
        // What is set meanwhile it begins with.
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Set(0, "size", "7"), 10 * S));
        _desk.Cancelled(4);
        _desk.Clock(10 * S + 1);
        Assert.Equal(["start"], back.Calls);
        Assert.Equal((ReplacementStage.BroughtBack, "version far2: it broke"), (Stage, _desk.Slot.Replacement!.Reason));
        Assert.Equal("strategy mm: version 1 trades again, for version far2: it broke", _desk.Notes[^1]);
        _desk.Depth(11 * S);
        Assert.Equal(["5 Buy 7 Limit at 99, strategy", "6 Sell 7 Limit at 101, strategy"], _desk.TakeIntents());
        _desk.Acknowledge(5, 6);
        _desk.Clock(60 * S);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void One_elsewhere_comes_back_when_the_quotes_of_the_one_in_the_engine_that_failed_have_ended()
    {
        _desk.Begin("far");
        _desk.Replace("2", closes: false);
        _desk.Clock(6 * S);
        _desk.Depth(7 * S);
        _desk.TakeIntents();
        _desk.Acknowledge(1, 2);
        _desk.Versions.Made[^1].Booked = () => throw new InvalidOperationException("it broke");
        _desk.Depth(8 * S);
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
        VersionOfTest back = _desk.Versions.Made[1];
        Assert.Empty(back.Calls);
        Assert.False(_desk.Slot.Seats(back));
        Assert.True(_desk.Slot.Holds(back));
        _desk.Cancelled(1, 2);
        _desk.Clock(9 * S);
        Assert.Equal(["start"], back.Calls);
        Assert.True(_desk.Slot.Seats(back));
    }

    [Fact]
    public void Orders_of_one_on_trial_that_dont_end_stop_the_strategy()
    {
        OnTrial();
        _desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false, "it broke"), 8 * S);
        _desk.Clock(39 * S);
        Assert.False(_desk.Slot.IsRunning);
        Assert.Equal("version far2: it broke, and its orders haven't ended within 30s", _desk.Slot.Failure!.Text);
        Assert.Null(_desk.Engine.Failed);
        Assert.Empty(_desk.Versions.Made[1].Calls);
        _desk.Cancelled(3, 4);
        _desk.Clock(60 * S);
        Assert.False(_desk.Slot.IsRunning);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("mm", "1"), 60 * S));
    }

    [Fact]
    public void A_stop_while_the_version_before_is_to_come_back_is_one()
    {
        OnTrial();
        _desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false, "it broke"), 8 * S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Stop(0, closes: false), 9 * S));
        _desk.Cancelled(3, 4);
        _desk.Clock(60 * S);
        Assert.False(_desk.Slot.IsRunning);
        Assert.Empty(_desk.Versions.Made[1].Calls);
    }

    [Theory]
    [InlineData(35, ReplacementStage.BroughtBack)]
    [InlineData(37, ReplacementStage.Done)]
    public void The_trial_of_one_elsewhere_is_longer_than_it_takes_to_see_that_it_never_returns(int seconds, ReplacementStage stage)
    {
        OnTrial(before: "far");
        _desk.Clock(seconds * S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Fail(0, isNext: false, "it never returns"), _desk.Engine.NowNs));
        Assert.Equal(stage, Stage);
    }
}
