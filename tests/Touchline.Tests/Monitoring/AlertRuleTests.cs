using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Trading;

namespace Touchline.Tests.Monitoring;

public sealed class AlertRuleTests
{
    private readonly ManualClock _clock = new();
    private readonly QueueWatch _queues = new();
    private readonly AlertBook _book;
    private readonly SessionPortrait _usual = Portraits.Usual;

    public AlertRuleTests() => _book = new AlertBook(AlertRules.Of(new AlertOptions(), _queues), TimeSpan.FromMinutes(15), _clock);

    [Fact]
    public void Nothing_fires_while_all_is_well() => Assert.Empty(Fire(_usual, 3600));

    [Fact]
    public void Rules_without_a_source_say_why_they_are_inactive()
    {
        string[] inactive = [.. _book.Rules.Where(r => _book.WhyInactive(r) is not null).Select(r => r.Name)];
        Assert.Equal(["drift_high", "manipulation_rate", "model_server_down", "consensus_rate"], inactive);
        Fire(_usual with { Limits = new RiskLimits() });
        Assert.Equal("no limit max_daily_loss is set", _book.WhyInactive(_book.Rules.Single(r => r.Name == "daily_loss")));
        Assert.Equal("no detector of manipulation is built yet", _book.WhyInactive(_book.Rules.Single(r => r.Name == "manipulation_rate")));
    }

    [Theory]
    [InlineData("79.99", "")]
    [InlineData("80", "daily_loss_near")]
    [InlineData("99.99", "daily_loss_near")]
    [InlineData("100", "daily_loss_near daily_loss")]
    [InlineData("-500", "")]
    public void The_daily_loss_warns_at_a_share_of_its_limit_and_alarms_at_all_of_it(string lost, string fires) =>
        Assert.Equal(fires, string.Join(' ', Fire(Lost(decimal.Parse(lost))).Select(a => a.Alert)));

    [Fact]
    public void The_daily_loss_counts_from_midnight_on_and_says_what_of_the_limit_is_used()
    {
        ActiveAlert near = Assert.Single(Fire(Lost(40) with { Marks = new EquityMarks(20_779, 50, 60) }));
        Assert.Equal("90 was lost since midnight UTC, 90 % of the limit max_daily_loss of 100", near.Text.Replace("90%", "90 %"));
        Assert.Empty(Fire(Lost(40)));
    }

    [Fact]
    public void Where_a_price_is_missing_nobody_can_say_what_was_lost()
    {
        InstrumentPortrait unpriced = Portraits.Instrument("BTCUSDT", 1, -500);
        Assert.Empty(Fire(_usual with { Instruments = [unpriced with { Account = unpriced.Account with { Mid = null } }] }));
    }

    [Theory]
    [InlineData(19, 5, false)]
    [InlineData(20, 1, false)]
    [InlineData(20, 2, true)]
    [InlineData(1000, 50, false)]
    [InlineData(1000, 51, true)]
    public void The_reject_rate_wants_enough_orders_and_more_than_a_share_of_them(long sent, long rejected, bool fires) =>
        Assert.Equal(fires, Fire(Orders(sent, rejected)).Any(a => a.Alert == "reject_rate"));

    [Fact]
    public void The_reject_rate_forgets_what_is_older_than_its_window_and_another_session()
    {
        Assert.Empty(Fire(Orders(1_000, 0)));
        Assert.Empty(Fire(Orders(1_000, 0), 10));
        Assert.Empty(Fire(Orders(1_030, 20), 10));
        for (int second = 30; second <= 300; second += 10)
            Assert.Empty(Fire(Orders(1_030, 20), 10));
        // Now the thousand good ones are gone, and a step later the bad ones too.
        Assert.Single(Fire(Orders(1_030, 20), 10));
        Assert.Empty(Fire(Orders(1_030, 20), 10));
        Assert.Empty(Fire(Orders(40, 1) with { Session = "other-1" }, 1));
        Assert.Single(Fire(Orders(40, 3) with { Session = "other-1" }, 1));
    }

    [Fact]
    public void The_end_of_the_reject_rate_says_what_it_is_now()
    {
        Assert.Single(Fire(Orders(100, 30)));
        Assert.Empty(Fire(Orders(1_100, 31), 10));
        AlertNotice over = _book.Notices()[0];
        Assert.Equal((AlertState.Resolved, "over: the venue refused 31 of 1,100 orders within 5 minutes, no more than 5 %"), (over.State, over.Text.Replace("5%", "5 %")));
    }

