using Touchline.Terminal;

namespace Touchline.Tests.Terminal;

/// <summary>Nothing that a name or a message holds can steer a terminal or shift its columns.</summary>
public sealed class CellGridTests
{
    [Theory]
    [InlineData("a\u001b[2Jb", "a?[2Jb")]
    [InlineData("bell\u0007", "bell?")]
    [InlineData("line\r\nbreak", "line??break")]
    [InlineData("c1\u009b31m", "c1?31m")]
    [InlineData("right\u202eleft", "right?left")]
    [InlineData("zero\u200bwidth\u0301", "zero?width?")]
    [InlineData("日本 😀", "?? ??")]
    [InlineData("Größe Ω", "Größe Ω")]
    public void Only_harmless_characters_of_one_column_get_in(string text, string shown)
    {
        var grid = new CellGrid(20, 1);
        Region.Of(grid).Text(0, 0, text);
        Assert.Equal(shown, grid.Lines()[0]);
    }

    [Fact]
    public void Without_unicode_everything_is_ascii()
    {
        var grid = new CellGrid(60, 2, hasUnicode: false);
        Region.Of(grid).Text(0, 0, "─│┌┐└┘▁▂▃▄▅▆▇█▸·…×µ↑↓←→– Größe Ω");
        Assert.Equal("-|++++_.:-=+*#>..xu^v<>- Gr??e ?", grid.Lines()[0]);
    }

    [Fact]
    public void What_is_beyond_the_edges_is_left_out_and_a_cut_text_says_so()
    {
        var grid = new CellGrid(6, 2);
        Region.Of(grid).Text(2, 1, "much too long");
        Region.Of(grid).Text(2, 5, "nowhere");
        Region.Of(grid).Part(4, 0, 10, 10).Right(0, 0, 10, "12");
        Assert.Equal(["    12", "  muc…"], grid.Lines());
    }
}
