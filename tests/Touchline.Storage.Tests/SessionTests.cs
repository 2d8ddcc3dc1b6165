using System.Data.Common;
using Dapper;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Storage.Tests;

/// <summary>What stands in the database is what the engine's own books say, told by the tap or by the journal.</summary>
public sealed class SessionTests(PostgresServer server) : DatabaseTests(server)
{
    [Theory, OnSqlite, OnPostgres]
    public void Positions_and_trades_add_up_to_the_engines_ledgers_to_the_last_digit(DatabaseKind kind)
    {
        int closed = 0, liquidated = 0, others = 0;
        for (int seed = 1; seed <= 2; seed++)
        {
            Database database = New(kind);
            using var queue = new StorageQueue();
            using var played = new PlayedSession(seed, queue, strategies: 2);
            Write(database, queue, played, 2, steps: 500);
            using DbConnection connection = database.Open();
            for (int s = 0; s < 2; s++)
            {
                for (int i = 0; i < PlayedSession.Traded.Length; i++)
                    AssertLedger(connection, $"s{s}", PlayedSession.Traded[i], played.Engine.Strategies[s].Ledger(i));
            }

            for (int i = 0; i < PlayedSession.Traded.Length; i++)
                AssertLedger(connection, "", PlayedSession.Traded[i], played.Engine.Unassigned(i));

            closed += connection.ExecuteScalar<int>("SELECT count(*) FROM positions WHERE closed_at IS NOT NULL");
            others += connection.ExecuteScalar<int>("SELECT count(*) FROM trades WHERE kind = 'external'");
            liquidated += connection.ExecuteScalar<int>("SELECT count(*) FROM trades WHERE kind = 'liquidation'");
            Assert.Null(AuditCheck.Run(connection).Kind);
        }

        Assert.True(closed > 10 && liquidated > 0 && others > 2, $"{closed} closed positions, {liquidated} liquidations and {others} trades of others are too few to mean anything");
    }

