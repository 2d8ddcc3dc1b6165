using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies.Tests;

/// <summary>What the market maker wants, in markets small enough to compute by hand. Tick 0.1 and lot 0.01, so prices and quantities are in those.</summary>
public sealed class MarketMakingTests
{
    private const long Second = 1_000_000_000;

    private readonly HandContext _context = new(TenthAndHundredth("X"));

    [Fact]
    public void Level_k_stands_k_half_spreads_from_the_mid_moved_outwards_to_the_tick()
    {
        MarketMaking maker = Start("spread=0.3", "size=0.02", "max_position=1", "levels=3");
        _context.SetTouch(1000, 1002);
        // The mid is 100.1: bids at 99.95, 99.8 and 99.65, asks at 100.25, 100.4 and 100.55.
        Assert.Equal("2 at 999, 2 at 998, 2 at 996 | 2 at 1003, 2 at 1004, 2 at 1006", Refresh(maker));
    }

    [Fact]
    public void It_looks_at_the_market_once_a_refresh_from_its_start_on()
    {
        _context.NowNs = 5 * Second;
        MarketMaking maker = Start("refresh=2s", "size=0.01");
        _context.SetTouch(1000, 1002);
        _context.PlayUntil(7 * Second - 1, maker);
        Assert.Empty(_context.TakeAsked());
        _context.PlayUntil(7 * Second, maker);
        Assert.Single(_context.TakeAsked());
        _context.PlayUntil(13 * Second, maker);
        Assert.Equal(3, _context.TakeAsked().Length);
    }

    [Fact]
    public void Quotes_follow_a_parameter_that_is_changed_while_it_runs_at_once_and_looks_keep_their_times()
    {
        _context.NowNs = 0;
        MarketMaking maker = Start("spread=1", "size=0.01", "max_position=0.1", "levels=1", "refresh=4s");
        _context.SetTouch(1000, 1002);
        _context.PlayUntil(4 * Second, maker);
        Assert.Equal(["0: 1 at 996 | 1 at 1006"], _context.TakeAsked());
        _context.NowNs = 5 * Second;
        Change(maker, "spread=0.4");
        Assert.Equal(["0: 1 at 999 | 1 at 1003"], _context.TakeAsked());
        _context.PlayUntil(8 * Second - 1, maker);
        Assert.Empty(_context.TakeAsked());
        _context.PlayUntil(8 * Second, maker);
        Assert.Single(_context.TakeAsked());
        // A shorter wait begins now, a longer one behind the next look.
        Change(maker, "refresh=1s");
        _context.TakeAsked();
        Assert.Equal(9 * Second, _context.NextTimerNs);
        Change(maker, "refresh=1m");
        Assert.Equal(9 * Second, _context.NextTimerNs);
        Change(maker, "levels=3");
        Assert.Equal("0: 1 at 999, 1 at 997, 1 at 995 | 1 at 1003, 1 at 1005, 1 at 1007", _context.TakeAsked()[^1]);
    }

    [Fact]
    public void A_size_between_lots_is_refused_while_it_runs_as_at_its_start_and_nothing_follows_it()
    {
        MarketMaking maker = Start("spread=1", "size=0.01", "levels=1");
        _context.SetTouch(1000, 1002);
        Refresh(maker);
        _context.TakeAsked();
        Assert.Throws<BadInputException>(() => Change(maker, "size=0.015"));
        Assert.Empty(_context.TakeAsked());
        Parameter.SetAll(maker.Parameters, ["size=0.01"]); // the engine gives the old value back
        Assert.Equal("1 at 996 | 1 at 1006", Refresh(maker));
    }

    [Fact]
    public void Before_its_first_look_a_change_alone_quotes_nothing()
    {
        MarketMaking maker = Start("size=0.01");
        _context.SetTouch(1000, 1002);
        Change(maker, "spread=3");
        Assert.Empty(_context.TakeAsked());
    }

