namespace Touchline.Exchanges.Binance;

/// <summary>
/// What goes out to clients, with the faults of the network on the way: messages late, twice, in the wrong order or never, connections cut or silent. Without a fault
/// everything goes straight on. Messages of one connection that are late hold up those behind them, as on a TCP connection.
/// </summary>
internal sealed class FaultyOutput(IExchangeOutput output, ActiveFaults faults) : IBinanceSender
{
    /// <summary>Messages and replies on their way together; one more drops its connection.</summary>
    public const int MostPending = 65_536;

    private const long UsualReorderMs = 100;
    private const long NsPerMs = 1_000_000;

    private readonly Dictionary<int, Peer> _peers = [];
    private readonly PriorityQueue<Pending, (long DueNs, long Serial)> _pending = new();
    private readonly List<(int Connection, byte[] Message)> _heldUsers = [];
    private long _serial;
    private long _nowNs;
    private bool _holdsUsers;
    private int _muted = -1;
    private long _answerDelayNs;

    /// <summary>A connection was closed from this side.</summary>
    public Action<int>? Closed { get; set; }

    public long NextNs => _pending.TryPeek(out _, out (long DueNs, long Serial) next) ? next.DueNs : long.MaxValue;

    public IEnumerable<int> Connections => _peers.Keys.Order();

    /// <summary>A connection is there, to streams or to the WebSocket API; its class may be set anew.</summary>
    public void Begin(int connection, FaultScopes scope)
    {
        if (_peers.TryGetValue(connection, out Peer? known))
            known.Scope = scope;
        else
            _peers.Add(connection, new Peer { Scope = scope, Serial = ++_serial });
    }

    public void End(int connection) => _peers.Remove(connection);

    public FaultScopes ScopeOf(int connection) => _peers.TryGetValue(connection, out Peer? peer) ? peer.Scope : FaultScopes.None;

    /// <summary>Everything that is due by then goes out.</summary>
    public void Advance(long nowNs)
    {
        _nowNs = nowNs;
        while (NextNs <= nowNs)
        {
            Pending due = _pending.Dequeue();
            if (due.Reply is { } reply)
                output.Reply(due.Request, reply);
            else if (_peers.TryGetValue(due.Connection, out Peer? peer) && peer.Serial == due.PeerSerial)
                Arrive(due, peer);
        }
    }

    public void Send(int connection, ReadOnlySpan<byte> message)
    {
        if (connection == _muted || !_peers.TryGetValue(connection, out Peer? peer))
            return;
        if (_holdsUsers && peer.Scope == FaultScopes.User)
            _heldUsers.Add((connection, message.ToArray()));
        else
            Send(connection, peer, message);
    }

    public void Close(int connection, int status)
    {
        if (!_peers.Remove(connection))
            return;
        output.Close(connection, status);
        Closed?.Invoke(connection);
    }

    public void Ping(int connection)
    {
        if (_peers.TryGetValue(connection, out Peer? peer) && peer.SilentUntilNs <= _nowNs)
            output.Ping(connection);
    }

    /// <summary>An HTTP reply, late by so much.</summary>
    public void Reply(long request, ExchangeReply reply, long delayNs)
    {
        if (delayNs <= 0)
            output.Reply(request, reply);
        else if (_pending.Count >= MostPending)
            output.Drop(request);
        else
            _pending.Enqueue(new Pending { Request = request, Reply = reply }, (_nowNs + delayNs, ++_serial));
    }

    public void Drop(long request) => output.Drop(request);

    /// <summary>What users' streams tell waits until <see cref="ReleaseUsers"/>, so that a request's answer goes out before what it brought about.</summary>
    public void HoldUsers() => _holdsUsers = true;

    public void ReleaseUsers()
    {
        _holdsUsers = false;
        if (_heldUsers.Count == 0)
            return;
        (int Connection, byte[] Message)[] held = [.. _heldUsers];
        _heldUsers.Clear();
        foreach ((int connection, byte[] message) in held)
            Send(connection, message);
    }

    /// <summary>Nothing goes out on this connection until another one is named; -1 is none.</summary>
    public void Mute(int connection) => _muted = connection;

