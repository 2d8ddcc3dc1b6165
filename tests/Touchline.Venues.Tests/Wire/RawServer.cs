using System.Net;
using System.Net.Sockets;
using System.Text;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>A server that is driven by hand, byte by byte, on the test's own thread: for everything that a well-behaved one doesn't do.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly WireDesk _desk;
    private readonly List<byte> _received = [];

    public RawServer(WireDesk desk)
    {
        _desk = desk;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public string WebSocket => $"ws://127.0.0.1:{Port}/";

    public string Http => $"http://127.0.0.1:{Port}";

    public Socket Peer { get; private set; } = null!;

    /// <summary>What the client has sent since the last call.</summary>
    public byte[] Taken()
    {
        byte[] taken = [.. _received];
        _received.Clear();
        return taken;
    }

    public void Accept()
    {
        _desk.Until(() => _listener.Poll(0, SelectMode.SelectRead), "connected");
        Peer = _listener.Accept();
        Peer.NoDelay = true;
    }

    /// <summary>Polls the client until it has sent something that ends like this.</summary>
    public string Read(string end)
    {
        _desk.Until(() =>
        {
            Receive();
            return Encoding.Latin1.GetString([.. _received]).EndsWith(end, StringComparison.Ordinal);
        }, $"sent … {end}");
        return Encoding.Latin1.GetString(Taken());
    }

    /// <summary>Polls the client until it has sent so many frames; each as its first byte and its payload.</summary>
    public List<(byte Kind, byte[] Payload)> ReadFrames(int count)
    {
        _desk.Until(() =>
        {
            Receive();
            return ClientFrames.Split(_received).Count >= count;
        }, $"sent {count} frames");
        return ClientFrames.Split([.. Taken()]);
    }

    /// <summary>Opens a WebSocket of the client by hand.</summary>
    public void Open(int connection = 0)
    {
        int before = _desk.Opened.Count;
        _desk.Wire.Open(connection, WebSocket);
        Accept();
        string request = Read("\r\n\r\n");
        Send(Upgrade(request));
        _desk.Until(() => _desk.Opened.Count > before, "opened");
    }

    public static string Upgrade(string request)
    {
        string key = request.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\nSec-WebSocket-Accept: {WebSocketHandshake.Accept(key)}\r\n\r\n";
    }

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes) => Peer.Send(bytes);

    public void Dispose()
    {
        Peer?.Dispose();
        _listener.Dispose();
    }

    private void Receive()
    {
        byte[] bytes = new byte[64 * 1024];
        while (Peer.Poll(0, SelectMode.SelectRead))
        {
            int count = Peer.Receive(bytes, SocketFlags.None, out SocketError _);
            if (count == 0)
                return;
            _received.AddRange(bytes.AsSpan(0, count));
        }
    }
}

/// <summary>A client's frames, read plainly; and a server's, written plainly.</summary>
internal static class ClientFrames
{
    public static List<(byte Kind, byte[] Payload)> Split(List<byte> bytes)
    {
        var frames = new List<(byte, byte[])>();
        int at = 0;
        while (at + 6 <= bytes.Count)
        {
            Assert.True((bytes[at + 1] & 0x80) != 0, "a client's frame must be masked");
            int length = bytes[at + 1] & 0x7F, header = 2;
            if (length == 126)
            {
                if (at + 4 > bytes.Count)
                    break;
                length = bytes[at + 2] << 8 | bytes[at + 3];
                header = 4;
            }
            else if (length == 127)
            {
                if (at + 10 > bytes.Count)
                    break;
                length = bytes[at + 6] << 24 | bytes[at + 7] << 16 | bytes[at + 8] << 8 | bytes[at + 9];
                header = 10;
            }

            if (at + header + 4 + length > bytes.Count)
                break;
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++)
                payload[i] = (byte)(bytes[at + header + 4 + i] ^ bytes[at + header + i % 4]);
            frames.Add((bytes[at], payload));
            at += header + 4 + length;
        }

        return frames;
    }

    public static byte[] Server(int first, ReadOnlySpan<byte> payload)
    {
        byte[] length = payload.Length < 126 ? [(byte)payload.Length]
            : payload.Length < 65536 ? [126, (byte)(payload.Length >> 8), (byte)payload.Length]
            : [127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length];
        return [(byte)first, .. length, .. payload];
    }
}
