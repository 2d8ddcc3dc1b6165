namespace Touchline.Simulate;

/// <summary>Something that wants to be called when time comes to a point.</summary>
internal interface IVirtualParty
{
    /// <summary><see cref="long.MaxValue"/>: never by itself.</summary>
    long NextNs { get; }

    void OnTime(long nowNs);
}

/// <summary>
/// The one clock of a simulated world, in nanoseconds. Time goes from one thing to the next; things due at the same time happen in the order in which they were
/// scheduled, then parties in theirs.
/// </summary>
internal sealed class VirtualClock(long startNs)
{
    // Whoever wants to be called so often at one and the same time never lets it go on.
    private const int MostCallsAtOnce = 1_000_000;

    private readonly DueQueue _due = new();
    private readonly List<IVirtualParty> _parties = [];
    private int _callsAtOnce;

    public long StartNs { get; } = startNs;

    public long NowNs { get; private set; } = startNs;

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    public void Add(IVirtualParty party) => _parties.Add(party);

    public void Remove(IVirtualParty party) => _parties.Remove(party);

    public void At(long atNs, Action act) => _due.Add(Math.Max(atNs, NowNs), act);

    public void After(long ns, Action act) => At(NowNs + ns, act);

    /// <summary>Everything up to and including a time happens.</summary>
    public void RunUntil(long untilNs)
    {
        while (Step(untilNs))
        {
        }

        NowNs = Math.Max(NowNs, untilNs);
    }

    public void Run(long ns) => RunUntil(NowNs + ns);

    /// <summary>Goes on until something is so, at most for a time. False: it never came about.</summary>
    public bool RunUntil(Func<bool> condition, long mostNs)
    {
        long untilNs = NowNs + mostNs;
        while (!condition())
        {
            if (Step(untilNs))
                continue;
            NowNs = Math.Max(NowNs, untilNs);
            return condition();
        }

        return true;
    }

    /// <summary>The next thing happens, if it is due by then. False: nothing is, and time stands where it was.</summary>
    public bool Step(long untilNs)
    {
        long nextNs = _due.NextNs;
        IVirtualParty? party = null;
        foreach (IVirtualParty candidate in _parties)
        {
            long candidateNs = candidate.NextNs;
            if (candidateNs < nextNs)
                (nextNs, party) = (candidateNs, candidate);
        }

        if (nextNs > untilNs)
            return false;
        _callsAtOnce = nextNs > NowNs ? 0 : _callsAtOnce + 1;
        if (_callsAtOnce > MostCallsAtOnce)
            throw new InvalidOperationException($"time doesn't go on at {NowNs}: {party?.ToString() ?? "things due"} asked for {nextNs}");
        NowNs = Math.Max(NowNs, nextNs);
        Steps++;
        if (party is null)
            _due.Take()();
        else
            party.OnTime(NowNs);
        return true;
    }
}
