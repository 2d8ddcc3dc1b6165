using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Live;

/// <summary>A wire for those who wait: requests one after the other, connections whose messages are taken one by one.</summary>
internal sealed class WireCalls : IWireListener, IDisposable
{
    private const long LookNs = 50_000_000;
    private const int MostMessages = 10_000;

    private readonly LocalClock _clock = new();
    private readonly SocketWire _wire;
    private readonly Queue<(byte[] Message, long ReceivedNs)> _messages = new();
    private readonly CancellationToken _cancel;
    private HttpReply? _reply;
    private bool _isOpen;
    private string? _closed;

    /// <exception cref="BadInputException">The certificate can't be read.</exception>
    public WireCalls(string? certificate, CancellationToken cancel)
    {
        _cancel = cancel;
        _wire = new SocketWire(this, new WireOptions { TrustedCertificateFile = certificate }, () => NowNs);
    }

    public long NowNs => _clock.NowNs;

    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    public HttpReply Call(HttpCall call)
    {
        _reply = null;
        _wire.Request(call);
        while (_reply is null)
            Poll(NowNs + LookNs);
        return _reply;
    }

    /// <summary>Opens the one connection. Null when it is open, else why it isn't.</summary>
    public string? Open(string url)
    {
        (_isOpen, _closed) = (false, null);
        _messages.Clear();
        _wire.Open(0, url);
        while (!_isOpen && _closed is null)
            Poll(NowNs + LookNs);
        return _closed;
    }

    public bool Send(ReadOnlySpan<byte> message) => _wire.Send(0, message);

    /// <summary>The next message on the connection; null when none came in time, or the connection is gone.</summary>
    public (byte[] Message, long ReceivedNs)? Receive(long untilNs)
    {
        while (_messages.Count == 0 && _closed is null && NowNs < untilNs)
            Poll(Math.Min(untilNs, NowNs + LookNs));
        return _messages.TryDequeue(out var message) ? message : null;
    }

    public void Close()
    {
        _wire.Close(0);
        while (_closed is null)
            Poll(NowNs + LookNs);
    }

    public void Dispose() => _wire.Dispose();

    void IWireListener.OnOpened(int connection, long nowNs) => _isOpen = true;

    void IWireListener.OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        if (_messages.Count < MostMessages)
            _messages.Enqueue((message.ToArray(), receivedNs));
    }

    void IWireListener.OnClosed(int connection, string reason, long nowNs) => _closed = reason;

    void IWireListener.OnReply(HttpReply reply, long nowNs) => _reply = reply;

    private void Poll(long untilNs)
    {
        _cancel.ThrowIfCancellationRequested();
        _wire.Poll(untilNs);
    }
}
