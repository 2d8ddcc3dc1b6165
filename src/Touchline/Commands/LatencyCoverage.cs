using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary>Recorded latencies belong to the market that is traded on: they are of the same time.</summary>
internal static class LatencyCoverage
{
    private const long NsPerSecond = 1_000_000_000;

    /// <param name="firstNs">Local time of the market's first row.</param>
    /// <param name="lastNs">Local time of its last row.</param>
    /// <exception cref="BadInputException">They have no moment in common.</exception>
    public static void Check(LatencyModel latency, long firstNs, long lastNs)
    {
        if (latency is RecordedLatency recorded && (recorded.LastNs < firstNs || recorded.FirstNs > lastNs))
        {
            (long from, long to) = recorded.LastNs < firstNs ? (recorded.LastNs, firstNs) : (lastNs, recorded.FirstNs);
            bool isWithinSecond = from / NsPerSecond == to / NsPerSecond;
            string Text(long ns) => $"{DateTimeOffset.FromUnixTimeSeconds(ns / NsPerSecond):yyyy-MM-dd HH:mm:ss}{(isWithinSecond ? $".{ns % NsPerSecond:000000000}" : "")} UTC";
            throw new BadInputException(
                $"{latency} was measured from {Text(recorded.FirstNs)} to {Text(recorded.LastNs)}, and the market begins at {Text(firstNs)}{(lastNs == long.MaxValue ? "" : $" and ends at {Text(lastNs)}")} by our clock: no moment in common; sampled:FILE takes latencies of any time");
        }
    }
}