    private static void Change(MarketMaking maker, string assignment)
    {
        Parameter.SetAll(maker.Parameters, [assignment]);
        maker.OnParametersChanged();
    }

    [Theory]
    [InlineData(0, "1 at 996 | 1 at 1006")]
    [InlineData(5, "1 at 993 | 1 at 1004")] // half of the largest long position: a reference of 99.85
    [InlineData(10, " | 1 at 1001")] // all of it: nothing more is bought, and the ask stands at the mid
    [InlineData(-5, "1 at 998 | 1 at 1009")]
    [InlineData(-10, "1 at 1001 | ")]
    public void Quotes_move_against_the_position_by_skew_half_spreads_at_most(long position, string quotes)
    {
        MarketMaking maker = Start("spread=1", "size=0.01", "max_position=0.1", "levels=1", "skew=1");
        _context.SetTouch(1000, 1002);
        _context.SetPosition(position);
        Assert.Equal(quotes, Refresh(maker));
    }

    [Fact]
    public void Without_skew_the_position_moves_nothing()
    {
        MarketMaking maker = Start("spread=1", "size=0.01", "max_position=0.1", "levels=1", "skew=0");
        _context.SetTouch(1000, 1002);
        _context.SetPosition(9);
        Assert.Equal("1 at 996 | 1 at 1006", Refresh(maker));
    }

    [Fact]
    public void A_position_beyond_the_limit_moves_quotes_no_further_than_one_at_it()
    {
        MarketMaking maker = Start("spread=1", "size=0.01", "max_position=0.1", "levels=1");
        _context.SetTouch(1000, 1002);
        _context.SetPosition(30);
        Assert.Equal(" | 1 at 1001", Refresh(maker));
    }

    [Fact]
    public void Quotes_stop_one_tick_short_of_the_opposite_touch_and_count_once_there()
    {
        MarketMaking maker = Start("spread=0.2", "size=0.01", "max_position=0.1", "levels=3", "skew=10");
        _context.SetTouch(1000, 1002);
        _context.SetPosition(9);
        // The reference is 100.1 - 0.9, the asks would be at 99.3, 99.4 and 99.5: all of them at or below the bid.
        Assert.Equal("1 at 991 | 1 at 1001", Refresh(maker));
        _context.SetPosition(-9);
        Assert.Equal("1 at 1001 | 1 at 1011", Refresh(maker));
    }

    [Fact]
    public void The_limit_counts_the_position_and_all_that_is_wanted_and_takes_levels_away_from_the_outside()
    {
        MarketMaking maker = Start("spread=1", "size=0.03", "max_position=0.1", "levels=5", "skew=0");
        _context.SetTouch(1000, 1002);
        Assert.Equal("3 at 996, 3 at 991, 3 at 986 | 3 at 1006, 3 at 1011, 3 at 1016", Refresh(maker));
        _context.SetPosition(2);
        Assert.Equal("3 at 996, 3 at 991 | 3 at 1006, 3 at 1011, 3 at 1016, 3 at 1021", Refresh(maker));
        _context.SetPosition(-8);
        Assert.Equal("3 at 996, 3 at 991, 3 at 986, 3 at 981, 3 at 976 | ", Refresh(maker));
    }

