using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>The market streams' connections: their paths, their subscriptions, and which streams anybody listens to.</summary>
internal sealed class MarketStreams : IDisposable
{
    /// <summary>Of one connection.</summary>
    public const int MostStreams = 1024;

    /// <summary>Every stream's period is a multiple of this.</summary>
    public const long TickMs = 50;

    private readonly IReadOnlyList<MarketHistory> _histories;
    private readonly Dictionary<BinanceMarket, MarketHistory> _byMarket;
    private readonly Dictionary<int, MarketConnection> _connections = [];
    private readonly Dictionary<string, MarketStream> _streams = [];
    private readonly List<AggregateTrade> _aggregates = [];
    private readonly StreamCatalogue _catalogue;
    private readonly StreamText _text;
    private readonly IBinanceSender _sender;
    private readonly bool _isSplit;

    // In the order in which they began. Replaced, never changed: telling may end a connection and with it a stream.
    private MarketStream[] _active = [];

    public MarketStreams(IReadOnlyList<MarketHistory> histories, bool isSplit, ExchangeSkew skew, Func<bool> skips, IBinanceSender sender)
    {
        (_histories, _isSplit, _sender) = (histories, isSplit, sender);
        _byMarket = histories.ToDictionary(h => h.Market);
        _text = new StreamText(sender, skew, skips);
        _catalogue = new StreamCatalogue(histories, _text);
    }

    /// <summary>Where listen keys go that a connection without a route names among its streams, or instead of them.</summary>
    public required BinanceUserStreams Users { private get; init; }

    /// <summary>Null: the path is that of market streams and the connection is open.</summary>
    public BinanceError? Open(int connection, string path, string query)
    {
        StreamRoute route = _isSplit ? StreamRoute.Public : StreamRoute.Any;
        if (path.StartsWith("/public/", StringComparison.Ordinal))
            (route, path) = (StreamRoute.Public, path["/public".Length..]);
        else if (path.StartsWith("/market/", StringComparison.Ordinal))
            (route, path) = (StreamRoute.Market, path["/market".Length..]);
        if (Names(path, query) is not { } names)
            return new BinanceError(0, "Not Found", 404);
        string[] wanted = [.. names.Split('/', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (wanted.Length > MostStreams || names.Contains(','))
            return new BinanceError(2, wanted.Length > MostStreams ? $"Invalid request: at most {MostStreams} streams" : "Invalid request: streams are separated by /", 400);
        var opened = new MarketConnection(connection, route, path.StartsWith("/stream", StringComparison.Ordinal));
        _connections.Add(connection, opened);
        Subscribe(opened, wanted);
        return null;
    }

    public bool Has(int connection) => _connections.ContainsKey(connection);

    /// <summary>It was opened for listen keys and nothing else.</summary>
    public bool HasKeysAlone(int connection) =>
        _connections.TryGetValue(connection, out MarketConnection? opened) && opened.Names.Count > 0 && opened.Names.TrueForAll(BinanceUserConnection.IsListenKey);

    public void OnMessage(int connection, ReadOnlySpan<byte> message)
    {
        if (_connections.TryGetValue(connection, out MarketConnection? from))
            _sender.Send(connection, new StreamRequest(this, from).Answer(message));
    }

    public void OnClosed(int connection)
    {
        if (_connections.Remove(connection, out MarketConnection? closed))
            Unsubscribe(closed, [.. closed.Names]);
    }

    /// <summary>False when that would be too many.</summary>
    public bool Subscribe(MarketConnection connection, IReadOnlyList<string> names)
    {
        string[] added = [.. names.Where(n => !connection.Names.Contains(n)).Distinct()];
        if (connection.Names.Count + added.Length > MostStreams)
            return false;
        foreach (string name in added)
        {
            connection.Names.Add(name);
            if (connection.Route == StreamRoute.Any && BinanceUserConnection.IsListenKey(name))
                Users.Add(connection, name);
            if (Find(name) is not { } stream || !Carries(connection.Route, stream))
                continue;
            if (_streams.TryAdd(name, stream))
                _active = [.. _active, stream];
            stream.Add(connection);
        }

        return true;
    }

    public void Unsubscribe(MarketConnection connection, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!connection.Names.Remove(name))
                continue;
            Users.Remove(connection, name);
            if (!_streams.TryGetValue(name, out MarketStream? stream))
                continue;
            stream.Remove(connection);
            if (stream.Listeners.Length > 0)
                continue;
            _streams.Remove(name);
            _active = [.. _active.Where(s => s != stream)];
        }
    }

    public void OnTrade(BinanceMarket market, in BinanceTrade trade, long nowNs)
    {
        _byMarket[market].OnTrade(trade);
        foreach (MarketStream stream in _active)
            stream.OnTrade(market, trade, nowNs);
    }

    public void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
        foreach (MarketStream stream in _active)
            stream.OnLevels(market, changes, nowNs);
    }

    public void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs)
    {
        foreach (MarketStream stream in _active)
            stream.OnLiquidation(market, order, nowNs);
    }

    public void OnMark(BinanceMarket market) => _byMarket[market].OnMark();

    /// <summary>A multiple of <see cref="TickMs"/>, each once.</summary>
    public void OnTick(long nowNs)
    {
        long nowMs = nowNs / 1_000_000;
        if (nowMs % 100 == 0)
            CloseAggregates(nowNs);
        foreach (MarketStream stream in _active)
        {
            if (stream.PeriodMs > 0 && nowMs % stream.PeriodMs == 0)
                stream.OnTick(nowNs);
        }
    }

    public void Dispose() => _text.Dispose();

    private void CloseAggregates(long nowNs)
    {
        foreach (MarketHistory history in _histories)
        {
            history.CloseAggregates(_aggregates);
            if (_aggregates.Count == 0)
                continue;
            foreach (MarketStream stream in _active)
                stream.OnAggregates(history, _aggregates, nowNs);
        }
    }

    private MarketStream? Find(string name) => _streams.GetValueOrDefault(name) ?? _catalogue.Make(name);

    private static bool Carries(StreamRoute route, MarketStream stream) =>
        route == StreamRoute.Any || stream.IsPublic == (route == StreamRoute.Public);

    // The streams that a URL names, "" for none; null when the path isn't that of streams.
    private static string? Names(string path, string query)
    {
        if (path is "/ws" or "/ws/")
            return "";
        if (path.StartsWith("/ws/", StringComparison.Ordinal))
            return path["/ws/".Length..];
        if (path is not ("/stream" or "/stream/"))
            return null;
        string? streams = query.Split('&').FirstOrDefault(p => p.StartsWith("streams=", StringComparison.Ordinal));
        return streams is null ? "" : Uri.UnescapeDataString(streams["streams=".Length..]);
    }
}
