namespace Touchline.Core;

/// <summary>
/// The network as a venue's adapter sees it: WebSocket connections and HTTP requests. No call blocks, and nothing is told from inside a call: what comes of it
/// is told to the <see cref="IWireListener"/> later, on the same thread. Pings, frames, TLS and the watch over silent connections are the wire's matter.
/// </summary>
public interface IWire
{
    /// <summary>
    /// Opens a WebSocket connection. <see cref="IWireListener.OnOpened"/> or <see cref="IWireListener.OnClosed"/> follows.
    /// </summary>
    /// <param name="connection">The caller's own number for it, 0 or more; free again once it is closed.</param>
    /// <param name="url">ws or wss, with path and query.</param>
    void Open(int connection, string url);

    /// <summary>Sends one text message. False when the connection isn't open, or its peer takes no more: then nothing of it was sent.</summary>
    bool Send(int connection, ReadOnlySpan<byte> message);

    /// <summary>Closes a connection, or gives up opening it. <see cref="IWireListener.OnClosed"/> follows.</summary>
    void Close(int connection);

    /// <summary>Sends an HTTP request; exactly one <see cref="IWireListener.OnReply"/> with its number follows, at the latest when its time is up.</summary>
    void Request(HttpCall call);
}

/// <summary>An HTTP request.</summary>
/// <param name="Number">The caller's own, told with the reply.</param>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Url">http or https, with path and query, percent-encoded.</param>
/// <param name="Headers">Beside those that HTTP itself needs.</param>
/// <param name="TimeoutNs">Until the whole reply is there, in nanoseconds.</param>
public sealed record HttpCall(long Number, string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, long TimeoutNs);

/// <summary>What became of an HTTP request.</summary>
/// <param name="Number">The request's.</param>
/// <param name="Status">The HTTP status; 0 when no whole reply came.</param>
/// <param name="Headers">Names in any case; empty when no reply came.</param>
/// <param name="Body">The reply's bytes.</param>
/// <param name="Failure">Why no whole reply came, in plain words with the host; null when one did.</param>
/// <param name="MayHaveArrived">Without a reply: false only where it is certain that nothing reached the server.</param>
/// <param name="SentNs">Local time just before it was sent.</param>
public sealed record HttpReply(
    long Number, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, string? Failure, bool MayHaveArrived, long SentNs)
{
    /// <summary>A header's value; null when there is none of that name.</summary>
    public string? Header(string name)
    {
        foreach (KeyValuePair<string, string> header in Headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }
}

/// <summary>Is told what happens on an <see cref="IWire"/>. All times are local, in nanoseconds since the Unix epoch.</summary>
public interface IWireListener
{
    /// <summary>The connection is open: the server has accepted the WebSocket.</summary>
    void OnOpened(int connection, long nowNs);

    /// <summary>One whole text message.</summary>
    /// <param name="message">Good until the call returns.</param>
    /// <param name="receivedNs">When its last byte was read from the socket.</param>
    void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs);

    /// <summary>The connection is gone, or never came about.</summary>
    /// <param name="reason">For people: what happened, with the host, and where it helps what to do about it.</param>
    void OnClosed(int connection, string reason, long nowNs);

    /// <summary>An HTTP request is over.</summary>
    void OnReply(HttpReply reply, long nowNs);
}
