using Touchline.Terminal;

namespace Touchline.View;

/// <summary>The last two lines: a question or what became of the newest command, and the keys.</summary>
internal static class PromptLines
{
    private static readonly (string Key, string Does)[] Keys =
    [
        ("↑↓", "pick"), ("←→", "step"), ("Enter", "type"), ("p", "pause"), ("K", "kill"), ("a", "arm"), ("Tab", "next"), ("?", "help"), ("q", "quit"),
    ];

    public static void Draw(Region lines, SessionPicture picture, Prompt prompt)
    {
        (string text, Ink ink) = Question(picture, prompt);
        lines.Text(1, 0, text, ink);
        if (!prompt.HasKeys)
        {
            lines.Text(1, 1, "no keys: the input is no terminal; Ctrl-C ends the session", Ink.Faint);
            return;
        }

        int x = 1;
        foreach ((string key, string does) in Keys)
        {
            lines.Text(x, 1, key, Ink.Strong);
            lines.Text(x += key.Length + 1, 1, does, Ink.Faint);
            x += does.Length + 2;
        }
    }

    private static (string Text, Ink Ink) Question(SessionPicture picture, Prompt prompt)
    {
        switch (prompt.Mode)
        {
            case ViewMode.ConfirmingKill:
                return ("cancel every order and place none until armed again?  y: yes, any other key: no", Ink.Warning);
            case ViewMode.Typing:
                ParameterLine typed = picture.Parameters[prompt.Selected];
                return ($"{typed.Name} (now {typed.Value}; {typed.Range}): {prompt.Typed}_", Ink.Own);
            default:
                return (prompt.Message, Ink.Plain);
        }
    }
}
