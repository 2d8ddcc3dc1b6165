using Touchline.Control;
using Touchline.Reports;

namespace Touchline.Tests.Monitoring;

/// <summary>Versions side by side: what one of them made more than the other.</summary>
public sealed class StrategyCurvesTests
{
    private const long SecondNs = 1_000_000_000;

    private readonly StrategyCurves _curves = new();

    // Both as they are after so many seconds.
    private void Tell(int second, decimal first, decimal other)
    {
        StrategyPortrait Of(string name, decimal net) => Portraits.Strategy(name) with { Ledgers = [Portraits.Strategy(name).Ledgers[0] with { Realised = net }] };
        _curves.OnPortrait(Portraits.Usual with { AtNs = Portraits.Usual.AtNs + second * SecondNs, Strategies = [Of("mm.V1", first), Of("mm.V2", other)] });
    }

    [Fact]
    public void What_one_makes_more_every_stretch_is_told_an_hour_and_is_clear()
    {
        // Portraits come more often than they are kept.
        for (int second = 0; second <= 600; second++)
            Tell(second, 10 + second * 0.1m, 3 + second * 0.3m);
        PairedDifference found = _curves.Compare("mm.V1", "mm.V2")!;
        Assert.Equal((10, true), (found.StretchSeconds, found.IsClear));
        Assert.InRange(found.Stretches, 55, 60);
        Assert.Equal(720, found.PerHour, 6);
        Assert.Equal((found.PerHour, found.PerHour), (found.LowPerHour, found.HighPerHour));
        Assert.Equal(-720, _curves.Compare("mm.V2", "mm.V1")!.PerHour, 6);
    }

    [Fact]
    public void Of_two_that_go_up_and_down_alike_nothing_is_clear()
    {
        var random = new Random(1);
        (decimal first, decimal other) = (0, 0);
        for (int second = 0; second <= 1_200; second += 10)
            Tell(second, first += random.Next(-50, 51), other += random.Next(-50, 51));
        PairedDifference found = _curves.Compare("mm.V1", "mm.V2")!;
        Assert.False(found.IsClear);
        Assert.InRange(found.PerHour, found.LowPerHour, found.HighPerHour);
    }

    [Fact]
    public void Too_short_a_time_and_one_that_isnt_there_give_no_comparison()
    {
        for (int second = 0; second <= 250; second++)
            Tell(second, second, second);
        Assert.Null(_curves.Compare("mm.V1", "mm.V2"));
        Assert.Null(_curves.Compare("mm.V1", "nobody"));
    }
}
