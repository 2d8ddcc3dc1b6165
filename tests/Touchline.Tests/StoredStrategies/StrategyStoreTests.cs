using System.Text.Json.Nodes;
using Touchline.StoredStrategies;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What the store keeps, and what it refuses.</summary>
public sealed class StrategyStoreTests : IDisposable
{
    private readonly StorePlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_strategy_has_its_code_and_its_metadata_in_a_folder()
    {
        StoredStrategy made = StorePlace.Done(_place.Store.Create("my.quoter-2", "My quoter ✓", "BTCUSDT", StorePlace.Code("class A : Strategy { }")));
        Assert.Equal("class A : Strategy { }", File.ReadAllText(_place["my.quoter-2", "strategy.cs"]));
        JsonNode metadata = JsonNode.Parse(File.ReadAllText(_place["my.quoter-2", "metadata.json"]))!;
        long now = _place.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            ["id", "name", "symbol", "enabled", "open_positions", "created_at", "updated_at", "language", "version", "revision", "code_sha256"],
            metadata.AsObject().Select(f => f.Key));
        Assert.Equal(("my.quoter-2", "My quoter ✓", "BTCUSDT", false, true, now, now, "csharp", 1), (
            (string)metadata["id"]!, (string)metadata["name"]!, (string)metadata["symbol"]!, (bool)metadata["enabled"]!, (bool)metadata["open_positions"]!, (long)metadata["created_at"]!, (long)metadata["updated_at"]!,
            (string)metadata["language"]!, (int)metadata["version"]!));
        (StoreOutcome found, byte[]? code) = _place.Open().Read("my.quoter-2");
        Assert.Equal((made.Revision, made.Version), (StorePlace.Done(found).Revision, found.Strategy!.Version));
        Assert.Equal(StorePlace.Code("class A : Strategy { }"), code);
        Assert.Equal(["my.quoter-2"], _place.Store.List().Select(e => e.Id));
    }

    [Fact]
    public void An_empty_store_is_none_and_asking_makes_no_folder()
    {
        Assert.Empty(_place.Store.List());
        StorePlace.Why(StoreAnswer.Unknown, _place.Store.Find("a"));
        StorePlace.Why(StoreAnswer.Unknown, _place.Store.Delete("a"));
        StorePlace.Why(StoreAnswer.Unknown, _place.Store.PutCode("a", StorePlace.Code("x")));
        Assert.False(Directory.Exists(_place.Db));
    }

    [Fact]
    public void Each_code_is_a_version_that_is_read_back_to_the_byte()
    {
        byte[][] codes = [StorePlace.Code("// one"), [0xef, 0xbb, 0xbf, .. "// two\r\n\r\n"u8], StorePlace.Code("// three é \n\t ")];
        _place.Make("a", "// one");
        foreach (byte[] code in codes[1..])
        {
            _place.Time.Advance(TimeSpan.FromSeconds(10));
            StorePlace.Done(_place.Store.PutCode("a", code));
        }

        for (int i = 0; i < codes.Length; i++)
            Assert.Equal(codes[i], _place.Store.ReadVersion("a", i + 1).Code);
        Assert.Equal(codes[2], _place.Store.Read("a").Code);
        (_, IReadOnlyList<CodeVersion> versions) = _place.Store.Versions("a");
        Assert.Equal([(1, 6L, false), (2, 13L, false), (3, 15L, true)], versions.Select(v => (v.Number, v.Bytes, v.IsCurrent)));
        Assert.Equal([0L, 10, 20], versions.Select(v => v.At - versions[0].At));
        Assert.Contains("no version 4", StorePlace.Why(StoreAnswer.Unknown, _place.Store.ReadVersion("a", 4).Outcome));
        Assert.Equal(_place.Time.GetUtcNow().ToUnixTimeSeconds(), _place.Store.Find("a").Strategy!.UpdatedAt);
    }

    [Fact]
    public void The_same_code_again_is_no_version()
    {
        StoredStrategy made = _place.Make("a", "// one");
        Assert.Equal(made.Revision, StorePlace.Done(_place.Store.PutCode("a", StorePlace.Code("// one"))).Revision);
        Assert.Single(_place.Store.Versions("a").Versions);
    }

    [Fact]
    public void A_hundred_versions_are_kept_and_those_that_run()
    {
        _place.Make("a", "// 1");
        StrategyStore running = _place.Open(id => id == "a" ? [3, 5] : []);
        for (int i = 2; i <= 106; i++)
            StorePlace.Done(running.PutCode("a", StorePlace.Code($"// {i}")));
        int[] kept = [.. running.Versions("a").Versions.Select(v => v.Number)];
        Assert.Equal([3, 5, .. Enumerable.Range(7, 100)], kept);
        Assert.Equal(StorePlace.Code("// 3"), running.ReadVersion("a", 3).Code);
        Assert.Contains("no version 4", running.ReadVersion("a", 4).Outcome.Why);
    }

    [Fact]
    public void A_change_is_for_the_revision_that_it_was_meant_for()
    {
        StoredStrategy first = _place.Make("a", "// one");
        StoredStrategy second = StorePlace.Done(_place.Store.PutCode("a", StorePlace.Code("// two"), first.Revision));
        Assert.Contains("was changed meanwhile", StorePlace.Why(StoreAnswer.Stale, _place.Store.PutCode("a", StorePlace.Code("// three"), first.Revision)));
        StorePlace.Why(StoreAnswer.Stale, _place.Store.PutMetadata("a", name: "x", revision: first.Revision));
        StorePlace.Why(StoreAnswer.Stale, _place.Store.Delete("a", first.Revision));
        Assert.Equal(StorePlace.Code("// two"), _place.Store.Read("a").Code);
        StorePlace.Done(_place.Store.Delete("a", second.Revision));
        Assert.False(Directory.Exists(_place["a"]));
    }

    [Fact]
    public void Metadata_are_changed_by_parts_and_the_same_again_changes_nothing()
    {
        StoredStrategy made = _place.Make("a");
        StoredStrategy next = StorePlace.Done(_place.Store.PutMetadata("a", isEnabled: true, opensPositions: false));
        Assert.Equal((true, false, "a", "BTCUSDT", made.Revision + 1, made.Version), (next.IsEnabled, next.OpensPositions, next.Name, next.Symbol, next.Revision, next.Version));
        Assert.Equal(next.Revision, StorePlace.Done(_place.Store.PutMetadata("a", isEnabled: true)).Revision);
        Assert.Equal("", StorePlace.Done(_place.Store.PutMetadata("a", symbol: "")).Symbol);
        Assert.Contains("name is wrong", StorePlace.Why(StoreAnswer.Refused, _place.Store.PutMetadata("a", name: "")));
        Assert.Contains("name is wrong", StorePlace.Why(StoreAnswer.Refused, _place.Store.PutMetadata("a", name: "a\nb")));
        Assert.Contains("name is wrong", StorePlace.Why(StoreAnswer.Refused, _place.Store.PutMetadata("a", name: "\ud800")));
        Assert.Contains("symbol is wrong", StorePlace.Why(StoreAnswer.Refused, _place.Store.PutMetadata("a", symbol: "BTC USDT")));
    }

    [Fact]
    public void Fields_that_are_not_known_stay()
    {
        _place.Make("a");
        JsonObject metadata = JsonNode.Parse(File.ReadAllText(_place["a", "metadata.json"]))!.AsObject();
        metadata["color"] = "blue";
        metadata["notes"] = new JsonObject { ["x"] = new JsonArray(1, 2) };
        File.WriteAllText(_place["a", "metadata.json"], metadata.ToJsonString());
        StorePlace.Done(_place.Store.PutMetadata("a", name: "other"));
        StorePlace.Done(_place.Store.PutCode("a", StorePlace.Code("// new")));
        JsonNode after = JsonNode.Parse(File.ReadAllText(_place["a", "metadata.json"]))!;
        Assert.Equal(("blue", "other", 2), ((string)after["color"]!, (string)after["name"]!, (int)after["version"]!));
        Assert.Equal("""{"x":[1,2]}""", after["notes"]!.ToJsonString());
    }

    [Fact]
    public void A_strategy_of_the_first_seven_fields_alone_is_taken_as_its_first_version()
    {
        Directory.CreateDirectory(_place["theirs"]);
        File.WriteAllText(_place["theirs", "metadata.json"], """{"id":"theirs","name":"T","symbol":"SOLUSDT","enabled":true,"open_positions":true,"created_at":1700000000,"updated_at":1700000001}""");
        File.WriteAllText(_place["theirs", "strategy.cs"], "// theirs");
        StoredStrategy found = StorePlace.Done(_place.Store.Find("theirs"));
        Assert.Equal((1, 1L, 1700000000L, true, StrategyLanguage.CSharp), (found.Version, found.Revision, found.CreatedAt, found.IsEnabled, found.Language));
        Assert.Equal([1], _place.Store.Versions("theirs").Versions.Select(v => v.Number));
    }

    [Fact]
    public void What_an_editor_writes_is_the_next_version()
    {
        StoredStrategy made = _place.Make("a", "// one");
        File.WriteAllText(_place["a", "strategy.cs"], "// edited");
        StoredStrategy found = StorePlace.Done(_place.Store.Find("a"));
        Assert.Equal((2, made.Revision + 1), (found.Version, found.Revision));
        Assert.Equal(StorePlace.Code("// one"), _place.Store.ReadVersion("a", 1).Code);
        Assert.Equal(StorePlace.Code("// edited"), _place.Store.ReadVersion("a", 2).Code);
        File.WriteAllBytes(_place["a", "strategy.cs"], [0xff, 0xfe]);
        Assert.Contains("isn't text", StorePlace.Why(StoreAnswer.Damaged, _place.Store.Find("a")));
        Assert.Equal([0xff, 0xfe], File.ReadAllBytes(_place["a", "strategy.cs"]));
    }

    [Fact]
    public void One_that_runs_is_not_deleted()
    {
        _place.Make("a");
        Assert.Contains("stop it first", StorePlace.Why(StoreAnswer.Running, _place.Open(_ => [1]).Delete("a")));
        StorePlace.Done(_place.Open(_ => []).Delete("a"));
        StorePlace.Why(StoreAnswer.Unknown, _place.Store.Find("a"));
    }

    [Fact]
    public void An_id_is_given_once()
    {
        _place.Make("a", "// first");
        Assert.Contains("already", StorePlace.Why(StoreAnswer.Exists, _place.Store.Create("a", "b", "", StorePlace.Code("// second"))));
        Assert.Equal(StorePlace.Code("// first"), _place.Store.Read("a").Code);
    }

    [Fact]
    public void Code_is_text_of_a_size()
    {
        Assert.Contains("isn't text", StorePlace.Why(StoreAnswer.Refused, _place.Store.Create("a", "a", "", [0x2f, 0xc3, 0x28])));
        Assert.Contains("isn't text", StorePlace.Why(StoreAnswer.Refused, _place.Store.Create("a", "a", "", [0x2f, 0])));
        Assert.Contains("is empty", StorePlace.Why(StoreAnswer.Refused, _place.Store.Create("a", "a", "", [])));
        byte[] full = StorePlace.Code(new string('/', 1 << 20));
        Assert.Contains("1,048,576", StorePlace.Why(StoreAnswer.Refused, _place.Store.Create("a", "a", "", [.. full, 0x2f])));
        StorePlace.Done(_place.Store.Create("a", "a", "", full));
        StorePlace.Why(StoreAnswer.Refused, _place.Store.PutCode("a", []));
        Assert.Equal(full, _place.Store.Read("a").Code);
    }

    [Theory]
    [InlineData("{", "line 1 is no JSON")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("null", "it is no JSON object")]
    [InlineData("""{"id":"a","id":"a"}""", "no JSON")]
    [InlineData("""{"id":"a"}""", "it has no name")]
    [InlineData("""{"id":"b","name":"a","symbol":"","enabled":false,"open_positions":true,"created_at":1,"updated_at":1}""", "its id is of another strategy")]
    [InlineData("""{"id":"a","name":3,"symbol":"","enabled":false,"open_positions":true,"created_at":1,"updated_at":1}""", "its name isn't a text")]
    [InlineData("""{"id":"a","name":"a","symbol":"","enabled":"no","open_positions":true,"created_at":1,"updated_at":1}""", "its enabled isn't true or false")]
    [InlineData("""{"id":"a","name":"a","symbol":"","enabled":false,"open_positions":true,"created_at":-1,"updated_at":1}""", "its created_at is no time")]
    [InlineData("""{"id":"a","name":"a","symbol":"","enabled":false,"open_positions":true,"created_at":1,"updated_at":1,"language":"zig"}""", "its language isn't csharp, c, cpp or rust")]
    [InlineData("""{"id":"a","name":"\ud800","symbol":"","enabled":false,"open_positions":true,"created_at":1,"updated_at":1}""", "no Unicode character")]
    [InlineData("", "no JSON")]
    public void Damaged_metadata_are_told_and_left_as_they_are(string text, string why)
    {
        _place.Make("a", "// code");
        _place.Make("b");
        File.WriteAllText(_place["a", "metadata.json"], text);
        Assert.Contains(why, StorePlace.Why(StoreAnswer.Damaged, _place.Store.Find("a")));
        StorePlace.Why(StoreAnswer.Damaged, _place.Store.PutCode("a", StorePlace.Code("// other")));
        StorePlace.Why(StoreAnswer.Damaged, _place.Store.PutMetadata("a", name: "x"));
        StorePlace.Why(StoreAnswer.Damaged, _place.Store.Delete("a"));
        StorePlace.Why(StoreAnswer.Exists, _place.Store.Create("a", "a", "", StorePlace.Code("// other")));
        Assert.Equal(text, File.ReadAllText(_place["a", "metadata.json"]));
        Assert.Equal("// code", File.ReadAllText(_place["a", "strategy.cs"]));
        Assert.Equal([("a", true), ("b", false)], _place.Store.List().Select(e => (e.Id, e.Problem is not null)));
    }
}
