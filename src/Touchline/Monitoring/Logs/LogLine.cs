using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Touchline.Monitoring;

/// <summary>
/// One line of a log, a JSON object: when it was written, level, event, trace and fields. Whatever is in a name or message, it stays one line and steers no terminal: control characters, line
/// separators and marks of direction are escaped, half a surrogate pair becomes the replacement character.
/// </summary>
internal sealed class LogLine
{
    /// <summary>Longer texts are cut.</summary>
    public const int MostLength = 4096;

    private const string Cut = "…";
    private const long TicksPerSecond = 10_000_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(Letters()) };

    // They are put into JSON by whoever writes the line, not by whoever has something to say.
    private readonly List<Action<Utf8JsonWriter>> _fields = new(16);

    /// <param name="name">E.g. <c>order.fill</c>.</param>
    public LogLine(DateTimeOffset time, LogLevel level, string name)
    {
        Level = level;
        Add("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Add("level", NameOf(level));
        Add("event", name);
    }

    public LogLevel Level { get; }

    public static string NameOf(LogLevel level) => level.ToString().ToLowerInvariant();

    /// <summary>When the session says that it happened: by the engine's time, to the nanosecond.</summary>
    public LogLine At(long atNs)
    {
        string whole = DateTime.UnixEpoch.AddTicks(atNs / 1_000_000_000 * TicksPerSecond).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return Add("at", $"{whole}.{atNs % 1_000_000_000:D9}Z");
    }

    /// <summary>Null and empty ones are left out.</summary>
    public LogLine Add(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _fields.Add(json => json.WriteString(name, text.Length <= MostLength ? text : text[..MostLength] + Cut));
        return this;
    }

    public LogLine Add(string name, decimal? value)
    {
        if (value is { } number)
            _fields.Add(json => json.WriteNumber(name, number));
        return this;
    }

    public LogLine Add(string name, double value)
    {
        if (double.IsFinite(value))
            _fields.Add(json => json.WriteNumber(name, value));
        return this;
    }

    public LogLine Add(string name, bool value)
    {
        _fields.Add(json => json.WriteBoolean(name, value));
        return this;
    }

    /// <summary>A text that is JSON itself, as rows have it. One that is too long, or no JSON, becomes a text.</summary>
    public LogLine AddJson(string name, string? json)
    {
        if (string.IsNullOrEmpty(json) || json.Length > MostLength || Escaped(json) is not { } value)
            return Add(name, json);
        _fields.Add(writer =>
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        });
        return this;
    }

    /// <summary>The line with its end, in UTF-8.</summary>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            foreach (Action<Utf8JsonWriter> field in _fields)
                field(json);
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    // The framework's encoder lets marks of direction and other characters that nobody sees through.
    private static TextEncoderSettings Letters()
    {
        var letters = new TextEncoderSettings(UnicodeRanges.All);
        letters.ForbidCharacters([.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.GetUnicodeCategory(c) == UnicodeCategory.Format)]);
        return letters;
    }

    // Rows escape less than a log must. Null: it is no JSON, or half a surrogate pair is in it.
    private static byte[]? Escaped(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var bytes = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(bytes, Options))
                Write(writer, document.RootElement);
            return bytes.WrittenSpan.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty field in element.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
