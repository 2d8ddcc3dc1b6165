using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Reports in their usual and their unusual order.</summary>
public sealed class OrderLifeTests
{
    [Fact]
    public void Working_quantity_falls_with_fills_and_with_the_end_and_not_with_a_cancel_on_its_way()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 10).Id;
        Assert.Equal(10, desk.Working(Side.Buy));
        desk.Report(ReportKind.Acknowledged, id);
        desk.Report(ReportKind.Fill, id, quantity: 4);
        Assert.Equal((6, 4), (desk.Working(Side.Buy), desk.Position));
        Assert.True(desk.Strategy.Context.Cancel(id));
        Assert.Equal(6, desk.Working(Side.Buy));
        desk.Report(ReportKind.Cancelled, id);
        Assert.Equal((0, 4), (desk.Working(Side.Buy), desk.Position));
        Assert.Equal(["order 1 Placed 10", "fill 1 4", "order 1 PartiallyFilled 6", "order 1 Cancelled 6"], desk.Calls);
    }

    [Fact]
    public void A_whole_fill_before_the_acknowledgement_ends_the_order_for_good()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Sell, 100, 2).Id;
        desk.Report(ReportKind.Fill, id, quantity: 2);
        desk.Report(ReportKind.Acknowledged, id);
        Assert.Equal(["fill 1 2", "order 1 Filled 0"], desk.Calls);
        Assert.Equal((0, -2, 0), (desk.Working(Side.Sell), desk.Position, desk.Engine.LiveOrders));
    }

    [Fact]
    public void An_acknowledgement_after_a_partial_fill_does_not_take_the_order_back()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Report(ReportKind.Fill, id, quantity: 1);
        desk.Report(ReportKind.Acknowledged, id);
        Assert.Equal(["fill 1 1", "order 1 PartiallyFilled 2", "order 1 PartiallyFilled 2"], desk.Calls);
        Assert.Equal(1, desk.Engine.Counts(0).Acknowledged);
    }

    [Fact]
    public void A_report_that_comes_twice_counts_once()
    {
        var desk = new Desk();
        OrderId first = desk.Limit(Side.Buy, 100, 3).Id, second = desk.Limit(Side.Buy, 100, 3).Id;
        for (int i = 0; i < 2; i++)
        {
            desk.Report(ReportKind.Acknowledged, first);
            desk.Report(ReportKind.Acknowledged, second);
        }

        for (int i = 0; i < 2; i++)
        {
            desk.Report(ReportKind.Fill, first, quantity: 3);
            desk.Report(ReportKind.Cancelled, second);
        }

        Assert.Equal((2, 1, 1), (desk.Engine.Counts(0).Acknowledged, desk.Engine.Counts(0).Filled, desk.Engine.Counts(0).Cancelled));
        Assert.Equal((0, 3), (desk.Working(Side.Buy), desk.Position));
    }

    [Fact]
    public void A_cancel_that_found_nothing_after_the_fill_changes_nothing()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Strategy.Context.Cancel(id);
        desk.Report(ReportKind.Fill, id, quantity: 3);
        desk.Report(ReportKind.CancelRejected, id);
        Assert.Equal((0, 3, 0), (desk.Working(Side.Buy), desk.Position, desk.Engine.LiveOrders));
        Assert.False(desk.Strategy.Context.Cancel(id));
    }

    [Fact]
    public void A_cancel_that_failed_may_be_tried_again_and_one_on_its_way_may_not()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 3).Id;
        Assert.True(desk.Strategy.Context.Cancel(id));
        Assert.False(desk.Strategy.Context.Cancel(id));
        desk.Report(ReportKind.CancelRejected, id);
        Assert.True(desk.Strategy.Context.Cancel(id));
    }

    [Fact]
    public void An_acknowledgement_behind_a_cancel_leaves_the_cancel_on_its_way()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Strategy.Context.Cancel(id);
        desk.Report(ReportKind.Acknowledged, id);
        Assert.False(desk.Strategy.Context.Cancel(id));
    }

    [Theory]
    [InlineData(ReportKind.Rejected, "Rejected")]
    [InlineData(ReportKind.Expired, "Expired")]
    public void An_order_that_never_rested_frees_its_quantity(ReportKind kind, string state)
    {
        var desk = new Desk();
        desk.Report(kind, desk.Limit(Side.Sell, 100, 3).Id);
        Assert.Equal([$"order 1 {state} 3"], desk.Calls);
        Assert.Equal((0, 0), (desk.Working(Side.Sell), desk.Engine.LiveOrders));
    }

    [Fact]
    public void A_report_about_a_stranger_is_passed_over()
    {
        var desk = new Desk();
        desk.Report(ReportKind.Fill, new OrderId(99), quantity: 5);
        Assert.Empty(desk.Calls);
        Assert.Equal(0, desk.Position);
    }

    [Fact]
    public void An_order_placed_inside_a_fill_stands_beside_the_one_that_filled()
    {
        var desk = new Desk();
        OrderId id = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Strategy.Filled = _ => desk.Limit(Side.Sell, 101, 3);
        desk.Report(ReportKind.Fill, id, quantity: 3);
        Assert.Equal(["fill 1 3", "order 1 Filled 0"], desk.Calls);
        Assert.Equal((0, 3, 1), (desk.Working(Side.Buy), desk.Working(Side.Sell), desk.Engine.LiveOrders));
    }

    [Fact]
    public void The_ledger_counts_cash_fees_and_turnover_by_price_quantity_and_multiplier()
    {
        var desk = new Desk(instrument: Desk.Plain with { Multiplier = 0.1m });
        desk.Report(ReportKind.Fill, desk.Limit(Side.Buy, 100, 3).Id, quantity: 3, price: 100);
        desk.Report(ReportKind.Fill, desk.Limit(Side.Sell, 110, 5).Id, quantity: 5, price: 110);
        Ledger ledger = desk.Engine.Ledger(0);
        Assert.Equal((-2, 25m, 85m, 2), (ledger.Position.Units, ledger.Balance, ledger.Turnover, ledger.Fills));
        Assert.Equal(25m - 2 * 0.1m * 120, ledger.Equity(Desk.Plain with { Multiplier = 0.1m }, 120));
    }
}
