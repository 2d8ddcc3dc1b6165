using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Control;
using Touchline.Tests.Configuration;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Changes that are to hold in the next session.</summary>
public sealed class PersistenceTests : IAsyncLifetime, IAsyncDisposable
{
    private const string File = "touchline.runtime.json";

    private readonly Workplace _place = new();
    private readonly List<IDisposable> _sessions = [];
    private ApiStage? _api;

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable session in _sessions)
            session.Dispose();
        if (_api is not null)
            await _api.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task Limits_and_parameters_hold_in_the_next_session()
    {
        _place.Json("""{"risk":{"max_order":2},"parameters":{"spread":1}}""");
        Begin();

        Assert.True((bool)(await Put("/risk/limits?persist=true", """{"account":{"max_order":"0.5","max_exposure":"50000"}}"""))["persisted"]!);
        Assert.True((bool)(await Put("/strategies/market-making/parameters?persist=true", """{"spread":"2.5"}"""))["persisted"]!);

        Assert.Equal(("0.5", File), _place.Find("risk.max_order"));
        Assert.Equal(("50000", File), _place.Find("risk.max_exposure"));
        Assert.Equal(("2.5", File), _place.Find("parameters.spread"));
        Assert.Equal(("7", "command line --risk"), _place.Find("risk.max_order", "--risk", "max_order=7"));
        _place.With("TOUCHLINE_RISK__MAX_ORDER", "8");
        Assert.Equal("8", _place.Find("risk.max_order").Value);
    }

    [Fact]
    public async Task Without_being_told_to_nothing_is_kept()
    {
        Begin();

        JsonNode answer = await Put("/risk/limits", """{"account":{"max_order":"0.5"}}""");

        Assert.Null(answer["persisted"]);
        Assert.False(System.IO.File.Exists(_place[File]));
        Assert.Equal(400, (await Send("/risk/limits?persist=maybe", """{"account":{"max_order":"0.25"}}""")).Status);
        Assert.Equal("0.5", (string)(await _api!.Get("/risk/limits")).Body["account"]!["max_order"]!);
    }

    [Theory]
    [InlineData("/risk/limits", """{"account":{"max_order":"0.5"}}""", "command line --risk")]
    [InlineData("/risk/limits", """{"account":{"max_position":"3"},"strategies":{"market-making":{"max_order":"0.5"}}}""", "limits of one strategy")]
    [InlineData("/strategies/market-making/parameters", """{"spread":"2.5"}""", "command line --param")]
    public async Task What_would_not_hold_is_changed_but_not_kept(string path, string body, string why)
    {
        Begin("--risk", "max_order=2", "--param", "spread=1");

        JsonNode answer = await Put(path + "?persist=true", body);

        Assert.False((bool)answer["persisted"]!);
        Assert.Contains(why, (string)answer["why"]!, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_place[File]));
        JsonNode now = (await _api!.Get(path)).Body;
        Assert.Contains(JsonNode.Parse(body)!.AsObject().ToJsonString().Contains("0.5", StringComparison.Ordinal) ? "\"0.5\"" : "\"2.5\"", now.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_the_next_session_could_not_begin_with_is_not_kept_alone()
    {
        Begin();
        await Put("/risk/limits", """{"account":{"capital":"1000"}}""");

        JsonNode alone = await Put("/risk/limits?persist=true", """{"account":{"max_leverage":"3"}}""");
        Assert.False((bool)alone["persisted"]!);
        Assert.Contains("without capital", (string)alone["why"]!, StringComparison.Ordinal);

        JsonNode both = await Put("/risk/limits?persist=true", """{"account":{"capital":"2000","max_leverage":"3"}}""");
        Assert.True((bool)both["persisted"]!);
        Assert.Equal("3", _place.Find("risk.max_leverage").Value);
    }

    [Fact]
    public void Parameters_of_another_strategy_are_left_out_with_a_warning()
    {
        _place.Write(File, """{"parameters_of":"market-making","parameters":{"spread":"9"}}""");

        Assert.Equal("9", _place.Find("parameters.spread").Value);
        EffectiveSettings other = _place.Read("--strategy", "avellaneda-stoikov");
        Assert.Contains(other.Warnings, w => w.Contains("it was set for strategy market-making", StringComparison.Ordinal));
        Assert.DoesNotContain(other.Show(), s => s.Source == File);
    }

    [Theory]
    [InlineData("{", "isn't what the program writes")]
    [InlineData("[]", "isn't what the program writes")]
    [InlineData("""{"seed":1}""", "seed is unknown")]
    [InlineData("""{"risk":{"nonsense":"1"}}""", "risk.nonsense is unknown")]
    [InlineData("""{"risk":{"max_order":1}}""", "isn't what the program writes")]
    [InlineData("""{"risk":{"max_order":"x"}}""", "setting risk.max_order is 'x'")]
    [InlineData("""{"parameters":{"spread":"1"}}""", "parameters_of is missing")]
    public void A_file_that_is_wrong_is_refused(string text, string part)
    {
        _place.Write(File, text);

        string message = _place.Refused();

        Assert.StartsWith(File, message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_named_after_the_configuration_file()
    {
        _place.Write("desk.json", "{}").Write("desk.runtime.json", """{"risk":{"max_order":"4"}}""").Write(File, """{"risk":{"max_order":"5"}}""");

        Assert.Equal(("4", "desk.runtime.json"), _place.Find("risk.max_order", "--config", "desk.json"));
        Assert.Equal(("5", File), _place.Find("risk.max_order"));
    }

    [Fact]
    public void The_name_of_a_strategys_file_is_not_kept()
    {
        var runtime = new RuntimeSettings(_place.Read("--strategy", "scripted"), new ConfigurationPlace(_place[""], _place.Environment), null);

        Assert.Contains("names a file", runtime.SaveParameters("scripted", [("orders", "/etc/passwd")]), StringComparison.Ordinal);
        Assert.Contains("only its parameters", runtime.SaveParameters("market-making", [("spread", "1")]), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_place[File]));
    }

    private void Begin(params string[] arguments)
    {
        var session = new RunningSession(_place, arguments);
        _sessions.Add(session);
        var runtime = new RuntimeSettings(_place.Read(arguments), new ConfigurationPlace(_place[""], _place.Environment), null);
        _api = new ApiStage(
            (app, s) =>
            {
                RiskRoutes.Map(app, s, runtime);
                StrategyRoutes.Map(app, s, runtime);
            },
            link: session.Link);
    }

    private async Task<JsonNode> Put(string path, string body) => (await Send(path, body)).Is(200);

    private async Task<ApiAnswer> Send(string path, string body)
    {
        string tag = (await _api!.Get(path.Split('?')[0])).Tag!;
        return await _api.Send(HttpMethod.Put, path, Role.Admin, JsonNode.Parse(body), ("If-Match", tag));
    }
}
