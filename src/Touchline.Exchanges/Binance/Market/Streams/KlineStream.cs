using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The current candle of a contract whenever it has changed, and each candle once more when it is over.</summary>
/// <param name="isContinuous">Told as the pair's continuous contract.</param>
internal sealed class KlineStream(string name, MarketHistory history, int interval, bool isContinuous, StreamText text) : MarketStream(name, isPublic: false, periodMs: 250)
{
    private readonly BinanceCandles _candles = history.Candles[interval];
    private long _told = history.Candles[interval].Count;
    private int _toldTrades = history.Candles[interval].Current?.Trades ?? 0;

    public override void OnTick(long nowNs)
    {
        _candles.Roll(nowNs / 1_000_000);
        int over = (int)Math.Min(BinanceCandles.Most, _candles.Count - _told);
        foreach (BinanceCandle candle in _candles.Closed(over))
            Tell(candle, isClosed: true, nowNs);
        if (over > 0)
            _toldTrades = 0;
        _told = _candles.Count;
        if (_candles.Current is not { } current || current.Trades == _toldTrades)
            return;
        _toldTrades = current.Trades;
        Tell(current, isClosed: false, nowNs);
    }

    private void Tell(BinanceCandle candle, bool isClosed, long nowNs)
    {
        string symbol = history.Market.Symbol.Name;
        Utf8JsonWriter json = text.BeginEvent(isContinuous ? "continuous_kline" : "kline", nowNs);
        json.WriteString(isContinuous ? "ps" : "s", symbol);
        if (isContinuous)
            json.WriteString("ct", "PERPETUAL");
        json.WriteStartObject("k");
        json.WriteNumber("t", candle.OpenMs);
        json.WriteNumber("T", candle.CloseMs);
        if (!isContinuous)
            json.WriteString("s", symbol);
        json.WriteString("i", _candles.Interval.Name);
        json.WriteNumber("f", candle.FirstId);
        json.WriteNumber("L", candle.LastId);
        BinanceNumbers numbers = history.Numbers;
        numbers.Price(json, "o", candle.Open);
        numbers.Price(json, "c", candle.Close);
        numbers.Price(json, "h", candle.High);
        numbers.Price(json, "l", candle.Low);
        numbers.Quantity(json, "v", candle.Volume);
        json.WriteNumber("n", candle.Trades);
        json.WriteBoolean("x", isClosed);
        BinanceNumbers.Fixed(json, "q", candle.QuoteVolume, 5);
        numbers.Quantity(json, "V", candle.TakerBuyVolume);
        BinanceNumbers.Fixed(json, "Q", candle.TakerBuyQuoteVolume, 5);
        json.WriteString("B", "0");
        json.WriteEndObject();
        json.WriteEndObject();
        text.Send(this);
    }
}
