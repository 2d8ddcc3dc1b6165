using Touchline.Sdk;
using Touchline.View;

namespace Touchline.Tests.View;

/// <summary>Steps that make sense to a hand on a key: small beside the value, on the instrument's grid, within the range.</summary>
public sealed class ParameterStepTests
{
    [Theory]
    [InlineData("1.0", 1, "0", "1.1")]
    [InlineData("1.0", -1, "0", "0.99")]
    [InlineData("0.99", 1, "0", "1")]
    [InlineData("25", 1, "0", "26")]
    [InlineData("0.001", 1, "0.001", "0.002")]
    [InlineData("0.001", -1, "0.001", "0")]
    [InlineData("0.02", 1, "0.001", "0.021")]
    [InlineData("0.3", -1, "0.1", "0.2")]
    [InlineData("0", 1, "0.1", "0.1")]
    [InlineData("0", 1, "0", "0.01")]
    [InlineData("0", -1, "0.1", "-0.1")]
    [InlineData("-2", 1, "0", "-1.9")]
    [InlineData("-1", 1, "0", "-0.99")]
    [InlineData("-1", -1, "0", "-1.1")]
    [InlineData("99.95", 1, "0", "100")]
    [InlineData("100", 1, "0", null)]
    [InlineData("-100", -1, "0", null)]
    public void A_decimal_goes_by_a_tenth_of_its_leading_digit(string value, int direction, string grid, string? next)
    {
        var parameter = new DecimalParameter("p", 0, -100, 100, "", "");
        parameter.Set(value);
        Assert.Equal(next, ParameterStep.From(parameter, direction, decimal.Parse(grid, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(5, 1, "6")]
    [InlineData(1, -1, null)]
    [InlineData(250, 1, "260")]
    [InlineData(100, -1, "99")]
    [InlineData(999, 1, "1000")]
    [InlineData(1000, 1, null)]
    public void A_whole_number_goes_by_one_at_least(int value, int direction, string? next) =>
        Assert.Equal(next, ParameterStep.From(new WholeParameter("p", value, 1, 1000, "", ""), direction, 0));

    [Theory]
    [InlineData("1s", 1, "1100ms")]
    [InlineData("1s", -1, "990ms")]
    [InlineData("250ms", 1, "260ms")]
    [InlineData("1ms", -1, null)]
    [InlineData("1h", 1, null)]
    public void A_time_likewise(string value, int direction, string? next)
    {
        var parameter = new DurationParameter("p", 1_000_000_000, 1_000_000, 3_600_000_000_000, "");
        parameter.Set(value);
        Assert.Equal(next, ParameterStep.From(parameter, direction, 0));
    }

    [Fact]
    public void A_choice_goes_round_and_a_text_has_no_steps()
    {
        var choice = new ChoiceParameter("p", "b", ["a", "b", "c"], "");
        Assert.Equal(("c", "a"), (ParameterStep.From(choice, 1, 0), ParameterStep.From(choice, -1, 0)));
        choice.Set("c");
        Assert.Equal("a", ParameterStep.From(choice, 1, 0));
        Assert.Null(ParameterStep.From(new TextParameter("p", ""), 1, 0));
    }

    [Fact]
    public void A_step_is_always_a_value_that_the_parameter_takes()
    {
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++)
        {
            var parameter = new DecimalParameter("p", 0, -3.7m, decimal.MaxValue, "", "");
            decimal most = random.Next(2) == 0 ? 10 : 79_228_162_514_264_337_593_543_950_335m;
            parameter.Set(((decimal)random.NextDouble() * most).ToString(System.Globalization.CultureInfo.InvariantCulture));
            for (int step = 0; step < 20; step++)
            {
                if (ParameterStep.From(parameter, random.Next(2) * 2 - 1, 0) is { } next)
                    parameter.Set(next);
            }
        }
    }
}
