using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Orders that wait for a price, end at a date or only close, as the gate and the table see them.</summary>
public sealed class OrderTermTests
{
    private static readonly NewOrder Limit = NewOrder.Limit(0, Side.Sell, new Price(100), new Quantity(5));
    private static readonly NewOrder Stop = NewOrder.StopMarket(0, Side.Sell, new Price(90), new Quantity(5));
    private static readonly NewOrder Trail = NewOrder.TrailingStop(0, Side.Sell, 0.01m, new Quantity(5));

    public static TheoryData<NewOrder, RiskRefusal> Terms => new()
    {
        { Stop, RiskRefusal.None },
        { Stop with { Type = OrderType.TakeProfit, TriggerBy = TriggerSource.MarkPrice, ReduceOnly = true }, RiskRefusal.None },
        { Stop with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 1 }, RiskRefusal.None },
        { Trail, RiskRefusal.None },
        { Trail with { Trigger = new Price(110) }, RiskRefusal.None },
        { Limit with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 1, ReduceOnly = true }, RiskRefusal.None },
        { Stop with { Trigger = default }, RiskRefusal.BadTrigger },
        { Stop with { Trigger = new Price(-1) }, RiskRefusal.BadTrigger },
        { Stop with { TriggerBy = (TriggerSource)2 }, RiskRefusal.BadTrigger },
        { Stop with { CallbackPpm = 1000 }, RiskRefusal.BadTrigger },
        { Trail with { CallbackPpm = 0 }, RiskRefusal.BadTrigger },
        { Trail with { CallbackPpm = NewOrder.CallbackScale }, RiskRefusal.BadTrigger },
        { Trail with { Trigger = new Price(-1) }, RiskRefusal.BadTrigger },
        { Limit with { Trigger = new Price(1) }, RiskRefusal.BadTrigger },
        { Limit with { TriggerBy = TriggerSource.MarkPrice }, RiskRefusal.BadTrigger },
        { Stop with { TimeInForce = TimeInForce.ImmediateOrCancel }, RiskRefusal.BadType },
        { NewOrder.Market(0, Side.Buy, new Quantity(1)) with { TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 1 }, RiskRefusal.BadType },
        { Limit with { TimeInForce = TimeInForce.GoodTillDate }, RiskRefusal.BadExpiry },
        { Limit with { ExpiresNs = 1 }, RiskRefusal.BadExpiry },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public void Terms_have_to_go_together(NewOrder order, RiskRefusal refusal) =>
        Assert.Equal(refusal, new Desk().Strategy.Context.Place(order).Refusal);

    [Fact]
    public void A_trigger_off_the_tick_is_refused()
    {
        var desk = new Desk(instrument: Desk.Plain with { TickUnits = 5 });
        Assert.Equal(RiskRefusal.BadTrigger, desk.Strategy.Context.Place(Stop with { Trigger = new Price(91) }).Refusal);
        Assert.Equal(RiskRefusal.BadTrigger, desk.Strategy.Context.Place(Trail with { Trigger = new Price(91) }).Refusal);
    }

    [Fact]
    public void One_that_waits_counts_as_working_and_cannot_be_amended()
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 9 });
        OrderId id = desk.Strategy.Context.Place(Stop).Id;
        desk.Report(ReportKind.Acknowledged, id);
        Assert.Equal(5, desk.Working(Side.Sell));
        Assert.Equal(RiskRefusal.MaxPosition, desk.Strategy.Context.Place(Trail).Refusal);
        Assert.Equal(RiskRefusal.BadAmend, desk.Strategy.Context.Amend(id, new Price(80), new Quantity(4)).Refusal);
        Assert.True(desk.Strategy.Context.TryOrder(id, out OrderUpdate order));
        Assert.Equal((OrderType.StopMarket, new Price(90), OrderState.Placed), (order.Type, order.Trigger, order.State));
    }

    [Fact]
    public void Reduce_only_frees_nothing()
    {
        var desk = new Desk(new RiskLimits { MaxPosition = 5 });
        desk.Strategy.Context.Place(Limit with { ReduceOnly = true });
        Assert.Equal(RiskRefusal.MaxPosition, desk.Strategy.Context.Place(Limit with { ReduceOnly = true }).Refusal);
    }

    [Fact]
    public void Exposure_takes_the_trigger_where_it_is_above_the_mid()
    {
        var desk = new Desk(new RiskLimits { MaxExposure = 500 });
        desk.Depth(1, Side.Buy, 89, 5);
        desk.Depth(1, Side.Sell, 91, 5);
        Assert.Equal(RiskRefusal.MaxExposure, desk.Strategy.Context.Place(Stop with { Side = Side.Buy, Trigger = new Price(101) }).Refusal);
        Assert.Equal(RiskRefusal.None, desk.Strategy.Context.Place(Stop with { Side = Side.Buy, Trigger = new Price(100) }).Refusal);
    }

    [Fact]
    public void A_cut_makes_the_order_smaller_and_frees_what_it_counted()
    {
        var desk = new Desk();
        OrderId id = desk.Strategy.Context.Place(Limit with { ReduceOnly = true }).Id;
        desk.Report(ReportKind.Reduced, id, at: 5, quantity: 3, price: 100);
        Assert.Equal(3, desk.Working(Side.Sell));
        desk.Report(ReportKind.Acknowledged, id, at: 5);
        desk.Report(ReportKind.Fill, id, at: 6, quantity: 3);
        Assert.Equal(["order 1 Pending 3", "order 1 Placed 3", "fill 1 3", "order 1 Filled 0"], desk.Calls);
    }

    [Fact]
    public void A_cut_that_comes_twice_or_from_before_an_amend_changes_nothing()
    {
        var desk = new Desk();
        OrderId id = desk.Strategy.Context.Place(Limit with { ReduceOnly = true }).Id;
        desk.Report(ReportKind.Acknowledged, id, at: 1);
        desk.Report(ReportKind.Reduced, id, at: 5, quantity: 3);
        desk.Report(ReportKind.Reduced, id, at: 5, quantity: 3);
        desk.Strategy.Context.Amend(id, new Price(101), new Quantity(4));
        desk.Report(ReportKind.Amended, id, at: 8, quantity: 4, price: 101);
        desk.Report(ReportKind.Reduced, id, at: 5, quantity: 3);
        Assert.Equal((4, 2), (desk.Working(Side.Sell), desk.Engine.Anomalies.Illegal));
        desk.Report(ReportKind.Reduced, id, at: 8, quantity: 2);
        Assert.Equal(2, desk.Working(Side.Sell));
    }

    [Fact]
    public void An_intent_s_bytes_differ_by_every_term()
    {
        NewOrder whole = Trail with { Trigger = new Price(95), TimeInForce = TimeInForce.GoodTillDate, ExpiresNs = 9 };
        NewOrder[] orders =
        [
            whole, whole with { Trigger = new Price(96) }, whole with { ExpiresNs = 10 }, whole with { CallbackPpm = 9_999 },
            whole with { TriggerBy = TriggerSource.MarkPrice }, whole with { ReduceOnly = true },
        ];
        var seen = new HashSet<string>();
        foreach (NewOrder order in orders)
        {
            var desk = new Desk();
            desk.Strategy.Context.Place(order);
            byte[] bytes = new byte[JournalRecord.IntentSize];
            JournalRecord.Write(desk.Engine.Intents[0], bytes);
            Assert.True(seen.Add(Convert.ToHexString(bytes)));
        }
    }

    [Fact]
    public void A_report_of_a_liquidation_comes_back_from_its_record()
    {
        var report = new OrderReport
        {
            Kind = ReportKind.Liquidation,
            Side = Side.Sell,
            Instrument = 3,
            ExchangeNs = 4,
            LocalNs = 5,
            Price = new Price(6),
            Quantity = new Quantity(7),
            TradeId = 8,
            Fee = -0.9m,
        };
        byte[] bytes = new byte[JournalRecord.ReportSize];
        JournalRecord.Write(2, report, bytes);
        Assert.True(JournalRecord.TryRead(JournalRecordKind.Report, bytes, out JournalRecord record));
        Assert.Equal(report, record.Report);
    }
}
