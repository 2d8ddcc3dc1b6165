using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>How long orders take from the engine to the venue's acknowledgement and to their first fill, by the session's own time. On the session's thread.</summary>
internal sealed class OrderTimes
{
    // As many orders as wait for an answer; what finds no room isn't measured.
    private const int Most = 1 << 14;

    private readonly Dictionary<long, long> _sentNs = new(Most);
    private readonly Dictionary<long, long> _unfilledNs = new(Most);

    public LatencyHistogram Acknowledged { get; } = new();

    public LatencyHistogram Filled { get; } = new();

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            if (intent.Kind != IntentKind.Place || _sentNs.Count >= Most || _unfilledNs.Count >= Most)
                continue;
            _sentNs[intent.Id.Number] = intent.LocalNs;
            _unfilledNs[intent.Id.Number] = intent.LocalNs;
        }
    }

    public void OnReport(in OrderReport report)
    {
        long order = report.Id.Number;
        if (_sentNs.Remove(order, out long sentNs) && report.Kind == ReportKind.Acknowledged)
            Acknowledged.Record(report.LocalNs - sentNs);
        if (report.Kind == ReportKind.Fill && _unfilledNs.Remove(order, out long placedNs))
            Filled.Record(report.LocalNs - placedNs);
        else if (report.Kind is ReportKind.Rejected or ReportKind.Cancelled or ReportKind.Expired)
            _unfilledNs.Remove(order);
    }
}