    /// <summary>Answers of the WebSocket API are late by so much from now on.</summary>
    public void DelayAnswers(long delayNs) => _answerDelayNs = delayNs;

    /// <summary>A fault that cuts or silences connections strikes those that are open, without waiting for their next message.</summary>
    public void StrikeOpen(FaultKind kind)
    {
        foreach (int connection in Connections.ToArray())
        {
            if (_peers.TryGetValue(connection, out Peer? peer) && faults.Strike(kind, peer.Scope) is { } fault)
                Strike(connection, peer, fault);
        }
    }

    /// <summary>Silent connections speak again.</summary>
    public void EndSilence()
    {
        foreach (Peer peer in _peers.Values)
            peer.SilentUntilNs = 0;
    }

    private void Strike(int connection, Peer peer, ExchangeFault fault)
    {
        if (fault.Kind == FaultKind.Drop)
            Close(connection, 0);
        else
            peer.SilentUntilNs = fault.Ms is { } ms ? _nowNs + ms * NsPerMs : long.MaxValue;
    }

    private void Send(int connection, Peer peer, ReadOnlySpan<byte> message)
    {
        if (peer.SilentUntilNs > _nowNs)
            return;
        if ((faults.Strike(FaultKind.Drop, peer.Scope) ?? faults.Strike(FaultKind.Silence, peer.Scope)) is { } cut)
        {
            Strike(connection, peer, cut);
            return;
        }

        if (faults.Strike(FaultKind.Lose, peer.Scope) is not null)
            return;
        long delayNs = peer.Scope == FaultScopes.WsApi ? _answerDelayNs : 0;
        if (faults.Strike(FaultKind.Delay, peer.Scope) is { } delay)
            delayNs += delay.Ms!.Value * NsPerMs;
        int copies = faults.Strike(FaultKind.Duplicate, peer.Scope) is null ? 1 : 2;
        for (int i = 0; i < copies; i++)
            Depart(connection, peer, message, delayNs);
    }

    private void Depart(int connection, Peer peer, ReadOnlySpan<byte> message, long delayNs)
    {
        long dueNs = Math.Max(_nowNs + delayNs, peer.LastDueNs);
        if (dueNs > _nowNs)
        {
            peer.LastDueNs = dueNs;
            Wait(new Pending { Connection = connection, PeerSerial = peer.Serial, Message = message.ToArray() }, dueNs);
            return;
        }

        if (peer.Held is null && faults.Strike(FaultKind.Reorder, peer.Scope) is { } reorder)
        {
            peer.Held = message.ToArray();
            Wait(new Pending { Connection = connection, PeerSerial = peer.Serial, Held = peer.Held }, _nowNs + (reorder.Ms ?? UsualReorderMs) * NsPerMs);
            return;
        }

        output.Send(connection, message);
        if (peer.Held is { } held)
            Overtaken(connection, peer, held);
    }

    private void Overtaken(int connection, Peer peer, byte[] held)
    {
        peer.Held = null;
        output.Send(connection, held);
    }

    private void Arrive(Pending due, Peer peer)
    {
        if (due.Message is { } message)
            output.Send(due.Connection, message);
        else if (ReferenceEquals(peer.Held, due.Held))
            Overtaken(due.Connection, peer, due.Held!);
    }

    private void Wait(Pending pending, long dueNs)
    {
        if (_pending.Count >= MostPending)
            Close(pending.Connection, 0);
        else
            _pending.Enqueue(pending, (dueNs, ++_serial));
    }

    private sealed class Peer
    {
        public required FaultScopes Scope { get; set; }

        /// <summary>Tells this connection from another one under the same number.</summary>
        public required long Serial { get; init; }

        public long SilentUntilNs { get; set; }

        public long LastDueNs { get; set; }

        /// <summary>A message that the next one overtakes.</summary>
        public byte[]? Held { get; set; }
    }

    private sealed class Pending
    {
        public int Connection { get; init; }

        public long PeerSerial { get; init; }

        public byte[]? Message { get; init; }

        public byte[]? Held { get; init; }

        public long Request { get; init; }

        public ExchangeReply? Reply { get; init; }
    }
}
