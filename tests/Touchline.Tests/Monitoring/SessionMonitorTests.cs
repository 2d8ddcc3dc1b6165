using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Storage;
using Touchline.Monitoring;
using Touchline.Trading;

namespace Touchline.Tests.Monitoring;

public sealed class SessionMonitorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-log-").FullName;
    private readonly ManualClock _clock = new();
    private readonly List<string> _said = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_portrait_reaches_log_metrics_alerts_and_health()
    {
        using (var monitor = new SessionMonitor(new MonitoringSettings { LogFolder = _folder }, () => 0, _clock, _said.Add))
        {
            Assert.Equal("down", (string)monitor.Health()["status"]!);
            monitor.OnPortrait(Portraits.Usual.Down("orders"));
            _clock.Go(10);
            monitor.Log(LogLevel.Error, "http.error", "a page failed");
            Assert.Equal("disconnected", Assert.Single(monitor.Alerts.Active).Alert);
            Assert.Equal(1, (int)monitor.Health()["alerts"]!["critical"]!);
            string page = monitor.MetricsPage();
            Assert.Contains("touchline_alert_firing{alert=\"disconnected\",severity=\"critical\"} 1\n", page);
            Assert.Contains("touchline_queue_dropped_total{queue=\"log\"} 0\n", page);
        }

        Assert.Equal(["alert.firing", "http.error"], File.ReadLines(Path.Combine(_folder, "bot_errors_20261122.log")).Select(l => (string)JsonNode.Parse(l)!["event"]!));
    }

    [Fact]
    public void What_listens_and_fails_ends_nothing_and_is_said_once()
    {
        using var monitor = new SessionMonitor(new MonitoringSettings(), () => 0, _clock, _said.Add);
        monitor.Alerts.Listen(new Failing());
        for (int i = 0; i < 3; i++)
        {
            monitor.OnPortrait(Portraits.Usual with { Differences = [new ToldDifference("BTC position", "one")] });
            monitor.OnRows(new SessionRows([], [], [], [], [], []));
            _clock.Go(1);
        }

        Assert.Equal("monitoring failed, and may miss something from here on: it threw", Assert.Single(_said));
        Assert.Contains("touchline_ledger_differences 1\n", monitor.MetricsPage());
    }

    private sealed class Failing : IAlertListener
    {
        public void OnAlert(AlertNotice notice) => throw new InvalidOperationException("it threw");
    }
}
