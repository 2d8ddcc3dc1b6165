namespace Touchline.Exchanges.Binance;

/// <summary>Makes streams by their names. Symbols are in lower case there, as at the venue; a name that it doesn't know tells nothing.</summary>
internal sealed class StreamCatalogue(IReadOnlyList<MarketHistory> histories, StreamText text)
{
    private const string PerpetualSuffix = "_perpetual";

    private readonly Dictionary<string, MarketHistory> _bySymbol = histories.ToDictionary(h => h.Market.Symbol.Name.ToLowerInvariant());

    public MarketStream? Make(string name)
    {
        if (name.StartsWith('!'))
            return MakeForAll(name);
        int at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
            return null;
        string symbol = name[..at], kind = name[(at + 1)..];
        if (_bySymbol.TryGetValue(symbol, out MarketHistory? history))
            return Make(name, kind, history);
        bool isContinuous = symbol.EndsWith(PerpetualSuffix, StringComparison.Ordinal) && kind.StartsWith("continuousKline_", StringComparison.Ordinal);
        return isContinuous && _bySymbol.TryGetValue(symbol[..^PerpetualSuffix.Length], out history) ? Kline(name, kind, history, isContinuous: true) : null;
    }

    private MarketStream? MakeForAll(string name) => name switch
    {
        "!bookTicker" => new AllBookTickersStream(name, histories, text),
        "!markPrice@arr" => new MarkPriceStream(name, histories, isArray: true, 3000, text),
        "!markPrice@arr@1s" => new MarkPriceStream(name, histories, isArray: true, 1000, text),
        "!miniTicker@arr" => new TickerStream(name, histories, isArray: true, isMini: true, text),
        "!ticker@arr" => new TickerStream(name, histories, isArray: true, isMini: false, text),
        "!forceOrder@arr" => new LiquidationStream(name, null, histories, text),
        _ => null,
    };

    private MarketStream? Make(string name, string kind, MarketHistory history) => kind switch
    {
        "bookTicker" => new BookTickerStream(name, history, text),
        "trade" => new TradeStream(name, history, text),
        "aggTrade" => new AggregateTradeStream(name, history, text),
        "markPrice" => new MarkPriceStream(name, [history], isArray: false, 3000, text),
        "markPrice@1s" => new MarkPriceStream(name, [history], isArray: false, 1000, text),
        "miniTicker" => new TickerStream(name, [history], isArray: false, isMini: true, text),
        "ticker" => new TickerStream(name, [history], isArray: false, isMini: false, text),
        "forceOrder" => new LiquidationStream(name, history, histories, text),
        _ => kind.StartsWith("kline_", StringComparison.Ordinal) ? Kline(name, kind, history, isContinuous: false) : Depth(name, kind, history),
    };

    private KlineStream? Kline(string name, string kind, MarketHistory history, bool isContinuous)
    {
        int interval = BinanceInterval.IndexOf(kind[(kind.IndexOf('_', StringComparison.Ordinal) + 1)..]);
        return interval < 0 ? null : new KlineStream(name, history, interval, isContinuous, text);
    }

    private MarketStream? Depth(string name, string kind, MarketHistory history)
    {
        string[] parts = kind.Split('@');
        long periodMs = parts switch
        {
            [_] => 250,
            [_, "100ms"] => 100,
            [_, "500ms"] => 500,
            ["depth", "0ms"] => 0,
            _ => -1,
        };
        if (periodMs < 0)
            return null;
        return parts[0] switch
        {
            "depth" => new DepthStream(name, history, periodMs, text),
            "depth5" => new PartialDepthStream(name, history, 5, periodMs, text),
            "depth10" => new PartialDepthStream(name, history, 10, periodMs, text),
            "depth20" => new PartialDepthStream(name, history, 20, periodMs, text),
            _ => null,
        };
    }
}
