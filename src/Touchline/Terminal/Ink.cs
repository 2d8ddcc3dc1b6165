namespace Touchline.Terminal;

/// <summary>What a text on the screen is; the colours follow from it. Nothing may be told by colour alone.</summary>
internal enum Ink : byte
{
    Plain,
    Faint,
    Strong,
    Buy,
    Sell,
    Own,
    Warning,
    Selected,
    Bar,
}

/// <summary>Inks as the terminal's own sixteen colours, so that they fit any theme.</summary>
internal static class Inks
{
    public const string Reset = "\u001b[0m";

    public static string Code(Ink ink) => ink switch
    {
        Ink.Faint => "\u001b[0;90m",
        Ink.Strong => "\u001b[0;1m",
        Ink.Buy => "\u001b[0;32m",
        Ink.Sell => "\u001b[0;31m",
        Ink.Own => "\u001b[0;1;33m",
        Ink.Warning => "\u001b[0;1;31m",
        Ink.Selected => "\u001b[0;7m",
        Ink.Bar => "\u001b[0;36m",
        _ => Reset,
    };
}
