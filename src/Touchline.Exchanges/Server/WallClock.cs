#pragma warning disable RS0030 // A server on real sockets lives in real time; the exchange behind it is told the time.
using System.Diagnostics;

namespace Touchline.Exchanges;

/// <summary>The wall clock, anchored once and never running backwards.</summary>
public sealed class WallClock
{
    private readonly long _anchor = Stopwatch.GetTimestamp();
    private readonly long _anchorNs = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public long NowNs => _anchorNs + (long)((Int128)(Stopwatch.GetTimestamp() - _anchor) * 1_000_000_000 / Stopwatch.Frequency);
}
