using Touchline.Control;
using Touchline.Reports;

namespace Touchline.Tests.Monitoring;

/// <summary>Versions side by side: what one of them made more than the other.</summary>
public sealed class StrategyCurvesTests
{
    private const long SecondNs = 1_000_000_000;

    private readonly StrategyCurves _curves = new();

    // Both as they are after so many seconds.
    private void Tell(int second, decimal first, decimal other, string state = "running", string version = "1-a")
    {
        StrategyPortrait Of(string name, decimal net) => Portraits.Strategy(name) with { State = "running", Ledgers = [Portraits.Strategy(name).Ledgers[0] with { Realised = net }] };
        _curves.OnPortrait(Portraits.Usual with { AtNs = Portraits.Usual.AtNs + second * SecondNs, Strategies = [Of("mm.V1", first), Of("mm.V2", other) with { State = state, Version = version }] });
    }

    [Fact]
    public void What_one_makes_more_every_stretch_is_told_an_hour_and_is_clear()
    {
        // Portraits come more often than they are kept.
        for (int second = 0; second <= 600; second++)
            Tell(second, 10 + second * 0.1m, 3 + second * 0.3m);
        PairedDifference found = _curves.Compare("mm.V1", "mm.V2").Difference!;
        Assert.Equal((10, true), (found.StretchSeconds, found.IsClear));
        Assert.InRange(found.Stretches, 55, 60);
        Assert.Equal(720, found.PerHour, 6);
        Assert.Equal((found.PerHour, found.PerHour), (found.LowPerHour, found.HighPerHour));
        Assert.Equal(-720, _curves.Compare("mm.V2", "mm.V1").Difference!.PerHour, 6);
    }

    [Fact]
    public void Of_two_that_go_up_and_down_alike_nothing_is_clear()
    {
        var random = new Random(1);
        (decimal first, decimal other) = (0, 0);
        for (int second = 0; second <= 1_200; second += 10)
            Tell(second, first += random.Next(-50, 51), other += random.Next(-50, 51));
        PairedDifference found = _curves.Compare("mm.V1", "mm.V2").Difference!;
        Assert.False(found.IsClear);
        Assert.InRange(found.PerHour, found.LowPerHour, found.HighPerHour);
    }

    [Fact]
    public void Too_short_a_time_and_one_that_isnt_there_give_no_comparison()
    {
        for (int second = 0; second <= 250; second++)
            Tell(second, second, second);
        Assert.Equal((25, null), _curves.Compare("mm.V1", "mm.V2"));
        Assert.Equal((0, null), _curves.Compare("mm.V1", "nobody"));
    }

    [Fact]
    public void Only_what_the_version_of_now_did_while_both_ran_counts()
    {
        // Stopped for 200 s, then another version for 200 s: what was made and lost meanwhile says nothing of this one.
        for (int second = 0; second < 200; second += 10)
            Tell(second, 0, -100 * second, state: "stopped");
        for (int second = 200; second < 400; second += 10)
            Tell(second, 0, -100 * second, version: "2-b");
        for (int second = 400; second <= 800; second += 10)
            Tell(second, 0, second, version: "3-c");
        (int stretches, PairedDifference? difference) = _curves.Compare("mm.V1", "mm.V2");
        Assert.Equal((40, 3_600), (stretches, Math.Round(difference!.PerHour, 6)));
    }

    [Fact]
    public void The_sessions_own_course_is_kept_too()
    {
        for (int second = 0; second <= 30; second++)
            Tell(second, second, second);
        Assert.Equal([0, 10, 20, 30], _curves.Points("mm.V1").Select(p => p.Net));
        Assert.Equal(4, _curves.Points(null).Count);
        Assert.Empty(_curves.Points("nobody"));
    }
}
