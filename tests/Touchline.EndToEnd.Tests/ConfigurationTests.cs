using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_layers_of_a_folder_are_shown_with_where_they_came_from()
    {
        _folder.Write("touchline.json", """{"seed": 2, "parameters": {"levels": 3}, "models": {"latency": "constant:1ms,1ms"}}""");
        _folder.Write(".env", "OTHER=1\nTOUCHLINE_SEED=3\nMAX_EXPOSURE_USDT=1000\n");
        Outcome shown = Show(new() { ["TOUCHLINE_SEED"] = "4" }, "--param", "spread=2", "--json");
        shown.AssertDone();
        JsonNode settings = JsonNode.Parse(shown.Output)!;
        AssertShown(settings, "strategy", "\"market-making\"", "default");
        AssertShown(settings, "parameters.levels", "3", "touchline.json");
        AssertShown(settings, "parameters.spread", "2", "command line --param");
        AssertShown(settings, "models.latency", "\"constant:1ms,1ms\"", "touchline.json");
        AssertShown(settings, "risk.max_exposure", "1000", ".env line 3 MAX_EXPOSURE_USDT");
        AssertShown(settings, "seed", "4", "environment TOUCHLINE_SEED");
        _folder.Write("other.json", """{"seed": 5}""");
        Assert.Matches("parameters.levels +5", Show([], "-c", "other.json").Output);
    }

    [Fact]
    public void Showing_and_trading_refuse_the_same_mistakes()
    {
        _folder.Write("touchline.json", "{\"seed\": 1,\n\"sed\" 2}");
        Show([]).AssertWrongInput("touchline.json, line 2, column 7");
        _folder.Write("touchline.json", "{}");
        Show(new() { ["TOUCHLINE_SED"] = "1" }).AssertWrongInput("environment TOUCHLINE_SED: no setting has the name TOUCHLINE_SED; nearest is TOUCHLINE_SEED");
        _folder.Write(".env", "TOUCHLINE_RUN__SPEED=fast");
        Show([]).AssertWrongInput(".env line 1 TOUCHLINE_RUN__SPEED: setting run.speed is 'fast'; right is a factor");
        foreach (string verb in (string[])["run", "backtest"])
            TouchlineProgram.RunIn(_folder.Path, [], verb).AssertWrongInput(".env line 1 TOUCHLINE_RUN__SPEED: setting run.speed is 'fast'");
    }

    [Fact]
    public void A_session_follows_its_configuration()
    {
        _folder.Write("touchline.json", """{"parameters": {"levels": 2}, "run": {"speed": "max", "for": "600s"}, "risk": {"max_live_orders": 1}}""");
        JsonNode one = Session([]), other = Session(new() { ["TOUCHLINE_SEED"] = "2" });
        Assert.True((long)one["orders"]!["sent"]! > 0);
        Assert.NotEqual((long)one["rows"]!, (long)other["rows"]!);
        JsonNode unlimited = JsonNode.Parse(TouchlineProgram.RunIn(_folder.Path, [], "run", "--json", "--risk", "max_live_orders=100").Output)!;
        Assert.True((long)unlimited["orders"]!["sent"]! > (long)one["orders"]!["sent"]!);
        _folder.Write("touchline.json", """{"run": {"speed": "max", "for": "600s"}, "risk": {"max_order": 0.0005}}""");
        Assert.Equal(0, (long)Session([])["orders"]!["sent"]!);
    }

    [Fact]
    public void Strategies_are_listed_with_their_parameters()
    {
        Outcome text = TouchlineProgram.Run("strategies"), json = TouchlineProgram.Run("strategies", "--json");
        text.AssertDone();
        json.AssertDone();
        Assert.Contains("market-making: quotes", text.Output);
        Assert.Matches(@"\n  levels +whole +5 +quotes +a whole number from 1 to 50 +quotes on each side", text.Output);
        JsonNode refresh = JsonNode.Parse(json.Output)!["market-making"]!["parameters"]!["refresh"]!;
        Assert.Equal(("duration", "1s"), ((string)refresh["type"]!, (string)refresh["default"]!));
    }

    private JsonNode Session(Dictionary<string, string> environment)
    {
        Outcome run = TouchlineProgram.RunIn(_folder.Path, environment, "run", "--json");
        run.AssertDone();
        return JsonNode.Parse(run.Output)!;
    }

    private Outcome Show(Dictionary<string, string> environment, params string[] arguments) =>
        TouchlineProgram.RunIn(_folder.Path, environment, ["config", "show", .. arguments]);

    private static void AssertShown(JsonNode settings, string path, string value, string source) =>
        Assert.Equal((value, source), (settings[path]!["value"]!.ToJsonString(), (string)settings[path]!["source"]!));
}
