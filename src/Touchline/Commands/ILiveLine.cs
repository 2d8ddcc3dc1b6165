using Touchline.Core;

namespace Touchline.Commands;

/// <summary>A venue's adapter on its network, as a session on the live market uses it: one thread, that of the session.</summary>
internal interface ILiveLine : IDisposable
{
    /// <summary>Not started yet.</summary>
    IVenue Venue { get; }

    /// <summary>Local time, by the clock that the market's events are stamped with; never runs backwards.</summary>
    long NowNs { get; }

    /// <summary>The other side has said something so far, whatever it was. Where it hasn't, the trouble is the network's or the address's.</summary>
    bool HasHeard { get; }

    /// <summary>
    /// Reads the network and tells the adapter what came, on this thread. Returns once something was told, or when the time has come.
    /// </summary>
    void Poll(long untilNs);
}
