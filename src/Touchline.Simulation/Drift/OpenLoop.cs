using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>
/// Sends what a session sent, at the times at which it did, to simulated venues that see the market as it was recorded. Nobody hears the answers: what the
/// session does doesn't depend on them, so that each difference is the venue's alone and none leads to another.
/// </summary>
internal sealed class OpenLoop
{
    private readonly SessionTrace _session;
    private readonly SimulationOptions _models;
    private readonly HashSet<OrderId> _heardOf = [];
    private readonly long _endNs;

    /// <param name="endNs">Local time of the last that the session saw.</param>
    public OpenLoop(SessionTrace session, IReadOnlyList<RowSource> sources, IReadOnlyList<Instrument> instruments, SimulationOptions models, long endNs)
    {
        (_session, _models, _endNs) = (session, models, endNs);
        // Where nothing was sent the venue has nothing to tell, and its market may not even have begun.
        for (int i = 0; i < sources.Count; i++)
        {
            if (session.Intents.Exists(n => n.Instrument == i))
                Play(new Lane(sources[i], instruments[i], i, models), i);
        }
    }

    public List<DriftFill> Fills { get; } = [];

    /// <inheritdoc cref="SessionTrace.RoundTripsNs"/>
    public List<long> RoundTripsNs { get; } = [];

    /// <summary>Received less paid, by instrument.</summary>
    public Dictionary<int, decimal> Funding { get; } = [];

    private void Play(Lane lane, int instrument)
    {
        foreach (Intent intent in _session.Intents)
        {
            if (intent.Instrument == instrument)
                lane.Send(intent);
        }

        // After a stop the answers to it are still to come, as in the session.
        long untilNs = _session.StopNs is { } stopNs ? Math.Max(_endNs, stopNs + _models.Latency.MostEntryNs + _models.Latency.MostResponseNs) : _endNs;
        while (lane.VenueNs <= untilNs)
        {
            lane.PlayVenue(untilNs);
            while (lane.AnswerNs != long.MaxValue)
                Hear(lane.TakeAnswer());
        }
    }

    // A session that wasn't stopped has heard nothing behind its end; funding that comes behind it nobody waited for.
    private void Hear(in OrderReport report)
    {
        bool isOfOrder = !report.Id.IsNone;
        if (report.LocalNs > _endNs && !(isOfOrder && _session.StopNs is not null))
            return;
        if (isOfOrder && _heardOf.Add(report.Id))
            RoundTripsNs.Add(report.LocalNs - _session.Placed[report.Id].LocalNs);
        if (report.Kind is ReportKind.Fill or ReportKind.Liquidation)
            Fills.Add(SessionTrace.FillOf(report, _session.Placed));
        else if (report.Kind == ReportKind.Funding)
            Funding[report.Instrument] = Funding.GetValueOrDefault(report.Instrument) - report.Fee;
    }
}
