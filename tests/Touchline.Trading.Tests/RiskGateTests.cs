using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Every refusal of the risk gate, each with its reason.</summary>
public sealed class RiskGateTests
{
    private static RiskRefusal Refusal(Desk desk, NewOrder order)
    {
        Placement placed = desk.Strategy.Context.Place(order);
        Assert.Equal(placed.Refusal == RiskRefusal.None, !placed.Id.IsNone);
        return placed.Refusal;
    }

    private static NewOrder Order(Side side = Side.Buy, long price = 100, long quantity = 1, int instrument = 0, OrderType type = OrderType.Limit) =>
        new(instrument, side, type, TimeInForce.GoodTillCancel, new Price(price), new Quantity(quantity));

    [Fact]
    public void An_order_within_all_limits_passes() => Assert.Equal(RiskRefusal.None, Refusal(new Desk(), Order()));

    [Fact]
    public void Before_the_start_nothing_passes() => Assert.Equal(RiskRefusal.NotTrading, Refusal(new Desk(start: false), Order()));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void An_instrument_that_the_session_does_not_have_is_refused(int instrument) =>
        Assert.Equal(RiskRefusal.UnknownInstrument, Refusal(new Desk(), Order(instrument: instrument)));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(7)]
    [InlineData(long.MaxValue - 7)]
    public void A_quantity_that_is_not_a_positive_number_of_lots_is_refused(long quantity) => Assert.Equal(
        RiskRefusal.BadQuantity, Refusal(new Desk(instrument: Desk.Plain with { LotUnits = 5 }), Order(quantity: quantity)));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(7)]
    [InlineData(long.MaxValue - 7)]
    public void A_price_that_is_not_a_positive_number_of_ticks_is_refused(long price) => Assert.Equal(
        RiskRefusal.BadPrice, Refusal(new Desk(instrument: Desk.Plain with { TickUnits = 5 }), Order(price: price)));

    [Fact]
    public void A_market_orders_price_is_not_looked_at() =>
        Assert.Equal(RiskRefusal.None, Refusal(new Desk(), Order(price: -3, type: OrderType.Market)));

    [Fact]
    public void An_order_without_a_side_is_refused() => Assert.Equal(RiskRefusal.BadPrice, Refusal(new Desk(), Order(Side.None)));

    [Fact]
    public void A_stale_book_refuses_until_a_snapshot_has_ended()
    {
        var desk = new Desk();
        desk.Market(10, EventKind.Gap);
        Assert.Equal(RiskRefusal.StaleBook, Refusal(desk, Order()));
        desk.Market(20, EventKind.Snapshot, Side.Buy, 100, 5, endsBatch: false);
        Assert.Equal(RiskRefusal.StaleBook, Refusal(desk, Order()));
        desk.Market(20, EventKind.Snapshot, Side.Sell, 101, 5);
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order()));
    }

    [Fact]
    public void One_order_more_than_may_be_live_is_refused_until_one_has_ended()
    {
        var desk = new Desk(new RiskLimits { MaxLiveOrders = 2 });
        Placement first = desk.Limit(Side.Buy, 100, 1);
        desk.Limit(Side.Buy, 101, 1);
        Assert.Equal(RiskRefusal.TooManyOrders, Refusal(desk, Order()));
        desk.Strategy.Context.Cancel(first.Id);
        Assert.Equal(RiskRefusal.TooManyOrders, Refusal(desk, Order()));
        desk.Report(ReportKind.Cancelled, first.Id);
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order()));
    }

    [Fact]
    public void The_largest_order_passes_and_one_unit_more_is_refused()
    {
        var desk = new Desk(new RiskLimits { MaxOrder = 7.9m });
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(quantity: 7)));
        Assert.Equal(RiskRefusal.MaxOrder, Refusal(desk, Order(quantity: 8)));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void The_position_limit_counts_every_order_that_may_still_trade(Side side)
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 10 });
        Placement first = desk.Limit(side, 100, 4);
        desk.Limit(side, 101, 4);
        Assert.Equal(RiskRefusal.MaxPosition, Refusal(desk, Order(side, quantity: 3)));
        desk.Report(ReportKind.Fill, first.Id, quantity: 4);
        Assert.Equal(RiskRefusal.MaxPosition, Refusal(desk, Order(side, quantity: 3)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(side, quantity: 2)));
    }

    [Fact]
    public void The_other_side_has_room_for_the_position_and_the_limit()
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 10 });
        desk.Report(ReportKind.Fill, desk.Limit(Side.Buy, 100, 10).Id, quantity: 10);
        Assert.Equal(RiskRefusal.MaxPosition, Refusal(desk, Order(Side.Sell, quantity: 21)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(Side.Sell, quantity: 20)));
    }

    [Fact]
    public void Exposure_is_the_value_that_all_positions_could_reach()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 1_000 });
        desk.Depth(1, Side.Buy, 99, 5);
        desk.Depth(1, Side.Sell, 101, 5);
        Assert.Equal(RiskRefusal.MaxExposure, Refusal(desk, Order(price: 100, quantity: 11)));
        Assert.Equal(RiskRefusal.MaxExposure, Refusal(desk, Order(price: 101, quantity: 10)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(price: 99, quantity: 10)));
        Assert.Equal(RiskRefusal.MaxExposure, Refusal(desk, Order(price: 99)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(Side.Sell, price: 100, quantity: 10)));
    }

    [Fact]
    public void Beyond_the_exposure_limit_an_order_that_makes_nothing_worse_may_leave()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 1_000 });
        desk.Depth(1, Side.Buy, 99, 5);
        desk.Depth(1, Side.Sell, 101, 5);
        desk.Report(ReportKind.Fill, desk.Limit(Side.Buy, 100, 10).Id, quantity: 10);
        desk.Depth(2, Side.Sell, 201, 5);
        desk.Depth(2, Side.Sell, 101, 0);
        Assert.Equal(RiskRefusal.MaxExposure, Refusal(desk, Order(price: 90)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(Side.Sell, price: 150, quantity: 10)));
    }

    [Fact]
    public void Without_any_price_an_exposure_cannot_be_told_and_is_refused()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 1_000 });
        Assert.Equal(RiskRefusal.MaxExposure, Refusal(desk, Order(type: OrderType.Market)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(price: 100, quantity: 10)));
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_price_further_from_the_touch_than_the_collar_is_refused_on_either_side(Side side)
    {
        var desk = new Desk(new RiskLimits { PriceCollar = 0.1m });
        Assert.Equal(RiskRefusal.PriceCollar, Refusal(desk, Order(side)));
        desk.Depth(1, Side.Buy, 1_000, 5);
        Assert.Equal(RiskRefusal.PriceCollar, Refusal(desk, Order(side, price: 1_000)));
        desk.Depth(1, Side.Sell, 1_010, 5);
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(side, price: 900)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(side, price: 1_111)));
        Assert.Equal(RiskRefusal.PriceCollar, Refusal(desk, Order(side, price: 899)));
        Assert.Equal(RiskRefusal.PriceCollar, Refusal(desk, Order(side, price: 1_112)));
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order(side, price: 0, type: OrderType.Market)));
    }

    [Fact]
    public void No_window_of_the_rates_length_holds_more_orders_and_amends_and_cancels_are_free()
    {
        var desk = new Desk(new RiskLimits { OrderRate = new OrderRate(3, 100) });
        var random = new Random(1);
        var sent = new List<long>();
        OrderId amended = desk.Limit(Side.Buy, 500, 1).Id;
        sent.Add(0);
        desk.Report(ReportKind.Acknowledged, amended);
        for (int i = 0; i < 2_000; i++)
        {
            long now = desk.Engine.NowNs + random.Next(30);
            desk.Engine.OnClock(now);
            bool isFree = sent.Count(t => t > now - 100) < 3;
            bool isAmend = random.Next(3) == 0;
            Placement placed = isAmend
                ? desk.Strategy.Context.Amend(amended, new Price(1_000 + i), new Quantity(1))
                : desk.Limit(Side.Buy, 100, 1);
            Assert.Equal(isFree ? RiskRefusal.None : RiskRefusal.OrderRate, placed.Refusal);
            if (!placed.IsPlaced)
                continue;
            sent.Add(now);
            if (isAmend)
                desk.Report(ReportKind.Amended, amended, now, quantity: 1, price: 1_000 + i);
            else
                Assert.True(desk.Strategy.Context.Cancel(placed.Id));
        }

        Assert.True(sent.Count > 500);
    }

    [Fact]
    public void An_order_on_a_book_that_has_gone_quiet_is_refused()
    {
        var desk = new Desk(new RiskLimits { MaxBookAgeNs = 50 });
        Assert.Equal(RiskRefusal.StaleBook, Refusal(desk, Order()));
        desk.Depth(1_000, Side.Buy, 99, 5);
        desk.Engine.OnClock(1_050);
        Assert.Equal(RiskRefusal.None, Refusal(desk, Order()));
        desk.Engine.OnClock(1_051);
        Assert.Equal(RiskRefusal.StaleBook, Refusal(desk, Order()));
    }

    [Fact]
    public void A_refused_order_is_counted_and_leaves_no_trace()
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 1 });
        Refusal(desk, Order(quantity: 2));
        Assert.Equal(1, desk.Engine.Counts(0).Refused);
        Assert.Equal((0, 0, 0), (desk.Engine.Intents.Length, desk.Engine.LiveOrders, desk.Working(Side.Buy)));
    }
}