    [Fact]
    public void Whatever_the_market_it_wants_nothing_that_crosses_or_could_exceed_the_limit()
    {
        var random = new Random(3);
        int wanted = 0;
        for (int i = 0; i < 3_000; i++)
        {
            long most = random.Next(4, 30);
            MarketMaking maker = Start(
                $"spread={random.Next(0, 40) * 0.05m}", $"size={random.Next(1, 5) * 0.01m}", $"max_position={most * 0.01m}",
                $"levels={random.Next(1, 8)}", $"skew={random.Next(0, 11)}", random.Next(2) == 0 ? "widening=on" : "widening=off");
            long bid = random.Next(1, 200), ask = bid + random.Next(1, 4), position = random.Next(-35, 36);
            _context.SetTouch(bid, ask);
            _context.SetPosition(position);
            string[] sides = Refresh(maker).Split(" | ");
            (long Price, long Units)[] bids = Read(sides[0]), asks = Read(sides[1]);
            wanted += bids.Length + asks.Length;
            Assert.All(bids, q => Assert.InRange(q.Price, 1, ask - 1));
            Assert.All(asks, q => Assert.True(q.Price > bid));
            Assert.Equal(bids.Length, bids.Select(q => q.Price).Distinct().Count());
            Assert.Equal(asks.Length, asks.Select(q => q.Price).Distinct().Count());
            Assert.True(bids.Length == 0 || position + bids.Sum(q => q.Units) <= most);
            Assert.True(asks.Length == 0 || asks.Sum(q => q.Units) - position <= most);
            Assert.True(bids.Length == 0 || asks.Length == 0 || bids[0].Price < asks[0].Price);
        }

        Assert.True(wanted > 5_000);
    }

    [Fact]
    public void Widening_starts_from_a_tenth_of_a_percent_of_the_mid_and_adds_a_ten_thousandth_for_each_unit_held()
    {
        MarketMaking maker = Start("spread=7", "size=0.01", "max_position=50", "levels=2", "skew=0", "widening=on");
        _context.SetTouch(99_990, 100_010);
        // 0.1 % of 10,000 is 10, half of it 5.
        Assert.Equal("1 at 99950, 1 at 99900 | 1 at 100050, 1 at 100100", Refresh(maker));
        // 20 held: 0.1 % + 0.2 % of 10,000 is 30, half of it 15.
        _context.SetPosition(2_000);
        Assert.Equal("1 at 99850, 1 at 99700 | 1 at 100150, 1 at 100300", Refresh(maker));
        _context.SetPosition(-2_000);
        Assert.Equal("1 at 99850, 1 at 99700 | 1 at 100150, 1 at 100300", Refresh(maker));
    }

    [Fact]
    public void Widening_adds_twice_the_volatility_of_the_mid_between_refreshes_once_ten_returns_are_known()
    {
        MarketMaking maker = Start("size=0.01", "max_position=1", "levels=1", "skew=0", "widening=on");
        // The mid goes 10,000 - 10,100 - 10,000 - ...: returns of 0.01 and -100/10,100.
        string quotes = "";
        for (int refresh = 0; refresh <= 9; refresh++)
        {
            _context.SetTouch(refresh % 2 == 0 ? 99_990 : 100_990, refresh % 2 == 0 ? 100_010 : 101_010);
            quotes = Refresh(maker);
        }

        // Nine returns: still 0.1 % of 10,100 alone.
        Assert.Equal("1 at 100949 | 1 at 101051", quotes);
        _context.SetTouch(99_990, 100_010);
        // Ten returns, five of either kind: the deviation from their mean is half their difference, (0.01 + 100/10,100) / 2 =
        // 0.00995050 (rounded), so the spread is 10,000 x (0.001 + 0.0199010) = 209.010 and its half 104.505.
        Assert.Equal("1 at 98954 | 1 at 101046", Refresh(maker));
    }

    [Fact]
    public void Volatility_looks_at_the_newest_sixty_returns_only_and_at_none_across_a_hole()
    {
        MarketMaking maker = Start("size=0.01", "max_position=1", "levels=1", "skew=0", "widening=on");
        for (int i = 0; i < 15; i++)
        {
            _context.SetTouch(i % 2 == 0 ? 99_990 : 100_990, i % 2 == 0 ? 100_010 : 101_010);
            Refresh(maker);
        }

        // Fourteen returns that aren't zero: they are forgotten with the sixtieth zero behind them.
        for (int i = 0; i < 58; i++)
            Assert.NotEqual("1 at 99950 | 1 at 100050", Refresh(maker));
        // A jump while nothing is seen is no return.
        _context.BookOf(0).Clear();
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(199_980, 200_020);
        Refresh(maker);
        Assert.NotEqual("1 at 199900 | 1 at 200100", Refresh(maker));
        Assert.Equal("1 at 199900 | 1 at 200100", Refresh(maker));
    }

