using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>HTTP replies that are made here and not by the interface that the venue has.</summary>
internal static class ExchangeReplies
{
    // Quotes of messages as they are.
    private static readonly JsonWriterOptions ForPeople = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ExchangeReply Error(BinanceError error, long? retrySeconds = null)
    {
        KeyValuePair<string, string>[] headers = retrySeconds is { } seconds ? [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] : [];
        return new ExchangeReply(error.Status, Write(json => BinanceApi.WriteError(json, error)), headers);
    }

    public static ExchangeReply Of(int status, Action<Utf8JsonWriter> write) => new(status, Write(write), []);

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, ForPeople))
            write(json);
        return text.WrittenSpan.ToArray();
    }
}
