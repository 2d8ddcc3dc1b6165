using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>
/// The wire on real sockets. One thread calls it and is told everything from inside <see cref="Poll"/>; only names are looked up elsewhere. A message is
/// received, and told, without an allocation.
/// </summary>
public sealed class SocketWire : IWire, IDisposable
{
    private const long LongestWaitNs = 1_000_000_000;

    private readonly IWireListener _listener;
    private readonly WireOptions _options;
    private readonly Func<long> _clock;
    private readonly WireSecurity _security;
    private readonly HttpPool _http;
    private readonly List<WebSocketLink> _links = [];
    private readonly SocketSleep _sleep = new();
    private readonly Socket _bell;
    private readonly byte[] _rung = new byte[64];
    private bool _hasMore;

    /// <param name="listener">Is told what happens, on the thread that polls.</param>
    /// <param name="options">Limits and habits.</param>
    /// <param name="clock">Local time in nanoseconds since the Unix epoch; never runs backwards.</param>
    /// <exception cref="BadInputException">The trusted certificate's file can't be read or holds none.</exception>
    /// <exception cref="IOException">The machine's loopback interface is down.</exception>
    public SocketWire(IWireListener listener, WireOptions options, Func<long> clock)
    {
        _listener = listener;
        _options = options;
        _clock = clock;
        _security = new WireSecurity(options.TrustedCertificateFile);
        _http = new HttpPool(options, _security, Ring);
        // A thread that sleeps on sockets is woken by a socket.
        _bell = Bell();
    }

    /// <summary>Connections and HTTP requests under way, for tests and for people.</summary>
    internal int Connections => _links.Count;

    public void Open(int connection, string url)
    {
        if (Find(connection) is not null)
            throw new InvalidOperationException($"connection {connection} is in use");
        _links.Add(new WebSocketLink(connection, url, _options, _security, RandomNumberGenerator.Fill, Ring, _clock()));
    }

    public bool Send(int connection, ReadOnlySpan<byte> message) => Find(connection) is { } link && link.Send(message);

    public void Close(int connection) => Find(connection)?.Close(_clock());

    public void Request(HttpCall call) => _http.Request(call, _clock());

    /// <summary>
    /// Reads the sockets and tells the listener what came, on this thread. Returns once something was told, or when the time has come. Must not be called from inside itself.
    /// </summary>
    public void Poll(long untilNs)
    {
        while (true)
        {
            long nowNs = _clock();
            if (Step(nowNs) || nowNs >= untilNs)
                return;
            if (!_hasMore)
                Wait(untilNs, nowNs);
        }
    }

    /// <summary>Makes a <see cref="Poll"/> that sleeps look around. From any thread.</summary>
    public void Ring()
    {
        try
        {
            _bell.Send([1], SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // A name that was looked up for a wire that is gone.
        }
    }

    /// <summary>Lets go of everything without a word to anybody.</summary>
    public void Dispose()
    {
        foreach (WebSocketLink link in _links)
            link.Dispose();
        _http.Dispose();
        _bell.Dispose();
    }

    private static Socket Bell()
    {
        var bell = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            bell.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            bell.Connect(bell.LocalEndPoint!);
            bell.Blocking = false;
            return bell;
        }
        catch (SocketException e)
        {
            bell.Dispose();
            throw new IOException($"this machine's own address {IPAddress.Loopback} can't be used ({e.Message}): bring its loopback interface up (ip link set lo up), in a container or network namespace too", e);
        }
    }

    private bool Step(long nowNs)
    {
        bool told = false;
        _hasMore = false;
        // A listener may open connections from inside: they stand behind and have their first turn here too.
        for (int i = 0; i < _links.Count; i++)
        {
            WebSocketLink link = _links[i];
            told |= link.Step(_listener, _clock, nowNs);
            _hasMore |= link.HasMore;
            if (!link.IsOver)
                continue;
            _links.RemoveAt(i--);
            told = true;
            _listener.OnClosed(link.Connection, link.Reason, _clock());
        }

        told |= _http.Step(_listener, _clock, nowNs);
        _hasMore |= _http.HasMore;
        return told;
    }

    private WebSocketLink? Find(int connection)
    {
        foreach (WebSocketLink link in _links)
        {
            if (link.Connection == connection)
                return link;
        }

        return null;
    }

    private void Wait(long untilNs, long nowNs)
    {
        if (_options.Waiting == RingWaiting.Spin)
            Thread.SpinWait(1);
        else if (_options.Waiting == RingWaiting.Yield)
            Thread.Yield();
        else
            Sleep(untilNs, nowNs);
    }

    private void Sleep(long untilNs, long nowNs)
    {
        _sleep.Clear();
        _sleep.Watch(_bell, reads: true, writes: false);
        long deadline = Math.Min(untilNs, _http.DeadlineNs);
        foreach (WebSocketLink link in _links)
        {
            deadline = Math.Min(deadline, link.DeadlineNs);
            Watch(link.Link);
        }

        IReadOnlyList<HttpLink> requests = _http.Links;
        for (int i = 0; i < requests.Count; i++)
            Watch(requests[i].Link);
        if (_sleep.Sleep(Math.Clamp(deadline - nowNs, 0, LongestWaitNs)))
            _bell.Receive(_rung, SocketFlags.None, out _);
    }

    private void Watch(SocketLink? link)
    {
        if (link?.Socket is { } socket)
            _sleep.Watch(socket, link.State != LinkState.Connecting, link.WantsWrite);
    }
}
