using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>The parts of the exchange, and who is told what happens in its trading: users' streams, market streams and history.</summary>
internal sealed class BinanceParts : IBinanceEvents, IDisposable
{
    public const string WebSocketApiPath = "/ws-fapi/v1";

    private readonly BinanceListenKeys _keys;

    public BinanceParts(BinanceExchangeOptions options, IBinanceSender sender, Func<bool> skips)
    {
        Trading = new BinanceTrading(options, this);
        Histories = [.. Trading.Markets.Select(m => new MarketHistory(m))];
        AreRoutesSplit = options.SplitRoutes;
        _keys = new BinanceListenKeys(options.Seed);
        Users = new BinanceUserStreams(Trading, _keys, sender);
        Streams = new MarketStreams(Histories, options.SplitRoutes, Skew, skips, sender) { Users = Users };
        Api = new BinanceApi(Trading, _keys, new BinanceMarketData(Trading, Histories.ToDictionary(h => h.Market.Symbol.Name), Skew).Endpoints);
        WebSocketApi = new BinanceWebSocketApi(Api, sender);
    }

    public BinanceTrading Trading { get; }

    public IReadOnlyList<MarketHistory> Histories { get; }

    public MarketStreams Streams { get; }

    public BinanceUserStreams Users { get; }

    public BinanceApi Api { get; }

    public BinanceWebSocketApi WebSocketApi { get; }

    public ExchangeSkew Skew { get; } = new();

    /// <summary>Told of everything that happens to orders, as <see cref="IBinanceEvents.OnOrder"/> is, past all protocol and faults.</summary>
    public Action<BinanceOrder, string, BinanceFill?>? Watch { get; set; }

    /// <summary>Likewise of conditional orders, as <see cref="IBinanceEvents.OnAlgo"/> is.</summary>
    public Action<BinanceAlgoOrder>? WatchAlgos { get; set; }

    /// <summary>Connections without a route carry the streams of /public alone, and nothing of accounts.</summary>
    public bool AreRoutesSplit { get; }

    public long NextNs => Math.Min(Trading.NextNs, _keys.NextNs);

    public void Advance(long nowNs)
    {
        Trading.Advance(nowNs);
        _keys.Advance(nowNs);
    }

    public void SetSkew(long ns) => Skew.Ns = Api.SkewNs = ns;

    public void ExpireListenKeys(long nowNs) => _keys.ExpireAll(nowNs);

    public void OnTrade(BinanceMarket market, in BinanceTrade trade) => Streams.OnTrade(market, trade, trade.TimeNs);

    public void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs) => Streams.OnLevels(market, changes, nowNs);

    public void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs) => Streams.OnLiquidation(market, order, nowNs);

    public void OnMark(BinanceMarket market, long nowNs) => Streams.OnMark(market);

    public void OnOrder(BinanceAccount account, BinanceOrder order, string execution, BinanceFill? fill, long? modifyId, long nowNs)
    {
        Watch?.Invoke(order, execution, fill);
        Users.OnOrder(account, order, execution, fill, modifyId, nowNs + Skew.Ns);
    }

    public void OnAlgo(BinanceAccount account, BinanceAlgoOrder order, long nowNs)
    {
        WatchAlgos?.Invoke(order);
        Users.OnAlgo(account, order, nowNs + Skew.Ns);
    }

    public void OnAccount(
        BinanceAccount account, string reason, decimal walletChange, bool walletChanged, IReadOnlyList<BinancePosition> positions, string? symbol, long nowNs) =>
        Users.OnAccount(account, reason, walletChange, walletChanged, positions, symbol, nowNs + Skew.Ns);

    public void OnMarginCall(BinanceAccount account, IReadOnlyList<BinancePosition> positions, long nowNs) => Users.OnMarginCall(account, positions, nowNs + Skew.Ns);

    public void OnConfiguration(BinanceAccount account, string? symbol, long nowNs) => Users.OnConfiguration(account, symbol, nowNs + Skew.Ns);

    public void Dispose() => Streams.Dispose();
}
