using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Touchline.Bench;

/// <summary>
/// One end of a loopback connection on a bare socket, either side of it: heads as text, WebSocket frames by hand. It waits by asking the socket again and again, or inside the system's call.
/// </summary>
internal sealed class LoopbackPeer : IDisposable
{
    public const byte Text = 0x81, Binary = 0x82;

    // Nothing that is awaited here takes so long, even on a busy machine.
    private const int LongestWaitMs = 30_000;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;

    private readonly bool _spins;
    private int _mask = -1;

    /// <param name="spins">Waits by asking again and again.</param>
    public LoopbackPeer(Socket socket, bool spins)
    {
        Socket = socket;
        _spins = spins;
        socket.Blocking = !spins;
        socket.NoDelay = true;
        socket.ReceiveTimeout = LongestWaitMs;
    }

    public Socket Socket { get; }

    /// <summary>What its head asked for, such as <c>/private/ws</c>; empty before.</summary>
    public string Path { get; set; } = "";

    /// <summary>Connects and asks for a WebSocket.</summary>
    public static LoopbackPeer Connect(int port, string path, bool spins)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        var peer = new LoopbackPeer(socket, spins) { Path = path };
        peer.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        string head;
        while ((head = peer.TakeHead() ?? "").Length == 0)
        {
            if (!peer.Receive())
                throw new IOException("the driver closed the connection");
        }

        return head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? peer : throw new IOException($"the driver answered {head.Split('\r')[0]}");
    }

    /// <summary>A frame as it goes over the wire. A client's has a mask, always the same one.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload, bool masked, byte kind = Text)
    {
        int header = (payload.Length < 126 ? 2 : 4) + (masked ? 4 : 0);
        byte[] frame = new byte[header + payload.Length];
        frame[0] = kind;
        frame[1] = (byte)((masked ? 0x80 : 0) | Math.Min(payload.Length, 126));
        if (payload.Length >= 126)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        payload.CopyTo(frame.AsSpan(header));
        if (!masked)
            return frame;
        "\x5A\x3C\x7E\x11"u8.CopyTo(frame.AsSpan(header - 4));
        Unmask(frame.AsSpan(header - 4, 4), frame.AsSpan(header));
        return frame;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int sent = Socket.Send(bytes, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                throw new IOException($"the connection {Path} broke while sending: {error}");
            bytes = bytes[Math.Max(0, sent)..];
        }
    }

    /// <summary>Waits for bytes and takes them in. False: the other side has ended it.</summary>
    public bool Receive()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        long from = 0;
        while (true)
        {
            int count = Socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _end += count;
                return count > 0;
            }

            if (error != SocketError.WouldBlock || !_spins)
                throw new IOException($"the connection {Path} broke while waiting: {error}");
            if (from == 0)
                from = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(from).TotalMilliseconds > LongestWaitMs)
                throw new IOException($"nothing came on {Path} for {LongestWaitMs} ms");
        }
    }

    /// <summary>An HTTP head that is there whole; null: not yet.</summary>
    public string? TakeHead()
    {
        int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
        if (length < 0)
            return null;
        string head = Encoding.ASCII.GetString(_buffer, _start, length);
        _start += length + 4;
        return head;
    }

    /// <summary>Waits for a frame that is there whole.</summary>
    /// <param name="payload">Still masked; good until the next call of anything here.</param>
    /// <param name="wholeAt">The stop-watch when its last byte had been read.</param>
    /// <returns>The frame's length.</returns>
    public int ReadFrame(out Span<byte> payload, out long wholeAt)
    {
        int length;
        while ((length = TryTakeFrame(out payload, out _)) == 0)
        {
            if (!Receive())
                throw new IOException($"the other side closed {Path}");
        }

        wholeAt = Stopwatch.GetTimestamp();
        return length;
    }

    /// <summary>Waits for so many bytes and passes over them.</summary>
    /// <returns>The first of them.</returns>
    public byte ReadBytes(int count)
    {
        while (_end - _start < count)
        {
            if (!Receive())
                throw new IOException($"the other side closed {Path}");
        }

        _start += count;
        return _buffer[_start - count];
    }

    /// <summary>A frame that is there whole, still masked; 0: not yet.</summary>
    public int TryTakeFrame(out Span<byte> payload, out byte kind)
    {
        payload = default;
        Span<byte> there = _buffer.AsSpan(_start, _end - _start);
        kind = there.Length > 0 ? there[0] : (byte)0;
        if (there.Length < 4)
            return 0;
        bool isMasked = (there[1] & 0x80) != 0;
        int length = there[1] & 0x7F, header = length == 126 ? 4 : 2;
        if (length == 127)
            throw new IOException($"a frame on {Path} is longer than any that is sent here");
        if (header == 4)
            length = BinaryPrimitives.ReadUInt16BigEndian(there[2..]);
        header += isMasked ? 4 : 0;
        if (there.Length < header + length)
            return 0;
        _mask = isMasked ? _start + header - 4 : -1;
        payload = there.Slice(header, length);
        _start += header + length;
        return header + length;
    }

    /// <summary>Takes the mask off the frame that was taken last.</summary>
    public void Unmask(Span<byte> payload)
    {
        if (_mask >= 0)
            Unmask(_buffer.AsSpan(_mask, 4), payload);
        _mask = -1;
    }

    public void Dispose() => Socket.Dispose();

    private static void Unmask(ReadOnlySpan<byte> mask, Span<byte> payload)
    {
        for (int i = 0; i < payload.Length; i++)
            payload[i] ^= mask[i & 3];
    }
}
