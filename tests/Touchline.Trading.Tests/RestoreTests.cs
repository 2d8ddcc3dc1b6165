using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What an engine had is found again from any checkpoint of its journal and the records behind it, to the last byte.</summary>
public sealed class RestoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_checkpoint_and_the_records_behind_it_give_the_engine_as_it_was(int seed)
    {
        var random = new Random(seed);
        int steps = random.Next(10, 12_000);
        Engine engine = Journaled(random, steps, isComplete: random.Next(2) == 0);
        byte[] own = Bytes(engine);
        IReadOnlyList<(int Number, string Path)> there = JournalNames.Segments(_folder.FullName);
        Assert.True(there.Count > steps / 8_000);
        for (int first = 0; first < there.Count; first++)
        {
            EngineCheckpoint begin = SegmentFile.Read(there[first].Path).Checkpoint();
            Engine redone = RecoveredJournal.StandIn(begin);
            var redo = new JournalRedo(redone);
            foreach ((_, string path) in there.Skip(first))
            {
                SegmentFile segment = SegmentFile.Read(path);
                for (int at = segment.Head.RecordsAt; segment.TryNext(ref at, out JournalRecord record);)
                {
                    if (record.Input > begin.Inputs && record.Kind != JournalRecordKind.End)
                        redo.Take(record);
                }
            }

            redo.End();
            Assert.Equal(own, Bytes(redone));
        }
    }

    [Fact]
    public void The_worlds_have_brackets_legs_and_post_only_orders_that_go_on()
    {
        var seen = new Dictionary<JournalRecordKind, int>();
        Engine engine = Journaled(new Random(3), 12_000, isComplete: true);
        foreach ((_, string path) in JournalNames.Segments(_folder.FullName))
        {
            SegmentFile segment = SegmentFile.Read(path);
            for (int at = segment.Head.RecordsAt; segment.TryNext(ref at, out JournalRecord record);)
                seen[record.Kind] = seen.GetValueOrDefault(record.Kind) + 1;
        }

        EngineCheckpoint kept = EngineCheckpoint.Of(engine);
        Assert.True(
            seen[JournalRecordKind.Bracket] > 300 && seen[JournalRecordKind.Legs] > 100 && seen[JournalRecordKind.Origin] > 100,
            $"{string.Join(", ", seen)} is too little to mean anything");
        Assert.Contains(kept.Live.Concat(kept.Ended), o => !o.Order.Next.IsNone);
        Assert.Contains(kept.Brackets.Slots, b => b.IsLive);
        Assert.Contains(kept.Brackets.Slots, b => b.Exited > 0);
        Assert.Contains(kept.Legs.Slots, l => l.Hedged > 0);
        Assert.NotEmpty(kept.History.Changes);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Where_the_last_record_was_torn_off_nothing_is_held_that_no_bracket_knows_of(int seed)
    {
        var random = new Random(seed);
        var desk = new Desk(start: false);
        string file;
        using (var journal = new OrderJournal(_folder.FullName, "session"u8, 1, new SegmentSupply(_folder.FullName, 1, 1 << 19), waits: true))
        {
            journal.Begin(desk.Engine, 0);
            desk.Engine.Start(1);
            journal.OnStart(1, 1);
            OrderId entry = desk.Strategy.Context.PlaceBracket(
                NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(50)), new Bracket { StopLoss = new Price(95), AtVenue = (BracketPart)(random.Next(2) * 3) }).Id;
            Keep(desk, journal);
            for (int i = 1, fills = random.Next(1, 9); i <= fills; i++)
            {
                Tell(desk, journal, new OrderReport { Kind = ReportKind.Fill, Id = entry, Price = new Price(100), Quantity = new Quantity(random.Next(1, 5)), TradeId = i, LocalNs = 2 });
                Tell(desk, journal, new OrderReport { Kind = ReportKind.Acknowledged, Id = new OrderId(2), LocalNs = 2 });
            }
        }

        file = JournalNames.Segments(_folder.FullName)[0].Path;
        SegmentFile whole = SegmentFile.Read(file);
        var ends = new List<int>();
        for (int at = whole.Head.RecordsAt; whole.TryNext(ref at, out _);)
            ends.Add(at);
        for (int cut = ends.Count - 1; cut > 2; cut--)
        {
            using (var stream = new FileStream(file, FileMode.Open))
                stream.SetLength(ends[cut]);
            EngineCheckpoint found = RecoveredJournal.Read(_folder.FullName)!.Checkpoint;
            BracketSlot bracket = Assert.Single(found.Brackets.Slots);
            Assert.Equal((found.Instruments[0].Account.Position.Units, true), (bracket.Open, bracket.IsLive));
        }

        static void Tell(Desk desk, OrderJournal journal, in OrderReport report)
        {
            desk.Engine.OnReport(report);
            journal.OnReport(desk.Engine.Inputs, report);
            Keep(desk, journal);
        }

        static void Keep(Desk desk, OrderJournal journal)
        {
            journal.KeepChanges();
            journal.OnIntents(desk.Engine.Intents);
            desk.Engine.ClearIntents();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_recovered_journal_is_the_engine_with_every_open_request_unknown_and_its_numbers_set_off(int seed)
    {
        var random = new Random(seed);
        Engine engine = Journaled(random, 3_000, isComplete: false);
        RecoveredJournal recovered = RecoveredJournal.Read(_folder.FullName)!;
        long last = EngineCheckpoint.Of(engine).LastOrder;
        engine.MarkAllUnknown();
        engine.EndForNext(RecoveredJournal.OrderNumberGap);
        Assert.Equal(Bytes(engine), Bytes(RecoveredJournal.StandIn(recovered.Checkpoint)));
        Assert.Equal(last + 65_536, recovered.Checkpoint.LastOrder);
        Assert.All(recovered.Checkpoint.Live, o => Assert.Equal(o.Open, o.Unknown));
        Assert.Equal(("session", 1, false), (recovered.SessionText, recovered.LastSession, recovered.IsComplete));
        Assert.True(recovered.LostBytes == 0 && recovered.Records > 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_was_restored_is_what_was_kept_and_goes_on_as_it_would_have(int seed)
    {
        var random = new Random(seed);
        var session = new AnySession(random, null);
        session.Start();
        session.Play(random.Next(2_000));
        byte[] kept = Bytes(session.Engine);
        EngineCheckpoint checkpoint = EngineCheckpoint.Read(kept, "it");
        string[] more = [.. session.Engine.Strategies.Skip(2).Select(s => s.Name)];
        Engine[] twins = [AnySession.NewEngine(more), AnySession.NewEngine(more)];
        foreach (Engine twin in twins)
        {
            twin.Restore(checkpoint);
            var again = new AnySession(new Random(seed), null, twin);
            again.Start();
            again.Play(500);
        }

        Engine restored = AnySession.NewEngine(more);
        restored.RestoreWithin(checkpoint);
        Assert.Equal(kept, Bytes(restored));
        Assert.Equal(Bytes(twins[0]), Bytes(twins[1]));
        foreach (int instrument in (int[])[0, 1])
            Assert.Equivalent(session.Engine.Ledger(instrument).State, restored.Ledger(instrument).State, strict: true);
        Assert.Equal(session.Engine.SnapshotOrders(), restored.SnapshotOrders());
    }

    [Fact]
    public void Orders_go_on_where_they_stood_and_strategies_find_what_they_had_at_their_start()
    {
        (Desk before, OrderId bid, _) = Traded();
        EngineCheckpoint kept = EngineCheckpoint.Of(before.Engine);
        var desk = new Desk(new RiskLimits { MaxPosition = 30 }, start: false);
        desk.Engine.Restore(kept);
        desk.Report(ReportKind.Fill, bid, at: 9, quantity: 2, tradeId: 77);
        Assert.Empty(desk.Calls);
        desk.Engine.Start(10);
        Assert.Equal(["start"], desk.Calls);
        Assert.Equal((6, 13), (desk.Position, desk.Working(Side.Buy))); // 5 of 10 are left, and 8 elsewhere
        Assert.Equal(RiskRefusal.MaxPosition, desk.Limit(Side.Buy, 100, 12).Refusal);
        Assert.Equal(kept.LastOrder + 1, desk.Limit(Side.Buy, 100, 11).Id.Number);
        desk.Report(ReportKind.Fill, bid, at: 12, quantity: 2, tradeId: 77);
        Assert.Equal((6, 1), (desk.Position, desk.Engine.Anomalies.DuplicateFills));
        Assert.True(desk.Strategy.Context.Cancel(bid));
        desk.Report(ReportKind.Cancelled, bid, at: 13);
        Assert.Equal($"order {bid} Cancelled 5", desk.Calls[^1]);
    }

    [Fact]
    public void A_fill_that_comes_after_the_end_of_an_order_is_told_apart_in_the_next_session_too()
    {
        (Desk before, _, OrderId ended) = Traded();
        var desk = new Desk(start: false);
        desk.Engine.Restore(EngineCheckpoint.Of(before.Engine));
        desk.Report(ReportKind.Fill, ended, at: 20, quantity: 1, tradeId: 5);
        Assert.Equal((4, 1), (desk.Engine.Ledger(0).Position.Units, desk.Engine.Anomalies.DuplicateFills));
        desk.Report(ReportKind.Fill, ended, at: 20, quantity: 1, tradeId: 6);
        Assert.Equal((5, 1), (desk.Engine.Ledger(0).Position.Units, desk.Engine.Anomalies.LateFills));
    }

    [Fact]
    public void A_fill_of_an_order_that_comes_again_as_nobodys_counts_once_after_a_restart_too()
    {
        var before = new Desk();
        OrderId bid = before.Limit(Side.Buy, 100, 5).Id;
        before.Report(ReportKind.Fill, bid, at: 2, quantity: 2, tradeId: 40);
        var again = new OrderReport { Kind = ReportKind.External, Side = Side.Buy, Price = new Price(100), Quantity = new Quantity(2), TradeId = 40, ExchangeNs = 3 };
        before.Engine.OnReport(again);
        Assert.Equal((2, 1), (before.Engine.Ledger(0).Position.Units, before.Engine.Anomalies.DuplicateFills));
        var desk = new Desk(start: false);
        desk.Engine.Restore(EngineCheckpoint.Read(Bytes(EngineCheckpoint.Of(before.Engine)), "it"));
        Assert.Equal([40L], Assert.Single(desk.Engine.InstrumentsToAdopt()).OwnTrades);
        desk.Engine.OnReport(again);
        Assert.Equal(2, desk.Engine.Ledger(0).Position.Units);
        desk.Engine.OnReport(again with { Side = Side.Sell });
        Assert.Equal(0, desk.Engine.Ledger(0).Position.Units);
    }

    [Fact]
    public void Fills_that_come_after_hundreds_of_newer_ones_count_once_across_restarts()
    {
        var before = new Desk();
        OrderId bid = before.Limit(Side.Buy, 100, 500).Id;
        before.Report(ReportKind.Acknowledged, bid, at: 2);
        for (int trade = 301; trade <= 400; trade++)
            before.Report(ReportKind.Fill, bid, at: trade, quantity: 1, tradeId: trade);
        for (int trade = 1; trade <= 200; trade++)
            before.Report(ReportKind.Fill, bid, at: 400 + trade, quantity: 1, tradeId: trade);
        Assert.Equal(300, before.Engine.Ledger(0).Position.Units);
        var desk = new Desk(start: false);
        desk.Engine.Restore(EngineCheckpoint.Read(Bytes(EngineCheckpoint.Of(before.Engine)), "it"));
        AdoptedOrder adopted = Assert.Single(desk.Engine.OrdersToAdopt());
        Assert.False(adopted.AreTradesCut);
        Assert.Equal(300, adopted.Trades.Count);
        for (int trade = 1; trade <= 400; trade++)
            desk.Engine.OnReport(new OrderReport { Kind = ReportKind.Fill, Id = bid, Price = new Price(100), Quantity = new Quantity(1), TradeId = trade, ExchangeNs = 700 + trade, LocalNs = 700 + trade });
        Assert.Equal(400, desk.Engine.Ledger(0).Position.Units);
        // What a checkpoint was made of goes on and leaves it as it is.
        Assert.Equal(300, adopted.Trades.Count);
    }

    [Fact]
    public void That_an_order_had_more_fills_than_are_remembered_is_known_after_any_number_of_restarts()
    {
        var before = new Desk();
        OrderId bid = before.Limit(Side.Buy, 100, 9_500).Id;
        before.Report(ReportKind.Acknowledged, bid, at: 2);
        for (int trade = 1; trade <= 9_000; trade++)
            before.Report(ReportKind.Fill, bid, at: 2 + trade, quantity: 1, tradeId: trade);
        Assert.False(Assert.Single(before.Engine.OrdersToAdopt()).AreTradesCut);
        EngineCheckpoint kept = EngineCheckpoint.Of(before.Engine);
        for (int restart = 0; restart < 3; restart++)
        {
            var desk = new Desk(start: false);
            desk.Engine.Restore(EngineCheckpoint.Read(Bytes(kept), "it"));
            AdoptedOrder adopted = Assert.Single(desk.Engine.OrdersToAdopt());
            Assert.True(adopted.AreTradesCut);
            Assert.Equal(Enumerable.Range(8_985, 16).Select(t => (long)t), adopted.Trades.Order());
            kept = EngineCheckpoint.Of(desk.Engine);
        }
    }

    [Fact]
    public void A_kill_and_a_pause_outlive_the_process_until_they_are_taken_back()
    {
        var before = new Desk();
        before.Engine.OnCommand(EngineCommand.Kill, 5);
        before.Engine.OnCommand(EngineCommand.Pause(0), 5);
        var desk = new Desk(start: false);
        desk.Engine.Restore(EngineCheckpoint.Of(before.Engine));
        desk.Engine.Start(10);
        desk.Depth(11, Side.Buy, 99, 1);
        Assert.Equal(RiskRefusal.NotTrading, desk.Limit(Side.Buy, 99, 1).Refusal);
        desk.Engine.OnCommand(EngineCommand.Arm, 12);
        Assert.Equal(RiskRefusal.NotTrading, desk.Limit(Side.Buy, 99, 1).Refusal);
        desk.Engine.OnCommand(EngineCommand.Resume(0), 12);
        Assert.True(desk.Limit(Side.Buy, 99, 1).IsPlaced);
    }

    [Fact]
    public void Finer_units_have_the_same_in_more_of_them()
    {
        (Desk before, OrderId bid, _) = Traded();
        EngineCheckpoint kept = EngineCheckpoint.Of(before.Engine);
        Instrument finer = Instrument.Linear("test", "X", DecimalUnit.Parse("0.25", "tick"), DecimalUnit.Parse("0.001", "lot"));
        var desk = new Desk(instrument: finer, start: false);
        desk.Engine.Restore(kept);
        OrderUpdate order = desk.Engine.SnapshotOrders()[0];
        Assert.Equal((bid, new Price(400), new Quantity(10_000), new Quantity(7_000)), (order.Id, order.Price, order.Quantity, order.Remaining));
        Ledger was = before.Engine.Ledger(0), now = desk.Engine.Ledger(0);
        Assert.Equal((4_000, was.Realised, was.AveragePrice(Desk.Plain)), (now.Position.Units, now.Realised, now.AveragePrice(finer)));
        desk.Engine.Start(10);
        Assert.Equal(15_000, desk.Working(Side.Buy));
        Assert.Equal(Bytes(EngineCheckpoint.Of(desk.Engine)), Bytes(EngineCheckpoint.Read(Bytes(desk.Engine), "it")));
    }

    [Fact]
    public void Lots_are_the_same_money_in_finer_units_and_in_coarser_ones_where_these_can_tell_them()
    {
        EngineCheckpoint kept = EngineCheckpoint.Of(Held(2, 4).Engine);
        AssertHolds(kept, "0.01", (200, 200m, 1m), (400, 404m, 1.01m));
        AssertHolds(kept, "2", (1, 200m, 200m), (2, 404m, 202m));
        AssertHolds(kept, "0.5", (4, 200m, 50m), (8, 404m, 50.5m));
        AssertRefused(kept, [InLotsOf("3")], "test", "no whole number of the unit 3"); // the position is, its lots aren't
        AssertRefused(kept, [InLotsOf("4")], "test", "no whole number of the unit 4");
        EngineCheckpoint thirds = EngineCheckpoint.Of(Held(2, 4, Desk.Plain with { QuantityUnit = new QuantityUnit(DecimalUnit.Parse("3", "lot")), PriceUnit = new PriceUnit(DecimalUnit.Parse("0.1", "tick")) }).Engine);
        AssertHolds(thirds, "1", (6, 60m, 10m), (12, 121.2m, 10.1m));
    }

    [Fact]
    public void Fees_are_found_by_their_assets_names_in_whatever_order_and_never_lost()
    {
        Desk before = Held(2, 4);
        var report = new OrderReport { Kind = ReportKind.External, Side = Side.Buy, Price = new Price(100), Quantity = new Quantity(1), Fee = 0.5m, FeeAsset = 2, FeePrice = 3_00000000 };
        before.Engine.OnReport(report);
        EngineCheckpoint kept = EngineCheckpoint.Of(before.Engine);
        Assert.Equal(["X", "BNB"], EngineCheckpoint.Read(Bytes(kept), "it").FeeAssets);
        Engine other = WithFees("BNB", "OKB");
        other.Restore(kept);
        Assert.Equal((new AssetFees(1, 0.5m, 1.5m, 0, 0), new AssetFees(2, 0, 0, 0, 0), 1.5m), (other.Ledger(0).FeesIn(1), other.Ledger(0).FeesIn(2), other.Ledger(0).Fees));
        Assert.Equal(other.Ledger(0).FeesIn(1), other.Unassigned(0).FeesIn(1));
        Assert.Contains("fees paid in BNB", Assert.Throws<BadInputException>(() => WithFees("X", "OKB").Restore(kept)).Message);
        Assert.Contains("fees paid in BNB", Assert.Throws<BadInputException>(() => WithFees().Restore(kept)).Message);
        before.Engine.OnReport(report with { FeeAsset = 9, FeePrice = 0 });
        kept = EngineCheckpoint.Of(before.Engine);
        Engine same = WithFees("X", "BNB");
        same.Restore(kept);
        Assert.Equal((0.5m, 1L), (same.Ledger(0).FeesIn(9).Amount, same.Ledger(0).UnpricedFees));
        Assert.Contains("fees paid in its asset 9", Assert.Throws<BadInputException>(() => WithFees("BNB").Restore(kept)).Message);

        static Engine WithFees(params string[] assets) => new([Desk.Plain], [new StrategySetup("test", new TestStrategy())], new RiskLimits(), feeAssets: assets);
    }

    [Fact]
    public void The_largest_checkpoint_has_no_more_bytes_than_room_is_made_for()
    {
        var limits = new RiskLimits { MaxLiveOrders = 1 };
        var engine = new Engine(
            AnySession.Traded, [new StrategySetup("a", new TestStrategy()), new StrategySetup("b", new TestStrategy())], limits,
            feeAssets: [.. Enumerable.Range(0, byte.MaxValue).Select(i => $"ASSET{i}")]);
        foreach (int instrument in (int[])[0, 1])
        {
            foreach (Ledger ledger in (Ledger[])[engine.Ledger(instrument), engine.Unassigned(instrument), .. engine.Strategies.Select(s => s.Ledger(instrument))])
            {
                for (int i = 0; i < LotQueue.Most + 10; i++)
                    ledger.Apply(Side.Buy, new Quantity(1), 100 + i % 2, new Fee(1, (byte)i, i % 3));
            }
        }

        int bytes = Bytes(engine).Length;
        long most = EngineCheckpoint.MostBytes(limits, 2, 2);
        Assert.InRange(bytes, 8 * LotQueue.Most * 40, most);
        Assert.Equal(Bytes(engine), Bytes(EngineCheckpoint.Read(Bytes(engine), "it")));
    }

    [Fact]
    public void A_restored_ledger_is_news_to_who_watches_profit_and_loss()
    {
        var desk = new Desk(start: false);
        desk.Engine.Restore(EngineCheckpoint.Of(Held(2, 4).Engine));
        Assert.True(desk.Engine.Ledger(0).Bookings > 0);
    }

    [Fact]
    public void What_has_no_place_in_the_next_session_is_named()
    {
        (Desk before, _, _) = Traded();
        EngineCheckpoint kept = EngineCheckpoint.Of(before.Engine);
        AssertRefused(kept, [Desk.Plain with { Symbol = "Y" }], "test", "a position or live orders in X@test");
        AssertRefused(kept, [Desk.Plain], "other", "of the strategy test");
        AssertRefused(kept, [Desk.Plain with { Multiplier = 0.1m }], "test", "contracts of 1");
        AssertRefused(kept, [Desk.Plain with { QuantityUnit = new QuantityUnit(DecimalUnit.Parse("3", "lot")) }], "test", "no whole number of the unit 3");
        var full = new Engine([Desk.Plain], [new StrategySetup("test", new TestStrategy())], new RiskLimits { MaxLiveOrders = 1 });
        Assert.Contains("max_live_orders is 1", Assert.Throws<BadInputException>(() => full.Restore(kept)).Message);
        var empty = new Engine([Desk.Plain], [], new RiskLimits());
        empty.Restore(EngineCheckpoint.Of(new Desk().Engine));
    }

    [Fact]
    public void A_changed_byte_of_a_checkpoint_is_told()
    {
        byte[] kept = Bytes(Traded().Before.Engine);
        for (int at = 0; at < kept.Length; at++)
        {
            byte[] changed = [.. kept];
            changed[at] ^= 0x40;
            Assert.Contains("it is damaged", Assert.Throws<BadInputException>(() => EngineCheckpoint.Read(changed, "it")).Message);
            Assert.Contains("it is damaged", Assert.Throws<BadInputException>(() => EngineCheckpoint.Read(kept.AsSpan(0, at), "it")).Message);
        }
    }

    private static void AssertRefused(EngineCheckpoint kept, Instrument[] instruments, string strategy, string message)
    {
        var engine = new Engine(instruments, [new StrategySetup(strategy, new TestStrategy())], new RiskLimits());
        Assert.Contains(message, Assert.Throws<BadInputException>(() => engine.Restore(kept)).Message);
        Assert.Equal(0, engine.LiveOrders);
    }

    private static Instrument InLotsOf(string lot) => Desk.Plain with { QuantityUnit = new QuantityUnit(DecimalUnit.Parse(lot, "lot")) };

    private static void AssertHolds(EngineCheckpoint kept, string lot, params (long Units, decimal Value, decimal UnitValue)[] lots)
    {
        var engine = new Engine(
            [InLotsOf(lot) with { PriceUnit = kept.Instruments[0].Instrument.PriceUnit }], [new StrategySetup("test", new TestStrategy())], new RiskLimits(), feeAssets: kept.FeeAssets);
        engine.Restore(kept);
        foreach (Ledger ledger in (Ledger[])[engine.Ledger(0), engine.Unassigned(0)])
            Assert.Equal(lots, Enumerable.Range(0, ledger.Lots).Select(ledger.Lot).Select(l => (l.Units, l.Value, l.UnitValue)));
    }

    // Nobody's lots: one at 100, one at 101.
    private static Desk Held(long first, long second, Instrument? instrument = null)
    {
        var desk = new Desk(instrument: instrument, feeAssets: ["X", "BNB"]);
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Buy, Price = new Price(100), Quantity = new Quantity(first), TradeId = 1 });
        desk.Engine.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Buy, Price = new Price(101), Quantity = new Quantity(second), TradeId = 2 });
        return desk;
    }

    // A bid of 10 of which 3 traded, an amended one of 8, and one of 1 that traded; 4 are held.
    private static (Desk Before, OrderId Bid, OrderId Ended) Traded()
    {
        var desk = new Desk();
        OrderId bid = desk.Limit(Side.Buy, 100, 10).Id, other = desk.Limit(Side.Buy, 99, 4).Id, ended = desk.Limit(Side.Buy, 100, 3).Id;
        desk.Report(ReportKind.Acknowledged, bid, 1);
        desk.Report(ReportKind.Fill, bid, 2, quantity: 3, tradeId: 4);
        desk.Report(ReportKind.Fill, ended, 2, quantity: 1, tradeId: 5);
        desk.Report(ReportKind.Cancelled, ended, 3);
        desk.Report(ReportKind.Acknowledged, other, 3);
        desk.Strategy.Context.Amend(other, new Price(98), new Quantity(8));
        return (desk, bid, ended);
    }

    // Where profit and loss stood comes from the market too, which isn't in the order journal: it is kept now and then.
    private static byte[] Bytes(Engine engine)
    {
        foreach (int scope in Enumerable.Range(-1, engine.Strategies.Count + 1))
            engine.ForgetMarks(scope);
        return Bytes(EngineCheckpoint.Of(engine));
    }

    private static byte[] Bytes(EngineCheckpoint checkpoint)
    {
        var bytes = new ArrayBufferWriter<byte>();
        checkpoint.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private Engine Journaled(Random random, int steps, bool isComplete)
    {
        Engine engine = AnySession.NewEngine();
        using var journal = new OrderJournal(_folder.FullName, "session"u8, 1, new SegmentSupply(_folder.FullName, 1, 1 << 19), waits: true);
        journal.Begin(engine, 0);
        var session = new AnySession(random, journal, engine);
        session.Start();
        session.Play(steps);
        session.Clock();
        if (isComplete)
            journal.Complete(engine.Inputs);
        return engine;
    }
}
