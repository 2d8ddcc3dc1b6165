using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Core;

namespace Touchline.Api;

/// <summary>Messages of the WebSocket as UTF-8, and what of them is written often.</summary>
internal static class StreamJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A message of a topic.</summary>
    /// <param name="data">JSON values; where not <paramref name="isArray"/>, one.</param>
    public static byte[] Message(string type, string topic, long seq, IReadOnlyList<byte[]> data, bool isArray)
    {
        byte[] head = Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","topic":"{{JsonEncodedText.Encode(topic, Options.Encoder)}}","seq":{{seq}},"data":{{(isArray ? "[" : "")}}""");
        int length = head.Length + data.Sum(d => d.Length) + (isArray ? Math.Max(0, data.Count - 1) + 2 : 1);
        var message = new byte[length];
        head.CopyTo(message, 0);
        int at = head.Length;
        for (int i = 0; i < data.Count; i++)
        {
            if (i > 0)
                message[at++] = (byte)',';
            data[i].CopyTo(message, at);
            at += data[i].Length;
        }

        if (isArray)
            message[at++] = (byte)']';
        message[at] = (byte)'}';
        return message;
    }

    /// <summary>What ends a message in place of its brace where something was left out before it.</summary>
    public static byte[] Conflated(string what) => Encoding.UTF8.GetBytes($",\"conflated\":{what}}}");

    public static byte[] Of(JsonNode node) => Write(node, static (writer, n) => n.WriteTo(writer));

    /// <summary>As GET /data/orderbook/{symbol} has it.</summary>
    public static byte[] Book(InstrumentPortrait instrument, long atNs) => Write((instrument, atNs), static (writer, of) =>
    {
        (InstrumentPortrait i, long at) = of;
        writer.WriteStartObject();
        writer.WriteString("symbol", i.Instrument.Symbol);
        writer.WriteString("venue", i.Instrument.Venue);
        writer.WriteNumber("at_ns", at);
        writer.WriteBoolean("stale", i.IsStale);
        Side(writer, "bids", i.Instrument, i.Bids);
        Side(writer, "asks", i.Instrument, i.Asks);
        writer.WriteEndObject();
    });

    public static byte[] Trade(Instrument instrument, in TradeTick trade) => Write((instrument, trade), static (writer, of) =>
    {
        (Instrument i, TradeTick t) = of;
        writer.WriteStartObject();
        writer.WriteNumber("exchange_ns", t.ExchangeNs);
        writer.WriteNumber("local_ns", t.LocalNs);
        writer.WriteString("side", t.Side == Core.Side.Buy ? "buy" : "sell");
        writer.WriteNumber("price", DecimalsText.Trim(i.PriceUnit.ToDecimal(t.Price)));
        writer.WriteNumber("quantity", DecimalsText.Trim(i.QuantityUnit.ToDecimal(t.Quantity)));
        writer.WriteEndObject();
    });

    private static void Side(Utf8JsonWriter writer, string name, Instrument instrument, IReadOnlyList<BookLevel> levels)
    {
        writer.WriteStartArray(name);
        for (int i = 0; i < Math.Min(levels.Count, StreamBounds.BookLevels); i++)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(DecimalsText.Trim(instrument.PriceUnit.ToDecimal(levels[i].Price)));
            writer.WriteNumberValue(DecimalsText.Trim(instrument.QuantityUnit.ToDecimal(levels[i].Quantity)));
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static byte[] Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        Scratch scratch = Scratch.OfThread ??= new Scratch();
        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset(scratch.Buffer);
        write(scratch.Writer, what);
        scratch.Writer.Flush();
        return scratch.Buffer.WrittenSpan.ToArray();
    }

    // What is written is short-lived and much: only the bytes themselves are new.
    private sealed class Scratch
    {
        [ThreadStatic]
        public static Scratch? OfThread;

        public ArrayBufferWriter<byte> Buffer { get; } = new();

        public Utf8JsonWriter Writer { get; }

        public Scratch() => Writer = new Utf8JsonWriter(Buffer, Options);
    }
}
