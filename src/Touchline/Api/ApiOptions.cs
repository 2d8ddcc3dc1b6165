using System.Net;

namespace Touchline.Api;

/// <summary>Where the control plane listens, and to whom.</summary>
internal sealed record ApiOptions
{
    /// <summary>The usual place, on this machine alone.</summary>
    public static IPEndPoint Usual { get; } = new(IPAddress.Loopback, 8080);

    public required IPEndPoint Address { get; init; }

    public bool IsLoopback => IPAddress.IsLoopback(Address.Address);

    /// <summary>Origins whose pages may call it from a browser, e.g. <c>https://desk.example</c>; none but its own by default.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Names under which it is reached besides its address and localhost: behind a proxy, or in a network.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Addresses and networks of proxies: who they say that they ask for (<c>X-Forwarded-For</c>) is believed, of them alone.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Connections that one address beyond the machine may have; a trusted proxy has all that there are.</summary>
    public int MostConnectionsOfAddress { get; init; } = 128;

    /// <summary>Whether this is a trusted proxy's.</summary>
    public bool IsProxy(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return TrustedProxies.Any(n => n.Contains(address));
    }
}
