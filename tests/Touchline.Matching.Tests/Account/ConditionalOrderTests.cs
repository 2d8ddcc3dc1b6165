using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>Orders that wait for a price, by hand.</summary>
public sealed class ConditionalOrderTests
{
    [Fact]
    public void A_stop_waits_is_set_off_by_a_trade_and_takes_what_there_is()
    {
        AccountScene scene = new AccountScene().Book(99, 3, 101, 5).Bought(101).Stop(Side.Sell, 98, 5);
        Assert.Equal(["acknowledged 1"], scene.Said);
        scene.Sold(99).Bid(98, 1).Ask(100, 2);
        Assert.Empty(scene.Said);
        Assert.True(scene.Venue.HasOrders);
        scene.At(7).Sold(98);
        Assert.Equal(7, scene.Reports[0].ExchangeNs);
        Assert.Equal(["fill 1: 3 at 99", "fill 1: 1 at 98", "expired 1"], scene.Said);
        Assert.False(scene.Venue.HasOrders);
    }

    [Theory]
    [InlineData(Side.Buy, 105, 104, 105)]
    [InlineData(Side.Buy, 105, 104, 106)]
    [InlineData(Side.Sell, 95, 96, 95)]
    [InlineData(Side.Sell, 95, 96, 94)]
    public void A_stop_meets_its_trigger_or_a_price_beyond_it(Side side, long trigger, long before, long at)
    {
        AccountScene scene = new AccountScene().Book(100, 9, 101, 9).Bought(100).Stop(side, trigger, 1).Quietly().Bought(before);
        Assert.Empty(scene.Said);
        Assert.Equal([$"fill 1: 1 at {(side == Side.Buy ? 101 : 100)}"], scene.Bought(at).Said);
    }

    [Theory]
    [InlineData(Side.Sell, 105, 104, 106)]
    [InlineData(Side.Buy, 95, 96, 95)]
    public void A_take_profit_waits_for_the_price_in_its_favour(Side side, long trigger, long before, long at)
    {
        AccountScene scene = new AccountScene().Book(100, 9, 101, 9).Bought(100).Profit(side, trigger, 1).Quietly().Bought(before);
        Assert.Empty(scene.Said);
        Assert.Single(scene.Bought(at).Said);
    }

    [Fact]
    public void What_would_be_set_off_at_once_is_rejected()
    {
        AccountScene scene = new AccountScene().Book(99, 3, 101, 5).Bought(100).Quietly();
        scene.Stop(Side.Sell, 100, 1).Stop(Side.Buy, 100, 1).Profit(Side.Sell, 99, 1).Profit(Side.Buy, 101, 1);
        Assert.Equal(["rejected 1", "rejected 2", "rejected 3", "rejected 4"], scene.Said);
        scene.Mark(105).Stop(Side.Sell, 106, 1, TriggerSource.MarkPrice).Stop(Side.Sell, 99, 1, TriggerSource.LastTrade);
        Assert.Equal(["rejected 5", "acknowledged 6"], scene.Said);
    }

    [Fact]
    public void A_print_that_met_no_order_sets_nothing_off()
    {
        AccountScene scene = new AccountScene().Book(99, 3, 101, 5).Stop(Side.Sell, 98, 1).Quietly();
        Assert.Empty(scene.Row(EventKind.OffBookTrade, Side.Sell, 90, 1).Said);
    }

    [Fact]
    public void An_execution_in_an_order_by_order_feed_is_a_trade()
    {
        AccountScene scene = new AccountScene()
            .Row(EventKind.OrderAdd, Side.Buy, 99, 5, reference: 1).Row(EventKind.OrderAdd, Side.Buy, 98, 5, reference: 2).Row(EventKind.OrderAdd, Side.Sell, 101, 5, reference: 3)
            .Stop(Side.Sell, 99, 2).Stop(Side.Sell, 98, 1).Quietly();
        Assert.Empty(scene.Row(EventKind.OrderExecute, Side.None, 0, 1, reference: 3).Said);
        Assert.Equal(["fill 1: 2 at 99"], scene.Row(EventKind.OrderExecute, Side.None, 0, 1, reference: 1).Said);
    }

