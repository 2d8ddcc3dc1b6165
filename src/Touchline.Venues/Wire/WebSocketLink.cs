using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>One WebSocket connection of a <see cref="SocketWire"/>: opening, messages, pings, the watch over its silence, and the end. For one thread.</summary>
internal sealed class WebSocketLink : IDisposable
{
    private const long NsPerMs = 1_000_000;
    private const int MostBodyShown = 200;
    private const long RefusalWaitNs = 500 * NsPerMs;

    // Control frames find room behind the limit for messages.
    private const int ControlRoom = 4096;

    // A connection with much to say gives the others their turn.
    private const int MostReadsAStep = 16;

    private enum Phase
    {
        Opening,
        HandshakeSent,

        /// <summary>The server refused the WebSocket; what it says about it is still coming.</summary>
        Refused,
        Open,

        /// <summary>A close frame has gone out; the server's is waited for.</summary>
        Closing,
        Over,
    }

    private readonly WireOptions _options;
    private readonly WireAddress? _address;
    private readonly SocketLink? _link;
    private readonly WebSocketReader _reader;
    private readonly WebSocketWriter _writer;
    private readonly WebSocketHandshake _handshake;
    private Phase _phase;
    private string? _reason, _refusal;
    private HttpBody? _refusalBody;
    private long _deadlineNs, _pingNs, _heardNs;

    public WebSocketLink(int connection, string url, WireOptions options, WireSecurity security, RandomFill random, Action wake, long nowNs)
    {
        Connection = connection;
        _options = options;
        _deadlineNs = nowNs + options.OpenTimeoutMs * NsPerMs;
        _reader = new WebSocketReader(options.MaxMessageBytes);
        _writer = new WebSocketWriter(random);
        _handshake = new WebSocketHandshake(random);
        if (WireAddress.TryParse(url, "ws", out _address))
        {
            _link = new SocketLink(
                _address, security, new ByteBuffer(Math.Max(_reader.BufferLimit, ResponseHead.MostBytes), initial: 64 * 1024),
                new ByteBuffer(options.MaxOutgoingBytes + ControlRoom), wake);
        }
        else
        {
            End($"'{url}' is no WebSocket address: it begins with ws:// or wss:// and a host");
        }
    }

    public int Connection { get; }

    public SocketLink? Link => _link;

    public bool IsOver => _phase == Phase.Over;

    /// <summary>The last step stopped reading before everything was read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Why it is over, for people.</summary>
    public string Reason => _reason!;

    /// <summary>When <see cref="Step"/> has something to do even if the socket stays silent.</summary>
    public long DeadlineNs => _phase switch
    {
        Phase.Open => Math.Min(_pingNs, _heardNs + _options.DeadAfterMs * NsPerMs),
        Phase.Over => 0,
        _ => _deadlineNs,
    };

    /// <summary>Sends a text message. False when the connection isn't open or too much waits already: then nothing of it was sent.</summary>
    public bool Send(ReadOnlySpan<byte> message)
    {
        if (_phase != Phase.Open || _link!.State != LinkState.Open
            || message.Length > _options.MaxOutgoingBytes - WebSocketWriter.MostOverhead - _link.Unsent
            || !_writer.TryWrite(WebSocketWriter.Text, message, _link.Outgoing))
            return false;
        _link.Flush();
        return true;
    }

    /// <summary>Says good-bye, or gives up opening.</summary>
    public void Close(long nowNs)
    {
        if (_phase == Phase.Open)
            SayGoodbye(WebSocketReader.NormalClosure, "closed by us", nowNs);
        else if (_phase < Phase.Open)
            End("given up by us");
    }

    /// <summary>Does what can be done now. True when the listener was told something.</summary>
    public bool Step(IWireListener listener, Func<long> clock, long nowNs)
    {
        if (_phase == Phase.Over)
            return false;
        SocketLink link = _link!;
        link.Advance(nowNs);
        if (_phase == Phase.Opening && link.State == LinkState.Open)
            BeginHandshake();
        bool told = false;
        int reads = 0;
        for (; reads < MostReadsAStep && _phase < Phase.Over && link.Receive(_reader.Missing); reads++)
        {
            _heardNs = clock();
            told |= Read(listener, _heardNs);
        }

        HasMore = reads == MostReadsAStep;
        if (link.Unsent > 0)
            link.Flush();
        if (link.State == LinkState.Closed && _phase == Phase.Refused)
            EndRefused();
        else if (link.State == LinkState.Closed)
            End(_reason ?? EndOf(link));
        else if (_phase != Phase.Over)
            CheckTime(nowNs);
        return told;
    }

    private string EndOf(SocketLink link) => link.PeerEnded && _phase == Phase.Open
        ? $"{_address!.Place} ended the connection without a good-bye"
        : link.Failure!;

    private void BeginHandshake()
    {
        _phase = Phase.HandshakeSent;
        _link!.Outgoing.TryPut(Encoding.ASCII.GetBytes(_handshake.Request(_address!)));
        _link.Flush();
    }

