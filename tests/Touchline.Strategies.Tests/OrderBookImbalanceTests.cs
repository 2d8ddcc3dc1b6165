using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies.Tests;

/// <summary>When the imbalance strategy enters and leaves. Tick 0.1 and lot 0.01, prices about 100: a lot is worth about 1.</summary>
public sealed class OrderBookImbalanceTests
{
    private const long Second = 1_000_000_000;

    private readonly HandContext _context = new(TenthAndHundredth("X"));

    [Theory]
    [InlineData(75, 25, "")] // 0.75 is not over 0.75
    [InlineData(76, 24, "place 0 Buy Limit ImmediateOrCancel 4 at 1001")]
    [InlineData(25, 75, "")]
    [InlineData(24, 76, "place 0 Sell Limit ImmediateOrCancel 4 at 1000")]
    [InlineData(50, 50, "")]
    public void It_buys_over_and_sells_under_a_share_of_bids(long bids, long asks, string order)
    {
        OrderBookImbalance strategy = Start("min_cluster=0", "order_value=5", "min_order=4");
        SetBook(bids, asks);
        strategy.OnBook(0);
        Assert.Equal(order, string.Join(";", Orders()));
    }

    [Fact]
    public void The_basic_measure_counts_five_levels_and_the_weighted_ten_with_less_further_out()
    {
        var pressure = new BookPressure(TenthAndHundredth("X"), isWeighted: false);
        BookLevel[] bids = [.. Enumerable.Range(0, 12).Select(i => Level(1000 - 100 * i, i < 5 ? 1 : 100))];
        BookLevel[] asks = [.. Enumerable.Range(0, 12).Select(i => Level(1002 + 100 * i, i < 5 ? 3 : 1))];
        _context.BookOf(0).ApplySnapshot(bids, asks);
        pressure.Read(_context.Book(0));
        Assert.Equal(0.25, pressure.BidShare, 12);
        // 100.0 + 90.0 + 80.0 + 70.0 + 60.0 in hundredths.
        Assert.Equal(4.00, pressure.BidValue, 12);

        var weighted = new BookPressure(TenthAndHundredth("X"), isWeighted: true);
        weighted.Read(_context.Book(0));
        double bidSum = 0, askSum = 0;
        for (int i = 0; i < 10; i++)
        {
            // Level i is (1 + 100 i) / 1001 of the mid away.
            double weight = 1 / (1 + (1 + 100 * i) / 1001.0);
            bidSum += weight * (i < 5 ? 1 : 100);
            askSum += weight * (i < 5 ? 3 : 1);
        }

        Assert.Equal(bidSum / (bidSum + askSum), weighted.BidShare, 12);
    }

    [Fact]
    public void A_book_of_one_side_or_none_gives_no_entry()
    {
        OrderBookImbalance strategy = Start("min_cluster=0");
        strategy.OnBook(0);
        SetBook(99, 1);
        _context.BookOf(0).Clear(Side.Sell);
        strategy.OnBook(0);
        SetBook(99, 1);
        _context.BookOf(0).Apply(new MarketEvent { Kind = EventKind.Gap, Flags = EventFlags.EndOfBatch });
        strategy.OnBook(0);
        Assert.Empty(Orders());
        SetBook(99, 1);
        strategy.OnBook(0);
        Assert.Single(Orders());
    }

    [Fact]
    public void The_pressing_side_must_show_enough()
    {
        // 90 lots of 0.01 at 100.0 are worth 90.
        OrderBookImbalance strategy = Start("min_cluster=90.01", "order_value=5", "min_order=4");
        SetBook(90, 10);
        strategy.OnBook(0);
        Assert.Empty(Orders());
        strategy = Start("min_cluster=90", "order_value=5", "min_order=4");
        strategy.OnBook(0);
        Assert.Single(Orders());
    }

