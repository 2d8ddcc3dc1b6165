using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The day's statistics of one contract, or of all in one array; only those that have been traded since they were told.</summary>
/// <param name="isMini">Prices and volumes alone.</param>
internal sealed class TickerStream(string name, IReadOnlyList<MarketHistory> histories, bool isArray, bool isMini, StreamText text)
    : MarketStream(name, isPublic: false, periodMs: isArray ? 1000 : 2000)
{
    private readonly long[] _told = new long[histories.Count];

    public override void OnTick(long nowNs)
    {
        Utf8JsonWriter json = text.Begin();
        if (isArray)
            json.WriteStartArray();
        bool isNew = false;
        for (int i = 0; i < _told.Length; i++)
        {
            if (histories[i].LastTrade is not { } last || last.Id == _told[i] || histories[i].Day(nowNs / 1_000_000) is not { } day)
                continue;
            _told[i] = last.Id;
            isNew = true;
            Write(json, histories[i], day, nowNs);
        }

        if (isArray)
            json.WriteEndArray();
        if (isNew)
            text.Send(this);
    }

    private void Write(Utf8JsonWriter json, MarketHistory history, DayStatistics day, long nowNs)
    {
        BinanceNumbers numbers = history.Numbers;
        text.WriteKind(json, isMini ? "24hrMiniTicker" : "24hrTicker", nowNs);
        json.WriteString("s", history.Market.Symbol.Name);
        json.WriteString("ps", history.Market.Symbol.Name);
        if (!isMini)
        {
            decimal change = numbers.Value(day.Last) - numbers.Value(day.Open);
            numbers.Price(json, "p", change);
            BinanceNumbers.Fixed(json, "P", 100 * change / numbers.Value(day.Open), 3);
            numbers.Price(json, "w", day.QuoteVolume / numbers.Value(day.Volume));
        }

        numbers.Price(json, "c", day.Last);
        if (!isMini)
            numbers.Quantity(json, "Q", day.LastQuantity);
        numbers.Price(json, "o", day.Open);
        numbers.Price(json, "h", day.High);
        numbers.Price(json, "l", day.Low);
        numbers.Quantity(json, "v", day.Volume);
        BinanceNumbers.Fixed(json, "q", day.QuoteVolume, 2);
        if (!isMini)
            WriteSpan(json, day);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, DayStatistics day)
    {
        json.WriteNumber("O", day.OpenMs);
        json.WriteNumber("C", day.CloseMs);
        json.WriteNumber("F", day.FirstId);
        json.WriteNumber("L", day.LastId);
        json.WriteNumber("n", day.Trades);
    }
}
