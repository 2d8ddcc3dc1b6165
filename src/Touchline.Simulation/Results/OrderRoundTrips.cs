using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>How long new orders waited for the venue's first word about them, as simulated, in nanoseconds of local time.</summary>
public sealed class OrderRoundTrips : IEngineTap
{
    // Orders that work, those waiting among them, are bounded by the risk limits.
    private readonly Dictionary<OrderId, long> _sent = [];

    public LatencyHistogram Times { get; } = new();

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs)
    {
    }

    public void OnReport(long input, in OrderReport report)
    {
        if (_sent.Remove(report.Id, out long sentNs))
            Times.Record(report.LocalNs - sentNs);
    }

    public void OnClock(long input, long localNs)
    {
    }

    public void OnStop(long input, long localNs)
    {
    }

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            if (intent.Kind == IntentKind.Place)
                _sent[intent.Id] = intent.LocalNs;
        }
    }
}
