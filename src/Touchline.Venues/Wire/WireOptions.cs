using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>Limits and habits of a <see cref="SocketWire"/>.</summary>
public sealed record WireOptions
{
    /// <summary>How <see cref="SocketWire.Poll"/> waits: spin and yield look at the sockets again and again, block sleeps until one has something.</summary>
    public RingWaiting Waiting { get; init; } = RingWaiting.Block;

    /// <summary>
    /// A PEM file with certificates to trust beside the system's, such as a test server's self-made one; null: the system's alone.
    /// </summary>
    public string? TrustedCertificateFile { get; init; }

    /// <summary>From the look-up of the host's name until the WebSocket is open.</summary>
    public int OpenTimeoutMs { get; init; } = 10_000;

    /// <summary>A ping goes out so long after the one before.</summary>
    public int PingEveryMs { get; init; } = 15_000;

    /// <summary>A connection on which nothing has come for so long is dead.</summary>
    public int DeadAfterMs { get; init; } = 30_000;

    /// <summary>How long the server's good-bye is waited for.</summary>
    public int CloseTimeoutMs { get; init; } = 1000;

    /// <summary>Bytes of one received WebSocket message.</summary>
    public int MaxMessageBytes { get; init; } = 8 << 20;

    /// <summary>Bytes that wait for a peer that doesn't take them.</summary>
    public int MaxOutgoingBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of an HTTP reply's body.</summary>
    public int MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>HTTP requests under way; one more is refused.</summary>
    public int MaxRequests { get; init; } = 256;

    /// <summary>
    /// HTTP connections to one host; further requests wait for one of them. More than an adapter has under way at once, so that a cancel waits behind no answer that doesn't come, and what is
    /// signed leaves while its time stamp is good.
    /// </summary>
    public int MaxHttpConnections { get; init; } = 64;

    /// <summary>An HTTP connection unused for so long is closed before its server does.</summary>
    public int HttpIdleMs { get; init; } = 30_000;
}