    [Theory, OnSqlite, OnPostgres]
    public void Every_order_ends_in_the_state_that_the_engine_told_the_strategy(DatabaseKind kind)
    {
        Database database = New(kind);
        using var queue = new StorageQueue();
        using var played = new PlayedSession(7, queue);
        Write(database, queue, played, 1, steps: 600);
        using DbConnection connection = database.Open();
        OrderCounts counts = Sum(played.Engine);
        long Count(string where) => connection.ExecuteScalar<long>($"SELECT count(*) FROM orders WHERE {where}");
        Assert.Equal(counts.Sent, Count("1 = 1"));
        Assert.Equal(counts.Rejected, Count("state = 'rejected'") + LateFilled(connection, "rejected"));
        Assert.Equal(counts.Cancelled, Count("state = 'cancelled'") + LateFilled(connection, "cancelled"));
        Assert.Equal(counts.Expired, Count("state = 'expired'") + LateFilled(connection, "expired"));
        Assert.Equal(played.Engine.LiveOrders, Count("ended_ns IS NULL"));
        Assert.Equal(counts.Filled, connection.ExecuteScalar<long>("SELECT count(DISTINCT order_id) FROM trades WHERE kind = 'fill'"));
        Assert.True(counts.Sent > 150, $"{counts.Sent} orders are too few to mean anything");
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_database_rebuilt_from_the_journal_is_the_one_that_the_session_wrote(DatabaseKind kind)
    {
        Database written = New(kind), rebuilt = New(kind);
        using var queue = new StorageQueue();
        using (var played = new PlayedSession(11, queue, journal: File("J")))
            Write(written, queue, played, 1, steps: 400);
        RebuildResult result = Rebuild(rebuilt);
        using DbConnection a = written.Open(), b = rebuilt.Open();
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(a, table), StoredRows.Of(b, table));
        const string journaled = "SELECT source_key FROM audit_log WHERE source_key NOT LIKE '%/told/%' ORDER BY source_key";
        Assert.Equal(a.Query<string>(journaled), b.Query<string>(journaled));
        Assert.True(result.Orders > 50 && result.Trades > 50 && result.Positions > 5);
        string?[] reasons = [.. b.Query<string?>("SELECT DISTINCT reason FROM orders")];
        Assert.Equal(["a second thought", "a whim", "stop_loss", "strategy:777"], reasons.OfType<string>().Order(StringComparer.Ordinal));
        Assert.Equal(5, reasons.Length); // and none
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_rebuild_of_what_is_there_changes_nothing_and_keeps_what_no_journal_tells(DatabaseKind kind)
    {
        Database database = New(kind);
        using var queue = new StorageQueue();
        using (var played = new PlayedSession(12, queue, journal: File("J")))
        {
            played.Tap.OnSignal(0, new Signal(0, Side.Buy, 0.7, "a wall of bids", "wall", Now));
            Write(database, queue, played, 1, steps: 400);
        }

        using DbConnection connection = database.Open();
        string[] before = [.. StoredRows.Journaled.Select(t => StoredRows.Of(connection, t, whole: true))];
        Assert.Contains("wall", before[3]);
        Assert.Contains("skew", before[3]);
        Assert.Contains("bid_quantity", before[3]);
        RebuildResult result = Rebuild(database);
        Assert.Equal(0, result.AuditAdded);
        Assert.Equal(before, StoredRows.Journaled.Select(t => StoredRows.Of(connection, t, whole: true)));
        Assert.Null(AuditCheck.Run(connection).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void What_a_full_queue_loses_is_counted_and_comes_back_from_the_journal(DatabaseKind kind)
    {
        Database whole = New(kind), holed = New(kind);
        using var queue = new StorageQueue(64);
        var said = new List<string>();
        long lost;
        using (var played = new PlayedSession(13, queue, journal: File("J")))
        using (var writer = new StorageWriter(holed, queue, PlayedSession.Description(), said.Add))
        {
            int step = 0;
            played.Play(600, () =>
            {
                // Away for a while in the middle.
                if (++step % 8 == 0 && step is < 200 or > 400)
                    writer.Turn(step);
            });
            Assert.True(writer.Finish(() => long.MaxValue - 1, long.MaxValue, () => { }));
            lost = writer.Lost;
        }

        Assert.True(lost > 50, $"{lost} lost are too few to mean anything");
        Assert.Contains(said, s => s.Contains("db rebuild"));
        using DbConnection a = whole.Open(), b = holed.Open();
        SessionRow session = Assert.Single(SessionTables.All(b));
        Assert.Equal((lost, false), (session.LostRows, session.IsComplete));
        Rebuild(whole);
        Assert.NotEqual(StoredRows.Of(a, "trades"), StoredRows.Of(b, "trades"));
        RebuildResult result = Rebuild(holed);
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(a, table), StoredRows.Of(b, table));
        Assert.True(result.AuditAdded > 0);
        Assert.True(Assert.Single(SessionTables.All(b)).IsComplete);
        const string journaled = "SELECT count(*) FROM audit_log WHERE source_key NOT LIKE '%/told/%'";
        Assert.Equal(a.ExecuteScalar<long>(journaled), b.ExecuteScalar<long>(journaled));
        Assert.Null(AuditCheck.Run(b).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_database_that_is_away_is_tried_again_ever_more_seldom_and_nothing_is_lost(DatabaseKind kind)
    {
        Database whole = New(kind), database = New(kind);
        if (kind == DatabaseKind.Sqlite)
            database = new Database(DatabaseAddress.Parse($"Data Source={database.Address.File};Default Timeout=1"));
        using var queue = new StorageQueue();
        var said = new List<string>();
        using (var played = new PlayedSession(14, queue, journal: File("J")))
        using (var writer = new StorageWriter(database, queue, PlayedSession.Description(), said.Add))
        {
            played.Play(100);
            Assert.True(writer.Turn(0));
            using (Away(database))
            {
                played.Engine.ClearIntents();
                played.Tap.OnAudit(Entry());
                Assert.False(writer.Turn(0));
                Assert.Equal(1, writer.Failures);
                Assert.False(writer.Turn(99_999_999)); // not yet
                Assert.Equal(1, writer.Failures);
                Assert.False(writer.Turn(100_000_000));
                Assert.Equal(2, writer.Failures);
                Assert.False(writer.Turn(299_999_999));
                Assert.Equal(2, writer.Failures);
            }

            Assert.True(writer.Finish(() => long.MaxValue - 1, long.MaxValue, () => { }));
            Assert.Equal((0L, 0), (writer.Lost, writer.Failures));
        }

        Assert.Equal(2, said.Count);
        Assert.Contains("tried again", said[0]);
        Assert.Contains("written again", said[1]);
        Rebuild(whole);
        using DbConnection a = whole.Open(), b = database.Open();
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(a, table), StoredRows.Of(b, table));
        Assert.Null(AuditCheck.Run(b).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_rebuild_of_a_journal_whose_session_runs_takes_nothing_from_its_writer(DatabaseKind kind)
    {
        Database database = New(kind), rebuilt = New(kind);
        using var queue = new StorageQueue();
        var said = new List<string>();
        using (var played = new PlayedSession(17, queue, journal: File("J")))
        using (var writer = new StorageWriter(database, queue, PlayedSession.Description(), said.Add))
        {
            int step = 0;
            played.Play(300, () =>
            {
                if (++step < 100)
                    writer.Turn(0);
                else if (step == 200)
                    Assert.True(Rebuild(database).AuditAdded > 50);
            });
            Assert.True(writer.Finish(() => 0, 1, () => { }));
            Assert.Equal((0L, 0), (writer.Lost, said.Count));
        }

        Rebuild(rebuilt);
        using DbConnection a = database.Open(), b = rebuilt.Open();
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(b, table), StoredRows.Of(a, table));
        const string journaled = "SELECT count(*) FROM audit_log WHERE source_key NOT LIKE '%/told/%'";
        Assert.Equal(b.ExecuteScalar<long>(journaled), a.ExecuteScalar<long>(journaled));
        Assert.Null(AuditCheck.Run(a).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void What_is_refused_for_good_is_counted_and_told_once_and_tried_ever_more_seldom(DatabaseKind kind)
    {
        Database database = New(kind);
        using var queue = new StorageQueue();
        var said = new List<string>();
        using var played = new PlayedSession(18, queue);
        using var writer = new StorageWriter(database, queue, PlayedSession.Description(), said.Add);
        played.Play(50);
        Assert.True(writer.Turn(0));
        using DbConnection connection = Open(database);
        Refuse(connection, "INSERT ON audit_log");
        Refuse(connection, "UPDATE ON sessions");
        for (int i = 0; i < 3; i++)
            played.Tap.OnAudit(Entry());
        Assert.False(writer.Turn(0));
        Assert.Equal((3L, 1, 1), (writer.Lost, writer.Failures, said.Count));
        Assert.Contains("3 entries are lost", said[0]);
        // Only the count of what is lost is left to write.
        Assert.False(writer.Turn(99_999_999));
        Assert.Equal(1, writer.Failures);
        Assert.False(writer.Turn(100_000_000));
        Assert.False(writer.Turn(299_999_999));
        Assert.Equal((3L, 2, 1), (writer.Lost, writer.Failures, said.Count));
        connection.Execute(kind == DatabaseKind.Sqlite ? "DROP TRIGGER refuse_sessions" : "DROP TRIGGER refuse_sessions ON sessions");
        Assert.True(writer.Finish(() => 300_000_000, 300_000_001, () => { }));
        Assert.Equal((3L, 0), (writer.Lost, writer.Failures));
        Assert.Equal((3L, false), Assert.Single(SessionTables.All(connection).Select(s => (s.LostRows, s.IsComplete))));
    }

    [Theory, OnPostgres]
    public void Rights_that_are_missing_for_a_while_lose_nothing(DatabaseKind kind)
    {
        Database database = New(kind), limited = As(database, "limited", "SELECT, INSERT, UPDATE");
        using DbConnection connection = Open(database);
        connection.Execute("SELECT series_month(@Now)", new { Now });
        using var queue = new StorageQueue();
        using var played = new PlayedSession(19, queue);
        using var writer = new StorageWriter(limited, queue, PlayedSession.Description(), _ => { });
        connection.Execute("REVOKE INSERT ON audit_log FROM limited");
        played.Play(50);
        Assert.False(writer.Turn(0));
        Assert.Equal((0L, 1), (writer.Lost, writer.Failures));
        connection.Execute("GRANT INSERT ON audit_log TO limited");
        Assert.True(writer.Finish(() => 100_000_000, 100_000_001, () => { }));
        Assert.Equal((0L, 0), (writer.Lost, writer.Failures));
        Assert.True(connection.ExecuteScalar<long>("SELECT count(*) FROM audit_log") > 10);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_batch_whose_commit_nobody_knows_of_stands_once(DatabaseKind kind)
    {
        Database database = New(kind);
        using var queue = new StorageQueue();
        using var played = new PlayedSession(15, queue);
        played.Play(50);
        var books = new SessionBooks(PlayedSession.Description());
        var batch = new RowBatch();
        while (queue.TryTake(out SessionEntry entry))
            books.Take(entry, batch);
        using DbConnection connection = database.Open();
        for (int i = 0; i < 2; i++)
        {
            using WriteScope scope = Database.Begin(connection);
            DbTransaction transaction = scope.Transaction;
            int stale = SessionTables.Write(connection, transaction, books.Session, batch, isAgain: i > 0);
            Assert.Equal(i == 0 ? 0 : batch.Orders.Count + batch.Positions.Count, stale);
            transaction.Commit();
        }

        Assert.Equal(batch.Audit.Count, connection.ExecuteScalar<long>("SELECT count(*) FROM audit_log"));
        Assert.Equal(batch.Trades.Count, connection.ExecuteScalar<long>("SELECT count(*) FROM trades"));
        Assert.Equal(batch.Transitions.Count, connection.ExecuteScalar<long>("SELECT count(*) FROM order_transitions"));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_row_that_somebody_else_saved_meanwhile_is_stale_and_stays_as_it_is(DatabaseKind kind)
    {
        using DbConnection connection = New(kind).Open();
        OrderRow Row(long version, decimal filled) => new()
        {
            Journal = "j",
            OrderId = 1,
            Price = 100.10m,
            Quantity = 1.5m,
            Filled = filled,
            State = "placed",
            Version = version,
        };
        Assert.Equal(SaveOutcome.Missing, TradingTables.Save(connection, Row(1, 0)));
        Assert.Equal(SaveOutcome.Saved, TradingTables.Save(connection, Row(0, 0)));
        Assert.Equal(SaveOutcome.Stale, TradingTables.Save(connection, Row(0, 0.1m)));
        Assert.Equal(SaveOutcome.Saved, TradingTables.Save(connection, Row(1, 0.2m)));
        Assert.Equal(SaveOutcome.Stale, TradingTables.Save(connection, Row(1, 0.3m)));
        OrderRow now = TradingTables.FindOrder(connection, "j", 1)!;
        Assert.Equal((2L, 0.2m, 100.10m), (now.Version, now.Filled, now.Price));

        var position = new PositionRow { PositionKey = "p", EntryPrice = 1, Version = 0 };
        Assert.Equal(SaveOutcome.Saved, TradingTables.Save(connection, position));
        Assert.Equal(SaveOutcome.Stale, TradingTables.Save(connection, position));
        position.Version = 7;
        Assert.Equal(SaveOutcome.Stale, TradingTables.Save(connection, position));
        Assert.Equal(1, TradingTables.FindPosition(connection, "p")!.Version);
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_next_session_goes_on_with_the_orders_and_positions_of_the_one_before(DatabaseKind kind)
    {
        Database database = New(kind);
        Tell(database, 1, Entries.Start(1), Entries.Place(2, 1, Side.Buy, 5), Entries.Fill(3, 1, 2, trade: 70, price: 1000));
        // The fill is told again, and the rest of it closes.
        Tell(
            database, 2, Entries.Start(1), Entries.Fill(2, 1, 2, trade: 70, price: 1000), Entries.Fill(3, 1, 3, trade: 71, price: 1000), Entries.Place(4, 2, Side.Sell, 5),
            Entries.Fill(5, 2, 5, trade: 72, price: 1010), Entries.Stop(6));
        using DbConnection connection = database.Open();
        PositionRow position = Assert.Single(connection.Query<PositionRow>("SELECT * FROM positions"));
        Assert.Equal(("tlabc-1/3/0", 0.005m, 0.005m, 0m), (position.PositionKey, position.EntryQuantity, position.ExitQuantity, position.Quantity));
        Assert.Equal(0.005m * 1m, position.RealisedPnl); // 0.005 at 100.0, sold at 101.0
        Assert.Equal("limit", position.ExitReason);
        Assert.NotNull(position.ClosedAt);
        Assert.Equal([70L, 71, 72], connection.Query<long>("SELECT trade_id FROM trades ORDER BY trade_id"));
        Assert.Equal(["place", "fill", "duplicate_fill", "fill"], TradingTables.HistoryOf(connection, "tlabc", 1).Select(t => t.Event));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_position_was_closed_for_the_reason_of_the_order_that_closed_it(DatabaseKind kind)
    {
        Database database = New(kind);
        (OrderReason Reason, string? Name, string Right)[] exits =
        [
            (OrderReason.TakeProfit, null, "take_profit"), (OrderReason.StopLoss, null, "stop_loss"), (OrderReason.Trailing, null, "trailing"),
            (OrderReason.Kill, null, "kill"), (OrderReason.BarelyFilled, null, "barely_filled"), (OrderReason.Hedge, null, "hedge"), (OrderReason.Unwind, null, "unwind"),
            (new OrderReason(256), "the hour is over", "the hour is over"), (new OrderReason(257), "kill", "strategy:kill"), (new OrderReason(17), null, "strategy:17"), (default, null, "stop"),
        ];
        SessionEntry[] entries = [.. exits.SelectMany((e, i) => Entries.RoundTrip(1 + 10 * i, 1 + 2 * i, e.Reason, e.Name))];
        Tell(database, 1, [Entries.Start(1), .. entries]);
        using DbConnection connection = database.Open();
        string[] right = [.. exits.Select(e => e.Right)];
        Assert.Equal(right, connection.Query<string>("SELECT exit_reason FROM positions ORDER BY closed_at"));
        Assert.Equal(right, connection.Query<string>("SELECT exit_reason FROM trades WHERE exit_reason IS NOT NULL ORDER BY at_ns"));
        Assert.Equal(right, connection.Query<string>("SELECT reason FROM audit_log WHERE action = 'position.close' ORDER BY seq"));
        Assert.All(connection.Query<string>("SELECT entry_reason FROM positions"), r => Assert.Equal("limit", r));
        string?[] told = [.. right[..^1], null];
        Assert.Equal(told, connection.Query<string?>("SELECT reason FROM readable_orders WHERE order_id % 2 = 0 ORDER BY order_id"));
        AuditRow[] placed = [.. exits.Select((_, i) => AuditLog.History(connection, "order", $"tlabc-{2 + 2 * i}").Single(r => r.Action == "order.place"))];
        Assert.Equal(told, placed.Select(r => r.Reason));
        Assert.Equal(exits.Select(e => e.Reason == OrderReason.Kill ? "kill" : "s0"), placed.Select(r => r.Actor));
    }

    [Theory, OnSqlite, OnPostgres]
    public void Sessions_that_died_and_what_went_on_from_them_add_up_and_a_rebuild_of_the_journal_gives_the_same(DatabaseKind kind)
    {
        Database written = New(kind), rebuilt = New(kind);
        PlayedSession? before = null;
        for (int number = 1; number <= 3; number++)
        {
            using var queue = new StorageQueue();
            using var played = new PlayedSession(20 + number, queue, strategies: 2, journal: File("J"), before);
            using (var writer = new StorageWriter(written, queue, PlayedSession.Description(2, number: number), _ => { }, played.Begin))
            {
                played.Play(250, () => writer.Turn(0), dies: number < 3);
                Assert.True(writer.Finish(() => 0, 1, () => { }));
                Assert.Equal((0L, 0L), (writer.Lost, writer.Stale));
            }

            before = played;
        }

        RebuildResult result = JournalRebuild.Run(rebuilt, Journaled(3, strategies: 2), Now);
        using DbConnection a = written.Open(), b = rebuilt.Open();
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(a, table), StoredRows.Of(b, table));
        for (int i = 0; i < PlayedSession.Traded.Length; i++)
        {
            for (int s = 0; s < 2; s++)
                AssertLedger(b, $"s{s}", PlayedSession.Traded[i], before!.Engine.Strategies[s].Ledger(i));
            AssertLedger(b, "", PlayedSession.Traded[i], before!.Engine.Unassigned(i));
        }

        Assert.Equal([false, false, true], SessionTables.All(a).Select(s => s.EndedNs is not null));
        Assert.Equal([false, false, true], Enumerable.Range(1, 3).Select(n => SessionTables.IsWhole(a, "tlabc", n)));
        Assert.Equal([true, true, true], Enumerable.Range(1, 3).Select(n => SessionTables.IsWhole(b, "tlabc", n)));
        Assert.True(result is { Sessions: 3, Trades: > 100 } && result.Positions > 10);
        Assert.True(b.ExecuteScalar<int>("SELECT count(*) FROM trades t JOIN orders o ON o.order_id = t.order_id WHERE t.session_key <> o.session_key") > 0, "no order outlived its session");
    }

    [Theory, OnSqlite, OnPostgres]
    public void Sessions_that_are_whole_are_left_alone_when_those_after_them_are_read_from_the_journal(DatabaseKind kind)
    {
        Database written = New(kind), rebuilt = New(kind);
        PlayedSession? before = null;
        for (int number = 1; number <= 3; number++)
        {
            using var queue = new StorageQueue(1 << 15);
            using var played = new PlayedSession(30 + number, queue, strategies: 2, journal: File("J"), before);
            using (var writer = new StorageWriter(written, queue, PlayedSession.Description(2, number: number), _ => { }, played.Begin))
            {
                // The second's writer ends in the middle.
                int step = 0;
                played.Play(250, () => _ = (number != 2 || ++step < 100) && writer.Turn(0), dies: number < 3);
                if (number == 3)
                    break;
                if (number == 1)
                    Assert.True(writer.Finish(() => 0, 1, () => { }));
            }

            before = played;
        }

        using DbConnection a = written.Open(), b = rebuilt.Open();
        a.Execute("UPDATE trades SET signal_type = 'mark' WHERE session_key = 'tlabc-1'");
        RebuildResult all = JournalRebuild.Run(rebuilt, Journaled(3, strategies: 2), Now), some = JournalRebuild.Run(a, Journaled(3, strategies: 2), Now, from: 2);
        foreach (string table in StoredRows.Journaled)
            Assert.Equal(StoredRows.Of(b, table), StoredRows.Of(a, table));
        Assert.Equal((3, 2), (all.Sessions, some.Sessions));
        Assert.Equal([true, false, false], SessionTables.All(a).OrderBy(s => s.Number).Select(s => s.RebuiltNs is null));
        Assert.True(a.ExecuteScalar<long>("SELECT count(*) FROM trades WHERE signal_type = 'mark'") > 10, "trades of the first session were written anew");
        Assert.True(b.ExecuteScalar<int>("SELECT count(*) FROM trades t JOIN orders o ON o.order_id = t.order_id WHERE o.session_key = 'tlabc-1' AND t.session_key = 'tlabc-2'") > 0, "no order outlived its session");
        Assert.Null(AuditCheck.Run(a).Kind);
    }

    [Theory, OnSqlite, OnPostgres]
    public void What_failed_is_in_the_audit_log_too(DatabaseKind kind)
    {
        Database database = New(kind);
        Tell(
            database, 1, Entries.Start(1), Entries.Place(2, 1, Side.Buy, 5), Entries.Report(3, 1, ReportKind.Rejected), Entries.Place(4, 2, Side.Buy, 5),
            Entries.Report(5, 2, ReportKind.Unknown), Entries.Report(6, 2, ReportKind.CancelRejected));
        using DbConnection connection = database.Open();
        AuditRow[] rows = [.. AuditLog.History(connection, "order", "tlabc-1")];
        Assert.Equal([("order.place", true), ("order.rejected", false)], rows.Select(r => (r.Action, r.Success)));
        Assert.Contains("\"state\":\"pending\"", rows[1].OldValue);
        Assert.Contains("\"state\":\"rejected\"", rows[1].NewValue);
        Assert.NotNull(rows[1].ErrorMessage);
        Assert.Equal("tlabc-1/3", rows[1].TraceId);
        Assert.Equal(["order.unknown", "order.cancel_rejected"], connection.Query<string>("SELECT action FROM audit_log WHERE NOT success AND entity_id = 'tlabc-2' ORDER BY seq"));
    }

    [Theory, OnSqlite, OnPostgres]
    public void A_refusal_says_whose_it_was(DatabaseKind kind)
    {
        Database database = New(kind);
        SessionEntry own = Entries.Report(3, 1, ReportKind.Rejected), fault = Entries.Report(5, 2, ReportKind.Rejected), refused = Entries.Report(7, 3, ReportKind.Rejected);
        own.Report.NeverLeft = true;
        fault.Report.IsVenueFault = true;
        Tell(database, 1, Entries.Start(1), Entries.Place(2, 1, Side.Buy, 5), own, Entries.Place(4, 2, Side.Buy, 5), fault, Entries.Place(6, 3, Side.Buy, 5), refused);
        using DbConnection connection = database.Open();
        string[] told = [.. connection.Query<string>("SELECT error_message FROM audit_log WHERE action = 'order.rejected' ORDER BY seq")];
        Assert.Equal(["the order never left", "the venue couldn't take the order", "the venue refused the order"], told.Select(t => t.Split(" for the venue:")[0].Split(':')[0]));
    }

    [Fact]
    public void A_journal_without_its_first_session_isnt_rebuilt()
    {
        Database database = New(DatabaseKind.Sqlite);
        Tell(database, 1, Entries.Start(1), Entries.Place(2, 1, Side.Buy, 5));
        JournaledSession second = new(PlayedSession.Description(number: 2), [Entries.Start(1)]);
        Assert.Contains("session 2", Assert.Throws<BadInputException>(() => JournalRebuild.Run(database, [second], Now)).Message);
        using DbConnection connection = database.Open();
        Assert.NotNull(TradingTables.FindOrder(connection, "tlabc", 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public void Samples_of_market_and_equity_are_those_of_the_engine(DatabaseKind kind)
    {
        Database database = New(kind);
        using var queue = new StorageQueue();
        using var played = new PlayedSession(16, queue);
        Write(database, queue, played, 1, steps: 600);
        using DbConnection connection = database.Open();
        Assert.True(connection.ExecuteScalar<long>("SELECT count(*) FROM market_snapshots") > 10);
        for (int i = 0; i < PlayedSession.Traded.Length; i++)
        {
            Instrument traded = PlayedSession.Traded[i];
            EquityRow last = connection.QueryFirst<EquityRow>("SELECT * FROM equity_history WHERE strategy = '' AND symbol = @Symbol ORDER BY at_ns DESC LIMIT 1", traded);
            Ledger ledger = played.Engine.Ledger(i);
            Assert.Equal((ledger.Realised, ledger.Fees, ledger.Funding), (last.RealisedPnl, last.Fees, last.Funding));
            Assert.Equal(traded.QuantityUnit.ToDecimal(ledger.Position), last.Position);
        }
    }

    [Fact]
    public void The_tap_allocates_nothing_for_orders_and_reports_between_samples()
    {
        using var queue = new StorageQueue(1 << 10);
        var engine = new Engine(PlayedSession.Traded, [new StrategySetup("s", new Idle())], new RiskLimits());
        var tap = new StorageTap(queue, engine, _ => new MarketTouch(new Price(1), new Quantity(1), new Price(2), new Quantity(1)), 1_000_000);
        var report = new OrderReport { Kind = ReportKind.Fill, Quantity = new Quantity(1), Price = new Price(1) };
        tap.OnReport(1, report);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            tap.OnReport(i, report);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
        Assert.True(queue.Lost > 8_000);
    }

    private static void Refuse(DbConnection connection, string what)
    {
        string table = what.Split(' ')[^1];
        connection.Execute(connection is Microsoft.Data.Sqlite.SqliteConnection
            ? $"CREATE TRIGGER refuse_{table} BEFORE {what} BEGIN SELECT RAISE(ABORT, 'refused'); END"
            : $"CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused' USING ERRCODE = '23514'; END $$; CREATE TRIGGER refuse_{table} BEFORE {what} FOR EACH ROW EXECUTE FUNCTION refuse_{table}()");
    }

    private static AuditEntry Entry() => new() { AtNs = Now, Actor = "user", Action = "kill", EntityType = "session", EntityId = "x", TraceId = "t" };

    private static void Write(Database database, StorageQueue queue, PlayedSession played, int strategies, int steps)
    {
        using var writer = new StorageWriter(database, queue, PlayedSession.Description(strategies), _ => { });
        played.Play(steps, () =>
        {
            if (queue.Count > 500)
                writer.Turn(0);
        });
        Assert.True(writer.Finish(() => 0, 1, () => { }));
        Assert.Equal((0L, 0L), (writer.Lost, writer.Stale));
    }

    private RebuildResult Rebuild(Database database) => JournalRebuild.Run(
        database, [new JournaledSession(PlayedSession.Description(), JournalEntries.Of(OrderJournalFile.Read(File("J")).Records()))], Now);

    private IEnumerable<JournaledSession> Journaled(int sessions, int strategies) => Enumerable.Range(1, sessions).Select(n => OrderJournalFile.Read(File("J"), n))
        .Select(j => new JournaledSession(PlayedSession.Description(strategies, number: j.Number), JournalEntries.Of(j.Records()), j.Checkpoint));

    private static void Tell(Database database, long number, params SessionEntry[] entries)
    {
        using var queue = new StorageQueue();
        using var writer = new StorageWriter(database, queue, PlayedSession.Description(number: number), _ => { });
        foreach (SessionEntry entry in entries)
        {
            SessionEntry later = entry;
            later.LocalNs += number * 1_000;
            queue.Add(later);
        }

        Assert.True(writer.Finish(() => 0, 1, () => { }));
    }

    private static void AssertLedger(DbConnection connection, string strategy, Instrument traded, Ledger ledger)
    {
        var of = new { strategy, traded.Symbol };
        decimal Sum(string what, string table) => decimal.Parse(
            Convert.ToString(connection.ExecuteScalar($"SELECT decimal_sum({what}) FROM {table} WHERE strategy = @strategy AND symbol = @Symbol", of))!);
        Assert.Equal(ledger.Realised, Sum("realised_pnl", "positions"));
        Assert.Equal(ledger.Realised, Sum("realised_pnl", "trades"));
        Assert.Equal(ledger.Fees, Sum("fees", "positions"));
        Assert.Equal(ledger.Fees, Sum("fee", "trades"));
        Assert.Equal(ledger.Funding, Sum("funding", "positions"));
        Assert.Equal(ledger.Turnover, Sum("value", "trades"));
        PositionRow? open = connection.QuerySingleOrDefault<PositionRow>("SELECT * FROM positions WHERE closed_at IS NULL AND strategy = @strategy AND symbol = @Symbol", of);
        decimal held = open is null ? 0 : open.Side == "long" ? open.Quantity : -open.Quantity;
        Assert.Equal(traded.QuantityUnit.ToDecimal(ledger.Position), held);
        if (open is not null)
            Assert.Equal(Math.Round(ledger.AveragePrice(traded), 10), Math.Round(open.OpenCost / (open.Quantity * traded.Multiplier), 10));
    }

    private static OrderCounts Sum(Engine engine)
    {
        OrderCounts a = engine.Counts(0), b = engine.Counts(1);
        return new OrderCounts
        {
            Sent = a.Sent + b.Sent,
            Filled = a.Filled + b.Filled,
            Cancelled = a.Cancelled + b.Cancelled,
            Rejected = a.Rejected + b.Rejected,
            Expired = a.Expired + b.Expired,
        };
    }

    // Ended otherwise, and then its last fill came.
    private static long LateFilled(DbConnection connection, string event_) => connection.ExecuteScalar<long>(
        "SELECT count(DISTINCT o.order_id) FROM orders o JOIN order_transitions t ON t.order_id = o.order_id WHERE o.state = 'filled' AND t.event = @event_ AND t.to_state = @event_", new { event_ });

    private sealed class Idle : Strategy;

    private static class Entries
    {
        public static SessionEntry Start(long input) => new() { Kind = SessionEntryKind.Start, Input = input, LocalNs = Now + input };

        public static SessionEntry Stop(long input) => new() { Kind = SessionEntryKind.Stop, Input = input, LocalNs = Now + input };

        public static SessionEntry Place(long input, long order, Side side, long quantity) => new()
        {
            Kind = SessionEntryKind.Place,
            Input = input,
            LocalNs = Now + input,
            Order = new OrderId(order),
            Terms = NewOrder.Limit(0, side, new Price(1000), new Quantity(quantity)),
        };

        /// <summary>Of two orders: a limit order of no reason, and a stop.</summary>
        public static SessionEntry[] RoundTrip(long input, long order, OrderReason reason, string? name)
        {
            SessionEntry exit = Place(input + 3, order + 1, Side.Sell, 5);
            exit.Terms = new NewOrder(0, Side.Sell, OrderType.StopMarket, TimeInForce.GoodTillCancel, default, new Quantity(5)) { Trigger = new Price(990), Reason = reason };
            exit.Text = name;
            return [Place(input + 1, order, Side.Buy, 5), Fill(input + 2, order, 5, 2 * order, 1000), exit, Fill(input + 4, order + 1, 5, 2 * order + 1, 990)];
        }

        public static SessionEntry Report(long input, long order, ReportKind kind) => new()
        {
            Kind = SessionEntryKind.Report,
            Input = input,
            LocalNs = Now + input,
            Report = new OrderReport { Kind = kind, Id = new OrderId(order), LocalNs = Now + input, ExchangeNs = Now },
        };

        public static SessionEntry Fill(long input, long order, long quantity, long trade, long price)
        {
            SessionEntry entry = Report(input, order, ReportKind.Fill);
            entry.Report.Price = new Price(price);
            entry.Report.Quantity = new Quantity(quantity);
            entry.Report.TradeId = trade;
            return entry;
        }
    }
}
