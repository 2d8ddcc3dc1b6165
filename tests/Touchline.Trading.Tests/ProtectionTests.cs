using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What closes a position isn't held up by what keeps positions from growing, nor is it taken back where nothing could follow it.</summary>
public sealed class ProtectionTests
{
    private static readonly Bracket Stop = new() { StopLoss = new Price(95) };

    [Fact]
    public void An_exit_passes_where_an_own_quote_rests_and_other_orders_do_not()
    {
        Desk desk = Held(new RiskLimits { RefusesSelfTrade = true }, Stop);
        desk.Limit(Side.Buy, 90, 5);
        Assert.Equal(RiskRefusal.SelfTrade, desk.Strategy.Context.Place(NewOrder.Market(0, Side.Sell, new Quantity(10)) with { ReduceOnly = true }).Refusal);
        desk.TakeIntents();
        desk.Trade(5, 95);
        Assert.Equal(["3 Sell 10 Market reduce, stop-loss"], desk.TakeIntents());
    }

    // The account is flat, so that the exit of one bracket could open a position: it isn't reduce-only.
    private static Desk EvenedOut()
    {
        Desk desk = Held(new RiskLimits { RefusesSelfTrade = true }, Stop);
        OrderId entry = desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Sell, new Price(101), new Quantity(10)), new Bracket { StopLoss = new Price(130) }).Id;
        desk.Report(ReportKind.Acknowledged, entry);
        desk.Report(ReportKind.Fill, entry, quantity: 10, price: 101, tradeId: 77);
        desk.TakeIntents();
        Assert.Equal(0, desk.Position);
        return desk;
    }

    [Fact]
    public void An_exit_takes_what_stands_before_an_own_order_that_it_would_meet()
    {
        Desk desk = EvenedOut();
        desk.Limit(Side.Buy, 90, 5);
        desk.TakeIntents();
        desk.Trade(5, 95);
        Assert.Equal(["4 Sell 10 Limit at 91, stop-loss"], desk.TakeIntents());
    }

    [Fact]
    public void An_exit_has_an_own_order_at_the_touch_cancelled_and_goes_when_that_has_gone()
    {
        Desk desk = EvenedOut();
        OrderId own = desk.Limit(Side.Buy, 99, 5).Id;
        desk.TakeIntents();
        desk.Trade(5, 95);
        Assert.Equal([$"cancel {own}"], desk.TakeIntents());
        desk.Report(ReportKind.Cancelled, own, 6);
        desk.Engine.OnClock(100_000_005);
        Assert.Equal(["4 Sell 10 Market, stop-loss"], desk.TakeIntents());
    }

    [Fact]
    public void An_exit_passes_the_limits_that_are_reached_also_while_other_orders_could_open_the_other_side()
    {
        var limits = new RiskLimits { MaxPosition = 10, MaxInstrumentExposure = 1_001, MaxExposure = 1_001, MaxDailyLoss = 20, MaxDrawdown = 20, MaxOpenPositions = 1, MaxLeverage = 1, Capital = 1_050 };
        Desk desk = Held(limits, Stop);
        desk.Limit(Side.Sell, 105, 9);
        desk.TakeIntents();
        desk.Depth(4, Side.Buy, 96, 50);
        desk.Depth(4, Side.Buy, 99, 0);
        desk.Depth(4, Side.Sell, 97, 50);
        Assert.NotEqual(RiskRefusal.None, desk.Strategy.Context.Place(NewOrder.Market(0, Side.Sell, new Quantity(10)) with { ReduceOnly = true }).Refusal);
        desk.Trade(500_000_000, 95);
        Assert.Equal(["3 Sell 10 Market reduce, stop-loss"], desk.TakeIntents());
    }

    [Theory]
    [InlineData("freeze 0", "thaw 0")]
    [InlineData("status 0 halted", "status 0 trading")]
    public void Where_an_instrument_takes_no_orders_the_guard_stays_and_the_exit_follows_later(string close, string open)
    {
        Desk desk = Held(new RiskLimits(), Stop with { AtVenue = BracketPart.StopLoss, TakeProfit = new Price(110) }, filled: 6);
        desk.TakeIntents();
        desk.Report(ReportKind.Acknowledged, new OrderId(2));
        desk.Engine.OnCommand(EngineCommand.Parse(close)!, 4);
        string[] cancelled = close[0] == 'f' ? ["cancel 1"] : [];
        Assert.Equal(cancelled, desk.TakeIntents());
        desk.Trade(5, 110);
        desk.Engine.OnClock(20_000_000_000);
        Assert.All(desk.TakeIntents(), i => Assert.Equal("cancel 1", i));
        Assert.True(desk.Engine.IsProtective(new OrderId(2)));
        desk.Engine.OnCommand(EngineCommand.Parse(open)!, 20_000_000_001);
        desk.Trade(20_000_000_002, 104);
        Assert.Contains("cancel 2", desk.TakeIntents());
        desk.Report(ReportKind.Cancelled, new OrderId(2), 20_000_000_003);
        Assert.Equal(["3 Sell 6 Market reduce, take-profit"], desk.TakeIntents());
    }

    [Fact]
    public void A_command_to_cancel_and_a_pause_leave_what_protects_and_a_kill_leaves_nothing()
    {
        Desk desk = Held(new RiskLimits(), Stop with { AtVenue = BracketPart.StopLoss });
        OrderId own = desk.Limit(Side.Buy, 90, 1).Id;
        desk.TakeIntents();
        desk.Engine.OnCommand(EngineCommand.CancelAll, 4);
        Assert.Equal([$"cancel {own}"], desk.TakeIntents());
        desk.Engine.OnCommand(EngineCommand.Pause(0), 5);
        Assert.Empty(desk.TakeIntents());
        desk.Engine.OnCommand(EngineCommand.Kill, 6);
        Assert.Equal(["cancel 2"], desk.TakeIntents());
    }

    [Fact]
    public void What_others_close_is_no_bracket_to_take_out_and_the_position_says_why_it_ended()
    {
        Desk desk = Held(new RiskLimits(), Stop);
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, Price = new Price(100), Quantity = new Quantity(4), TradeId = 7, LocalNs = 4 });
        desk.Trade(5, 95);
        Assert.Equal(["2 Sell 6 Market reduce, stop-loss"], desk.TakeIntents());
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, Price = new Price(95), Quantity = new Quantity(6), TradeId = 8, LocalNs = 6 });
        desk.Report(ReportKind.Expired, new OrderId(2), 7);
        Assert.Empty(desk.TakeIntents());
        var closed = new PositionRecord[2];
        Assert.Equal(1, desk.Engine.CopyClosedPositions(closed));
        Assert.Equal((OrderReason.Strategy, OrderReason.External, 10L), (closed[0].EntryReason, closed[0].ExitReason, closed[0].Most.Units));
        Assert.Equal(0, desk.Engine.CopyBrackets(new BracketUpdate[1]));
    }

    [Fact]
    public void A_kill_that_flattens_says_so_and_ends_the_brackets()
    {
        Desk desk = Held(new RiskLimits(), Stop with { AtVenue = BracketPart.StopLoss });
        desk.TakeIntents();
        desk.Engine.OnCommand(EngineCommand.Parse("kill flatten")!, 4);
        Assert.Equal(["cancel 2"], desk.TakeIntents());
        desk.Report(ReportKind.Cancelled, new OrderId(2), 5);
        Assert.Equal(["3 Sell 10 Market reduce, kill"], desk.TakeIntents());
        desk.Report(ReportKind.Fill, new OrderId(3), 6, quantity: 10, tradeId: 9);
        Assert.Equal((0, KillState.Flat, 0), (desk.Position, desk.Engine.KillStatus.State, desk.Engine.CopyBrackets(new BracketUpdate[1])));
    }

    [Fact]
    public void A_venue_that_could_not_take_a_post_only_order_is_not_asked_again_at_another_price()
    {
        var desk = new Desk();
        OrderId id = desk.Strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1), TimeInForce.PostOnly), new PostOnlyPolicy(3)).Id;
        desk.TakeIntents();
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = id, IsVenueFault = true });
        Assert.Empty(desk.TakeIntents());
    }

    private static Desk Held(RiskLimits limits, in Bracket bracket, long filled = 10)
    {
        var desk = new Desk(limits);
        desk.Depth(1, Side.Buy, 99, 50);
        desk.Depth(1, Side.Sell, 101, 50);
        Placement entry = desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(10)), bracket);
        Assert.Equal(RiskRefusal.None, entry.Refusal);
        desk.Report(ReportKind.Fill, entry.Id, 2, quantity: filled, tradeId: 1);
        if (bracket.AtVenue == BracketPart.None)
            desk.TakeIntents();
        return desk;
    }
}
