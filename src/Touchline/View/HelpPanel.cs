using Touchline.Terminal;

namespace Touchline.View;

/// <summary>What keys do and what figures mean, over the panels.</summary>
internal static class HelpPanel
{
    private static readonly string[] Lines =
    [
        "↑ ↓  k j    pick a parameter",
        "← →  - +    change it by a step; Enter: type a value",
        "p           pause: cancel the strategy's orders, place none; p: go on",
        "K           kill: cancel every order, place none until armed; asks first",
        "a           arm: end a kill",
        "Tab         the next instrument in the ladder",
        "q  Ctrl-C   end: cancel everything and sum up",
        "",
        "own         what of our orders may still trade at a price",
        "ahead       the market's quantity before our first order there; ~: what",
        "            the queue model makes of it; …: not at the venue yet",
        "P&L         realised + unrealised - fees + funding, at the last mid",
        "feed age    since the newest event of the ladder's market",
        "µs          from a market event to the orders that follow, in the engine",
        "",
        "Every command is in the session's journal and recording. Any key: back",
    ];

    public static void Draw(Region body)
    {
        int width = Math.Min(body.Width, 76), height = Math.Min(body.Height, Lines.Length + 2);
        Region panel = body.Part((body.Width - width) / 2, (body.Height - height) / 2, width, height);
        for (int y = 0; y < height; y++)
            panel.Fill(y, Ink.Plain);
        string edge = new('─', width - 2);
        panel.Text(0, 0, $"┌{edge}┐", Ink.Faint);
        panel.Text(0, height - 1, $"└{edge}┘", Ink.Faint);
        for (int i = 0; i < height - 2; i++)
        {
            panel.Text(0, 1 + i, 1, "│", Ink.Faint);
            panel.Text(2, 1 + i, width - 4, Lines[i]);
            panel.Text(width - 1, 1 + i, 1, "│", Ink.Faint);
        }
    }
}
