using System.Net;
using System.Net.Sockets;

namespace Touchline.Venues.Wire;

internal enum LinkState
{
    Resolving,
    Connecting,
    Securing,
    Open,

    /// <summary>Over: <see cref="SocketLink.Failure"/> says why.</summary>
    Closed,
}

/// <summary>
/// A connection of bytes to a host that never blocks: looks its name up, connects, speaks TLS where asked, and then moves bytes between the socket and two
/// buffers. Everything but the name's look-up happens on the thread that calls it.
/// </summary>
internal sealed class SocketLink : IDisposable
{
    private const int ReadSize = 32 * 1024;
    private const long MostAddresses = 8;
    private const long AddressNs = 2_000_000_000;

    private readonly WireAddress _address;
    private readonly WireSecurity _security;
    private readonly Action _wake;
    private readonly CancellationTokenSource _cancel = new();
    private Task<IPAddress[]>? _resolving;
    private IPAddress[] _addresses = [];
    private int _nextAddress;
    private long _connectingNs;
    private TlsPump? _tls;
    private bool _hasHeard;

    /// <param name="incoming">What the peer says.</param>
    /// <param name="outgoing">What the peer is told; <see cref="Flush"/> sends it.</param>
    /// <param name="wake">Is called from another thread when <see cref="Advance"/> has something to do.</param>
    public SocketLink(WireAddress address, WireSecurity security, ByteBuffer incoming, ByteBuffer outgoing, Action wake)
    {
        _address = address;
        _security = security;
        _wake = wake;
        Incoming = incoming;
        Outgoing = outgoing;
        Resolve();
    }

    public LinkState State { get; private set; }

    /// <summary>Why it is closed, for people; the host is named.</summary>
    public string? Failure { get; private set; }

    /// <summary>The peer ended it in good order.</summary>
    public bool PeerEnded { get; private set; }

    public ByteBuffer Incoming { get; }

    public ByteBuffer Outgoing { get; }

    /// <summary>Null before it connects and once it is closed.</summary>
    public Socket? Socket { get; private set; }

    /// <summary>Something waits until the socket can be written to.</summary>
    public bool WantsWrite => State == LinkState.Connecting || Unsent > 0;

    /// <summary>Bytes that the socket hasn't taken yet.</summary>
    public int Unsent => Outgoing.Count + (_tls?.Cipher.Count ?? 0);

    /// <summary>What it is doing, for a time-out's message.</summary>
    public string Doing => State switch
    {
        LinkState.Resolving => $"the name server didn't find {_address.Host}",
        LinkState.Connecting => $"{_address.Place} didn't take the connection: it is unreachable, or a firewall swallows it",
        LinkState.Securing => $"{_address.Place} didn't finish the TLS handshake",
        _ => $"{_address.Place} didn't answer",
    };

    /// <summary>Takes the next step towards <see cref="LinkState.Open"/> that doesn't need waiting.</summary>
    public void Advance(long nowNs)
    {
        if (State == LinkState.Resolving && _resolving!.IsCompleted)
            TakeAddresses(nowNs);
        if (State == LinkState.Connecting)
            CheckConnected(nowNs);
        if (State == LinkState.Securing)
            Secure();
    }

    /// <summary>Reads what the socket has, once. True when bytes came.</summary>
    public bool Receive(int wanted)
    {
        if (State != LinkState.Open)
            return false;
        return _tls is null ? ReceivePlain(wanted) : ReceiveSecure(wanted);
    }

    /// <summary>Sends what the socket takes. What it doesn't take stays and goes out with a later call.</summary>
    public void Flush()
    {
        if (State != LinkState.Open)
            return;
        if (_tls is null)
            Send(Outgoing);
        else if (_tls.Encrypt(Outgoing) is { } fault)
            Fail($"{_address.Place}: {fault}");
        else
            Send(_tls.Cipher);
    }

    /// <summary>Ends it; the reason stays the first one.</summary>
    public void Fail(string reason)
    {
        if (State == LinkState.Closed)
            return;
        Failure = reason;
        Dispose();
    }

    public void Dispose()
    {
        if (State == LinkState.Closed)
            return;
        State = LinkState.Closed;
        _cancel.Cancel();
        _tls?.Dispose();
        Socket?.Dispose();
        Socket = null;
        _cancel.Dispose();
    }

