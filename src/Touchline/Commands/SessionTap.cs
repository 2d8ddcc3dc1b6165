using System.Diagnostics;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>
/// What a session's host has to know of its engine: whether it began and was stopped, and how long inputs that lead to orders take in
/// it, from the last event of the batch to the orders.
/// </summary>
internal sealed class SessionTap : IEngineTap
{
    private readonly HashSet<(int Instrument, RiskRefusal Refusal)> _refusals = [];
    private readonly Queue<(int Instrument, RiskRefusal Refusal)> _newRefusals = [];
    private long _input;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>The strategies took their start.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Told to stop, by the host or by the end of the session that its recording is of.</summary>
    public bool IsStopped { get; private set; }

    public void BeforeInput() => _input = Stopwatch.GetTimestamp();

    public void OnStart(long input, long localNs) => HasBegun = true;

    public void OnReport(long input, in OrderReport report)
    {
    }

    public void OnClock(long input, long localNs)
    {
    }

    public void OnStop(long input, long localNs) => IsStopped = true;

    public void OnRefused(int strategy, int instrument, RiskRefusal refusal)
    {
        if (_refusals.Add((instrument, refusal)))
            _newRefusals.Enqueue((instrument, refusal));
    }

    /// <summary>The next kind of refusal by risk in an instrument that there hasn't been before.</summary>
    public bool TryTakeRefusal(out (int Instrument, RiskRefusal Refusal) refusal) => _newRefusals.TryDequeue(out refusal);

    public void OnIntents(ReadOnlySpan<Intent> intents) =>
        Latency.Record((long)((Stopwatch.GetTimestamp() - _input) * (1e9 / Stopwatch.Frequency)));
}
