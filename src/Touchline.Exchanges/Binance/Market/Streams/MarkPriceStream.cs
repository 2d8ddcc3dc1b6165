using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Mark price, index price and funding of one contract, or of all in one array.</summary>
internal sealed class MarkPriceStream(string name, IReadOnlyList<MarketHistory> histories, bool isArray, long periodMs, StreamText text) : MarketStream(name, isPublic: false, periodMs)
{
    public override void OnTick(long nowNs)
    {
        Utf8JsonWriter json = text.Begin();
        if (isArray)
            json.WriteStartArray();
        foreach (MarketHistory history in histories)
            Write(json, history.Market, nowNs);
        if (isArray)
            json.WriteEndArray();
        text.Send(this);
    }

    // The moving average of the mark price (ap) isn't kept: it is the mark price itself here.
    private void Write(Utf8JsonWriter json, BinanceMarket market, long nowNs)
    {
        text.WriteKind(json, "markPriceUpdate", nowNs);
        json.WriteString("s", market.Symbol.Name);
        BinanceNumbers.Fixed(json, "p", market.MarkPrice, 8);
        BinanceNumbers.Fixed(json, "ap", market.MarkPrice, 8);
        BinanceNumbers.Fixed(json, "P", market.IndexPrice, 8);
        BinanceNumbers.Fixed(json, "i", market.IndexPrice, 8);
        BinanceNumbers.Fixed(json, "r", market.FundingRate, 8);
        json.WriteNumber("T", market.NextFundingNs / 1_000_000);
        json.WriteNumber("st", 1);
        json.WriteEndObject();
    }
}
