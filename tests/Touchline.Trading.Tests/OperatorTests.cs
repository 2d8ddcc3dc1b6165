using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Orders by hand: people's own seat, the same risk, a position of their own.</summary>
public sealed class OperatorTests
{
    private readonly RiskFloor _floor = new(new RiskLimits { MaxPosition = 10 }, hasOperator: true);

    public OperatorTests() => _floor.Book(0, 99, 101);

    private StrategySlot Seat => _floor.Engine.Strategies[^1];

    private string? Tell(string command)
    {
        string? refusal = _floor.Tell(command);
        _floor.Take();
        return refusal;
    }

    [Fact]
    public void An_order_by_hand_is_the_operators_and_so_is_what_it_trades()
    {
        Assert.Null(Tell("place 0 buy 4@98"));
        Intent sent = Assert.Single(_floor.Sent);
        Assert.Equal((IntentKind.Place, Seat.Index, Side.Buy, new Price(98), new Quantity(4), OrderReason.Operator), (sent.Kind, sent.Strategy, sent.Terms.Side, sent.Terms.Price, sent.Terms.Quantity, sent.Terms.Reason));
        Assert.Equal(sent.Id, _floor.Engine.LastByHand);
        _floor.Report(ReportKind.Acknowledged, sent.Id);
        _floor.Report(ReportKind.Fill, sent.Id, quantity: 4, price: 98);
        Assert.Equal((4, 0, 4), (Seat.Ledger(0).Position.Units, _floor.Engine.Strategies[0].Ledger(0).Position.Units, _floor.Position()));
    }

