using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Tests.Configuration;

/// <summary>Fees by tiers and margin, from every layer that can say them.</summary>
public sealed class MoneySettingsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("""{"models": {"fees": {"tiers": {"0": "0.0002/0.0005", "1000000": "-0.0001/0.0004"}}}}""")]
    [InlineData("""{"models": {"fees": "tiers:0=0.0002/0.0005,1e6=-0.0001/0.0004"}}""")]
    public void Tiers_are_read_from_an_object_and_from_a_text(string json)
    {
        FeeRates fees = TradingSettings.Of(_place.Json(json).Read()).Models.Fees;
        Assert.Equal((0.0002m, 0.0005m), (fees.Maker, fees.Taker));
        Assert.Equal([new FeeTier(1_000_000, -0.0001m, 0.0004m)], fees.Tiers);
        Assert.StartsWith("tiers:0=0.0002/0.0005,1", _place.Find("models.fees").Value);
    }

    [Theory]
    [InlineData("tiers:")]
    [InlineData("tiers:1=0/0")]
    [InlineData("tiers:0=0/0,0=0/0")]
    [InlineData("tiers:0=0/0,5=0/0,4=0/0")]
    [InlineData("tiers:0=0")]
    [InlineData("tiers:0=0/1")]
    [InlineData("tiers:0=0/0,x=0/0")]
    public void Wrong_tiers_are_refused(string fees) =>
        Assert.Contains("setting models.fees is", Assert.Throws<BadInputException>(() => _place.Read("--fees", fees)).Message);

    [Fact]
    public void Margin_is_read_from_options()
    {
        MarginTerms margin = TradingSettings.Of(
            _place.Read("--deposit", "1000", "--leverage", "20", "--maintenance", "0=0.004,50000=0.005", "--liquidation-fee", "0.01")).Models.Margin;
        Assert.True(margin.IsLimited);
        Assert.Equal((1000m, 20m, 0.01m), (margin.Deposit, margin.Leverage, margin.LiquidationFee));
        Assert.Equal([new MarginBracket(0, 0.004m), new MarginBracket(50_000, 0.005m)], margin.Maintenance);
    }

    [Fact]
    public void Without_a_deposit_nothing_is_limited() => Assert.Equal(MarginTerms.None, TradingSettings.Of(_place.Read()).Models.Margin);

    [Theory]
    [InlineData("--deposit", "0")]
    [InlineData("--leverage", "0.5")]
    [InlineData("--leverage", "1001")]
    [InlineData("--maintenance", "1")]
    [InlineData("--maintenance", "5=0.1")]
    [InlineData("--maintenance", "0=0.1,0=0.2")]
    [InlineData("--liquidation-fee", "-0.1")]
    public void Wrong_margins_are_refused(string option, string value) => Assert.Throws<BadInputException>(() => _place.Read(option, value));

    [Fact]
    public void Terms_that_contradict_each_other_are_refused() => Assert.Contains(
        "leverage 250", Assert.Throws<BadInputException>(() => TradingSettings.Of(_place.Read("--deposit", "1", "--leverage", "250"))).Message);
}
