using Touchline.Core;

namespace Touchline.Matching.Tests;

public sealed class ExchangeModelTests
{
    [Theory]
    [InlineData("partial-fill", ExchangeModel.PartialFill)]
    [InlineData("no-partial-fill", ExchangeModel.NoPartialFill)]
    [InlineData("reference-partial-fill", ExchangeModel.ReferencePartialFill)]
    public void A_model_is_chosen_and_printed_by_its_name(string name, ExchangeModel model)
    {
        Assert.Equal(model, ExchangeModels.Parse(name));
        Assert.Equal(name, model.Name());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Partial-Fill")]
    [InlineData("reference")]
    public void An_unknown_name_is_refused_with_those_that_are_known(string name)
    {
        string message = Assert.Throws<BadInputException>(() => ExchangeModels.Parse(name)).Message;
        Assert.Equal($"exchange model '{name}' is unknown; known are partial-fill, no-partial-fill, reference-partial-fill", message);
    }

    [Fact]
    public void Every_model_has_a_name_and_a_venue()
    {
        Instrument instrument = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);
        foreach (ExchangeModel model in Enum.GetValues<ExchangeModel>())
        {
            Assert.Equal(model, ExchangeModels.Parse(model.Name()));
            Assert.Empty(new SimulatedVenue(instrument, 0, new FeeRates(0, 0), model).Reports);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedVenue(instrument, 0, new FeeRates(0, 0), default));
    }
}
