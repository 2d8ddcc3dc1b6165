using System.Text.Json;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// Changed levels of a book, what they show now. Each message begins with the first update id behind the last one of the message before, so the messages of one stream
/// are a chain without a hole, whatever its speed.
/// </summary>
internal sealed class DepthStream(string name, MarketHistory history, long periodMs, StreamText text) : MarketStream(name, isPublic: true, periodMs)
{
    private readonly SortedSet<long> _bids = [];
    private readonly SortedSet<long> _asks = [];
    private readonly List<BookLevel> _levels = [];
    private long _last = history.UpdateId;

    public override void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
        if (market != history.Market)
            return;
        foreach (ref readonly LevelChange change in changes)
            (change.Side == Side.Buy ? _bids : _asks).Add(change.Price.Units);
        if (PeriodMs == 0)
            Tell(nowNs);
    }

    public override void OnTick(long nowNs)
    {
        if (_bids.Count + _asks.Count > 0)
            Tell(nowNs);
    }

    private void Tell(long nowNs)
    {
        if (!text.Skips())
        {
            Utf8JsonWriter json = Begin(text, history, _last, nowNs);
            Levels(json, "b", Side.Buy, _bids);
            Levels(json, "a", Side.Sell, _asks);
            json.WriteNumber("st", 1);
            json.WriteEndObject();
            text.Send(this);
        }

        _last = history.UpdateId;
        _bids.Clear();
        _asks.Clear();
    }

    public static Utf8JsonWriter Begin(StreamText text, MarketHistory history, long before, long nowNs)
    {
        Utf8JsonWriter json = text.BeginEvent("depthUpdate", nowNs);
        json.WriteNumber("T", text.ToMs(history.Market.ChangedNs));
        json.WriteString("s", history.Market.Symbol.Name);
        json.WriteString("ps", history.Market.Symbol.Name);
        json.WriteNumber("U", MarketHistory.Next(before));
        json.WriteNumber("u", history.UpdateId);
        json.WriteNumber("pu", before);
        return json;
    }

    private void Levels(Utf8JsonWriter json, string side, Side bookSide, SortedSet<long> prices)
    {
        _levels.Clear();
        foreach (long price in prices)
            _levels.Add(new BookLevel(new Price(price), history.Market.Book.QuantityAt(bookSide, new Price(price))));
        history.Numbers.Levels(json, side, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_levels));
    }
}

/// <summary>The best levels of a book as a whole, whenever it has changed.</summary>
internal sealed class PartialDepthStream(string name, MarketHistory history, int levels, long periodMs, StreamText text) : MarketStream(name, isPublic: true, periodMs)
{
    private readonly BookLevel[] _levels = new BookLevel[levels];

    // The book as it stands is told at once, as what its last change made of it.
    private long _last = Math.Max(0, history.UpdateId - MarketHistory.Next(0));

    public override void OnTick(long nowNs)
    {
        if (history.UpdateId == _last)
            return;
        Utf8JsonWriter json = DepthStream.Begin(text, history, _last, nowNs);
        history.Numbers.Levels(json, "b", _levels.AsSpan(0, history.Market.Book.CopyTop(Side.Buy, _levels)));
        history.Numbers.Levels(json, "a", _levels.AsSpan(0, history.Market.Book.CopyTop(Side.Sell, _levels)));
        json.WriteNumber("st", 1);
        json.WriteEndObject();
        text.Send(this);
        _last = history.UpdateId;
    }
}
