using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;

namespace Touchline.Monitoring;

/// <summary>A session's log, metrics and alerts, put together. Fed on the hub's thread; pages and reports are asked for on any.</summary>
internal sealed class SessionMonitor : ISessionListener, IDisposable
{
    // A session that hangs tells nothing: alerts look by themselves too.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly LogFiles? _files;
    private readonly TradingLog? _log;
    private readonly SessionMetrics _metrics;
    private readonly PrometheusPage _page;
    private readonly OtlpExport? _otlp;
    private readonly Action<string> _say;
    private readonly ITimer _look;
    private int _isSaid;

    /// <param name="clients">How many clients the WebSocket has.</param>
    /// <param name="say">Tells people of trouble with the monitoring itself; on its own threads.</param>
    /// <exception cref="BadInputException">The log's folder can't be used.</exception>
    public SessionMonitor(MonitoringSettings settings, Func<int> clients, TimeProvider clock, Action<string> say)
    {
        _say = say;
        if (settings.LogFolder is { } folder)
        {
            LogFiles files = _files = new LogFiles(folder, settings.LogLevel, new LogFileBounds(settings.KeepDays), clock, say);
            _log = new TradingLog(files, clock);
            Queues.Add("log", () => files.Waiting, () => files.Lost);
        }

        Alerts = new AlertBook(AlertRules.Of(settings.Alerts, Queues), settings.Alerts.Repeat, clock);
        if (_log is not null)
            Alerts.Listen(_log);
        _metrics = new SessionMetrics(Alerts, Queues, clients, clock);
        _page = new PrometheusPage(_metrics.Meter);
        _otlp = settings.Otlp is { } address ? new OtlpExport(address, typeof(SessionMonitor).Assembly.GetName().Version!.ToString(3)) : null;
        _look = clock.CreateTimer(_ => Guard(Alerts.Look), null, LookEvery, LookEvery);
    }

    /// <summary>Queues of others are added here, before the first portrait.</summary>
    public QueueWatch Queues { get; } = new();

    public AlertBook Alerts { get; }

    /// <summary>For <c>GET /metrics</c>, of type <see cref="PrometheusPage.ContentType"/>.</summary>
    public string MetricsPage() => _page.Write();

    /// <summary>For <c>GET /health</c>.</summary>
    public JsonObject Health() => HealthReport.Of(_metrics.Portrait, _metrics.Age, Alerts.Active);

    /// <summary>A line of the program's own in the log.</summary>
    /// <param name="name">Of the event, e.g. <c>http.error</c>.</param>
    public void Log(LogLevel level, string name, string text) => _log?.Say(level, name, text);

    public void OnRows(SessionRows rows)
    {
        Guard(() => _log?.OnRows(rows));
        Guard(() => _metrics.OnRows(rows));
    }

    public void OnPortrait(SessionPortrait portrait)
    {
        Guard(() => _log?.OnPortrait(portrait));
        Guard(() => _metrics.OnPortrait(portrait));
        Guard(() => Alerts.OnPortrait(portrait));
    }

    /// <summary>Sends the metrics now.</summary>
    /// <returns>A collector took them, or none is wanted.</returns>
    public bool FlushMetrics() => _otlp?.Flush() ?? true;

    /// <summary>After the hub: writes what waits.</summary>
    public void Dispose()
    {
        _look.Dispose();
        _otlp?.Dispose();
        _page.Dispose();
        _metrics.Dispose();
        _files?.Dispose();
    }

    // Monitoring that fails must not end what it watches: it is said once.
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            if (Interlocked.Exchange(ref _isSaid, 1) == 0)
                _say($"monitoring failed, and may miss something from here on: {PlainText.Of(e.Message)}");
        }
    }
}
