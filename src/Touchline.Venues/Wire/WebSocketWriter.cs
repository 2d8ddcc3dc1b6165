using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Venues.Wire;

/// <summary>Fills a span with random bytes.</summary>
internal delegate void RandomFill(Span<byte> bytes);

/// <summary>A client's WebSocket frames (RFC 6455): final, masked, the mask unpredictable. For one thread.</summary>
internal sealed class WebSocketWriter(RandomFill random)
{
    /// <summary>The most bytes that a frame adds to its payload.</summary>
    public const int MostOverhead = 14;

    public const byte Text = 0x81, Binary = 0x82, Close = 0x88, Ping = 0x89, Pong = 0x8A;

    private const byte Masked = 0x80;

    private readonly byte[] _masks = new byte[1024];
    private int _nextMask = 1024;

    /// <summary>Puts a frame into a buffer; false when it has no room: then nothing was put in.</summary>
    public bool TryWrite(byte kind, ReadOnlySpan<byte> payload, ByteBuffer outgoing)
    {
        int header = payload.Length < 126 ? 6 : payload.Length <= ushort.MaxValue ? 8 : 14;
        if (outgoing.Room < header + payload.Length)
            return false;
        Span<byte> frame = outgoing.Free(header + payload.Length).Span;
        frame[0] = kind;
        if (header == 6)
        {
            frame[1] = (byte)(Masked | payload.Length);
        }
        else if (header == 8)
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
        }
        else
        {
            frame[1] = Masked | 127;
            BinaryPrimitives.WriteInt64BigEndian(frame[2..], payload.Length);
        }

        uint mask = NextMask();
        Unsafe.WriteUnaligned(ref frame[header - 4], mask);
        Mask(payload, frame[header..], mask);
        outgoing.Put(header + payload.Length);
        return true;
    }

    public bool TryWriteClose(int code, ByteBuffer outgoing)
    {
        Span<byte> status = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(status, (ushort)code);
        return TryWrite(Close, status, outgoing);
    }

    // The mask is a word in memory's order, so that it repeats every four bytes whatever the machine's order.
    private static void Mask(ReadOnlySpan<byte> from, Span<byte> to, uint mask)
    {
        ulong twice = mask | (ulong)mask << 32;
        int i = 0;
        for (; i + 8 <= from.Length; i += 8)
            MemoryMarshal.Write(to[i..], MemoryMarshal.Read<ulong>(from[i..]) ^ twice);
        Span<byte> bytes = stackalloc byte[8];
        MemoryMarshal.Write(bytes, twice);
        for (int k = 0; i < from.Length; i++, k++)
            to[i] = (byte)(from[i] ^ bytes[k]);
    }

    private uint NextMask()
    {
        if (_nextMask == _masks.Length)
        {
            random(_masks);
            _nextMask = 0;
        }

        uint mask = MemoryMarshal.Read<uint>(_masks.AsSpan(_nextMask));
        _nextMask += 4;
        return mask;
    }
}
