using System.Text.Json;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>Best bid and ask of a contract, with every change of either.</summary>
internal sealed class BookTickerStream(string name, MarketHistory history, StreamText text) : MarketStream(name, isPublic: true, periodMs: 0)
{
    private Touch _told = history.Market.Book.Touch;

    public override void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
        if (market != history.Market || market.Book.Touch == _told)
            return;
        _told = market.Book.Touch;
        Write(text, history, nowNs);
        text.Send(this);
    }

    public static void Write(StreamText text, MarketHistory history, long nowNs)
    {
        BinanceMarket market = history.Market;
        Touch touch = market.Book.Touch;
        Utf8JsonWriter json = text.Begin();
        json.WriteStartObject();
        json.WriteString("e", "bookTicker");
        json.WriteNumber("u", history.UpdateId);
        json.WriteNumber("E", text.ToMs(nowNs));
        json.WriteNumber("T", text.ToMs(market.ChangedNs));
        json.WriteString("s", market.Symbol.Name);
        json.WriteString("ps", market.Symbol.Name);
        history.Numbers.Price(json, "b", touch.HasBid ? touch.BidPrice : default);
        history.Numbers.Quantity(json, "B", touch.BidQuantity);
        history.Numbers.Price(json, "a", touch.HasAsk ? touch.AskPrice : default);
        history.Numbers.Quantity(json, "A", touch.AskQuantity);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
    }
}

/// <summary>Best bid and ask of every contract whose book has changed, each in a message of its own, every five seconds.</summary>
internal sealed class AllBookTickersStream(string name, IReadOnlyList<MarketHistory> histories, StreamText text) : MarketStream(name, isPublic: true, periodMs: 5000)
{
    private readonly long[] _told = new long[histories.Count];

    public override void OnTick(long nowNs)
    {
        for (int i = 0; i < _told.Length; i++)
        {
            if (_told[i] == histories[i].Market.UpdateId)
                continue;
            _told[i] = histories[i].Market.UpdateId;
            BookTickerStream.Write(text, histories[i], nowNs);
            text.Send(this);
        }
    }
}
