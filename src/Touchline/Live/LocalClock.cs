using System.Diagnostics;

namespace Touchline.Live;

/// <summary>Local time of a session: monotonic, set by the wall clock once, at the beginning. It never runs backwards and never jumps.</summary>
internal sealed class LocalClock
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly long _startNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
    private readonly long _startTicks = Stopwatch.GetTimestamp();

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long NowNs => _startNs + (long)((Stopwatch.GetTimestamp() - _startTicks) * NsPerTick);
}
