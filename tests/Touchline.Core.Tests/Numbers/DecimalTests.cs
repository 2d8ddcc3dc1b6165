namespace Touchline.Core.Tests;

public class DecimalTests
{
    [Theory]
    [InlineData("61800.20", 618002, 1)]
    [InlineData("-3", -3, 0)]
    [InlineData("1e-7", 1, 7)]
    [InlineData("1E+3", 1, -3)]
    [InlineData(".5", 5, 1)]
    [InlineData("5.", 5, 0)]
    [InlineData("-0.000", 0, 0)]
    [InlineData("1.500000000000000000000000", 15, 1)]
    [InlineData("999999999999999999", 999999999999999999, 0)]
    public void A_number_is_read_without_its_trailing_zeros(string text, long mantissa, int decimals)
    {
        Assert.True(DecimalText.TryParse(text, out DecimalText value));
        Assert.Equal(new DecimalText(mantissa, decimals), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e1000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,000")]
    [InlineData("1234567890123456789")]
    [InlineData("0.1234567890123456789")]
    [InlineData("١")]
    public void What_is_no_number_of_18_digits_is_refused(string text) => Assert.False(DecimalText.TryParse(text, out _));

    [Theory]
    [InlineData("0.1", "61800.2", 618002)]
    [InlineData("0.5", "7.5", 15)]
    [InlineData("0.00005", "1.0001", 20002)]
    [InlineData("25", "175", 7)]
    [InlineData("25", "1e19", 400000000000000000)]
    [InlineData("10", "-120", -12)]
    [InlineData("1e-12", "0.000000000042", 42)]
    [InlineData("1", "1152921504606846976", DecimalUnit.MaxCount)]
    [InlineData("10", "-11529215046068469760", -DecimalUnit.MaxCount)]
    public void A_multiple_of_the_unit_is_counted(string unit, string text, long count)
    {
        Assert.True(DecimalUnit.Parse(unit, "unit").TryCount(Digits(text), out long ours));
        Assert.Equal(count, ours);
    }

    [Theory]
    [InlineData("0.1", "61800.25")]
    [InlineData("0.5", "7.25")]
    [InlineData("0.00005", "1.00001")]
    [InlineData("25", "180")]
    [InlineData("10", "5")]
    [InlineData("1", "1152921504606846977")]
    [InlineData("1e-12", "1152922")]
    [InlineData("1e-12", "18446744.0737095517")]
    [InlineData("1e-18", "999999999999999999")]
    public void What_is_no_multiple_or_too_many_is_refused_and_never_wraps(string unit, string text)
    {
        DecimalUnit step = DecimalUnit.Parse(unit, "unit");
        Assert.False(step.TryCount(Digits(text), out _));
        Assert.False(step.TryParseCount(System.Text.Encoding.ASCII.GetBytes(text), out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.1")]
    [InlineData("1e-19")]
    [InlineData("1e19")]
    [InlineData("tick")]
    [InlineData("")]
    public void A_step_that_is_none_is_refused_by_name(string text)
    {
        var refused = Assert.Throws<BadInputException>(() => DecimalUnit.Parse(text, "the tick of BTCUSDT"));
        Assert.Contains("the tick of BTCUSDT", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_are_in_lowest_terms_however_they_were_made()
    {
        Assert.True(DecimalUnit.TryCreate(new DecimalText(250, 2), out DecimalUnit unit));
        Assert.Equal(DecimalUnit.Parse("2.5", "unit"), unit);
    }

    [Theory]
    [InlineData("1e30")]
    [InlineData("123456789012345678e18")]
    [InlineData("-5e-28")]
    public void Every_number_that_can_be_read_can_be_shown(string text)
    {
        Assert.True(DecimalText.TryParse(text, out DecimalText value));
        Assert.True(DecimalText.TryParse(value.ToString(), out DecimalText again));
        Assert.Equal(value, again);
    }

    [Fact]
    public void Refining_by_zero_or_by_a_multiple_keeps_the_unit()
    {
        DecimalUnit tick = DecimalUnit.Parse("0.5", "unit");
        Assert.True(tick.TryRefine(default, out DecimalUnit same));
        Assert.Equal(tick, same);
        Assert.True(tick.TryRefine(Digits("17.5"), out same));
        Assert.Equal(tick, same);
        Assert.True(tick.TryRefine(Digits("0.3"), out DecimalUnit finer));
        Assert.Equal(DecimalUnit.Parse("0.1", "unit"), finer);
    }

    // More digits than the reader takes make a number only by hand.
    private static DecimalText Digits(string text) =>
        DecimalText.TryParse(text, out DecimalText value) ? value : new DecimalText(long.Parse(text.TrimEnd('0')), text.TrimEnd('0').Length - text.Length);
}
