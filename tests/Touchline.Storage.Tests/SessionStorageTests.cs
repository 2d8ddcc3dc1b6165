using System.Data.Common;
using Dapper;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Storage.Tests;

/// <summary>Paper sessions of the program that write a database.</summary>
public sealed class SessionStorageTests(PostgresServer server) : DatabaseTests(server)
{
    private readonly Workplace _place = new();
    private readonly List<string> _said = [];

    public override void Dispose()
    {
        _place.Dispose();
        base.Dispose();
    }

    [Theory, OnSqlite, OnPostgres]
    public void What_a_session_writes_is_what_a_rebuild_of_its_journal_gives(DatabaseKind kind)
    {
        string address = NewAddress(kind);
        var written = new Database(DatabaseAddress.Parse(address));
        using (PaperSession session = New(address, "--for", "20s", "--risk", "max_order=0.5"))
        {
            int steps = 0;
            session.Play(() => Command(session, ++steps), _ => { }, CancellationToken.None);
            Assert.True(session.Storage!.IsWhole, string.Join("; ", _said));
            Assert.Equal((0, 0), (session.Storage.Lost, session.Storage.Waiting));
            Assert.EndsWith($" rows of session {session.Storage.Session}", session.Storage.Line, StringComparison.Ordinal);
        }

        Database rebuilt = New(DatabaseKind.Sqlite);
        RebuildResult result = JournalRebuild.Run(rebuilt, StoredJournal.Read(_place["J"]), Now);
        using DbConnection a = written.Open(), b = rebuilt.Open();
        if (kind == DatabaseKind.Sqlite)
            Assert.All(StoredRows.Journaled, t => Assert.Equal(StoredRows.Of(a, t), StoredRows.Of(b, t)));
        Assert.Equal(0, JournalRebuild.Run(written, StoredJournal.Read(_place["J"]), Now).AuditAdded);
        Assert.All(StoredRows.Journaled, t => Assert.Equal(a.ExecuteScalar<long>($"SELECT count(*) FROM {t}"), b.ExecuteScalar<long>($"SELECT count(*) FROM {t}")));
        Assert.True(result is { Sessions: 1, Orders: > 20, Trades: > 10 }, $"{result} is too little to mean anything");
        SessionRow row = Assert.Single(SessionTables.All(a));
        Assert.Equal(("paper", "synthetic", "market-making,operator", true), (row.Kind, row.Venue, row.Strategies, row.EndedNs > row.StartedNs));
        Assert.True(a.ExecuteScalar<long>("SELECT count(*) FROM market_snapshots") > 1);
        Assert.True(a.ExecuteScalar<long>("SELECT count(*) FROM equity_history") > 1);
        AssertAudit(a);
        Assert.Null(AuditCheck.Run(a).Kind);
    }

    [Fact]
    public void A_database_that_cant_be_used_ends_the_session_before_it_begins()
    {
        Database locked = New(DatabaseKind.Sqlite), newer = New(DatabaseKind.Sqlite);
        using (DbConnection connection = Open(newer))
            connection.Execute("INSERT INTO schema_migrations (version, name, checksum, applied_ns) VALUES (99, 'later', 'x', 0)");
        using (Away(locked))
            Assert.Contains("is locked by another program", Refused($"Data Source={locked.Address.File};Default Timeout=1"), StringComparison.Ordinal);
        Assert.Contains("made by a newer program", Refused(newer.Address.File!), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refused(Path.Combine(_place["none"], "a.db")), StringComparison.Ordinal);
        Assert.Contains("can't be reached", Refused($"Host={_place["none"]};Database=x;Username=me"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_place["J"]));
    }

    [Fact]
    public void A_session_that_is_needed_in_any_case_goes_on_without_a_database_that_cant_be_used_and_says_so()
    {
        Database locked = New(DatabaseKind.Sqlite);
        TradingSettings chosen = TradingSettings.OfSession(_place.Read("--journal", _place["J"], "--database", $"Data Source={locked.Address.File};Default Timeout=1"));
        using (Away(locked))
            Assert.Null(SessionStorage.OpenIfUsable(chosen, _said.Add));
        string said = Assert.Single(_said);
        Assert.Contains("is locked by another program", said, StringComparison.Ordinal);
        Assert.Contains($"'touchline db rebuild {_place["J"]}' does it later", said, StringComparison.Ordinal);
        using SessionStorage? usable = SessionStorage.OpenIfUsable(chosen, _said.Add);
        Assert.NotNull(usable);
    }

    [Fact]
    public void A_database_that_is_away_in_the_middle_is_told_once_and_written_later()
    {
        Database database = New(DatabaseKind.Sqlite), rebuilt = New(DatabaseKind.Sqlite);
        using PaperSession session = New($"Data Source={database.Address.File};Default Timeout=1", "--for", "20s");
        IDisposable? away = null;
        int steps = 0;
        session.Play(
            () =>
            {
                if (++steps == 5)
                    away = Away(database);
                if (steps != 10)
                    return;
                Assert.True(SpinWait.SpinUntil(() => HasSaid(session), Patience.Most), "nothing was told of it");
                away!.Dispose();
            },
            _ => { },
            CancellationToken.None);
        Assert.True(session.Storage!.IsWhole);
        Assert.Equal(2, _said.Count);
        Assert.Contains("the session goes on", _said[0], StringComparison.Ordinal);
        Assert.Contains("is written again", _said[1], StringComparison.Ordinal);
        JournalRebuild.Run(rebuilt, StoredJournal.Read(_place["J"]), Now);
        using DbConnection a = database.Open(), b = rebuilt.Open();
        Assert.All(StoredRows.Journaled, t => Assert.Equal(StoredRows.Of(a, t), StoredRows.Of(b, t)));
    }

