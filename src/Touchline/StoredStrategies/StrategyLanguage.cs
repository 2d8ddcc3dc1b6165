namespace Touchline.StoredStrategies;

/// <summary>What a stored strategy is written in.</summary>
internal enum StrategyLanguage
{
    CSharp,
    C,
    Cpp,
    Rust,
}

/// <summary>Names of languages.</summary>
internal static class StrategyLanguages
{
    public const string Right = "csharp, c, cpp or rust";

    private static readonly (StrategyLanguage Language, string Text, string Extension)[] All =
        [(StrategyLanguage.CSharp, "csharp", "cs"), (StrategyLanguage.C, "c", "c"), (StrategyLanguage.Cpp, "cpp", "cpp"), (StrategyLanguage.Rust, "rust", "rs")];

    public static string Text(this StrategyLanguage language) => All[(int)language].Text;

    /// <summary>Of its source file, without a dot.</summary>
    public static string Extension(this StrategyLanguage language) => All[(int)language].Extension;

    public static bool TryParse(string? text, out StrategyLanguage language)
    {
        int at = Array.FindIndex(All, l => l.Text == text);
        language = (StrategyLanguage)Math.Max(0, at);
        return at >= 0;
    }
}
