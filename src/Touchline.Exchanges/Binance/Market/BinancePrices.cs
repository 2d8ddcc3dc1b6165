using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Prices by REST: tickers, mark price, funding, open interest. Most tell one symbol when it is named, else all.</summary>
internal sealed class BinancePrices
{
    /// <summary>Of the day's statistics while nothing has been traded: there are no ids to tell.</summary>
    private const long NoId = -1;

    private readonly BinanceTrading _trading;
    private readonly IReadOnlyDictionary<string, MarketHistory> _histories;
    private readonly ExchangeSkew _skew;

    public BinancePrices(BinanceTrading trading, IReadOnlyDictionary<string, MarketHistory> histories, ExchangeSkew skew)
    {
        (_trading, _histories, _skew) = (trading, histories, skew);
        Endpoints =
        [
            BinanceMarketData.Get("ticker/24hr", p => p.Has("symbol") ? 1 : 40, (call, json) => OneOrAll(call, json, Day)),
            BinanceMarketData.Get("ticker/price", p => p.Has("symbol") ? 1 : 2, (call, json) => OneOrAll(call, json, LastPrice)),
            BinanceMarketData.Get("/fapi/v2/ticker/price", p => p.Has("symbol") ? 1 : 2, (call, json) => OneOrAll(call, json, LastPrice)),
            BinanceMarketData.Get("ticker/bookTicker", p => p.Has("symbol") ? 2 : 5, (call, json) => OneOrAll(call, json, BookTicker)),
            BinanceMarketData.Get("premiumIndex", p => p.Has("symbol") ? 1 : 10, (call, json) => OneOrAll(call, json, PremiumIndex)),
            BinanceMarketData.Get("fundingRate", _ => 1, FundingRate),
            BinanceMarketData.Get("fundingInfo", _ => 0, FundingInfo),
            BinanceMarketData.Get("openInterest", _ => 1, OpenInterest),
        ];
    }

    public IReadOnlyList<BinanceEndpoint> Endpoints { get; }

    private delegate void SymbolWriter(BinanceCall call, MarketHistory history, Utf8JsonWriter json);

    private BinanceError? OneOrAll(BinanceCall call, Utf8JsonWriter json, SymbolWriter write)
    {
        if (call.Parameters.Text("symbol") is { } symbol)
        {
            if (!_histories.TryGetValue(symbol, out MarketHistory? history))
                return MarketCall.InvalidSymbol;
            write(call, history, json);
            return null;
        }

        json.WriteStartArray();
        foreach (BinanceMarket market in _trading.Markets)
            write(call, _histories[market.Symbol.Name], json);
        json.WriteEndArray();
        return null;
    }

    private void Day(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        DayStatistics day = history.Day(call.NowMs)
            ?? new DayStatistics(default, default, default, default, default, default, 0, call.NowMs - 24 * 3600 * 1000, call.NowMs, NoId, NoId, 0);
        BinanceNumbers numbers = history.Numbers;
        decimal change = numbers.Value(day.Last) - numbers.Value(day.Open);
        json.WriteStartObject();
        json.WriteString("symbol", history.Market.Symbol.Name);
        numbers.Price(json, "priceChange", change);
        BinanceNumbers.Fixed(json, "priceChangePercent", day.Open.Units == 0 ? 0 : 100 * change / numbers.Value(day.Open), 3);
        numbers.Price(json, "weightedAvgPrice", day.Volume.IsZero ? 0 : day.QuoteVolume / numbers.Value(day.Volume));
        numbers.Price(json, "lastPrice", day.Last);
        numbers.Quantity(json, "lastQty", day.LastQuantity);
        numbers.Price(json, "openPrice", day.Open);
        numbers.Price(json, "highPrice", day.High);
        numbers.Price(json, "lowPrice", day.Low);
        numbers.Quantity(json, "volume", day.Volume);
        BinanceNumbers.Fixed(json, "quoteVolume", day.QuoteVolume, 2);
        json.WriteNumber("openTime", day.OpenMs);
        json.WriteNumber("closeTime", _skew.ToMs(call.NowNs));
        json.WriteNumber("firstId", day.FirstId);
        json.WriteNumber("lastId", day.LastId);
        json.WriteNumber("count", day.Trades);
        json.WriteEndObject();
    }

    // Before the first trade the mark price stands for the last one.
    private void LastPrice(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("symbol", history.Market.Symbol.Name);
        history.Numbers.Price(json, "price", history.LastTrade is { } last ? history.Numbers.Value(last.Price) : history.Market.MarkPrice);
        json.WriteNumber("time", history.LastTrade is { } timed ? timed.TimeNs / 1_000_000 : _skew.ToMs(call.NowNs));
        json.WriteEndObject();
    }

