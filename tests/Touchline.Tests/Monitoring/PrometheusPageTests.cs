using System.Diagnostics.Metrics;
using System.Globalization;
using Touchline.Control;
using Touchline.Monitoring;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Tests.Monitoring;

public sealed class PrometheusPageTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly SessionMetrics _metrics;
    private readonly PrometheusPage _page;
    private readonly QueueWatch _queues = new();
    private readonly AlertBook _alerts;
    private int _clients = 3;

    public PrometheusPageTests()
    {
        _alerts = new AlertBook(AlertRules.Of(new AlertOptions(), _queues), TimeSpan.FromMinutes(15), _clock);
        _metrics = new SessionMetrics(_alerts, _queues, () => _clients, _clock);
        _page = new PrometheusPage(_metrics.Meter);
    }

    public void Dispose()
    {
        _page.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Before_a_session_says_how_it_stands_only_the_program_itself_is_told()
    {
        string[] names = [.. Samples().Keys];
        Assert.Equal(["touchline_alert_notices_total", "touchline_ws_clients"], names);
    }

    [Fact]
    public void Each_figure_of_the_session_has_its_name_type_and_labels()
    {
        _queues.Add("ws", () => 7, () => 2);
        _metrics.OnPortrait(Portraits.Usual);
        _clock.Go(0.25);
        string page = _page.Write();
        Assert.StartsWith("# HELP touchline_equity_quote Profit and loss of the session, in quote currency.\n# TYPE touchline_equity_quote gauge\ntouchline_equity_quote 12.5\n", page);
        Assert.Contains("# TYPE touchline_orders_sent_total counter\ntouchline_orders_sent_total 40\n", page);
        foreach (string sample in (string[])
            [
                "touchline_position{venue=\"binance-usdm\",symbol=\"BTCUSDT\"} 0.5", "touchline_strategy_net_quote{strategy=\"quoter\",venue=\"binance-usdm\",symbol=\"BTCUSDT\"} 12.5",
                "touchline_worst_position{venue=\"binance-usdm\",symbol=\"BTCUSDT\",side=\"short\"} -0.1", "touchline_book_age_seconds{venue=\"binance-usdm\",symbol=\"BTCUSDT\"} 0.25",
                "touchline_daily_loss_quote -12.5", "touchline_daily_loss_limit_quote 100", "touchline_orders_rejected_total 1", "touchline_order_success_ratio 0.975",
                "touchline_report_anomalies_total{kind=\"late_fill\"} 4", "touchline_connection_up{connection=\"market\"} 1", "touchline_budget_tokens{venue=\"binance-usdm\",window=\"10s\"} 280",
                "touchline_queue_depth{queue=\"storage\"} 12", "touchline_queue_depth{queue=\"ws\"} 7", "touchline_queue_dropped_total{queue=\"ws\"} 2", "touchline_kill_state 0", "touchline_ws_clients 3",
                "touchline_portrait_age_seconds 0.25", "touchline_alert_firing{alert=\"daily_loss\",severity=\"critical\"} 0", "touchline_session_info{session=\"7k2p-1\",kind=\"paper\"} 1",
            ])
            Assert.Contains($"\n{sample}\n", page);
        Assert.DoesNotContain("touchline_queue_depth{queue=\"signals\"}", page);
    }

    [Fact]
    public void Histograms_are_cumulative_up_to_infinity_and_percentiles_stand_beside_them()
    {
        _metrics.OnPortrait(Portraits.Usual with { Latencies = [Portraits.Latency("engine", 900, 1_500, 40_000, 20_000_000_000), Portraits.Latency("order", 2_000_000), Portraits.Latency("none")] });
        string page = _page.Write();
        Assert.Contains("# TYPE touchline_latency_seconds histogram\n", page);
        Assert.Contains("\ntouchline_latency_seconds_bucket{stage=\"engine\",le=\"0.000001\"} 1\ntouchline_latency_seconds_bucket{stage=\"engine\",le=\"0.000002\"} 2\n", page);
        Assert.Contains("\ntouchline_latency_seconds_bucket{stage=\"engine\",le=\"10\"} 3\ntouchline_latency_seconds_bucket{stage=\"engine\",le=\"+Inf\"} 4\ntouchline_latency_seconds_count{stage=\"engine\"} 4\n", page);
        foreach (string stage in (string[])["engine", "order", "none"])
        {
            double[] counts = [.. Buckets(stage)];
            Assert.Equal(StageLatency.BoundsNs.Count + 1, counts.Length);
            Assert.Equal(counts.Order(), counts);
        }

        Assert.Contains("\ntouchline_latency_seconds_sum{stage=\"engine\"} 20.0000424\n", page);
        Assert.Contains("\ntouchline_latency_seconds_sum{stage=\"none\"} 0\n", page);
        Assert.DoesNotContain("# TYPE touchline_latency_seconds_sum", page);
        Assert.Contains("\ntouchline_latency_quantile_seconds{stage=\"order\",percentile=\"99.9\"} 0.002\n", page);
        Assert.Contains("\ntouchline_latency_max_seconds{stage=\"engine\"} 20\n", page);
        Assert.DoesNotContain("quantile_seconds{stage=\"none\"", page);
    }

    [Fact]
    public void Refusals_count_with_their_repetitions_by_reason()
    {
        _metrics.OnPortrait(Portraits.Usual);
        _metrics.OnRows(Audits(Refused("MaxOrder", 1), Refused("MaxOrder", 41), Refused("StaleBook", 1), Refused("made up\n", 2), Failed("session.command_refused")));
        Dictionary<string, double> samples = Samples();
        Assert.Equal(42, samples["touchline_refusals_total{reason=\"MaxOrder\"}"]);
        Assert.Equal(1, samples["touchline_refusals_total{reason=\"StaleBook\"}"]);
        Assert.Equal(2, samples["touchline_refusals_total{reason=\"other\"}"]);
        Assert.Equal(1, samples["touchline_failed_operations_total{action=\"session.command_refused\"}"]);
    }

    [Fact]
    public void Signals_and_losses_of_connections_are_counted()
    {
        _metrics.OnRows(new SessionRows([], [], [], [], [], [new SignalRow(1, "s/1", "quoter", "v", "BTCUSDT", "buy", 1, "", ""), new SignalRow(2, "s/2", "quoter", "v", "ETHUSDT", "buy", 1, "", "")]));
        foreach (SessionPortrait portrait in (SessionPortrait[])[Portraits.Usual, Portraits.Usual.Down("orders"), Portraits.Usual.Down("orders"), Portraits.Usual, Portraits.Usual.Down("orders")])
            _metrics.OnPortrait(portrait);
        Dictionary<string, double> samples = Samples();
        Assert.Equal(2, samples["touchline_signals_total{strategy=\"quoter\",side=\"buy\"}"]);
        Assert.Equal(2, samples["touchline_connection_losses_total{connection=\"orders\"}"]);
        Assert.Equal(0, samples["touchline_connection_losses_total{connection=\"market\"}"]);
        Assert.Equal(0, samples["touchline_connection_up{connection=\"orders\"}"]);
    }

    [Fact]
    public void A_name_is_escaped_and_none_steers_a_terminal_or_makes_a_line()
    {
        _metrics.OnPortrait(Portraits.Usual with { Strategies = [Portraits.Strategy("a\"b\\c\nd\u001b[2J"), Portraits.Strategy("a\"b\\c\rd\u0007[2J")] });
        string page = _page.Write();
        Assert.Contains("\ntouchline_strategy_live_orders{strategy=\"a\\\"b\\\\c?d?[2J\"} 4\n", page);
        // Both look the same now; a series can stand there only once.
        Assert.Equal(2, page.Split("touchline_strategy_live_orders{").Length);
        Assert.All(page, c => Assert.True(c == '\n' || !char.IsControl(c)));
    }

    [Fact]
    public void Labels_beyond_a_bound_count_together()
    {
        var counts = new LabelledCounts("name");
        for (int i = 0; i < 10_000; i++)
            counts.Add(1, $"{i}");
        Measurement<long>[] measured = [.. counts.Measure()];
        Assert.Equal(LabelledCounts.MostSeries + 1, measured.Length);
        Assert.Equal(10_000, measured.Sum(m => m.Value));
        Assert.Equal(10_000 - LabelledCounts.MostSeries, measured.Max(m => m.Value));
    }

    [Fact]
    public void What_isnt_known_isnt_told()
    {
        _metrics.OnPortrait(Portraits.Usual with
        {
            Instruments = [Portraits.Instrument("BTCUSDT") with { Mid = null, LastEventNs = 0 }],
            Limits = new RiskLimits(),
            Orders = default,
            Storage = null,
        });
        string page = _page.Write();
        foreach (string name in (string[])["touchline_mid_price", "touchline_book_age_seconds", "touchline_daily_loss_quote", "touchline_order_success_ratio", "queue=\"storage\""])
            Assert.DoesNotContain(name, page);
    }

    /// <summary>Series and values of a page, checked line by line.</summary>
    internal static Dictionary<string, double> Read(string page)
    {
        var samples = new Dictionary<string, double>();
        foreach (string line in page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#'))
        {
            int space = line.LastIndexOf(' ');
            samples.Add(line[..space], double.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture));
        }

        return samples;
    }

    private Dictionary<string, double> Samples() => Read(_page.Write());

    private IEnumerable<double> Buckets(string stage) => Samples().Where(s => s.Key.StartsWith($"touchline_latency_seconds_bucket{{stage=\"{stage}\"", StringComparison.Ordinal)).Select(s => s.Value);

    private static SessionRows Audits(params AuditEntry[] audit) => new([], [], [], [], audit, []);

    private static AuditEntry Refused(string reason, int times) => Failed("order.refused") with { ErrorMessage = $"risk refuses: {reason}", NewValue = $$"""{"times":{{times}}}""" };

    private static AuditEntry Failed(string action) => new() { AtNs = 1, Actor = "quoter", Action = action, EntityType = "", EntityId = "", Success = false };
}
