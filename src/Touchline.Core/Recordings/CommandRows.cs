using System.Runtime.InteropServices;
using System.Text;

namespace Touchline.Core;

/// <summary>A command's text as rows: one command row and the parts that carry the text in UTF-8, 40 bytes each.</summary>
internal static class CommandRows
{
    /// <summary>Bytes of a text.</summary>
    public const int MaxBytes = 1024;

    /// <param name="localNs">Without the clock offset.</param>
    public static MarketEvent[] Encode(string text, long localNs)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxBytes, nameof(text));
        var first = new MarketEvent
        {
            ExchangeNs = MarketEvent.Unseen,
            LocalNs = localNs,
            Reference = payload.Length,
            Kind = EventKind.Command,
            Flags = EventFlags.EndOfBatch,
        };
        var rows = new MarketEvent[Count(first)];
        rows[0] = first;
        for (int i = 1; i < rows.Length; i++)
        {
            int from = (i - 1) * RecordingFormat.DefinitionPartSize;
            payload.AsSpan(from, Math.Min(RecordingFormat.DefinitionPartSize, payload.Length - from))
                .CopyTo(MemoryMarshal.AsBytes(rows.AsSpan(i, 1)));
            rows[i].Kind = EventKind.DefinitionPart;
        }

        return rows;
    }

    /// <summary>How many rows a command takes, given its first.</summary>
    public static int Count(in MarketEvent first) =>
        1 + ((int)first.Reference + RecordingFormat.DefinitionPartSize - 1) / RecordingFormat.DefinitionPartSize;

    /// <summary>Reads the text that starts at the first row of the span; null when the rows make no sense.</summary>
    public static string? Decode(ReadOnlySpan<MarketEvent> rows)
    {
        long length = rows[0].Reference;
        if (length is < 0 or > MaxBytes || rows.Length < Count(rows[0]))
            return null;
        Span<byte> payload = stackalloc byte[MaxBytes + RecordingFormat.DefinitionPartSize];
        for (int i = 1; i < Count(rows[0]); i++)
        {
            if (rows[i].Kind != EventKind.DefinitionPart)
                return null;
            MemoryMarshal.AsBytes(rows.Slice(i, 1))[..RecordingFormat.DefinitionPartSize]
                .CopyTo(payload[((i - 1) * RecordingFormat.DefinitionPartSize)..]);
        }

        return Encoding.UTF8.GetString(payload[..(int)length]);
    }
}
