using Touchline.Commands;

namespace Touchline.Tests.Reports;

public sealed class FigureDecimalsTests
{
    [Fact]
    public void All_values_of_a_figure_have_as_many_decimals() =>
        Assert.Equal(["-484.5760", "-583.4300", "-5.0000", "-", "0.0002"], FigureDecimals.Texts(-484.576, -583.43, -5, double.NaN, 0.0002));

    [Fact]
    public void Whole_figures_have_none_and_small_ones_more()
    {
        Assert.Equal(["12", "-", "0"], FigureDecimals.Texts(12, double.NaN, 0));
        Assert.Equal(["0.012000", "-0.000500"], FigureDecimals.Texts(0.012, -0.0005));
        Assert.Equal(["0.00050000"], FigureDecimals.Texts(0.0005));
        Assert.Equal(["-"], FigureDecimals.Texts(double.NaN));
    }
}
