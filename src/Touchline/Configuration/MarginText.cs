using Touchline.Matching;

namespace Touchline.Configuration;

/// <summary>Margin settings as users write them.</summary>
internal static class MarginText
{
    private const decimal MostLeverage = 1000;

    public static bool TryReadLeverage(string text, out decimal leverage) =>
        SettingText.TryReadNumber(text, out leverage) && leverage is >= 1 and <= MostLeverage;

    public static bool TryReadRate(string text, out decimal rate) => SettingText.TryReadNumber(text, out rate) && rate is >= 0 and < 1;

    // One rate, or rates by the value from which on they hold: from 0 on, and rising.
    public static bool TryReadBrackets(string text, out IReadOnlyList<MarginBracket> brackets)
    {
        var read = new List<MarginBracket>();
        brackets = read;
        if (TryReadRate(text, out decimal single))
        {
            read.Add(new MarginBracket(0, single));
            return true;
        }

        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2 || !SettingText.TryReadNumber(pair[0], out decimal from) || !TryReadRate(pair[1], out decimal rate))
                return false;
            if (read.Count == 0 ? from != 0 : from <= read[^1].FromValue)
                return false;
            read.Add(new MarginBracket(from, rate));
        }

        return true;
    }

    public static string Write(IReadOnlyList<MarginBracket> brackets) => brackets.Count == 1
        ? SettingText.Write(brackets[0].Rate)
        : string.Join(',', brackets.Select(b => $"{SettingText.Write(b.FromValue)}={SettingText.Write(b.Rate)}"));
}
