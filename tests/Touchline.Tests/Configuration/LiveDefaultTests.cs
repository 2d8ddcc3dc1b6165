using Touchline.Configuration;

namespace Touchline.Tests.Configuration;

/// <summary>Limits that a live session has unless it is given others.</summary>
public sealed class LiveDefaultTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_limits_that_are_shown_are_those_of_the_kind_of_session()
    {
        Assert.Equal(("on", "default"), _place.Find("risk.self_trade"));
        Assert.Equal(("none", "default"), _place.Find("risk.breaker_failures"));
        Assert.Equal(("off", "default"), _place.Find("risk.self_trade", "--live"));
        Assert.Equal(("5", "default"), _place.Find("risk.breaker_failures", "--live"));
        Assert.Equal(("none", "default"), _place.Find("risk.max_order", "--live"));
        Assert.Equal(("7", "command line --risk"), _place.Find("risk.breaker_failures", "--live", "--risk", "breaker_failures=7"));
        Assert.Equal(("none", "command line --risk"), _place.Find("risk.breaker_failures", "--live", "--risk", "breaker_failures=none"));
    }
}
