using System.Diagnostics.Metrics;
using Touchline.Control;
using Touchline.Storage;

namespace Touchline.Monitoring;

/// <summary>A session's metrics, as instruments of the meter <see cref="Name"/> that are read when somebody asks. Fed on the hub's thread, read on any.</summary>
internal sealed class SessionMetrics : ISessionListener, IDisposable
{
    public const string Name = "Touchline";

    private readonly TimeProvider _clock;
    private readonly TradingMetrics _trading = new();
    private readonly HealthMetrics _health;
    private volatile Received? _newest;

    /// <param name="clients">How many clients the WebSocket has.</param>
    public SessionMetrics(AlertBook alerts, QueueWatch queues, Func<int> clients, TimeProvider clock)
    {
        _clock = clock;
        var readings = new Readings(Meter, () => _newest?.Portrait);
        AccountMetrics.AddTo(readings);
        _trading.AddTo(readings);
        LatencyMetrics.AddTo(readings);
        _health = new HealthMetrics(alerts, queues, clients, () => Age);
        _health.AddTo(Meter, readings);
    }

    public Meter Meter { get; } = new(Name);

    /// <summary>Since the newest portrait came.</summary>
    public TimeSpan Age => _newest is { } newest ? _clock.GetElapsedTime(newest.At) : TimeSpan.Zero;

    public SessionPortrait? Portrait => _newest?.Portrait;

    public void OnRows(SessionRows rows) => _trading.Take(rows);

    public void OnPortrait(SessionPortrait portrait)
    {
        _newest = new Received(portrait, _clock.GetTimestamp());
        _health.Take(portrait);
    }

    public void Dispose() => Meter.Dispose();

    private sealed record Received(SessionPortrait Portrait, long At);
}
