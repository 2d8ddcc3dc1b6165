using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The probability queues under partial-fill by hand: whole units, never beyond what was ahead, own fractions untouched.</summary>
public sealed class PartialFillProbabilityTests
{
    private static VenueScene Behind(string model, long shown, long lotUnits = 1) =>
        new VenueScene(ExchangeModel.PartialFill, lotUnits, queue: Model(model)).Bid(100, shown).Ask(105, 50).Buy(100, 10_000);

    // F = 4 units, B = 6; a unit is a tenth.
    private static VenueScene FourOfTen(string model) => Behind(model, 4).Bid(100, 10);

    private static QueueModel Model(string text) => QueueModel.TryParse(text, out QueueModel? model) ? model : throw new ArgumentException(text);

    // A large trade fills what it leaves after those ahead.
    private static long Ahead(VenueScene scene) => 500 - scene.Sold(100, 500).Reports[^1].Quantity.Units;

    [Theory]
    [InlineData("power:n=1", 8, 3)] // p = 0.6, 1.2 of 2 behind us: 1, so 1 ahead
    [InlineData("power:n=1", 5, 2)] // 3 of 5 behind us
    [InlineData("power:n=3", 5, 3)] // p = 0.77143, 3.86 of 5: 4
    [InlineData("power2:n=3", 8, 2)] // p = 0.216, 0.43 of 2: none
    [InlineData("power3:n=3", 5, 4)] // p = 0.936, 4.68 of 5: all
    [InlineData("log", 5, 2)] // of 0.6 and 0.4: p = 0.47/(0.47 + 0.33648) = 0.58279, 2.9 of 5: 3
    [InlineData("log2", 8, 3)] // p = 0.47/0.69315 = 0.67807, 1.36 of 2: 1
    [InlineData("risk-averse", 5, 4)]
    public void The_share_that_was_behind_us_is_whole_units(string model, long shown, long ahead) =>
        Assert.Equal(ahead, Ahead(FourOfTen(model).Bid(100, shown)));

    [Fact]
    public void Half_a_unit_was_behind_us() => Assert.Equal(3, Ahead(Behind("power:n=1", 5).Bid(100, 10).Bid(100, 5))); // 2.5 of 5: 3

    [Fact]
    public void More_than_was_behind_us_was_ahead() =>
        Assert.Equal(2, Ahead(Behind("power:n=0.5", 8).Bid(100, 10).Bid(100, 2))); // p = 1/3, 2.67 of 8: 3, but 2 are there

    [Theory]
    [InlineData("log")]
    [InlineData("power2:n=2.5")]
    [InlineData("power:n=3")]
    public void No_cancellation_takes_more_than_was_ahead_of_us(string model) => Assert.Equal(0, Ahead(FourOfTen(model).Bid(100, 0)));

    [Fact]
    public void What_trades_explain_is_no_cancellation() =>
        Assert.Equal(1, Ahead(FourOfTen("power2:n=1").Sold(100, 3).Bid(100, 7))); // F = 4 − 3; nothing else has gone

    [Fact]
    public void What_trades_do_not_explain_is_shared() =>
        Assert.Equal(3, Ahead(Behind("power:n=1", 8).Bid(100, 20).Sold(100, 2).Bid(100, 9))); // F = 6, B = 14, c = 9, 6.3 behind: 6

    [Fact]
    public void Trades_are_on_the_account_of_one_change()
    {
        // 10 less 2 traded is 8: nothing shared. Then 3 of 8 cancelled, 6 of them behind us: 2.25, so 2.
        Assert.Equal(1, Ahead(FourOfTen("power:n=1").Sold(100, 2).Bid(100, 8).Bid(100, 5)));
    }

    [Fact]
    public void A_trade_that_went_to_better_own_orders_is_on_the_account_of_none_behind_them()
    {
        // Traded at 100: 3 go to our order at 101, 1 of the 4 is left to eat; the feed's 10 less 4 traded is the 6 shown.
        VenueScene scene = FourOfTen("power:n=1").Buy(101, 3).Sold(100, 4).Bid(100, 6);
        Assert.Equal(3, Ahead(scene));
    }

    [Fact]
    public void What_our_taker_took_is_no_cancellation()
    {
        // Our seller takes 4 of 10; the feed still shows 10, then 8: of those 2, 1.2 were behind us: 1.
        Assert.Equal(4, Ahead(FourOfTen("power:n=1").Sell(100, 4).Bid(100, 10)));
        Assert.Equal(3, Ahead(FourOfTen("power:n=1").Sell(100, 4).Bid(100, 8)));
    }

    [Theory]
    [InlineData("power:n=1000")]
    [InlineData("power2:n=1000")]
    public void Where_the_chance_is_no_number_all_was_behind_us_that_can_have_been(string model)
    {
        // Of 40 and 60 tens: no power of them fits a double.
        VenueScene Large() => Behind(model, 400).Bid(100, 1_000);
        Assert.Equal(400, Ahead(Large().Bid(100, 500)));
        Assert.Equal(300, Ahead(Large().Bid(100, 300)));
    }

    [Fact]
    public void A_fraction_of_a_lot_that_was_won_stays_whatever_is_cancelled()
    {
        // Lots of ten; 14 traded with 8 ahead leave 6. Cancellations change nothing, and 4 more make a lot.
        VenueScene Won() => Behind("log", 8, lotUnits: 10).Bid(100, 50).Sold(100, 14);
        Assert.Equal("fill 1 at 100 x 10 maker", Won().Bid(100, 30).Bid(100, 3).Bid(100, 0).Sold(100, 4).Told[^1]);
        Assert.Equal("ack 1", Won().Bid(100, 30).Bid(100, 0).Sold(100, 3).Told[^1]);
    }

    [Fact]
    public void A_clear_leaves_our_place_and_what_is_shown_next_caps_it()
    {
        VenueScene Cleared() => FourOfTen("power:n=1").Row(EventKind.Clear, Side.None, 0, 0);
        Assert.Equal(4, Ahead(Cleared()));
        Assert.Equal(4, Ahead(Cleared().Bid(100, 9)));
        Assert.Equal(2, Ahead(Cleared().Bid(100, 2)));
    }
}