    private void Resolve()
    {
        if (IPAddress.TryParse(_address.Host, out IPAddress? given))
        {
            _resolving = Task.FromResult<IPAddress[]>([given]);
            return;
        }

        _resolving = Dns.GetHostAddressesAsync(_address.Host, _cancel.Token);
        _ = _resolving.ContinueWith(static (_, wake) => ((Action)wake!)(), _wake, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void TakeAddresses(long nowNs)
    {
        if (_resolving!.IsCompletedSuccessfully && _resolving.Result.Length > 0)
        {
            _addresses = _resolving.Result;
            Connect(nowNs);
            return;
        }

        Fail(_resolving.Exception?.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }
            ? $"there is no host {_address.Host}: check its name, or whether this machine has a network and a name server"
            : $"the name {_address.Host} can't be looked up: this machine has no network, or its name server doesn't answer");
    }

    private void Connect(long nowNs)
    {
        IPAddress address = _addresses[_nextAddress++];
        _connectingNs = nowNs;
        State = LinkState.Connecting;
        Socket?.Dispose();
        Socket = null;
        try
        {
            Socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
            Socket.Connect(address, _address.Port);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return;
        }
        catch (SocketException e)
        {
            ConnectFailed(e.SocketErrorCode, nowNs);
            return;
        }

        Connected();
    }

    private void CheckConnected(long nowNs)
    {
        Socket socket = Socket!;
        if (!socket.Poll(0, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectError))
        {
            // An address that swallows everything, as IPv6 does on many a network, keeps nobody from the next one.
            if (HasMoreAddresses && nowNs - _connectingNs > AddressNs)
                Connect(nowNs);
            return;
        }

        var error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error == SocketError.Success)
            Connected();
        else
            ConnectFailed(error, nowNs);
    }

    private bool HasMoreAddresses => _nextAddress < Math.Min(_addresses.Length, MostAddresses);

    private void ConnectFailed(SocketError error, long nowNs)
    {
        if (HasMoreAddresses)
            Connect(nowNs);
        else
            Fail(Told(error));
    }

    private void Connected()
    {
        if (!_address.IsSecure)
        {
            State = LinkState.Open;
            return;
        }

        State = LinkState.Securing;
        _tls = new TlsPump(_address, _security);
        _tls.Begin();
    }

    private void Secure()
    {
        TlsPump tls = _tls!;
        while (true)
        {
            if (!Send(tls.Cipher))
                return;
            if (tls.HandshakeIsOver)
            {
                if (tls.HandshakeFault is { } fault)
                    Fail(fault);
                else
                    State = LinkState.Open;
                return;
            }

            if (tls.Wanted.IsEmpty || !TryReceive(tls.Wanted.Span, out int count))
                return;
            tls.Arrived(count);
        }
    }

    private bool ReceivePlain(int wanted)
    {
        Memory<byte> free = Incoming.Free(Math.Max(wanted, ReadSize));
        if (!TryReceive(free.Span, out int count))
            return false;
        if (count == 0)
            End();
        _hasHeard |= count > 0;
        Incoming.Put(count);
        return count > 0;
    }

    private bool ReceiveSecure(int wanted)
    {
        TlsPump tls = _tls!;
        while (true)
        {
            int count = tls.Read(Incoming, Math.Max(wanted, ReadSize));
            // A handshake message of the peer may have been answered.
            if (tls.Cipher.Count > 0 && !Send(tls.Cipher))
                return false;
            if (count > 0)
                return true;
            if (count < 0)
            {
                if (tls.ReadFault is { } fault)
                    Fail($"{_address.Place}: {fault}");
                else
                    End();
                return false;
            }

            if (!TryReceive(tls.Wanted.Span, out count))
                return false;
            tls.Arrived(count);
        }
    }

    /// <summary>False: nothing is there now, or the link is closed. A count of 0: the peer sends no more.</summary>
    private bool TryReceive(Span<byte> into, out int count)
    {
        count = Socket!.Receive(into, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success)
            return true;
        if (error is not (SocketError.WouldBlock or SocketError.Interrupted))
            Fail(Told(error));
        return false;
    }

    /// <summary>False: the link is closed. What the socket doesn't take now stays.</summary>
    private bool Send(ByteBuffer bytes)
    {
        while (bytes.Count > 0)
        {
            int count = Socket!.Send(bytes.Filled, SocketFlags.None, out SocketError error);
            bytes.Take(count);
            if (error == SocketError.Success)
                continue;
            if (error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.NoBufferSpaceAvailable)
                return true;
            Fail(Told(error));
            return false;
        }

        return true;
    }

    private void End()
    {
        PeerEnded = true;
        // A server of TLS that is spoken to without it ends the connection, and says no more than some bytes.
        Fail(_hasHeard || _address.IsSecure
            ? $"{_address.Place} ended the connection"
            : $"{_address.Place} ended the connection without an answer: does it speak TLS? then the address begins with https:// or wss://");
    }

    private string Told(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => $"{_address.Place} refused the connection: nothing listens there; check host and port",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown =>
            $"{_address.Place} can't be reached: check this machine's network",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => $"{_address.Place} broke the connection",
        SocketError.TimedOut => $"{_address.Place} didn't answer: it is unreachable, or a firewall swallows it",
        SocketError.TooManyOpenSockets => "this machine allows no more open sockets: raise the limit (ulimit -n)",
        _ => $"{_address.Place}: {new SocketException((int)error).Message}",
    };
}
