using System.Globalization;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

public sealed class PositionSizingTests
{
    [Theory]
    [InlineData("0", "0", "0")]
    [InlineData("-50", "0", "0")]
    [InlineData("100", "0", "8")]
    [InlineData("199.99", "0", "15.9992")]
    [InlineData("200", "0", "12")]
    [InlineData("499.99", "0", "29.9994")]
    [InlineData("500", "0", "15")]
    [InlineData("10000", "0", "300")]
    [InlineData("100", "0.1", "4")]
    [InlineData("200", "0.02", "10")]
    [InlineData("1000", "0.05", "20")]
    [InlineData("1000", "0.9", "3")]
    public void A_share_of_the_balance_by_its_tier_falls_with_volatility(string balance, string volatility, string value) =>
        Assert.Equal(Number(value), PositionSizing.Value(Number(balance), Number(volatility)));

    [Fact]
    public void A_negative_volatility_is_a_mistake() => Assert.Throws<ArgumentOutOfRangeException>(() => PositionSizing.Share(100, -0.01m));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
