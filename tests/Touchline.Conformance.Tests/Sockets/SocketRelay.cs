using System.Net;
using System.Net.Sockets;

namespace Touchline.Conformance.Tests;

/// <summary>
/// Stands on a port of this machine between a session and its exchange, passes bytes on, and does to real TCP connections what networks do.
/// </summary>
internal sealed class SocketRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<RelayLink> _links = [];
    private readonly Lock _lock = new();
    private volatile bool _refuses;
    private volatile int _mostBytesAtOnce = int.MaxValue;
    private volatile int _delayMs;
    private Task _accepting = Task.CompletedTask;

    public int Port { get; private set; }

    /// <summary>TCP connections that came through so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Whoever connects is reset at once.</summary>
    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    /// <summary>Bytes in one segment.</summary>
    public int MostBytesAtOnce
    {
        get => _mostBytesAtOnce;
        set => _mostBytesAtOnce = value;
    }

    /// <summary>Every chunk waits so long.</summary>
    public int DelayMs
    {
        get => _delayMs;
        set => _delayMs = value;
    }

    /// <summary>Those that are there now.</summary>
    public RelayLink[] Links
    {
        get
        {
            lock (_lock)
                return [.. _links];
        }
    }

    public void Start(int serverPort)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync(serverPort);
    }

    public void Clear() => (Refuses, MostBytesAtOnce, DelayMs) = (false, int.MaxValue, 0);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (RelayLink link in Links)
            link.Cut();
    }

    private async Task AcceptAsync(int serverPort)
    {
        while (true)
        {
            try
            {
                Socket client = await _listener.AcceptAsync().ConfigureAwait(false);
                Accepted++;
                if (!_refuses)
                    _ = ServeAsync(client, serverPort);
                else
                    client.Close(0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client, int serverPort)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            client.Dispose();
            server.Dispose();
            return;
        }

        (client.NoDelay, server.NoDelay) = (true, true);
        var link = new RelayLink(client, server, this);
        lock (_lock)
            _links.Add(link);
        await link.RunAsync().ConfigureAwait(false);
        lock (_lock)
            _links.Remove(link);
    }
}
