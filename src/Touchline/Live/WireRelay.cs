using Touchline.Core;

namespace Touchline.Live;

/// <summary>A wire is made with its listener, an adapter with its wire: between them this stands for the adapter until there is one.</summary>
internal sealed class WireRelay : IWireListener
{
    public IWireListener? Target { get; set; }

    /// <summary>A connection was opened, or a request answered.</summary>
    public bool HasHeard { get; private set; }

    public void OnOpened(int connection, long nowNs)
    {
        HasHeard = true;
        Target!.OnOpened(connection, nowNs);
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs) => Target!.OnMessage(connection, message, receivedNs);

    public void OnClosed(int connection, string reason, long nowNs) => Target!.OnClosed(connection, reason, nowNs);

    public void OnReply(HttpReply reply, long nowNs)
    {
        HasHeard |= reply.Failure is null;
        Target!.OnReply(reply, nowNs);
    }
}
