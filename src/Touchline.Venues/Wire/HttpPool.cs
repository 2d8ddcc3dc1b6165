using Touchline.Core;

namespace Touchline.Venues.Wire;

/// <summary>HTTP requests of a <see cref="SocketWire"/>, each on a connection of its own for as long as it takes; connections are kept for the next ones. For one thread.</summary>
internal sealed class HttpPool(WireOptions options, WireSecurity security, Action wake)
{
    private readonly List<HttpLink> _links = [];
    private readonly LinkedList<(HttpCall Call, WireAddress Address, long DeadlineNs)> _waiting = [];
    private readonly Queue<HttpReply> _refused = new();
    private int _underWay;

    public IReadOnlyList<HttpLink> Links => _links;

    /// <summary>The last step stopped reading before everything was read.</summary>
    public bool HasMore { get; private set; }

    public long DeadlineNs
    {
        get
        {
            long deadline = _refused.Count > 0 ? 0 : long.MaxValue;
            foreach (HttpLink link in _links)
                deadline = Math.Min(deadline, link.DeadlineNs);
            foreach ((_, _, long waits) in _waiting)
                deadline = Math.Min(deadline, waits);
            return deadline;
        }
    }

    public void Request(HttpCall call, long nowNs)
    {
        if (FaultOf(call) is { } fault)
            Refuse(call, fault);
        else if (!WireAddress.TryParse(call.Url, "http", out WireAddress? address))
            Refuse(call, $"'{call.Url}' is no web address: it begins with http:// or https:// and a host");
        else if (_underWay >= options.MaxRequests)
            Refuse(call, $"{options.MaxRequests} requests are under way already");
        else
            Begin(call, address, nowNs + call.TimeoutNs);
    }

    /// <summary>Does what can be done now. True when the listener was told something.</summary>
    public bool Step(IWireListener listener, Func<long> clock, long nowNs)
    {
        bool told = false;
        HasMore = false;
        while (_refused.TryDequeue(out HttpReply? refused))
        {
            told = true;
            listener.OnReply(refused, nowNs);
        }

        // A listener may ask for more from inside: the list grows behind, and nothing is taken out of it before the end.
        for (int i = 0; i < _links.Count; i++)
        {
            HttpLink link = _links[i];
            HttpReply? reply = link.Step(clock, nowNs);
            HasMore |= link.HasMore;
            if (link.CanBeMoved)
                Move(link);
            if (reply is null)
                continue;
            _underWay--;
            told = true;
            listener.OnReply(reply, clock());
        }

        _links.RemoveAll(static link => link.IsOver);
        if (_waiting.Count > 0)
            told |= ServeWaiting(listener, nowNs);
        return told;
    }

    public void Dispose()
    {
        foreach (HttpLink link in _links)
            link.Dispose();
    }

    private void Begin(HttpCall call, WireAddress address, long deadlineNs)
    {
        _underWay++;
        if (!TryGive(call, address, deadlineNs))
            _waiting.AddLast((call, address, deadlineNs));
    }

    private void Move(HttpLink ended)
    {
        (HttpCall call, string target, long deadlineNs) = ended.TakeBack();
        WireAddress address = ended.Origin with { Target = target };
        if (!TryGive(call, address, deadlineNs))
            _waiting.AddFirst((call, address, deadlineNs));
    }

    private bool TryGive(HttpCall call, WireAddress address, long deadlineNs)
    {
        int sameHost = 0;
        foreach (HttpLink link in _links)
        {
            if (!link.Leads(address))
                continue;
            if (link.IsFree)
            {
                link.Take(call, address.Target, deadlineNs);
                return true;
            }

            sameHost++;
        }

        if (sameHost >= options.MaxHttpConnections)
            return false;
        var made = new HttpLink(address, options, security, wake);
        made.Take(call, address.Target, deadlineNs);
        _links.Add(made);
        return true;
    }

    private bool ServeWaiting(IWireListener listener, long nowNs)
    {
        bool told = false;
        for (LinkedListNode<(HttpCall Call, WireAddress Address, long DeadlineNs)>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<(HttpCall Call, WireAddress Address, long DeadlineNs)>? next = node.Next;
            (HttpCall call, WireAddress address, long deadlineNs) = node.Value;
            if (nowNs >= deadlineNs)
            {
                _waiting.Remove(node);
                _underWay--;
                told = true;
                listener.OnReply(NotSent(call, $"no connection to {address.Place} became free in time: {options.MaxHttpConnections} requests are under way"), nowNs);
            }
            else if (TryGive(call, address, deadlineNs))
            {
                _waiting.Remove(node);
            }

            node = next;
        }

        return told;
    }

    private void Refuse(HttpCall call, string failure) => _refused.Enqueue(NotSent(call, failure));

    private static HttpReply NotSent(HttpCall call, string failure) => new(call.Number, 0, [], default, failure, MayHaveArrived: false, 0);

    // A line break in what came from a user's settings would be a header or a request of its own.
    private static string? FaultOf(HttpCall call)
    {
        if (call.Url.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return "the request's address holds a blank or a character that must be percent-encoded";
        foreach ((string name, string value) in call.Headers)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                return $"the header '{name}' holds a character that can't be sent: for a key, give the text that the venue shows and nothing around it";
        }

        return null;
    }
}
