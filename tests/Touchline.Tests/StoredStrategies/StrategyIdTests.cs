using Touchline.StoredStrategies;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Which names a stored strategy may have.</summary>
public sealed class StrategyIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("my-quoter_2.v3")]
    [InlineData("_x")]
    [InlineData("-")]
    [InlineData("console")]
    [InlineData("com")]
    [InlineData("a..b")]
    [InlineData("cs")]
    [InlineData("running2")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void These_are_right(string id) => Assert.Null(StrategyId.WhyNot(id));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("../a")]
    [InlineData("/etc")]
    [InlineData("c:")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("~")]
    [InlineData("%2e%2e")]
    [InlineData("quoter.cs")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("con")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("lpt9.x")]
    [InlineData("aux.a.b")]
    [InlineData("running")]
    [InlineData("status")]
    [InlineData("market-making")]
    [InlineData("scripted")]
    public void These_are_not_and_nothing_is_done_with_them(string id)
    {
        Assert.NotNull(StrategyId.WhyNot(id));
        using var place = new StorePlace();
        File.WriteAllText(Path.Combine(place.Folder, "outside"), "there");
        StorePlace.Why(StoreAnswer.Refused, place.Store.Create(id, "x", "", StorePlace.Code("// x")));
        Assert.False(Directory.Exists(place.Db));
        place.Make("there");
        foreach (StoreOutcome outcome in new[] { place.Store.Find(id), place.Store.PutMetadata(id, name: "x"), place.Store.Delete(id), place.Store.PutCode(id, StorePlace.Code("// x")), place.Store.ReadVersion(id, 1).Outcome, place.Store.Versions(id).Outcome })
            Assert.DoesNotContain('\n', StorePlace.Why(StoreAnswer.Unknown, outcome));
        Assert.Equal(["there"], place.Store.List().Select(e => e.Id));
        Assert.Equal(["db", "outside"], Directory.EnumerateFileSystemEntries(place.Folder).Select(Path.GetFileName).Order());
    }
}
