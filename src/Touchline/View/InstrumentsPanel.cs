using Touchline.Terminal;

namespace Touchline.View;

/// <summary>Where several instruments are traded: position and P&amp;L of each; the one that the ladder shows is marked.</summary>
internal static class InstrumentsPanel
{
    public static int HeightOf(SessionPicture picture, int most) =>
        picture.Instruments.Count == 0 ? 0 : Math.Min(1 + picture.Instruments.Count, Math.Max(3, most));

    public static void Draw(Region panel, SessionPicture picture)
    {
        if (panel.Height == 0)
            return;
        panel.Heading("instruments", "position, P&L");
        int number = (panel.Width - 2) / 3, rows = panel.Height - 1;
        int shown = Enumerable.Range(0, picture.Instruments.Count).FirstOrDefault(i => picture.Instruments[i].IsShown);
        int first = Math.Clamp(shown - rows / 2, 0, Math.Max(0, picture.Instruments.Count - rows));
        for (int i = 0; i < Math.Min(rows, picture.Instruments.Count - first); i++)
        {
            InstrumentLine line = picture.Instruments[first + i];
            Ink ink = line.IsShown ? Ink.Strong : Ink.Plain;
            panel.Text(0, 1 + i, line.IsShown ? "▸" : " ", Ink.Own);
            panel.Text(2, 1 + i, panel.Width - 2 * number - 3, line.Name, ink);
            panel.Right(panel.Width - 2 * number, 1 + i, number - 1, line.Position, ink);
            panel.Right(panel.Width - number, 1 + i, number - 1, line.Equity, ink);
        }
    }
}
