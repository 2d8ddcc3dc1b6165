using System.Data.Common;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Storage;
using Touchline.Trading;
using static Touchline.Tests.Live.TradingLine;

namespace Touchline.Tests.Live;

/// <content>What a recovery says that it found and did, and where.</content>
public sealed partial class LiveRecoveryTests
{
    [Fact]
    public void What_a_recovery_that_trades_nothing_does_at_its_very_end_is_told_too()
    {
        Kill();
        using (LiveSession session = New(_place["K"]))
        {
            _line.WithAll("BTC").DisarmingNs = Second;
            session.Begin(CancellationToken.None);
            _line.At(_line.NowNs + 100 * Ms, l => l.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Buy, ExchangeNs = _line.NowNs, LocalNs = _line.NowNs, Price = new Price(10), Quantity = new Quantity(10), TradeId = 9 }));
            _line.At(_line.NowNs + 110 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.01m, 1))));
            session.EndWithoutTrading();
            Assert.Equal(("0 BTC", "0.01 BTC"), (session.Recovery!.JournalPositions, session.Recovery.Positions));
        }

        JsonNode report = JsonNode.Parse(File.ReadAllText(Path.Combine(_place["K"], "recovery-2.json")))!;
        Assert.Contains(report["actions_taken"]!.AsArray(), a => ((string)a!).Contains("Buy 0.01 BTC", StringComparison.Ordinal));
        using DbConnection connection = new Database(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))).Open();
        Assert.Contains(AuditLog.History(connection, "session", "tltest-2"), r => r is { Action: "session.recover", Reason: { } reason } && reason.Contains("Buy 0.01 BTC", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recovery_that_fails_before_the_venue_answers_is_in_the_audit_log()
    {
        Kill();
        using (LiveSession session = New(_place["K"]))
        {
            _line.WithAll("BTC");
            session.Begin(CancellationToken.None);
        }

        using (LiveSession session = New(_place["K"], "--opening", "2s"))
            Assert.Throws<IOException>(() => session.Begin(CancellationToken.None));
        using DbConnection connection = new Database(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))).Open();
        Assert.Contains("couldn't be traded on within 2s", Assert.Single(AuditLog.History(connection, "session", "tltest-3")).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recovery_is_set_up_as_a_live_session_but_what_only_traders_need_isnt_demanded_of_it()
    {
        _place.Json("""{"models": {"fees": "maker=0.0002,taker=0.0004"}, "run": {"record": ["a.tlr", "b.tlr"]}}""");
        string[] where = ["--venue", "binance", "--key", "k", "--symbols", "BTC"];
        TradingSettings usual = _place.ReadRecovery("K", [.. where, "--opening", "8s", "--on-position-difference", "freeze"]);
        Assert.True(usual.Venue!.IsRealMoney);
        Assert.Equal((true, "K", 8 * Second, DifferenceReaction.Freeze), (usual.Run.Live, usual.Run.Journal, usual.Run.OpeningNs, usual.Run.Watch.OnPosition));
        Assert.Equal((Path.Combine("K", "touchline.db"), true), (usual.Database!.File, usual.IsDatabaseOfJournal));
        Assert.Empty(usual.Run.Record);
        Assert.Equal("a.db", _place.ReadRecovery("K", [.. where, "--database", "a.db"]).Database!.File);
        Assert.Null(_place.ReadRecovery("K", [.. where, "--database", "none"]).Database);
        Assert.Contains("venue.name is missing", Assert.Throws<BadInputException>(() => _place.ReadRecovery("K")).Message, StringComparison.Ordinal);
        // It isn't made for a recovery alone.
        Assert.Null(SessionStorage.OpenIfUsable(_place.ReadRecovery(_place["K"], where), _said.Add));
        Assert.Empty(_said);
    }
}
