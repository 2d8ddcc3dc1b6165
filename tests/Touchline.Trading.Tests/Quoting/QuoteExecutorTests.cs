using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>The rules of desired quotes, one by one, every message counted.</summary>
public sealed class QuoteExecutorTests
{
    private readonly ManualDesk _desk = new();

    [Fact]
    public void What_is_wanted_is_placed_best_first_and_side_by_side()
    {
        _desk.Want((Side.Buy, 98, 1), (Side.Buy, 99, 2), (Side.Sell, 102, 3), (Side.Sell, 101, 4));
        Assert.Equal(["place 1: Buy 2 at 99", "place 2: Sell 4 at 101", "place 3: Buy 1 at 98", "place 4: Sell 3 at 102"], _desk.Sent());
    }

    [Fact]
    public void Wanting_what_stands_or_is_on_its_way_sends_nothing()
    {
        Stand((99, 2), (98, 1));
        _desk.WantBids((98, 1), (99, 2));
        Assert.Empty(_desk.Sent());
        _desk.WantBids((98, 1), (99, 2), (97, 1));
        _desk.Sent();
        _desk.WantBids((97, 1), (99, 2), (98, 1));
        Assert.Empty(_desk.Sent());
    }

    [Fact]
    public void Prices_may_repeat_and_quotes_of_no_quantity_are_left_out()
    {
        _desk.WantBids((99, 2), (98, 0), (99, 1), (97, -1));
        Assert.Equal(["place 1: Buy 3 at 99"], _desk.Sent());
    }

    [Fact]
    public void More_at_a_price_comes_as_a_further_order_so_that_the_first_keeps_its_place()
    {
        Stand((99, 2));
        _desk.WantBids((99, 5));
        Assert.Equal(["place 2: Buy 3 at 99"], _desk.Sent());
    }

    [Fact]
    public void Less_at_a_price_cancels_the_newest_orders_and_amends_the_last_one_down()
    {
        Stand((99, 4));
        StandMore((99, 7));
        StandMore((99, 9));
        _desk.WantBids((99, 5));
        Assert.Equal(["cancel 3", "amend 2 to 1 at 99"], _desk.Sent());
        _desk.Amended(2);
        _desk.Cancelled(3);
        Assert.Empty(_desk.Sent());
        Assert.Equal("Buy 5 at 99", _desk.Standing());
    }

    [Fact]
    public void An_order_amended_down_keeps_its_place_before_newer_ones()
    {
        Stand((99, 4));
        StandMore((99, 7));
        _desk.WantBids((99, 3));
        _desk.Amended(1);
        _desk.Cancelled(2);
        StandMore((99, 5));
        _desk.WantBids((99, 3));
        Assert.Equal("cancel 3", _desk.Sent()[^1]);
    }

    [Fact]
    public void An_order_amended_to_another_price_is_the_newest_there()
    {
        Stand((99, 2), (98, 2));
        _desk.WantBids((98, 4));
        Assert.Equal(["amend 1 to 2 at 98"], _desk.Sent());
        _desk.Amended(1);
        _desk.WantBids((98, 2));
        Assert.Equal(["cancel 1"], _desk.Sent());
    }

    [Fact]
    public void An_order_at_an_unwanted_price_is_used_again_by_one_amend()
    {
        Stand((99, 2));
        _desk.WantBids((97, 5));
        Assert.Equal(["amend 1 to 5 at 97"], _desk.Sent());
        _desk.Amended(1);
        Assert.Empty(_desk.Sent());
        Assert.Equal("Buy 5 at 97", _desk.Standing());
    }

    [Fact]
    public void A_ladder_that_shifts_by_a_level_costs_one_amend()
    {
        Stand((99, 2), (98, 2), (97, 2));
        _desk.WantBids((98, 2), (97, 2), (96, 2));
        Assert.Equal(["amend 1 to 2 at 96"], _desk.Sent());
    }

