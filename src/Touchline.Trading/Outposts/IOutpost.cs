namespace Touchline.Trading;

/// <summary>Where a strategy of a session runs that isn't in the engine, as the session's thread sees it: in a thread (<see cref="Outpost"/>) or in another process (<see cref="OutpostRelay"/>). docs/hot-reload.md.</summary>
public interface IOutpost : IDisposable
{
    OutpostFeed Feed { get; }

    OutpostState State { get; }

    /// <summary>Of one that failed or died: in which callback, and by what.</summary>
    string Why { get; }

    /// <summary>Its process, or its strategy there, hasn't begun yet, and nothing is wrong with that for a while.</summary>
    bool IsStarting { get; }

    /// <summary>It is in a callback, or has something to take.</summary>
    bool IsBusy { get; }

    /// <summary>How much of what it was told it has done with.</summary>
    long Progress { get; }

    /// <summary>How long the oldest of what it hasn't done with has waited, in the engine's time and at most since its start had returned. For the feed's thread.</summary>
    long LagNs { get; }

    /// <summary>When its next timer is due.</summary>
    long TimerNs { get; }

    /// <summary>What it says besides.</summary>
    OutpostLog Log { get; }

    /// <summary>Its thread's only method.</summary>
    void Run();

    /// <summary>It is to end: it takes in nothing more of the market, and hears of it once it returns from where it is. Any thread.</summary>
    void End();

    /// <summary>Ends it wherever it is; its thread returns soon. False: there is no means to.</summary>
    /// <param name="why">What its end is told by.</param>
    bool Kill(string why);
}
