using System.Buffers;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// User data streams: what happens to an account, told to those who connected with its listen key. An unknown key is taken and stays silent, as at Binance.
/// </summary>
internal sealed class BinanceUserStreams
{
    private readonly BinanceListenKeys _keys;
    private readonly IBinanceSender _sender;
    private readonly BinanceUserEvents _events;
    private readonly SortedDictionary<int, BinanceUserConnection> _connections = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<BinanceUserConnection> _listeners = [];

    public BinanceUserStreams(BinanceTrading trading, BinanceListenKeys keys, IBinanceSender sender)
    {
        _keys = keys;
        _sender = sender;
        _events = new BinanceUserEvents(trading);
        keys.Ended = OnKeyEnded;
    }

    /// <summary>
    /// Takes <c>/private/ws/KEY</c>, <c>/private/ws?listenKey=KEY&amp;events=…</c>, <c>/private/stream?…</c>, and without a route those with <c>listenKey</c>.
    /// False: it is another's.
    /// </summary>
    public bool TryOpen(int connection, ExchangeRequest request, long nowNs)
    {
        if (BinanceUserConnection.Of(connection, request) is not { } opened)
            return false;
        _connections[connection] = opened;
        return true;
    }

    /// <summary>A connection of market streams that has no route names a listen key: it carries that account's events too.</summary>
    public void Add(MarketConnection connection, string key)
    {
        if (!_connections.TryGetValue(connection.Number, out BinanceUserConnection? client))
            _connections[connection.Number] = client = new BinanceUserConnection(connection);
        client.Add(key, null);
    }

    public void Remove(MarketConnection connection, string key) => _connections.GetValueOrDefault(connection.Number)?.Remove(key);

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long nowNs)
    {
        if (_connections.TryGetValue(connection, out BinanceUserConnection? client))
            _sender.Send(connection, client.Answer(message));
    }

    public void OnClosed(int connection) => _connections.Remove(connection);

    /// <summary>As <see cref="IBinanceEvents.OnOrder"/>.</summary>
    public void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs)
    {
        if (fill is not null)
            Tell(account, "TRADE_LITE", json => BinanceUserEvents.WriteTradeLite(json, fill, nowNs));
        Tell(account, "ORDER_TRADE_UPDATE", json => BinanceUserEvents.WriteOrder(json, account, order, execution, fill, modifyId, nowNs));
    }

    /// <summary>As <see cref="IBinanceEvents.OnAlgo"/>.</summary>
    public void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs) =>
        Tell(account, "ALGO_UPDATE", json => BinanceUserEvents.WriteAlgo(json, account, order, nowNs));

    /// <summary>As <see cref="IBinanceEvents.OnAccount"/>.</summary>
    public void OnAccount(
        BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs) =>
        Tell(account, "ACCOUNT_UPDATE", json => _events.WriteAccount(json, account, reason, walletChange, walletChanged, positions, symbol, nowNs));

    /// <summary>As <see cref="IBinanceEvents.OnMarginCall"/>.</summary>
    public void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs) =>
        Tell(account, "MARGIN_CALL", json => _events.WriteMarginCall(json, account, positions, nowNs));

    /// <summary>As <see cref="IBinanceEvents.OnConfiguration"/>.</summary>
    public void OnConfiguration(BinanceAccount account, string? symbol, long nowNs) =>
        Tell(account, "ACCOUNT_CONFIG_UPDATE", json => _events.WriteConfiguration(json, account, symbol, nowNs));

    private void OnKeyEnded(string key, long nowNs) =>
        Tell(key, "listenKeyExpired", json => BinanceUserEvents.WriteExpired(json, key, nowNs));

    private void Tell(BinanceAccount account, string kind, Action<Utf8JsonWriter> write)
    {
        if (_keys.Of(account) is { } key)
            Tell(key, kind, write);
    }

    private void Tell(string key, string kind, Action<Utf8JsonWriter> write)
    {
        _listeners.Clear();
        foreach (BinanceUserConnection client in _connections.Values)
            if (client.Wants(key, kind))
                _listeners.Add(client);
        if (_listeners.Count == 0)
            return;
        byte[] plain = Rendered(write);
        byte[]? combined = null;
        foreach (BinanceUserConnection client in _listeners.ToArray())
            _sender.Send(client.Connection, client.IsCombined ? combined ??= Rendered(json => WriteCombined(json, key, plain)) : plain);
    }

    private byte[] Rendered(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_buffer, BinanceApi.Json))
            write(json);
        return _buffer.WrittenSpan.ToArray();
    }

    private static void WriteCombined(Utf8JsonWriter json, string key, byte[] plain)
    {
        json.WriteStartObject();
        json.WriteString("stream", key);
        json.WritePropertyName("data");
        json.WriteRawValue(plain);
        json.WriteEndObject();
    }
}
