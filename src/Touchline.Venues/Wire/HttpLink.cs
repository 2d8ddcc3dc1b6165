using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>
/// One HTTP/1.1 connection of a <see cref="SocketWire"/>, one request at a time. A request is written once: it never goes out again, here or on another
/// connection, whatever happens to this one. For one thread.
/// </summary>
internal sealed class HttpLink : IDisposable
{
    private const int MostRequestBytes = 64 * 1024;
    private const int MostReadsAStep = 16;

    private readonly WireAddress _origin;
    private readonly WireOptions _options;
    private readonly SocketLink _link;
    private HttpBody? _body;
    private ResponseHead? _head;
    private HttpCall? _call;
    private string _target = "";
    private long _sentNs, _deadlineNs, _idleNs;
    private bool _isSent, _hasServed;

    public HttpLink(WireAddress origin, WireOptions options, WireSecurity security, Action wake)
    {
        _origin = origin;
        _options = options;
        _link = new SocketLink(
            origin, security, new ByteBuffer(int.MaxValue / 2, initial: 32 * 1024), new ByteBuffer(MostRequestBytes, initial: 4096), wake);
    }

    public WireAddress Origin => _origin;

    public SocketLink Link => _link;

    /// <summary>It is connected, or connecting, and has no request.</summary>
    public bool IsFree => _call is null && _link.State != LinkState.Closed;

    public bool IsOver => _call is null && _link.State == LinkState.Closed;

    public long DeadlineNs => _call is null ? _idleNs : _deadlineNs;

    /// <summary>The last step stopped reading before everything was read.</summary>
    public bool HasMore { get; private set; }

    /// <summary>A kept connection ended before its next request went out: nothing of the request was sent.</summary>
    public bool CanBeMoved => _call is not null && !_isSent && _hasServed && _link.State == LinkState.Closed;

    public bool Leads(WireAddress address) => _origin.IsSecure == address.IsSecure && _origin.Authority == address.Authority;

    /// <summary>Takes a request over. It goes out with the next step.</summary>
    public void Take(HttpCall call, string target, long deadlineNs)
    {
        _call = call;
        _target = target;
        _deadlineNs = deadlineNs;
        _isSent = false;
        _sentNs = 0;
        _head = null;
        _body = null;
    }

    /// <summary>Gives a request that <see cref="CanBeMoved"/> back.</summary>
    public (HttpCall Call, string Target, long DeadlineNs) TakeBack()
    {
        HttpCall call = _call!;
        _call = null;
        return (call, _target, _deadlineNs);
    }

    /// <summary>Does what can be done now; a reply, if the request is over.</summary>
    public HttpReply? Step(Func<long> clock, long nowNs)
    {
        _link.Advance(nowNs);
        // A kept connection that its server has closed meanwhile is found out before a request goes out on it.
        if (!_isSent && _link.Receive(0))
            _link.Fail($"{_origin.Place} sent something before it was asked");
        if (_call is not null && !_isSent && _link.State == LinkState.Open)
            SendRequest(clock());
        HttpReply? reply = null;
        int reads = 0;
        while (_isSent && reply is null && reads < MostReadsAStep && _link.Receive(0))
        {
            reads++;
            reply = Read(nowNs);
        }

        HasMore = reads == MostReadsAStep;
        if (_link.Unsent > 0)
            _link.Flush();
        if (reply is null && _call is not null && !CanBeMoved)
            reply = CheckEnd(nowNs);
        if (_call is null && nowNs >= _idleNs)
            _link.Dispose();
        return reply;
    }

    public void Dispose() => _link.Dispose();

    private void SendRequest(long nowNs)
    {
        _isSent = true;
        _sentNs = nowNs;
        var text = new StringBuilder();
        text.Append(_call!.Method).Append(' ').Append(_target).Append(" HTTP/1.1\r\nHost: ").Append(_origin.Authority)
            .Append("\r\nUser-Agent: touchline\r\nAccept: */*\r\nAccept-Encoding: identity\r\n");
        if (_call.Method != "GET")
            text.Append("Content-Length: 0\r\n");
        foreach ((string name, string value) in _call.Headers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        text.Append("\r\n");
        if (_link.Outgoing.TryPut(Encoding.Latin1.GetBytes(text.ToString())))
        {
            _link.Flush();
        }
        else
        {
            _isSent = false;
            _link.Fail($"a request to {_origin.Place} is longer than {MostRequestBytes} bytes");
        }
    }

    private HttpReply? Read(long nowNs)
    {
        while (_head is null)
        {
            _head = ResponseHead.Read(_link.Incoming, out string? fault);
            if (fault is not null)
                _link.Fail($"{_origin.Place}: {fault}");
            if (_head is null)
                return null;
            if (_head.Status is >= 100 and < 200)
                _head = null; // an interim answer; the real one follows
        }

        _body ??= HttpBody.Of(_head, _options.MaxBodyBytes);
        if (!_body.Read(_link.Incoming))
        {
            if (_body.Fault is { } fault)
                _link.Fail($"{_origin.Place}: {fault}");
            return null;
        }

        return Whole(nowNs);
    }

    private HttpReply Whole(long nowNs)
    {
        var reply = new HttpReply(_call!.Number, _head!.Status, _head.Headers, _body!.Bytes, Failure: null, MayHaveArrived: true, _sentNs);
        _call = null;
        _isSent = false;
        _hasServed = true;
        _idleNs = nowNs + _options.HttpIdleMs * 1_000_000L;
        if (!_head.IsHttp11 || _head.Says("Connection", "close") || _body.EndsConnection || _link.Incoming.Count > 0)
            _link.Dispose();
        return reply;
    }

    private HttpReply? CheckEnd(long nowNs)
    {
        if (_link.State != LinkState.Closed)
        {
            return nowNs < _deadlineNs ? null
                : Failed($"no reply within {(_call!.TimeoutNs / 1e6).ToString("0", CultureInfo.InvariantCulture)} ms: {_link.Doing}");
        }

        if (_link.PeerEnded && _body is { EndsConnection: true, Fault: null })
            return Whole(nowNs);
        return Failed(_link.Failure ?? $"the connection to {_origin.Place} is closed");
    }

    private HttpReply Failed(string failure)
    {
        var reply = new HttpReply(_call!.Number, 0, [], default, failure, MayHaveArrived: _isSent, _sentNs);
        _call = null;
        _link.Fail(failure);
        return reply;
    }
}
