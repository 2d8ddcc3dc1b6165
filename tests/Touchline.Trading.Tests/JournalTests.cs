using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>A session's journal and market log, replayed: the same intents to the last byte, also after a crash.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly Instrument[] Traded = [Desk.Plain, Desk.Plain with { Symbol = "Y" }];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Orders => Path.Combine(_folder.FullName, JournalNames.Segment(1));

    private OrderJournalFile Journal => OrderJournalFile.Read(_folder.FullName);

    private int RecordsAt => SegmentFile.Read(Orders).Head.RecordsAt;

    private string Market(int instrument) => Path.Combine(_folder.FullName, $"market-{instrument}.tlr");

    /// <param name="scale">By how much longer everything takes.</param>
    private static Engine NewEngine(int size, ulong seed = 1, long scale = 1) => new(
        Traded, [new StrategySetup("restless", new Restless(size, 250 * scale)), new StrategySetup("other", new Restless(2, 250 * scale))],
        new RiskLimits { MaxPosition = 60, MaxExposure = 20_000, OrderRate = new OrderRate(40, 1_000 * scale), PriceCollar = 0.02m }, seed)
    {
        Versions = new TestVersions(250 * scale),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_replayed_journal_gives_the_same_intents_to_the_last_byte(int seed)
    {
        (long inputs, long intents) = Play(new Random(seed), 4_000);
        ReplayResult result = Replay(NewEngine(3));
        Assert.Null(result.Difference);
        Assert.Equal((inputs, intents), (result.Inputs, result.Intents));
        Assert.True(intents > 1_000, $"{intents} intents are too few to mean anything");
        Assert.True(JournalNames.Segments(_folder.FullName).Count > 1);
        Assert.Equal((0, null), (Journal.LostBytes, Journal.Damage));
    }

    [Fact]
    public void A_session_whose_strategies_begin_end_and_are_replaced_replays_to_the_last_byte()
    {
        const long Scale = 3_000_000;
        var stages = new HashSet<ReplacementStage>();
        long all = 0;
        for (int seed = 1; seed <= 6; seed++)
        {
            (long inputs, long intents) = Play(new Random(seed), 4_000, Scale, e => stages.UnionWith(e.Strategies.Select(s => s.Replacement?.Stage).OfType<ReplacementStage>()));
            ReplayResult result = Replay(NewEngine(3, scale: Scale));
            Assert.Null(result.Difference);
            Assert.Equal((inputs, intents), (result.Inputs, result.Intents));
            all += intents;
        }

        Assert.True(all > 2_000, $"{all} intents are too few to mean anything");
        Assert.Equal(Enum.GetValues<ReplacementStage>(), stages.Order());
    }

    [Fact]
    public void An_engine_made_otherwise_is_told_apart_at_its_first_different_intent()
    {
        Play(new Random(4), 2_000);
        Assert.Contains("the replay gives", Replay(NewEngine(4)).Difference);
        Assert.NotNull(Replay(NewEngine(3, seed: 2)).Difference);
        Assert.Null(Replay(NewEngine(3)).Difference);
    }

    [Fact]
    public void A_journal_cut_off_at_any_byte_replays_up_to_its_last_whole_record()
    {
        Play(new Random(5), 150);
        byte[] whole = File.ReadAllBytes(Orders);
        int head = RecordsAt;
        long before = 0;
        for (int length = head; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(Orders, whole[..length]);
            Assert.Null(Journal.Damage);
            ReplayResult result = Replay(NewEngine(3));
            Assert.Null(result.Difference);
            Assert.True(result.Intents >= before);
            before = result.Intents;
        }

        Assert.True(before > 50);
    }

    [Fact]
    public void A_changed_byte_ends_the_journal_before_its_record_and_is_never_believed()
    {
        Play(new Random(6), 100);
        byte[] whole = File.ReadAllBytes(Orders);
        for (int at = RecordsAt; at < whole.Length; at += 11)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x10;
            File.WriteAllBytes(Orders, changed);
            OrderJournalFile journal = Journal;
            Assert.True(journal.LostBytes > 0);
            Assert.Equal(at < whole.Length - 24, journal.Damage is not null); // the last record is the end, 24 bytes: it could have been cut off
            Assert.Null(Replay(NewEngine(3)).Difference);
        }
    }

    [Theory]
    [InlineData(0, "is empty (0 bytes)")]
    [InlineData(5, "no order journal")]
    [InlineData(9, "cut off inside its head")]
    [InlineData(70, "cut off inside its head")]
    [InlineData(84, "cut off inside its head")]
    public void A_head_that_is_cut_off_is_said_to_be(int length, string message)
    {
        Play(new Random(7), 10);
        File.WriteAllBytes(Orders, File.ReadAllBytes(Orders)[..length]);
        Assert.Contains(message, Assert.Throws<BadInputException>(() => Journal).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_that_lost_its_end_though_another_follows_is_told_and_ends_the_journal()
    {
        Play(new Random(2), 4_000);
        long whole = Journal.Records().Count();
        byte[] first = File.ReadAllBytes(Orders);
        File.WriteAllBytes(Orders, first[..(first.AsSpan().LastIndexOfAnyExcept((byte)0) - 200)]);
        Assert.StartsWith($"{Orders} ends at byte ", Journal.Damage);
        Assert.InRange(Journal.Records().Count(), 1_000, whole - 2);
        Assert.Null(Replay(NewEngine(3)).Difference);
    }

    [Fact]
    public void A_market_log_that_ends_before_the_journal_is_said_to()
    {
        Play(new Random(9), 500);
        // As a session that is killed leaves them: one goes further than the other.
        Shorten(Market(0), 100);
        Shorten(Market(1), 150);
        ReplayResult result = Replay(NewEngine(3));
        Assert.Null(result.Difference);
        Assert.True(result.Intents > 20);
        Assert.Contains("market log ends", result.Stop);
    }

    private static void Shorten(string path, int rows)
    {
        MarketEvent[] kept;
        Instrument instrument;
        using (Recording recording = Recording.Open(path))
        {
            instrument = recording.Instruments[0].Instrument;
            kept = [.. recording.Rows(0)[(int)(recording.RowCount - recording.MarketRowCount)..][..rows]];
        }

        using var writer = new RecordingWriter(path, "test");
        writer.Define(instrument, 0, 0);
        foreach (MarketEvent row in kept)
            writer.Write(row);
        writer.Keep();
        File.Move(path + ".partial", path, overwrite: true);
    }

    private ReplayResult Replay(Engine engine)
    {
        using Recording first = Recording.Open(Market(0)), second = Recording.Open(Market(1));
        return JournalReplay.Run(Journal, new MarketLog([first, second], Traded), engine);
    }

    // A session on two markets with a venue that answers late and in every way, journaled as a host does it.
    private (long Inputs, long Intents) Play(Random random, int rows, long scale = 1, Action<Engine>? look = null)
    {
        WriteMarket(random, 0, rows, scale);
        WriteMarket(random, 1, rows, scale);
        using Recording first = Recording.Open(Market(0)), second = Recording.Open(Market(1));
        var market = new MarketLog([first, second], Traded);
        Engine engine = NewEngine(3, scale: scale);
        foreach ((_, string path) in JournalNames.Segments(_folder.FullName))
            File.Delete(path);
        using var journal = new OrderJournal(_folder.FullName, "session"u8, 1, new SegmentSupply(_folder.FullName, 1, scale > 1 ? 1 << 19 : 1 << 18), waits: true);
        journal.Begin(engine, 0);
        var host = new Host(engine, journal, random, beginsAndEnds: scale > 1);
        host.Start();
        while (market.Feed(engine))
        {
            host.Send();
            host.CommandNowAndThen();
            host.AnswerSome();
            look?.Invoke(engine);
        }

        host.Stop();
        Assert.True(rows < 2_000 || (host.Commands > 40 && host.Refused > 5), $"{host.Commands} commands, {host.Refused} refused, are too few to mean anything");
        Assert.True(scale == 1 || host.Asked > 5, $"{host.Asked} requests that were carried out are too few to mean anything");
        journal.Complete(engine.Inputs);
        return (engine.Inputs, host.Intents);
    }

    private void WriteMarket(Random random, int instrument, int rows, long scale)
    {
        using var writer = new RecordingWriter(Market(instrument), "test");
        writer.Define(Traded[instrument], 0, 0);
        long at = 100;
        for (int i = 0; i < rows; i++)
        {
            at += random.Next(40) * scale;
            EventKind kind = random.Next(5) == 0 ? EventKind.Trade : EventKind.Depth;
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            writer.Write(new MarketEvent
            {
                Kind = kind,
                Side = side,
                Price = new Price(1_000 - side.Sign() * random.Next(1, 5)),
                Quantity = new Quantity(random.Next(kind == EventKind.Trade ? 1 : 0, 9)),
                ExchangeNs = at - 5,
                LocalNs = at,
                Flags = random.Next(3) == 0 ? EventFlags.EndOfBatch : EventFlags.None,
            });
        }

        writer.Complete();
    }

    private sealed class Host(Engine engine, OrderJournal journal, Random random, bool beginsAndEnds)
    {
        private readonly List<OrderReport> _answers = [];
        private long _trade;

        public long Intents { get; private set; }

        public long Commands { get; private set; }

        public long Refused { get; private set; }

        public long Asked { get; private set; }

        public void Start()
        {
            engine.Start(1);
            journal.OnStart(engine.Inputs, 1);
            Send();
        }

        public void Stop()
        {
            long now = engine.NowNs + 5;
            engine.Stop(now);
            journal.OnStop(engine.Inputs, now);
            Send();
            while (_answers.Count > 0)
                Answer();
        }

        public void Send()
        {
            journal.OnIntents(engine.Intents);
            foreach (Intent intent in engine.Intents)
            {
                Intents++;
                int dice = random.Next(10);
                ReportKind kind = intent.Kind switch
                {
                    IntentKind.Place => dice == 0 ? ReportKind.Expired : dice == 1 ? ReportKind.Rejected : ReportKind.Acknowledged,
                    IntentKind.Amend => dice < 2 ? ReportKind.AmendRejected : ReportKind.Amended,
                    _ => dice == 0 ? ReportKind.CancelRejected : ReportKind.Cancelled,
                };
                _answers.Add(Report(kind, intent));
                if (dice > 5 && intent.Kind == IntentKind.Place)
                    _answers.Add(Report(ReportKind.Fill, intent));
            }

            engine.ClearIntents();
        }

        // Refused ones too: a strategy that isn't there, a value that is none.
        public void CommandNowAndThen()
        {
            if (random.Next(40) > 0)
                return;
            int strategy = random.Next(3);
            EngineCommand command = random.Next(beginsAndEnds ? 16 : 10) switch
            {
                10 => EngineCommand.Start(TestVersions.NameOf(random), $"{random.Next(7)}"),
                11 => EngineCommand.Stop(strategy, random.Next(2) == 0),
                > 11 => EngineCommand.Replace(strategy, $"{random.Next(7)}", random.Next(2) == 0),
                0 => EngineCommand.Kill,
                < 4 => EngineCommand.Arm,
                4 => EngineCommand.Pause(strategy),
                < 8 => EngineCommand.Resume(strategy),
                8 => EngineCommand.Set(strategy, "size", "much"),
                _ => EngineCommand.Set(strategy, "size", $"{random.Next(1, 6)}"),
            };
            long now = engine.NowNs + random.Next(3);
            Refused += engine.OnCommand(command, now) is null ? 0 : 1;
            Commands++;
            journal.OnCommand(engine.Inputs, now, command);
            Send();
        }

        // What strategies elsewhere ask for, sensible or not.
        private void Ask()
        {
            int strategy = random.Next(4);
            var id = new OrderId(random.Next(1, 60));
            OrderRequest request = random.Next(4) switch
            {
                0 => OrderRequest.Cancel(strategy, id),
                1 => OrderRequest.Amend(strategy, id, new Price(random.Next(990, 1_010)), new Quantity(random.Next(1, 4))),
                _ => OrderRequest.Place(strategy, NewOrder.Limit(random.Next(2), Side.Buy, new Price(random.Next(985, 995)), new Quantity(random.Next(1, 4)), TimeInForce.PostOnly)),
            };
            long now = engine.NowNs + random.Next(3);
            if (engine.OnRequest(request, now).IsPlaced)
                Asked++;
            journal.OnRequest(engine.Inputs, now, request);
            Send();
        }

        public void AnswerSome()
        {
            if (beginsAndEnds && random.Next(20) == 0)
                Ask();

            if (random.Next(10) == 0)
            {
                long now = engine.NowNs + random.Next(3);
                engine.OnClock(now);
                journal.OnClock(engine.Inputs, now);
                Send();
            }

            while (_answers.Count > 0 && random.Next(2) == 0)
                Answer();
        }

        private void Answer()
        {
            OrderReport report = _answers[0] with { LocalNs = engine.NowNs };
            _answers.RemoveAt(0);
            engine.OnReport(report);
            journal.OnReport(engine.Inputs, report);
            Send();
        }

        private OrderReport Report(ReportKind kind, in Intent intent) => new()
        {
            Kind = kind,
            Id = intent.Id,
            Instrument = intent.Instrument,
            ExchangeNs = intent.LocalNs,
            Price = intent.Terms.Price,
            Quantity = kind == ReportKind.Fill ? new Quantity(1) : intent.Terms.Quantity,
            TradeId = kind == ReportKind.Fill ? ++_trade : 0,
            Fee = kind == ReportKind.Fill ? -0.123456789m : 0,
            IsMaker = kind == ReportKind.Fill && _trade % 2 == 0,
        };
    }
}
