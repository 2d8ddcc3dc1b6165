using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Touchline.Exchanges;

/// <summary>Where a simulated exchange listens.</summary>
public sealed record ExchangeServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>With it the server speaks TLS alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Messages that a client may be behind before its connection is dropped.</summary>
    public int MostMessagesBehind { get; init; } = 10_000;
}
