using System.Data.Common;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Sdk;
using Touchline.Storage;
using Touchline.Storage.Tests;
using Touchline.Tests.Configuration;
using Touchline.Trading;
using static Touchline.Tests.Live.TradingLine;

namespace Touchline.Tests.Live;

/// <summary>Sessions that leave their orders at the venue when their user ends them.</summary>
public sealed class LiveKeepTests : IDisposable
{
    private const int EndsAfter = 40;

    private readonly Workplace _place = new();
    private readonly List<string> _said = [];
    private TradingLine _line = null!;
    private LastLook _look = new(["buy 0.01 BTC at 100 (client order id tltest-1)"], null);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Nothing_is_placed_or_cancelled_at_the_end_and_the_next_session_finds_every_order()
    {
        long[] left = [];
        using (LiveSession session = New())
        {
            _line.WithAll("BTC");
            session.Begin(CancellationToken.None);
            int sent = 0;
            Play(session, () =>
            {
                sent = _line.Sent.Count;
                left = [.. session.Engine.SnapshotOrders().Select(o => o.Id.Number)];
            });
            Assert.NotEmpty(left);
            Assert.Equal(sent, _line.Sent.Count);
            Assert.True(_line.KeepsOrders && session.IsStopped && session.IsClean);
            Assert.Equal(_look.Open, session.Kept);
            Assert.Empty(session.LeftOpen);
        }

        Assert.True(_line.IsStopped && _line.IsDisposed);
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
        Assert.Empty(Directory.GetFiles(_place["J"], "*.next"));
        using LiveSession next = New();
        _look = new([], null);
        _line.WithAll("BTC");
        next.Begin(CancellationToken.None);
        Assert.Equal(left.Order(), _line.Adopted.Where(o => o.IsLive).Select(o => o.Id.Number).Order());
        Assert.Equal(left.Order(), _line.Sent.Select(i => i.Id.Number).Order());
        Assert.All(_line.Sent, i => Assert.Equal(IntentKind.Cancel, i.Kind));
        next.Play(() => { }, CancellationToken.None);
        Assert.Null(next.Kept);
        Assert.True(next.IsClean);
    }

