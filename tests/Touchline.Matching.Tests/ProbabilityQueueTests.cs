using System.Globalization;
using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// The probability queues by hand, in the doubles of the reference models. Quantities are thousandths; where an order stands is read
/// from what a large trade leaves for it: the trade less F, in lots of a thousandth.
/// </summary>
public sealed class ProbabilityQueueTests
{
    private const long Whole = 1_000;
    private const long Large = 500 * Whole;

    private static QueueModel Model(string text) => QueueModel.TryParse(text, out QueueModel? model) ? model : throw new ArgumentException(text);

    // Our order behind 4; then 6 more come behind us, so that F = 4, B = 6.
    private static VenueScene FourOfTen(string model) => Behind(model, 4).Bid(100, 10 * Whole);

    private static VenueScene Behind(string model, long shown) =>
        new VenueScene(ExchangeModel.ReferencePartialFill, queue: Model(model), unit: "0.001").Bid(100, shown * Whole).Ask(105, Whole).Buy(100, 2 * Large);

    private static decimal Ahead(VenueScene scene)
    {
        OrderReport fill = scene.Sold(100, Large).Reports[^1];
        Assert.Equal(ReportKind.Fill, fill.Kind);
        return (Large - fill.Quantity.Units) / (decimal)Whole;
    }

    [Theory]
    [InlineData("power:n=1", "3.2")] // p = 6/10: 4 − 0.4·2
    [InlineData("power:n=2", "3.385")] // p = 36/(36 + 16) = 0.69231: 4 − 0.30769·2
    [InlineData("power:n=3", "3.543")] // p = 216/(216 + 64) = 0.77143: 4 − 0.22857·2
    [InlineData("power:n=0.5", "3.101")] // p = 2.44949/(2.44949 + 2) = 0.55051: 4 − 0.44949·2
    [InlineData("power2:n=1", "3.2")] // p = 6/10
    [InlineData("power2:n=2", "2.72")] // p = 36/100: 4 − 0.64·2
    [InlineData("power2:n=3", "2.432")] // p = 216/1000: 4 − 0.784·2
    [InlineData("power3:n=1", "3.2")] // p = 1 − 4/10
    [InlineData("power3:n=2", "3.68")] // p = 1 − 16/100: 4 − 0.16·2
    [InlineData("power3:n=3", "3.872")] // p = 1 − 64/1000: 4 − 0.064·2
    [InlineData("log", "3.095")] // p = ln 7/(ln 7 + ln 5) = 1.94591/3.55535 = 0.54732: 4 − 0.45268·2
    [InlineData("log2", "3.623")] // p = ln 7/ln 11 = 1.94591/2.39790 = 0.81151: 4 − 0.18849·2
    [InlineData("risk-averse", "4")]
    public void A_cancellation_is_shared_by_the_chance_that_it_was_behind_us(string model, string ahead) =>
        Assert.Equal(decimal.Parse(ahead, CultureInfo.InvariantCulture), Ahead(FourOfTen(model).Bid(100, 8 * Whole)));

    [Theory]
    [InlineData("power:n=1", "0.8")] // F = 4 − 3, B = 9, c = 10 − 5 − 3 = 2, p = 9/10: 1 − 0.1·2
    [InlineData("power:n=2", "0.976")] // p = 81/82: 1 − 2/82
    [InlineData("power2:n=2", "0.62")] // p = 81/100: 1 − 0.19·2
    [InlineData("power3:n=2", "0.98")] // p = 1 − 1/100
    [InlineData("log", "0.537")] // p = ln 10/(ln 10 + ln 2) = 2.30259/2.99573 = 0.76862: 1 − 0.23138·2
    [InlineData("log2", "0.921")] // p = ln 10/ln 11 = 2.30259/2.39790 = 0.96025: 1 − 0.03975·2
    [InlineData("risk-averse", "1")]
    public void What_trades_explain_is_no_cancellation(string model, string ahead) =>
        Assert.Equal(decimal.Parse(ahead, CultureInfo.InvariantCulture), Ahead(FourOfTen(model).Sold(100, 3 * Whole).Bid(100, 5 * Whole)));

    [Fact]
    public void A_fall_by_what_was_traded_changes_nothing_and_takes_the_trades_off_the_account()
    {
        // c = 0 leaves F at 1; then 1 of 7 is cancelled, with 6 behind us: 1 − 1/7.
        VenueScene AllTraded() => FourOfTen("power:n=1").Sold(100, 3 * Whole).Bid(100, 7 * Whole);
        Assert.Equal(1, Ahead(AllTraded()));
        Assert.Equal(0.857m, Ahead(AllTraded().Bid(100, 6 * Whole)));
    }

    [Fact]
    public void A_rise_against_the_trades_leaves_our_place_and_takes_the_trades_off_the_account()
    {
        // 10 less 3 traded would be 7; 8 are shown: c = −1. Then 1 of 8 is cancelled, with 7 behind us: 1 − 1/8.
        VenueScene Risen() => FourOfTen("power:n=1").Sold(100, 3 * Whole).Bid(100, 8 * Whole);
        Assert.Equal(1, Ahead(Risen()));
        Assert.Equal(0.875m, Ahead(Risen().Bid(100, 7 * Whole)));
    }

