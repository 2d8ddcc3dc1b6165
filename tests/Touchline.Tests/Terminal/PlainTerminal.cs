using System.Text;

namespace Touchline.Tests.Terminal;

/// <summary>A terminal that understands what the screen sends and fails at anything else.</summary>
internal sealed class PlainTerminal(int width, int height)
{
    private readonly char[,] _glyphs = Blank(width, height);
    private readonly string[,] _styles = new string[height, width];
    private string _style = "";
    private int _x;
    private int _y;

    public char Glyph(int x, int y) => _glyphs[y, x];

    public string Style(int x, int y) => _styles[y, x] ?? "";

    public string[] Lines => [.. Enumerable.Range(0, height).Select(Line)];

    public void Send(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            if (text[at] != '\u001b')
            {
                Assert.False(char.IsControl(text[at]), $"control character {(int)text[at]:x2} reached the terminal");
                _glyphs[_y, _x] = text[at++];
                _styles[_y, _x++] = _style;
                continue;
            }

            int end = at + 2;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == ';'))
                end++;
            Assert.True(end < text.Length && text[at + 1] == '[', $"unknown sequence in {text[at..Math.Min(text.Length, at + 12)]}");
            Obey(text[(at + 2)..end], text[end]);
            at = end + 1;
        }
    }

    private void Obey(string numbers, char letter)
    {
        switch (letter)
        {
            case 'H':
                (_y, _x) = (int.Parse(numbers.Split(';')[0]) - 1, int.Parse(numbers.Split(';')[1]) - 1);
                break;
            case 'J':
                Assert.Equal("2", numbers);
                Array.Copy(Blank(width, height), _glyphs, _glyphs.Length);
                Array.Clear(_styles);
                break;
            case 'm':
                _style = numbers is "" or "0" ? "" : numbers;
                break;
            default:
                Assert.Fail($"unknown sequence {numbers}{letter}");
                break;
        }
    }

    private string Line(int y)
    {
        var line = new StringBuilder();
        for (int x = 0; x < width; x++)
            line.Append(_glyphs[y, x]);
        return line.ToString().TrimEnd();
    }

    private static char[,] Blank(int width, int height)
    {
        char[,] glyphs = new char[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                glyphs[y, x] = ' ';
        }

        return glyphs;
    }
}
