using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>Writes USDⓈ-M futures messages as the venue sends them on a combined stream, wrapped, in its member order.</summary>
/// <param name="instrument">Whose messages they are.</param>
internal sealed class BinanceRawWriter(Instrument instrument)
{
    // The venue pads to its precision, which is no tick.
    private const int PricePlaces = 2;
    private const int QuantityPlaces = 3;

    private readonly StringBuilder _text = new();
    private readonly string _stream = instrument.Symbol.ToLowerInvariant();
    private readonly string _priceFormat = PaddedTo(PricePlaces, instrument.PriceUnit.Step);
    private readonly string _quantityFormat = PaddedTo(QuantityPlaces, instrument.QuantityUnit.Step);

    public string BookTicker(long updateId, Touch touch, long ms)
    {
        Open("bookTicker").Append(CultureInfo.InvariantCulture, $"\"e\":\"bookTicker\",\"u\":{updateId},\"s\":\"{instrument.Symbol}\"");
        _text.Append(CultureInfo.InvariantCulture, $",\"b\":\"{Text(touch.BidPrice)}\",\"B\":\"{Text(touch.BidQuantity)}\"");
        _text.Append(CultureInfo.InvariantCulture, $",\"a\":\"{Text(touch.AskPrice)}\",\"A\":\"{Text(touch.AskQuantity)}\"");
        return _text.Append(CultureInfo.InvariantCulture, $",\"T\":{ms},\"E\":{ms}}}}}").ToString();
    }

    /// <summary>The aggressor is the row's side; the venue says whether the buyer was the maker.</summary>
    public string Trade(long tradeId, in MarketEvent trade, long ms)
    {
        Open("trade").Append(CultureInfo.InvariantCulture, $"\"e\":\"trade\",\"E\":{ms},\"T\":{ms},\"s\":\"{instrument.Symbol}\",\"t\":{tradeId}");
        _text.Append(CultureInfo.InvariantCulture, $",\"p\":\"{Text(trade.Price)}\",\"q\":\"{Text(trade.Quantity)}\",\"X\":\"MARKET\"");
        return _text.Append(trade.Side == Side.Sell ? ",\"m\":true}}" : ",\"m\":false}}").ToString();
    }

    public string Depth(
        long firstId, long lastId, long previousId, IEnumerable<BookLevel> bids, IEnumerable<BookLevel> asks, long eventMs, long tradeMs)
    {
        Open("depth@0ms").Append(CultureInfo.InvariantCulture, $"\"e\":\"depthUpdate\",\"E\":{eventMs},\"T\":{tradeMs},\"s\":\"{instrument.Symbol}\"");
        _text.Append(CultureInfo.InvariantCulture, $",\"U\":{firstId},\"u\":{lastId},\"pu\":{previousId}");
        AppendLevels("b", bids);
        AppendLevels("a", asks);
        return _text.Append("}}").ToString();
    }

    /// <summary>The REST reply, which isn't wrapped.</summary>
    public string Snapshot(long lastUpdateId, IEnumerable<BookLevel> bids, IEnumerable<BookLevel> asks, long eventMs, long tradeMs)
    {
        _text.Clear().Append(CultureInfo.InvariantCulture, $"{{\"lastUpdateId\":{lastUpdateId},\"E\":{eventMs},\"T\":{tradeMs}");
        AppendLevels("bids", bids);
        AppendLevels("asks", asks);
        return _text.Append('}').ToString();
    }

    private StringBuilder Open(string stream) =>
        _text.Clear().Append(CultureInfo.InvariantCulture, $"{{\"stream\":\"{_stream}@{stream}\",\"data\":{{");

    private void AppendLevels(string name, IEnumerable<BookLevel> levels)
    {
        _text.Append(CultureInfo.InvariantCulture, $",\"{name}\":[");
        string comma = "";
        foreach (BookLevel level in levels)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{comma}[\"{Text(level.Price)}\",\"{Text(level.Quantity)}\"]");
            comma = ",";
        }

        _text.Append(']');
    }

    private static string PaddedTo(int places, DecimalUnit step) =>
        "F" + Math.Max(places, step.Decimals).ToString(CultureInfo.InvariantCulture);

    private string Text(Price price) => instrument.PriceUnit.ToDecimal(price).ToString(_priceFormat, CultureInfo.InvariantCulture);

    private string Text(Quantity quantity) =>
        instrument.QuantityUnit.ToDecimal(quantity).ToString(_quantityFormat, CultureInfo.InvariantCulture);
}
