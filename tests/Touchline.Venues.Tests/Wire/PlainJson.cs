using System.Text.Json;

namespace Touchline.Venues.Tests;

/// <summary>What System.Text.Json thinks of a text, with the content of strings left out of it: our scanner doesn't look there.</summary>
internal static class PlainJson
{
    public static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(WithTameStrings(text));
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Bad escapes, control characters and bad UTF-8 inside strings become letters.
    public static byte[] WithTameStrings(ReadOnlySpan<byte> text)
    {
        byte[] tame = text.ToArray();
        bool inString = false;
        for (int i = 0; i < tame.Length; i++)
        {
            if (tame[i] == '"')
                inString = !inString;
            else if (inString && tame[i] == '\\' && i + 1 < tame.Length)
                tame[i] = tame[++i] = (byte)'x';
            else if (inString && tame[i] is < 0x20 or >= 0x80)
                tame[i] = (byte)'x';
        }

        return tame;
    }
}