    [Fact]
    public void By_mark_price_trades_don_t_count_and_by_trades_the_mark_doesn_t()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Mark(100)
            .Stop(Side.Sell, 95, 1, TriggerSource.MarkPrice).Stop(Side.Sell, 95, 2).Quietly();
        Assert.Empty(scene.Mark(95.00000001m).Said);
        Assert.Equal(["fill 1: 1 at 99"], scene.Mark(95).Said);
        Assert.Equal(["fill 2: 2 at 99"], scene.Sold(95).Said);
    }

    [Fact]
    public void Without_a_mark_row_the_mark_is_the_middle_of_the_book()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Stop(Side.Sell, 98, 1, TriggerSource.MarkPrice).Quietly();
        scene.Bid(99, 0).Bid(96, 9);
        Assert.Empty(scene.Said); // 98.5
        Assert.Equal(["fill 1: 1 at 96"], scene.Ask(100, 3).Said);
        scene.Mark(90).Stop(Side.Sell, 80, 1, TriggerSource.MarkPrice).Quietly().Bid(96, 0).Bid(50, 1);
        Assert.Empty(scene.Said); // once told, the mark is what the rows say
    }

    [Fact]
    public void A_trailing_sell_follows_the_highest_price_and_never_goes_back_down_with_it()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 301, 9).Bought(200).Trail(Side.Sell, 0.1m, 1);
        Assert.Equal(["acknowledged 1"], scene.Said);
        Assert.Empty(scene.Sold(181).Said);
        Assert.Empty(scene.Bought(250).Sold(226).Said);
        Assert.Equal(["fill 1: 1 at 99"], scene.Sold(225).Said);
    }

    [Fact]
    public void A_trailing_buy_follows_the_lowest_price()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 301, 9).Bought(200).Trail(Side.Buy, 0.1m, 1).Quietly();
        Assert.Empty(scene.Sold(100).Bought(109).Said);
        Assert.Equal(["fill 1: 1 at 301"], scene.Bought(110).Said);
    }

    [Fact]
    public void Prices_before_the_activation_don_t_count_for_a_trailing_stop()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 301, 9).Bought(200).Trail(Side.Sell, 0.1m, 1, activation: 220).Quietly();
        Assert.Empty(scene.Bought(219).Sold(150).Said);
        Assert.Empty(scene.Bought(220).Sold(199).Said);
        Assert.Single(scene.Sold(198).Said);
    }

    [Fact]
    public void A_trailing_stop_that_arrives_before_any_trade_begins_with_the_first()
    {
        AccountScene scene = new AccountScene().Book(99, 9, 301, 9).Trail(Side.Sell, 0.1m, 1).Quietly();
        Assert.Empty(scene.Sold(100).Said);
        Assert.Single(scene.Sold(90).Said);
    }

    [Fact]
    public void Orders_that_one_trade_sets_off_go_in_the_order_of_their_arrival_after_what_rests()
    {
        AccountScene scene = new AccountScene().Book(99, 3, 101, 5).Buy(98, 1)
            .Stop(Side.Sell, 95, 2).Stop(Side.Sell, 97, 2).Quietly().Sold(95, 1);
        Assert.Equal(["fill 1: 1 at 98", "fill 2: 2 at 99", "fill 3: 1 at 99", "expired 3"], scene.Said);
    }

    [Fact]
    public void One_that_waits_can_be_cancelled_but_not_amended()
    {
        AccountScene scene = new AccountScene().Book(99, 3, 101, 5).Stop(Side.Sell, 95, 2).Quietly();
        Assert.Equal(["amendrejected 1", "cancelled 1", "cancelrejected 1"], scene.Amend(1, 95, 3).Cancel(1).Cancel(1).Said);
        Assert.Empty(scene.Sold(90).Said);
    }

    [Fact]
    public void A_stop_that_only_closes_expires_when_there_is_nothing_to_close()
    {
        NewOrder stop = NewOrder.StopMarket(0, Side.Sell, new Price(95), new Quantity(5)) with { ReduceOnly = true };
        AccountScene scene = new AccountScene().Book(99, 9, 101, 9).Place(stop);
        Assert.Equal(["acknowledged 1", "expired 1"], scene.Sold(95).Said);
        scene.Take(Side.Buy, 2).Bought(101).Place(stop).Quietly();
        Assert.Equal(["reduced 3 to 2", "fill 3: 2 at 99"], scene.Sold(95).Said);
    }
}
