using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The market data by REST: the book, what was traded, candles, prices, funding.</summary>
internal sealed class BinanceMarketData
{
    private static readonly int[] DepthLimits = [5, 10, 20, 50, 100, 500, 1000];
    private static readonly int[] DepthWeights = [2, 2, 2, 2, 5, 10, 20];

    private readonly BinanceTrading _trading;
    private readonly IReadOnlyDictionary<string, MarketHistory> _histories;
    private readonly ExchangeSkew _skew;

    public BinanceMarketData(BinanceTrading trading, IReadOnlyDictionary<string, MarketHistory> histories, ExchangeSkew skew)
    {
        (_trading, _histories, _skew) = (trading, histories, skew);
        var prices = new BinancePrices(trading, histories, skew);
        Endpoints =
        [
            Get("ping", _ => 1, (_, json) => Empty(json)),
            Get("time", _ => 1, Time),
            Get("exchangeInfo", _ => 1, (call, json) => BinanceExchangeInfo.Write(trading.Markets, skew.ToMs(call.NowNs), json)),
            Get("depth", DepthWeight, (call, json) => ForSymbol(call, json, Depth)),
            Get("trades", _ => 5, (call, json) => ForSymbol(call, json, RecentTrades)),
            Get("historicalTrades", _ => 20, (call, json) => ForSymbol(call, json, HistoricalTrades), BinanceSecurity.Key),
            Get("aggTrades", _ => 20, (call, json) => ForSymbol(call, json, AggregateTrades)),
            Get("klines", KlinesWeight, (call, json) => ForSymbol(call, json, Klines)),
            Get("continuousKlines", KlinesWeight, ContinuousKlines),
            .. prices.Endpoints,
        ];
    }

    public IReadOnlyList<BinanceEndpoint> Endpoints { get; }

    internal static BinanceEndpoint Get(string name, Func<BinanceParameters, int> weight, BinanceHandler handle, BinanceSecurity security = BinanceSecurity.None) =>
        new("GET", name.StartsWith("/fapi", StringComparison.Ordinal) ? name : $"/fapi/v1/{name}", security, weight, handle);

    private delegate BinanceError? SymbolHandler(BinanceCall call, MarketHistory history, Utf8JsonWriter json);

    private BinanceError? ForSymbol(BinanceCall call, Utf8JsonWriter json, SymbolHandler handle)
    {
        if (call.Parameters.Text("symbol") is not { } symbol)
            return MarketCall.Missing("symbol");
        return _histories.TryGetValue(symbol, out MarketHistory? history) ? handle(call, history, json) : MarketCall.InvalidSymbol;
    }

