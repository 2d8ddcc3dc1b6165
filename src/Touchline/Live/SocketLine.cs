using Touchline.Commands;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Live;

/// <summary>A venue's adapter on real sockets.</summary>
internal sealed class SocketLine : ILiveLine
{
    private readonly LocalClock _clock = new();
    private readonly SocketWire _wire;

    /// <param name="certificate">PEM; trusted beside the system's. Null: those alone.</param>
    /// <param name="make">Makes the adapter on its wire.</param>
    /// <exception cref="BadInputException">The certificate can't be read.</exception>
    public SocketLine(string? certificate, Func<IWire, IVenue> make)
    {
        var relay = new WireRelay();
        _wire = new SocketWire(relay, new WireOptions { TrustedCertificateFile = certificate }, () => _clock.NowNs);
        Venue = make(_wire);
        relay.Target = Venue;
    }

    public IVenue Venue { get; }

    public long NowNs => _clock.NowNs;

    public void Poll(long untilNs) => _wire.Poll(untilNs);

    public void Dispose() => _wire.Dispose();
}
