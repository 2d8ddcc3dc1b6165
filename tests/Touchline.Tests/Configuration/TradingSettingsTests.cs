using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Matching;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Tests.Configuration;

public sealed class TradingSettingsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Without_any_setting_the_models_and_limits_are_those_of_their_records()
    {
        TradingSettings settings = TradingSettings.Of(_place.Read());
        Assert.Equal("market-making", settings.Name);
        Assert.Empty(settings.Data);
        Assert.Equal(new SimulationOptions(), settings.Models);
        Assert.Equal(new RiskLimits(), settings.Risk);
        Assert.Equal(1UL, settings.Seed);
        Assert.Equal((1.0, null, 0), (settings.Run.Speed, settings.Run.For, settings.Run.Record.Count));
        Assert.Equal(ExchangeModel.PartialFill, settings.Models.Exchange);
        Assert.Null(settings.Run.Journal);
    }

    [Fact]
    public void A_verb_gets_what_the_file_says()
    {
        _place.Json("""
            {
              "strategy": "market-making", "parameters": {"levels": 2, "spread": "3.5"}, "data": "a.tlr", "seed": 99,
              "models": {"queue": "power2:n=2.5", "exchange": "no-partial-fill", "latency": "constant:1ms,500us", "fees": {"taker": 4e-4, "maker": "-0.00005"}},
              "risk": {"max_order": 1, "max_position": 2.5, "max_exposure": 1e6, "price_collar": 0.05, "order_rate": "300/10s", "max_book_age": "5s", "max_live_orders": 40},
              "run": {"speed": "10x", "for": "1.5s", "record": ["x"], "journal": "y"}
            }
            """);
        TradingSettings settings = TradingSettings.Of(_place.Read());
        Assert.Equal(["a.tlr"], settings.Data);
        Assert.Equal(["3.5", "0.001", "0.1", "2", "1s", "1", "off"], settings.Strategy.Parameters.Select(p => p.ValueText));
        Assert.Equal(
            new SimulationOptions { Seed = 99, Queue = QueueModel.Power(QueueKind.Power2, 2.5), Exchange = ExchangeModel.NoPartialFill, Latency = new ConstantLatency(1_000_000, 500_000), Fees = new FeeRates(-0.00005m, 0.0004m) },
            settings.Models);
        Assert.Equal(
            new RiskLimits
            {
                MaxOrder = 1,
                MaxPosition = 2.5m,
                MaxExposure = 1_000_000,
                PriceCollar = 0.05m,
                OrderRate = new OrderRate(300, 10_000_000_000),
                MaxBookAgeNs = 5_000_000_000,
                MaxLiveOrders = 40,
            },
            settings.Risk);
        Assert.Equal(99UL, settings.Seed);
        Assert.Equal((10.0, TimeSpan.FromSeconds(1.5)), (settings.Run.Speed, settings.Run.For));
        Assert.Equal(["x"], settings.Run.Record);
        Assert.Equal("y", settings.Run.Journal);
    }

    [Fact]
    public void Where_orders_leave_own_orders_do_not_meet_and_a_failing_venue_is_left_alone_unless_something_else_is_given()
    {
        Assert.Equal(new RiskLimits().ForVenue(), TradingSettings.Of(_place.Read("--live")).Risk);
        Assert.Equal(new RiskLimits(), TradingSettings.Of(_place.Read("--live", "--risk", "self_trade=on", "--risk", "breaker_failures=none")).Risk);
    }

    [Fact]
    public void A_leverage_without_capital_is_a_mistake()
    {
        string message = Assert.Throws<Core.BadInputException>(() => TradingSettings.Of(_place.Read("--risk", "max_leverage=3"))).Message;
        Assert.StartsWith("section risk: max_leverage is given without capital", message);
    }

    [Fact]
    public void None_takes_a_limit_of_a_weaker_layer_away()
    {
        _place.Json("""{"risk": {"max_order": 1, "order_rate": "1/1s", "max_book_age": "1s"}, "run": {"for": "1s"}}""");
        TradingSettings settings = TradingSettings.Of(
            _place.Read("--risk", "max_order=none", "--risk", "order_rate=none", "--risk", "max_book_age=none", "--for", "none"));
        Assert.Equal(new RiskLimits(), settings.Risk);
        Assert.Null(settings.Run.For);
    }

    [Fact]
    public void Settings_are_shown_as_columns()
    {
        _place.Json("""{"parameters": {"size": 0.50}, "models": {"latency": "constant:0.002s,500us"}}""").With("TOUCHLINE_DATA", "a.tlr,b.tlr");
        string[] lines = ConfigCommand.ToText(_place.Read("--risk", "max_exposure=1e3").Show()).Split(Environment.NewLine);
        // Columns are as wide as their widest cell.
        int names = Settings.All.Max(setting => setting.Path.Length) + 2;
        string Line(string name, string value, string source) => name.PadRight(names) + value.PadRight(27) + source;
        Assert.Equal(Line("setting", "value", "source"), lines[0]);
        Assert.Contains(Line("strategy", "market-making", "default"), lines);
        Assert.Contains(Line("parameters.size", "0.50", "touchline.json"), lines);
        Assert.Contains(Line("data", "a.tlr, b.tlr", "environment TOUCHLINE_DATA"), lines);
        Assert.Contains(Line("models.latency", "constant:2ms,500us", "touchline.json"), lines);
        Assert.Contains(Line("risk.max_exposure", "1000", "command line --risk"), lines);
        Assert.Contains(Line("risk.max_order", "none", "default"), lines);
        Assert.Equal(1 + 7 + Settings.All.Count, lines.Length);
    }

    [Fact]
    public void Settings_are_shown_as_json_by_path()
    {
        _place.Json("""{"parameters": {"size": 0.5}, "data": ["a.tlr", "b.tlr"], "seed": 18446744073709551615, "risk": {"max_order": 2}}""");
        JsonObject shown = ConfigCommand.ToJson(_place.Read().Show());
        Assert.Equal(7 + Settings.All.Count, shown.Count);
        Assert.Equal("""{"value":0.5,"source":"touchline.json"}""", shown["parameters.size"]!.ToJsonString());
        Assert.Equal("""{"value":"1s","source":"default"}""", shown["parameters.refresh"]!.ToJsonString());
        Assert.Equal("""{"value":["a.tlr","b.tlr"],"source":"touchline.json"}""", shown["data"]!.ToJsonString());
        Assert.Equal("""{"value":18446744073709551615,"source":"touchline.json"}""", shown["seed"]!.ToJsonString());
        Assert.Equal("""{"value":2,"source":"touchline.json"}""", shown["risk.max_order"]!.ToJsonString());
        Assert.Equal("""{"value":"none","source":"default"}""", shown["risk.max_position"]!.ToJsonString());
        Assert.Equal("""{"value":16384,"source":"default"}""", shown["risk.max_live_orders"]!.ToJsonString());
    }

    [Fact]
    public void Shown_values_can_stand_in_a_file()
    {
        JsonObject shown = ConfigCommand.ToJson(_place.Read("--data", "a.tlr", "--param", "refresh=5s", "--risk", "order_rate=5/1m").Show());
        var file = new JsonObject();
        foreach ((string path, JsonNode? setting) in shown)
        {
            string[] parts = path.Split('.');
            JsonObject section = file;
            foreach (string part in parts[..^1])
                section = (JsonObject)(section[part] ??= new JsonObject());
            section[parts[^1]] = setting!["value"]!.DeepClone();
        }

        JsonObject again = ConfigCommand.ToJson(_place.Json(file.ToJsonString()).Read().Show());
        Assert.All(again, s => Assert.Equal("touchline.json", (string)s.Value!["source"]!));
        Assert.Equal(shown.Select(s => (s.Key, s.Value!["value"]!.ToJsonString())), again.Select(s => (s.Key, s.Value!["value"]!.ToJsonString())));
    }

    [Fact]
    public void Every_setting_stands_in_the_documentation()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "configuration.md"));
        foreach (Setting setting in Settings.All)
        {
            string option = setting.NameInOption is null ? setting.Option : $"{setting.Option} {setting.NameInOption}=";
            Assert.Contains($"| `{setting.Path}` | `{option}` | {(setting.DefaultText == "none" ? "none" : $"`{setting.DefaultText}`")} |", page);
        }

        Assert.All(Settings.All.Select(s => s.PlainName).OfType<string>(), name => Assert.Contains($"`{name}`", page));
    }

    private static string Root()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Touchline.slnx")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}
