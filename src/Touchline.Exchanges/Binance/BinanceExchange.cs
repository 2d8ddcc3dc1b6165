using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// A simulated Binance for USDⓈ-M perpetual contracts: trading, the account protocol, the market protocol and faults, put together. See docs/simulated-exchange.md.
/// </summary>
public sealed class BinanceExchange : ISimulatedExchange, IDisposable
{
    private const long NsPerMs = 1_000_000;
    private const long TickNs = MarketStreams.TickMs * NsPerMs;
    private const long ConnectionsTickNs = 200 * NsPerMs;

    private readonly BinanceParts _parts;
    private readonly FaultyOutput _output;
    private readonly ExchangeFaults _faults;
    private readonly ClientConnections _connections;
    private readonly RequestFaults _requests;
    private long _nowNs;
    private long _nextTickNs;

    /// <exception cref="BadInputException">A symbol, an account or a line of the fault script is wrong.</exception>
    public BinanceExchange(BinanceExchangeOptions options, IExchangeOutput output)
    {
        // The draws of faults must not change what the markets do.
        var active = new ActiveFaults(new SeededRandom(options.Seed ^ 0xFA17_5EED));
        _output = new FaultyOutput(output, active);
        _parts = new BinanceParts(options, _output, () => active.Strike(FaultKind.Skip, FaultScopes.Market) is not null);
        _faults = new ExchangeFaults(active, new FaultScript(options.FaultScript, options.StartNs), _parts, _output);
        _connections = new ClientConnections(_output, options.ConnectionLifeNs);
        _requests = new RequestFaults(_parts, _output, active);
        _output.Closed = Forget;
        _nowNs = options.StartNs;
        _nextTickNs = options.StartNs - options.StartNs % TickNs + TickNs;
    }

    public long NextNs => Math.Min(Math.Min(_parts.NextNs, _nextTickNs), Math.Min(_output.NextNs, _faults.NextNs));

    /// <summary>What the tests look at beside the protocol.</summary>
    internal BinanceParts Parts => _parts;

    public void Advance(long nowNs)
    {
        for (long next = NextNs; next <= nowNs; next = NextNs)
            Step(Math.Max(next, _nowNs));
        if (_nowNs < nowNs)
            Step(nowNs);
    }

    public void OnRequest(long number, ExchangeRequest request, long nowNs)
    {
        Advance(nowNs);
        if (_faults.TryAnswer(request, _nowNs) is { } own)
            _output.Reply(number, own, 0);
        else if (_faults.IsInMaintenance)
            _output.Reply(number, ExchangeReplies.Error(FaultRefusals.Maintenance), 0);
        else
            _requests.Answer(number, request, _nowNs);
    }

    public ExchangeReply? OnOpen(int connection, ExchangeRequest request, long nowNs)
    {
        Advance(nowNs);
        if (_faults.IsInMaintenance)
            return ExchangeReplies.Error(FaultRefusals.Maintenance);
        _output.Begin(connection, FaultScopes.User);
        if (Open(connection, request) is { } refusal)
        {
            _output.End(connection);
            return refusal;
        }

        _connections.Opened(connection, _nowNs);
        return null;
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        Advance(nowNs);
        FaultScopes scope = _output.ScopeOf(connection);
        if (scope == FaultScopes.WsApi)
            _requests.Answer(connection, message, _nowNs);
        else if (!_connections.Received(connection, _nowNs))
            return;
        else if (_parts.Streams.Has(connection))
            OnStreamMessage(connection, message);
        else
            _parts.Users.OnMessage(connection, message, _nowNs);
    }

    public void OnControlFrame(int connection, bool isPong, long nowNs)
    {
        Advance(nowNs);
        if (isPong)
            _connections.Ponged(connection, _nowNs);
        bool isApi = _output.ScopeOf(connection) == FaultScopes.WsApi;
        _connections.Received(connection, _nowNs, isApi ? ClientConnections.MostApiControlFramesPerSecond : ClientConnections.MostMessagesPerSecond);
    }

    public void OnClosed(int connection, long nowNs)
    {
        Advance(nowNs);
        _output.End(connection);
        Forget(connection);
    }

    public void Dispose() => _parts.Dispose();

    private ExchangeReply? Open(int connection, ExchangeRequest request)
    {
        if (request.Path == BinanceParts.WebSocketApiPath)
        {
            _output.Begin(connection, FaultScopes.WsApi);
            return _parts.WebSocketApi.Open(connection, request, _nowNs);
        }

        bool mayHaveUsers = !_parts.AreRoutesSplit || request.Path.StartsWith("/private/", StringComparison.Ordinal);
        if (mayHaveUsers && _parts.Users.TryOpen(connection, request, _nowNs))
            return null;
        if (_parts.Streams.Open(connection, request.Path, request.Query) is { } error)
            return ExchangeReplies.Error(error);
        _output.Begin(connection, ScopeOf(connection));
        return null;
    }

    // Without a route a connection may ask for listen keys, market streams or both.
    private FaultScopes ScopeOf(int connection) => _parts.Streams.HasKeysAlone(connection) ? FaultScopes.User : FaultScopes.Market;

    private void OnStreamMessage(int connection, ReadOnlySpan<byte> message)
    {
        _parts.Streams.OnMessage(connection, message);
        if (_parts.Streams.Has(connection))
            _output.Begin(connection, ScopeOf(connection));
    }

    private void Forget(int connection)
    {
        _connections.Closed(connection);
        _parts.Streams.OnClosed(connection);
        _parts.Users.OnClosed(connection);
        _parts.WebSocketApi.OnClosed(connection);
    }

    // Everything of one moment, in an order that never changes.
    private void Step(long nowNs)
    {
        _nowNs = nowNs;
        _output.Advance(nowNs);
        _parts.Advance(nowNs);
        _faults.Advance(nowNs);
        if (_nextTickNs > nowNs)
            return;
        _parts.Streams.OnTick(_nextTickNs);
        if (_nextTickNs % ConnectionsTickNs == 0)
            _connections.Tick(nowNs);
        _nextTickNs += TickNs;
    }
}