    [Fact]
    public void An_entry_is_as_many_lots_as_its_value_holds_and_none_when_less_than_the_least_order()
    {
        OrderBookImbalance strategy = Start("min_cluster=0", "order_value=7.1", "min_order=7");
        SetBook(90, 10);
        strategy.OnBook(0);
        // Seven lots at 100.1 are 7.007.
        Assert.Equal(["place 0 Buy Limit ImmediateOrCancel 7 at 1001"], Orders());
        // Six lots would be 6.006.
        strategy = Start("min_cluster=0", "order_value=7", "min_order=7");
        strategy.OnBook(0);
        Assert.Empty(Orders());
    }

    [Fact]
    public void One_entry_is_out_at_a_time_and_the_next_waits_for_the_pause()
    {
        OrderBookImbalance strategy = Start("min_cluster=0", "order_value=5", "min_order=4", "pause=2s");
        SetBook(90, 10);
        strategy.OnBook(0);
        strategy.OnBook(0);
        Assert.Single(Orders());
        _context.End(strategy);
        strategy.OnBook(0);
        _context.NowNs += 2 * Second - 1;
        strategy.OnBook(0);
        Assert.Empty(Orders());
        _context.NowNs++;
        strategy.OnBook(0);
        Assert.Single(Orders());
    }

    [Fact]
    public void Joining_rests_at_its_own_touch_and_is_withdrawn_after_a_while_or_when_the_pressure_goes()
    {
        OrderBookImbalance strategy = Start("min_cluster=0", "order_value=5", "min_order=4", "entry=join", "entry_wait=3s", "pause=0s");
        SetBook(90, 10);
        strategy.OnBook(0);
        Assert.Equal(["place 0 Buy Limit PostOnly 4 at 1000"], Orders());
        _context.PlayUntil(3 * Second - 1, strategy);
        Assert.Empty(Orders());
        _context.PlayUntil(3 * Second, strategy);
        Assert.Equal(["cancel 1"], Orders());
        _context.End(strategy);
        SetBook(10, 90);
        strategy.OnBook(0);
        Assert.Equal(["place 0 Sell Limit PostOnly 4 at 1001"], Orders());
        SetBook(50, 50);
        strategy.OnBook(0);
        Assert.Equal(["cancel 2"], Orders());
    }

    [Fact]
    public void A_position_is_left_by_the_opposite_signal_unless_that_is_off()
    {
        OrderBookImbalance strategy = StartHolding(Side.Buy, "take_profit=0", "stop_loss=0", "max_hold=0s");
        SetBook(26, 74);
        strategy.OnBook(0);
        Assert.Empty(Orders());
        SetBook(24, 76);
        strategy.OnBook(0);
        Assert.Equal(["place 0 Sell Limit ImmediateOrCancel 4 at 1000 reduce-only"], Orders());
        strategy.OnBook(0);
        Assert.Empty(Orders());
        // What is left over after it ended is tried again.
        _context.End(strategy);
        strategy.OnBook(0);
        Assert.Single(Orders());
        Assert.Equal(2, _context.Metrics["exits_opposite_signal"]);

        strategy = StartHolding(Side.Buy, "opposite=off", "take_profit=0.5");
        SetBook(1, 99);
        strategy.OnBook(0);
        Assert.Empty(Orders());
    }

    [Theory]
    [InlineData(Side.Buy, 1010, false)] // bought at 100.1: a gain of 0.9 by selling at the bid
    [InlineData(Side.Buy, 1012, true)] // 1.1 is over 1 % of 100.1
    [InlineData(Side.Buy, 992, false)]
    [InlineData(Side.Buy, 990, true)]
    [InlineData(Side.Sell, 991, false)] // sold at 100.0, bought back at the ask one higher
    [InlineData(Side.Sell, 989, true)]
    [InlineData(Side.Sell, 1008, false)]
    [InlineData(Side.Sell, 1010, true)]
    public void A_target_and_a_stop_are_measured_where_it_could_leave(Side side, long bid, bool leaves)
    {
        OrderBookImbalance strategy = StartHolding(side, "take_profit=0.01", "stop_loss=0.01", "max_hold=0s", "opposite=off");
        SetBook(50, 50, bid);
        strategy.OnBook(0);
        string leave = side == Side.Buy ? $"place 0 Sell Limit ImmediateOrCancel 4 at {bid} reduce-only" : $"place 0 Buy Limit ImmediateOrCancel 4 at {bid + 1} reduce-only";
        Assert.Equal(leaves ? leave : "", string.Join(";", Orders()));
    }

