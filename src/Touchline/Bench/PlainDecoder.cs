using System.Buffers.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Bench;

/// <summary>
/// Binance's messages read as a careful program without a decoder of its own would: Utf8JsonReader over the bytes, names compared in place, decimals scaled to units,
/// the same rows filled. It allocates nothing either.
/// </summary>
internal sealed class PlainDecoder(decimal perPrice, decimal perQuantity, EventBuffer rows)
{
    private long _id, _exchangeMs;
    private bool _buyerIsMaker;

    public void Read(ReadOnlySpan<byte> json)
    {
        rows.Clear();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        ReadObject(ref reader);
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        bool isTicker = false, isTrade = false;
        long bid = 0, bidQuantity = 0, ask = 0, askQuantity = 0, price = 0, quantity = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                ReadObject(ref reader);
                return;
            }

            byte letter = reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
            reader.Read();
            switch (letter)
            {
                case (byte)'e':
                    isTicker = reader.ValueTextEquals("bookTicker"u8);
                    isTrade = reader.ValueTextEquals("aggTrade"u8);
                    break;
                case (byte)'u': _id = reader.GetInt64(); break;
                case (byte)'T': _exchangeMs = reader.GetInt64(); break;
                case (byte)'m': _buyerIsMaker = reader.GetBoolean(); break;
                case (byte)'p': price = Number(ref reader, perPrice); break;
                case (byte)'q': quantity = Number(ref reader, perQuantity); break;
                case (byte)'b' when isTicker: bid = Number(ref reader, perPrice); break;
                case (byte)'B' when isTicker: bidQuantity = Number(ref reader, perQuantity); break;
                case (byte)'a' when isTicker: ask = Number(ref reader, perPrice); break;
                case (byte)'A' when isTicker: askQuantity = Number(ref reader, perQuantity); break;
                case (byte)'b' when reader.TokenType == JsonTokenType.StartArray: ReadLevels(ref reader, Side.Buy); break;
                case (byte)'a' when reader.TokenType == JsonTokenType.StartArray: ReadLevels(ref reader, Side.Sell); break;
                default: reader.Skip(); break;
            }
        }

        if (isTicker)
        {
            Add(EventKind.BestQuote, Side.Buy, bid, bidQuantity);
            Add(EventKind.BestQuote, Side.Sell, ask, askQuantity);
        }
        else if (isTrade)
        {
            Add(EventKind.Trade, _buyerIsMaker ? Side.Sell : Side.Buy, price, quantity);
        }
    }

    private void ReadLevels(ref Utf8JsonReader reader, Side side)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            long price = Number(ref reader, perPrice);
            reader.Read();
            long quantity = Number(ref reader, perQuantity);
            reader.Read();
            Add(EventKind.Snapshot, side, price, quantity);
        }
    }

    private static long Number(ref Utf8JsonReader reader, decimal perUnit)
    {
        return Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out _) ? (long)(value * perUnit) : throw new JsonException();
    }

    private void Add(EventKind kind, Side side, long price, long quantity)
    {
        ref MarketEvent row = ref rows.Add(kind, side);
        row.Price = new Price(price);
        row.Quantity = new Quantity(quantity);
        row.ExchangeNs = _exchangeMs * 1_000_000;
        row.Reference = _id;
    }
}
