namespace Touchline.StoredStrategies;

/// <summary>What a user says of a strategy besides its code.</summary>
internal static class StrategyField
{
    public const int MostNameLength = 100;
    public const int MostSymbolLength = 40;

    /// <summary>Why they can't be those of a strategy; null when they can. A symbol may be empty: then it trades what the session has.</summary>
    public static string? WhyNot(string name, string symbol) => NameFault(name) ?? SymbolFault(symbol);

    public static string? NameFault(string name) =>
        name.Length is > 0 and <= MostNameLength && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl) && IsUnicode(name) ? null : $"the name is wrong; right are 1 to {MostNameLength} characters on one line";

    public static string? SymbolFault(string symbol) =>
        symbol.Length <= MostSymbolLength && symbol.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or '.' or ':') ? null : $"the symbol is wrong; right are up to {MostSymbolLength} letters, digits, _, -, /, . and :, e.g. BTCUSDT";

    private static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsSurrogatePair(text, i) && i++ < text.Length))
                return false;
        }

        return true;
    }
}