    [Fact]
    public void Orders_go_to_the_levels_that_they_fit_what_is_left_over_is_cancelled()
    {
        Stand((99, 5), (98, 1), (97, 3));
        _desk.WantBids((89, 1), (88, 5));
        Assert.Equal(["cancel 3", "amend 1 to 5 at 88", "amend 2 to 1 at 89"], _desk.Sent());
    }

    [Fact]
    public void What_no_order_is_left_for_is_placed()
    {
        Stand((99, 2));
        _desk.WantBids((89, 2), (88, 2), (87, 2));
        Assert.Equal(["amend 1 to 2 at 89", "place 2: Buy 2 at 88", "place 3: Buy 2 at 87"], _desk.Sent());
    }

    [Fact]
    public void The_quantity_of_an_amend_is_the_whole_one_with_what_has_filled()
    {
        Stand((99, 5));
        _desk.Fill(1, 2);
        _desk.WantBids((98, 4));
        Assert.Equal(["amend 1 to 6 at 98"], _desk.Sent());
        _desk.Amended(1);
        Assert.Equal("Buy 4 at 98", _desk.Standing());
    }

    [Fact]
    public void A_side_moves_away_before_the_other_follows()
    {
        _desk.Want((Side.Buy, 99, 1), (Side.Sell, 101, 1));
        _desk.Acknowledge(1, 2);
        _desk.Sent();
        _desk.Want((Side.Buy, 101, 1), (Side.Sell, 103, 1));
        Assert.Equal(["amend 2 to 1 at 103", "amend 1 to 1 at 101"], _desk.Sent());
        _desk.Amended(1, 2);
        _desk.Want((Side.Buy, 99, 1), (Side.Sell, 101, 1));
        Assert.Equal(["amend 1 to 1 at 99", "amend 2 to 1 at 101"], _desk.Sent());
    }

    [Fact]
    public void Cancels_leave_before_anything_new()
    {
        Stand((99, 3), (98, 3));
        _desk.Want((Side.Buy, 97, 1), (Side.Sell, 101, 1));
        Assert.Equal(["cancel 2", "amend 1 to 1 at 97", "place 3: Sell 1 at 101"], _desk.Sent());
    }

    [Fact]
    public void A_new_order_that_is_no_longer_wanted_is_cancelled_at_once_and_its_room_is_waited_for()
    {
        _desk.WantBids((99, 2));
        _desk.WantBids((98, 2));
        Assert.Equal(["place 1: Buy 2 at 99", "cancel 1"], _desk.Sent());
        _desk.Acknowledge(1);
        Assert.Empty(_desk.Sent());
        _desk.Cancelled(1);
        Assert.Equal(["place 2: Buy 2 at 98"], _desk.Sent());
    }

    [Fact]
    public void What_there_is_room_for_beside_the_orders_on_their_way_out_is_placed_at_once()
    {
        _desk.WantBids((99, 2));
        _desk.WantBids((98, 2), (97, 1));
        Assert.Equal(["place 1: Buy 2 at 99", "cancel 1", "place 2: Buy 1 at 97"], _desk.Sent());
        _desk.Cancelled(1);
        Assert.Equal(["place 3: Buy 2 at 98"], _desk.Sent());
    }

    [Fact]
    public void An_order_with_an_amend_on_its_way_is_left_alone_and_then_goes_where_the_newest_wish_has_it()
    {
        Stand((99, 2));
        _desk.WantBids((98, 2));
        _desk.WantBids((97, 2));
        _desk.WantBids((96, 2));
        Assert.Equal(["amend 1 to 2 at 98"], _desk.Sent());
        _desk.Amended(1);
        Assert.Equal(["amend 1 to 2 at 96"], _desk.Sent());
    }

    [Fact]
    public void The_new_terms_of_an_amend_on_its_way_count_as_standing()
    {
        Stand((99, 2));
        _desk.WantBids((98, 2));
        _desk.WantBids((98, 2), (99, 1));
        Assert.Equal(["amend 1 to 2 at 98", "place 2: Buy 1 at 99"], _desk.Sent());
    }