    [Theory]
    [InlineData("place 0 buy 11@98", "risk refuses the order: MaxPosition: a position of 11 on the buy side could come of it with all that is open, and limit max_position is 10")]
    [InlineData("place 1 buy 1@98", "there is no instrument 1; there are 1, counted from 0")]
    [InlineData("place 0 buy 0.5@98", "quantity 0.5 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("place 0 buy 1@98.5", "price 98.5 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("place 0 buy 0@98", "quantity 0 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("place 0 buy 1e30@98", "quantity 1e30 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("place 0 buy 1@2e18", "price 2e18 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("place 0 buy -1@98", "quantity -1 isn't one of X0@test; right is a multiple of 1, at most 1152921504606846976")]
    [InlineData("order 77 cancel", "order 77 isn't known here, or ended long ago")]
    [InlineData("order 77 close", "order 77 isn't known here, or ended long ago")]
    public void What_cannot_be_is_refused_in_words_and_changes_nothing(string command, string refusal)
    {
        Assert.Equal(refusal, Tell(command));
        Assert.Empty(_floor.Sent);
    }

    [Fact]
    public void Without_a_seat_nobody_places_by_hand()
    {
        var floor = new RiskFloor();
        floor.Book(0, 99, 101);
        Assert.Equal("this session takes no orders by hand", floor.Tell("place 0 buy 1@98"));
    }

    [Fact]
    public void Killed_nothing_is_placed_by_hand()
    {
        Assert.Null(Tell("kill"));
        Assert.Equal("risk refuses the order: NotTrading", Tell("place 0 buy 1@98"));
    }

    [Fact]
    public void A_strategys_order_is_cancelled_once_and_an_ended_one_is_not()
    {
        OrderId order = _floor.Limit(Side.Buy, 98, 1).Id;
        _floor.Report(ReportKind.Acknowledged, order);
        _floor.Sent.Clear();
        Assert.Null(Tell($"order {order} cancel"));
        Assert.Null(Tell($"order {order} cancel"));
        Assert.Equal(IntentKind.Cancel, Assert.Single(_floor.Sent).Kind);
        _floor.Report(ReportKind.Cancelled, order);
        Assert.Equal($"order {order} has ended: Cancelled", Tell($"order {order} cancel"));
    }

    [Fact]
    public void Closing_an_order_cancels_its_rest_and_sells_what_it_brought()
    {
        OrderId order = Bought(3, of: 5);
        Assert.Null(Tell($"order {order} close"));
        Assert.Equal([IntentKind.Cancel, IntentKind.Place], _floor.Sent.Select(i => i.Kind));
        NewOrder terms = _floor.Sent[1].Terms;
        Assert.Equal((Side.Sell, OrderType.Market, new Quantity(3), true, OrderReason.Operator, 0), (terms.Side, terms.Type, terms.Quantity, terms.ReduceOnly, terms.Reason, _floor.Sent[1].Strategy));
    }

    [Theory]
    [InlineData("kill", RiskRefusal.NotTrading)]
    [InlineData("freeze 0", RiskRefusal.Frozen)]
    [InlineData("status 0 halted", RiskRefusal.Halted)]
    public void What_stops_every_order_stops_a_closing_one(string command, RiskRefusal refusal)
    {
        OrderId order = Bought(5, of: 5);
        Assert.Null(Tell(command));
        _floor.Sent.Clear();
        Assert.Equal($"risk refuses the order: {refusal}", Tell($"order {order} close"));
        Assert.Empty(_floor.Sent);
    }

    [Theory]
    [InlineData("limit max_daily_loss=0.01")]
    [InlineData("limit max_exposure=1")]
    [InlineData("limit max_position=1")]
    [InlineData("pause 0")]
    public void What_keeps_positions_from_growing_lets_a_closing_order_pass(string command)
    {
        OrderId order = Bought(5, of: 5);
        Assert.Null(Tell(command));
        Assert.Null(Tell($"order {order} close"));
        Assert.True(Assert.Single(_floor.Sent).Terms.ReduceOnly);
    }

    [Fact]
    public void Closing_sells_no_more_than_the_strategy_still_has()
    {
        OrderId order = Bought(5, of: 5);
        _floor.Hold(Side.Sell, 4, 100);
        _floor.Sent.Clear();
        Assert.Equal((false, 1m), _floor.Engine.WouldClose(order));
        Assert.Null(Tell($"order {order} close"));
        Assert.Equal(new Quantity(1), Assert.Single(_floor.Sent).Terms.Quantity);
        _floor.Report(ReportKind.Fill, _floor.Sent[0].Id, quantity: 1, price: 99);
        Assert.Equal((false, 0m), _floor.Engine.WouldClose(order));
    }

    [Fact]
    public void Where_another_strategy_is_short_the_operators_long_is_closed_by_an_order_that_passes_the_rules()
    {
        _floor.Hold(Side.Sell, 8, 100);
        Assert.Null(Tell("place 0 buy 2@101"));
        OrderId order = _floor.Engine.LastByHand;
        _floor.Report(ReportKind.Fill, order, quantity: 2, price: 101);
        _floor.Sent.Clear();
        Assert.Null(Tell($"order {order} close"));
        NewOrder terms = Assert.Single(_floor.Sent).Terms;
        Assert.Equal((Side.Sell, new Quantity(2), false), (terms.Side, terms.Quantity, terms.ReduceOnly));
        Assert.Null(Tell("limit max_position=7"));
        _floor.Report(ReportKind.Rejected, _floor.Sent[0].Id);
        Assert.StartsWith("risk refuses the order: MaxPosition", Tell($"order {order} close"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_closing_order_that_is_not_reduce_only_takes_what_stands_before_an_own_order()
    {
        _floor.Hold(Side.Sell, 8, 100);
        Assert.Null(Tell("place 0 buy 2@101"));
        OrderId order = _floor.Engine.LastByHand;
        _floor.Report(ReportKind.Fill, order, quantity: 2, price: 101);
        _floor.Limit(Side.Buy, 90, 1);
        _floor.Sent.Clear();
        Assert.Null(Tell($"order {order} close"));
        NewOrder terms = Assert.Single(_floor.Sent).Terms;
        Assert.Equal((OrderType.Limit, TimeInForce.ImmediateOrCancel, new Price(91), new Quantity(2), false), (terms.Type, terms.TimeInForce, terms.Price, terms.Quantity, terms.ReduceOnly));
    }

    [Fact]
    public void Closing_what_is_closed_already_sends_nothing()
    {
        OrderId order = Bought(5, of: 5);
        _floor.Hold(Side.Sell, 5, 100);
        _floor.Sent.Clear();
        Assert.Null(Tell($"order {order} close"));
        Assert.Empty(_floor.Sent);
    }

    private OrderId Bought(long filled, long of)
    {
        OrderId order = _floor.Limit(Side.Buy, 98, of).Id;
        _floor.Report(ReportKind.Acknowledged, order);
        _floor.Report(ReportKind.Fill, order, quantity: filled, price: 98);
        _floor.Sent.Clear();
        return order;
    }
}
