using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>One machine's way into the virtual network, with its own address and its own idea of the time.</summary>
internal sealed class VirtualWire(VirtualNetwork network, string address, long clockAheadNs) : IMachine
{
    private readonly Dictionary<int, VirtualConnection> _connections = [];
    private IWireListener? _listener;
    private bool _isDead;

    public string Address { get; } = address;

    /// <summary>The machine's clock.</summary>
    public long NowNs => network.Clock.NowNs + clockAheadNs;

    /// <summary>Its connections that it hasn't been told are gone, in the order of their opening.</summary>
    public IEnumerable<VirtualConnection> Connections => _connections.Values;

    /// <summary>HTTP requests sent so far, by when they were sent on the world's clock.</summary>
    public List<(long AtNs, HttpCall Call)> Requests { get; } = [];

    /// <summary>Replies so far, by when they were told on the world's clock.</summary>
    public List<(long AtNs, HttpReply Reply)> Replies { get; } = [];

    /// <summary>Messages sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Connections opened so far.</summary>
    public long Opened { get; private set; }

    /// <summary>Requests whose end hasn't been told.</summary>
    public int OpenRequests { get; private set; }

    /// <summary>Told of every message that is sent.</summary>
    public MessageWatch? OnSent { get; set; }

    public void Listen(IWireListener listener) => _listener = listener;

    /// <summary>The world's time at which this machine's clock shows a time.</summary>
    public long WorldNs(long localNs) => localNs == long.MaxValue ? long.MaxValue : localNs - clockAheadNs;

    public void Open(int connection, string url)
    {
        if (_isDead)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(connection);
        if (_connections.ContainsKey(connection))
            throw new InvalidOperationException($"connection {connection} is opened again before it is gone");
        VirtualConnection opened = network.Connect(this, connection, new Uri(url));
        _connections.Add(connection, opened);
        Opened++;
        opened.Open();
    }

    public bool Send(int connection, ReadOnlySpan<byte> message)
    {
        if (_isDead || !_connections.TryGetValue(connection, out VirtualConnection? to) || !to.Send(message))
            return false;
        Sent++;
        OnSent?.Invoke(to, message);
        return true;
    }

    public void Close(int connection)
    {
        if (_connections.TryGetValue(connection, out VirtualConnection? closed))
            closed.CloseByClient();
    }

    public void Request(HttpCall call)
    {
        if (_isDead)
            return;
        Requests.Add((network.Clock.NowNs, call));
        OpenRequests++;
        network.Request(this, call, NowNs);
    }

    /// <summary>The machine's plug is pulled: it hears and says nothing any more. Requests that are on their way arrive.</summary>
    public void Die()
    {
        _isDead = true;
        _listener = null;
        foreach (VirtualConnection connection in _connections.Values.ToArray())
            connection.Drop(0, network.Weather.Way(0));
    }

    public void Tell(Action<IWireListener, int, long> call, int connection)
    {
        if (_listener is not null)
            call(_listener, connection, NowNs);
    }

    public void TellMessage(int connection, ReadOnlySpan<byte> message) => _listener?.OnMessage(connection, message, NowNs);

    public void TellClosed(VirtualConnection connection, string reason)
    {
        _connections.Remove(connection.Number);
        _listener?.OnClosed(connection.Number, reason, NowNs);
    }

    public void TellReply(HttpReply reply)
    {
        OpenRequests--;
        Replies.Add((network.Clock.NowNs, reply));
        _listener?.OnReply(reply, NowNs);
    }
}