    [Fact]
    public void An_order_wanted_again_while_its_cancel_is_on_its_way_is_placed_anew_when_it_has_gone()
    {
        Stand((99, 2));
        _desk.WantBids();
        _desk.WantBids((99, 2));
        Assert.Equal(["cancel 1"], _desk.Sent());
        _desk.Cancelled(1);
        Assert.Equal(["place 2: Buy 2 at 99"], _desk.Sent());
    }

    [Fact]
    public void An_unacknowledged_order_in_part_too_large_is_amended_once_it_rests()
    {
        _desk.WantBids((99, 5));
        _desk.WantBids((99, 2));
        Assert.Equal(["place 1: Buy 5 at 99"], _desk.Sent());
        _desk.Acknowledge(1);
        Assert.Equal(["amend 1 to 2 at 99"], _desk.Sent());
    }

    [Fact]
    public void A_fill_uses_up_what_was_wanted_until_the_next_wish()
    {
        Stand((99, 5));
        _desk.Fill(1, 2);
        _desk.Fill(1, 3);
        Assert.Empty(_desk.Sent());
        _desk.WantBids((99, 5));
        Assert.Equal(["place 2: Buy 5 at 99"], _desk.Sent());
    }

    [Fact]
    public void A_fill_before_the_acknowledgement_counts_too()
    {
        _desk.WantBids((99, 5));
        _desk.Sent();
        _desk.Fill(1, 2);
        _desk.Acknowledge(1);
        Assert.Empty(_desk.Sent());
        _desk.WantBids((98, 3));
        Assert.Equal(["amend 1 to 5 at 98"], _desk.Sent());
    }

    [Fact]
    public void A_fill_of_an_order_being_amended_away_uses_up_what_is_wanted_where_it_goes()
    {
        Stand((99, 5));
        _desk.WantBids((98, 5));
        _desk.Sent();
        _desk.Fill(1, 2);
        _desk.Amended(1);
        Assert.Empty(_desk.Sent());
        Assert.Equal("Buy 3 at 98", _desk.Standing());
    }

    [Fact]
    public void An_order_that_fills_before_its_larger_amend_arrives_leaves_the_rest_to_be_placed()
    {
        Stand((99, 2));
        _desk.WantBids((98, 5));
        _desk.Sent();
        _desk.Fill(1, 2);
        _desk.AmendRejected(1);
        Assert.Equal(["place 2: Buy 3 at 98"], _desk.Sent());
    }

    [Fact]
    public void A_fill_of_an_order_on_its_way_out_uses_up_what_would_have_been_placed_next()
    {
        _desk.WantBids((99, 5));
        _desk.WantBids((98, 3), (97, 3));
        Assert.Equal(["place 1: Buy 5 at 99", "cancel 1"], _desk.Sent());
        _desk.Fill(1, 4);
        Assert.Empty(_desk.Sent()); // 3 are used up at 98 and 1 at 97, the 2 left there wait for the one that may still fill
        Assert.Equal("Buy 1 at 99", _desk.Standing());
        _desk.Cancelled(1);
        Assert.Equal(["place 2: Buy 2 at 97"], _desk.Sent());
    }

    [Fact]
    public void A_fill_told_after_the_end_of_its_order_is_not_replaced_either()
    {
        _desk.WantBids((99, 5));
        _desk.WantBids((98, 5));
        _desk.Acknowledge(1);
        _desk.Sent();
        _desk.Cancelled(1);
        Assert.Equal(["place 2: Buy 5 at 98"], _desk.Sent());
        _desk.Acknowledge(2);
        _desk.Executor.OnFill(new Fill(new OrderId(1), 0, Side.Buy, new Price(98), new Quantity(2), true, 0));
        _desk.Executor.OnOrder(new OrderUpdate(new OrderId(1), 0, Side.Buy, new Price(98), new Quantity(3), OrderState.Cancelled));
        Assert.Equal(["amend 2 to 3 at 98"], _desk.Sent());
    }

