namespace Touchline.Matching.Tests;

public sealed class QueueModelTests
{
    [Theory]
    [InlineData("risk-averse", QueueKind.RiskAverse, 0)]
    [InlineData("log", QueueKind.Log, 0)]
    [InlineData("log2", QueueKind.Log2, 0)]
    [InlineData("power:n=3", QueueKind.Power, 3)]
    [InlineData("power2:n=0.5", QueueKind.Power2, 0.5)]
    [InlineData("power3:n=1E-300", QueueKind.Power3, 1e-300)]
    public void A_model_is_read_and_printed_by_its_name(string text, QueueKind kind, double exponent)
    {
        Assert.True(QueueModel.TryParse(text, out QueueModel? model));
        Assert.Equal((kind, exponent, text), (model.Kind, model.Exponent, model.ToString()));
    }

    [Theory]
    [InlineData("power:n=3.0", "power:n=3")]
    [InlineData("power:n=3e0", "power:n=3")]
    [InlineData("power2:n=.5", "power2:n=0.5")]
    public void A_number_is_printed_as_short_as_it_can_be(string text, string printed)
    {
        Assert.True(QueueModel.TryParse(text, out QueueModel? model));
        Assert.Equal(printed, model.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Log")]
    [InlineData("lucky")]
    [InlineData("power")]
    [InlineData("power:")]
    [InlineData("power:3")]
    [InlineData("power:n=")]
    [InlineData("power:n=0")]
    [InlineData("power:n=-3")]
    [InlineData("power:n=NaN")]
    [InlineData("power:n=Infinity")]
    [InlineData("power:n=1e999")]
    [InlineData("power:n=1,5")]
    [InlineData("power:n=3:n=3")]
    [InlineData("power4:n=3")]
    [InlineData("log:n=3")]
    [InlineData("risk-averse:")]
    public void Anything_else_is_no_model(string text) => Assert.False(QueueModel.TryParse(text, out _));

    [Fact]
    public void Models_are_equal_by_kind_and_exponent()
    {
        Assert.True(QueueModel.TryParse("power2:n=3", out QueueModel? read));
        Assert.Equal(QueueModel.Power(QueueKind.Power2, 3), read);
        Assert.NotEqual(QueueModel.Power(QueueKind.Power2, 2), read);
        Assert.NotEqual(QueueModel.Power(QueueKind.Power, 3), read);
    }

    [Fact]
    public void Only_power_models_have_an_exponent_and_it_is_finite_and_above_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueModel.Power(QueueKind.Log, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueModel.Power(QueueKind.Power, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueModel.Power(QueueKind.Power, double.PositiveInfinity));
    }
}
