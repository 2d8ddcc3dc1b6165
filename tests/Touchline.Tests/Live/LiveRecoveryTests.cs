using System.Data.Common;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Live;
using Touchline.Simulation;
using Touchline.Storage;
using Touchline.Storage.Tests;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;
using Touchline.Trading;
using static Touchline.Tests.Live.TradingLine;

namespace Touchline.Tests.Live;

/// <summary>Sessions that were killed: what their journals held at that moment is given to another.</summary>
public sealed partial class LiveRecoveryTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly List<string> _said = [];
    private int _killedAfterSteps = 40;
    private TradingLine _line = null!;
    private LastLook _look = new([], null);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Orders_that_a_killed_session_left_are_adopted_and_cancelled_before_anything_new_is_placed()
    {
        int left = Kill();
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        Assert.Equal(left, _line.Adopted.Count(o => o.IsLive));
        Assert.All(_line.Sent, i => Assert.Equal(IntentKind.Cancel, i.Kind));
        Assert.Equal(left, _line.Sent.Count);
        Assert.Equal(0, session.Engine.LiveOrders);
        long last = _line.Adopted.Max(o => o.Id.Number);
        session.Play(() => { }, CancellationToken.None);
        Assert.All(_line.Sent.Where(i => i.Kind == IntentKind.Place), i => Assert.True(i.Id.Number > last + 65_000));
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Place);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["K"]]).Invoke());
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["K"], "--session", "1"]).Invoke());
    }

    [Fact]
    public void What_the_venue_says_of_them_is_booked_and_reported_before_the_strategy_starts()
    {
        // Every other order wasn't answered before the end.
        Kill(answer: (line, intent) =>
        {
            if (intent.Kind == IntentKind.Cancel || intent.Id.Number % 2 == 0)
                line.Report(intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled : ReportKind.Acknowledged, intent);
        });
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        _line.At(Start + 200 * Ms, l =>
        {
            l.OnReport(Report(ReportKind.Fill, _line.Adopted.First(o => o is { IsLive: true, IsAcknowledged: true, Side: Side.Buy }), 1));
            l.OnReport(Report(ReportKind.Rejected, _line.Adopted.First(o => o is { IsLive: true, IsAcknowledged: false }), 0) with { IsNotFound = true });
            foreach (AdoptedOrder arrived in _line.Adopted.Where(o => o is { IsLive: true, IsAcknowledged: false }).Skip(1))
                l.OnReport(Report(ReportKind.Acknowledged, arrived, 0));
        });
        _line.At(Start + 310 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.01m, 1))));
        session.Begin(CancellationToken.None);
        Assert.Equal(10, session.Engine.Ledger(0).Position.Units);
        JsonNode report = JsonNode.Parse(File.ReadAllText(Path.Combine(_place["K"], "recovery-2.json")))!;
        Assert.True((bool)report["recovered"]!);
        Assert.Superset(
            new HashSet<string> { "FILLED", "NEW", "NOT_FOUND" }, report["hanging_orders"]!.AsArray().Select(o => (string)o!["issue"]!["exchange_status"]!).ToHashSet());
        Assert.StartsWith("tltest-", (string)report["hanging_orders"]![0]!["client_order_id"]!, StringComparison.Ordinal);
        Assert.Contains(report["actions_taken"]!.AsArray(), a => ((string)a!).StartsWith("booked a fill that the journal hadn't: 0.01 BTC", StringComparison.Ordinal));
        Assert.Equal(_line.Adopted.Count(o => o.IsLive), (int)report["fsm_restored"]!["orders"]!);
    }

    [Fact]
    public void Those_who_look_on_see_the_orders_that_were_taken_up_and_what_became_of_them()
    {
        decimal held = 0;
        int left = Kill(answer: (line, intent) =>
        {
            line.Report(intent.Kind switch { IntentKind.Place => ReportKind.Acknowledged, IntentKind.Cancel => ReportKind.Cancelled, _ => ReportKind.Amended }, intent);
            if (intent.Kind != IntentKind.Place || held != 0)
                return;
            held = intent.Terms.Side.Sign() * InstrumentOf("BTC").QuantityUnit.ToDecimal(intent.Terms.Quantity);
            line.Report(ReportKind.Fill, intent, 5 * Ms);
        });
        using var link = new SessionLink(new FakeTime());
        using LiveSession session = New(_place["K"], link);
        _line.WithAll("BTC");
        _line.At(Start + 310 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", held, 1))));
        session.Begin(CancellationToken.None);
        link.OnStep(session);
        AdoptedOrder[] adopted = [.. _line.Adopted.Where(o => o.IsLive)];
        Assert.Equal(left, adopted.Length);
        var archive = new SessionArchive();
        archive.OnRows(new SessionReader(link.Queue, link.Session!, link.TakenUp).Read(100_000)!);
        Assert.All(adopted, o =>
        {
            (OrderRow order, IReadOnlyList<TransitionRow> steps, _) = archive.Order(o.Id.Number)!.Value;
            Assert.Equal(("cancelled", "BTC", $"tltest-{o.Id}"), (order.State, order.Symbol, order.ClientOrderId));
            Assert.NotNull(order.EndedNs);
            Assert.Equal(["cancel", "cancelled"], steps.Select(s => s.Event));
        });
        Assert.Equal(left, archive.Audit(a => a.Entry.Action == "order.cancelled", 0, 1).Total);
        Assert.True(archive.Orders(o => o.State == "filled", 0, 10).Total > 0);
        Assert.True(session.Figures.Fills > 0);
        Assert.Equal((0L, 0L), (link.Portrait!.Fills, link.Portrait.Orders.Sent));
    }

    [Theory]
    [InlineData(29, 0)]
    [InlineData(32, 1)]
    public void An_order_that_has_been_in_one_state_for_too_long_is_hanging_though_the_venue_says_the_same(int minutes, int isHanging)
    {
        int left = Kill();
        RecoveredJournal journal = RecoveredJournal.Read(_place["K"])!;
        var engine = new Engine([.. journal.Checkpoint.Instruments.Select(i => i.Instrument)], [.. journal.Checkpoint.Strategies.Select(s => new StrategySetup(s.Name, StrategyCatalog.Create(StrategyCatalog.Default, null)))], new RiskLimits());
        engine.Restore(journal.Checkpoint);
        var report = new RecoveryReport(journal, journal.Prefix);
        report.OnTakenUp(engine);
        report.OnReconciled(engine.NowNs + minutes * 60 * Second);
        JsonArray hanging = report.ToJson()["hanging_orders"]!.AsArray();
        Assert.Equal(isHanging * left, hanging.Count);
        Assert.All(hanging, h => Assert.Equal("too_long it has been Placed for 32m NEW", $"{h!["issue"]!["type"]} {h["issue"]!["reason"]} {h["issue"]!["exchange_status"]}"));
    }

    [Fact]
    public void Where_the_venue_holds_another_position_nothing_is_traded_and_both_numbers_are_told()
    {
        Kill();
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        _line.At(Start + 300 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.5m, 1))));
        string message = Assert.Throws<IOException>(() => session.Begin(CancellationToken.None)).Message;
        Assert.Contains("the ledger has a position of 0, the venue says 0.5", message, StringComparison.Ordinal);
        Assert.All(_line.Sent, i => Assert.Equal(IntentKind.Cancel, i.Kind));
        Assert.False((bool)JsonNode.Parse(File.ReadAllText(Path.Combine(_place["K"], "recovery-2.json")))!["recovered"]!);
    }

    [Fact]
    public void A_journal_of_another_account_or_one_that_is_in_use_or_damaged_is_refused_and_left_as_it_is()
    {
        Kill();
        Assert.Contains("is the journal of another account", Assert.Throws<BadInputException>(() => New(_place["K"], "--key", "other")).Message, StringComparison.Ordinal);
        using (New(_place["K"]))
            Assert.Contains("is the journal of a session that is running", Assert.Throws<BadInputException>(() => New(_place["K"])).Message, StringComparison.Ordinal);
        // It may have been copied before it got its name.
        string segment = Assert.Single(Directory.GetFiles(_place["K"], "orders-000001.tlj*"));
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().LastIndexOfAnyExcept((byte)0) - 300] ^= 1;
        File.WriteAllBytes(segment, bytes);
        Assert.Contains($"{Path.GetFileName(segment)} is damaged at byte", Assert.Throws<BadInputException>(() => New(_place["K"])).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(segment));
    }

    [Fact]
    public void A_session_that_begins_while_somebody_looks_for_one_gets_its_journal()
    {
        Kill();
        TradingSettings chosen = Chosen(_place["K"]);
        for (int i = 0; i < 20; i++)
        {
            using JournalLock looks = JournalLock.Take(_place["K"]);
            using var begins = new ManualResetEventSlim();
            var looker = new Thread(() =>
            {
                begins.Wait();
                looks.Dispose();
            });
            looker.Start();
            begins.Set();
            EarlierSessions.Open(chosen)!.Dispose();
            looker.Join();
        }
    }

    [Fact]
    public void A_kill_outlives_the_session_that_it_was_given_to()
    {
        Kill(EngineCommand.Kill);
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        Assert.Contains("the journal's last session was killed: nothing is placed until 'arm'", _said);
        int steps = 0;
        session.Play(
            () =>
            {
                if (++steps == 20)
                    Assert.DoesNotContain(_line.Sent, i => i.Kind == IntentKind.Place);
                if (steps == 20)
                    Assert.Null(session.Command(EngineCommand.Arm));
            },
            CancellationToken.None);
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Place);
    }

    [Fact]
    public void Positions_are_waited_for_wallets_are_compared_from_then_on_and_what_the_ledger_had_frozen_is_thawed()
    {
        Kill(EngineCommand.Freeze(0, FreezeReason.Ledger));
        using LiveSession session = New(_place["K"]);
        // The account has a trade by hand in it, with its fee, before that is told. The contract BTC is paid in TC.
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.Tell(0, 5, 20 * Second);
        _line.At(Start + 290 * Ms, l => l.OnAccount(new AccountSnapshot(Start, IsWhole: true, [new AccountBalance("TC", 998.9m, null)], [new AccountPosition("BTC", 0.01m, 1)])));
        _line.StateAt(Start + 300 * Ms, Ready);
        _line.At(Start + 400 * Ms, l => l.OnReport(new OrderReport
        {
            Kind = ReportKind.External,
            Side = Side.Buy,
            ExchangeNs = _line.NowNs,
            LocalNs = _line.NowNs,
            Price = new Price(10),
            Quantity = new Quantity(10),
            TradeId = 1,
            Fee = 1.1m,
        }));
        session.Begin(CancellationToken.None);
        Assert.Equal((10L, FreezeReason.None), (session.Engine.Unassigned(0).Position.Units, session.Engine.Frozen(0)));
        Assert.Equal([new WalletComparison("TC", 998.9m, 998.9m, true)], session.Wallets);
        Assert.Equal([new WalletPortrait("TC", 998.9m, null, null, null)], session.Balances.Wallets);
        Assert.DoesNotContain(_said, s => s.Contains("the ledger has a position", StringComparison.Ordinal) || s.Contains("freeze", StringComparison.Ordinal));
        JsonNode report = JsonNode.Parse(File.ReadAllText(Path.Combine(_place["K"], "recovery-2.json")))!;
        Assert.Contains(report["actions_taken"]!.AsArray(), a => ((string)a!).Contains("it is thawed", StringComparison.Ordinal));
        session.Play(() => { }, CancellationToken.None);
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Place);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["K"]]).Invoke());
        using var replay = new SessionReplay(_place["K"], session: 2);
        string refused = Assert.Throws<BadInputException>(
            () => DriftReport.Of(replay.Journal, replay.Recordings, replay.Engine, new SimulationOptions(), DriftTolerance.Usual)).Message;
        Assert.Contains("had a position when its strategies began", refused, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Done, DriftCommand.Create().Parse([_place["K"], "--session", "1"]).Invoke());
    }

    [Fact]
    public void What_happens_while_strategies_run_is_no_recovery()
    {
        Kill();
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        int before = session.Recovery!.Actions.Count;
        _line.At(Start + 5 * Second, l => l.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Buy, ExchangeNs = _line.NowNs, LocalNs = _line.NowNs, Price = new Price(10), Quantity = new Quantity(10), TradeId = 9 }));
        session.Play(() => { }, CancellationToken.None);
        Assert.Equal(before, session.Recovery!.Actions.Count);
    }

    [Fact]
    public void A_recovery_that_fails_before_the_venue_answers_writes_its_report()
    {
        Kill();
        using LiveSession session = New(_place["K"]);
        Assert.Throws<IOException>(() => session.Begin(CancellationToken.None));
        Assert.True(File.Exists(Path.Combine(_place["K"], "recovery-2.json")), string.Join(" | ", _said));
    }

    [Fact]
    public void A_journal_of_an_older_form_is_refused()
    {
        Directory.CreateDirectory(_place["O"]);
        File.WriteAllText(Path.Combine(_place["O"], "orders.tlj"), "TLJRN");
        Assert.Throws<BadInputException>(() => { using LiveSession session = New(_place["O"]); });
    }

    [Fact]
    public void The_engines_time_goes_on_where_the_clock_was_ahead_before()
    {
        Kill();
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        long atStart = session.Engine.NowNs, line = _line.NowNs, passed = 0, engines = 0;
        session.Play(() => (passed, engines) = (_line.NowNs - line, session.Engine.NowNs - atStart), CancellationToken.None);
        Assert.True(passed > Second);
        Assert.InRange(engines, passed - Second / 2, passed + Second / 2);
    }

    [Fact]
    public void A_database_that_never_saw_the_killed_session_gets_it_from_the_journal_and_goes_on_with_its_orders()
    {
        Kill(answer: (line, intent) =>
        {
            if (intent.Kind == IntentKind.Cancel || intent.Id.Number % 2 == 0)
                line.Report(intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled : ReportKind.Acknowledged, intent);
        });
        using (LiveSession session = New(_place["K"]))
        {
            _line.WithAll("BTC");
            _line.At(Start + 200 * Ms, l =>
            {
                foreach (AdoptedOrder order in _line.Adopted.Where(o => o.IsLive))
                    l.OnReport(Report(order is { IsAcknowledged: true, Side: Side.Buy } ? ReportKind.Fill : ReportKind.Rejected, order, order.Id.Number));
            });
            _line.At(Start + 310 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.01m * _line.Adopted.Count(o => o is { IsLive: true, IsAcknowledged: true, Side: Side.Buy }), 1))));
            session.Begin(CancellationToken.None);
            Assert.NotEqual(0, session.Engine.Ledger(0).Position.Units);
            session.Play(() => { }, CancellationToken.None);
            Assert.True(session.Storage!.IsWhole, string.Join("; ", _said));
            Assert.Equal("tltest-2", session.Storage.Session);
        }

        Database written = new(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))), rebuilt = new(DatabaseAddress.Parse(_place["b.db"]));
        Schema.Migrate(rebuilt, Start);
        Assert.Equal(2, JournalRebuild.Run(rebuilt, StoredJournal.Read(_place["K"]), Start).Sessions);
        using DbConnection a = written.Open(), b = rebuilt.Open();
        Assert.All(StoredRows.Journaled, t => Assert.Equal(StoredRows.Of(a, t), StoredRows.Of(b, t)));
        Assert.Contains("tltest-1|", StoredRows.Of(a, "orders"), StringComparison.Ordinal);
        Assert.Contains(SessionTables.All(a), s => s is { Number: 2, Kind: "testnet", EndedNs: not null });
        Assert.Contains(AuditLog.History(a, "session", "tltest-2"), r => r.Action == "session.recover");
        Assert.Null(AuditCheck.Run(a).Kind);
    }

    [Fact]
    public void Earlier_sessions_that_the_journal_lost_stay_incomplete_and_the_next_is_written_all_the_same()
    {
        Kill();
        for (int i = 0; i < 2; i++)
        {
            _said.Clear();
            if (i == 1)
                File.Delete(Assert.Single(Directory.GetFiles(_place["K"], "orders-000001.tlj*")));
            using LiveSession session = New(_place["K"]);
            _line.WithAll("BTC");
            session.Begin(CancellationToken.None);
            session.Play(() => { }, CancellationToken.None);
            Assert.True(session.Storage!.IsWhole, string.Join("; ", _said));
        }

        Assert.Single(_said, s => s.Contains("stay incomplete", StringComparison.Ordinal) && s.Contains("orders-000001.tlj is missing", StringComparison.Ordinal));
        using DbConnection connection = new Database(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))).Open();
        Assert.True(SessionTables.IsWhole(connection, "tltest", 3));
    }

    [Fact]
    public void What_a_recovery_did_before_it_failed_is_in_the_audit_log()
    {
        int left = Kill();
        using (LiveSession session = New(_place["K"]))
        {
            _line.WithAll("BTC");
            _line.At(Start + 300 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.5m, 1))));
            Assert.Throws<IOException>(() => session.Begin(CancellationToken.None));
        }

        using DbConnection connection = new Database(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))).Open();
        AuditRow[] rows = [.. AuditLog.History(connection, "session", "tltest-2").Where(r => r.Action == "session.recover")];
        Assert.True(rows.Count(r => r.Success) >= left, $"{rows.Length} entries of {left} orders");
        Assert.Contains("the venue says 0.5", Assert.Single(rows, r => !r.Success).ErrorMessage, StringComparison.Ordinal);
    }

    // Copies the journal in the middle of a session: as it would be found. Returns the orders that were live.
    private int Kill(EngineCommand? command = null, Action<TradingLine, Intent>? answer = null)
    {
        int left = 0, steps = 0;
        using LiveSession session = New(_place["J"]);
        _line.WithAll("BTC").Answer = answer;
        session.Begin(CancellationToken.None);
        session.Play(
            () =>
            {
                if (++steps == _killedAfterSteps - 1 && command is not null)
                    session.Command(command);
                if (steps != _killedAfterSteps)
                    return;
                left = session.Engine.LiveOrders;
                Directory.CreateDirectory(_place["K"]);
                foreach (string file in Directory.GetFiles(_place["J"]).Where(f => Path.GetFileName(f) != "lock"))
                    CopyToKilled(file);
            },
            CancellationToken.None);
        Assert.True(left > 0 || command is not null);
        return left;
    }

    // A spare gets its later name, or is made, by a thread beside the session, so also while this copies.
    private void CopyToKilled(string file)
    {
        try
        {
            File.Copy(file, Path.Combine(_place["K"], Path.GetFileName(file)), overwrite: true);
        }
        catch (FileNotFoundException) when (file.EndsWith(".next", StringComparison.Ordinal))
        {
            CopyToKilled(file[..^".next".Length]);
        }
    }

    private OrderReport Report(ReportKind kind, AdoptedOrder about, long trade) => new()
    {
        Kind = kind,
        Id = about.Id,
        ExchangeNs = _line.NowNs,
        LocalNs = _line.NowNs,
        Price = new Price((long)(about.Price * 10)),
        Quantity = new Quantity((long)(about.Quantity * 1000)),
        TradeId = trade,
    };

    [Fact]
    public void A_segment_that_a_killed_process_only_made_leaves_no_gap_in_the_numbers()
    {
        string journal = _place["E"];
        Directory.CreateDirectory(journal);
        string made = Path.Combine(journal, JournalNames.Segment(1));
        File.WriteAllBytes(made, new byte[1 << 16]);
        Assert.Null(EarlierSessions.Open(Chosen(journal)));
        Assert.False(File.Exists(made));
    }

    private TradingSettings Chosen(string journal, params string[] arguments)
    {
        string[] key = arguments.Contains("--key") ? [] : ["--key", "k"];
        return TradingSettings.OfSession(_place.Read(
        [
            "--venue", "binance", "--testnet", "--live", .. key, "--symbols", "BTC", "--for", "10s", "--param", "size=0.01", "--param", "refresh=100ms", "--journal", journal, .. arguments,
        ]));
    }

    private LiveSession New(string journal, params string[] arguments) => New(journal, null, arguments);

    private LiveSession New(string journal, SessionLink? control, params string[] arguments)
    {
        TradingSettings chosen = Chosen(journal, arguments);
        EarlierSessions? before = EarlierSessions.Open(chosen);
        // The killed ones had none.
        SessionStorage? storage = before is null ? null : SessionStorage.Open(chosen, _said.Add);
        return new LiveSession(chosen, "tltest", before, listener => _line = new TradingLine(listener), (_, _) => { }, _said.Add, () => _look, storage, control);
    }
}