    [Theory]
    [InlineData("power:n=3")]
    [InlineData("log")]
    [InlineData("log2")]
    public void A_rise_is_behind_us_and_is_capped_by_what_is_shown(string model)
    {
        Assert.Equal(4, Ahead(FourOfTen(model).Bid(100, 30 * Whole)));
        // After a clear nothing was shown before: c = 0 − 2, F = min(4, 2).
        Assert.Equal(2, Ahead(FourOfTen(model).Row(EventKind.Clear, Side.None, 0, 0).Bid(100, 2 * Whole)));
    }

    [Fact]
    public void A_clear_leaves_our_place() =>
        Assert.Equal(4, Ahead(FourOfTen("log").Row(EventKind.Clear, Side.None, 0, 0)));

    [Fact]
    public void More_cancelled_than_was_behind_us_was_ahead()
    {
        // F = 8, B = 2, c = 8, p = √2/(√2 + √8) = 1/3: p·c = 2.667 is more than 2. 8 − 5.333 + (2 − 2.667) = 2, which is all that is shown.
        Assert.Equal(2, Ahead(Behind("power:n=0.5", 8).Bid(100, 10 * Whole).Bid(100, 2 * Whole)));
        // The same after 3 were traded: F = 5, B = 5, c = 10 − 1 − 3 = 6, p = 1/2: 5 − 3 + 5 − 3 would be 4, of 1 that is shown.
        Assert.Equal(1, Ahead(Behind("power:n=0.5", 8).Bid(100, 10 * Whole).Sold(100, 3 * Whole).Bid(100, Whole)));
    }

    [Theory]
    [InlineData("power:n=3")]
    [InlineData("power2:n=3")]
    [InlineData("power3:n=3")]
    [InlineData("log")]
    [InlineData("log2")]
    public void With_nothing_behind_us_a_cancellation_was_ahead(string model) =>
        Assert.Equal(3, Ahead(Behind(model, 4).Bid(100, 3 * Whole)));

    [Theory]
    [InlineData("power:n=3")]
    [InlineData("power2:n=3")]
    [InlineData("power3:n=3")]
    [InlineData("log")]
    [InlineData("log2")]
    public void With_nothing_ahead_of_us_a_cancellation_was_behind(string model) => Assert.Equal(
        0, Ahead(Behind(model, 4).Bid(100, 0).Bid(100, 9 * Whole).Bid(100, 5 * Whole)));

    [Theory]
    [InlineData("power:n=3", "0")] // p = 216/280: 4 − 0.22857·10 = 1.714, and nothing is shown
    [InlineData("power3:n=3", "0")] // p = 1 − 0.064: 4 − 0.64 = 3.36
    [InlineData("log2", "0")] // p = 0.81151: 4 − 1.8849 = 2.115
    [InlineData("log", "-0.527")] // p = 0.54732: 4 − 4.527
    [InlineData("power2:n=2.5", "-3.211")] // p = 0.6^2.5 = 0.27885: 4 − 7.2115
    public void A_level_that_vanishes_leaves_us_first_and_beyond_where_more_is_counted_off_than_was_ahead(string model, string ahead) =>
        Assert.Equal(decimal.Parse(ahead, CultureInfo.InvariantCulture), Ahead(FourOfTen(model).Bid(100, 0)));

    [Fact]
    public void A_chance_that_is_no_number_leaves_us_behind_all_that_is_shown()
    {
        // 6^1000 is beyond a double and so is the sum: ∞/∞.
        Assert.Equal(8, Ahead(FourOfTen("power:n=1000").Bid(100, 8 * Whole)));
        Assert.Equal(8, Ahead(FourOfTen("power2:n=1000").Bid(100, 8 * Whole)));
        // 1 − 0.4^1000 is 1.
        Assert.Equal(4, Ahead(FourOfTen("power3:n=1000").Bid(100, 8 * Whole)));
    }

    // Lots of ten units, ahead of us 0.2 less than nothing: too little for a fill.
    private static VenueScene JustThrough(string model) =>
        new VenueScene(ExchangeModel.ReferencePartialFill, lotUnits: 10, queue: Model(model), unit: "0.1")
            .Bid(100, 20).Ask(105, 10).Buy(100, 10_000).Bid(100, 62).Sold(100, 22).Bid(100, 45);

    [Fact]
    public void An_infinite_chance_counts_as_one()
    {
        // F = −0.2, B = 4.7: 4.7^465 is beyond a double, 4.5^465 is not. Behind us for sure, so F stays and 0.4 more make half a lot.
        Assert.Equal("fill 1 at 100 x 10 maker", JustThrough("power2:n=465").Bid(100, 35).Sold(100, 4).Told[^1]);
        // With a larger exponent both are: no number, so that all 3.5 that are shown are ahead of us.
        Assert.Equal("ack 1", JustThrough("power2:n=480").Bid(100, 35).Sold(100, 39).Told[^1]);
        Assert.Equal("fill 1 at 100 x 10 maker", JustThrough("power2:n=480").Bid(100, 35).Sold(100, 40).Told[^1]);
    }

