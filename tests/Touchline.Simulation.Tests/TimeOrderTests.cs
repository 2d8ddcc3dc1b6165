using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>What happens when, by hand: two timelines, equal times, and the end of the run.</summary>
public sealed class TimeOrderTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void An_order_travels_out_and_its_answer_back()
    {
        Scene scene = new Scene { EntryNs = 3, ResponseNs = 7 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Until(50);
        Assert.Equal(["ack 1 23>30"], scene.Play().Told);
    }

    [Fact]
    public void An_order_meets_the_book_of_its_arrival_not_the_one_it_was_decided_on()
    {
        Scene scene = new Scene { EntryNs = 5 }.Ask(10, 102, 5).Buy(20, 102).Ask(24, 101, 5).Until(50);
        Assert.Equal(["fill 1 at 101 x 1 taker 25>25"], scene.Play().Told);
    }

    [Fact]
    public void The_exchange_knows_a_row_before_we_do()
    {
        Scene scene = new Scene().Ask(10, 102, 5).Row(40, 15, EventKind.Depth, Side.Sell, 101, 5).Buy(20, 102);
        Assert.Equal(["fill 1 at 101 x 1 taker 20>20"], scene.Play().Told);
    }

    [Fact]
    public void An_exchange_row_comes_before_a_request_of_the_same_time()
    {
        Scene scene = new Scene { EntryNs = 5 }.Ask(10, 102, 5).Buy(20, 102).Ask(25, 101, 5).Until(50);
        Assert.Equal(["fill 1 at 101 x 1 taker 25>25"], scene.Play().Told);
    }

    [Fact]
    public void A_row_of_ours_comes_before_an_answer_of_the_same_time()
    {
        // The fill reaches us at 30 together with a bid of 2, a mid of 52; on the mid of 101 just before only 1 would be lost.
        Scene scene = new Scene { ResponseNs = 10 }.Bid(10, 100, 5).Ask(10, 102, 5).MarketOrder(20, Side.Buy)
            .Row(30, 40, EventKind.Depth, Side.Buy, 100, 0).Row(30, 40, EventKind.Depth, Side.Buy, 2, 1)
            .Row(31, 41, EventKind.Depth, Side.Buy, 100, 1);
        Assert.Equal(50, scene.Play().Figures.MaxDrawdown);
    }

    [Fact]
    public void An_answer_comes_before_a_timer_of_the_same_time()
    {
        // The fill arrives at 30, as the cancel is about to go: there is nothing left to cancel.
        Scene scene = new Scene { ResponseNs = 5 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100).Sold(25, 99, 1).Cancel(30, 0).Until(50);
        Assert.Equal(["ack 1 20>25", "fill 1 at 100 x 1 maker 25>30"], scene.Play().Told);
    }

    [Fact]
    public void A_row_of_ours_comes_before_a_timer_of_the_same_time()
    {
        Scene scene = new Scene().Ask(10, 102, 5).Row(20, 20, EventKind.Gap, Side.None, 0, 0).Buy(20, 102).Until(50);
        Assert.Equal(1, scene.Play().Figures.Orders.Refused);
    }

    [Fact]
    public void Without_latency_an_order_is_answered_at_the_very_time_it_was_sent()
    {
        Scene scene = new Scene().Ask(10, 102, 5).Ask(20, 101, 5).Buy(20, 102);
        Assert.Equal(["fill 1 at 101 x 1 taker 20>20"], scene.Play().Told);
    }

    [Fact]
    public void Orders_and_answers_of_one_time_keep_their_order()
    {
        Scene scene = new Scene { EntryNs = 5, ResponseNs = 5 }.Bid(10, 100, 5).Ask(10, 102, 5)
            .Buy(20, 100).Buy(20, 102).Cancel(20, 0).Sell(20, 102).Until(50);
        Assert.Equal(
            ["ack 1 25>30", "fill 2 at 102 x 1 taker 25>30", "cancelled 1 25>30", "ack 3 25>30"], scene.Play().Told);
    }

    [Fact]
    public void The_exchange_takes_rows_by_its_own_time_where_that_steps_back()
    {
        // In the file the ask of 101 stands behind that of 103, but it happened before.
        Scene scene = new Scene().Ask(10, 110, 5).Row(40, 30, EventKind.Depth, Side.Sell, 103, 5)
            .Row(41, 20, EventKind.Depth, Side.Sell, 101, 5).Buy(25, 105).Until(50);
        Assert.Equal(["fill 1 at 101 x 1 taker 25>25"], scene.Play().Told);
    }

    [Fact]
    public void Rows_that_happened_before_the_first_of_the_file_stay_in_the_book()
    {
        Scene scene = new Scene().Row(10, 15, EventKind.Depth, Side.Buy, 100, 5).Row(11, 12, EventKind.Depth, Side.Sell, 102, 5).Buy(20, 102).Until(50);
        Assert.Equal(["fill 1 at 102 x 1 taker 20>20"], scene.Play().Told);
    }

    [Fact]
    public void A_row_that_only_the_exchange_sees_trades_with_us_and_one_that_only_we_see_does_not()
    {
        Scene scene = new Scene().Ask(10, 110, 5).Row(20, -1, EventKind.Depth, Side.Sell, 103, 5)
            .Row(-1, 20, EventKind.Depth, Side.Sell, 105, 5).Buy(30, 108).Until(50);
        Assert.Equal(["fill 1 at 105 x 1 taker 30>30"], scene.Play().Told);
    }

    [Fact]
    public void The_clock_offset_is_added_to_every_local_time()
    {
        Scene scene = new Scene { ClockOffsetNs = 100, EntryNs = 5, ResponseNs = 5 }.Row(10, 110, EventKind.Depth, Side.Sell, 102, 5)
            .Row(30, 130, EventKind.Depth, Side.Sell, 101, 5).Buy(126, 105).Row(60, 160, EventKind.BestQuote, Side.Buy, 1, 1);
        Assert.Equal(["fill 1 at 101 x 1 taker 131>136"], scene.Play().Told);
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(29, 0)]
    public void An_answer_counts_up_to_and_including_the_last_rows_time(int last, int told)
    {
        Scene scene = new Scene { EntryNs = 5, ResponseNs = 5 }.Ask(10, 102, 5).Buy(20, 102).Until(last);
        Assert.Equal(told, scene.Play().Told.Length);
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 0)]
    public void A_timer_counts_up_to_and_including_the_last_rows_time(int timer, int sent)
    {
        Scene scene = new Scene { EntryNs = 5 }.Ask(10, 102, 5).Until(30).Buy(timer, 102);
        Assert.Equal(sent, scene.Play().Figures.Orders.Sent);
    }

    [Fact]
    public void A_last_row_that_only_the_exchange_sees_ends_the_run_as_well()
    {
        Scene scene = new Scene { ResponseNs = 5 }.Bid(10, 100, 5).Ask(10, 102, 5).Buy(20, 100)
            .Row(-1, 30, EventKind.Trade, Side.Sell, 99, 1).Row(-1, 35, EventKind.Trade, Side.Sell, 99, 1);
        Assert.Equal(["ack 1 20>25", "fill 1 at 100 x 1 maker 30>35"], scene.Play().Told);
    }

    [Fact]
    public void A_timer_in_the_past_is_due_at_the_start() =>
        Assert.Equal(["fill 1 at 102 x 1 taker 10>10"], new Scene().Ask(10, 102, 5).Buy(3, 102).Until(20).Play().Told);

    [Fact]
    public void A_whole_second_at_the_end_of_the_run_counts_in_the_drawdown()
    {
        Scene scene = new Scene().Bid(10, 100, 5).Ask(10, 102, 5).MarketOrder(20, Side.Buy)
            .Bid(Second - 1, 100, 0).Bid(Second - 1, 50, 1).Until(Second);
        Assert.Equal(102 - 76, scene.Play().Figures.MaxDrawdown);
    }

    [Fact]
    public void A_fall_between_two_whole_seconds_is_not_seen()
    {
        Scene scene = new Scene().Bid(10, 100, 5).Ask(10, 102, 5).MarketOrder(20, Side.Buy)
            .Bid(30, 100, 0).Bid(30, 50, 1).Bid(40, 101, 1).Until(Second);
        Assert.Equal(1, scene.Play().Figures.MaxDrawdown);
    }

    [Fact]
    public void The_last_mid_is_that_of_the_book_just_before_a_side_emptied()
    {
        Scene scene = new Scene().Bid(10, 100, 5).Ask(10, 102, 5).MarketOrder(15, Side.Buy).Bid(20, 101, 5).Bid(30, 100, 0).Ask(40, 102, 0);
        Assert.Equal(101.5m, scene.Play().Figures.LastMid);
    }
}
