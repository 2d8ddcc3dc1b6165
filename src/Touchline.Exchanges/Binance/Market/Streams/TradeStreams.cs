using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Every single trade of a contract. The venue doesn't document it and carries it with the books alone.</summary>
internal sealed class TradeStream(string name, MarketHistory history, StreamText text) : MarketStream(name, isPublic: true, periodMs: 0)
{
    public override void OnTrade(BinanceMarket market, in BinanceTrade trade, long nowNs)
    {
        if (market != history.Market)
            return;
        Utf8JsonWriter json = text.BeginEvent("trade", nowNs);
        json.WriteNumber("T", text.ToMs(trade.TimeNs));
        json.WriteString("s", market.Symbol.Name);
        json.WriteNumber("t", trade.Id);
        history.Numbers.Price(json, "p", trade.Price);
        history.Numbers.Quantity(json, "q", trade.Quantity);
        json.WriteString("X", "MARKET");
        json.WriteBoolean("m", trade.Aggressor == Side.Sell);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
        text.Send(this);
    }
}

/// <summary>Trades of a contract as aggregates, when their tenth of a second is over.</summary>
internal sealed class AggregateTradeStream(string name, MarketHistory history, StreamText text) : MarketStream(name, isPublic: false, periodMs: 0)
{
    public override void OnAggregates(MarketHistory of, IReadOnlyList<AggregateTrade> trades, long nowNs)
    {
        if (of != history)
            return;
        foreach (AggregateTrade trade in trades)
        {
            if (!text.Skips())
                Tell(trade, nowNs);
        }
    }

    private void Tell(AggregateTrade trade, long nowNs)
    {
        Utf8JsonWriter json = text.BeginEvent("aggTrade", nowNs);
        json.WriteString("s", history.Market.Symbol.Name);
        json.WriteNumber("a", trade.Id);
        history.Numbers.Price(json, "p", trade.Price);
        history.Numbers.Quantity(json, "q", trade.Quantity);
        history.Numbers.Quantity(json, "nq", trade.Quantity);
        json.WriteNumber("f", trade.FirstId);
        json.WriteNumber("l", trade.LastId);
        json.WriteNumber("T", text.ToMs(trade.TimeNs));
        json.WriteBoolean("m", trade.Aggressor == Side.Sell);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
        text.Send(this);
    }
}

/// <summary>The latest liquidation of each second and contract.</summary>
/// <param name="history">Null: of all contracts.</param>
internal sealed class LiquidationStream(string name, MarketHistory? history, IReadOnlyList<MarketHistory> histories, StreamText text) : MarketStream(name, isPublic: false, periodMs: 1000)
{
    private readonly SortedDictionary<string, (BinanceOrder Order, long TimeMs)> _latest = new(StringComparer.Ordinal);

    public override void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs)
    {
        if (history is null || market == history.Market)
            _latest[market.Symbol.Name] = (order, text.ToMs(nowNs));
    }

    public override void OnTick(long nowNs)
    {
        foreach ((string symbol, (BinanceOrder order, long timeMs)) in _latest)
            Tell(histories.First(h => h.Market.Symbol.Name == symbol), order, timeMs, nowNs);
        _latest.Clear();
    }

    private void Tell(MarketHistory of, BinanceOrder order, long timeMs, long nowNs)
    {
        int price = BinanceNumbers.PricePlaces(of.Market.Symbol), quantity = BinanceNumbers.QuantityPlaces(of.Market.Symbol);
        Utf8JsonWriter json = text.BeginEvent("forceOrder", nowNs);
        json.WriteStartObject("o");
        json.WriteString("s", of.Market.Symbol.Name);
        json.WriteString("S", order.Side == Side.Buy ? "BUY" : "SELL");
        json.WriteString("o", order.Type);
        json.WriteString("f", order.TimeInForce);
        BinanceNumbers.Fixed(json, "q", order.Quantity, quantity);
        BinanceNumbers.Fixed(json, "p", order.Price, price);
        BinanceNumbers.Fixed(json, "ap", order.AveragePrice, price);
        json.WriteString("X", order.Status == BinanceOrderStatus.Filled ? "FILLED" : order.Executed > 0 ? "PARTIALLY_FILLED" : "NEW");
        BinanceNumbers.Fixed(json, "l", order.Executed, quantity);
        BinanceNumbers.Fixed(json, "z", order.Executed, quantity);
        json.WriteNumber("T", timeMs);
        json.WriteEndObject();
        json.WriteString("ps", of.Market.Symbol.Name);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
        text.Send(this);
    }
}
