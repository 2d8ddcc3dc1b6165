using Touchline.Configuration;

namespace Touchline.Tests.Configuration;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("equty", "equity")]
    [InlineData("ROWS", "rows")]
    [InlineData("siz", "size")]
    [InlineData("max_positoin", "max_position")]
    [InlineData("size_max", "size")]
    public void A_name_that_is_alike_is_named(string name, string nearest) => Assert.Equal($"; nearest is {nearest}", NearestName.Hint(name, Known, "; known are many"));

    [Theory]
    [InlineData("nope")]
    [InlineData("xy")]
    [InlineData("")]
    [InlineData("spread_of_book")]
    public void A_name_that_is_like_none_gets_no_suggestion(string name)
    {
        Assert.Null(NearestName.Of(name, Known));
        Assert.Equal("", NearestName.Hint(name, Known));
        Assert.Equal("; known are many", NearestName.Hint(name, Known, "; known are many"));
    }

    [Fact]
    public void Where_nothing_is_known_nothing_is_named() => Assert.Null(NearestName.Of("equity", []));

    private static string[] Known => ["rows", "size", "equity", "max_position"];
}