    [Fact]
    public void After_the_longest_time_it_leaves_without_waiting_for_the_book()
    {
        OrderBookImbalance strategy = StartHolding(Side.Buy, "take_profit=0", "stop_loss=0", "max_hold=10s", "opposite=off");
        _context.PlayUntil(10 * Second - 1, strategy);
        Assert.Empty(Orders());
        _context.PlayUntil(10 * Second, strategy);
        Assert.Equal(["place 0 Sell Limit ImmediateOrCancel 4 at 1000 reduce-only"], Orders());
        Assert.Equal(1, _context.Metrics["exits_max_hold"]);
    }

    [Fact]
    public void A_refused_exit_is_tried_again_a_little_later()
    {
        OrderBookImbalance strategy = StartHolding(Side.Buy, "max_hold=10s");
        _context.Gate = _ => RiskRefusal.StaleBook;
        _context.PlayUntil(10 * Second, strategy);
        strategy.OnBook(0);
        Assert.Single(Orders());
        Assert.Equal("X@test: exit refused: StaleBook", Assert.Single(_context.Logged));
        _context.Gate = null;
        _context.NowNs += Second / 10;
        strategy.OnBook(0);
        Assert.Single(Orders());
    }

    [Theory]
    [InlineData(Side.Buy, -4, false)] // others are as far short: the account has nothing to reduce
    [InlineData(Side.Buy, -1, false)]
    [InlineData(Side.Buy, 0, true)]
    [InlineData(Side.Buy, 5, true)]
    [InlineData(Side.Sell, 1, false)]
    [InlineData(Side.Sell, -1, true)]
    public void An_exit_only_reduces_where_the_account_has_as_much(Side side, long others, bool reducesOnly)
    {
        OrderBookImbalance strategy = StartHolding(side, "max_hold=10s");
        _context.OthersHold = others;
        _context.PlayUntil(10 * Second, strategy);
        Assert.Equal(reducesOnly, Assert.Single(Orders()).EndsWith(" reduce-only", StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_is_logged_again_only_when_it_is_another_or_an_order_was_taken_in_between()
    {
        OrderBookImbalance strategy = StartHolding(Side.Buy, "max_hold=10s");
        _context.PlayUntil(10 * Second - 1, strategy);
        foreach (RiskRefusal refusal in (RiskRefusal[])[RiskRefusal.MinNotional, RiskRefusal.MinNotional, RiskRefusal.StaleBook, RiskRefusal.StaleBook, RiskRefusal.None, RiskRefusal.StaleBook])
        {
            _context.Gate = _ => refusal;
            _context.NowNs += Second;
            strategy.OnBook(0);
            Assert.Single(Orders());
            if (refusal == RiskRefusal.None)
                _context.End(strategy);
        }

        Assert.Equal([.. new[] { "MinNotional", "StaleBook", "StaleBook" }.Select(r => $"X@test: exit refused: {r}")], _context.Logged);
    }

    [Fact]
    public void A_refused_entry_is_logged_once_likewise()
    {
        OrderBookImbalance strategy = Start("min_cluster=0", "order_value=5", "min_order=4", "pause=1s");
        _context.Gate = _ => RiskRefusal.MaxPosition;
        SetBook(90, 10);
        for (int i = 0; i < 3; i++)
        {
            strategy.OnBook(0);
            Assert.Single(Orders());
            _context.NowNs += Second;
        }

        Assert.Equal(["X@test: entry refused: MaxPosition"], _context.Logged);
    }

    [Fact]
    public void Only_so_many_instruments_are_open_at_once()
    {
        HandContext context = Many(4);
        OrderBookImbalance strategy = Start(context, "min_cluster=0", "order_value=5", "min_order=4", "max_open=2");
        for (int i = 0; i < 4; i++)
        {
            SetBook(context, 90, 10, 1000, i);
            strategy.OnBook(i);
        }

        Assert.Equal(2, context.TakeAsked().Length);
        // One of them ends without a fill: there is room again.
        context.End(strategy);
        strategy.OnBook(3);
        Assert.Single(context.TakeAsked());
    }

    [Fact]
    public void All_instruments_together_never_come_to_more_than_the_largest_exposure()
    {
        HandContext context = Many(3);
        OrderBookImbalance strategy = Start(context, "min_cluster=0", "order_value=50", "max_exposure=80", "min_order=5");
        for (int i = 0; i < 3; i++)
        {
            SetBook(context, 90, 10, 1000, i);
            strategy.OnBook(i);
        }

        // 49 lots at 100.1 are 49.049; 30.951 are left, which is 30 lots, and then less than one lot's worth of 5.
        Assert.Equal(
            ["0 place 0 Buy Limit ImmediateOrCancel 49 at 1001", "0 place 1 Buy Limit ImmediateOrCancel 30 at 1001"], context.TakeAsked());
    }

    [Theory]
    [InlineData("sell_under=0.8", "parameter sell_under is 0.8; right is less than buy_over, which is 0.75")]
    [InlineData("order_value=4", "parameter order_value is 4; right is above 0 and at least min_order, which is 5")]
    [InlineData("max_exposure=499", "parameter max_exposure is 499; right is at least order_value, which is 500")]
    [InlineData("opposite=off take_profit=0 stop_loss=0 max_hold=0s", "parameters opposite, take_profit, stop_loss and max_hold are all off")]
    public void Parameters_that_contradict_each_other_are_refused_by_name(string parameters, string message)
    {
        BadInputException refused = Assert.Throws<BadInputException>(() => Start(parameters.Split(' ')));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    private static Instrument TenthAndHundredth(string symbol) =>
        Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private static BookLevel Level(long price, long quantity) => new(new Price(price), new Quantity(quantity));

    private static HandContext Many(int count) => new([.. Enumerable.Range(0, count).Select(i => TenthAndHundredth($"X{i}"))]);

    private OrderBookImbalance Start(params string[] parameters) => Start(_context, parameters);

    private static OrderBookImbalance Start(HandContext context, params string[] parameters)
    {
        var strategy = new OrderBookImbalance();
        Parameter.SetAll(strategy.Parameters, parameters);
        strategy.Attach(context);
        strategy.OnStart();
        return strategy;
    }

    // It took a position of four lots at the touch of 100.0 and 100.1.
    private OrderBookImbalance StartHolding(Side side, params string[] parameters)
    {
        _context.SetPosition(0);
        OrderBookImbalance strategy = Start(["min_cluster=0", "order_value=5", "min_order=4", .. parameters]);
        SetBook(side == Side.Buy ? 90 : 10, side == Side.Buy ? 10 : 90);
        strategy.OnBook(0);
        _context.Fill(strategy);
        Orders();
        SetBook(50, 50);
        return strategy;
    }

    private void SetBook(long bids, long asks, long bid = 1000) => SetBook(_context, bids, asks, bid, 0);

    private static void SetBook(HandContext context, long bids, long asks, long bid, int instrument) =>
        context.BookOf(instrument).ApplySnapshot([Level(bid, bids)], [Level(bid + 1, asks)]);

    // Without the time in front.
    private string[] Orders() => [.. _context.TakeAsked().Select(a => a[(a.IndexOf(' ') + 1)..])];
}