    [Fact]
    public void A_stale_one_sided_or_crossed_book_wants_nothing()
    {
        MarketMaking maker = Start("size=0.01");
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1000, 1002);
        Assert.NotEqual(" | ", Refresh(maker));
        _context.BookOf(0).Clear(Side.Buy);
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1002, 1002);
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1000, 1002);
        _context.BookOf(0).Apply(new MarketEvent { Kind = EventKind.Gap, Flags = EventFlags.EndOfBatch });
        Assert.Equal(" | ", Refresh(maker));
        _context.SetTouch(1000, 1002);
        Assert.NotEqual(" | ", Refresh(maker));
    }

    [Fact]
    public void When_messages_are_lost_it_withdraws_without_waiting_for_the_refresh()
    {
        MarketMaking maker = Start("size=0.01");
        _context.SetTouch(1000, 1002);
        maker.OnBook(0);
        Assert.Empty(_context.TakeAsked());
        Refresh(maker);
        maker.OnBook(0);
        Assert.Empty(_context.TakeAsked());
        _context.BookOf(0).Apply(new MarketEvent { Kind = EventKind.Gap, Flags = EventFlags.EndOfBatch });
        maker.OnBook(0);
        maker.OnBook(0);
        Assert.Equal(["0:  | "], _context.TakeAsked());
    }

    [Fact]
    public void Every_instrument_is_quoted_by_itself()
    {
        var context = new HandContext(TenthAndHundredth("X"), Instrument.Linear("test", "Y", DecimalUnit.One, DecimalUnit.Parse("0.001", "lot")));
        MarketMaking maker = Start(context, "spread=2", "size=0.01", "max_position=0.01", "levels=2");
        context.SetTouch(1000, 1002);
        context.SetTouch(500, 502, instrument: 1);
        context.SetPosition(1);
        context.PlayUntil(context.NowNs + Second, maker);
        Assert.Equal(["0:  | 1 at 1001, 1 at 1011", "1: 10 at 500 | 10 at 502"], context.TakeAsked());
        context.SetPosition(-10, instrument: 1);
        context.BookOf(0).Clear();
        context.PlayUntil(context.NowNs + Second, maker);
        Assert.Equal(["0:  | ", "1: 10 at 501, 10 at 500 | "], context.TakeAsked());
    }

    [Theory]
    [InlineData("0.015")]
    [InlineData("0")]
    [InlineData("0.001")]
    public void A_size_that_is_no_multiple_of_an_instruments_lot_is_refused_by_name(string size)
    {
        var context = new HandContext(Instrument.Linear("test", "Y", DecimalUnit.One, DecimalUnit.Parse("0.000001", "lot")), TenthAndHundredth("X"));
        BadInputException refused = Assert.Throws<BadInputException>(() => Start(context, $"size={size}"));
        Assert.Contains($"parameter size is {size}; right is a multiple of", refused.Message, StringComparison.Ordinal);
    }

    private static Instrument TenthAndHundredth(string symbol) =>
        Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.01", "lot"));

    private MarketMaking Start(params string[] parameters) => Start(_context, parameters);

    private static MarketMaking Start(HandContext context, params string[] parameters)
    {
        var maker = new MarketMaking();
        Parameter.SetAll(maker.Parameters, parameters);
        maker.Attach(context);
        maker.OnStart();
        return maker;
    }

    // The next refresh's quotes in instrument 0.
    private string Refresh(MarketMaking maker)
    {
        maker.OnTimer(1);
        return Assert.Single(_context.TakeAsked())[3..];
    }

    private static (long Price, long Units)[] Read(string quotes) => [.. quotes
        .Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(q => q.Split(" at "))
        .Select(q => (long.Parse(q[1]), long.Parse(q[0])))];
}
