namespace Touchline.Venues.Binance;

/// <summary>
/// The order-entry connection. With an Ed25519 key it logs on, and requests go unsigned; else every request carries its signature.
/// </summary>
internal sealed class BinanceApiLine(BinanceSession session, BinanceGateway gateway) : BinanceLine(session)
{
    // How long the old connection is kept for the answers that it still owes.
    private const long OverlapNs = 5 * BinanceSession.NsPerSecond;
    private const int HandshakeWeight = 5, LogOnWeight = 2;

    private int _up = -1, _nextUp = -1;
    private long _logOnNumber;
    private int _logOnConnection = -1;
    private long _logOnNs = long.MaxValue, _takeOverNs = long.MaxValue;

    /// <summary>Where requests go; -1: nowhere.</summary>
    public int Connection => _nextUp >= 0 ? _nextUp : _up;

    public bool IsLoggedOn => Session.Signer!.CanLogOn;

    public override long NextNs => Math.Min(base.NextNs, Math.Min(_takeOverNs, _logOnNs));

    // What became of orders that are unclear is asked there.
    protected override bool OutlivesHope => true;

    protected override string Name => "Binance order entry";

    protected override string Url => Session.Options.WebSocketApiUrl;

    public override void Advance(long nowNs)
    {
        base.Advance(nowNs);
        if (_logOnNs <= nowNs)
        {
            _logOnNs = long.MaxValue;
            Session.Wire.Close(_logOnConnection);
        }

        if (_nextUp >= 0 && (nowNs >= _takeOverNs || !gateway.AwaitsOn(_up)))
        {
            _takeOverNs = long.MaxValue;
            (_up, _nextUp) = (_nextUp, -1);
            TakeOver(nowNs);
            Session.Note($"{Name} was replaced before Binance cuts it off after 24 hours");
        }
    }

    public override void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
        BinanceApiReply reply = BinanceApiReply.Read(message);
        if (reply.IsBroken)
        {
            Session.Note($"{Name}: an answer that nobody understands: {BinanceFailure.TextOf(message)}");
            return;
        }

        if (reply.Number == _logOnNumber && _logOnNumber != 0)
            OnLogOn(connection, reply, receivedNs);
        else
            gateway.OnReply(reply, receivedNs);
    }

    protected override void OnOpen(int connection, long nowNs)
    {
        Session.Budget.Take(HandshakeWeight, nowNs);
        if (!IsLoggedOn)
        {
            SetUp(connection, nowNs);
            return;
        }

        Session.Budget.Take(LogOnWeight, nowNs);
        _logOnConnection = connection;
        _logOnNs = nowNs + Session.Options.RequestTimeoutMs * BinanceSession.NsPerMs;
        Session.Wire.Send(connection, gateway.LogOnText(nowNs, out _logOnNumber));
    }

    protected override void OnLost(string reason, long nowNs)
    {
        int lost = _up;
        _up = IsOpen ? _nextUp : -1;
        _nextUp = -1;
        _takeOverNs = long.MaxValue;
        if (!IsOpen)
            _logOnNs = long.MaxValue;
        if (lost >= 0)
            gateway.OnLost(lost, nowNs);
    }

    protected override void OnSuccessorLost(int connection, long nowNs)
    {
        if (_nextUp == connection)
            _nextUp = -1;
        _takeOverNs = _logOnNs = long.MaxValue;
        gateway.OnLost(connection, nowNs);
    }

    private void OnLogOn(int connection, in BinanceApiReply reply, long nowNs)
    {
        if (connection != _logOnConnection)
            return;
        _logOnNs = long.MaxValue;
        _logOnNumber = 0;
        if (reply.IsOk)
        {
            SetUp(connection, nowNs);
            return;
        }

        BinanceFailure failure = reply.Failure;
        if (failure.IsAboutKey)
            Session.SetTrouble(BinanceTrouble.Hopeless, BinanceRest.KeyTrouble(failure));
        else if (failure.IsAboutTime)
            Session.IsTimeDoubted = true;
        Session.Note($"{Name}: log-on refused: {failure}");
        Session.Wire.Close(connection);
    }

    private void SetUp(int connection, long nowNs)
    {
        if (connection == Current)
        {
            _up = connection;
        }
        else
        {
            _nextUp = connection;
            _takeOverNs = nowNs + OverlapNs;
        }

        Session.IsStateOld = true;
    }
}
