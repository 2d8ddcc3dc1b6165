using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>Parameters that come as members of a JSON object: strings as they are, numbers and truth values as they were written, null as absent.</summary>
internal static class BinanceJsonValues
{
    private const int MostParameters = 256;

    /// <summary>Null when the text is no JSON.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>False when it is no object, names something twice, or holds text that is none.</summary>
    public static bool TryRead(JsonElement element, out Dictionary<string, string> values)
    {
        values = [];
        if (element.ValueKind != JsonValueKind.Object)
            return false;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!TryText(member, out string name, out string? value) || values.Count == MostParameters)
                return false;
            if (value is not null && !values.TryAdd(name, value))
                return false;
        }

        return true;
    }

    /// <summary>Null when the text isn't well formed (a lone surrogate).</summary>
    public static string? TryString(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryText(JsonProperty member, out string name, out string? value)
    {
        value = null;
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }

        if (member.Value.ValueKind == JsonValueKind.Null)
            return true;
        value = member.Value.ValueKind == JsonValueKind.String ? TryString(member.Value) : member.Value.GetRawText();
        return value is not null;
    }
}
