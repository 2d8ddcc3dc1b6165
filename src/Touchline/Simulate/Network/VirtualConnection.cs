using System.Text;
using Touchline.Core;
using Touchline.Exchanges;

namespace Touchline.Simulate;

/// <summary>
/// A WebSocket connection. Its two ends learn of things at different times: what one end thinks open may be gone for the other.
/// </summary>
internal sealed class VirtualConnection
{
    // As the wire's watch over silent connections has it.
    private const long SilenceNs = 30_000_000_000;
    private const long PatienceWithCloseNs = 2_000_000_000;

    private readonly VirtualNetwork _network;
    private readonly Pipe _toServer, _toClient;
    private readonly List<byte[]> _sentWhileOpening = [];
    private bool _isHandshaking;
    private bool _serverIsOpen;
    private bool _serverHasClosed;
    private bool _clientHasClosed;

    public VirtualConnection(VirtualNetwork network, VirtualWire wire, int id, int number, Uri url)
    {
        (_network, Wire, Id, Number, Url) = (network, wire, id, number, url);
        _toServer = new Pipe(network.Clock, network.Weather, AtServer);
        _toClient = new Pipe(network.Clock, network.Weather, AtClient);
    }

    public VirtualWire Wire { get; }

    /// <summary>The exchange's number for it.</summary>
    public int Id { get; }

    /// <summary>The adapter's number for it.</summary>
    public int Number { get; }

    public Uri Url { get; }

    /// <summary>The client was told that it is open and not yet that it is gone.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The client was told that it is gone.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Nothing gets through any more, though an end or both don't know yet.</summary>
    public bool IsCut { get; private set; }

    public int InFlight => _toServer.InFlight + _toClient.InFlight;

    public void Open()
    {
        if (_network.HostProblem(Url) is { } problem)
            Lose(problem, _network.Weather.Way(0));
        else if (_network.Refuses?.Invoke(this) == true || _network.Chance(_network.Weather.RefusedConnects, NetworkFault.RefusedConnect))
            Lose($"{Url.Host} refused the connection", _network.Weather.Way(0));
        else
            _toServer.Put(PipeItem.Opened, []);
    }

    public bool Send(ReadOnlySpan<byte> message)
    {
        if (!IsOpen || _clientHasClosed || _network.Chance(_network.Weather.RefusedSends, NetworkFault.RefusedSend))
            return false;
        if (IsCut)
            _network.Count(NetworkFault.SentIntoNothing);
        else
            _toServer.Put(PipeItem.Text, message);
        return true;
    }

    public void CloseByClient()
    {
        if (_clientHasClosed || IsOver)
            return;
        _clientHasClosed = true;
        if (!IsCut)
            _toServer.Put(PipeItem.Close, []);
        _network.Clock.After(PatienceWithCloseNs, () => GoneForClient("closed by us; no answer came"));
    }

    public void SendByServer(ReadOnlySpan<byte> message)
    {
        if (_isHandshaking)
            _sentWhileOpening.Add(message.ToArray());
        else if (_serverIsOpen && !IsCut && !_serverHasClosed)
            _toClient.Put(PipeItem.Text, message);
    }

    public void PingByServer()
    {
        if (_serverIsOpen && !IsCut)
            _toServer.Put(PipeItem.Pong, []);
    }

    public void CloseByServer(int status)
    {
        if (!_serverIsOpen || _serverHasClosed)
            return;
        _serverHasClosed = true;
        _toServer.Cut();
        if (!IsCut)
            _toClient.Put(PipeItem.Close, [], status == 0 ? $"{Url.Host} dropped the connection" : $"{Url.Host} closed the connection with {status}");
        _network.Clock.After(_network.Weather.Way(0), GoneForServer);
    }

    /// <summary>The line breaks: what is under way is lost, each end learns of it some time later.</summary>
    public void Drop(long clientLearnsNs, long serverLearnsNs)
    {
        if (Cut())
            LearnLater("the connection was reset", clientLearnsNs, serverLearnsNs);
    }

    /// <summary>Nothing gets through any more; each end takes so long to see it as the watch over silence allows.</summary>
    public void FallSilent()
    {
        if (Cut())
            LearnLater("nothing came for 30 s", SilenceNs, SilenceNs);
    }

    private bool Cut()
    {
        if (IsCut || IsOver)
            return false;
        IsCut = true;
        _network.Count(NetworkFault.LostInFlight, _toServer.Cut() + _toClient.Cut());
        return true;
    }

    private void LearnLater(string reason, long clientNs, long serverNs)
    {
        _network.Clock.After(clientNs, () => GoneForClient(reason));
        _network.Clock.After(serverNs, GoneForServer);
    }

    private void Lose(string reason, long afterNs) => _network.Clock.After(afterNs, () => GoneForClient(reason));

    private void AtServer(PipeItem item, ReadOnlySpan<byte> bytes, string? reason)
    {
        long nowNs = _network.Clock.NowNs;
        _network.Trace.Add(nowNs, (int)item, Id, bytes);
        switch (item)
        {
            case PipeItem.Opened:
                Handshake(nowNs);
                break;
            case PipeItem.Text when _serverIsOpen:
                _network.AtExchange(nowNs).OnMessage(Id, bytes, nowNs);
                break;
            case PipeItem.Pong when _serverIsOpen:
                _network.AtExchange(nowNs).OnControlFrame(Id, isPong: true, nowNs);
                break;
            case PipeItem.Close:
                GoneForServer();
                if (!IsCut)
                    _toClient.Put(PipeItem.Close, [], "closed by us");
                break;
        }
    }

    private void Handshake(long nowNs)
    {
        _isHandshaking = true;
        ExchangeReply? refusal = _network.AtExchange(nowNs).OnOpen(Id, VirtualNetwork.ToRequest("GET", Url, [], Wire.Address), nowNs);
        _isHandshaking = false;
        if (refusal is not null)
        {
            _toClient.Put(PipeItem.Close, [], $"{Url.Host} refused the connection with HTTP {refusal.Status}: {Encoding.UTF8.GetString(refusal.Body.Span)}");
            return;
        }

        _serverIsOpen = true;
        _toClient.Put(PipeItem.Opened, []);
        foreach (byte[] message in _sentWhileOpening)
            _toClient.Put(PipeItem.Text, message);
        _sentWhileOpening.Clear();
    }

    private void AtClient(PipeItem item, ReadOnlySpan<byte> bytes, string? reason)
    {
        if (IsOver)
            return;
        long nowNs = _network.Clock.NowNs;
        _network.Trace.Add(nowNs, (int)item + 16, Id, bytes);
        switch (item)
        {
            case PipeItem.Opened when !_clientHasClosed:
                IsOpen = true;
                Wire.Tell(static (l, n, now) => l.OnOpened(n, now), Number);
                break;
            case PipeItem.Text:
                Wire.TellMessage(Number, bytes);
                break;
            case PipeItem.Close:
                GoneForClient(reason!);
                break;
        }
    }

    private void GoneForClient(string reason)
    {
        if (IsOver)
            return;
        (IsOver, IsOpen) = (true, false);
        _network.Trace.Add(_network.Clock.NowNs, 32, Id, []);
        Wire.TellClosed(this, reason);
    }

    private void GoneForServer()
    {
        if (!_serverIsOpen)
            return;
        _serverIsOpen = false;
        _toServer.Cut();
        long nowNs = _network.Clock.NowNs;
        _network.Trace.Add(nowNs, 33, Id, []);
        _network.AtExchange(nowNs).OnClosed(Id, nowNs);
    }
}
