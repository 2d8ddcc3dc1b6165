using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

public abstract partial class VenueConformance
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_order_is_placed_amended_and_cancelled(bool sendsAtOnce, bool otherWay)
    {
        using VenueStage stage = Ready(new StageTerms { SendsAtOnce = sendsAtOnce });
        if (otherWay)
            CutOrderLines(stage);
        decimal price = stage.Far(Side.Buy);
        OrderId id = stage.Place(Side.Buy, price, 0.01m);
        stage.AwaitQuiet();
        Assert.Equal([ReportKind.Acknowledged], stage.KindsOf(id));
        Agreement.Check(stage);
        stage.Amend(id, price - 10, 0.02m);
        stage.AwaitQuiet();
        Assert.Equal([ReportKind.Acknowledged, ReportKind.Amended], stage.KindsOf(id));
        StageOrder amended = Assert.Single(stage.Orders(), o => o.IsLive);
        Assert.Equal((price - 10, 0.02m), (amended.Price, amended.Quantity));
        Agreement.Check(stage);
        stage.Cancel(id);
        stage.AwaitQuiet();
        Assert.Equal([ReportKind.Acknowledged, ReportKind.Amended, ReportKind.Cancelled], stage.KindsOf(id));
        Assert.DoesNotContain(stage.Orders(), o => o.IsLive);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void A_marketable_order_fills_and_every_fill_is_told_once_with_its_fee(Side side)
    {
        using VenueStage stage = Ready();
        OrderId id = stage.Place(side, stage.Far(side.Opposite()), 0.5m);
        stage.AwaitQuiet();
        Assert.Equal(OrderState.Filled, stage.Hand.Orders[id].State);
        Assert.All(stage.Hand.Fills, f => Assert.False(f.IsMaker));
        Assert.Equal(stage.QuantityOf(0.5m).Units * side.Sign(), stage.Engine.Ledger(0).Position.Units);
        Assert.True(stage.Engine.Ledger(0).Fees > 0);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Fact]
    public void A_resting_order_that_another_takes_fills_as_maker()
    {
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Buy);
        OrderId id = stage.Place(Side.Sell, price + Tick(stage), 0.3m, TimeInForce.PostOnly);
        stage.AwaitQuiet();
        stage.TradeByAnother(stage.Symbols[0], Side.Buy, price + Tick(stage), Ahead(stage, Side.Sell, price + Tick(stage)));
        stage.Await(() => stage.Hand.Fills.Count > 0, 5 * Second, "the fill");
        stage.AwaitQuiet();
        Assert.All(stage.Hand.Fills, f => Assert.True(f.IsMaker));
        Assert.Equal(id, stage.Hand.Fills[0].Id);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel, OrderState.Expired)]
    [InlineData(TimeInForce.FillOrKill, OrderState.Rejected)]
    public void An_order_for_now_that_finds_nobody_ends(TimeInForce timeInForce, OrderState end)
    {
        using VenueStage stage = Ready();
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m, timeInForce);
        stage.AwaitQuiet();
        // A venue may refuse what it can't fill, or take it and let it expire.
        Assert.True(stage.Hand.Orders[id].State == end || stage.Hand.Orders[id].State == OrderState.Expired, stage.Story());
        Agreement.Check(stage);
    }

    [Fact]
    public void A_post_only_order_that_would_take_ends_without_a_fill()
    {
        using VenueStage stage = Ready();
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Sell), 0.01m, TimeInForce.PostOnly);
        stage.AwaitQuiet();
        Assert.True(stage.Hand.Orders[id].State is OrderState.Rejected or OrderState.Expired);
        Assert.Empty(stage.Hand.Fills);
        Agreement.Check(stage);
    }

    [Fact]
    public void A_cancel_that_comes_after_the_last_fill_changes_nothing()
    {
        using VenueStage stage = Ready();
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Sell), 0.1m);
        stage.Cancel(id);
        stage.AwaitQuiet();
        Assert.Equal(OrderState.Filled, stage.Hand.Orders[id].State);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    [Fact]
    public void A_refused_order_is_told_with_nothing_left_behind()
    {
        using VenueStage stage = Ready();
        stage.Fault(VenueFault.Refused);
        OrderId id = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.01m);
        stage.AwaitQuiet();
        Assert.Equal([ReportKind.Rejected], stage.KindsOf(id));
        Agreement.Check(stage);
    }

    [Fact]
    public void Orders_of_ours_that_meet_each_other_end_as_the_venue_says()
    {
        using VenueStage stage = Ready();
        decimal price = stage.Best(Side.Sell);
        OrderId sell = stage.Place(Side.Sell, price, 0.2m), buy = stage.Place(Side.Buy, stage.Far(Side.Buy), 0.1m);
        stage.AwaitQuiet();
        // Venues let an amended order meet its owner's where a new one may not.
        stage.Amend(buy, price, Ahead(stage, Side.Sell, price));
        stage.AwaitQuiet();
        stage.Clock.Run(Second);
        Assert.NotEqual(OrderState.Placed, stage.Hand.Orders[sell].State);
        Agreement.Check(stage);
        Assert.Equal(default, stage.Engine.Anomalies);
    }

    public static TheoryData<int> Orders_of_messages => [.. Enumerable.Range(0, 32)];

    // Answers and the private stream overtake each other; by the number messages come twice, out of order, or fills before the acceptance.
    [Theory]
    [MemberData(nameof(Orders_of_messages))]
    public void Whatever_order_messages_come_in_session_and_exchange_agree(int number)
    {
        using VenueStage stage = Ready(new StageTerms { Seed = (ulong)number + 1, SendsAtOnce = number % 3 == 0 });
        stage.Network.Weather.JitterNs = 30 * Ms;
        if ((number & 1) != 0)
            stage.Fault(VenueFault.PrivateTwice, count: 0);
        if ((number & 2) != 0)
            stage.Fault(VenueFault.PrivateOutOfOrder, count: 0);
        if ((number & 4) != 0)
            stage.Fault(VenueFault.FillBeforeAnswer, count: 0);
        var random = new SeededRandom((ulong)number);
        for (int i = 0; i < 12; i++)
        {
            Side side = random.Chance(0.5) ? Side.Buy : Side.Sell;
            decimal best = stage.Best(side), price = best - side.Sign() * random.Below(3) * Tick(stage);
            OrderId id = stage.Place(side, price, 0.2m);
            stage.Clock.Run((long)(random.Exponential() * 40 * Ms));
            if (random.Chance(0.5))
                stage.TradeByAnother(stage.Symbols[0], side.Opposite(), price, Ahead(stage, side, price) + 0.05m);
            stage.Clock.Run((long)(random.Exponential() * 20 * Ms));
            if (random.Chance(0.4) && stage.Hand.Context.TryOrder(id, out _))
                stage.Hand.Context.Amend(id, stage.PriceOf(price), stage.QuantityOf(0.3m));
            stage.Session.Flush();
            stage.Clock.Run((long)(random.Exponential() * 20 * Ms));
            if (random.Chance(0.6))
                stage.Cancel(id);
            if (random.Chance(0.5))
                stage.TradeByAnother(stage.Symbols[0], side.Opposite(), price, Ahead(stage, side, price) + 0.4m);
            stage.Clock.Run((long)(random.Exponential() * 60 * Ms));
        }

        stage.AwaitQuiet();
        stage.Clock.Run(Second);
        Agreement.Check(stage);
        ReportAnomalies anomalies = stage.Engine.Anomalies;
        Assert.Equal((0, 0, 0, 0), (anomalies.Illegal, anomalies.Stray, anomalies.DuplicateFills, anomalies.Overfills));
    }

    private static decimal Tick(VenueStage stage) => stage.Engine.Instruments[0].Tick;

    // What stands at the exchange at a price or better, so that taking so much takes all of it.
    private static decimal Ahead(VenueStage stage, Side side, decimal price)
    {
        long limit = stage.PriceOf(price).Units, units = 0;
        foreach (BookLevel level in stage.MarketBook(stage.Symbols[0]).Snapshot(side))
        {
            if (side == Side.Buy ? level.Price.Units >= limit : level.Price.Units <= limit)
                units += level.Quantity.Units;
        }

        return stage.Engine.Instruments[0].QuantityUnit.ToDecimal(new Quantity(units));
    }
}
