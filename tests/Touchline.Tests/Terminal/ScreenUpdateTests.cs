using Touchline.Terminal;

namespace Touchline.Tests.Terminal;

/// <summary>What is sent makes a terminal show the grid, whatever it showed before; and no more is sent than that takes.</summary>
public sealed class ScreenUpdateTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_terminal_that_is_sent_updates_shows_the_newest_grid(bool hasColour)
    {
        var random = new Random(1);
        for (int run = 0; run < 50; run++)
        {
            int width = random.Next(1, 40), height = random.Next(1, 12);
            var terminal = new PlainTerminal(width, height);
            terminal.Send(hasColour ? "" : ScreenUpdate.Clear);
            CellGrid? shown = null;
            for (int frame = 0; frame < 20; frame++)
            {
                CellGrid next = Next(shown, width, height, random);
                terminal.Send(ScreenUpdate.Between(shown, next, hasColour));
                Assert.Equal(next.Lines(), terminal.Lines);
                AssertStyles(next, terminal, hasColour);
                shown = next;
            }
        }
    }

    [Fact]
    public void What_is_the_same_is_not_sent_again()
    {
        CellGrid first = Text("one", "two"), second = Text("one", "tzo");
        Assert.Equal("", ScreenUpdate.Between(first, Text("one", "two"), hasColour: true));
        Assert.Equal("\u001b[2;2Hz", ScreenUpdate.Between(first, second, hasColour: true));
    }

    [Fact]
    public void After_a_change_of_size_everything_is_drawn_on_a_clear_screen()
    {
        string update = ScreenUpdate.Between(new CellGrid(5, 2), Text("one", "two"), hasColour: true);
        Assert.StartsWith(ScreenUpdate.Clear, update);
        Assert.Contains("one", update);
    }

    private static CellGrid Next(CellGrid? before, int width, int height, Random random)
    {
        var next = new CellGrid(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool changes = before is null || random.Next(10) == 0;
                next.Put(x, y, changes ? (char)random.Next(' ', 'z') : before![x, y].Glyph, changes ? (Ink)random.Next(9) : before![x, y].Ink);
            }
        }

        return next;
    }

    private static void AssertStyles(CellGrid grid, PlainTerminal terminal, bool hasColour)
    {
        for (int y = 0; y < grid.Height; y++)
        {
            for (int x = 0; x < grid.Width; x++)
            {
                string style = hasColour ? Inks.Code(grid[x, y].Ink)[2..^1] : "0";
                bool isBlank = grid[x, y] == Cell.Blank; // never drawn on a clear screen
                Assert.True(isBlank || terminal.Style(x, y) == (style == "0" ? "" : style), $"{x}, {y}: {terminal.Style(x, y)} for {grid[x, y]}");
            }
        }
    }

    private static CellGrid Text(params string[] lines)
    {
        var grid = new CellGrid(lines.Max(l => l.Length), lines.Length);
        for (int y = 0; y < lines.Length; y++)
            Region.Of(grid).Text(0, y, lines[y]);
        return grid;
    }
}
