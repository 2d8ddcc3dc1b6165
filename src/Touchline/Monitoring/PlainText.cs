using System.Globalization;
using System.Text;

namespace Touchline.Monitoring;

/// <summary>Names and messages of others (symbols, strategies, users) in texts that people read, on whatever screen.</summary>
internal static class PlainText
{
    private const int MostLength = 200;

    /// <summary>The same on one line, without what steers a terminal or changes the direction of text, and no longer than a line may be.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, MostLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (plain.Length >= MostLength)
                return plain.Append('…').ToString();
            if (IsHarmless(rune))
                plain.Append(rune.ToString());
            else
                plain.Append('?');
        }

        return plain.ToString();
    }

    // Half a pair comes as the replacement character.
    private static bool IsHarmless(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
