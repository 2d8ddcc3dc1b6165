using System.Diagnostics.Metrics;
using System.Globalization;
using Touchline.Control;
using static Touchline.Monitoring.Readings;

namespace Touchline.Monitoring;

/// <summary>
/// How long each stage takes. The session counts into buckets itself, so the histogram is told as counters named as Prometheus names a histogram's. Percentiles are exact to
/// 1/128, which buckets of three a decade aren't.
/// </summary>
internal static class LatencyMetrics
{
    public const string Histogram = "touchline_latency_seconds";

    private static readonly string[] Bounds = [.. StageLatency.BoundsNs.Select(ns => ((decimal)ns / 1_000_000_000).ToString("0.#########", CultureInfo.InvariantCulture))];

    public static void AddTo(Readings metrics)
    {
        metrics.Counters($"{Histogram}_bucket", "How long a stage of the way took, since the session began.", Buckets);
        metrics.Sums($"{Histogram}_sum", "All that a stage of the way took, since the session began.", p => p.Latencies.Select(l => Of(l.SumNs / 1e9, ("stage", l.Stage))));
        metrics.Gauges("touchline_latency_quantile_seconds", "How long a stage of the way takes in so many percent of cases at most, since the session began.", Percentiles);
        metrics.Gauges("touchline_latency_max_seconds", "The longest that a stage of the way took.", p => p.Latencies.Where(l => l.Count > 0).Select(l => Of(l.MaxNs / 1e9, ("stage", l.Stage))));
    }

    private static IEnumerable<Measurement<long>> Buckets(SessionPortrait portrait)
    {
        foreach (StageLatency stage in portrait.Latencies)
        {
            for (int i = 0; i < Bounds.Length && i < stage.Below.Count; i++)
                yield return Of(stage.Below[i], ("stage", stage.Stage), ("le", Bounds[i]));
            yield return Of(stage.Count, ("stage", stage.Stage), ("le", "+Inf"));
        }
    }

    private static IEnumerable<Measurement<double>> Percentiles(SessionPortrait portrait)
    {
        foreach (StageLatency stage in portrait.Latencies)
        {
            foreach ((string percentile, long? ns) in new[] { ("50", stage.P50Ns), ("99", stage.P99Ns), ("99.9", stage.P999Ns) })
            {
                if (ns is { } known)
                    yield return Of(known / 1e9, ("stage", stage.Stage), ("percentile", percentile));
            }
        }
    }
}