    private static BinanceError? Empty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
        return null;
    }

    private BinanceError? Time(BinanceCall call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("serverTime", _skew.ToMs(_trading.NowNs));
        json.WriteEndObject();
        return null;
    }

    private static int DepthWeight(BinanceParameters parameters)
    {
        int index = Array.BinarySearch(DepthLimits, (int)Math.Clamp(parameters.Integer("limit") ?? 500, 0, 1000));
        return index < 0 ? 2 : DepthWeights[index];
    }

    private BinanceError? Depth(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        if (MarketCall.Number(call.Parameters, "limit", out long? given) is { } error)
            return error;
        long limit = given ?? 500;
        if (!DepthLimits.Contains((int)Math.Min(limit, int.MaxValue)))
            return new BinanceError(-4021, $"{limit} is not valid depth limit.");
        WriteDepth(json, history, (int)limit, _skew.ToMs(call.NowNs), _skew.ToMs(history.Market.ChangedNs));
        return null;
    }

    public static void WriteDepth(Utf8JsonWriter json, MarketHistory history, int limit, long eventMs, long changedMs)
    {
        var levels = new BookLevel[limit];
        OrderBook book = history.Market.Book;
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId", history.UpdateId);
        json.WriteNumber("E", eventMs);
        json.WriteNumber("T", changedMs);
        history.Numbers.Levels(json, "bids", levels.AsSpan(0, book.CopyTop(Side.Buy, levels)));
        history.Numbers.Levels(json, "asks", levels.AsSpan(0, book.CopyTop(Side.Sell, levels)));
        json.WriteEndObject();
    }

    private static BinanceError? RecentTrades(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        if (MarketCall.Limit(call.Parameters, 500, 1000, out int limit) is { } error)
            return error;
        WriteTrades(history, Math.Max(0, history.Trades.Count - limit), limit, json);
        return null;
    }

    private static BinanceError? HistoricalTrades(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        if (MarketCall.Limit(call.Parameters, 100, 500, out int limit) is { } wrongLimit)
            return wrongLimit;
        if (MarketCall.Number(call.Parameters, "fromId", out long? fromId) is { } wrongId)
            return wrongId;
        int first = fromId is { } id ? history.Trades.IndexOf(id, t => t.Id) : Math.Max(0, history.Trades.Count - limit);
        WriteTrades(history, first, limit, json);
        return null;
    }

    private static void WriteTrades(MarketHistory history, int first, int most, Utf8JsonWriter json)
    {
        BinanceNumbers numbers = history.Numbers;
        json.WriteStartArray();
        for (int i = first; i < Math.Min(history.Trades.Count, first + most); i++)
        {
            BinanceTrade trade = history.Trades[i];
            json.WriteStartObject();
            json.WriteNumber("id", trade.Id);
            numbers.Price(json, "price", trade.Price);
            numbers.Quantity(json, "qty", trade.Quantity);
            BinanceNumbers.Fixed(json, "quoteQty", numbers.Value(trade.Price) * numbers.Value(trade.Quantity), 2);
            json.WriteNumber("time", trade.TimeNs / 1_000_000);
            json.WriteBoolean("isBuyerMaker", trade.Aggressor == Side.Sell);
            json.WriteBoolean("isRPITrade", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static BinanceError? AggregateTrades(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        if (MarketCall.Limit(call.Parameters, 500, 1000, out int limit) is { } wrongLimit)
            return wrongLimit;
        if (MarketCall.Range(call.Parameters, out long? startMs, out long? endMs) is { } wrongRange)
            return wrongRange;
        if (MarketCall.Number(call.Parameters, "fromId", out long? fromId) is { } wrongId)
            return wrongId;
        RecentItems<AggregateTrade> all = history.Aggregates;
        int end = endMs is { } last ? all.IndexOf(last + 1, a => a.TimeMs) : all.Count;
        int first = fromId is { } id ? all.IndexOf(id, a => a.Id) : startMs is { } start ? all.IndexOf(start, a => a.TimeMs) : Math.Max(0, end - limit);
        json.WriteStartArray();
        for (int i = first; i < Math.Min(end, first + limit); i++)
            WriteAggregate(json, history.Numbers, all[i]);
        json.WriteEndArray();
        return null;
    }

    private static void WriteAggregate(Utf8JsonWriter json, BinanceNumbers numbers, AggregateTrade trade)
    {
        json.WriteStartObject();
        json.WriteNumber("a", trade.Id);
        numbers.Price(json, "p", trade.Price);
        numbers.Quantity(json, "q", trade.Quantity);
        numbers.Quantity(json, "nq", trade.Quantity);
        json.WriteNumber("f", trade.FirstId);
        json.WriteNumber("l", trade.LastId);
        json.WriteNumber("T", trade.TimeMs);
        json.WriteBoolean("m", trade.Aggressor == Side.Sell);
        json.WriteEndObject();
    }

    private static int KlinesWeight(BinanceParameters parameters) => (parameters.Integer("limit") ?? 500) switch
    {
        < 100 => 1,
        < 500 => 2,
        <= 1000 => 5,
        _ => 10,
    };

    private BinanceError? ContinuousKlines(BinanceCall call, Utf8JsonWriter json)
    {
        if (call.Parameters.Text("pair") is not { } pair)
            return MarketCall.Missing("pair");
        if (call.Parameters.Text("contractType") is not { } contract)
            return MarketCall.Missing("contractType");
        if (contract != "PERPETUAL")
            return MarketCall.NotValid("contractType");
        return _histories.TryGetValue(pair, out MarketHistory? history) ? Klines(call, history, json) : MarketCall.InvalidSymbol;
    }

    private static BinanceError? Klines(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        if (call.Parameters.Text("interval") is not { } interval)
            return MarketCall.Missing("interval");
        int index = BinanceInterval.IndexOf(interval);
        if (index < 0)
            return MarketCall.InvalidInterval;
        if (MarketCall.Limit(call.Parameters, 500, BinanceCandles.Most, out int limit) is { } wrongLimit)
            return wrongLimit;
        if (MarketCall.Range(call.Parameters, out long? startMs, out long? endMs) is { } wrongRange)
            return wrongRange;
        BinanceCandles candles = history.Candles[index];
        candles.Roll(call.NowMs);
        IEnumerable<BinanceCandle> found = candles.Kept.Where(c => !(c.OpenMs < startMs || c.OpenMs > endMs));
        json.WriteStartArray();
        // With a beginning the oldest count, else the newest.
        foreach (BinanceCandle candle in startMs is null ? found.TakeLast(limit) : found.Take(limit))
            WriteKline(json, history.Numbers, candle);
        json.WriteEndArray();
        return null;
    }

    private static void WriteKline(Utf8JsonWriter json, BinanceNumbers numbers, BinanceCandle candle)
    {
        json.WriteStartArray();
        json.WriteNumberValue(candle.OpenMs);
        numbers.Price(json, candle.Open);
        numbers.Price(json, candle.High);
        numbers.Price(json, candle.Low);
        numbers.Price(json, candle.Close);
        numbers.Quantity(json, candle.Volume);
        json.WriteNumberValue(candle.CloseMs);
        BinanceNumbers.Fixed(json, candle.QuoteVolume, 5);
        json.WriteNumberValue(candle.Trades);
        numbers.Quantity(json, candle.TakerBuyVolume);
        BinanceNumbers.Fixed(json, candle.TakerBuyQuoteVolume, 5);
        json.WriteStringValue("0");
        json.WriteEndArray();
    }
}
