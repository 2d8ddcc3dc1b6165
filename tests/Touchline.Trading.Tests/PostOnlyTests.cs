using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Post-only orders that are priced anew where they would cross, a few times.</summary>
public sealed class PostOnlyTests
{
    private readonly Desk _desk = new(instrument: Desk.Plain with { TickUnits = 5 });

    public PostOnlyTests() => Book(1, 1_000, 1_010);

    private void Book(long at, long bid, long ask)
    {
        _desk.Market(at, EventKind.Clear, endsBatch: false);
        _desk.Depth(at, Side.Buy, bid, 5, endsBatch: false);
        _desk.Depth(at, Side.Sell, ask, 5);
        _desk.Calls.Clear();
    }

    private Placement Place(Side side, long price, PostOnlyPolicy policy) =>
        _desk.Strategy.Context.Place(NewOrder.Limit(0, side, new Price(price), new Quantity(3), TimeInForce.PostOnly), policy);

    [Theory]
    [InlineData(Side.Buy, 1_010, 2, 1_000)]
    [InlineData(Side.Buy, 1_005, 2, 1_005)]
    [InlineData(Side.Sell, 1_000, 1, 1_005)]
    [InlineData(Side.Sell, 900, 3, 1_015)]
    public void One_that_would_cross_is_priced_anew_before_it_is_sent(Side side, long price, int ticks, long expected)
    {
        Assert.True(Place(side, price, new PostOnlyPolicy(2) { OffsetTicks = ticks }).IsPlaced);
        Assert.Equal([$"1 {side} 3 Limit at {expected}, strategy"], _desk.TakeIntents());
    }

    [Fact]
    public void Without_ticks_the_offset_is_five_basis_points_and_a_tick_at_least()
    {
        Book(2, 1_000_000, 1_000_010);
        Place(Side.Buy, 1_000_010, new PostOnlyPolicy(1));
        Place(Side.Buy, 1_000_010, new PostOnlyPolicy(1) { OffsetPpm = 1 });
        Assert.Equal(["1 Buy 3 Limit at 999510, strategy", "2 Buy 3 Limit at 1000005, strategy"], _desk.TakeIntents());
    }

    [Theory]
    [InlineData(ReportKind.Rejected)]
    [InlineData(ReportKind.Expired)]
    public void One_that_the_venue_sends_back_is_tried_again_so_often_and_then_given_up(ReportKind kind)
    {
        OrderId first = Place(Side.Buy, 1_005, new PostOnlyPolicy(2) { OffsetTicks = 1 }).Id;
        Book(2, 990, 1_000);
        _desk.Report(kind, first);
        Book(3, 980, 990);
        _desk.Report(kind, new OrderId(2));
        _desk.Report(kind, new OrderId(3));
        Assert.Equal(["1 Buy 3 Limit at 1005, strategy", "2 Buy 3 Limit at 995, strategy", "3 Buy 3 Limit at 985, strategy"], _desk.TakeIntents());
        Assert.Equal(0, _desk.Engine.LiveOrders);
    }

    [Fact]
    public void Then_it_may_go_to_the_market_and_all_of_them_are_one_chain()
    {
        var told = new List<OrderUpdate>();
        _desk.Strategy.Told = told.Add;
        OrderId first = Place(Side.Sell, 1_005, new PostOnlyPolicy(1) { OffsetTicks = 1, AtEnd = PostOnlyEnd.Market }).Id;
        _desk.Report(ReportKind.Expired, first);
        _desk.Report(ReportKind.Expired, new OrderId(2));
        _desk.Report(ReportKind.Fill, new OrderId(3), quantity: 3, tradeId: 1);
        Assert.Equal(["1 Sell 3 Limit at 1005, strategy", "2 Sell 3 Limit at 1005, strategy", "3 Sell 3 Market, strategy"], _desk.TakeIntents());
        Assert.Equal([(1L, 1L, 2L), (2L, 1L, 3L), (3L, 1L, 0L)], told.Select(o => (o.Id.Number, o.First.Number, o.Next.Number)));
        Assert.Equal(-3, _desk.Position);
    }

    [Fact]
    public void One_that_rested_filled_or_was_to_be_cancelled_is_not_tried_again()
    {
        var policy = new PostOnlyPolicy(3) { AtEnd = PostOnlyEnd.Market };
        OrderId rested = Place(Side.Buy, 1_000, policy).Id, filled = Place(Side.Buy, 1_000, policy).Id, cancelled = Place(Side.Buy, 1_000, policy).Id;
        _desk.Report(ReportKind.Acknowledged, rested);
        _desk.Report(ReportKind.Fill, filled, quantity: 1, tradeId: 1);
        _desk.Strategy.Context.Cancel(cancelled);
        _desk.TakeIntents();
        foreach (OrderId id in (OrderId[])[rested, filled, cancelled])
            _desk.Report(ReportKind.Expired, id);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void A_refusal_that_never_reached_the_venue_ends_the_chain()
    {
        OrderId id = Place(Side.Buy, 1_000, new PostOnlyPolicy(3) { AtEnd = PostOnlyEnd.Market }).Id;
        _desk.TakeIntents();
        _desk.NeverLeft(ReportKind.Rejected, id);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void Each_try_passes_risk()
    {
        OrderId id = Place(Side.Buy, 1_000, new PostOnlyPolicy(3)).Id;
        _desk.Engine.OnCommand(EngineCommand.Kill, 5);
        _desk.TakeIntents();
        _desk.Report(ReportKind.Rejected, id, at: 6);
        Assert.Empty(_desk.TakeIntents());
    }

    [Fact]
    public void A_policy_out_of_range_or_for_another_order_is_refused()
    {
        foreach (PostOnlyPolicy policy in (PostOnlyPolicy[])[default, new(0), new(17), new(1) { OffsetTicks = -1 }, new(1) { OffsetPpm = 100_001 }, new(1) { AtEnd = (PostOnlyEnd)9 }])
            Assert.Equal(RiskRefusal.BadPolicy, Place(Side.Buy, 1_000, policy).Refusal);
        NewOrder plain = NewOrder.Limit(0, Side.Buy, new Price(1_000), new Quantity(1));
        Assert.Equal(RiskRefusal.BadPolicy, _desk.Strategy.Context.Place(plain, new PostOnlyPolicy(1)).Refusal);
    }

    [Fact]
    public void A_brackets_entry_may_be_priced_anew_and_the_bracket_follows()
    {
        NewOrder entry = NewOrder.Limit(0, Side.Buy, new Price(1_005), new Quantity(3), TimeInForce.PostOnly);
        OrderId id = _desk.Strategy.Context.PlaceBracket(entry, new Bracket { StopLoss = new Price(900) }, new PostOnlyPolicy(2)).Id;
        _desk.Report(ReportKind.Expired, id);
        _desk.Report(ReportKind.Fill, new OrderId(2), quantity: 3, tradeId: 1);
        _desk.TakeIntents();
        _desk.Trade(5, 900);
        Assert.Equal(["3 Sell 3 Market reduce, stop-loss"], _desk.TakeIntents());
    }
}
