using System.Buffers.Binary;
using System.Text.Unicode;

namespace Touchline.Venues.Wire;

internal enum WebSocketEvent
{
    /// <summary>More bytes are needed.</summary>
    None,
    Text,
    Binary,
    Ping,
    Pong,

    /// <summary>The server says good-bye; nothing after it is read.</summary>
    Close,

    /// <summary>The server broke the protocol or a limit; <see cref="WebSocketReader.CloseCode"/> is what to tell it. Nothing after it is read.</summary>
    Fault,
}

/// <summary>
/// A server's WebSocket frames (RFC 6455) become whole messages. A message in one frame, the usual case, is told from the buffer it was received in;
/// fragments are gathered. No extension is spoken. For one thread.
/// </summary>
internal sealed class WebSocketReader
{
    public const int NormalClosure = 1000, ProtocolError = 1002, UnsupportedData = 1003, NoStatus = 1005, BadText = 1007, TooLarge = 1009;

    private const int MaxControl = 125;
    private const int LongestHeader = 14;

    private enum OpCode
    {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8,
        Ping = 9,
        Pong = 10,
    }

    private readonly int _maxMessage;
    private readonly ByteBuffer _fragments;
    private OpCode _fragmented;
    private bool _isOver;

    /// <param name="maxMessage">Bytes of one message; a longer one is a fault.</param>
    public WebSocketReader(int maxMessage)
    {
        _maxMessage = maxMessage;
        _fragments = new ByteBuffer(maxMessage, initial: 0);
        BufferLimit = maxMessage + LongestHeader;
    }

    /// <summary>What the buffer that it reads from must be able to hold.</summary>
    public int BufferLimit { get; }

    /// <summary>Of a close or a fault. <see cref="NoStatus"/>: the server gave none.</summary>
    public int CloseCode { get; private set; }

    /// <summary>What the server did wrong, for people.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many more bytes the frame at the front of the buffer needs, as far as known.</summary>
    public int Missing { get; private set; }

    /// <summary>Takes the next message or control frame out of the buffer.</summary>
    /// <param name="incoming">What was received.</param>
    /// <param name="payload">Of the message, the ping or the pong, or the reason of a close. Good until the buffer is asked for room or this is called again.</param>
    public WebSocketEvent Next(ByteBuffer incoming, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        while (!_isOver)
        {
            ReadOnlySpan<byte> bytes = incoming.Filled;
            int header = HeaderLength(bytes);
            if (header == 0)
                return WebSocketEvent.None;
            byte first = bytes[0];
            long length = PayloadLength(bytes);
            if (FaultOf(first, bytes[1], length) is { } fault)
                return Break(fault.Code, fault.Text);
            if (bytes.Length < header + length)
            {
                Missing = header + (int)length - bytes.Length;
                return WebSocketEvent.None;
            }

            payload = bytes.Slice(header, (int)length);
            incoming.Take(header + (int)length);
            WebSocketEvent told = Take((OpCode)(first & 0xF), isLast: (first & 0x80) != 0, ref payload);
            if (told != WebSocketEvent.None)
                return told;
        }

        return WebSocketEvent.None;
    }

    private int HeaderLength(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length < 2 ? 2 : (bytes[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        Missing = length - bytes.Length;
        return Missing > 0 ? 0 : length;
    }

    private static long PayloadLength(ReadOnlySpan<byte> bytes) => (bytes[1] & 0x7F) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
        127 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
        int length => length,
    };

    private (int Code, string Text)? FaultOf(byte first, byte second, long length)
    {
        var code = (OpCode)(first & 0xF);
        if ((first & 0x70) != 0)
            return (ProtocolError, "a frame uses an extension that wasn't agreed on");
        if (code is not (<= OpCode.Binary or OpCode.Close or OpCode.Ping or OpCode.Pong))
            return (ProtocolError, $"a frame of unknown kind {(int)code}");
        if ((second & 0x80) != 0)
            return (ProtocolError, "a server's frame is masked");
        if (length < 0)
            return (ProtocolError, "a frame's length is out of range");
        if (code >= OpCode.Close)
            return (first & 0x80) == 0 || length > MaxControl ? (ProtocolError, "a control frame is fragmented or too long") : null;
        if (code == OpCode.Continuation && _fragmented == OpCode.Continuation)
            return (ProtocolError, "a continuation of nothing");
        if (code != OpCode.Continuation && _fragmented != OpCode.Continuation)
            return (ProtocolError, "a message begins within another one's fragments");
        return length > _maxMessage - (code == OpCode.Continuation ? _fragments.Count : 0)
            ? (TooLarge, $"a message is longer than {_maxMessage} bytes") : null;
    }

    private WebSocketEvent Take(OpCode code, bool isLast, ref ReadOnlySpan<byte> payload)
    {
        switch (code)
        {
            case OpCode.Close:
                return TakeClose(ref payload);
            case OpCode.Ping:
                return WebSocketEvent.Ping;
            case OpCode.Pong:
                return WebSocketEvent.Pong;
            case OpCode.Continuation:
                _fragments.TryPut(payload);
                if (!isLast)
                    return WebSocketEvent.None;
                code = _fragmented;
                _fragmented = OpCode.Continuation;
                payload = _fragments.Filled;
                _fragments.Take(payload.Length);
                return Whole(code, payload);
            default:
                if (isLast)
                    return Whole(code, payload);
                _fragmented = code;
                _fragments.Clear();
                _fragments.TryPut(payload);
                return WebSocketEvent.None;
        }
    }

    private WebSocketEvent Whole(OpCode code, ReadOnlySpan<byte> payload)
    {
        if (code == OpCode.Binary)
            return WebSocketEvent.Binary;
        return Utf8.IsValid(payload) ? WebSocketEvent.Text : Break(BadText, "a text message is no UTF-8");
    }

    private WebSocketEvent TakeClose(ref ReadOnlySpan<byte> payload)
    {
        CloseCode = NoStatus;
        if (payload.Length == 1)
            return Break(ProtocolError, "a close frame with half a status");
        if (payload.Length >= 2)
        {
            CloseCode = BinaryPrimitives.ReadUInt16BigEndian(payload);
            if (CloseCode is not ((>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)))
                return Break(ProtocolError, $"a close frame with status {CloseCode}");
            payload = payload[2..];
            if (!Utf8.IsValid(payload))
                return Break(BadText, "a close frame whose reason is no UTF-8");
        }

        _isOver = true;
        return WebSocketEvent.Close;
    }

    private WebSocketEvent Break(int code, string fault)
    {
        _isOver = true;
        CloseCode = code;
        Fault = fault;
        return WebSocketEvent.Fault;
    }
}