    private void BookTicker(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        Touch touch = history.Market.Book.Touch;
        json.WriteStartObject();
        json.WriteString("symbol", history.Market.Symbol.Name);
        history.Numbers.Price(json, "bidPrice", touch.HasBid ? touch.BidPrice : default);
        history.Numbers.Quantity(json, "bidQty", touch.BidQuantity);
        history.Numbers.Price(json, "askPrice", touch.HasAsk ? touch.AskPrice : default);
        history.Numbers.Quantity(json, "askQty", touch.AskQuantity);
        json.WriteNumber("time", _skew.ToMs(history.Market.ChangedNs));
        json.WriteNumber("lastUpdateId", history.UpdateId);
        json.WriteEndObject();
    }

    private void PremiumIndex(BinanceCall call, MarketHistory history, Utf8JsonWriter json)
    {
        BinanceMarket market = history.Market;
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol.Name);
        BinanceNumbers.Fixed(json, "markPrice", market.MarkPrice, 8);
        BinanceNumbers.Fixed(json, "indexPrice", market.IndexPrice, 8);
        BinanceNumbers.Fixed(json, "estimatedSettlePrice", market.IndexPrice, 8);
        BinanceNumbers.Fixed(json, "lastFundingRate", market.FundingRate, 8);
        json.WriteString("interestRate", "0.00010000");
        json.WriteNumber("nextFundingTime", market.NextFundingNs / 1_000_000);
        json.WriteNumber("time", _skew.ToMs(call.NowNs));
        json.WriteEndObject();
    }

    private BinanceError? FundingRate(BinanceCall call, Utf8JsonWriter json)
    {
        string? symbol = call.Parameters.Text("symbol");
        if (symbol is not null && !_histories.ContainsKey(symbol))
            return MarketCall.InvalidSymbol;
        if (MarketCall.Limit(call.Parameters, 100, 1000, out int limit) is { } wrongLimit)
            return wrongLimit;
        if (MarketCall.Range(call.Parameters, out long? startMs, out long? endMs) is { } wrongRange)
            return wrongRange;
        var found = new List<(string Symbol, FundingSettlement Settlement)>();
        foreach (BinanceMarket market in _trading.Markets)
        {
            RecentItems<FundingSettlement> all = _histories[market.Symbol.Name].Settlements;
            for (int i = 0; i < all.Count && (symbol ?? market.Symbol.Name) == market.Symbol.Name; i++)
            {
                if (!(all[i].TimeMs < startMs || all[i].TimeMs > endMs))
                    found.Add((market.Symbol.Name, all[i]));
            }
        }

        IEnumerable<(string Symbol, FundingSettlement Settlement)> byTime = found.OrderBy(f => f.Settlement.TimeMs);
        json.WriteStartArray();
        foreach ((string name, FundingSettlement settlement) in startMs is null ? byTime.TakeLast(limit) : byTime.Take(limit))
        {
            json.WriteStartObject();
            json.WriteString("symbol", name);
            json.WriteNumber("fundingTime", settlement.TimeMs);
            BinanceNumbers.Fixed(json, "fundingRate", settlement.Rate, 8);
            BinanceNumbers.Fixed(json, "markPrice", settlement.MarkPrice, 8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    // Only contracts that differ from the usual eight hours are told.
    private BinanceError? FundingInfo(BinanceCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (BinanceSymbol symbol in _trading.Markets.Select(m => m.Symbol).Where(s => s.FundingHours != 8))
        {
            json.WriteStartObject();
            json.WriteString("symbol", symbol.Name);
            json.WriteString("adjustedFundingRateCap", "0.02000000");
            json.WriteString("adjustedFundingRateFloor", "-0.02000000");
            json.WriteNumber("fundingIntervalHours", symbol.FundingHours);
            json.WriteBoolean("disclaimer", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private BinanceError? OpenInterest(BinanceCall call, Utf8JsonWriter json)
    {
        if (call.Parameters.Text("symbol") is not { } symbol)
            return MarketCall.Missing("symbol");
        if (!_histories.TryGetValue(symbol, out MarketHistory? history))
            return MarketCall.InvalidSymbol;
        json.WriteStartObject();
        BinanceNumbers.Fixed(json, "openInterest", ClientsInterest(symbol), BinanceNumbers.QuantityPlaces(history.Market.Symbol));
        json.WriteString("symbol", symbol);
        json.WriteNumber("time", _skew.ToMs(call.NowNs));
        json.WriteEndObject();
        return null;
    }

    // The market's own traders have no positions here: what the clients hold against them is all there is.
    private decimal ClientsInterest(string symbol)
    {
        decimal longs = 0, shorts = 0;
        foreach (BinancePosition position in _trading.Accounts.SelectMany(a => a.Positions).Where(p => p.Symbol.Name == symbol))
        {
            longs += Math.Max(0, position.Amount);
            shorts += Math.Max(0, -position.Amount);
        }

        return Math.Max(longs, shorts);
    }
}
