using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Bench;

/// <summary>
/// The other end of the loopback measurement, in a process of its own so that neither side shares a heap, a just-in-time compiler or a thread pool with the other: bare sockets on one thread. Between
/// passes it plays Binance as far as the adapter needs it to get ready; in a pass it sends a depth frame that was prepared before and stamps when the whole frame of the answer has been read.
/// </summary>
internal sealed class LoopbackDriver : IDisposable
{
    /// <summary>Asks for passes: <c>KIND COUNT</c>, answered by a <see cref="LoopbackPass"/>.</summary>
    public const string ControlPath = "/control";

    /// <summary>Whatever comes, frames of the order's size come back.</summary>
    public const string EchoPath = "/echo";

    private const int MostPeers = 64;
    private const int TurnUs = 1_000_000;
    private const int IdleTurns = 60;

    // A private stream that tells nothing of orders would be doubted.
    private const int EventsAnUpdate = 500;

    // So long the other side has time to wait again before the next frame goes out, spinning and blocking.
    private const long SpinPauseNs = 20_000, BlockPauseNs = 100_000;

    // A pass on a busy machine ends before it has everything.
    private const long MostPassNs = 2_000_000_000;

    private readonly bool _spins;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<LoopbackPeer> _peers = [];
    private readonly VenueScript _script = new(), _echoScript = new();
    private readonly VenueAnswers _answers = new();
    private int _orderBytes;

