using System.Collections.Immutable;
using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Trading;

namespace Touchline.Tests.Monitoring;

public sealed class HealthReportTests
{
    private static readonly ActiveAlert Alert = new("reject_rate", "", AlertSeverity.Warning, "secret", default);

    [Fact]
    public void A_session_that_is_well_is_ok() => Assert.Equal(
        """{"status":"ok","session":{"state":"running","kind":"paper","seconds":61,"killed":false},"connections":{"up":2,"down":0},"storage":{"lost":0,"waiting":12},"alerts":{"critical":0,"warning":0}}""",
        HealthReport.Of(Portraits.Usual, TimeSpan.FromSeconds(1), []).ToJsonString());

    [Fact]
    public void Trouble_that_trading_survives_degrades_it()
    {
        SessionPortrait usual = Portraits.Usual;
        Assert.Equal("degraded", Status(usual.Down("orders")));
        Assert.Equal("degraded", Status(usual with { Storage = (1, 0) }));
        Assert.Equal("degraded", Status(usual with { Kill = new KillStatus(KillState.Killed, false, 0, 0, 0, null) }));
        Assert.Equal("degraded", Status(usual with { Strategies = [Portraits.Strategy("a") with { Failure = "x" }] }));
        Assert.Equal("degraded", Status(usual, alerts: [Alert]));
        Assert.Equal("ok", Status(usual with { Storage = null }, alerts: [Alert with { Severity = AlertSeverity.Info }]));
    }

    [Fact]
    public void Without_a_session_that_can_trade_it_is_down()
    {
        Assert.Equal("down", Status(null));
        Assert.Equal("down", Status(Portraits.Usual with { IsStopped = true }));
        Assert.Equal("down", Status(Portraits.Usual, age: 11));
        Assert.Equal("down", Status(Portraits.Usual.Down("orders").Down("market")));
        Assert.Equal("ok", Status(Portraits.Usual with { Connections = [] }));
    }

    [Fact]
    public void It_tells_strangers_no_names_and_no_money()
    {
        string report = HealthReport.Of(Portraits.Usual.Down("BTCUSDT feed"), default, [Alert]).ToJsonString();
        foreach (string secret in (string[])["BTCUSDT", "quoter", "12.5", "secret", "reset by peer", "7k2p", "binance", "reject_rate"])
            Assert.DoesNotContain(secret, report);
    }

    private static string Status(SessionPortrait? portrait, double age = 0, ImmutableArray<ActiveAlert>? alerts = null) =>
        (string)HealthReport.Of(portrait, TimeSpan.FromSeconds(age), alerts ?? [])["status"]!;
}
