namespace Touchline.Terminal;

/// <summary>What the terminal can do and what its user wants, as far as the environment says.</summary>
/// <param name="CanDraw">Characters can be put anywhere on it.</param>
/// <param name="HasKeys">Keys can be read one by one.</param>
internal sealed record TerminalKind(bool CanDraw, bool HasKeys, bool HasColour, bool HasUnicode)
{
    public const string NoColourVariable = "NO_COLOR";

    public static TerminalKind Current(bool noColour) => Of(
        Environment.GetEnvironmentVariable, Console.IsOutputRedirected, Console.IsInputRedirected, noColour, OperatingSystem.IsWindows() && Console.OutputEncoding.CodePage == 65001);

    /// <param name="variable">An environment variable by its name; null when it isn't set.</param>
    /// <param name="isUnicodeConsole">The system says so itself, whatever the environment.</param>
    public static TerminalKind Of(Func<string, string?> variable, bool outputIsRedirected, bool inputIsRedirected, bool noColour, bool isUnicodeConsole = false)
    {
        bool canDraw = !outputIsRedirected && variable("TERM") is not "dumb";
        bool wantsColour = !noColour && variable(NoColourVariable) is null or "";
        return new TerminalKind(canDraw, canDraw && !inputIsRedirected, wantsColour, isUnicodeConsole || SaysUtf8(variable));
    }

    // The first of these that is set decides, as in every program that asks for the locale.
    private static bool SaysUtf8(Func<string, string?> variable)
    {
        foreach (string name in (string[])["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (variable(name) is { Length: > 0 } locale)
                return locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }
}