    [Theory]
    [InlineData("time")]
    [InlineData("trouble")]
    [InlineData("kill")]
    [InlineData("setting")]
    public void An_end_that_nobody_asked_for_and_a_killed_session_cancel_everything(string why)
    {
        using LiveSession session = New(why == "setting" ? "cancel" : "keep", "--for", why == "time" ? "2s" : "10s");
        _look = new([], null);
        _line.WithAll("BTC");
        if (why == "trouble")
            _line.StateAt(Start + 2 * Second, new VenueState(false, false, "the key was deleted", true));
        session.Begin(CancellationToken.None);
        if (why is "time" or "trouble")
            session.Play(() => { }, CancellationToken.None);
        else
            Play(session, () => Assert.Null(why == "kill" ? session.Command(EngineCommand.Kill) : null));
        Assert.Null(session.Kept);
        Assert.False(_line.KeepsOrders);
        Assert.Equal(0, session.Engine.LiveOrders);
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Cancel);
    }

    [Theory]
    [InlineData(700, false)]
    [InlineData(60_000, true)]
    public void The_countdown_is_switched_off_and_told_where_it_wasnt_in_time(long takesMs, bool isLeft)
    {
        using LiveSession session = New();
        _line.WithAll("BTC").DisarmingNs = takesMs * Ms;
        session.Begin(CancellationToken.None);
        long endNs = 0;
        Play(session, () => endNs = _line.NowNs);
        Assert.Equal((isLeft, !isLeft), (session.IsCountdownLeft, session.IsClean));
        Assert.InRange(_line.NowNs - endNs, Math.Min(takesMs, 2000) * Ms, 2500 * Ms);
    }

    [Fact]
    public void Where_the_venue_cant_be_asked_what_the_session_knows_is_told_and_it_isnt_clean()
    {
        using LiveSession session = New();
        _look = new([], "no network");
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        Play(session, () => { });
        Assert.Equal(session.Engine.LiveOrders, session.Kept!.Count);
        Assert.Matches(@"^(buy|sell) 0\.01 BTC at \d+(\.\d)? \(order \d+\)$", session.Kept[0]);
        Assert.False(session.IsClean);
    }

    [Fact]
    public void What_trades_while_it_leaves_is_told_and_booked_by_the_next_session()
    {
        OrderUpdate traded = default;
        using (LiveSession session = New())
        {
            _line.WithAll("BTC").DisarmingNs = Second;
            session.Begin(CancellationToken.None);
            Play(session, () =>
            {
                traded = session.Engine.SnapshotOrders().First(o => o.Side == Side.Buy);
                _line.At(_line.NowNs + 100 * Ms, l => l.OnReport(FillOf(traded)));
            });
            Assert.True(session.Engine.Ledger(0).Position.IsZero);
            Assert.Contains(_said, s => s.Contains($"order {traded.Id} traded at the very end") && s.EndsWith("the next session with the journal books it", StringComparison.Ordinal));
        }

        using LiveSession next = New();
        _line.WithAll("BTC");
        _line.At(Start + 200 * Ms, l => l.OnReport(FillOf(traded)));
        _line.At(Start + 310 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", 0.01m, 1))));
        next.Begin(CancellationToken.None);
        Assert.Equal(10, next.Engine.Ledger(0).Position.Units);
    }

    [Fact]
    public void The_database_has_the_same_as_one_that_is_made_from_the_journal()
    {
        using (LiveSession session = New())
        {
            _line.WithAll("BTC");
            session.Begin(CancellationToken.None);
            Play(session, () => { });
            Assert.True(session.Storage!.IsWhole, string.Join("; ", _said));
        }

        Database written = new(DatabaseAddress.Parse(Path.Combine(_place["J"], "touchline.db"))), rebuilt = new(DatabaseAddress.Parse(_place["b.db"]));
        Schema.Migrate(rebuilt, Start);
        Assert.Equal(1, JournalRebuild.Run(rebuilt, StoredJournal.Read(_place["J"]), Start).Sessions);
        using DbConnection a = written.Open(), b = rebuilt.Open();
        Assert.All(StoredRows.Journaled, t => Assert.Equal(StoredRows.Of(a, t), StoredRows.Of(b, t)));
    }

    [Fact]
    public void Without_a_journal_or_on_paper_nothing_can_be_kept()
    {
        string[] live = ["--venue", "binance", "--testnet", "--live", "--key", "k", "--symbols", "BTC"];
        Assert.Equal(
            "command line --on-stop: setting run.on_stop is keep, but setting run.journal is missing: without a journal no session would find the orders again (--journal FOLDER)",
            Assert.Throws<BadInputException>(() => TradingSettings.OfSession(_place.Read([.. live, "--on-stop", "keep"]))).Message);
        Assert.False(TradingSettings.OfSession(_place.Read([.. live, "--on-stop", "cancel"])).Run.KeepsOrders);
        Assert.Contains("setting run.on_stop has no effect, as run.live is off", Assert.Throws<BadInputException>(() => TradingSettings.OfSession(_place.Read("--on-stop", "keep", "--journal", _place["J"]))).Message, StringComparison.Ordinal);
    }

    private OrderReport FillOf(OrderUpdate order) => new()
    {
        Kind = ReportKind.Fill,
        Id = order.Id,
        ExchangeNs = _line.NowNs,
        LocalNs = _line.NowNs,
        Price = order.Price,
        Quantity = order.Remaining,
        TradeId = 77,
        IsMaker = true,
    };

    // The user ends it in the middle.
    private static void Play(LiveSession session, Action last)
    {
        using var end = new CancellationTokenSource();
        int steps = 0;
        session.Play(
            () =>
            {
                if (++steps != EndsAfter)
                    return;
                last();
                end.Cancel();
            },
            end.Token);
    }

    private LiveSession New(string onStop = "keep", params string[] arguments)
    {
        TradingSettings chosen = TradingSettings.OfSession(_place.Read(
        [
            "--venue", "binance", "--testnet", "--live", "--key", "k", "--symbols", "BTC", "--param", "size=0.01", "--param", "refresh=100ms", "--journal", _place["J"], "--on-stop", onStop, .. arguments.Length == 0 ? ["--for", "10s"] : arguments,
        ]));
        EarlierSessions? before = EarlierSessions.Open(chosen);
        return new LiveSession(chosen, "tltest", before, listener => _line = new TradingLine(listener), (_, _) => { }, _said.Add, () => _look, SessionStorage.Open(chosen, _said.Add));
    }
}
