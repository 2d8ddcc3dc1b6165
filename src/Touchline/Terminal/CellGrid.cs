using System.Globalization;
using System.Text;

namespace Touchline.Terminal;

/// <summary>A place on the screen: one character, one column wide.</summary>
internal readonly record struct Cell(char Glyph, Ink Ink)
{
    public static Cell Blank => new(' ', Ink.Plain);
}

/// <summary>
/// A screen's characters before they are drawn. Only harmless characters of one column get in: control characters, those that change
/// the direction of text and wide ones become question marks, so that no name or message can steer the terminal.
/// </summary>
/// <param name="hasUnicode">False: what isn't ASCII is drawn with the nearest that is.</param>
internal sealed class CellGrid(int width, int height, bool hasUnicode = true)
{
    // Box drawing, bars and arrows, and what stands for them in ASCII.
    private const string Drawn = "─│┌┐└┘▁▂▃▄▅▆▇█▸·…×µ↑↓←→–";
    private const string Ascii = "-|++++_.:-=+*#>..xu^v<>-";

    private readonly Cell[] _cells = Blanks(width * height);

    public int Width => width;

    public int Height => height;

    public Cell this[int x, int y] => _cells[y * width + x];

    public ReadOnlySpan<Cell> Row(int y) => _cells.AsSpan(y * width, width);

    /// <summary>Characters that are beyond the edges are left out.</summary>
    public void Put(int x, int y, char glyph, Ink ink)
    {
        if ((uint)x < (uint)width && (uint)y < (uint)height)
            _cells[y * width + x] = new Cell(Harmless(glyph), ink);
    }

    /// <summary>The screen as text, a line each, without what is blank at the ends.</summary>
    public string[] Lines()
    {
        var lines = new string[height];
        var line = new StringBuilder(width);
        for (int y = 0; y < height; y++)
        {
            line.Clear();
            foreach (Cell cell in Row(y))
                line.Append(cell.Glyph);
            lines[y] = line.ToString().TrimEnd();
        }

        return lines;
    }

    private char Harmless(char glyph)
    {
        if (glyph is >= ' ' and <= '~')
            return glyph;
        int drawn = Drawn.IndexOf(glyph);
        if (drawn >= 0)
            return hasUnicode ? glyph : Ascii[drawn];
        return hasUnicode && IsNarrow(glyph) ? glyph : '?';
    }

    // Below the Hangul letters nothing is wide but by a font's whim; combining and format characters take no column of their own.
    private static bool IsNarrow(char glyph) => glyph is >= '\u00a1' and < '\u1100' && char.GetUnicodeCategory(glyph) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber or UnicodeCategory.CurrencySymbol or UnicodeCategory.MathSymbol
        or UnicodeCategory.OtherSymbol or UnicodeCategory.OtherPunctuation;

    private static Cell[] Blanks(int count)
    {
        var cells = new Cell[count];
        Array.Fill(cells, Cell.Blank);
        return cells;
    }
}
