using Touchline.Core;

namespace Touchline.Simulation.Tests;

public sealed class WalkForwardPlanTests
{
    [Fact]
    public void Windows_roll_by_the_length_of_a_test_and_what_is_left_behind_isnt_used()
    {
        // Times 100 to 199, train 40, test 20: 100-139|140-159, 120-159|160-179, 140-179|180-199.
        var plan = new WalkForwardPlan(40, 20);
        WalkForwardWindow[] expected =
        [
            new(new TimeRange(100, 139), new TimeRange(140, 159)),
            new(new TimeRange(120, 159), new TimeRange(160, 179)),
            new(new TimeRange(140, 179), new TimeRange(180, 199)),
        ];
        Assert.Equal(expected, plan.Windows(new TimeRange(100, 199)));
        Assert.Equal(expected, plan.Windows(new TimeRange(100, 218)));
        Assert.Equal(expected[..2], plan.Windows(new TimeRange(100, 198)));
        Assert.Equal(3, plan.Count(new TimeRange(100, 199)));
        Assert.Equal(2, plan.Count(new TimeRange(100, 198)));
    }

    [Fact]
    public void A_single_window_needs_exactly_its_length()
    {
        const long Second = 1_000_000_000;
        var plan = new WalkForwardPlan(40 * Second, 20 * Second);
        Assert.Single(plan.Windows(new TimeRange(0, 60 * Second - 1)));
        string message = Assert.Throws<BadInputException>(() => plan.Windows(new TimeRange(0, 59 * Second - 1))).Message;
        Assert.Contains("40s + 20s = 1m", message);
        Assert.Contains("there is 59", message);
        Assert.Equal(0, plan.Count(new TimeRange(0, 59 * Second - 1)));
    }
}
