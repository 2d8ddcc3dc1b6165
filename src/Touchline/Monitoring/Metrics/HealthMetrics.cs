using System.Diagnostics.Metrics;
using Touchline.Control;
using static Touchline.Monitoring.Readings;

namespace Touchline.Monitoring;

/// <summary>Whether the program itself is well: connections, queues, alerts, throughput.</summary>
internal sealed class HealthMetrics(AlertBook alerts, QueueWatch queues, Func<int> clients, Func<TimeSpan> age)
{
    private readonly LabelledCounts _losses = new("connection");
    private readonly Dictionary<string, bool> _isUp = [];

    public void AddTo(Meter meter, Readings metrics)
    {
        metrics.Gauges("touchline_session_info", "1; its labels say which session it is.", p => [Of(1.0, ("session", p.Session), ("kind", p.Kind))]);
        metrics.Gauge("touchline_session_stopped", "1 when the session was stopped.", p => p.IsStopped ? 1 : 0);
        metrics.Gauge("touchline_session_seconds", "How long the session has run.", p => p.Seconds);
        metrics.Gauge("touchline_portrait_age_seconds", "How long ago the session last said how it stands.", _ => age().TotalSeconds);
        metrics.Counter("touchline_inputs_total", "Inputs that the engine took.", p => p.Inputs);
        metrics.Counter("touchline_market_rows_total", "Rows of market data.", p => p.Rows);
        metrics.Gauge("touchline_events_per_second", "Events a second over the last half second or more.", p => p.EventsPerSecond);
        metrics.Gauges("touchline_connection_up", "1 while the connection is up.", p => p.Connections.Select(c => Of(c.IsUp ? 1.0 : 0, ("connection", c.Name))));
        metrics.Counters("touchline_connection_losses_total", "How often the connection was lost.", _losses);
        metrics.Gauge("touchline_ledger_differences", "Differences between the ledger and what the venue says that were told and last.", p => p.Differences.Count);
        metrics.Gauges("touchline_alert_firing", "1 while the alert fires.", _ => Firing());
        meter.CreateObservableCounter("touchline_alert_notices_total", () => alerts.Told, null, "Notices of alerts that people were told.");
        metrics.Gauges("touchline_queue_depth", "Entries that wait in a queue.", p => queues.States(p).Where(q => q.Waiting is not null).Select(q => Of((double)q.Waiting!.Value, ("queue", q.Name))));
        metrics.Counters("touchline_queue_dropped_total", "Entries that a queue lost, as it was full or couldn't be written.", p => queues.States(p).Select(q => Of(q.Dropped, ("queue", q.Name))));
        meter.CreateObservableGauge("touchline_ws_clients", () => (long)clients(), null, "Clients of the WebSocket.");
    }

    public void Take(SessionPortrait portrait)
    {
        foreach (ConnectionPortrait connection in portrait.Connections)
        {
            bool isLost = _isUp.TryGetValue(connection.Name, out bool wasUp) && wasUp && !connection.IsUp;
            _losses.Add(isLost ? 1 : 0, connection.Name);
            _isUp[connection.Name] = connection.IsUp;
        }
    }

    private IEnumerable<Measurement<double>> Firing()
    {
        ILookup<string, ActiveAlert> active = alerts.Active.ToLookup(a => a.Alert);
        return alerts.Rules.Select(r => Of(active[r.Name].Any() ? 1.0 : 0, ("alert", r.Name), ("severity", r.Severity.ToString().ToLowerInvariant())));
    }
}
