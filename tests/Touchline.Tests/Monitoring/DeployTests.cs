using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Storage;

namespace Touchline.Tests.Monitoring;

public sealed partial class DeployTests : IDisposable
{
    private readonly SessionMonitor _monitor = new(new MonitoringSettings(), () => 1, new ManualClock(), text => Assert.Fail(text));

    public void Dispose() => _monitor.Dispose();

    [Fact]
    public void Every_query_of_the_dashboard_asks_for_metrics_and_labels_that_there_are()
    {
        Dictionary<string, HashSet<string>> told = Told();
        JsonNode[] panels = [.. JsonNode.Parse(File.ReadAllText(DeployFiles.Dashboard))!["panels"]!.AsArray().Where(p => (string)p!["type"]! != "row").Select(p => p!)];
        Assert.True(panels.Length > 20);
        foreach (JsonNode panel in panels)
        {
            JsonArray targets = panel["targets"]!.AsArray();
            Assert.NotEmpty(targets);
            foreach (JsonNode? target in targets)
                AssertThere(told, (string)target!["expr"]!, (string)target["legendFormat"]!);
        }
    }

    [Fact]
    public void Every_metric_stands_on_the_dashboard_but_those_that_say_nothing_on_a_chart()
    {
        string dashboard = File.ReadAllText(DeployFiles.Dashboard);
        HashSet<string> asked = [.. Metrics().Matches(dashboard).Select(m => m.Value)];
        string[] missing = [.. Told().Keys.Where(n => !asked.Contains(n))];
        Assert.Equal(
            ["touchline_alert_notices_total", "touchline_book_stale", "touchline_mid_price", "touchline_session_seconds", "touchline_session_stopped", "touchline_strategy_failed",
                "touchline_strategy_live_orders", "touchline_strategy_position"],
            missing.Order());
    }

    [Fact]
    public void Every_rule_of_prometheus_asks_for_metrics_that_there_are_and_every_active_alert_has_one()
    {
        string text = File.ReadAllText(Path.Combine(DeployFiles.Prometheus, "alerts.yml"));
        Dictionary<string, HashSet<string>> told = Told();
        string[] metrics = [.. Metrics().Matches(text).Select(m => m.Value).Distinct()];
        Assert.True(metrics.Length > 10);
        Assert.All(metrics, m => Assert.Contains(m, told.Keys));
        string[] alerts = [.. AlertNames().Matches(text).Select(m => m.Groups["name"].Value)];
        _monitor.OnPortrait(Portraits.Usual);
        Assert.Equal(_monitor.Alerts.Rules.Where(r => _monitor.Alerts.WhyInactive(r) is null).Select(r => r.Name).Order(), alerts.Where(a => a != "TouchlineDown").Order());
        foreach (AlertRule rule in _monitor.Alerts.Rules.Where(r => alerts.Contains(r.Name)))
            Assert.Matches($@"alert: {rule.Name}\n(?:(?!- alert)[\s\S])*severity: {rule.Severity.ToString().ToLowerInvariant()}", text);
    }

    [PromtoolFact]
    public void Prometheus_takes_the_configuration_and_the_rules()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("touchline-prometheus-");
        try
        {
            foreach (string file in Directory.GetFiles(DeployFiles.Prometheus))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            File.WriteAllText(Path.Combine(folder.FullName, "touchline.token"), "token");
            Assert.Contains("SUCCESS", PromtoolFactAttribute.Run(folder.FullName, null, "check", "config", "--lint=all", "--lint-fatal", "prometheus.yml"));
            Assert.Contains("SUCCESS", PromtoolFactAttribute.Run(folder.FullName, null, "test", "rules", "alerts_test.yml"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [PromtoolFact]
    public void Prometheus_reads_the_page_and_finds_nothing_to_complain_of()
    {
        Feed();
        Assert.Equal("", PromtoolFactAttribute.Run(Path.GetTempPath(), _monitor.MetricsPage(), "check", "metrics"));
    }

    private static void AssertThere(Dictionary<string, HashSet<string>> told, string query, string legend)
    {
        string[] metrics = [.. Metrics().Matches(query).Select(m => m.Value)];
        Assert.NotEmpty(metrics);
        Assert.All(metrics, m => Assert.Contains(m, told.Keys));
        string[] labels = [.. Legend().Matches(legend).Select(m => m.Groups["name"].Value), .. By().Matches(query).SelectMany(m => m.Groups["name"].Value.Split(", "))];
        Assert.All(labels.Where(l => l != "instance"), l => Assert.True(metrics.Any(m => told[m].Contains(l)), $"label {l} of {query}"));
    }

    // Names that the page can write, each with its labels.
    private Dictionary<string, HashSet<string>> Told()
    {
        Feed();
        var told = new Dictionary<string, HashSet<string>>();
        foreach (string series in PrometheusPageTests.Read(_monitor.MetricsPage()).Keys)
        {
            string name = series.Split('{')[0];
            if (!told.TryGetValue(name, out HashSet<string>? labels))
                told[name] = labels = [];
            labels.UnionWith(Label().Matches(series).Select(m => m.Groups["name"].Value));
        }

        return told;
    }

    private void Feed()
    {
        _monitor.OnPortrait(Portraits.Usual);
        var refused = new AuditEntry { AtNs = 1, Actor = "quoter", Action = "order.refused", EntityType = "", EntityId = "", Success = false, ErrorMessage = "risk refuses: MaxOrder" };
        _monitor.OnRows(new SessionRows([], [], [], [], [refused], [new SignalRow(1, "s/1", "quoter", "v", "BTCUSDT", "buy", 1, "", "")]));
    }

    [GeneratedRegex(@"touchline_\w+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Metrics();

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Legend();

    [GeneratedRegex(@"by \((?<name>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex By();

    [GeneratedRegex("(?<name>\\w+)=\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AlertNames();
}
