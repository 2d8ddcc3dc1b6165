using Touchline.StoredStrategies;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What a crash leaves between two steps of a change is the old state or the new one.</summary>
public sealed class StoreCrashTests : IDisposable
{
    private readonly StorePlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_file_half_written_is_nothing()
    {
        _place.Make("a", "// one");
        foreach (string file in new[] { "metadata.json", "strategy.cs", "versions/000002-1700000000.cs" })
            File.WriteAllText(_place["a", file + ".partial"], "hal");
        Assert.Equal(StorePlace.Code("// one"), _place.Store.Read("a").Code);
        Assert.Single(_place.Store.Versions("a").Versions);
        StorePlace.Done(_place.Store.PutCode("a", StorePlace.Code("// two")));
        Assert.Equal([1, 2], _place.Store.Versions("a").Versions.Select(v => v.Number));
        Assert.Equal(StorePlace.Code("// two"), _place.Store.ReadVersion("a", 2).Code);
    }

    [Fact]
    public void Before_the_code_it_is_the_old_one()
    {
        _place.Make("a", "// one");
        File.WriteAllText(_place["a", "versions", "000002-1700000000.cs"], "// two");
        (StoreOutcome found, byte[]? code) = _place.Store.Read("a");
        Assert.Equal(1, StorePlace.Done(found).Version);
        Assert.Equal(StorePlace.Code("// one"), code);
        Assert.Equal(3, StorePlace.Done(_place.Store.PutCode("a", StorePlace.Code("// three"))).Version);
        Assert.Equal(StorePlace.Code("// three"), _place.Store.ReadVersion("a", 3).Code);
    }

    [Fact]
    public void Behind_the_code_it_is_the_new_one()
    {
        StoredStrategy made = _place.Make("a", "// one");
        File.WriteAllText(_place["a", "versions", "000002-1700000000.cs"], "// two");
        File.WriteAllText(_place["a", "strategy.cs"], "// two");
        (StoreOutcome found, byte[]? code) = _place.Store.Read("a");
        Assert.Equal((2, made.Revision + 1), (StorePlace.Done(found).Version, found.Strategy!.Revision));
        Assert.Equal(StorePlace.Code("// two"), code);
        Assert.Equal([1, 2], _place.Store.Versions("a").Versions.Select(v => v.Number));
    }

    [Fact]
    public void Half_a_creation_or_deletion_goes_away()
    {
        _place.Make("a");
        Directory.CreateDirectory(_place[".new-b", "versions"]);
        File.WriteAllText(_place[".new-b", "strategy.cs"], "// b");
        Directory.Move(_place["a"], _place[".deleted-a"]);
        Assert.Empty(_place.Store.List());
        _place.Make("b", "// better");
        _place.Make("a", "// again");
        Assert.Equal(StorePlace.Code("// better"), _place.Store.Read("b").Code);
        Assert.Equal([".lock", "a", "b"], Directory.EnumerateFileSystemEntries(_place.Db).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_without_its_files_is_told()
    {
        Directory.CreateDirectory(_place["a"]);
        Assert.Contains("isn't there", StorePlace.Why(StoreAnswer.Damaged, _place.Store.Find("a")));
        _place.Make("b");
        File.Delete(_place["b", "strategy.cs"]);
        Assert.Contains("isn't there", StorePlace.Why(StoreAnswer.Damaged, _place.Store.Find("b")));
    }
}
