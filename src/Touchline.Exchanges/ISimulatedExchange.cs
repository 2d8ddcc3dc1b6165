namespace Touchline.Exchanges;

/// <summary>
/// A simulated exchange: a state machine between clients' messages and time. One thread calls it; it never waits and has no clock, socket or file. A server on real sockets
/// and a virtual network drive it alike.
/// </summary>
public interface ISimulatedExchange
{
    /// <summary>When something happens by itself next, in nanoseconds since the Unix epoch; <see cref="long.MaxValue"/>: nothing will.</summary>
    long NextNs { get; }

    /// <summary>Everything up to and including a time happens. Times never run backwards, here and below.</summary>
    void Advance(long nowNs);

    /// <summary>An HTTP request; <see cref="IExchangeOutput.Reply"/> with its number follows, at once or later, or never where a fault says so.</summary>
    void OnRequest(long number, ExchangeRequest request, long nowNs);

    /// <summary>A client wants a WebSocket connection. Null: it is open. Else the handshake is refused with this.</summary>
    ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs);

    /// <summary>One whole text message of a client.</summary>
    void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs);

    /// <summary>A ping or pong frame of a client. Pings have been answered already.</summary>
    void OnControlFrame(int connection, bool isPong, long nowNs);

    /// <summary>The connection is gone.</summary>
    void OnClosed(int connection, long nowNs);
}

/// <summary>What a simulated exchange wants of the network. No call blocks.</summary>
public interface IExchangeOutput
{
    void Reply(long request, ExchangeReply reply);

    /// <summary>One text message. The bytes are the callee's only until the call returns.</summary>
    void Send(int connection, ReadOnlySpan<byte> message);

    void Ping(int connection);

    /// <summary>Closes with a WebSocket status; 0: drops the connection without a word.</summary>
    void Close(int connection, int status);

    /// <summary>An HTTP request gets no answer: its connection is dropped.</summary>
    void Drop(long request);
}

/// <summary>An HTTP request as it came.</summary>
/// <param name="Path">Percent-decoded, without the query.</param>
/// <param name="Query">As it came, without the question mark; signatures are over these bytes.</param>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Address">The client's, for limits by address.</param>
public sealed record ExchangeRequest(string Method, string Path, string Query, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers, string Address);

/// <summary>An HTTP reply; its body is JSON.</summary>
public sealed record ExchangeReply(int Status, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