    private bool Read(IWireListener listener, long nowNs)
    {
        bool told = false;
        if (_phase == Phase.HandshakeSent && (told = ReadHandshake(nowNs)))
            listener.OnOpened(Connection, nowNs);
        if (_phase == Phase.Refused && (_refusalBody!.Read(_link!.Incoming) || _refusalBody.Fault is not null || _refusalBody.Bytes.Length >= MostBodyShown))
            EndRefused();
        while (_phase is Phase.Open or Phase.Closing)
        {
            WebSocketEvent read = _reader.Next(_link!.Incoming, out ReadOnlySpan<byte> payload);
            if (read == WebSocketEvent.None)
                return told;
            if (read != WebSocketEvent.Text)
            {
                TakeControl(read, payload, nowNs);
            }
            else if (_phase == Phase.Open)
            {
                told = true;
                listener.OnMessage(Connection, payload, nowNs);
            }
        }

        return told;
    }

    private bool ReadHandshake(long nowNs)
    {
        ResponseHead? head = ResponseHead.Read(_link!.Incoming, out string? fault);
        if (head is null)
        {
            if (fault is not null)
                Drop($"{_address!.Place}: {fault}; it is no WebSocket server");
            return false;
        }

        if (head.Status != 101)
        {
            _phase = Phase.Refused;
            _refusal = $"{_address!.Place} answered HTTP {head.Status} {head.Reason} instead of opening a WebSocket";
            _refusalBody = HttpBody.Of(head, ResponseHead.MostBytes);
            _deadlineNs = Math.Min(_deadlineNs, nowNs + RefusalWaitNs);
            return false;
        }

        if (_handshake.FaultOf(head) is { } wrong)
        {
            Drop($"{_address!.Place}: {wrong}");
            return false;
        }

        _phase = Phase.Open;
        _pingNs = nowNs + _options.PingEveryMs * NsPerMs;
        return true;
    }

    // With the beginning of what the server says about it, as far as it comes soon.
    private void EndRefused()
    {
        ReadOnlySpan<byte> body = _refusalBody!.Bytes.Span;
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostBodyShown)]);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Drop(text.Length == 0 ? _refusal! : $"{_refusal}: {text}");
    }

    private void TakeControl(WebSocketEvent read, ReadOnlySpan<byte> payload, long nowNs)
    {
        switch (read)
        {
            case WebSocketEvent.Ping when _phase == Phase.Open:
                _writer.TryWrite(WebSocketWriter.Pong, payload, _link!.Outgoing);
                _link.Flush();
                break;
            case WebSocketEvent.Binary when _phase == Phase.Open:
                SayGoodbye(WebSocketReader.UnsupportedData, $"{_address!.Place} sent a binary message, which nobody asked for", nowNs);
                break;
            case WebSocketEvent.Close when _phase == Phase.Closing:
                Drop(_reason!);
                break;
            case WebSocketEvent.Close:
                string text = Encoding.UTF8.GetString(payload);
                string code = _reader.CloseCode == WebSocketReader.NoStatus ? "without a status" : $"with status {_reader.CloseCode}";
                EndWith(_reader.CloseCode, $"{_address!.Place} closed the connection {code}{(text.Length == 0 ? "" : ": " + text)}");
                break;
            case WebSocketEvent.Fault:
                EndWith(_reader.CloseCode, _phase == Phase.Closing ? _reason! : $"{_address!.Place} broke the WebSocket protocol: {_reader.Fault}");
                break;
        }
    }

    private void SayGoodbye(int code, string reason, long nowNs)
    {
        _reason = reason;
        _phase = Phase.Closing;
        _deadlineNs = nowNs + _options.CloseTimeoutMs * NsPerMs;
        _writer.TryWriteClose(code, _link!.Outgoing);
        _link.Flush();
    }

    // The last word is ours: it goes out as far as the socket takes it, and that is the end.
    private void EndWith(int code, string reason)
    {
        if (_phase == Phase.Open)
        {
            if (code == WebSocketReader.NoStatus)
                _writer.TryWrite(WebSocketWriter.Close, [], _link!.Outgoing);
            else
                _writer.TryWriteClose(code, _link!.Outgoing);
            _link.Flush();
        }

        Drop(reason);
    }

    private void CheckTime(long nowNs)
    {
        if (_phase != Phase.Open)
        {
            if (nowNs >= _deadlineNs && _phase == Phase.Refused)
                EndRefused();
            else if (nowNs >= _deadlineNs)
                Drop(_phase == Phase.Closing ? _reason! : $"no WebSocket after {_options.OpenTimeoutMs} ms: {_link!.Doing}");
            return;
        }

        if (nowNs - _heardNs >= _options.DeadAfterMs * NsPerMs)
        {
            Drop($"{_address!.Place} has been silent for {_options.DeadAfterMs} ms, pings unanswered");
        }
        else if (nowNs >= _pingNs)
        {
            _pingNs = nowNs + _options.PingEveryMs * NsPerMs;
            _writer.TryWrite(WebSocketWriter.Ping, [], _link!.Outgoing);
            _link.Flush();
        }
    }

    private void Drop(string reason)
    {
        _link!.Fail(reason);
        End(reason);
    }

    private void End(string reason)
    {
        _reason = reason;
        _phase = Phase.Over;
    }

    /// <summary>Lets go of the socket without a word.</summary>
    public void Dispose() => _link?.Dispose();
}
