using System.Diagnostics;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>Measures how long inputs that lead to orders take in the engine: from the last event of the batch to the orders.</summary>
internal sealed class StopWatchTap : IEngineTap
{
    private long _input;

    public LatencyHistogram Latency { get; } = new();

    public void BeforeInput() => _input = Stopwatch.GetTimestamp();

    public void OnStart(long input, long localNs)
    {
    }

    public void OnReport(long input, in OrderReport report)
    {
    }

    public void OnClock(long input, long localNs)
    {
    }

    public void OnStop(long input, long localNs)
    {
    }

    public void OnIntents(ReadOnlySpan<Intent> intents) =>
        Latency.Record((long)((Stopwatch.GetTimestamp() - _input) * (1e9 / Stopwatch.Frequency)));
}
