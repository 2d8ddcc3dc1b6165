namespace Touchline.Live;

/// <summary>
/// The local times of a live engine's inputs: each later than the one before, and none before the exchange's time of what it tells. A clock that runs behind the
/// venue's is put forward by so much, for good; so every latency is 0 at least, and a recording of the session replays with the very same times.
/// </summary>
internal sealed class EngineTimes
{
    // A venue's time further ahead than this is no clock's error.
    private const long MostAheadNs = 3_600_000_000_000;

    private long _lastNs = long.MinValue;

    /// <summary>What is added to the machine's clock, in nanoseconds.</summary>
    public long AheadNs { get; private set; }

    /// <summary>The time of the next input.</summary>
    /// <param name="receivedNs">By the machine's clock.</param>
    /// <param name="exchangeNs">By the venue's clock; -1 where there is none.</param>
    public long Next(long receivedNs, long exchangeNs = -1)
    {
        if (exchangeNs > receivedNs + AheadNs && exchangeNs - receivedNs <= MostAheadNs)
            AheadNs = exchangeNs - receivedNs;
        return _lastNs = Math.Max(receivedNs + AheadNs, _lastNs + 1);
    }

    /// <summary>What comes is later than an earlier session's last time, and time goes on from there.</summary>
    /// <returns>False: that is further ahead of the machine's clock than any clock's error.</returns>
    public bool TryGoOn(long engineNs, long machineNs)
    {
        if (engineNs - machineNs > MostAheadNs)
            return false;
        AheadNs = Math.Max(AheadNs, engineNs - machineNs);
        Pass(engineNs);
        return true;
    }

    /// <summary>A timer fired at this time: what comes is later.</summary>
    public void Pass(long ns) => _lastNs = Math.Max(_lastNs, ns);

    public long Of(long machineNs) => machineNs + AheadNs;

    /// <summary>When the machine's clock shows an engine's time.</summary>
    public long MachineNs(long engineNs) => engineNs == long.MaxValue ? long.MaxValue : engineNs - AheadNs;
}
