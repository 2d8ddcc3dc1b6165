using System.Globalization;
using System.Text;

namespace Touchline.Telegram;

/// <summary>Texts as Telegram takes them.</summary>
internal static class MessageText
{
    /// <summary>Of one message, in UTF-16 code units.</summary>
    public const int MostChars = 4096;

    /// <summary>Of one text; what is beyond is cut off.</summary>
    public const int MostParts = 4;

    private const string Cut = "\n(cut off)";

    /// <summary>
    /// Without control characters and without characters that steer how others are shown (direction marks, zero width), line ends kept, and half a surrogate pair replaced: names come from
    /// elsewhere.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        string lines = text.ReplaceLineEndings("\n");
        foreach (Rune rune in lines.EnumerateRunes())
        {
            if (rune.Value == '\n' || !IsHidden(Rune.GetUnicodeCategory(rune)))
                clean.Append(rune.ToString());
            else if (rune.Value == '\t')
                clean.Append(' ');
        }

        return clean.ToString().Trim();
    }

    /// <summary>Cleaned, in parts that each are a message: cut at ends of lines where there are some, never within a character. None where there is nothing to be read.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        string rest = Clean(text);
        while (rest.Length > 0 && parts.Count < MostParts)
        {
            int length = LengthOfFirst(rest);
            parts.Add(rest[..length].TrimEnd());
            rest = rest[length..].TrimStart('\n', ' ');
        }

        if (rest.Length > 0)
            parts[^1] = Short(parts[^1], MostChars - Cut.Length) + Cut;
        return parts;
    }

    private static bool IsHidden(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static int LengthOfFirst(string text)
    {
        if (text.Length <= MostChars)
            return text.Length;
        int line = text.LastIndexOf('\n', MostChars - 1);
        return line > MostChars / 2 ? line : WithoutHalf(text, MostChars);
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..WithoutHalf(text, most)];

    private static int WithoutHalf(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