    [Fact]
    public void What_isnt_written_by_the_end_is_told_with_what_repairs_it()
    {
        Database database = New(DatabaseKind.Sqlite), rebuilt = New(DatabaseKind.Sqlite);
        using (PaperSession session = New($"Data Source={database.Address.File};Default Timeout=1", "--for", "5s"))
        {
            IDisposable? away = null;
            session.Storage!.ClosingNs = 100_000_000;
            session.Play(() => away ??= Away(database), _ => { }, CancellationToken.None);
            Assert.False(session.Storage.IsWhole);
            Assert.True(session.Storage.Waiting > 10);
            Assert.Contains($"not written; 'touchline db rebuild {_place["J"]}' repairs it", session.Storage.Line, StringComparison.Ordinal);
            Assert.False((bool)session.Storage.ToJson()["is_complete"]!);
            away!.Dispose();
        }

        foreach (Database each in new[] { database, rebuilt })
            JournalRebuild.Run(each, StoredJournal.Read(_place["J"]), Now);
        using DbConnection a = database.Open(), b = rebuilt.Open();
        Assert.All(StoredRows.Journaled, t => Assert.Equal(StoredRows.Of(a, t), StoredRows.Of(b, t)));
        Assert.True(SessionTables.IsWhole(a, SessionTables.All(a)[0].Journal, 1));
    }

    [Fact]
    public void Only_a_live_session_with_a_journal_has_a_database_that_nobody_named_and_none_turns_it_off()
    {
        string[] live = ["--venue", "binance", "--testnet", "--live", "--key", "k", "--symbols", "BTC"];
        Assert.Null(TradingSettings.OfSession(_place.Read("--journal", "J")).Database);
        Assert.Null(TradingSettings.OfSession(_place.Read(live)).Database);
        TradingSettings usual = TradingSettings.OfSession(_place.Read([.. live, "--journal", "J"]));
        Assert.Equal((Path.Combine("J", "touchline.db"), true), (usual.Database!.File, usual.IsDatabaseOfJournal));
        Assert.Null(TradingSettings.OfSession(_place.Read([.. live, "--journal", "J", "--database", "none"])).Database);
        TradingSettings named = TradingSettings.OfSession(_place.Read([.. live, "--journal", "J", "--database", "a.db"]));
        Assert.Equal(("a.db", false), (named.Database!.File, named.IsDatabaseOfJournal));
    }

    private bool HasSaid(PaperSession session)
    {
        session.Storage!.Tell();
        return _said.Count > 0;
    }

    private static void Command(PaperSession session, int step)
    {
        switch (step)
        {
            case 10:
                Assert.Null(session.Command(EngineCommand.Limit(EngineCommand.All, "max_order", "0.0001")));
                break;
            case 8:
                Assert.NotNull(session.Command(EngineCommand.Set(0, "nonsense", "1")));
                break;
            case 12:
                Assert.Null(session.Command(EngineCommand.Set(0, "spread", "1.5")));
                break;
            case 14:
                Assert.Null(session.Command(EngineCommand.Kill));
                break;
            case 16:
                Assert.Null(session.Command(EngineCommand.Arm));
                break;
        }
    }

    private static void AssertAudit(DbConnection connection)
    {
        AuditRow limit = connection.QuerySingle<AuditRow>("SELECT * FROM audit_log WHERE action = 'limit.change'");
        Assert.Equal(("max_order", """{"max_order":"0.5"}""", """{"max_order":"0.0001"}"""), (limit.EntityId, limit.OldValue, limit.NewValue));
        AuditRow parameter = connection.QuerySingle<AuditRow>("SELECT * FROM audit_log WHERE action = 'strategy.set'");
        Assert.Equal(("market-making", """{"spread":"1.0"}""", """{"spread":"1.5"}"""), (parameter.EntityId, parameter.OldValue, parameter.NewValue));
        AuditRow refused = connection.QuerySingle<AuditRow>("SELECT * FROM audit_log WHERE action = 'session.command_refused'");
        Assert.Equal((false, """{"command":"set 0 nonsense=1"}"""), (refused.Success, refused.NewValue));
        Assert.Contains("nonsense", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(
            ["set 0 nonsense=1", "limit max_order=0.0001", "set 0 spread=1.5", "kill", "arm"],
            connection.Query<string>("SELECT new_value FROM audit_log WHERE action = 'session.command' ORDER BY seq").Select(t => t.Split('"')[3]));
        AuditRow[] risk = [.. connection.Query<AuditRow>("SELECT * FROM audit_log WHERE action = 'order.refused' ORDER BY seq")];
        Assert.Contains(risk, r => !r.Success && r.ErrorMessage == "risk refuses: MaxOrder" && r.Actor == "market-making");
    }

    private string Refused(string address) => Assert.Throws<BadInputException>(() => New(address)).Message;

    private PaperSession New(string address, params string[] arguments)
    {
        TradingSettings chosen = TradingSettings.OfSession(_place.Read(["--speed", "max", "--journal", _place["J"], "--database", address, .. arguments]));
        SessionStorage? storage = SessionStorage.Open(chosen, _said.Add);
        return new PaperSession(chosen, [new SyntheticStream(new SyntheticStreamOptions(), 7, Now, 0)], (_, _) => { }, storage: storage);
    }
}