    [Fact]
    public void Where_trades_went_a_little_through_us_a_broken_power_is_no_number() =>
        Assert.Equal("ack 1", JustThrough("power:n=0.5").Bid(100, 35).Sold(100, 39).Told[^1]);

    [Fact]
    public void A_whole_power_of_what_is_below_zero_has_its_sign() =>
        // F = −0.2, B = 4.7, p = 103.823/(103.823 − 0.008) = 1.00008, c = 1: F + 0.00008. 0.3 more make half a lot less a little.
        Assert.Equal("ack 1", JustThrough("power:n=3").Bid(100, 35).Sold(100, 3).Told[^1]);

    [Theory]
    [InlineData("risk-averse")]
    [InlineData("power:n=3")]
    [InlineData("log")]
    public void Half_a_lot_through_us_fills_one_lot_and_less_does_not(string model)
    {
        VenueScene BehindFive(ExchangeModel exchange) =>
            new VenueScene(exchange, lotUnits: 10, queue: Model(model), unit: "0.1").Bid(100, 50).Ask(105, 10).Buy(100, 70);
        Assert.Equal("ack 1", BehindFive(ExchangeModel.ReferencePartialFill).Sold(100, 54).Told[^1]);
        Assert.Equal("fill 1 at 100 x 10 maker", BehindFive(ExchangeModel.ReferencePartialFill).Sold(100, 55).Told[^1]);
        Assert.Equal("fill 1 at 100 x 10 maker", BehindFive(ExchangeModel.ReferencePartialFill).Sold(100, 64).Told[^1]);
        Assert.Equal("fill 1 at 100 x 20 maker", BehindFive(ExchangeModel.ReferencePartialFill).Sold(100, 65).Told[^1]);
        Assert.Equal("ack 1", BehindFive(ExchangeModel.NoPartialFill).Sold(100, 54).Told[^1]);
        Assert.Equal("fill 1 at 100 x 70 maker", BehindFive(ExchangeModel.NoPartialFill).Sold(100, 55).Told[^1]);
    }

    [Fact]
    public void Quantities_are_doubles_with_their_remainders()
    {
        // 5 − 5.3 − 0.2 is −0.4999999999999998: not half a lot. 5 − 5.4 − 0.1 is −0.5000000000000003.
        VenueScene BehindFive() => new VenueScene(ExchangeModel.ReferencePartialFill, lotUnits: 10, unit: "0.1").Bid(100, 50).Ask(105, 10).Buy(100, 70);
        Assert.Equal("ack 1", BehindFive().Sold(100, 53).Sold(100, 2).Told[^1]);
        Assert.Equal("fill 1 at 100 x 10 maker", BehindFive().Sold(100, 54).Sold(100, 1).Told[^1]);
    }

    [Fact]
    public void Trades_before_an_order_came_are_not_on_its_account()
    {
        // 3 of 10 traded, then we come behind the 10 still shown; the row that tells of it is a cancellation to us, all of it ahead.
        VenueScene scene = new VenueScene(ExchangeModel.ReferencePartialFill, queue: Model("power:n=1"), unit: "0.001").Bid(100, 10 * Whole).Ask(105, Whole);
        Assert.Equal(7, Ahead(scene.Sold(100, 3 * Whole).Buy(100, 2 * Large).Bid(100, 7 * Whole)));
    }

    [Fact]
    public void A_trade_of_our_own_side_and_one_at_another_price_are_not_on_the_account() => Assert.Equal(
        3.2m, Ahead(FourOfTen("power:n=1").Bought(100, 3 * Whole).Sold(101, 3 * Whole).Bid(100, 8 * Whole)));

    [Fact]
    public void A_sell_queues_the_same_way()
    {
        VenueScene scene = new VenueScene(ExchangeModel.ReferencePartialFill, queue: Model("power2:n=2"), unit: "0.001")
            .Bid(100, Whole).Ask(105, 4 * Whole).Sell(105, 2 * Large).Ask(105, 10 * Whole).Ask(105, 8 * Whole).Bought(105, Large);
        Assert.Equal(Large - 2_720, scene.Reports[^1].Quantity.Units);
    }

    [Fact]
    public void An_order_that_keeps_its_place_keeps_its_account_and_one_that_moves_starts_anew()
    {
        // Kept: c = 10 − 5 − 3 = 2 as above. Moved: behind the 10 shown, then c = 5 of them, all ahead.
        Assert.Equal(0.8m, Ahead(FourOfTen("power:n=1").Sold(100, 3 * Whole).Amend(1, 100, 2 * Large - Whole).Bid(100, 5 * Whole)));
        Assert.Equal(5, Ahead(FourOfTen("power:n=1").Sold(100, 3 * Whole).Amend(1, 100, 2 * Large + Whole).Bid(100, 5 * Whole)));
    }
}
