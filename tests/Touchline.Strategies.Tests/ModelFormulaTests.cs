namespace Touchline.Strategies.Tests;

/// <summary>The models' formulas against numbers worked out apart from the code, and their limits.</summary>
public sealed class ModelFormulaTests
{
    [Fact]
    public void Avellaneda_and_Stoikov_with_the_figures_of_their_paper()
    {
        // s = 100, σ = 2, T = 1, γ = 0.1, k = 1.5: 10 ln(1 + 1/15) = 0.645385 and γσ²T = 0.4.
        QuoteShape shape = AvellanedaStoikovFormula.Of(gamma: 0.1, k: 1.5, sigma: 2, secondsLeft: 1);
        Assert.Equal(0.6453852113757117 + 0.2, shape.HalfSpread, 12);
        Assert.Equal(0.4, shape.Skew, 12);
    }

    [Theory]
    [InlineData(0.1, 1.49)]
    [InlineData(0.01, 1.35)]
    public void The_spread_of_Avellaneda_and_Stoikov_averages_over_a_session_what_their_simulation_says(double gamma, double average)
    {
        double sum = 0;
        for (int step = 0; step < 200; step++)
            sum += 2 * AvellanedaStoikovFormula.Of(gamma, 1.5, 2, 1 - step * 0.005).HalfSpread;
        Assert.Equal(average, sum / 200, 2);
    }

    [Fact]
    public void Guéant_Lehalle_and_Fernandez_Tapia_with_the_figures_of_their_paper()
    {
        // σ = 0.3, A = 0.9, k = 0.3, γ = 0.01 in ticks and seconds: c1 = 100 ln(1 + 1/30) = 3.278982 and
        // c2 = sqrt(0.01 / 0.54 × (1 + 1/30)^31) = 0.226219.
        QuoteShape shape = GlftFormula.Of(gamma: 0.01, a: 0.9, k: 0.3, sigma: 0.3);
        Assert.Equal(3.312915198564539, shape.HalfSpread, 11);
        Assert.Equal(0.0678658325308838, shape.Skew, 11);
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-6)]
    public void Hardly_any_aversion_leaves_the_distance_1_over_k_and_no_skew(double gamma)
    {
        QuoteShape finite = AvellanedaStoikovFormula.Of(gamma, 2, 3, 60), lasting = GlftFormula.Of(gamma, 1, 2, 3);
        Assert.Equal(0.5, finite.HalfSpread, 3);
        Assert.InRange(finite.Skew, 0, 1e-3);
        Assert.InRange(lasting.HalfSpread, 0.5 - 1e-6, 0.503);
        Assert.InRange(lasting.Skew, 0, 5e-3);
    }

    [Fact]
    public void Without_volatility_or_at_the_end_only_the_arrivals_count()
    {
        Assert.Equal(new QuoteShape(Math.Log(1.25) / 0.5, 0), AvellanedaStoikovFormula.Of(0.5, 2, 0, 60));
        Assert.Equal(new QuoteShape(Math.Log(1.25) / 0.5, 0), AvellanedaStoikovFormula.Of(0.5, 2, 3, 0));
        Assert.Equal(new QuoteShape(Math.Log(1.25) / 0.5, 0), GlftFormula.Of(0.5, 1, 2, 0));
    }

    [Fact]
    public void More_aversion_leans_harder_and_more_arrivals_lean_less()
    {
        for (double gamma = 0.001; gamma < 10; gamma *= 3)
        {
            Assert.True(AvellanedaStoikovFormula.Of(3 * gamma, 1.5, 2, 60).Skew > AvellanedaStoikovFormula.Of(gamma, 1.5, 2, 60).Skew);
            Assert.True(GlftFormula.Of(3 * gamma, 1, 1.5, 2).Skew > GlftFormula.Of(gamma, 1, 1.5, 2).Skew);
            Assert.True(GlftFormula.Of(gamma, 3, 1.5, 2).Skew < GlftFormula.Of(gamma, 1, 1.5, 2).Skew);
            Assert.True(GlftFormula.Of(gamma, 1, 1.5, 4).HalfSpread > GlftFormula.Of(gamma, 1, 1.5, 2).HalfSpread);
        }
    }

    [Fact]
    public void The_unit_of_price_is_free()
    {
        // In ticks of 0.1 a gamma and a k are a tenth, a sigma ten times what they are in quote currency.
        QuoteShape price = GlftFormula.Of(0.5, 2, 3, 0.7), ticks = GlftFormula.Of(0.05, 2, 0.3, 7);
        Assert.Equal(10 * price.HalfSpread, ticks.HalfSpread, 9);
        Assert.Equal(10 * price.Skew, ticks.Skew, 9);
        price = AvellanedaStoikovFormula.Of(0.5, 3, 0.7, 11);
        ticks = AvellanedaStoikovFormula.Of(0.05, 0.3, 7, 11);
        Assert.Equal(10 * price.HalfSpread, ticks.HalfSpread, 9);
        Assert.Equal(10 * price.Skew, ticks.Skew, 9);
    }

    [Fact]
    public void The_logarithm_of_a_little_more_than_one_is_as_exact_as_that_of_more()
    {
        double before = 1;
        for (double x = 1e-12; x < 1e6; x *= 1.01)
        {
            double value = ModelMath.LogOnePlusOver(x);
            Assert.InRange(value, 0, before);
            // ln(1 + x) = 2 artanh(x / (2 + x)), where nothing cancels.
            Assert.InRange(value / (2 * Math.Atanh(x / (2 + x)) / x), 1 - 1e-11, 1 + 1e-11);
            before = value;
        }
    }
}
