using Touchline.Core;

namespace Touchline.Live;

/// <summary>A venue's adapter with the network under it, as a session drives it from one thread. The border between a session and sockets.</summary>
internal interface IVenueLoop : IDisposable
{
    IVenue Venue { get; }

    /// <summary>Local time, in nanoseconds since the Unix epoch.</summary>
    long NowNs { get; }

    /// <summary>Tells the adapter what came, and its deadlines. Returns once something happened, or when the time has come.</summary>
    void Poll(long untilNs);
}
