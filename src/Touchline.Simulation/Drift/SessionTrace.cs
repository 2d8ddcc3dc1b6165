using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What a session did, seen while its journal is replayed: what it sent, what it was told, and what that made of its ledgers.</summary>
/// <param name="engine">The one that replays.</param>
internal sealed class SessionTrace(Engine engine) : IEngineTap
{
    private readonly long[] _fills = new long[engine.Instruments.Count];
    private readonly Dictionary<OrderId, long> _sentNs = [];

    /// <summary>In the order in which they were sent.</summary>
    public List<Intent> Intents { get; } = [];

    /// <summary>Those that the ledger took for new, as they came.</summary>
    public List<DriftFill> Fills { get; } = [];

    /// <summary>From sending each order to the first word about it, by our clock, in nanoseconds.</summary>
    public List<long> RoundTripsNs { get; } = [];

    /// <summary>Orders by their number: as they were placed.</summary>
    public Dictionary<OrderId, Intent> Placed { get; } = [];

    /// <summary>The account's ledgers when the strategies began; none: they never did.</summary>
    public LedgerState[] Begun { get; private set; } = [];

    /// <summary>When the strategies were told to stop; null where that isn't in the journal.</summary>
    public long? StopNs { get; private set; }

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs)
    {
        Begun = [.. engine.Instruments.Select((_, i) => engine.Ledger(i).State)];
        for (int i = 0; i < _fills.Length; i++)
            _fills[i] = Begun[i].Fills;
    }

    public void OnReport(long input, in OrderReport report)
    {
        if (Begun.Length == 0)
            return; // of a session before
        if (report.Kind != ReportKind.Unknown && _sentNs.Remove(report.Id, out long sentNs))
            RoundTripsNs.Add(report.LocalNs - sentNs);
        int instrument = report.Instrument;
        if ((uint)instrument >= (uint)_fills.Length || engine.Ledger(instrument).Fills == _fills[instrument])
            return;
        _fills[instrument] = engine.Ledger(instrument).Fills;
        Fills.Add(FillOf(report, Placed));
    }

    public void OnClock(long input, long localNs)
    {
    }

    public void OnStop(long input, long localNs) => StopNs ??= localNs;

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            Intents.Add(intent);
            if (intent.Kind != IntentKind.Place)
                continue;
            Placed[intent.Id] = intent;
            _sentNs[intent.Id] = intent.LocalNs;
        }
    }

    /// <summary>A report of a fill, with the side of its order.</summary>
    public static DriftFill FillOf(in OrderReport report, Dictionary<OrderId, Intent> placed) => new(
        report.Id, report.Instrument, placed.TryGetValue(report.Id, out Intent order) ? order.Terms.Side : report.Side, report.Price, report.Quantity.Units,
        report.ExchangeNs, report.LocalNs, report.FeeInQuote, report.IsMaker);
}
