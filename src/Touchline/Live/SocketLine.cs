using Touchline.Commands;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Live;

/// <summary>A venue's adapter on real sockets.</summary>
internal sealed class SocketLine : ILiveLine
{
    private readonly LocalClock _clock = new();
    private readonly WireRelay _relay = new();
    private readonly SocketWire _wire;

    /// <param name="certificate">PEM; trusted beside the system's. Null: those alone.</param>
    /// <param name="waiting">How its thread waits for messages.</param>
    /// <param name="make">Makes the adapter on its wire.</param>
    /// <exception cref="BadInputException">The certificate can't be read.</exception>
    public SocketLine(string? certificate, RingWaiting waiting, Func<IWire, IVenue> make)
    {
        _wire = new SocketWire(_relay, new WireOptions { TrustedCertificateFile = certificate, Waiting = waiting }, () => _clock.NowNs);
        Venue = make(_wire);
        _relay.Target = Venue;
    }

    public IVenue Venue { get; }

    public long NowNs => _clock.NowNs;

    public bool HasHeard => _relay.HasHeard;

    public void Poll(long untilNs) => _wire.Poll(untilNs);

    public void Dispose() => _wire.Dispose();
}
