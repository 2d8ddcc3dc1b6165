using System.Diagnostics.Metrics;
using System.Text.Json;
using Touchline.Control;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Storage;
using Touchline.Trading;
using static Touchline.Monitoring.Readings;

namespace Touchline.Monitoring;

/// <summary>Orders, signals, and what keeps orders from leaving.</summary>
internal sealed class TradingMetrics
{
    private static readonly HashSet<string> Reasons = [.. Enum.GetNames<RiskRefusal>()];

    private readonly LabelledCounts _refusals = new("reason");
    private readonly LabelledCounts _failures = new("action");
    private readonly LabelledCounts _signals = new("strategy", "side");

    public void AddTo(Readings metrics)
    {
        metrics.Counter("touchline_orders_sent_total", "Orders that passed the risk gate.", p => p.Orders.Sent);
        metrics.Counter("touchline_orders_acknowledged_total", "Orders that rested at the venue.", p => p.Orders.Acknowledged);
        metrics.Counter("touchline_orders_filled_total", "Orders with at least one fill.", p => p.Orders.Filled);
        metrics.Counter("touchline_orders_cancelled_total", "Orders that were cancelled.", p => p.Orders.Cancelled);
        metrics.Counter("touchline_orders_rejected_total", "Orders that the venue refused.", p => p.Orders.Rejected);
        metrics.Counter("touchline_orders_expired_total", "Orders that expired.", p => p.Orders.Expired);
        metrics.Counter("touchline_orders_refused_total", "Orders and amends that the risk gate stopped.", p => p.Orders.Refused);
        metrics.Counter("touchline_orders_amended_total", "Amends that the venue carried out.", p => p.Orders.Amended);
        metrics.Counters("touchline_refusals_total", "What the risk gate stopped, by reason; repetitions are told once a minute.", _refusals);
        metrics.Counters("touchline_failed_operations_total", "Operations that failed, by what was tried.", _failures);
        metrics.Counters("touchline_signals_total", "Signals of strategies.", _signals);
        metrics.Counter("touchline_fills_total", "Fills.", p => p.Fills);
        metrics.Gauge("touchline_live_orders", "Orders that are live.", p => p.LiveOrders);
        metrics.Gauge("touchline_fill_ratio", "Fills by orders that filled or ended.", p => p.FillRatio);
        metrics.Gauge("touchline_order_success_ratio", "Orders that the venue didn't refuse, by those sent.", p => p.Orders.Sent > 0 ? 1 - (double)p.Orders.Rejected / p.Orders.Sent : null);
        metrics.Counters("touchline_report_anomalies_total", "Reports that didn't fit.", Anomalies);
        metrics.Gauges("touchline_strategy_live_orders", "Live orders of a strategy.", p => p.Strategies.Select(s => Of((double)s.LiveOrders, ("strategy", s.Name))));
        metrics.Gauges("touchline_strategy_running", "1 while the strategy runs, 0 when it is paused, stopped or failed.", p => p.Strategies.Select(s => Of(s.State == "running" ? 1.0 : 0, ("strategy", s.Name))));
        metrics.Gauges("touchline_strategy_failed", "1 when the strategy failed.", p => p.Strategies.Select(s => Of(s.Failure is null ? 0.0 : 1, ("strategy", s.Name))));
        metrics.Gauge("touchline_kill_state", "0 armed, 1 killing, 2 killed, 3 flattening, 4 flat, 5 gave up.", p => (double)p.Kill.State);
        metrics.Gauges("touchline_breaker_state", "0 closed, 1 open, 2 half open.", p => p.Breakers.Select(b => Of((double)b.State, ("venue", b.Venue))));
        metrics.Gauges("touchline_budget_tokens", "Requests that new orders and amends may still use.", p => Budgets(p, b => b.Tokens));
        metrics.Gauges("touchline_budget_capacity", "Requests that the venue takes within the window.", p => Budgets(p, b => b.Capacity));
    }

    public void Take(SessionRows rows)
    {
        foreach (SignalRow signal in rows.Signals)
            _signals.Add(1, signal.Strategy, signal.Side);
        foreach (AuditEntry failed in rows.Audit.Where(a => !a.Success))
        {
            _failures.Add(1, failed.Action);
            if (failed.Action == "order.refused")
                _refusals.Add(Times(failed.NewValue), ReasonOf(failed.ErrorMessage));
        }
    }

    // "risk refuses: MaxOrder"
    private static string ReasonOf(string? error)
    {
        string name = error?[(error.LastIndexOf(' ') + 1)..] ?? "";
        return Reasons.Contains(name) ? name : LabelledCounts.Other;
    }

    private static long Times(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "null");
            return document.RootElement is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("times", out JsonElement times) && times.TryGetInt64(out long count) ? count : 1;
        }
        catch (JsonException)
        {
            return 1;
        }
    }

    private static IEnumerable<Measurement<double>> Budgets(SessionPortrait portrait, Func<BudgetStatus, int> read) =>
        portrait.Budgets.Select(b => Of((double)read(b), ("venue", b.Venue), ("window", Duration.Format(b.WindowNs))));

    private static IEnumerable<Measurement<long>> Anomalies(SessionPortrait portrait)
    {
        ReportAnomalies told = portrait.Anomalies;
        return
        [
            Of(told.Illegal, ("kind", "illegal")), Of(told.Stray, ("kind", "stray")), Of(told.DuplicateFills, ("kind", "duplicate_fill")), Of(told.LateFills, ("kind", "late_fill")),
            Of(told.Overfills, ("kind", "overfill")), Of(told.Unresolved, ("kind", "unresolved")),
        ];
    }
}
