using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>The rules one by one, at their edges.</summary>
public sealed class RiskRuleTests
{
    private const long DayNs = 86_400L * 1_000_000_000;

    [Fact]
    public void Own_orders_of_any_strategy_do_not_meet()
    {
        var floor = new RiskFloor(strategies: [RiskLimits.None, RiskLimits.None]);
        OrderId ask = floor.Limit(Side.Sell, 105, 1).Id;
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 105, 1, strategy: 1).Refusal);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 106, 1).Refusal);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Place(NewOrder.Market(0, Side.Buy, new Quantity(1)), 1).Refusal);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Place(NewOrder.StopMarket(0, Side.Buy, new Price(120), new Quantity(1)), 1).Refusal);
        Assert.True(floor.Limit(Side.Buy, 104, 1, strategy: 1).IsPlaced);
        floor.Report(ReportKind.Cancelled, ask);
        Assert.True(floor.Limit(Side.Buy, 105, 1, strategy: 1).IsPlaced);
    }

    [Fact]
    public void A_cancel_on_its_way_and_an_unknown_order_count_as_live()
    {
        var floor = new RiskFloor();
        OrderId ask = floor.Limit(Side.Sell, 105, 1).Id;
        floor.Report(ReportKind.Unknown, ask);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 105, 1).Refusal);
        floor.Report(ReportKind.Acknowledged, ask);
        floor.Cancel(ask);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 105, 1).Refusal);
    }

    [Fact]
    public void An_amend_on_its_way_counts_at_both_prices_until_it_is_answered()
    {
        var floor = new RiskFloor();
        OrderId ask = floor.Limit(Side.Sell, 105, 1).Id;
        floor.Report(ReportKind.Acknowledged, ask);
        Assert.True(floor.Amend(ask, 110, 1).IsPlaced);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 107, 1).Refusal);
        floor.Report(ReportKind.Amended, ask, 1, 110);
        Assert.True(floor.Limit(Side.Buy, 107, 1).IsPlaced);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Amend(ask, 107, 1).Refusal);
        Assert.True(floor.Amend(ask, 108, 1).IsPlaced);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 108, 1).Refusal);
        floor.Report(ReportKind.AmendRejected, ask);
        Assert.True(floor.Limit(Side.Buy, 108, 1).IsPlaced);
    }

    [Fact]
    public void Post_only_orders_meet_nobody_but_those_that_take()
    {
        var floor = new RiskFloor();
        Assert.True(floor.Limit(Side.Sell, 105, 1, timeInForce: TimeInForce.PostOnly).IsPlaced);
        Assert.True(floor.Limit(Side.Buy, 106, 1, timeInForce: TimeInForce.PostOnly).IsPlaced);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 105, 1, timeInForce: TimeInForce.ImmediateOrCancel).Refusal);
        Assert.True(floor.Limit(Side.Sell, 107, 1).IsPlaced);
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 107, 1, timeInForce: TimeInForce.PostOnly).Refusal);
    }

    [Fact]
    public void While_a_market_order_is_out_nothing_rests_against_it_and_a_stop_that_only_reduces_stands_in_nobodys_way()
    {
        var floor = new RiskFloor();
        OrderId market = floor.Place(NewOrder.Market(0, Side.Buy, new Quantity(1))).Id;
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Sell, 1_000, 1, timeInForce: TimeInForce.PostOnly).Refusal);
        floor.Report(ReportKind.Fill, market, 1, 100);
        Assert.True(floor.Limit(Side.Sell, 1_000, 1).IsPlaced);
        Assert.True(floor.Place(NewOrder.StopMarket(0, Side.Buy, new Price(120), new Quantity(1)) with { ReduceOnly = true }).IsPlaced);
        Assert.True(floor.Limit(Side.Sell, 121, 1).IsPlaced);
    }

    [Fact]
    public void Own_orders_may_meet_where_that_is_asked_for()
    {
        var floor = new RiskFloor(meets: true);
        floor.Limit(Side.Sell, 105, 1);
        Assert.True(floor.Limit(Side.Buy, 105, 1).IsPlaced);
        Assert.Null(floor.Tell("limit self_trade=off"));
        Assert.Equal(RiskRefusal.SelfTrade, floor.Limit(Side.Buy, 105, 1).Refusal);
    }

    [Fact]
    public void One_more_instrument_than_may_be_open_is_refused_and_those_that_are_open_go_on()
    {
        var floor = new RiskFloor(new RiskLimits { MaxOpenPositions = 2 }, instruments: 3);
        floor.Hold(Side.Buy, 5, 100);
        OrderId second = floor.Limit(Side.Buy, 100, 1, instrument: 1).Id;
        Assert.Equal(RiskRefusal.MaxOpenPositions, floor.Limit(Side.Buy, 100, 1, instrument: 2).Refusal);
        Assert.True(floor.Limit(Side.Buy, 100, 1, instrument: 1).IsPlaced);
        Assert.True(floor.Limit(Side.Sell, 101, 5).IsPlaced);
        floor.Tell("limit max_open_positions=1");
        Assert.Equal(RiskRefusal.MaxOpenPositions, floor.Limit(Side.Buy, 99, 1).Refusal);
        Assert.Equal(RiskRefusal.MaxOpenPositions, floor.Limit(Side.Buy, 99, 1, instrument: 1).Refusal);
        Assert.True(floor.Place(NewOrder.StopMarket(0, Side.Buy, new Price(200), new Quantity(1)) with { ReduceOnly = true }).Refusal == RiskRefusal.MaxOpenPositions);
        floor.Report(ReportKind.Cancelled, second);
    }

    [Fact]
    public void The_exposure_of_one_instrument_leaves_the_others_alone()
    {
        var floor = new RiskFloor(new RiskLimits { MaxInstrumentExposure = 1_000 }, instruments: 2);
        floor.Book(0, 99, 101);
        floor.Book(1, 99, 101);
        Assert.True(floor.Limit(Side.Buy, 99, 10).IsPlaced);
        Assert.Equal(RiskRefusal.MaxInstrumentExposure, floor.Limit(Side.Buy, 99, 1).Refusal);
        Assert.True(floor.Limit(Side.Buy, 99, 10, instrument: 1).IsPlaced);
        Assert.True(floor.Limit(Side.Sell, 100, 10).IsPlaced);
        Assert.Equal(RiskRefusal.MaxInstrumentExposure, floor.Limit(Side.Sell, 100, 1).Refusal);
    }

    [Theory]
    [InlineData("max_instrument_exposure", RiskRefusal.MaxInstrumentExposure)]
    [InlineData("max_exposure", RiskRefusal.MaxExposure)]
    [InlineData("max_leverage", RiskRefusal.MaxLeverage)]
    public void A_side_beyond_the_limit_hides_nothing_that_the_other_could_become(string limit, RiskRefusal refusal)
    {
        var floor = new RiskFloor(new RiskLimits { Capital = 1 });
        floor.Book(0, 99, 101);
        floor.Hold(Side.Sell, 20, 100);
        Assert.Null(floor.Tell($"limit {limit}=1000"));
        Assert.True(floor.Limit(Side.Buy, 99, 30).IsPlaced);
        Assert.Equal(refusal, floor.Limit(Side.Buy, 99, 1).Refusal);
    }

    [Fact]
    public void Leverage_is_exposure_beside_capital_and_profit()
    {
        var floor = new RiskFloor(new RiskLimits { MaxLeverage = 2, Capital = 1_000 });
        floor.Book(0, 99, 101);
        Assert.Equal(RiskRefusal.MaxLeverage, floor.Limit(Side.Buy, 99, 21).Refusal);
        floor.Hold(Side.Buy, 20, 100);
        Assert.Equal(RiskRefusal.MaxLeverage, floor.Limit(Side.Buy, 99, 1).Refusal);
        floor.Book(0, 149, 151); // worth 3,000 beside 2,000
        Assert.True(floor.Limit(Side.Buy, 149, 6).IsPlaced);
        Assert.Equal(RiskRefusal.MaxLeverage, floor.Limit(Side.Buy, 149, 1).Refusal);
        floor.Book(0, 39, 41); // worth 800, and 200 of capital are lost beyond all
        Assert.Equal(RiskRefusal.MaxLeverage, floor.Limit(Side.Buy, 39, 1).Refusal);
        Assert.True(floor.Place(NewOrder.Market(0, Side.Sell, new Quantity(20)) with { ReduceOnly = true }).Refusal == RiskRefusal.SelfTrade);
        Assert.True(floor.Limit(Side.Sell, 150, 20).IsPlaced);
    }

    [Fact]
    public void The_days_loss_stops_what_adds_until_midnight_and_lets_through_what_reduces()
    {
        var floor = new RiskFloor(new RiskLimits { MaxDailyLoss = 100 });
        floor.Book(0, 99, 101);
        floor.Hold(Side.Buy, 10, 100);
        floor.Book(0, 90, 91); // 95 lost
        Assert.True(floor.Limit(Side.Buy, 80, 1).IsPlaced);
        floor.Book(0, 89, 91); // 100 lost
        Assert.Equal(RiskRefusal.MaxDailyLoss, floor.Limit(Side.Buy, 80, 1).Refusal);
        Assert.Equal(RiskRefusal.MaxDailyLoss, floor.Limit(Side.Sell, 91, 11).Refusal);
        Assert.True(floor.Limit(Side.Sell, 91, 10).IsPlaced);
        Assert.Equal(RiskRefusal.MaxDailyLoss, floor.Limit(Side.Sell, 92, 1).Refusal);
        floor.Wait(DayNs);
        Assert.True(floor.Limit(Side.Buy, 80, 1).IsPlaced);
    }

    [Fact]
    public void Fees_and_funding_are_losses_too()
    {
        var floor = new RiskFloor(new RiskLimits { MaxDailyLoss = 100 });
        floor.Book(0, 99, 101);
        OrderId bought = floor.Limit(Side.Buy, 100, 10).Id;
        floor.Report(ReportKind.Fill, bought, 10, 100, fee: 60);
        Assert.True(floor.Limit(Side.Buy, 80, 1).IsPlaced);
        floor.Report(ReportKind.Funding, default, 10, fee: 40);
        Assert.Equal(RiskRefusal.MaxDailyLoss, floor.Limit(Side.Buy, 80, 1).Refusal);
    }

    [Fact]
    public void Drawdown_counts_from_the_best_moment_and_midnight_does_not_end_it()
    {
        var floor = new RiskFloor(new RiskLimits { MaxDrawdown = 100 });
        floor.Book(0, 99, 101);
        floor.Hold(Side.Buy, 10, 100);
        floor.Wait(1_000_000_000);
        floor.Book(0, 119, 121); // 200 earned
        Assert.True(floor.Limit(Side.Buy, 80, 1).IsPlaced);
        floor.Book(0, 109, 111); // and 100 lost again
        Assert.Equal(RiskRefusal.MaxDrawdown, floor.Limit(Side.Buy, 80, 1).Refusal);
        floor.Wait(2 * DayNs);
        Assert.Equal(RiskRefusal.MaxDrawdown, floor.Limit(Side.Buy, 80, 1).Refusal);
        Assert.True(floor.Limit(Side.Sell, 111, 10).IsPlaced);
        Assert.Equal(200, floor.Engine.Marks().Peak);
    }

    [Fact]
    public void A_strategys_own_limits_look_at_its_own_losses()
    {
        var floor = new RiskFloor(strategies: [new RiskLimits { MaxDailyLoss = 50 }, new RiskLimits { MaxDailyLoss = 50 }]);
        floor.Book(0, 99, 101);
        floor.Hold(Side.Buy, 10, 100, strategy: 0);
        floor.Hold(Side.Sell, 10, 100, strategy: 1);
        floor.Book(0, 94, 96);
        Assert.Equal(RiskRefusal.MaxDailyLoss, floor.Limit(Side.Buy, 80, 1, strategy: 0).Refusal);
        Assert.True(floor.Limit(Side.Sell, 97, 1, strategy: 1).IsPlaced);
    }

    [Fact]
    public void Before_anything_is_known_of_two_instruments_they_count_as_alike()
    {
        var floor = new RiskFloor(new RiskLimits { MaxCorrelation = 0.9m }, instruments: 2);
        floor.Hold(Side.Buy, 1, 100);
        Assert.Equal(RiskRefusal.MaxCorrelation, floor.Limit(Side.Buy, 100, 1, instrument: 1).Refusal);
        Assert.True(floor.Limit(Side.Buy, 100, 1, instrument: 0).IsPlaced);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Two_that_move_alike_are_not_held_on_the_same_side_nor_opposites_on_opposite_sides(int direction)
    {
        var floor = new RiskFloor(new RiskLimits { MaxCorrelation = 0.9m }, instruments: 3);
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
        {
            int move = random.Next(-50, 51);
            floor.Book(0, 9_999 + move, 10_001 + move);
            floor.Book(1, 9_999 + direction * move, 10_001 + direction * move);
            int other = random.Next(-50, 51);
            floor.Book(2, 9_999 + other, 10_001 + other);
            floor.Wait(1_000_000_000);
        }

        floor.Hold(Side.Buy, 1, 10_000);
        Side alike = direction > 0 ? Side.Buy : Side.Sell;
        Assert.InRange(floor.Engine.Correlation(0, 1)!.Value * direction, 0.99, 1.0000001);
        Assert.InRange(floor.Engine.Correlation(0, 2)!.Value, -0.3, 0.3);
        Assert.Equal(RiskRefusal.MaxCorrelation, floor.Limit(alike, 10_000, 1, instrument: 1).Refusal);
        Assert.True(floor.Limit(alike.Opposite(), 10_000, 1, instrument: 1).IsPlaced);
        Assert.True(floor.Limit(Side.Buy, 10_000, 1, instrument: 2).IsPlaced);
    }

    [Fact]
    public void An_order_must_be_worth_something_but_what_only_reduces()
    {
        var floor = new RiskFloor(new RiskLimits { MinNotional = 500 }, facts: i => i with { MinNotional = 100 });
        floor.Book(0, 99, 101);
        Assert.Equal(RiskRefusal.MinNotional, floor.Limit(Side.Buy, 99, 5).Refusal);
        Assert.True(floor.Limit(Side.Buy, 100, 5).IsPlaced);
        Assert.Equal(RiskRefusal.MinNotional, floor.Place(NewOrder.Market(0, Side.Buy, new Quantity(4))).Refusal);
        Assert.True(floor.Place(NewOrder.Limit(0, Side.Sell, new Price(150), new Quantity(1)) with { ReduceOnly = true }).IsPlaced);
        Assert.Null(floor.Tell("limit min_notional=none"));
        Assert.True(floor.Limit(Side.Buy, 100, 1).IsPlaced);
        Assert.Equal(RiskRefusal.MinNotional, floor.Limit(Side.Buy, 99, 1).Refusal);
    }

    [Fact]
    public void The_venues_band_holds_buys_below_and_sells_above_once_there_is_a_mark_price()
    {
        var floor = new RiskFloor(facts: i => i with { PriceBandUp = 1.05m, PriceBandDown = 0.95m });
        Assert.True(floor.Limit(Side.Buy, 5_000, 1).IsPlaced);
        floor.Report(ReportKind.Cancelled, floor.Sent[^1].Id);
        floor.Mark(0, 1_000);
        Assert.True(floor.Limit(Side.Buy, 1_050, 1).IsPlaced);
        Assert.Equal(RiskRefusal.PriceBand, floor.Limit(Side.Buy, 1_051, 1).Refusal);
        floor.Report(ReportKind.Cancelled, floor.Sent[^1].Id);
        Assert.True(floor.Limit(Side.Sell, 950, 1).IsPlaced);
        Assert.Equal(RiskRefusal.PriceBand, floor.Limit(Side.Sell, 949, 1).Refusal);
        Assert.True(floor.Limit(Side.Sell, 9_000, 1).IsPlaced);
    }

    [Fact]
    public void A_halted_instrument_takes_nothing_and_one_that_is_delisted_what_reduces()
    {
        var floor = new RiskFloor(instruments: 2);
        floor.Hold(Side.Buy, 3, 100);
        Assert.Null(floor.Tell("status 0 delisting"));
        Assert.Equal(RiskRefusal.Delisting, floor.Limit(Side.Buy, 100, 1).Refusal);
        Assert.Equal(RiskRefusal.Delisting, floor.Limit(Side.Sell, 101, 4).Refusal);
        OrderId closing = floor.Limit(Side.Sell, 101, 2).Id;
        Assert.Null(floor.Tell("status 0 halted"));
        Assert.Equal(InstrumentStatus.Halted, floor.Engine.Status(0));
        Assert.Equal(RiskRefusal.Halted, floor.Limit(Side.Sell, 101, 1).Refusal);
        floor.Cancel(closing);
        Assert.Equal(IntentKind.Cancel, floor.Sent[^1].Kind);
        Assert.True(floor.Limit(Side.Buy, 100, 1, instrument: 1).IsPlaced);
        Assert.Null(floor.Tell("status 0 trading"));
        Assert.True(floor.Limit(Side.Buy, 90, 1).IsPlaced);
        Assert.Contains("there is no instrument 2", floor.Tell("status 2 halted"));
    }

    [Fact]
    public void A_frozen_instrument_loses_its_orders_but_those_that_protect_and_takes_no_others_until_it_is_thawed()
    {
        var floor = new RiskFloor(instruments: 2);
        floor.Hold(Side.Buy, 3, 100);
        OrderId bid = floor.Limit(Side.Buy, 90, 1).Id, elsewhere = floor.Limit(Side.Buy, 90, 1, instrument: 1).Id;
        OrderId stop = floor.Place(NewOrder.StopMarket(0, Side.Sell, new Price(80), new Quantity(3)) with { ReduceOnly = true }).Id;
        floor.Sent.Clear();
        Assert.Null(floor.Tell("freeze 0 ledger"));
        Assert.Equal([(IntentKind.Cancel, bid)], floor.Sent.Select(i => (i.Kind, i.Id)));
        Assert.Equal(FreezeReason.Ledger, floor.Engine.Frozen(0));
        Assert.Contains("X0 is frozen: ledger", Assert.Single(floor.Notes));
        Assert.Equal(RiskRefusal.Frozen, floor.Place(NewOrder.Market(0, Side.Sell, new Quantity(1)) with { ReduceOnly = true }).Refusal);
        Assert.True(floor.Limit(Side.Buy, 90, 1, instrument: 1).IsPlaced);
        floor.Cancel(stop);
        Assert.Equal((IntentKind.Cancel, stop), (floor.Sent[^1].Kind, floor.Sent[^1].Id));
        floor.Engine.Freeze(0, FreezeReason.Unresolved);
        Assert.Null(floor.Tell("thaw 0 ledger"));
        Assert.Equal(FreezeReason.Unresolved, floor.Engine.Frozen(0));
        Assert.Equal(RiskRefusal.Frozen, floor.Limit(Side.Buy, 80, 1).Refusal);
        Assert.Null(floor.Tell("thaw 0"));
        Assert.True(floor.Limit(Side.Buy, 80, 1).IsPlaced);
        Assert.False(elsewhere.IsNone);
    }
}
