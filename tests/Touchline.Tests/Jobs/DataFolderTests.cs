using Touchline.Jobs;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Jobs;

public sealed class DataFolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public DataFolderTests()
    {
        _place.Write("data/a.tlr", "12345").Write("data/sub/b.tlr", "1").Write("data/note.txt", "").Write("outside/secret.tlr", "");
    }

    public void Dispose() => _place.Dispose();

    private DataFolder Folder => new(_place["data"]);

    [Theory]
    [InlineData("a.tlr")]
    [InlineData("sub/b.tlr")]
    public void A_name_in_the_folder_is_found(string name)
    {
        Assert.True(Folder.TryFind(name, ".tlr", out string? path, out _));
        Assert.True(File.Exists(path));
        Assert.EndsWith(name, path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("sub")]
    [InlineData("note.txt")]
    [InlineData("missing.tlr")]
    [InlineData("../outside/secret.tlr")]
    [InlineData("sub/../../outside/secret.tlr")]
    [InlineData("sub/../a.tlr")]
    [InlineData("./a.tlr")]
    [InlineData("sub//b.tlr")]
    [InlineData("a.tlr\0")]
    [InlineData("..\\outside\\secret.tlr")]
    [InlineData("/etc/passwd")]
    public void Any_other_name_is_not(string name)
    {
        Assert.False(Folder.TryFind(name, ".tlr", out _, out string? why));
        Assert.NotEmpty(why);
    }

    [Fact]
    public void A_whole_path_is_refused_even_into_the_folder() => Assert.False(Folder.TryFind(_place["data/a.tlr"], ".tlr", out _, out _));

    [Fact]
    public void A_link_that_leads_out_is_refused_and_one_that_stays_is_followed()
    {
        File.CreateSymbolicLink(_place["data/out.tlr"], _place["outside/secret.tlr"]);
        File.CreateSymbolicLink(_place["data/relative.tlr"], "../outside/secret.tlr");
        Directory.CreateSymbolicLink(_place["data/folder"], _place["outside"]);
        File.CreateSymbolicLink(_place["data/round.tlr"], "round.tlr");
        File.CreateSymbolicLink(_place["data/in.tlr"], "sub/b.tlr");

        foreach (string name in (string[])["out.tlr", "relative.tlr", "folder/secret.tlr", "round.tlr"])
            Assert.False(Folder.TryFind(name, ".tlr", out _, out _), name);
        Assert.True(Folder.TryFind("in.tlr", ".tlr", out string? path, out _));
        Assert.EndsWith("sub/b.tlr", path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_a_link_itself_holds_what_it_leads_to()
    {
        Directory.CreateSymbolicLink(_place["link"], _place["data"]);

        Assert.True(new DataFolder(_place["link"]).TryFind("a.tlr", ".tlr", out _, out _));
    }

    [Fact]
    public void Recordings_are_listed_by_name_without_links_and_other_files()
    {
        File.CreateSymbolicLink(_place["data/out.tlr"], _place["outside/secret.tlr"]);
        Directory.CreateSymbolicLink(_place["data/folder"], _place["outside"]);

        Assert.Equal([("a.tlr", 5), ("sub/b.tlr", 1)], Folder.Recordings());
        Assert.Empty(new DataFolder(_place["nowhere"]).Recordings());
    }
}
