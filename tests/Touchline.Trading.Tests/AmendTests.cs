using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Amends, requests whose outcome nobody knows, and reports that don't fit.</summary>
public sealed class AmendTests
{
    private static Placement Amend(Desk desk, OrderId id, long price, long quantity) =>
        desk.Strategy.Context.Amend(id, new Price(price), new Quantity(quantity));

    private static OrderId Rested(Desk desk, long price = 100, long quantity = 10)
    {
        OrderId id = desk.Limit(Side.Buy, price, quantity).Id;
        desk.Report(ReportKind.Acknowledged, id);
        desk.Engine.ClearIntents();
        desk.Calls.Clear();
        return id;
    }

    private static OrderUpdate Known(Desk desk, OrderId id)
    {
        Assert.True(desk.Strategy.Context.TryOrder(id, out OrderUpdate order));
        return order;
    }

    [Fact]
    public void An_amend_leaves_with_the_new_terms_and_counts_the_worse_of_both_until_it_is_answered()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Assert.True(Amend(desk, id, 101, 4).IsPlaced);
        Intent intent = desk.Engine.Intents[0];
        Assert.Equal((IntentKind.Amend, 101, 4), (intent.Kind, intent.Terms.Price.Units, intent.Terms.Quantity.Units));
        Assert.Equal(10, desk.Working(Side.Buy));
        desk.Report(ReportKind.Amended, id, quantity: 4, price: 101);
        Assert.Equal(4, desk.Working(Side.Buy));
        Assert.Equal((101, 4, OrderInFlight.None), (Known(desk, id).Price.Units, Known(desk, id).Quantity.Units, Known(desk, id).InFlight));
        Assert.Equal(1, desk.Engine.Counts(0).Amended);
    }

    [Fact]
    public void A_larger_amend_counts_at_once_and_falls_back_when_it_is_refused()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 100, 15);
        Assert.Equal(15, desk.Working(Side.Buy));
        desk.Report(ReportKind.AmendRejected, id);
        Assert.Equal(10, desk.Working(Side.Buy));
        Assert.Equal(10, Known(desk, id).Quantity.Units);
    }

    [Fact]
    public void The_quantity_of_an_amend_is_the_whole_one_so_that_a_fill_on_the_way_is_within_it()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 101, 6);
        desk.Report(ReportKind.Fill, id, quantity: 2);
        Assert.Equal(8, desk.Working(Side.Buy));
        desk.Report(ReportKind.Amended, id, quantity: 6, price: 101);
        Assert.Equal((4, 2), (desk.Working(Side.Buy), desk.Position));
    }

    [Fact]
    public void An_order_that_fills_wholly_while_a_larger_amend_is_on_its_way_lives_until_that_is_answered()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 100, 15);
        desk.Report(ReportKind.Fill, id, quantity: 10);
        Assert.Equal((5, 1), (desk.Working(Side.Buy), desk.Engine.LiveOrders));
        desk.Report(ReportKind.AmendRejected, id);
        Assert.Equal((0, 0), (desk.Working(Side.Buy), desk.Engine.LiveOrders));
        Assert.Equal("order 1 Filled 0", desk.Calls[^1]);
    }

    [Fact]
    public void Only_one_amend_is_in_flight_and_none_beside_a_cancel()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Assert.True(Amend(desk, id, 101, 10).IsPlaced);
        Assert.Equal(RiskRefusal.InFlight, Amend(desk, id, 102, 10).Refusal);
        Assert.True(desk.Strategy.Context.Cancel(id));
        desk.Report(ReportKind.Amended, id, quantity: 10, price: 101);
        Assert.Equal(RiskRefusal.InFlight, Amend(desk, id, 102, 10).Refusal);
        desk.Report(ReportKind.CancelRejected, id);
        Assert.True(Amend(desk, id, 102, 10).IsPlaced);
    }

    [Fact]
    public void What_cannot_be_amended_is_refused_with_its_reason()
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 12 });
        OrderId id = Rested(desk);
        Assert.Equal(RiskRefusal.BadAmend, Amend(desk, id, 100, 10).Refusal);
        Assert.Equal(RiskRefusal.BadPrice, Amend(desk, id, 0, 10).Refusal);
        Assert.Equal(RiskRefusal.BadQuantity, Amend(desk, id, 100, 0).Refusal);
        Assert.Equal(RiskRefusal.MaxPosition, Amend(desk, id, 100, 13).Refusal);
        Assert.Equal(RiskRefusal.UnknownOrder, Amend(desk, new OrderId(7), 100, 5).Refusal);
        OrderId market = desk.Strategy.Context.Place(new NewOrder(0, Side.Buy, OrderType.Market, TimeInForce.ImmediateOrCancel, default, new Quantity(1))).Id;
        Assert.Equal(RiskRefusal.BadAmend, Amend(desk, market, 100, 2).Refusal);
        Assert.True(Amend(desk, id, 100, 11).IsPlaced);
    }

    [Fact]
    public void An_unknown_outcome_counts_as_the_worst_until_a_definite_report_and_is_never_asked_twice()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        Amend(desk, id, 100, 15);
        desk.Report(ReportKind.Unknown, id);
        Assert.True(Known(desk, id).IsUnknown);
        Assert.Equal(15, desk.Working(Side.Buy));
        Assert.Equal(RiskRefusal.InFlight, Amend(desk, id, 100, 16).Refusal);
        desk.Report(ReportKind.Amended, id, quantity: 15);
        Assert.False(Known(desk, id).IsUnknown);

        OrderId fresh = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Report(ReportKind.Unknown, fresh);
        Assert.Equal(18, desk.Working(Side.Buy));
        desk.Report(ReportKind.Rejected, fresh);
        Assert.Equal(15, desk.Working(Side.Buy));
    }

    [Fact]
    public void A_fill_after_the_orders_end_is_booked_once_and_told()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Report(ReportKind.Cancelled, id);
        desk.Calls.Clear();
        desk.Report(ReportKind.Fill, id, quantity: 4, tradeId: 9);
        desk.Report(ReportKind.Fill, id, quantity: 4, tradeId: 9);
        Assert.Equal((4, 0), (desk.Position, desk.Working(Side.Buy)));
        Assert.Equal(["fill 1 4", "order 1 Cancelled 6"], desk.Calls);
        Assert.Equal((1, 1), (desk.Engine.Anomalies.LateFills, desk.Engine.Anomalies.DuplicateFills));
    }

    [Fact]
    public void A_trade_number_that_came_before_is_not_booked_again()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        for (int i = 0; i < 2; i++)
        {
            desk.Report(ReportKind.Fill, id, quantity: 4, tradeId: 7);
            desk.Report(ReportKind.Fill, id, quantity: 1, tradeId: 8);
        }

        Assert.Equal((5, 5, 2), (desk.Position, desk.Working(Side.Buy), desk.Engine.Anomalies.DuplicateFills));
    }

    [Fact]
    public void A_fill_beyond_the_quantity_is_booked_as_the_venue_says_and_counted()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Report(ReportKind.Fill, id, quantity: 12, tradeId: 1);
        Assert.Equal((12, 0, 1), (desk.Position, desk.Working(Side.Buy), desk.Engine.Anomalies.Overfills));
    }

    [Fact]
    public void Nothing_leads_out_of_a_terminal_state()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Report(ReportKind.Expired, id);
        desk.Calls.Clear();
        foreach (ReportKind kind in (ReportKind[])[ReportKind.Acknowledged, ReportKind.Cancelled, ReportKind.Rejected, ReportKind.Expired, ReportKind.Amended])
            desk.Report(kind, id);
        Assert.Empty(desk.Calls);
        Assert.Equal(5, desk.Engine.Anomalies.Illegal);
        desk.Report(ReportKind.Fill, new OrderId(99), quantity: 1);
        Assert.Equal(1, desk.Engine.Anomalies.Stray);
    }

    [Fact]
    public void A_rested_order_is_not_rejected_any_more()
    {
        var desk = new Desk();
        OrderId id = Rested(desk);
        desk.Report(ReportKind.Rejected, id);
        Assert.Equal((1, 1, 0), (desk.Engine.LiveOrders, desk.Engine.Anomalies.Illegal, desk.Engine.Counts(0).Rejected));
    }
}
