using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>How the network behaves just now. Whoever makes trouble changes it and changes it back.</summary>
internal sealed class Weather(SeededRandom random)
{
    /// <summary>The shortest way of anything.</summary>
    public long LeastNs { get; set; } = 200_000;

    /// <summary>Mean of what is added to it for every message.</summary>
    public long JitterNs { get; set; } = 300_000;

    /// <summary>Mean of what one direction of one connection adds to it for as long as it lives.</summary>
    public long DetourNs { get; set; } = 1_000_000;

    /// <summary>Everything takes so many times as long.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>Share of connection attempts that fail; likewise below.</summary>
    public double RefusedConnects { get; set; }

    /// <summary>Requests that certainly never left.</summary>
    public double RequestsNeverSent { get; set; }

    /// <summary>Requests lost on the way; nobody on our side can tell.</summary>
    public double RequestsLost { get; set; }

    /// <summary>Replies lost on the way.</summary>
    public double RepliesLost { get; set; }

    /// <summary>Messages that our side's socket doesn't take.</summary>
    public double RefusedSends { get; set; }

    /// <summary>Nothing gets lost or is refused, and nothing is slower than usual.</summary>
    public bool IsFair => Slowness == 1 && RefusedConnects == 0 && RequestsNeverSent == 0 && RequestsLost == 0 && RepliesLost == 0 && RefusedSends == 0;

    public long Detour() => (long)(random.Exponential() * DetourNs);

    public long Way(long detourNs) => (long)((LeastNs + detourNs + (random.Exponential() * JitterNs)) * Slowness);

    public void Clear() => (Slowness, RefusedConnects, RequestsNeverSent, RequestsLost, RepliesLost, RefusedSends) = (1, 0, 0, 0, 0, 0);
}