    [Theory]
    [InlineData(OrderState.Expired)]
    [InlineData(OrderState.Rejected)]
    [InlineData(OrderState.Cancelled)]
    public void A_quote_that_ends_unasked_is_not_tried_again_before_the_next_wish(OrderState end)
    {
        _desk.WantBids((99, 5), (98, 1));
        _desk.Sent();
        _desk.End(1, end);
        _desk.Acknowledge(2);
        Assert.Empty(_desk.Sent());
        _desk.WantBids((99, 5), (98, 1));
        Assert.Equal(["place 3: Buy 5 at 99"], _desk.Sent());
    }

    [Fact]
    public void A_quote_that_the_gate_refuses_is_not_tried_again_before_the_next_wish()
    {
        _desk.Gate = (_, price, _) => price == 99 ? RiskRefusal.PriceCollar : RiskRefusal.None;
        _desk.WantBids((99, 5), (98, 1));
        _desk.Acknowledge(1);
        Assert.Equal(["refused Buy 5 at 99", "place 1: Buy 1 at 98"], _desk.Sent());
        _desk.Gate = null;
        _desk.Fill(1, 1);
        Assert.Empty(_desk.Sent());
        _desk.WantBids((99, 5));
        Assert.Equal(["place 2: Buy 5 at 99"], _desk.Sent());
    }

    [Fact]
    public void An_order_whose_amend_the_gate_refuses_is_cancelled()
    {
        Stand((99, 5));
        _desk.Gate = (_, _, _) => RiskRefusal.OrderRate;
        _desk.WantBids((98, 5));
        Assert.Equal(["refused 1 to 5 at 98", "cancel 1"], _desk.Sent());
        _desk.Gate = null;
        _desk.Cancelled(1);
        Assert.Empty(_desk.Sent());
    }

    [Fact]
    public void An_order_whose_amend_the_venue_rejects_is_cancelled()
    {
        Stand((99, 5));
        _desk.WantBids((98, 5));
        _desk.Sent();
        _desk.AmendRejected(1);
        Assert.Equal(["cancel 1"], _desk.Sent());
        _desk.Cancelled(1);
        Assert.Empty(_desk.Sent());
        _desk.WantBids((98, 5));
        Assert.Equal(["place 2: Buy 5 at 98"], _desk.Sent());
    }

    [Fact]
    public void An_order_that_expires_by_its_amend_is_not_replaced()
    {
        Stand((99, 5), (97, 1));
        _desk.WantBids((98, 5), (97, 1));
        _desk.Sent();
        _desk.End(1, OrderState.Expired);
        Assert.Empty(_desk.Sent());
        Assert.Equal("Buy 1 at 97", _desk.Standing());
    }

    [Theory]
    [InlineData(RiskRefusal.MaxPosition)]
    [InlineData(RiskRefusal.TooManyOrders)]
    [InlineData(RiskRefusal.MaxExposure)]
    public void A_refusal_for_want_of_room_is_tried_once_more_when_what_is_on_its_way_out_has_gone(RiskRefusal refusal)
    {
        Stand((99, 1), (98, 1));
        _desk.Gate = (side, _, _) => side == Side.Sell ? refusal : RiskRefusal.None;
        _desk.Want((Side.Sell, 101, 5));
        Assert.Equal(["cancel 1", "cancel 2", "refused Sell 5 at 101"], _desk.Sent());
        _desk.Cancelled(1);
        Assert.Empty(_desk.Sent());
        _desk.Cancelled(2);
        Assert.Equal(["refused Sell 5 at 101"], _desk.Sent());
        _desk.Gate = null;
        _desk.Executor.OnOrder(new OrderUpdate(new OrderId(77), 0, Side.Sell, default, default, OrderState.Placed));
        Assert.Empty(_desk.Sent());
    }

    [Fact]
    public void A_refusal_for_want_of_room_with_nothing_on_its_way_out_stands()
    {
        _desk.Gate = (side, _, _) => side == Side.Sell ? RiskRefusal.MaxPosition : RiskRefusal.None;
        _desk.Want((Side.Sell, 101, 5), (Side.Buy, 99, 1));
        _desk.Gate = null;
        _desk.Acknowledge(1);
        Assert.Equal(["place 1: Buy 1 at 99", "refused Sell 5 at 101"], _desk.Sent());
    }

