using Touchline.Terminal;

namespace Touchline.View;

/// <summary>Figures with their names in two columns, row by row, as many as there is room for.</summary>
internal static class FiguresPanel
{
    public static void Draw(Region panel, string title, IReadOnlyList<Figure> figures)
    {
        if (panel.Height == 0)
            return;
        panel.Heading(title);
        int column = panel.Width / 2;
        for (int i = 0; i < figures.Count; i++)
            DrawFigure(panel.Part(i % 2 * column, 1 + i / 2, column - i % 2, 1), figures[i]);
    }

    private static void DrawFigure(Region place, Figure figure)
    {
        int value = Math.Min(figure.Value.Length, place.Width - 2);
        place.Text(1, 0, place.Width - value - 2, figure.Name, Ink.Faint);
        place.Right(1, 0, place.Width - 2, figure.Value, figure.Ink);
    }
}
