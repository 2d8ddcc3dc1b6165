using Touchline.Terminal;

namespace Touchline.View;

/// <summary>What the strategy wrote and what commands came to, the newest at the end.</summary>
internal static class LogPanel
{
    public static void Draw(Region panel, SessionPicture picture)
    {
        if (panel.Height == 0)
            return;
        panel.Heading("log");
        int rows = panel.Height - 1, first = Math.Max(0, picture.Log.Count - rows);
        for (int i = first; i < picture.Log.Count; i++)
            panel.Text(1, 1 + i - first, picture.Log[i]);
    }
}
