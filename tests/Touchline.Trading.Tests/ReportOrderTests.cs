using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Reports that come twice, late, in another order, or say that nothing is known: what could trade is never counted too low.</summary>
public sealed class ReportOrderTests
{
    private static OrderId Rested(Desk desk, long quantity = 10)
    {
        OrderId id = desk.Limit(Side.Buy, 100, quantity).Id;
        desk.Report(ReportKind.Acknowledged, id);
        return id;
    }

    private static Placement Amend(Desk desk, OrderId id, long quantity, long price = 100) =>
        desk.Strategy.Context.Amend(id, new Price(price), new Quantity(quantity));

    [Fact]
    public void Fills_whose_trade_numbers_come_in_another_order_are_all_booked()
    {
        var desk = new Desk();
        OrderId id = Rested(desk, 30);
        foreach (long trade in (long[])[7, 6, 9, 8, 7, 6])
            desk.Report(ReportKind.Fill, id, quantity: 2, tradeId: trade);
        Assert.Equal((8, 2), (desk.Position, desk.Engine.Anomalies.DuplicateFills));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancel_that_failed_leaves_the_amend_before_it_open(bool isUnknown)
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 100 });
        OrderId id = Rested(desk);
        Amend(desk, id, 100);
        if (isUnknown)
            desk.Report(ReportKind.Unknown, id);
        Assert.True(desk.Strategy.Context.Cancel(id));
        desk.Report(ReportKind.CancelRejected, id);
        Assert.Equal(RiskRefusal.InFlight, Amend(desk, id, 5).Refusal);
        Assert.Equal(100, desk.Working(Side.Buy));
        Assert.Equal(RiskRefusal.MaxPosition, desk.Limit(Side.Buy, 100, 1).Refusal);
        desk.Report(ReportKind.AmendRejected, id);
        Assert.Equal(10, desk.Working(Side.Buy));
        Assert.True(Amend(desk, id, 5).IsPlaced);
    }

    [Fact]
    public void The_answer_to_an_earlier_amend_does_not_answer_the_one_that_is_open()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 20);
        desk.Report(ReportKind.Amended, id, quantity: 20);
        Amend(desk, id, 50);
        desk.Report(ReportKind.Amended, id, quantity: 20);
        Assert.Equal((50, 1, 1), (desk.Working(Side.Buy), desk.Engine.Counts(0).Amended, desk.Engine.Anomalies.Illegal));
        desk.Report(ReportKind.Amended, id, quantity: 50);
        Assert.Equal((50, 2), (desk.Working(Side.Buy), desk.Engine.Counts(0).Amended));
    }

    [Fact]
    public void Terms_that_nobody_asked_for_are_the_venues_truth()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Report(ReportKind.Amended, id, quantity: 4, price: 99);
        Assert.True(desk.Strategy.Context.TryOrder(id, out OrderUpdate order));
        Assert.Equal((99, 4, 4, 0), (order.Price.Units, order.Quantity.Units, desk.Working(Side.Buy), desk.Engine.Counts(0).Amended));
    }

    [Fact]
    public void An_amend_down_to_what_has_filled_meanwhile_ends_the_order()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 5);
        desk.Report(ReportKind.Fill, id, quantity: 5, tradeId: 1);
        desk.Report(ReportKind.Amended, id, quantity: 5);
        Assert.Equal((0, 0), (desk.Engine.LiveOrders, desk.Working(Side.Buy)));
        Assert.Equal("order 1 Filled 0", desk.Calls[^1]);
    }

    [Fact]
    public void An_unknown_that_comes_after_the_answer_is_counted_and_changes_nothing()
    {
        var desk = new Desk();
        desk.Depth(1, Side.Buy, 99, 1);
        desk.Depth(1, Side.Sell, 101, 1);
        desk.Strategy.Context.Quote(0, [new Quote(new Price(99), new Quantity(1))], []);
        OrderId id = desk.Engine.Intents[0].Id;
        desk.Engine.ClearIntents();
        desk.Report(ReportKind.Acknowledged, id, 2);
        desk.Report(ReportKind.Unknown, id, 3);
        Assert.Equal(1, desk.Engine.Anomalies.Illegal);
        desk.Strategy.Context.Quote(0, [], []);
        Assert.Equal([IntentKind.Cancel], desk.Engine.Intents.ToArray().Select(i => i.Kind));
    }

    [Fact]
    public void A_late_fill_beyond_the_quantity_is_booked_and_counted_as_both()
    {
        var desk = new Desk();
        OrderId id = Rested(desk, 3);
        desk.Report(ReportKind.Cancelled, id);
        desk.Report(ReportKind.Fill, id, quantity: 5, tradeId: 1);
        Assert.Equal((5, 1, 1), (desk.Position, desk.Engine.Anomalies.Overfills, desk.Engine.Anomalies.LateFills));
    }

    [Fact]
    public void What_a_strategy_is_told_of_an_order_holds_at_that_moment()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Strategy.Filled = fill => desk.Strategy.Context.Cancel(fill.Id);
        OrderInFlight told = OrderInFlight.None;
        desk.Strategy.Told = order => told = order.InFlight;
        desk.Report(ReportKind.Fill, id, quantity: 1, tradeId: 1);
        Assert.Equal(OrderInFlight.Cancel, told);
    }

    [Fact]
    public void After_the_stop_no_timer_fires()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Strategy.Filled = _ => desk.Strategy.Context.SetTimer(1, 50);
        desk.Engine.Stop(10);
        desk.Report(ReportKind.Fill, id, at: 20, quantity: 1, tradeId: 1);
        desk.Engine.OnClock(100);
        Assert.DoesNotContain(desk.Calls, c => c.StartsWith("timer", StringComparison.Ordinal));
    }

    [Fact]
    public void Timers_and_signals_that_answer_each_other_let_time_go_on()
    {
        TestStrategy a = new(), b = new();
        var engine = new Engine([Desk.Plain], [new StrategySetup("a", a), new StrategySetup("b", b)], new RiskLimits());
        foreach (TestStrategy strategy in (TestStrategy[])[a, b])
        {
            strategy.Timer = _ => strategy.Context.Emit(new Signal(0, Side.Buy, 1, "", "", 0));
            strategy.Signalled = _ => strategy.Context.SetTimer(1, strategy.Context.NowNs);
        }

        engine.Start(0);
        a.Context.SetTimer(1, 5);
        engine.OnClock(10);
        Assert.InRange(a.Calls.Count + b.Calls.Count, 5, 40);
    }

    [Fact]
    public void A_quote_beyond_all_numbers_is_refused_and_stops_nobody()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 1e9m }, Desk.Plain with { Multiplier = 1e20m });
        desk.Depth(1, Side.Buy, 99, 1);
        desk.Depth(1, Side.Sell, 101, 1);
        Assert.Equal(RiskRefusal.MaxExposure, desk.Limit(Side.Buy, 1L << 60, 1L << 60).Refusal);
        desk.Strategy.Context.Quote(0, [new Quote(new Price(1L << 60), new Quantity(1L << 60))], []);
        Assert.Null(desk.Engine.Strategies[0].Failure);
    }

    [Fact]
    public void An_amend_of_the_price_alone_counts_for_the_exposure()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 1_000 });
        desk.Depth(1, Side.Buy, 99, 1);
        desk.Depth(1, Side.Sell, 101, 1);
        Assert.Equal(RiskRefusal.MaxExposure, desk.Limit(Side.Sell, 500, 9).Refusal);
        OrderId id = desk.Limit(Side.Sell, 102, 9).Id;
        desk.Report(ReportKind.Acknowledged, id);
        Assert.Equal(RiskRefusal.MaxExposure, Amend(desk, id, 9, price: 500).Refusal);
        Assert.True(Amend(desk, id, 9, price: 103).IsPlaced);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(6, 1)]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    [InlineData(1, 9)]
    [InlineData(2, 2)]
    public void A_type_or_time_in_force_that_is_none_is_refused(int type, int timeInForce)
    {
        var order = new NewOrder(0, Side.Sell, (OrderType)type, (TimeInForce)timeInForce, new Price(100), new Quantity(1));
        Assert.Equal(RiskRefusal.BadType, new Desk().Strategy.Context.Place(order).Refusal);
    }

    [Fact]
    public void Limits_that_are_none_are_refused_where_the_engine_is_made()
    {
        foreach (RiskLimits limits in (RiskLimits[])[new() { OrderRate = new OrderRate(0, 1) }, new() { OrderRate = new OrderRate(1, 0) }, new() { MaxLiveOrders = 0 }, new() { MaxPosition = -1 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => new Desk(limits));
    }
}
