using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Jobs;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Tests.Api;
using Touchline.Tests.Sweeps;
using Touchline.Tests.Users;
using Touchline.Users;

namespace Touchline.Tests.Jobs;

public sealed class JobRoutesTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly SweepPlace _place = new();
    private readonly JobQueue _jobs;
    private readonly StrategyStore _store;
    private readonly ApiStage _api;

    public JobRoutesTests()
    {
        _place.Record();
        _store = new StrategyStore(_place["strategies"], new FakeTime());
        _jobs = new JobQueue(new FakeTime(), _ => { });
        _api = new ApiStage((app, session) => JobRoutes.Map(app, session, _jobs, new DataFolder(_place[""]), new StrategyShelf(_store, StrategyRules.Usual)));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _jobs.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task A_backtest_runs_beside_and_its_result_is_that_of_the_command_line()
    {
        JsonNode started = (await _api.Post("/backtests", Settings("""{"data":["walk.tlr"],"seed":7,"parameters":{"spread":"3"}}"""))).Is(202);
        string id = (string)started["id"]!;

        JsonNode ended = await Ended($"/backtests/{id}");

        Assert.True((string)ended["state"]! == "done", ended.ToJsonString());
        Assert.Equal(1, (double)ended["progress"]!);
        Assert.Null(ended["error"]);
        JsonNode result = (await _api.Get($"/backtests/{id}/result")).Is(200);
        Assert.Equal("market-making", (string)result["strategy"]!);
        Assert.Equal("3", result["parameters"]!["spread"]!.ToString());
        Assert.Equal(1, (int)(await _api.Get("/backtests")).Is(200)["total"]!);
        Assert.Equal(0, (int)(await _api.Get("/sweeps")).Is(200)["total"]!);
        Assert.Equal(404, (await _api.Get($"/sweeps/{id}")).Status);

        // Who asked for it to be cancelled asked too late, and removes nothing.
        Assert.Equal("\"done\"", (await _api.Get($"/backtests/{id}")).Tag);
        (await _api.Send(HttpMethod.Delete, $"/backtests/{id}", Role.Trader, (JsonNode?)null, ("If-Match", "\"running\""))).Is(412);
        (await _api.Get($"/backtests/{id}/result")).Is(200);
        Assert.True((bool)(await _api.Send(HttpMethod.Delete, $"/backtests/{id}", Role.Trader, (JsonNode?)null, ("If-Match", "\"done\""))).Is(200)["removed"]!);
        Assert.Equal(404, (await _api.Get($"/backtests/{id}")).Status);
        Assert.False(Directory.Exists(Path.Combine(_jobs.Folder!, id)));
    }

    [Fact]
    public async Task A_sweep_ranks_its_points()
    {
        JsonNode body = Settings("""{"data":["walk.tlr"]}""");
        body["vary"] = new JsonArray("spread=1:3:1");
        body["rank_by"] = "equity";
        string id = (string)(await _api.Post("/sweeps", body)).Is(202)["id"]!;

        JsonNode ended = await Ended($"/sweeps/{id}");

        Assert.True((string)ended["state"]! == "done", ended.ToJsonString());
        Assert.Equal(3, (await _api.Get($"/sweeps/{id}/result")).Is(200)["points"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_the_program_finds_wrong_is_told_in_its_words()
    {
        JsonNode body = Settings("""{"data":["walk.tlr"]}""");
        body["from"] = "9h";
        string id = (string)(await _api.Post("/backtests", body)).Is(202)["id"]!;

        JsonNode ended = await Ended($"/backtests/{id}");

        Assert.Equal("failed", (string)ended["state"]!);
        Assert.StartsWith("--from 9h leaves nothing of the data", (string)ended["error"]!, StringComparison.Ordinal);
        Assert.Equal(409, (await _api.Get($"/backtests/{id}/result")).Status);
    }

    [Theory]
    [InlineData("""{}""", "settings.data")]
    [InlineData("""{"data":[]}""", "settings.data")]
    [InlineData("""{"data":["/etc/passwd"]}""", "settings.data")]
    [InlineData("""{"data":["../walk.tlr"]}""", "settings.data")]
    [InlineData("""{"data":["other.tlr"]}""", "settings.data")]
    [InlineData("""{"data":["walk.tlr"],"seed":"x"}""", "settings.seed")]
    [InlineData("""{"data":["walk.tlr"],"nonsense":1}""", "settings")]
    [InlineData("""{"data":["walk.tlr"],"strategy":"nonsense"}""", "settings.strategy")]
    [InlineData("""{"data":["walk.tlr"],"parameters":{"nonsense":1}}""", "settings.parameters.nonsense")]
    [InlineData("""{"data":["walk.tlr"],"parameters":{"spread":"much"}}""", "settings.parameters.spread")]
    [InlineData("""{"data":["walk.tlr"],"models":{"latency":"recorded:/etc/passwd"}}""", "settings.models.latency")]
    [InlineData("""{"data":["walk.tlr"],"models":{"latency":"sampled:../x"}}""", "settings.models.latency")]
    [InlineData("""{"data":["walk.tlr"],"strategy":"scripted","parameters":{"orders":"/etc/passwd"}}""", "settings.parameters.orders")]
    [InlineData("""{"data":["walk.tlr"],"margin":{"leverage":3}}""", "settings")]
    public async Task A_wrong_setting_is_refused_by_its_field(string settings, string field)
    {
        ApiAnswer answer = await _api.Post("/backtests", Settings(settings));

        answer.Is(400);
        Assert.NotNull(answer.Error(field));
        Assert.Empty(_jobs.All(JobKind.Backtest));
    }

    [Fact]
    public async Task Every_setting_that_is_not_for_jobs_is_refused()
    {
        foreach (Setting setting in Touchline.Configuration.Settings.All.Where(s => !JobSettings.Allowed.Contains(s)))
        {
            ApiAnswer answer = await _api.Post("/backtests", Settings($$"""{"data":["walk.tlr"],"{{setting.Path}}":"x"}"""), Role.Admin);
            answer.Is(400);
            Assert.Contains("can't be given through the API", answer.Error($"settings.{setting.Path}"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(JobSettings.Allowed, s => s == Touchline.Configuration.Settings.Record || s == Touchline.Configuration.Settings.Journal || s == Touchline.Configuration.Settings.Database);
    }

    [Fact]
    public async Task A_strategy_of_ones_own_takes_an_admin_and_lies_in_the_folder()
    {
        const string body = """{"data":["walk.tlr"],"strategy":"mine.cs"}""";
        _place.Workplace.Write("mine.cs", "not a strategy");

        Assert.Equal(403, (await _api.Post("/backtests", Settings(body))).Status);
        Assert.NotNull((await _api.Post("/backtests", Settings(body.Replace("mine", "../mine", StringComparison.Ordinal)), Role.Admin)).Error("settings.strategy"));

        string id = (string)(await _api.Post("/backtests", Settings(body), Role.Admin)).Is(202)["id"]!;
        JsonNode ended = await Ended($"/backtests/{id}");
        Assert.Equal("failed", (string)ended["state"]!);
        Assert.Contains("mine.cs", (string)ended["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_strategy_is_tested_as_its_code_is_now_and_takes_an_admin()
    {
        const string body = """{"data":["walk.tlr"],"strategy":"mine","parameters":{"size":"0.01"}}""";
        const string code = """
            class Mine : Strategy
            {
                private readonly DecimalParameter _size = new("size", 0.002m, 0, 1000, "quantity", "quantity of the order");
                private bool _isDone;
                public override void OnBook(int instrument)
                {
                    if (_isDone || !Context.Book(instrument).IsTwoSided)
                        return;
                    _isDone = true;
                    Instrument traded = Context.Instruments[instrument];
                    Context.Place(NewOrder.Limit(instrument, Side.Buy, traded.TickAtOrBelow(Context.Book(instrument).Mid), traded.WholeLots(_size.Value)));
                }
            }
            """;
        Assert.Contains("the id of a stored strategy", (await _api.Post("/backtests", Settings(body), Role.Admin)).Error("settings.strategy"), StringComparison.Ordinal);
        Assert.True(_store.Create("mine", "Mine", "", System.Text.Encoding.UTF8.GetBytes(code)).IsDone);
        Assert.True(_store.Create("native", "Native", "", "int run;"u8.ToArray(), StrategyLanguage.C).IsDone);
        Assert.Equal(403, (await _api.Post("/backtests", Settings(body))).Status);
        Assert.Contains("native strategies", (await _api.Post("/backtests", Settings("""{"data":["walk.tlr"],"strategy":"native"}"""), Role.Admin)).Error("settings.strategy"), StringComparison.Ordinal);

        string id = (string)(await _api.Post("/backtests", Settings(body), Role.Admin)).Is(202)["id"]!;

        JsonNode ended = await Ended($"/backtests/{id}");
        Assert.True((string)ended["state"]! == "done", ended.ToJsonString());
        JsonNode result = (await _api.Get($"/backtests/{id}/result")).Is(200);
        Assert.Equal(("mine", "0.01"), ((string)result["strategy"]!, result["parameters"]!["size"]!.ToString()));
    }

    [Theory]
    [InlineData("noon", null, "from")]
    [InlineData(null, "-5s", "to")]
    [InlineData("90s", "30s", "from")]
    [InlineData("30s", "30s", "from")]
    [InlineData("2026-01-05T00:02:00Z", "2026-01-05T00:01:00Z", "from")]
    public async Task Times_that_are_none_or_in_the_wrong_order_are_refused_by_their_field(string? from, string? to, string field)
    {
        JsonNode body = Settings("""{"data":["walk.tlr"]}""");
        (body["from"], body["to"]) = (from, to);

        Assert.NotNull((await _api.Post("/backtests", body)).Error(field));
        Assert.Empty(_jobs.All(JobKind.Backtest));
    }

    [Fact]
    public async Task A_failure_names_files_as_the_request_does()
    {
        await File.WriteAllTextAsync(_place["broken.tlr"], "not a recording");
        string id = (string)(await _api.Post("/backtests", Settings("""{"data":["broken.tlr"]}"""))).Is(202)["id"]!;

        string error = (string)(await Ended($"/backtests/{id}"))["error"]!;

        Assert.Contains("broken.tlr", error, StringComparison.Ordinal);
        Assert.DoesNotContain(_place[""], error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"vary":[]}""", "vary")]
    [InlineData("""{"vary":["nonsense=1,2"]}""", "vary")]
    [InlineData("""{"vary":["spread=1:x:1"]}""", "vary")]
    [InlineData("""{"vary":["spread=1:9:1"],"random":0}""", "random")]
    [InlineData("""{"vary":["spread=1:9:1"],"most":1000000}""", "most")]
    [InlineData("""{"vary":["spread=1:9:1"],"walk_forward":"x"}""", "walk_forward")]
    [InlineData("""{"vary":["spread=1:9:1"],"json":"/tmp/x"}""", "json")]
    [InlineData("""{"vary":["spread=1:9:1"],"rank_by":"nonsense"}""", "rank_by")]
    [InlineData("""{"vary":["spread=1:9:1"],"rank_by":"equity:up"}""", "rank_by")]
    [InlineData("""{"vary":["spread=1:1000:0.001","size=1:1000:0.001"]}""", "vary")]
    [InlineData("""{"vary":["spread=1:9:1"],"random":10}""", "random")]
    [InlineData("""{"vary":["spread=1:9:1"],"random":9,"most":8}""", "random")]
    [InlineData("""{"vary":["spread=1:9:1","spread=1,2"]}""", "vary")]
    [InlineData("""{"vary":["spread=1:9:1"],"from":"10s","to":"30s","walk_forward":"train=20s,test=10s"}""", "walk_forward")]
    [InlineData("""{"vary":["spread=1:9:1"],"from":"noon"}""", "from")]
    [InlineData("""{"vary":["spread=1:9:1"],"store":"/tmp/x"}""", "store")]
    public async Task A_wrong_option_of_a_sweep_is_refused_by_its_field(string options, string field)
    {
        var body = (JsonObject)JsonNode.Parse(options)!;
        body["settings"] = JsonNode.Parse("""{"data":["walk.tlr"]}""");

        Assert.NotNull((await _api.Post("/sweeps", body)).Error(field));
    }

    [Fact]
    public async Task A_sweep_cannot_vary_the_name_of_a_file()
    {
        _place.Workplace.Write("orders.jsonl", "");
        JsonNode body = Settings("""{"data":["walk.tlr"],"strategy":"scripted","parameters":{"orders":"orders.jsonl"}}""");
        body["vary"] = new JsonArray("orders=/etc/passwd,/etc/hosts");

        Assert.Contains("names a file", (await _api.Post("/sweeps", body)).Error("vary"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("0123456789abcdef01234567")]
    public async Task An_id_that_is_none_is_not_found(string id) => Assert.Equal(404, (await _api.Get($"/backtests/{Uri.EscapeDataString(id)}")).Status);

    [Fact]
    public async Task A_viewer_starts_and_cancels_nothing_and_sees_the_recordings()
    {
        Assert.Equal(403, (await _api.Post("/backtests", Settings("{}"), Role.Viewer)).Status);
        Assert.Equal(403, (await _api.Delete("/backtests/0123456789abcdef01234567", Role.Viewer)).Status);
        Assert.Equal("walk.tlr", (string)(await _api.Get("/data/recordings")).Is(200)["items"]![0]!["name"]!);
    }

    private static JsonObject Settings(string settings) => new() { ["settings"] = JsonNode.Parse(settings) };

    private async Task<JsonNode> Ended(string path)
    {
        while (true)
        {
            JsonNode job = (await _api.Get(path)).Is(200);
            if ((string)job["state"]! is not ("queued" or "running"))
                return job;
            await Task.Delay(50);
        }
    }
}
