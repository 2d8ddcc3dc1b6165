using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Touchline.Core;

/// <summary>An instrument version as rows: one definition row and the parts that carry its payload, 40 bytes each.</summary>
internal static class DefinitionRows
{
    private const int FixedSize = 40;

    // Every multiplier of 18 digits within these decimals is a decimal.
    private const int MinMultiplierDecimals = -10;
    private const int MaxMultiplierDecimals = 28;

    public static MarketEvent[] Encode(Instrument instrument, ushort index, long exchangeNs, long localNs)
    {
        byte[] venue = Encoding.UTF8.GetBytes(instrument.Venue);
        byte[] symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
        if (venue.Length > 255 || symbol.Length > 255)
            throw new BadInputException($"venue and symbol take at most 255 bytes each: {instrument}");
        byte[] payload = new byte[FixedSize + 2 + venue.Length + symbol.Length];
        DecimalUnit price = instrument.PriceUnit.Step, quantity = instrument.QuantityUnit.Step;
        if (!DecimalText.TryParse(instrument.Multiplier.ToString(), out DecimalText multiplier) || multiplier.Decimals < MinMultiplierDecimals)
            throw new BadInputException($"the multiplier {instrument.Multiplier} of {instrument} has too many digits");
        BinaryPrimitives.WriteUInt16LittleEndian(payload, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(2), checked((ushort)instrument.Version));
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(4), price.Mantissa);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(12), price.Decimals);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(16), quantity.Mantissa);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(24), quantity.Decimals);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(28), multiplier.Mantissa);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(36), multiplier.Decimals);
        payload[FixedSize] = (byte)venue.Length;
        venue.CopyTo(payload, FixedSize + 1);
        payload[FixedSize + 1 + venue.Length] = (byte)symbol.Length;
        symbol.CopyTo(payload, FixedSize + 2 + venue.Length);

        int parts = (payload.Length + RecordingFormat.DefinitionPartSize - 1) / RecordingFormat.DefinitionPartSize;
        var rows = new MarketEvent[1 + parts];
        rows[0] = new MarketEvent
        {
            ExchangeNs = exchangeNs,
            LocalNs = localNs,
            Price = new Price(instrument.TickUnits),
            Quantity = new Quantity(instrument.LotUnits),
            Reference = payload.Length,
            Kind = EventKind.Definition,
            Instrument = index,
            Version = (ushort)instrument.Version,
        };
        for (int i = 0; i < parts; i++)
        {
            ref MarketEvent row = ref rows[1 + i];
            Span<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref row, 1));
            int from = i * RecordingFormat.DefinitionPartSize;
            payload.AsSpan(from, Math.Min(RecordingFormat.DefinitionPartSize, payload.Length - from)).CopyTo(bytes);
            row.Kind = EventKind.DefinitionPart;
            row.Instrument = index;
        }

        return rows;
    }

    /// <summary>How many rows a definition takes, given its first.</summary>
    public static int Count(in MarketEvent first) =>
        1 + ((int)first.Reference + RecordingFormat.DefinitionPartSize - 1) / RecordingFormat.DefinitionPartSize;

    /// <summary>Reads the definition that starts at the first row of the span; null when the rows make no sense.</summary>
    public static Instrument? Decode(ReadOnlySpan<MarketEvent> rows)
    {
        long length = rows[0].Reference;
        if (length is < FixedSize + 2 or > 1024)
            return null;
        int parts = ((int)length + RecordingFormat.DefinitionPartSize - 1) / RecordingFormat.DefinitionPartSize;
        if (rows.Length < 1 + parts)
            return null;
        byte[] payload = new byte[parts * RecordingFormat.DefinitionPartSize];
        for (int i = 0; i < parts; i++)
        {
            if (rows[1 + i].Kind != EventKind.DefinitionPart)
                return null;
            MemoryMarshal.AsBytes(rows.Slice(1 + i, 1))[..RecordingFormat.DefinitionPartSize]
                .CopyTo(payload.AsSpan(i * RecordingFormat.DefinitionPartSize));
        }

        return Decode(payload, rows[0]);
    }

    private static Instrument? Decode(ReadOnlySpan<byte> payload, in MarketEvent row)
    {
        var price = new DecimalText(BinaryPrimitives.ReadInt64LittleEndian(payload[4..]), BinaryPrimitives.ReadInt32LittleEndian(payload[12..]));
        var quantity = new DecimalText(BinaryPrimitives.ReadInt64LittleEndian(payload[16..]), BinaryPrimitives.ReadInt32LittleEndian(payload[24..]));
        var multiplier = new DecimalText(BinaryPrimitives.ReadInt64LittleEndian(payload[28..]), BinaryPrimitives.ReadInt32LittleEndian(payload[36..]));
        int venue = payload[FixedSize];
        int symbolAt = FixedSize + 1 + venue;
        if (BinaryPrimitives.ReadUInt16LittleEndian(payload) != 1 || symbolAt >= payload.Length
            || symbolAt + 1 + payload[symbolAt] > payload.Length
            || multiplier.Decimals is < MinMultiplierDecimals or > MaxMultiplierDecimals
            || !DecimalUnit.TryCreate(price, out DecimalUnit priceUnit) || !DecimalUnit.TryCreate(quantity, out DecimalUnit quantityUnit))
            return null;
        return new Instrument
        {
            Venue = Encoding.UTF8.GetString(payload.Slice(FixedSize + 1, venue)),
            Symbol = Encoding.UTF8.GetString(payload.Slice(symbolAt + 1, payload[symbolAt])),
            Version = BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]),
            PriceUnit = new PriceUnit(priceUnit),
            QuantityUnit = new QuantityUnit(quantityUnit),
            TickUnits = row.Price.Units,
            LotUnits = row.Quantity.Units,
            Multiplier = multiplier.ToDecimal(),
        };
    }
}
