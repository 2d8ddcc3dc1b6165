using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Tests.Configuration;
using Touchline.Trading;
using static Touchline.Tests.Live.TradingLine;

namespace Touchline.Tests.Live;

public sealed class LiveSessionTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly List<string> _said = [];
    private TradingLine _line = null!;
    private LastLook? _look = new([], null);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Nothing_is_sent_before_instruments_books_and_account_are_there()
    {
        using LiveSession session = New();
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.Tell(0, 5, 20 * Second);
        _line.StateAt(Start + Second, new VenueState(true, false, null, false));
        _line.StateAt(Start + 2 * Second, Ready);
        _line.At(Start + 3 * Second, l => l.OnAccount(Account()));
        session.Begin(CancellationToken.None);
        Assert.Empty(_line.Sent);
        Assert.Equal(Start + 3 * Second, _line.NowNs);
        Assert.Equal(["waiting for what BTC is", "waiting for the books", "waiting for the account"], _said);
        session.Play(() => { }, CancellationToken.None);
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Place);
        Assert.True(session.Engine.Book(0).Touch.IsTwoSided);
    }

    [Fact]
    public void What_others_did_while_the_session_opened_is_in_the_account_that_it_found_and_not_booked()
    {
        using LiveSession session = New();
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.At(Start + 2 * Ms, l => l.OnReport(new OrderReport { Kind = ReportKind.External, Side = Side.Sell, LocalNs = Start + 2 * Ms, Price = new Price(10), Quantity = new Quantity(10), TradeId = 9 }));
        _line.Tell(0, 5, 20 * Second);
        _line.StateAt(Start + Second, Ready);
        _line.At(Start + Second, l => l.OnAccount(Account()));
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.Empty(session.Differences);
        Assert.Equal(0, session.Figures.Fills);
        Assert.True(session.Engine.Ledger(0).Position.IsZero);
    }

    [Fact]
    public void Its_journal_replays_to_the_last_byte_and_its_recording_can_be_traded_on()
    {
        using LiveSession session = New("--journal", _place["J"], "--record", _place["btc.tlr"], "--record", _place["eth.tlr"], "--symbols", "BTC,ETH");
        _line.WithAll("BTC", "ETH").Answer = Fills;
        session.Begin(CancellationToken.None);
        int steps = 0;
        session.Play(
            () =>
            {
                if (++steps % 30 == 0)
                    Assert.Null(session.Command(EngineCommand.Set(0, "spread", $"{1 + steps / 30 % 3}")));
            },
            CancellationToken.None);
        Assert.True(session.Figures.Fills > 10, $"{session.Figures.Fills} fills");
        Assert.True(session.Commands > 2);
        Assert.Empty(session.LeftOpen);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
        Assert.Equal(CommandLine.Done, BacktestCommand.Create().Parse(["--data", _place["btc.tlr"], "--data", _place["eth.tlr"]]).Invoke());
    }

    [Fact]
    public void A_session_that_was_killed_replays_as_far_as_its_markets_log_goes()
    {
        LiveSession session = New("--journal", _place["J"]);
        _line.WithAll("BTC").Answer = Fills;
        session.Begin(CancellationToken.None);
        Assert.Throws<InvalidOperationException>(() => session.Play(() => throw new InvalidOperationException("as if killed"), CancellationToken.None));
        Assert.Equal(0, session.Engine.LiveOrders);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Fact]
    public void Whatever_goes_wrong_in_the_middle_of_sending_what_works_is_cancelled_and_nothing_is_sent_twice()
    {
        LiveSession session = New();
        int answered = 0;
        _line.WithAll("BTC").Answer = (line, intent) =>
        {
            if (intent.Kind == IntentKind.Place && ++answered == 4)
                throw new InvalidOperationException("the adapter is wrong");
            line.Report(intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled : ReportKind.Acknowledged, intent);
        };
        session.Begin(CancellationToken.None);
        Assert.Equal("the adapter is wrong", Assert.Throws<InvalidOperationException>(() => session.Play(() => { }, CancellationToken.None)).Message);
        OrderId[] placed = [.. _line.Sent.Where(i => i.Kind == IntentKind.Place).Select(i => i.Id)];
        Assert.Equal(4, placed.Length);
        Assert.Equal(placed.Length, placed.Distinct().Count());
        Assert.Superset(placed.ToHashSet(), _line.Sent.Where(i => i.Kind == IntentKind.Cancel).Select(i => i.Id).ToHashSet());
        Assert.Equal(0, session.Engine.LiveOrders);
        session.Dispose();
    }

    [Fact]
    public void Every_input_is_later_than_the_one_before_and_none_before_it_happened()
    {
        using LiveSession session = New("--record", _place["btc.tlr"], "--journal", _place["J"]);
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        // Our clock is three seconds behind, and messages come several at one moment.
        _line.Tell(0, 5, 10 * Second, aheadNs: 3 * Second);
        _line.Tell(0, 5, 10 * Second, aheadNs: 3 * Second + 1);
        _line.StateAt(Start + 300 * Ms, Ready);
        _line.At(Start + 300 * Ms, l => l.OnAccount(Account()));
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        session.Dispose();
        using Recording recording = Recording.Open(_place["btc.tlr"]);
        Assert.Equal(0, recording.ClockOffsetNs);
        long lastNs = 0;
        bool isFirst = true;
        for (var rows = new LocalTimeline(recording); rows.NextNs != long.MaxValue; rows.Advance())
        {
            if (rows.Row.Kind == EventKind.Definition)
                continue;
            Assert.True(isFirst ? rows.NextNs > lastNs : rows.NextNs == lastNs, "a batch isn't later than the one before");
            Assert.True(rows.Row.ExchangeNs <= rows.NextNs, "a row came before it happened");
            (lastNs, isFirst) = (rows.NextNs, rows.Row.EndsBatch);
        }

        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Fact]
    public void At_its_end_every_order_is_cancelled_and_the_venues_word_is_waited_for()
    {
        using LiveSession session = New("--for", "5s");
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.True(session.IsStopped);
        Assert.Empty(session.LeftOpen);
        Assert.Equal(_line.Sent.Count(i => i.Kind == IntentKind.Place), _line.Sent.Count(i => i.Kind == IntentKind.Cancel));
        Assert.InRange(_line.NowNs, Start + 5 * Second, Start + 6 * Second);
        session.Dispose();
        Assert.True(_line.IsStopped && _line.IsDisposed);
    }

    [Fact]
    public void What_the_venue_doesnt_confirm_is_told_as_left_open_in_bounded_time()
    {
        using LiveSession session = New("--for", "5s");
        _line.WithAll("BTC").Answer = (line, intent) =>
        {
            if (intent.Kind == IntentKind.Place)
                line.Report(ReportKind.Acknowledged, intent);
        };
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.True(session.Engine.LiveOrders > 0);
        Assert.Equal(session.Engine.LiveOrders, session.LeftOpen.Count);
        Assert.Matches(@"^(buy|sell) 0\.01 BTC at \d+(\.\d)? \(order \d+\)$", session.LeftOpen[0]);
        Assert.InRange(_line.NowNs, Start + 5 * Second + LiveSession.MostClosingNs, Start + 6 * Second + LiveSession.MostClosingNs);
    }

    [Fact]
    public void The_end_is_clean_only_when_the_venue_lists_nothing_and_could_be_asked()
    {
        foreach ((LastLook look, bool isClean) in new[] { (new LastLook([], null), true), (new LastLook(["buy 1 BTC"], null), false), (new LastLook([], "no network"), false), (new LastLook([], null) { OfOthers = ["buy 1 BTC"] }, true) })
        {
            using LiveSession session = New("--for", "2s");
            _line.WithAll("BTC");
            _look = look;
            session.Begin(CancellationToken.None);
            Assert.False(session.IsClean);
            session.Play(() => { }, CancellationToken.None);
            Assert.Empty(session.LeftOpen);
            Assert.Equal(isClean, session.IsClean);
        }
    }

    [Theory]
    [InlineData(700, 700)]
    [InlineData(60_000, 2_000)]
    public void The_countdown_is_switched_off_at_the_end_and_that_is_waited_for_in_bounded_time(long takesMs, long waitsMs)
    {
        using LiveSession session = New("--for", "2s");
        _line.WithAll("BTC").DisarmingNs = takesMs * Ms;
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.Empty(session.LeftOpen);
        Assert.InRange(_line.NowNs, Start + 2 * Second + waitsMs * Ms, Start + 2 * Second + (waitsMs + 500) * Ms);
    }

    [Fact]
    public void A_last_look_that_fails_hides_nothing_of_what_is_left_open()
    {
        using LiveSession session = New("--for", "2s");
        _look = null;
        _line.WithAll("BTC").Answer = (line, intent) =>
        {
            if (intent.Kind == IntentKind.Place)
                line.Report(ReportKind.Acknowledged, intent);
        };
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.NotEmpty(session.LeftOpen);
        Assert.Equal("there is no certificate any more", session.LastLook!.Failure);
        Assert.False(session.IsClean);
    }

    [Fact]
    public void A_cancel_that_the_venue_refused_is_sent_again()
    {
        using LiveSession session = New("--for", "5s");
        var refused = new HashSet<OrderId>();
        _line.WithAll("BTC").Answer = (line, intent) => line.Report(
            intent.Kind == IntentKind.Place ? ReportKind.Acknowledged : refused.Add(intent.Id) ? ReportKind.CancelRejected : ReportKind.Cancelled, intent);
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.Empty(session.LeftOpen);
        Assert.NotEmpty(refused);
    }

    [Fact]
    public void An_answer_from_inside_the_sending_is_taken_after_it()
    {
        using LiveSession session = New("--for", "5s", "--journal", _place["J"]);
        _line.WithAll("BTC");
        IVenueListener inside = session;
        _line.Answer = (line, intent) => inside.OnReport(ReportOf(intent.Kind == IntentKind.Place ? ReportKind.Rejected : ReportKind.Cancelled, intent, line.NowNs));
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.Equal(session.Figures.Orders.Sent, session.Figures.Orders.Rejected);
        Assert.True(session.Figures.Orders.Rejected > 10);
        Assert.Equal(0, session.Engine.LiveOrders);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("7s", "--opening", "7s")]
    public void A_venue_that_never_becomes_ready_is_given_up_with_its_trouble(string time, params string[] arguments)
    {
        using LiveSession session = New(["--journal", _place["J"], .. arguments]);
        _line.At(Start + Ms, l => l.OnInstrument(0, InstrumentOf("BTC")));
        _line.StateAt(Start + Second, new VenueState(false, false, "the stream is down", false));
        string message = Assert.Throws<IOException>(() => session.Begin(CancellationToken.None)).Message;
        Assert.Contains($"binance couldn't be traded on within {time}: still waiting for the books (the stream is down); nothing was sent", message);
        Assert.True(Duration.TryParse(time, out long ns));
        Assert.Equal(Start + ns, _line.NowNs);
        Assert.Contains("the stream is down", _said);
        session.Dispose();
        Assert.Empty(_line.Sent);
        Assert.False(Directory.Exists(_place["J"]));
    }

    [Fact]
    public void A_hopeless_venue_is_given_up_at_once_and_so_it_is_when_the_user_does()
    {
        using LiveSession hopeless = New();
        _line.StateAt(Start + Second, new VenueState(false, false, "the key is refused: check it", true));
        Assert.Equal("binance: the key is refused: check it", Assert.Throws<BadInputException>(() => hopeless.Begin(CancellationToken.None)).Message);
        Assert.InRange(_line.NowNs, Start + Second, Start + 2 * Second);
        using LiveSession unheard = New();
        _line.HasHeard = false;
        _line.StateAt(Start + Second, new VenueState(false, false, "nothing listens there", true));
        Assert.Equal("binance: nothing listens there; nothing was sent", Assert.Throws<IOException>(() => unheard.Begin(CancellationToken.None)).Message);
        using LiveSession given = New();
        Assert.Throws<OperationCanceledException>(() => given.Begin(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_position_that_is_there_keeps_it_from_beginning_and_leaves_no_file()
    {
        using LiveSession session = New("--record", _place["a.tlr"]);
        _line.WithAll("BTC").At(Start + 299 * Ms, l => l.OnAccount(Account(new AccountPosition("OTHER", 5, 1), new AccountPosition("BTC", -0.25m, 60_000))));
        _line.At(Start + 301 * Ms, l => l.OnAccount(Account(new AccountPosition("BTC", -0.25m, 60_000))));
        _line.StateAt(Start + 10 * Ms, default);
        _line.StateAt(Start + 302 * Ms, Ready);
        string message = Assert.Throws<BadInputException>(() =>
        {
            session.Begin(CancellationToken.None);
        }).Message;
        Assert.Contains("the account holds a position of -0.25 BTC at binance already, and a session begins flat: close it there (buy 0.25 reduce-only, at market)", message);
        session.Dispose();
        Assert.False(File.Exists(_place["a.tlr"]) || File.Exists(_place["a.tlr"] + PartialFile.Suffix));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_venue_that_becomes_hopeless_or_finer_units_end_it_with_everything_cancelled(bool isHopeless)
    {
        using LiveSession session = New();
        _line.WithAll("BTC");
        if (isHopeless)
            _line.StateAt(Start + 5 * Second, new VenueState(false, false, "the key was deleted", true));
        else
            _line.At(Start + 5 * Second, l => l.OnInstrument(0, InstrumentOf("BTC") with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.01", "tick")) }));
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.Contains(isHopeless ? "the key was deleted" : "BTC is traded in finer steps than when the session began", session.Trouble);
        Assert.Equal(0, session.Engine.LiveOrders);
        Assert.InRange(_line.NowNs, Start + 5 * Second, Start + 6 * Second);
    }

    [Fact]
    public void Units_may_get_finer_before_it_begins()
    {
        using LiveSession session = New();
        _line.WithAll("BTC");
        _line.At(Start + 250 * Ms, l => l.OnInstrument(0, InstrumentOf("BTC") with { Version = 2, PriceUnit = new PriceUnit(DecimalUnit.Parse("0.05", "tick")), TickUnits = 2 }));
        session.Begin(CancellationToken.None);
        Assert.Equal(DecimalUnit.Parse("0.05", "tick"), session.Instruments[0].PriceUnit.Step);
        Assert.Equal(1, session.Instruments[0].Version);
    }

    [Fact]
    public void An_order_that_is_worth_too_little_is_told_with_the_parameter_to_raise()
    {
        using LiveSession session = New();
        _line.At(Start + Ms, l => l.OnNote("order refused: -4164: Order's notional must be no smaller than 100 (unless you choose reduce only)."));
        _line.At(Start + Ms, l => l.OnNote("order refused: -2019: Margin is insufficient."));
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        Assert.Contains(_said, s => s.EndsWith("raise the size (--param size=, 0.01 now)", StringComparison.Ordinal));
        Assert.Contains("order refused: -2019: Margin is insufficient.", _said);
    }

    [Fact]
    public void A_fill_behind_the_end_is_told()
    {
        using LiveSession session = New("--for", "5s");
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Intent last = _line.Sent[^1];
        ((IVenueListener)session).OnReport(ReportOf(ReportKind.Acknowledged, last, _line.NowNs));
        Assert.DoesNotContain(_said, s => s.Contains("at the very end"));
        ((IVenueListener)session).OnReport(ReportOf(ReportKind.Fill, last, _line.NowNs, 1));
        Assert.Contains(_said, s => s.Contains($"order {last.Id} traded at the very end"));
    }

    [Fact]
    public void A_position_that_the_venue_doesnt_know_kills_the_session_where_that_was_chosen_and_its_replay_has_the_command()
    {
        using LiveSession session = New("--journal", _place["J"], "--for", "15s", "--on-position-difference", "kill");
        _line.WithAll("BTC").Answer = Fills;
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Assert.True(session.Engine.IsKilled);
        Assert.Contains(_said, s => s.Contains("the ledger has a position of") && s.Contains("the venue says 0"));
        Assert.Contains("because of that: kill", _said);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Fact]
    public void A_difference_is_listed_for_those_who_look_once_it_was_told()
    {
        using LiveSession session = New("--for", "15s", "--on-position-difference", "alert");
        _line.WithAll("BTC").Answer = Fills;
        session.Begin(CancellationToken.None);
        ToldDifference? listed = null;
        session.Play(
            () =>
            {
                listed = session.LedgerDifferences is [ToldDifference first, ..] ? first : listed;
                Assert.True(listed is null || _said.Exists(s => s.Contains("the ledger has a position of")), listed?.Text);
            },
            CancellationToken.None);
        Assert.Equal("BTC position", listed?.Subject);
        Assert.Contains("the venue says 0", listed?.Text);
    }

    [Fact]
    public void A_position_that_the_venue_doesnt_know_freezes_until_both_agree_and_what_somebody_froze_stays_frozen()
    {
        using LiveSession session = New("--journal", _place["J"], "--for", "15s");
        _line.WithAll("BTC").Answer = Fills;
        session.Begin(CancellationToken.None);
        decimal Held() => session.Engine.Instruments[0].QuantityUnit.ToDecimal(session.Engine.Ledger(0).Position);
        _line.At(Start + 10 * Second, l =>
        {
            Assert.Equal(FreezeReason.Ledger, session.Engine.Frozen(0));
            Assert.Null(session.Command(EngineCommand.Freeze(0)));
            l.OnAccount(new AccountSnapshot(_line.NowNs, IsWhole: false, [], [new AccountPosition("BTC", Held(), 0)]));
        });
        session.Play(() => { }, CancellationToken.None);
        Assert.NotEqual(0, Held());
        Assert.Equal(FreezeReason.Command, session.Engine.Frozen(0));
        Assert.Equal(["because of that: freeze 0 ledger", "because of that: thaw 0 ledger"], _said.Where(s => s.StartsWith("because", StringComparison.Ordinal)));
        Assert.Empty(session.Differences);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Fact]
    public void A_market_that_the_venue_halts_gets_no_orders_until_it_trades_again_and_the_replay_has_it()
    {
        using LiveSession session = New("--journal", _place["J"], "--for", "15s");
        _line.WithAll("BTC");
        _line.At(Start + 1, l => l.OnStatus(0, InstrumentStatus.Halted));
        session.Begin(CancellationToken.None);
        Assert.Equal(InstrumentStatus.Halted, session.Engine.Status(0));
        _line.At(Start + 5 * Second, l =>
        {
            Assert.DoesNotContain(_line.Sent, i => i.Kind == IntentKind.Place);
            l.OnStatus(0, InstrumentStatus.Trading);
            l.OnOrderCount(10 * Second, 5);
        });
        session.Play(() => { }, CancellationToken.None);
        Assert.Contains(_line.Sent, i => i.Kind == IntentKind.Place);
        Assert.Contains(_said, s => s.StartsWith("BTC:", StringComparison.Ordinal) && s.Contains("doesn't trade it now"));
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
    }

    [Theory]
    [InlineData(false, "and touchbench says the same")]
    [InlineData(true, "says otherwise: ")]
    public void After_a_kill_the_venue_is_asked_once_whether_it_agrees(bool differs, string said)
    {
        using LiveSession session = New("--for", "10s", "--on-position-difference", "alert");
        _line.WithAll("BTC");
        session.Begin(CancellationToken.None);
        _line.At(Start + 2 * Second, l => Assert.Null(session.Command(EngineCommand.Kill)));
        _line.At(Start + 4 * Second, l =>
        {
            Assert.Equal((KillState.Killed, 1), (session.Engine.KillStatus.State, _line.Reconciliations));
            Assert.DoesNotContain(_said, s => s.StartsWith("killed", StringComparison.Ordinal));
            l.OnAccount(new AccountSnapshot(_line.NowNs, IsWhole: true, [], differs ? [new AccountPosition("BTC", 7, 1)] : []));
            l.OnAccount(new AccountSnapshot(_line.NowNs, IsWhole: true, [], []));
        });
        session.Play(() => { }, CancellationToken.None);
        Assert.Equal(1, _line.Reconciliations);
        Assert.Contains(said.Replace("touchbench", session.Chosen.Venue!.Name, StringComparison.Ordinal), Assert.Single(_said, s => s.StartsWith("killed", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Fees_in_an_asset_of_the_venue_are_kept_by_its_name_and_the_journal_with_them_replays_and_drifts()
    {
        using LiveSession session = New("--journal", _place["J"], "--on-position-difference", "alert");
        _line.WithAll("BTC").Answer = (line, intent) =>
        {
            line.Report(ReportKind.Acknowledged, intent);
            if (intent.Kind != IntentKind.Place)
                line.Report(intent.Kind == IntentKind.Cancel ? ReportKind.Cancelled : ReportKind.Amended, intent);
            else if (intent.Id.Number % 2 == 0)
                line.At(line.NowNs + 5 * Ms, l => l.OnReport(ReportOf(ReportKind.Fill, intent, line.NowNs, intent.Id.Number) with { Fee = 0.5m, FeeAsset = 1, FeePrice = 2_00000000 }));
        };
        _line.Traits = _line.Traits with { FeeAssets = ["BNB"] };
        session.Begin(CancellationToken.None);
        session.Play(() => { }, CancellationToken.None);
        Ledger ledger = session.Engine.Ledger(0);
        Assert.True(ledger.Fills > 3, $"{ledger.Fills} fills");
        Assert.Equal((ledger.Fills * 0.5m, ledger.Fills), (ledger.FeesIn(1).Amount, ledger.Fees));
        Assert.Equal(["BNB"], session.Engine.FeeAssets);
        Assert.Equal((string?)"BNB", (string?)LedgerFields.Of(session.Engine)[0]!["fees_by_asset"]![1]!["asset"]);
        session.Dispose();
        Assert.Equal(CommandLine.Done, ReplayCommand.Create().Parse([_place["J"]]).Invoke());
        Assert.Equal(CommandLine.Done, DriftCommand.Create().Parse([_place["J"], "--report", _place["drift.html"]]).Invoke());
        string page = File.ReadAllText(_place["drift.html"]);
        Assert.Contains("Where the difference comes from", page);
        Assert.DoesNotContain("http://", page);
    }

    [Theory]
    [InlineData("BTCUSDT", "USDT")]
    [InlineData("BTCUSDC_260327", "USDC")]
    [InlineData("1000FDUSD", "FDUSD")]
    [InlineData("USDT", null)]
    [InlineData("BTCEUR", null)]
    public void What_a_contract_is_paid_in_stands_at_the_end_of_its_symbol_and_is_listed_by_the_account(string symbol, string? asset) => Assert.Equal(
        asset, QuoteAsset.Of(symbol, [new AccountSnapshot(0, true, [.. ((string[])["USD", "USDT", "USDC", "FDUSD", "BNB", ""]).Select(a => new AccountBalance(a, 0, null))], [])]));

    // Half of what is placed trades at once, the rest rests.
    private static void Fills(TradingLine line, Intent intent)
    {
        line.Report(intent.Kind switch { IntentKind.Place => ReportKind.Acknowledged, IntentKind.Cancel => ReportKind.Cancelled, _ => ReportKind.Amended }, intent);
        if (intent.Kind == IntentKind.Place && intent.Id.Number % 2 == 0)
            line.Report(ReportKind.Fill, intent, 5 * Ms);
    }

    private LiveSession New(params string[] arguments)
    {
        string[] symbols = arguments.Contains("--symbols") ? [] : ["--symbols", "BTC"], length = arguments.Contains("--for") ? [] : ["--for", "10s"];
        TradingSettings chosen = TradingSettings.OfSession(_place.Read(
        [
            "--venue", "binance", "--testnet", "--live", "--key", "k", "--param", "size=0.01", "--param", "refresh=100ms", .. symbols, .. length, .. arguments,
        ]));
        return new LiveSession(chosen, "tltest", null, listener => _line = new TradingLine(listener), (_, _) => { }, _said.Add, () => _look ?? throw new BadInputException("there is no certificate any more"));
    }
}
