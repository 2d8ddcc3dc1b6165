using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Touchline.Exchanges;

/// <summary>What came in a frame, or in several that make a message.</summary>
internal enum FrameKind { Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 }

/// <summary>The server's side of the WebSocket protocol, RFC 6455, without extensions.</summary>
internal static class WebSocketFrames
{
    /// <summary>Of a client's message.</summary>
    public const int MostBytes = 1 << 20;

    public const int ProtocolError = 1002;
    public const int InvalidText = 1007;
    public const int TooBig = 1009;

    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int MostControlBytes = 125;

    /// <summary>The handshake's Sec-WebSocket-Accept. SHA-1 is what the protocol says.</summary>
#pragma warning disable CA5350
    public static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeGuid)));
#pragma warning restore CA5350

    /// <summary>A whole frame of the server's, which isn't masked.</summary>
    public static byte[] Frame(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        int header = payload.Length < 126 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        byte[] frame = new byte[header + payload.Length];
        frame[0] = (byte)(0x80 | (int)kind);
        if (header == 2)
        {
            frame[1] = (byte)payload.Length;
        }
        else if (header == 4)
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else
        {
            frame[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        }

        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <param name="status">0: without one.</param>
    public static byte[] CloseFrame(int status)
    {
        if (status == 0)
            return Frame(FrameKind.Close, []);
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        return Frame(FrameKind.Close, payload);
    }

    /// <summary>The status that answers a client's close frame: its own, none if it gave none, or what was wrong with it.</summary>
    public static int CloseAnswer(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return 0;
        int status = payload.Length == 1 ? ProtocolError : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (status is not ((>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)))
            return ProtocolError;
        return payload.Length == 1 || Utf8.IsValid(payload[2..]) ? status : InvalidText;
    }

    /// <summary>Reads client frames from a stream; control frames may come between the frames of a message.</summary>
    public sealed class Reader(Stream stream)
    {
        private readonly byte[] _header = new byte[14];
        private readonly ArrayBufferWriter<byte> _message = new();
        private FrameKind? _open;

        /// <summary>The status to close with after a null of <see cref="ReadAsync"/>; 0: the stream ended or the client closed.</summary>
        public int Failure { get; private set; }

        /// <summary>The next whole message or control frame; null when there is no more or the client broke the protocol.</summary>
        public async ValueTask<(FrameKind Kind, byte[] Payload)?> ReadAsync(CancellationToken cancel)
        {
            while (await ReadHeaderAsync(cancel).ConfigureAwait(false) is { } frame)
            {
                byte[] payload = new byte[frame.Length];
                if (!await FillAsync(payload, cancel).ConfigureAwait(false))
                    return null;
                for (int i = 0; i < payload.Length; i++)
                    payload[i] ^= frame.Mask[i & 3];
                if (frame.Code >= 8)
                    return ((FrameKind)frame.Code, payload);
                if (!TryJoin(frame.Code, payload))
                    return null;
                if (frame.IsLast)
                    return Take();
            }

            return null;
        }

        private bool TryJoin(int code, byte[] payload)
        {
            // A message begins with a code of its own and goes on with 0.
            if (code == 0 != _open.HasValue)
                return Fail(ProtocolError);
            _open ??= (FrameKind)code;
            if (_message.WrittenCount + payload.Length > MostBytes)
                return Fail(TooBig);
            _message.Write(payload);
            return true;
        }

        private (FrameKind, byte[]) Take()
        {
            (FrameKind, byte[]) whole = (_open!.Value, _message.WrittenSpan.ToArray());
            _open = null;
            _message.ResetWrittenCount();
            return whole;
        }

        private async ValueTask<Header?> ReadHeaderAsync(CancellationToken cancel)
        {
            if (!await FillAsync(_header.AsMemory(0, 2), cancel).ConfigureAwait(false))
                return null;
            int code = _header[0] & 15, length = _header[1] & 127;
            bool isLast = (_header[0] & 128) != 0, isMasked = (_header[1] & 128) != 0, isControl = code >= 8;
            if ((_header[0] & 0x70) != 0 || !isMasked || code is not (0 or 1 or 2 or 8 or 9 or 10) || (isControl && (!isLast || length > MostControlBytes)))
            {
                Failure = ProtocolError;
                return null;
            }

            int extra = length switch { 126 => 2, 127 => 8, _ => 0 };
            if (!await FillAsync(_header.AsMemory(2, extra + 4), cancel).ConfigureAwait(false))
                return null;
            ulong size = extra switch { 2 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)), 8 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)), _ => (ulong)length };
            if (size > MostBytes)
            {
                Failure = TooBig;
                return null;
            }

            return new Header(code, isLast, (int)size, _header[(2 + extra)..(6 + extra)]);
        }

        private async ValueTask<bool> FillAsync(Memory<byte> bytes, CancellationToken cancel) =>
            await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) == bytes.Length;

        private bool Fail(int status)
        {
            Failure = status;
            return false;
        }

        private sealed record Header(int Code, bool IsLast, int Length, byte[] Mask);
    }
}