    [Fact]
    public void An_order_of_unknown_fate_is_left_alone_until_it_is_known()
    {
        Stand((99, 5));
        _desk.WantBids((98, 5));
        _desk.Unknown(1);
        _desk.WantBids((97, 5));
        _desk.WantBids();
        Assert.Equal(["amend 1 to 5 at 98"], _desk.Sent());
        _desk.Amended(1);
        Assert.Equal(["cancel 1"], _desk.Sent());
    }

    [Fact]
    public void A_new_order_of_unknown_fate_is_neither_doubled_nor_cancelled()
    {
        _desk.WantBids((99, 5));
        _desk.Unknown(1);
        _desk.WantBids((99, 5));
        _desk.WantBids((98, 5));
        Assert.Equal(["place 1: Buy 5 at 99"], _desk.Sent());
        _desk.Acknowledge(1);
        Assert.Equal(["amend 1 to 5 at 98"], _desk.Sent());
    }

    [Fact]
    public void An_order_whose_cancel_found_nothing_is_asked_again_only_when_it_shows_that_it_lives()
    {
        Stand((99, 5));
        _desk.WantBids();
        _desk.Sent();
        _desk.CancelRejected(1);
        Assert.Empty(_desk.Sent());
        _desk.Fill(1, 1);
        Assert.Equal(["cancel 1"], _desk.Sent());
    }

    [Fact]
    public void An_order_that_somebody_else_amended_is_brought_back()
    {
        Stand((99, 5));
        DeskOrder order = _desk.Live[1];
        order.Price = 95;
        _desk.Executor.OnOrder(order.Update);
        Assert.Equal(["amend 1 to 5 at 99"], _desk.Sent());
    }

    [Fact]
    public void Too_many_quotes_are_refused_before_anything_changes()
    {
        Stand((99, 1));
        Quote[] many = [.. Enumerable.Range(1, QuoteExecutor.MaxQuotesPerSide + 1).Select(p => new Quote(new Price(p), new Quantity(1)))];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => _desk.Executor.Want([], many));
        Assert.Contains("65 quotes are wanted on a side; at most 64 may be", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_desk.Sent());
        _desk.Executor.Want(many.AsSpan(1), many.AsSpan(1));
        Assert.Equal(128, _desk.Sent().Length);
    }

    [Fact]
    public void More_quantity_than_can_be_counted_is_refused()
    {
        Quote[] much = [new(new Price(1), new Quantity(DecimalUnit.MaxCount)), new(new Price(2), new Quantity(1))];
        Assert.Throws<ArgumentException>(() => _desk.Executor.Want(much, []));
        Assert.Empty(_desk.Sent());
    }

    [Fact]
    public void With_the_most_orders_on_a_side_nothing_is_placed_before_one_has_ended()
    {
        for (int i = 1; i <= QuoteExecutor.MaxOrdersPerSide; i++)
            _desk.WantBids((99, i));
        _desk.Acknowledge([.. Enumerable.Range(1, QuoteExecutor.MaxOrdersPerSide).Select(i => (long)i)]);
        _desk.Sent();
        _desk.WantBids((99, QuoteExecutor.MaxOrdersPerSide + 1));
        Assert.Empty(_desk.Sent());
        _desk.Fill(1, 1);
        Assert.Equal(["place 257: Buy 1 at 99"], _desk.Sent());
    }

    private void Stand(params (long Price, long Units)[] bids)
    {
        _desk.WantBids(bids);
        _desk.Acknowledge([.. _desk.Live.Keys]);
        _desk.Sent();
    }

    // One more order at a price where others stand.
    private void StandMore((long Price, long Units) more)
    {
        long standing = _desk.Live.Values.Where(o => o.Price == more.Price).Sum(o => o.Remaining);
        _desk.WantBids((more.Price, standing + more.Units));
        _desk.Acknowledge(_desk.Live.Keys.Max());
        _desk.Sent();
    }
}
