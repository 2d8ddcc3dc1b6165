using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Strategies that begin and end while the session runs.</summary>
public sealed class StartStopTests
{
    private const long S = 1_000_000_000;

    private readonly VersionsDesk _desk = new();

    private StrategySlot Started(string version = "silent")
    {
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("new", version), S));
        return _desk.Engine.Strategies[^1];
    }

    [Fact]
    public void One_that_starts_has_a_place_orders_and_a_position_of_its_own()
    {
        _desk.Begin("silent");
        StrategySlot added = Started();
        Assert.Equal((2, "new", "silent", true), (_desk.Engine.Strategies.Count, added.Name, added.Version, added.IsRunning));
        VersionOfTest strategy = _desk.Versions.Made[^1];
        OrderId id = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(9))).Id;
        _desk.Fill(id, 4);
        Assert.Equal((0, 4, 4), (_desk.Slot.Ledger(0).Position.Units, added.Ledger(0).Position.Units, _desk.Engine.Ledger(0).Position.Units));
        Assert.Equal(["start", "fill 1 4", "order 1 PartiallyFilled 5"], strategy.Calls);
        _desk.Depth(2 * S);
        Assert.Equal("book 98/103", strategy.Calls[^1]);
        Assert.Equal("strategy new runs already", _desk.Engine.OnCommand(EngineCommand.Start("new", "2"), S));
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Limit(1, "max_position", "1"), S));
        Assert.Equal(RiskRefusal.MaxPosition, strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(1))).Refusal);
    }

    [Theory]
    [InlineData("0", "it can't be compiled")]
    [InlineData("picky", "the market isn't to its liking")]
    public void One_that_cant_begin_leaves_an_empty_place_that_a_right_one_takes(string version, string why)
    {
        _desk.Begin("silent");
        Assert.Equal(why, _desk.Engine.OnCommand(EngineCommand.Start("new", version), S));
        StrategySlot place = _desk.Engine.Strategies[^1];
        Assert.Equal(("new", false, null), (place.Name, place.IsRunning, place.Failure));
        _desk.Depth(2 * S);
        Assert.Equal(place, Started());
        Assert.True(place.IsRunning);
    }

    [Fact]
    public void A_stop_that_keeps_cancels_the_orders_and_leaves_the_position_and_a_new_start_finds_it()
    {
        _desk.Begin("silent");
        StrategySlot added = Started();
        VersionOfTest strategy = _desk.Versions.Made[^1];
        OrderId id = strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(9))).Id;
        _desk.Acknowledge(1);
        _desk.Fill(id, 4);
        strategy.Context.SetTimer(1, 3 * S);
        _desk.TakeIntents();
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 2 * S));
        Assert.Equal(["cancel 1"], _desk.TakeIntents());
        Assert.Equal((false, "stop"), (added.IsRunning, strategy.Calls[^1]));
        _desk.Clock(9 * S);
        _desk.Depth(9 * S);
        Assert.Equal("stop", strategy.Calls[^1]);
        Assert.Equal("strategy new has stopped", _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 9 * S));
        _desk.Cancelled(1);
        Started("1");
        Assert.Equal(4, _desk.Versions.Made[^1].Context.Position(0).Units);
        Assert.Equal((2, true), (_desk.Engine.Strategies.Count, added.IsRunning));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_quoted_quotes_again_after_a_new_start_however_it_ended(bool fails)
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.TakeIntents();
        _desk.Versions.Made[0].Booked = fails ? () => throw new InvalidOperationException("it broke") : null;
        _desk.Depth(2 * S);
        _desk.Engine.OnCommand(EngineCommand.Stop(0, closes: false), 3 * S);
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
        _desk.Cancelled(1);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("mm", "2"), 4 * S));
        _desk.Depth(5 * S);
        Assert.Equal(["3 Buy 5 Limit at 99, strategy"], _desk.TakeIntents()); // the offer's end isn't told yet
        _desk.Cancelled(2);
        _desk.Depth(6 * S);
        Assert.Equal(["4 Sell 5 Limit at 101, strategy"], _desk.TakeIntents());
    }

    [Fact]
    public void What_was_set_before_a_stop_holds_after_the_next_start_where_it_can()
    {
        _desk.Begin("silent");
        Started();
        _desk.Engine.OnCommand(EngineCommand.Set(1, "size", "7"), S);
        _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 2 * S);
        Started();
        Assert.Equal("7", _desk.Versions.Made[^1].Parameters[0].ValueText);
        _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 2 * S);
        Started("small");
        Assert.Equal("3", _desk.Versions.Made[^1].Parameters[0].ValueText);
        Assert.Equal("strategy new begins with size=3, as it doesn't take 7 any more", Assert.Single(_desk.Notes));
    }

    [Fact]
    public void A_stop_that_closes_sells_what_is_held_at_the_market()
    {
        _desk.Begin("silent");
        StrategySlot added = Started();
        OrderId id = _desk.Versions.Made[^1].Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(4))).Id;
        _desk.Fill(id, 4);
        _desk.TakeIntents();
        _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: true), 2 * S);
        Assert.Equal(["2 Sell 4 Market reduce, operator"], _desk.TakeIntents());
        Assert.Equal("strategy new is being closed; start it when that is done", _desk.Engine.OnCommand(EngineCommand.Start("new", "1"), 2 * S));
        _desk.Fill(new OrderId(2), 4);
        _desk.Clock(3 * S);
        Assert.True(added.Ledger(0).Position.IsZero);
        Assert.Empty(_desk.Notes);
        Started("1");
    }

    [Fact]
    public void One_that_may_open_nothing_reduces_what_it_has_and_nothing_more()
    {
        _desk.Begin("silent");
        Started();
        VersionOfTest first = _desk.Versions.Made[^1];
        _desk.Fill(first.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(4))).Id, 4);
        _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 2 * S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("new", "silent", opens: false), 3 * S));
        IStrategyContext next = _desk.Versions.Made[^1].Context;
        Assert.Equal(RiskRefusal.NoOpening, next.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(1))).Refusal);
        Assert.Equal(RiskRefusal.NoOpening, next.Place(NewOrder.Limit(0, Side.Sell, new Price(105), new Quantity(5))).Refusal);
        Assert.True(next.Place(NewOrder.Limit(0, Side.Sell, new Price(105), new Quantity(4))).IsPlaced);
        Assert.Equal(RiskRefusal.NoOpening, next.Place(NewOrder.Limit(0, Side.Sell, new Price(106), new Quantity(1))).Refusal);
        _desk.Engine.OnCommand(EngineCommand.Limit(1, "open_positions", "on"), 4 * S);
        Assert.True(next.Place(NewOrder.Limit(0, Side.Buy, new Price(95), new Quantity(1))).IsPlaced);
    }

    [Fact]
    public void One_beside_another_begins_with_its_limits_and_keeps_those_that_were_set_for_itself()
    {
        _desk.Begin("silent");
        _desk.Engine.OnCommand(EngineCommand.Limit(0, "max_position", "3"), S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("new", "silent", opens: false, like: "mm"), S));
        StrategySlot added = _desk.Engine.Strategies[^1];
        Assert.Equal((_desk.Slot.Limits with { OpensPositions = false }, 1), (added.Limits, added.Index));
        Assert.NotEqual(RiskLimits.None.MaxPosition, added.Limits.MaxPosition);
        _desk.Engine.OnCommand(EngineCommand.Limit(1, "max_position", "1"), 2 * S);
        RiskLimits own = added.Limits;
        _desk.Engine.OnCommand(EngineCommand.Stop(1, closes: false), 2 * S);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("new", "silent", like: "mm"), 3 * S));
        Assert.Equal(own with { OpensPositions = true }, added.Limits);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("other", "silent", like: "nobody"), 3 * S));
        Assert.Equal(RiskLimits.None, _desk.Engine.Strategies[^1].Limits);
    }

    [Theory]
    [InlineData("start mm.V2 3-abc like mm")]
    [InlineData("start mm.V2 3-abc reduce like mm")]
    public void Whose_limits_it_begins_with_stands_in_the_commands_text(string text)
    {
        EngineCommand command = EngineCommand.Parse(text)!;
        Assert.Equal((text, "mm"), (command.ToString(), command.Like));
        Assert.Null(EngineCommand.Parse($"{text} more"));
        Assert.Null(EngineCommand.Parse(text[..^3]));
    }

    [Fact]
    public void A_stop_calls_a_replacement_off_and_ends_a_trial()
    {
        _desk.Begin("1");
        _desk.Acknowledge(1, 2);
        _desk.Replace("2", closes: false);
        _desk.TakeIntents();
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Stop(0, closes: false), 2 * S));
        Assert.Equal((ReplacementStage.CalledOff, "the strategy was stopped"), (_desk.Slot.Replacement!.Stage, _desk.Slot.Replacement.Reason));
        Assert.Equal(["cancel 1", "cancel 2"], _desk.TakeIntents());
        _desk.Cancelled(1, 2);
        Assert.Null(_desk.Engine.OnCommand(EngineCommand.Start("mm", "1"), 3 * S));
        Assert.Null(_desk.Replace("2", closes: false, at: 3 * S));
        _desk.Clock(9 * S);
        _desk.Engine.OnCommand(EngineCommand.Stop(0, closes: false), 9 * S);
        Assert.Equal((ReplacementStage.Done, false), (_desk.Slot.Replacement.Stage, _desk.Slot.IsRunning));
        _desk.TakeIntents();
        _desk.Clock(30 * S);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void Places_are_bounded_and_the_seat_of_people_isnt_one()
    {
        var engine = new Engine([Desk.Plain], [Operator.Setup()], new RiskLimits()) { Versions = new VersionsOfTest() };
        engine.Start(0);
        for (int i = 1; i < Engine.MostStrategies; i++)
            Assert.Null(engine.OnCommand(EngineCommand.Start($"s{i}", "silent"), 1));
        Assert.Contains("room for 16 strategies", engine.OnCommand(EngineCommand.Start("more", "silent"), 1), StringComparison.Ordinal);
        Assert.Contains("by hand", engine.OnCommand(EngineCommand.Stop(0, closes: false), 1), StringComparison.Ordinal);
        Assert.Equal(Engine.MostStrategies, engine.Strategies.Count);
    }

    [Theory]
    [InlineData("start mm 3-1a2b")]
    [InlineData("start 17 1")]
    [InlineData("start mm 3-1a2b reduce")]
    [InlineData("stop 2 keep")]
    [InlineData("stop 0 close")]
    [InlineData("fail 1 next")]
    [InlineData("fail 1 seat")]
    [InlineData("fail 1 seat it threw in OnBook: keep close")]
    [InlineData("fail 0 next it broke")]
    [InlineData("replace 0 3-1a2b close")]
    public void Texts_of_the_commands_are_read_as_they_are_written(string text) => Assert.Equal(text, EngineCommand.Parse(text)!.ToString());

    [Theory]
    [InlineData("start mm")]
    [InlineData("start mm a b")]
    [InlineData("start mm a reduce b")]
    [InlineData("start ../x 1")]
    [InlineData("stop 0")]
    [InlineData("stop 0 sell")]
    [InlineData("stop mm keep")]
    [InlineData("fail 0 both")]
    [InlineData("fail 0 seat ")]
    [InlineData("fail 0 seat  two spaces")]
    [InlineData("fail 0 seat a\nb")]
    [InlineData("replace 0 keep")]
    public void Others_are_no_commands(string text) => Assert.Null(EngineCommand.Parse(text));
}
