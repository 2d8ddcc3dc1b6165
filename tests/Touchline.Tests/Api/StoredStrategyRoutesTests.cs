using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Plugins;
using Touchline.Tests.Configuration;
using Touchline.Tests.StoredStrategies;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Strategies as text through their endpoints, beside a session on paper.</summary>
public sealed class StoredStrategyRoutesTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Code = "class A : Strategy\r\n{\n\t// grüße, 気 \U0001F600\n}\n";

    private readonly Workplace _place = new();
    private readonly StorePlace _store = new();
    private readonly RunningSession _session;
    private readonly ApiStage _api;
    private int? _running;

    public StoredStrategyRoutesTests()
    {
        _session = new RunningSession(_place);
        _api = new ApiStage(
            (app, session) =>
            {
                var desk = new StrategyShelf(_store.Open(_ => _running is { } version ? [version] : []), StrategyRules.Usual);
                StrategyRoutes.Map(app, session);
                StoredStrategyRoutes.Map(app, session, desk);
                StrategyCompileRoutes.Map(app, session, desk);
            },
            link: _session.Link);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _session.Dispose();
        _store.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task A_strategy_is_stored_read_exactly_changed_and_deleted_by_those_who_saw_it()
    {
        ApiAnswer made = await Create("quoter", Code);
        Assert.Equal(("quoter", "csharp", 1, false), ((string)made.Is(201)["id"]!, (string)made.Body["language"]!, (int)made.Body["version"]!, (bool)made.Body["enabled"]!));
        Assert.Contains("there is a strategy 'quoter' already", Detail(await Create("quoter", "// other"), 409), StringComparison.Ordinal);

        ApiAnswer read = await _api.Get("/strategies/quoter", Role.Trader);
        Assert.Equal((Code, made.Tag), ((string)read.Is(200)["code"]!, read.Tag));
        Assert.Equal("stored", (string)read.Body["state"]!);
        (await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 2" })).Is(428);
        (await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 2" }, "\"99\"")).Is(412);
        ApiAnswer second = await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 2" }, made.Tag);
        Assert.Equal(2, (int)second.Is(200)["version"]!);
        (await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 3" }, made.Tag)).Is(412);
        ApiAnswer same = await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 2" }, "*");
        Assert.Equal((2, second.Tag), ((int)same.Is(200)["version"]!, same.Tag));

        ApiAnswer neither = await Put("/strategies/quoter/metadata", new JsonObject { ["thread"] = "both" }, second.Tag);
        neither.Is(400);
        Assert.Equal("right is engine, own or process", neither.Error("thread"));
        ApiAnswer own = await Put("/strategies/quoter/metadata", new JsonObject { ["thread"] = "own" }, second.Tag);
        Assert.Equal("own", (string)own.Is(200)["thread"]!);
        ApiAnswer named = await Put("/strategies/quoter/metadata", new JsonObject { ["name"] = "Quoter 2", ["enabled"] = true, ["open_positions"] = false }, own.Tag);
        Assert.Equal(("Quoter 2", "BTCUSDT", true, false), ((string)named.Is(200)["name"]!, (string)named.Body["symbol"]!, (bool)named.Body["enabled"]!, (bool)named.Body["open_positions"]!));

        JsonNode versions = (await _api.Get("/strategies/quoter/versions")).Is(200)["items"]!;
        Assert.Equal([2, 1], versions.AsArray().Select(v => (int)v!["version"]!));
        Assert.Equal(Code, (string)(await _api.Get("/strategies/quoter/versions/1", Role.Trader)).Is(200)["code"]!);
        foreach (string none in (string[])["3", "0", "-1", "x", "99999999999"])
            (await _api.Get($"/strategies/quoter/versions/{none}", Role.Trader)).Is(404);

        (await _api.Send(HttpMethod.Delete, "/strategies/quoter", Role.Admin, (JsonNode?)null, ("If-Match", second.Tag!))).Is(412);
        (await _api.Send(HttpMethod.Delete, "/strategies/quoter", Role.Admin, (JsonNode?)null, ("If-Match", named.Tag!))).Is(200);
        (await _api.Get("/strategies/quoter")).Is(404);
        Assert.Empty(_store.Store.List());
    }

    [Fact]
    public async Task Who_only_looks_sees_what_is_stored_but_no_code_and_only_admins_change_it()
    {
        (await Create("quoter", Code)).Is(201);
        Assert.Null((await _api.Get("/strategies/quoter")).Is(200)["code"]);
        (await _api.Get("/strategies/quoter/versions")).Is(200);
        (await _api.Get("/strategies/quoter/versions/1")).Is(403);
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Post, ""), (HttpMethod.Put, "/quoter/code"), (HttpMethod.Put, "/quoter/metadata"), (HttpMethod.Delete, "/quoter"), (HttpMethod.Post, "/quoter/check"), (HttpMethod.Post, "/quoter/compile")])
            (await _api.Send(method, $"/strategies{path}", Role.Trader, (JsonNode?)null)).Is(403);
    }

    [Fact]
    public async Task The_sessions_strategies_and_those_that_are_stored_are_one_list()
    {
        _store.Make("b-quoter");
        _store.Make("a-quoter");
        _store.Make("broken");
        File.WriteAllText(_store["broken", "metadata.json"], "{");

        JsonArray items = (await _api.Get("/strategies")).Is(200)["items"]!.AsArray();

        Assert.Equal(["market-making", "operator", "a-quoter", "b-quoter", "broken"], items.Select(i => (string)i!["id"]!));
        Assert.All(items, i => Assert.Equal(items[0]!.AsObject().Select(f => f.Key), i!.AsObject().Select(f => f.Key)));
        Assert.Equal(("running", "stored"), ((string)items[0]!["state"]!, (string)items[2]!["state"]!));
        Assert.Null(items[0]!["stored"]);
        Assert.Equal("BTCUSDT", (string)items[2]!["stored"]!["symbol"]!);
        string problem = (string)items[4]!["problem"]!;
        Assert.StartsWith("db/broken/metadata.json is damaged", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(_store.Folder, problem, StringComparison.Ordinal);
        Assert.Null((await _api.Get("/strategies/broken")).Is(200)["stored"]);
        Assert.StartsWith("db/broken", Detail(await Put("/strategies/broken/code", new JsonObject { ["code"] = "// 1" }, "*"), 409), StringComparison.Ordinal);
        (await _api.Delete("/strategies/broken", Role.Admin)).Is(409);
        Assert.Equal("market-making", (string)(await _api.Get("/strategies/market-making")).Is(200)["id"]!);
    }

    [Fact]
    public async Task One_that_runs_is_changed_and_not_deleted()
    {
        (await Create("quoter", Code)).Is(201);
        _running = 1;
        Assert.Contains("stop it first", Detail(await _api.Delete("/strategies/quoter", Role.Admin), 409), StringComparison.Ordinal);
        (await Put("/strategies/quoter/code", new JsonObject { ["code"] = "// 2" }, "*")).Is(200);
        _running = null;
        (await _api.Delete("/strategies/quoter", Role.Admin)).Is(200);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("UPPER")]
    [InlineData("grüße")]
    [InlineData("turned\u202eround")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("x.cs")]
    [InlineData("running")]
    [InlineData("status")]
    [InlineData("operator")]
    [InlineData("market-making")]
    [InlineData("con")]
    [InlineData("nul.x")]
    public async Task An_id_that_none_may_have_is_refused_by_its_field_and_found_nowhere(string id)
    {
        ApiAnswer answer = await Create(id, Code);
        answer.Is(400);
        Assert.NotNull(answer.Error("id"));
        Assert.DoesNotContain("\u202e", answer.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_store.Db));
        if (id.Length == 0 || id.Contains("..", StringComparison.Ordinal))
            return;
        string path = $"/strategies/{Uri.EscapeDataString(id)}";
        (await Put($"{path}/code", new JsonObject { ["code"] = "// 2" }, "*")).Is(404);
        (await Put($"{path}/metadata", new JsonObject { ["enabled"] = true }, "*")).Is(404);
        (await _api.Delete(path, Role.Admin)).Is(404);
        (await _api.Post($"{path}/check", new JsonObject { ["code"] = Code }, Role.Admin)).Is(404);
        Assert.False(Directory.Exists(_store.Db));
    }

    [Fact]
    public async Task Wrong_fields_are_told_all_at_once()
    {
        ApiAnswer answer = await _api.Post("/strategies", new JsonObject { ["name"] = "", ["symbol"] = "B T", ["code"] = " ", ["language"] = "cobol", ["extra"] = 1 }, Role.Admin);
        answer.Is(400);
        Assert.Equal(["code", "extra", "id", "language", "name", "symbol"], answer.Body["errors"]!.AsObject().Select(e => e.Key).Order());
        Assert.Contains("right is a text", (await _api.Post("/strategies", new JsonObject { ["id"] = "a", ["code"] = Code }, Role.Admin)).Error("name"), StringComparison.Ordinal);
        Assert.Contains("template in its place", (await _api.Post("/strategies", Body("a", null), Role.Admin)).Error("code"), StringComparison.Ordinal);
        Assert.Contains("isn't text", (await _api.Post("/strategies", Body("a", "class A\0"), Role.Admin)).Error("code"), StringComparison.Ordinal);
        (await Create("a", Code)).Is(201);
        Assert.NotNull((await Put("/strategies/a/metadata", new JsonObject { ["enabled"] = "yes" }, "*")).Error("enabled"));
        Assert.NotNull((await Put("/strategies/a/metadata", new JsonObject { ["name"] = " " }, "*")).Error("name"));
        Assert.NotNull((await Put("/strategies/a/code", [], "*")).Error("code"));
    }

    [Fact]
    public async Task A_template_is_what_a_strategy_may_begin_with()
    {
        JsonObject body = Body("my-signal", null);
        body["template"] = "signal";
        (await _api.Post("/strategies", body, Role.Admin)).Is(201);
        Assert.Contains("class MySignalStrategy", (string)(await _api.Get("/strategies/my-signal", Role.Admin)).Is(200)["code"]!, StringComparison.Ordinal);
        JsonNode built = (await _api.Send(HttpMethod.Post, "/strategies/my-signal/compile", Role.Admin, (JsonNode?)null)).Is(200);
        Assert.Equal((true, "MySignalStrategy", 1), ((bool)built["ok"]!, (string)built["class"]!, (int)built["version"]!));
        Assert.NotEmpty(built["parameters"]!.AsObject());

        body = Body("b", Code);
        body["template"] = "signal";
        Assert.NotNull((await _api.Post("/strategies", body, Role.Admin)).Error("template"));
        body.Remove("code");
        body["template"] = "nonsense";
        Assert.Contains("market-maker", (await _api.Post("/strategies", body, Role.Admin)).Error("template"), StringComparison.Ordinal);
        body["template"] = "native-c";
        body["language"] = "csharp";
        Assert.NotNull((await _api.Post("/strategies", body, Role.Admin)).Error("language"));
        body.Remove("language");
        Assert.Equal("c", (string)(await _api.Post("/strategies", body, Role.Admin)).Is(201)["language"]!);
    }

    [Fact]
    public async Task Errors_are_told_with_their_places_of_what_is_stored_and_of_what_is_not()
    {
        (await Create("quoter", "class A : Strategy\n{\n    int a = \"\";\n}")).Is(201);
        JsonNode stored = (await _api.Send(HttpMethod.Post, "/strategies/quoter/check", Role.Admin, (JsonNode?)null)).Is(200);
        JsonNode error = Assert.Single(stored["diagnostics"]!.AsArray())!;
        Assert.Equal(("CS0029", 3, 13, "error"), ((string)error["code"]!, (int)error["line"]!, (int)error["column"]!, (string)error["severity"]!));
        Assert.Equal((false, 1), ((bool)stored["ok"]!, (int)stored["version"]!));
        Assert.False((bool)(await _api.Send(HttpMethod.Post, "/strategies/quoter/compile", Role.Admin, (JsonNode?)null)).Is(200)["ok"]!);

        JsonNode given = (await _api.Post("/strategies/quoter/check", new JsonObject { ["code"] = "class A : Strategy { }" }, Role.Admin)).Is(200);
        Assert.Equal((true, null), ((bool)given["ok"]!, (int?)given["version"]));
        Assert.True((bool)(await _api.Post("/strategies/not-there/check", new JsonObject { ["code"] = "class A : Strategy { }" }, Role.Admin)).Is(200)["ok"]!);
        (await _api.Send(HttpMethod.Post, "/strategies/not-there/check", Role.Admin, (JsonNode?)null)).Is(404);
        Assert.Equal(1, _store.Store.Find("quoter").Strategy!.Version);
        JsonNode many = (await _api.Post("/strategies/quoter/check", new JsonObject { ["code"] = $"class A : Strategy {{ {string.Concat(Enumerable.Repeat("x y; ", 700))} }}" }, Role.Admin)).Is(200);
        Assert.Equal(StoredStrategyJson.MostDiagnostics, many["diagnostics"]!.AsArray().Count);
        Assert.True((int)many["left_out"]! > 0);
        JsonNode deep = (await _api.Post("/strategies/quoter/check", new JsonObject { ["code"] = new string('(', 500_000) }, Role.Admin)).Is(200);
        Assert.Equal("TL0002", (string)deep["diagnostics"]![0]!["code"]!);
    }

    [NativeFact]
    public async Task Native_code_is_checked_and_becomes_a_library_in_its_folder()
    {
        JsonObject body = Body("nat", null);
        body["template"] = "native-c";
        (await _api.Post("/strategies", body, Role.Admin)).Is(201);
        JsonNode stored = (await _api.Send(HttpMethod.Post, "/strategies/nat/check", Role.Admin, (JsonNode?)null)).Is(200);
        Assert.Equal((true, 1), ((bool)stored["ok"]!, (int)stored["version"]!));
        (await _api.Send(HttpMethod.Post, "/strategies/nat/compile", Role.Trader, (JsonNode?)null)).Is(403);

        JsonNode built = (await _api.Send(HttpMethod.Post, "/strategies/nat/compile", Role.Admin, (JsonNode?)null)).Is(200);
        Assert.True((bool)built["ok"]!, built.ToJsonString());
        string library = (string)built["library"]!;
        Assert.Equal((Path.GetFileName(library), true), (library, File.Exists(_store["nat", library])));

        JsonNode given = (await _api.Post("/strategies/nat/check", new JsonObject { ["code"] = "int run(void)\n{\n    return wrong;\n}" }, Role.Admin)).Is(200);
        JsonNode error = given["diagnostics"]![0]!;
        Assert.Equal((false, null, 3, 12, "error"), ((bool)given["ok"]!, (int?)given["version"], (int)error["line"]!, (int)error["column"]!, (string)error["severity"]!));
        (await Put("/strategies/nat/code", new JsonObject { ["code"] = "int run(void) { return wrong; }" }, "*")).Is(200);
        JsonNode failed = (await _api.Send(HttpMethod.Post, "/strategies/nat/compile", Role.Admin, (JsonNode?)null)).Is(200);
        Assert.Equal((false, null, 2), ((bool)failed["ok"]!, (string?)failed["library"], (int)failed["version"]!));
    }

    [Fact]
    public async Task What_is_too_large_or_no_text_is_refused_and_nothing_is_stored()
    {
        string large = new('x', StrategyFile.MaxBytes + 1);
        Assert.Contains("at most 1,048,576 bytes", (await _api.Post("/strategies", Body("a", large), Role.Admin)).Error("code"), StringComparison.Ordinal);
        // In JSON a line's end has two characters.
        (await Create("lines", "//" + new string('\n', StrategyFile.MaxBytes - 200))).Is(201);
        Assert.Contains("larger than 2,097,152 bytes", Detail(await _api.Post("/strategies", Body("a", new string('x', 10 << 20)), Role.Admin), 413), StringComparison.Ordinal);
        byte[] invalid = [.. "{\"id\":\"a\",\"name\":\"a\",\"symbol\":\"\",\"code\":\"class A "u8, 0xC3, 0x28, .. "\"}"u8];
        foreach (byte[] body in (byte[][])[invalid, Encoding.UTF8.GetBytes("""{"id":"a","name":"a","symbol":"","code":"class \ud800 A"}"""), Encoding.Unicode.GetBytes("{}")])
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            (await _api.Send(HttpMethod.Post, "/strategies", Role.Admin, content)).Is(400);
        }

        Assert.Equal("lines", Assert.Single(_store.Store.List()).Id);
    }

    [Fact]
    public async Task A_disk_that_fails_is_for_the_log_alone()
    {
        File.WriteAllText(_store.Db, "no folder");
        string detail = Detail(await Create("a", Code), 500);
        Assert.DoesNotContain(_store.Folder, detail, StringComparison.Ordinal);
        Assert.Contains(_api.Said, s => s.Contains("the store of strategies fails", StringComparison.Ordinal));
    }

    private static string Detail(ApiAnswer answer, int status) => (string)answer.Is(status)["detail"]!;

    private static JsonObject Body(string id, string? code) => new() { ["id"] = id, ["name"] = "A quoter", ["symbol"] = "BTCUSDT", ["code"] = code };

    private Task<ApiAnswer> Create(string id, string code) => _api.Post("/strategies", Body(id, code), Role.Admin);

    private Task<ApiAnswer> Put(string path, JsonObject body, string? tag = null) => _api.Send(HttpMethod.Put, path, Role.Admin, body, tag is null ? [] : [("If-Match", tag)]);
}