    public LoopbackDriver(bool spins)
    {
        _spins = spins;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves until the one that asks for passes has gone, or nobody has come for a minute.</summary>
    public void Serve()
    {
        int idle = 0;
        bool hadControl = false;
        while (idle < IdleTurns)
        {
            List<Socket> readable = [_listener, .. _peers.Select(p => p.Socket)];
            Socket.Select(readable, null, null, TurnUs);
            idle = readable.Count > 0 ? 0 : idle + 1;
            if (readable.Contains(_listener))
                Accept();
            foreach (LoopbackPeer peer in _peers.Where(p => readable.Contains(p.Socket)).ToArray())
                Hear(peer);
            bool hasControl = _peers.Exists(p => p.Path == ControlPath);
            if (hadControl && !hasControl)
                return;
            hadControl = hasControl;
        }
    }

    public void Dispose()
    {
        foreach (LoopbackPeer peer in _peers)
            peer.Dispose();
        _listener.Dispose();
    }

    private static long VenueMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void Accept()
    {
        if (_peers.Count == MostPeers)
            throw new IOException($"more than {MostPeers} connections at once");
        _peers.Add(new LoopbackPeer(_listener.Accept(), _spins));
    }

    private void Hear(LoopbackPeer peer)
    {
        if (!peer.Receive())
        {
            Drop(peer);
            return;
        }

        if (peer.Path.Length == 0 && peer.TakeHead() is { } head)
            Greet(peer, head);
        while (peer.Path.Length > 0 && peer.TryTakeFrame(out Span<byte> payload, out byte kind) > 0)
        {
            peer.Unmask(payload);
            if (kind == LoopbackPeer.Text)
                Obey(peer, payload);
        }
    }

    private void Drop(LoopbackPeer peer)
    {
        _peers.Remove(peer);
        peer.Dispose();
    }

    // A REST request is answered and its connection closed; anything else is a WebSocket from here on.
    private void Greet(LoopbackPeer peer, string head)
    {
        string[] first = head.Split("\r\n")[0].Split(' ');
        string path = first[1].Split('?')[0];
        const string KeyName = "Sec-WebSocket-Key:";
        int key = head.IndexOf(KeyName, StringComparison.OrdinalIgnoreCase);
        if (key >= 0)
        {
            string accept = WebSocketHandshake.Accept(head[(key + KeyName.Length)..].Split("\r\n")[0].Trim());
            peer.Path = path;
            peer.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
            return;
        }

        string body = VenueScript.Answer($"{first[0]} {path}", VenueMs) ?? throw new IOException($"{first[0]} {path} isn't answered here");
        peer.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        Drop(peer);
    }

    private void Obey(LoopbackPeer peer, ReadOnlySpan<byte> text)
    {
        if (peer.Path == ControlPath)
        {
            string[] words = Encoding.ASCII.GetString(text).Split(' ');
            int count = int.Parse(words[1], CultureInfo.InvariantCulture);
            LoopbackPass pass = words[0] == "venue" ? PlayVenue(count) : PlayEcho(count);
            peer.Send(LoopbackPeer.Frame(Encoding.ASCII.GetBytes(pass.ToString()), masked: false));
        }
        else if (text.IndexOf("SUBSCRIBE"u8) >= 0)
        {
            peer.Send(LoopbackPeer.Frame(Encoding.ASCII.GetBytes(VenueScript.Acknowledge(text)), masked: false));
            if (text.IndexOf("@depth"u8) >= 0)
                peer.Send(LoopbackPeer.Frame(_script.NextDepth(VenueMs), masked: false));
        }
    }

    private LoopbackPass PlayVenue(int count)
    {
        LoopbackPeer feed = _peers.Last(p => p.Path.StartsWith("/public", StringComparison.Ordinal)), orders = _peers.Last(p => p.Path.StartsWith("/ws-fapi", StringComparison.Ordinal));
        LoopbackPeer own = _peers.Last(p => p.Path.StartsWith("/private", StringComparison.Ordinal));
        var latency = new LatencyHistogram();
        int feedBytes = 0;
        long from = Stopwatch.GetTimestamp();
        while (latency.Count < count && VenueWire.Nanoseconds(Stopwatch.GetTimestamp() - from) < MostPassNs)
        {
            latency.Record(Ask(feed, orders, isPlace: true, out feedBytes, out _orderBytes));
            Ask(feed, orders, isPlace: false, out _, out _);
            if (latency.Count % EventsAnUpdate == 0)
                own.Send(LoopbackPeer.Frame(_answers.Update(VenueMs), masked: false));
        }

        return LoopbackPass.Of(latency, feedBytes, _orderBytes);
    }

    // A depth frame out, a request in; then, unmeasured, its answer.
    private long Ask(LoopbackPeer feed, LoopbackPeer orders, bool isPlace, out int feedBytes, out int requestBytes)
    {
        byte[] frame = LoopbackPeer.Frame(_script.NextDepth(VenueMs), masked: false);
        feedBytes = frame.Length;
        Pause();
        long sentAt = Stopwatch.GetTimestamp();
        feed.Send(frame);
        requestBytes = orders.ReadFrame(out Span<byte> request, out long wholeAt);
        orders.Unmask(request);
        if (isPlace ? !VenueAnswers.IsPlace(request) : !VenueAnswers.IsCancel(request))
            throw new IOException($"the adapter sent something else than was waited for: {Encoding.ASCII.GetString(request)}");
        orders.Send(LoopbackPeer.Frame(_answers.Answer(request, VenueMs), masked: false));
        return VenueWire.Nanoseconds(wholeAt - sentAt);
    }

    private LoopbackPass PlayEcho(int count)
    {
        LoopbackPeer peer = _peers.Last(p => p.Path == EchoPath);
        var latency = new LatencyHistogram();
        int feedBytes = 0, answerBytes = 0;
        long from = Stopwatch.GetTimestamp();
        while (latency.Count < count && VenueWire.Nanoseconds(Stopwatch.GetTimestamp() - from) < MostPassNs)
        {
            byte[] frame = LoopbackPeer.Frame(_echoScript.NextDepth(VenueMs), masked: false);
            feedBytes = frame.Length;
            Pause();
            long sentAt = Stopwatch.GetTimestamp();
            peer.Send(frame);
            answerBytes = peer.ReadFrame(out _, out long wholeAt);
            latency.Record(VenueWire.Nanoseconds(wholeAt - sentAt));
        }

        // Of another kind: the pass is over.
        peer.Send(LoopbackPeer.Frame(_echoScript.NextDepth(VenueMs), masked: false, LoopbackPeer.Binary));
        return LoopbackPass.Of(latency, feedBytes, answerBytes);
    }

    private void Pause()
    {
        long pauseNs = _spins ? SpinPauseNs : BlockPauseNs;
        for (long from = Stopwatch.GetTimestamp(); VenueWire.Nanoseconds(Stopwatch.GetTimestamp() - from) < pauseNs;)
            Thread.SpinWait(1);
    }
}

/// <summary>What a pass came to, in nanoseconds and bytes of whole frames.</summary>
internal sealed record LoopbackPass(long LeastNs, long P50Ns, long P99Ns, long P999Ns, long Events, int FeedBytes, int OrderBytes)
{
    public static LoopbackPass Of(LatencyHistogram latency, int feedBytes, int orderBytes) =>
        new(latency.Min!.Value, latency.Percentile(50)!.Value, latency.Percentile(99)!.Value, latency.Percentile(99.9)!.Value, latency.Count, feedBytes, orderBytes);

    public static LoopbackPass Parse(string text)
    {
        long[] numbers = [.. text.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        return new LoopbackPass(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], (int)numbers[5], (int)numbers[6]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LeastNs} {P50Ns} {P99Ns} {P999Ns} {Events} {FeedBytes} {OrderBytes}");
}
