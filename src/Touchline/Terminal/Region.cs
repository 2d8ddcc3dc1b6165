namespace Touchline.Terminal;

/// <summary>A rectangle of a grid to draw in. What is beyond its edges is left out; a text that is cut says so with its last character.</summary>
internal readonly record struct Region(CellGrid Grid, int X, int Y, int Width, int Height)
{
    public static Region Of(CellGrid grid) => new(grid, 0, 0, grid.Width, grid.Height);

    public Region Part(int x, int y, int width, int height) =>
        new(Grid, X + x, Y + y, Math.Max(0, Math.Min(width, Width - x)), Math.Max(0, Math.Min(height, Height - y)));

    public Region Rows(int from, int count) => Part(0, from, Width, count);

    public void Text(int x, int y, string text, Ink ink = Ink.Plain) => Text(x, y, Width - x, text, ink);

    /// <summary>In so many columns, from the left.</summary>
    public void Text(int x, int y, int columns, string text, Ink ink = Ink.Plain)
    {
        columns = Math.Min(columns, Width - x);
        if ((uint)y >= (uint)Height || columns <= 0)
            return;
        bool isCut = text.Length > columns;
        for (int i = 0; i < Math.Min(text.Length, columns); i++)
            Grid.Put(X + x + i, Y + y, isCut && i == columns - 1 ? '…' : text[i], ink);
    }

    /// <summary>In so many columns, from the right: for numbers.</summary>
    public void Right(int x, int y, int columns, string text, Ink ink = Ink.Plain)
    {
        columns = Math.Min(columns, Width - x);
        int start = Math.Max(0, columns - text.Length);
        Text(x + start, y, columns - start, text, ink);
    }

    public void Fill(int y, Ink ink)
    {
        for (int x = 0; x < Width && (uint)y < (uint)Height; x++)
            Grid.Put(X + x, Y + y, ' ', ink);
    }

    /// <summary>A panel's heading: a line with a title in it, and what is known in short at its end.</summary>
    public void Heading(string title, string note = "")
    {
        for (int x = 0; x < Width; x++)
            Text(x, 0, 1, "─", Ink.Faint);
        Text(1, 0, Width - 2, $" {title} ", Ink.Strong);
        if (note.Length > 0 && title.Length + note.Length + 7 <= Width)
            Right(0, 0, Width - 1, $" {note} ", Ink.Plain);
    }

    public void Column(int x)
    {
        for (int y = 0; y < Height; y++)
            Text(x, y, 1, "│", Ink.Faint);
    }
}
