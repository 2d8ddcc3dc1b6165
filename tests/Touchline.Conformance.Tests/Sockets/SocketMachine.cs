using Touchline.Core;
using Touchline.Exchanges;
using Touchline.Venues.Wire;

namespace Touchline.Conformance.Tests;

/// <summary>This machine: the wire on real sockets and the wall clock, put ahead of the exchange's by so much. Counts what goes over it.</summary>
internal sealed class SocketMachine : IMachine, IWireListener, IDisposable
{
    private readonly SocketWire _wire;
    private readonly WallClock _clock;
    private readonly long _aheadNs;
    private IWireListener _listener = new WireLog();

    public SocketMachine(WallClock clock, long aheadNs)
    {
        (_clock, _aheadNs) = (clock, aheadNs);
        _wire = new SocketWire(this, new WireOptions(), () => NowNs);
    }

    public long NowNs => _clock.NowNs + _aheadNs;

    public Tally Tally { get; } = new();

    public long WorldNs(long localNs) => localNs == long.MaxValue ? long.MaxValue : localNs - _aheadNs;

    public void Listen(IWireListener listener) => _listener = listener;

    /// <summary>The session is told what came, until something was or the world's time is there.</summary>
    public void Poll(long untilWorldNs) => _wire.Poll(untilWorldNs + _aheadNs);

    public void Open(int connection, string url)
    {
        Tally.Add("wire: connections asked for");
        _wire.Open(connection, url);
    }

    public bool Send(int connection, ReadOnlySpan<byte> message)
    {
        bool isSent = _wire.Send(connection, message);
        Tally.Add(isSent ? "wire: messages sent" : "wire: messages refused");
        return isSent;
    }

    public void Close(int connection) => _wire.Close(connection);

    public void Request(HttpCall call)
    {
        Tally.Add("wire: requests");
        _wire.Request(call);
    }

    public void OnOpened(int connection, long nowNs)
    {
        Tally.Add("wire: connections opened");
        _listener.OnOpened(connection, nowNs);
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        Tally.Add("wire: messages received");
        _listener.OnMessage(connection, message, receivedNs);
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
        Tally.Add("wire: connections lost");
        _listener.OnClosed(connection, reason, nowNs);
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
        Tally.Add(reply.Failure is null ? "wire: replies" : reply.MayHaveArrived ? "wire: requests without a reply" : "wire: requests never sent");
        _listener.OnReply(reply, nowNs);
    }

    public void Dispose() => _wire.Dispose();
}
