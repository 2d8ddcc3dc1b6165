using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;
using Xunit;

namespace Touchline.Trading.Tests;

/// <summary>What a session that goes on has to know of the one before, beyond orders and ledgers.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(Side.Sell)]
    [InlineData(Side.Buy)]
    public void Marks_stay_until_there_is_a_price_for_what_is_held(Side side)
    {
        const long day = 86_400_000_000_000;
        var limits = new RiskLimits { MaxDrawdown = 50, MaxDailyLoss = 50 };
        var first = new Desk(limits);
        first.Depth(1, Side.Buy, 99, 1000, false);
        first.Depth(1, Side.Sell, 101, 1000);
        Placement p = first.Limit(side, 100, 10);
        first.Report(ReportKind.Acknowledged, p.Id, 2);
        first.Report(ReportKind.Fill, p.Id, 3, 10, 100, 1);
        first.Depth(1_000_000_000, Side.Buy, 98, 1);
        EquityMarks before = first.Engine.Marks();
        foreach (long at in new[] { 2_000_000_000L, day + 1 })
        {
            var next = new Desk(limits, start: false);
            next.Engine.Restore(Through(first.Engine));
            next.Market(at, EventKind.Definition);
            next.Depth(at + 1, Side.Buy, 99, 1000, false);
            next.Depth(at + 1, Side.Sell, 101, 1000);
            next.Engine.Start(at + 2);
            next.Depth(at + 1_000_000_000, Side.Buy, 97, 1);
            EquityMarks after = next.Engine.Marks();
            RiskRefusal refusal = next.Limit(side, side == Side.Buy ? 98 : 102, 1).Refusal;
            Assert.True(after.Peak < 50 && Math.Abs(after.DayStart) < 50, $"before {before} after {after} refusal {refusal}");
        }
    }

    [Fact]
    public void A_market_order_of_before_leaves_the_self_trade_rule_as_it_was()
    {
        var limits = new RiskLimits { RefusesSelfTrade = true };
        var first = new Desk(limits);
        first.Strategy.Context.Place(NewOrder.Market(0, Side.Buy, new Quantity(1)));
        var next = new Desk(limits, start: false);
        next.Engine.Restore(EngineCheckpoint.Of(first.Engine));
        next.Report(ReportKind.Rejected, new OrderId(1), 5);
        next.Engine.Start(6);
        Placement market = next.Strategy.Context.Place(NewOrder.Market(0, Side.Buy, new Quantity(1)));
        Assert.Equal(RiskRefusal.None, market.Refusal);
        Assert.Equal(RiskRefusal.SelfTrade, next.Limit(Side.Sell, 100, 1).Refusal);
    }

    [Fact]
    public void A_checkpoint_knows_that_an_order_had_more_fills_than_it_has_numbers_of()
    {
        var first = new Desk();
        Placement p = first.Limit(Side.Buy, 100, 9_500);
        for (int i = 1; i <= 9_000; i++)
            first.Report(ReportKind.Fill, p.Id, i, 1, 100, i);
        Assert.False(first.Engine.OrdersToAdopt()[0].AreTradesCut);
        Assert.True(RecoveredJournal.StandIn(Through(first.Engine)).OrdersToAdopt()[0].AreTradesCut);
    }

    [Fact]
    public void A_lower_max_live_orders_set_meanwhile_doesnt_make_the_journal_unreadable()
    {
        var first = new Desk();
        for (int i = 0; i < 3; i++)
            first.Limit(Side.Buy, 100, 1);
        Assert.Null(first.Engine.OnCommand(EngineCommand.Limit(EngineCommand.All, "max_live_orders", "2"), 5));
        RecoveredJournal.StandIn(Through(first.Engine));
    }

    [Fact]
    public void What_was_lost_today_in_an_instrument_that_is_left_out_counts()
    {
        Instrument x = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One), y = Instrument.Linear("test", "Y", DecimalUnit.One, DecimalUnit.One);
        var limits = new RiskLimits { MaxDailyLoss = 50 };
        var strategy = new TestStrategy();
        var first = new Engine([x, y], [new StrategySetup("test", strategy)], limits);
        void Market(Engine e, int i, long at)
        {
            foreach (Side side in new[] { Side.Buy, Side.Sell })
                e.OnMarket(new MarketEvent { Kind = EventKind.Depth, Instrument = (ushort)i, Side = side, Price = new Price(side == Side.Buy ? 99 : 101), Quantity = new Quantity(10), LocalNs = at, ExchangeNs = at, Flags = EventFlags.EndOfBatch }, at);
        }

        first.Start(0);
        Market(first, 0, 1);
        Market(first, 1, 2);
        // lost 100 in Y, flat again
        foreach ((Side side, long price, long trade) in new[] { (Side.Buy, 200L, 1L), (Side.Sell, 100L, 2L) })
        {
            Placement p = strategy.Context.Place(NewOrder.Limit(1, side, new Price(price), new Quantity(1)));
            first.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = p.Id, Instrument = 1, LocalNs = 3, ExchangeNs = 3, Price = new Price(price), Quantity = new Quantity(1), TradeId = trade });
        }

        Market(first, 0, 1_000_000_000);
        Market(first, 0, 2_000_000_000);
        Assert.Equal(RiskRefusal.MaxDailyLoss, strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(1))).Refusal);
        var again = new TestStrategy();
        var next = new Engine([x], [new StrategySetup("test", again)], limits);
        next.Restore(Through(first));
        Market(next, 0, 3_000_000_000);
        next.Start(3_000_000_001);
        Market(next, 0, 4_000_000_000);
        Assert.Equal(RiskRefusal.MaxDailyLoss, again.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(99), new Quantity(1))).Refusal);
    }

    [Fact]
    public void A_newer_programs_segment_is_neither_passed_over_nor_deleted()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-test-");
        try
        {
            var desk = new Desk();
            using (JournalLock place = JournalLock.Take(folder.FullName))
            {
                using (var journal = new OrderJournal(place, "{}"u8, 1, new RiskLimits { MaxLiveOrders = 16 }, segmentBytes: 1 << 20))
                {
                    journal.Begin(desk.Engine, 0);
                    journal.Complete(desk.Engine.Inputs);
                }

                string newer = Path.Combine(folder.FullName, "orders-000002.tlj");
                byte[] head = File.ReadAllBytes(Path.Combine(folder.FullName, "orders-000001.tlj"))[..^24];
                head[8] = 4;
                File.WriteAllBytes(newer, head);
                Exception? told = Record.Exception(() => RecoveredJournal.Read(folder.FullName));
                RecoveredJournal.Tidy(place);
                Assert.True(File.Exists(newer), "deleted");
                Assert.IsType<BadInputException>(told);
            }
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static EngineCheckpoint Through(Engine engine)
    {
        var to = new ArrayBufferWriter<byte>();
        EngineCheckpoint.Of(engine).Write(to);
        return EngineCheckpoint.Read(to.WrittenSpan, "it");
    }
}
