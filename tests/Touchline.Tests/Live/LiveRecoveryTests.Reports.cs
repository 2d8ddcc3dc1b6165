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
    [Theory]
    [InlineData(ReportKind.Expired, true, "not_found NOT_FOUND", "was at the venue, which knows nothing of it any more")]
    [InlineData(ReportKind.Expired, false, "status_mismatch EXPIRED", "has expired")]
    [InlineData(ReportKind.Rejected, true, "not_found NOT_FOUND", "isn't at the venue: it never arrived")]
    [InlineData(ReportKind.Rejected, false, "status_mismatch REJECTED", "was refused by the venue")]
    [InlineData(ReportKind.Cancelled, false, "status_mismatch CANCELED", "is cancelled")]
    public void How_an_order_ended_is_told_as_the_venue_says_it_also_when_a_fill_comes_behind(ReportKind end, bool isNotFound, string issue, string action)
    {
        // Only what was never acknowledged is refused, and has no fill.
        bool isRefused = end == ReportKind.Rejected;
        Kill(answer: (line, intent) =>
        {
            if (intent.Kind == IntentKind.Cancel || !isRefused)
                line.Report(intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled : ReportKind.Acknowledged, intent);
        });
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        AdoptedOrder about = default!;
        _line.At(Start + 200 * Ms, l =>
        {
            about = _line.Adopted.First(o => o is { IsLive: true, Side: Side.Buy });
            foreach (AdoptedOrder other in _line.Adopted.Where(o => o.IsLive && o.Id != about.Id))
                l.OnReport(Report(ReportKind.Acknowledged, other, 0));
            l.OnReport(Report(end, about, 0) with { IsNotFound = isNotFound });
            if (isRefused)
                return;
            l.OnReport(Report(ReportKind.Fill, about, 1) with { Quantity = new Quantity(1) });
            _line.At(Start + 310 * Ms, then => then.OnAccount(Account(new AccountPosition("BTC", 0.001m, 1))));
        });
        session.Begin(CancellationToken.None);
        JsonNode report = session.Recovery!.ToJson();
        JsonNode hanging = Assert.Single(report["hanging_orders"]!.AsArray(), h => (long)h!["order_id"]! == about.Id.Number)!;
        Assert.Equal(issue, $"{hanging["issue"]!["type"]} {hanging["issue"]!["exchange_status"]}");
        Assert.Contains(report["actions_taken"]!.AsArray(), a => (string)a! == $"order {about.Id} {action}");
    }

    [Fact]
    public void An_order_that_only_the_venue_knows_is_among_the_actions_and_the_hanging_ones()
    {
        Kill();
        using LiveSession session = New(_place["K"]);
        _line.WithAll("BTC");
        // Told twice, before the books are there and in the end; another once everything has been asked.
        foreach (long ns in (long[])[Start + 200 * Ms, Start + 250 * Ms])
            _line.At(ns, l => l.OnLostOrder(0, new OrderId(700), "tltest-700"));
        session.Begin(CancellationToken.None);
        ((IVenueListener)session).OnLostOrder(0, new OrderId(701), "tltest-701");
        JsonNode report = session.Recovery!.ToJson();
        Assert.Equal(
            ["700 tltest-700 BTC Lost status_mismatch NEW", "701 tltest-701 BTC Lost status_mismatch NEW"],
            report["hanging_orders"]!.AsArray().Select(h => $"{h!["order_id"]} {h["client_order_id"]} {h["symbol"]} {h["local_status"]} {h["issue"]!["type"]} {h["issue"]!["exchange_status"]}"));
        Assert.Equal(2, report["actions_taken"]!.AsArray().Count(a => ((string)a!).Contains("works at the venue in BTC though the journal has lost it", StringComparison.Ordinal)));
        session.Play(() => { }, CancellationToken.None);
        ((IVenueListener)session).OnLostOrder(0, new OrderId(702), "tltest-702");
        Assert.Equal(2, session.Recovery.ToJson()["hanging_orders"]!.AsArray().Count);
    }

    [Fact]
    public void A_damaged_market_log_of_a_killed_session_is_told_with_its_place()
    {
        _killedAfterSteps = 150;
        Kill();
        string log = Path.Combine(_place["K"], "market-1-0.tlr.partial");
        using (Recording whole = Recording.Open(log))
            Assert.True(whole is { Damage: null, BlockCount: > 2 }, $"{whole.BlockCount} blocks");
        byte[] bytes = File.ReadAllBytes(log);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(log, bytes);
        using (var replay = new SessionReplay(_place["K"], session: null))
            Assert.Contains($"{log} is damaged at byte", Assert.Single(replay.Damages), StringComparison.Ordinal);
        Assert.Equal(CommandLine.FailedRun, ReplayCommand.Create().Parse([_place["K"]]).Invoke());
    }

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
    public void A_recovery_that_leaves_an_order_open_has_not_recovered()
    {
        Kill();
        _look = new LastLook(["sell 1 BTC"], null);
        using (LiveSession session = New(_place["K"]))
        {
            _line.WithAll("BTC");
            session.Begin(CancellationToken.None);
            session.EndWithoutTrading();
        }

        JsonNode report = JsonNode.Parse(File.ReadAllText(Path.Combine(_place["K"], "recovery-2.json")))!;
        Assert.Equal((false, "orders are left open at the venue, or it couldn't be asked whether any are"), ((bool)report["recovered"]!, (string)report["trouble"]!));
        using DbConnection connection = new Database(DatabaseAddress.Parse(Path.Combine(_place["K"], "touchline.db"))).Open();
        Assert.Contains(AuditLog.History(connection, "session", "tltest-2"), r => r is { Action: "session.recover", Success: false });
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