    [Fact]
    public void A_connection_that_is_down_is_told_after_ten_seconds_and_not_at_the_end()
    {
        Assert.Empty(Fire(_usual.Down("orders")));
        Assert.Empty(Fire(_usual.Down("orders"), 9.9));
        ActiveAlert down = Assert.Single(Fire(_usual.Down("orders"), 0.1));
        Assert.Equal(("disconnected", "orders", "connection orders is down: reset by peer"), (down.Alert, down.Subject, down.Text));
        Assert.Empty(Fire(_usual.Down("orders") with { IsStopped = true }));
    }

    [Fact]
    public void A_connection_that_is_lost_more_than_three_times_in_ten_minutes_is_unstable()
    {
        for (int loss = 1; loss <= 4; loss++)
        {
            Fire(_usual, 60);
            Assert.Equal(loss > 3, Fire(_usual.Down("market"), 1).Any(a => a.Alert == "connection_unstable"));
        }

        Fire(_usual, 1);
        Assert.Single(Fire(_usual, 400));
        Assert.Empty(Fire(_usual, 60));
    }

    [Fact]
    public void A_queue_that_loses_something_is_told_until_it_was_quiet_for_five_minutes()
    {
        long dropped = 0;
        _queues.Add("ws", () => 1, () => dropped);
        Assert.Empty(Fire(_usual));
        dropped = 3;
        Assert.Equal("the queue ws was full: 3 entries were lost so far", Assert.Single(Fire(_usual, 1)).Text);
        Assert.Single(Fire(_usual, 299));
        Assert.Empty(Fire(_usual, 1));
        Assert.Equal("storage", Assert.Single(Fire(_usual with { Storage = (1, 0) })).Subject);
        Assert.Equal(["signals", "storage"], Fire(_usual with { Storage = (1, 0), DroppedSignals = 9 }).Select(a => a.Subject));
    }

    [Fact]
    public void What_keeps_a_session_from_trading_is_told()
    {
        SessionPortrait portrait = _usual with
        {
            Differences = [new ToldDifference("BTCUSDT position", "BTCUSDT: 1 here, 2 there"), new ToldDifference("USDT balance", "wallet: 3 here, 4 there")],
            Kill = new KillStatus(KillState.GaveUp, true, 1, 5, 0, "attempts are used up"),
            Strategies = [Portraits.Strategy("quoter") with { State = "failed", Failure = "it threw" }],
            Instruments = [Portraits.Instrument("BTCUSDT") with { Frozen = FreezeReason.Ledger, IsStale = true }],
            Breakers = [new BreakerStatus("binance-usdm", BreakerState.HalfOpen, 5, 0)],
        };
        Assert.Equal(["ledger_difference", "ledger_difference", "killed", "strategy_failed", "instrument_frozen", "breaker_open"], Fire(portrait).Select(a => a.Alert));
        Assert.Equal(
            [
                "BTCUSDT: 1 here, 2 there",
                "wallet: 3 here, 4 there",
                "trading was killed, state gaveup: attempts are used up",
                "strategy quoter failed: it threw",
                "BTCUSDT@binance-usdm is frozen (ledger)",
                "the breaker of binance-usdm is half open after 5 failures in a row",
                "the book of BTCUSDT@binance-usdm misses messages",
            ],
            Fire(portrait, 10).Select(a => a.Text));
    }

    [Fact]
    public void A_session_that_says_nothing_any_more_is_told_but_not_one_that_was_stopped()
    {
        Fire(_usual);
        _clock.Go(10);
        _book.Look();
        Assert.Empty(_book.Active);
        _clock.Go(1);
        _book.Look();
        Assert.Equal("session_silent", Assert.Single(_book.Active).Alert);
        Assert.Empty(Fire(_usual with { IsStopped = true }));
        _clock.Go(60);
        _book.Look();
        Assert.Empty(_book.Active);
    }

    private IReadOnlyList<ActiveAlert> Fire(SessionPortrait portrait, double later = 0)
    {
        _clock.Go(later);
        _book.OnPortrait(portrait);
        return _book.Active;
    }

    private SessionPortrait Lost(decimal lost) => _usual with { Instruments = [Portraits.Instrument("BTCUSDT", 0, -lost)] };

    private SessionPortrait Orders(long sent, long rejected) => _usual with { Orders = new OrderCounts(sent, 0, 0, rejected, 0, 0, 0) };
}
