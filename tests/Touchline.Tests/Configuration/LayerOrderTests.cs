using System.Text.Json;
using Touchline.Configuration;

namespace Touchline.Tests.Configuration;

public sealed class LayerOrderTests : IDisposable
{
    // Of each setting a value for the JSON file, the .env file, the environment and the command line, as it is shown.
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["strategy"] = ["market-making", "market-making", "market-making", "market-making"],
        ["parameters.spread"] = ["1.5", "2.5", "3.5", "4.5"],
        ["data"] = ["a.tlr", "b.tlr", "c.tlr", "d.tlr"],
        ["models.queue"] = ["log", "power:n=3", "power3:n=0.5", "risk-averse"],
        ["models.exchange"] = ["no-partial-fill", "partial-fill", "no-partial-fill", "partial-fill"],
        ["models.latency"] = ["constant:1ms,1ms", "constant:1ms,500us", "constant:0ns,1ms", "constant:3s,1h"],
        ["models.feed_offset"] = ["1ms", "500us", "0ns", "1h"],
        ["models.fees"] = ["maker=0,taker=0", "maker=-0.00005,taker=0.0004", "maker=0.1,taker=-0.1", "maker=0.0001,taker=0.0001"],
        ["margin.deposit"] = ["1000", "none", "0.5", "2000"],
        ["margin.leverage"] = ["1", "20", "2.5", "125"],
        ["margin.maintenance"] = ["0.004", "0", "0=0.004,50000=0.005", "0.001"],
        ["margin.liquidation_fee"] = ["0", "0.0125", "0.01", "0.5"],
        ["seed"] = ["0", "7", "18446744073709551615", "3"],
        ["risk.max_order"] = ["0.5", "none", "0.001", "100000"],
        ["risk.max_position"] = ["0.5", "2", "none", "3.25"],
        ["risk.max_exposure"] = ["1000", "2000.5", "3000", "none"],
        ["risk.price_collar"] = ["0.05", "1", "none", "0.001"],
        ["risk.order_rate"] = ["300/10s", "1/1ms", "none", "65536/24h"],
        ["risk.max_book_age"] = ["1s", "250ms", "none", "1h"],
        ["risk.open_positions"] = ["off", "on", "off", "on"],
        ["risk.max_open_positions"] = ["5", "none", "1", "2147483646"],
        ["risk.max_instrument_exposure"] = ["1000", "2000.5", "3000", "none"],
        ["risk.max_leverage"] = ["3", "none", "0.5", "125"],
        ["risk.capital"] = ["1000", "none", "0.5", "2000"],
        ["risk.max_daily_loss"] = ["100", "none", "0.5", "2000"],
        ["risk.max_drawdown"] = ["100", "none", "0.5", "2000"],
        ["risk.min_notional"] = ["5", "none", "0.5", "100"],
        ["risk.max_correlation"] = ["0.8", "1", "none", "0.95"],
        ["risk.correlation_window"] = ["5m", "300ms", "24h", "1h"],
        ["risk.self_trade"] = ["on", "off", "on", "off"],
        ["risk.breaker_failures"] = ["3", "none", "1", "10"],
        ["risk.breaker_cool_down"] = ["1s", "250ms", "5m", "1h"],
        ["risk.max_live_orders"] = ["1", "1048576", "200", "3"],
        ["run.speed"] = ["10x", "max", "0.5x", "1x"],
        ["run.for"] = ["30s", "none", "1h", "1ns"],
        ["run.record"] = ["a", "b", "c", "d"],
        ["run.journal"] = ["a", "b", "none", "d"],
        ["run.impact"] = ["on", "off", "on", "off"],
        ["run.wait"] = ["spin", "yield", "block", "spin"],
        ["storage.database"] = ["a.db", "b.db", "c.db", "d.db"],
        ["run.live"] = ["on", "off", "on", "off"],
        ["run.on_position_difference"] = ["alert", "kill", "freeze", "alert"],
        ["run.on_balance_difference"] = ["freeze", "kill", "alert", "freeze"],
        ["run.on_entry_price_difference"] = ["kill", "freeze", "alert", "kill"],
        ["run.opening"] = ["30s", "none", "1h", "1ns"],
        ["run.on_stop"] = ["keep", "cancel", "keep", "cancel"],
        ["log.folder"] = ["a", "b", "none", "d"],
        ["log.level"] = ["debug", "error", "warning", "info"],
        ["log.keep"] = ["1", "7", "3650", "30"],
        ["metrics.otlp"] = ["http://127.0.0.1:4318", "none", "https://a/v1/metrics", "http://b"],
        ["alerts.reject_rate"] = ["0.1", "1", "0.001", "0.2"],
        ["alerts.daily_loss"] = ["0.5", "1", "0.001", "0.9"],
        ["alerts.disconnect"] = ["1s", "24h", "30s", "5m"],
        ["alerts.repeat"] = ["1m", "24h", "30s", "1h"],
        ["venue.name"] = ["binance", "none", "binance", "none"],
        ["venue.symbols"] = ["BTCUSDT", "ETHUSDT, 测试USDT", "A", "BTCUSDT_260925"],
        ["venue.testnet"] = ["on", "off", "on", "off"],
        ["venue.rest_url"] = ["https://a", "none", "http://127.0.0.1:1", "https://b.example"],
        ["venue.ws_url"] = ["wss://a", "none", "ws://127.0.0.1:1", "wss://b.example"],
        ["venue.ws_api_url"] = ["wss://a/x", "none", "ws://127.0.0.1:1/ws-fapi/v1", "wss://b.example"],
        ["venue.certificate"] = ["a", "b", "none", "d"],
        ["venue.key"] = ["a", "b", "none", "d"],
        ["venue.keys"] = ["a", "b", "none", "d"],
        ["venue.key_file"] = ["a", "b", "none", "d"],
        ["http.listen"] = ["127.0.0.1:1", "127.0.0.1:0", "off", "[::1]:8080"],
        ["http.origins"] = ["http://a", "https://b", "http://c:81", "http://d"],
        ["http.hosts"] = ["a", "b.c", "d", "e"],
        ["http.trusted_proxies"] = ["127.0.0.1", "10.0.0.0/8, ::1", "192.0.2.1", "2001:db8::/32"],
        ["http.users"] = ["a", "b", "none", "d"],
        ["http.token_life"] = ["1m", "12h", "720h", "90s"],
        ["http.data"] = ["a", "b", "none", "d"],
        ["telegram.chats"] = ["1", "-1001, 2", "3", "4"],
        ["telegram.token_file"] = ["a", "b", "none", "d"],
        ["strategies.folder"] = ["a", "b/c", "/d", "e"],
        ["strategies.allow_all"] = ["on", "off", "on", "off"],
        ["telegram.api"] = ["https://a", "http://127.0.0.1:1", "http://localhost:8081", "https://b.example"],
    };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    public static TheoryData<string> Paths() => [.. Settings.All.Select(s => s.Path).Append("parameters.spread")];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_strongest_layer_that_gives_a_setting_wins_whichever_give_it(string path)
    {
        string atRest = _place.Find(path).Value;
        string[] values = Values[path], sources = ["touchline.json", $".env line 1 {Variable(path)}", $"environment {Variable(path)}", $"command line {Option(path)[0]}"];
        for (int layers = 0; layers < 16; layers++)
        {
            using var place = new Workplace();
            string[] arguments = Give(place, path, values, layers);
            int strongest = Array.FindLastIndex([0, 1, 2, 3], i => (layers & 1 << i) != 0);
            Assert.Equal(strongest < 0 ? (atRest, "default") : (values[strongest], sources[strongest]), place.Find(path, arguments));
        }
    }

    [Fact]
    public void Parameters_of_different_layers_come_together_by_name()
    {
        _place.Json("""{"parameters": {"spread": 2, "levels": 3, "size": "0.5", "refresh": "2s"}}""")
            .DotEnv("TOUCHLINE_PARAMETERS__LEVELS=4\nTOUCHLINE_PARAMETERS__SIZE=0.25")
            .With("TOUCHLINE_PARAMETERS__SIZE", "0.125").With("TOUCHLINE_PARAMETERS__MAX_POSITION", "7");
        EffectiveSettings read = _place.Read("--param", "refresh=3s");
        Assert.Equal(
            [("spread", "2"), ("size", "0.125"), ("max_position", "7"), ("levels", "4"), ("refresh", "3s"), ("skew", "1"), ("widening", "off")],
            read.Strategy.Parameters.Select(p => (p.Name, p.ValueText)));
    }

    [Fact]
    public void A_list_of_a_stronger_layer_replaces_the_weaker_one_whole()
    {
        _place.Json("""{"data": ["a.tlr", "b.tlr"]}""");
        Assert.Equal("a.tlr, b.tlr", _place.Find("data").Value);
        Assert.Equal(["c.tlr", "d,e.tlr"], _place.Read("--data", "c.tlr", "--data", "d,e.tlr").Value(Settings.Data));
        _place.With("TOUCHLINE_DATA", "f.tlr, g.tlr");
        Assert.Equal(["f.tlr", "g.tlr"], _place.Read().Value(Settings.Data));
        _place.Environment.Clear();
        _place.Json("""{"data": "one, of one name.tlr"}""");
        Assert.Equal(["one, of one name.tlr"], _place.Read().Value(Settings.Data));
        _place.Json("""{"data": []}""").DotEnv("");
        Assert.Equal("none", _place.Find("data").Value);
    }

    [Fact]
    public void The_file_that_the_user_names_is_read_instead_of_the_usual_one()
    {
        _place.Json("""{"seed": 2, "run": {"speed": "5x"}}""").Write("mine/other.json", """{"seed": 3}""");
        Assert.Equal(("3", "mine/other.json"), _place.Find("seed", "-c", "mine/other.json"));
        Assert.Equal(("1x", "default"), _place.Find("run.speed", "--config", "mine/other.json"));
        Assert.Equal(("2", "touchline.json"), _place.Find("seed"));
    }

    [Fact]
    public void A_folder_with_the_usual_name_is_no_file()
    {
        Directory.CreateDirectory(_place[".env"]);
        Directory.CreateDirectory(_place["touchline.json"]);
        Assert.Equal(("1", "default"), _place.Find("seed"));
        Assert.Equal("touchline.json is a folder; give a file", _place.Refused("-c", "touchline.json"));
    }

    [Fact]
    public void Exposure_also_has_its_plain_name()
    {
        _place.DotEnv("MAX_EXPOSURE_USDT=500");
        Assert.Equal(("500", ".env line 1 MAX_EXPOSURE_USDT"), _place.Find("risk.max_exposure"));
        Assert.Equal(("600", "environment MAX_EXPOSURE_USDT"), _place.With("MAX_EXPOSURE_USDT", "600").Find("risk.max_exposure"));
    }

    [Fact]
    public void Names_of_others_are_left_alone()
    {
        _place.DotEnv("API_KEY=abc\nTOUCHLINE_TEST_DATA=/data").With("TOUCHLINE_TEST_DATA", "/data").With("SEED", "9").With("TOUCHLINES", "1");
        Assert.All(_place.Read().Show(), s => Assert.Equal("default", s.Source));
    }

    // Writes the setting into the layers whose bits are set; the arguments of the command line come back.
    private static string[] Give(Workplace place, string path, string[] values, int layers)
    {
        if ((layers & 1) != 0)
            place.Json(path.Split('.').Reverse().Aggregate(JsonSerializer.Serialize(values[0]), (inner, name) => $"{{\"{name}\": {inner}}}"));
        if ((layers & 2) != 0)
            place.DotEnv($"{Variable(path)}={values[1]}");
        if ((layers & 4) != 0)
            place.With(Variable(path), values[2]);
        return (layers & 8) == 0 ? [] : [Option(path)[0], Option(path)[1] + values[3]];
    }

    private static string Variable(string path) => "TOUCHLINE_" + path.Replace(".", "__").ToUpperInvariant();

    private static string[] Option(string path) => path switch
    {
        "models.exchange" => ["--exchange-model", ""],
        "venue.name" => ["--venue", ""],
        "http.listen" => ["--http", ""],
        "strategies.folder" => ["--strategies", ""],
        "http.origins" or "http.hosts" or "http.data" => ["--http-" + path[5..], ""],
        ['l', 'o', 'g', '.', .. var name] => ["--log-" + name, ""],
        ['a', 'l', 'e', 'r', 't', 's', '.', .. var name] => ["--alert-" + name.Replace('_', '-'), ""],
        ['r', 'i', 's', 'k', '.', .. var name] => ["--risk", name + "="],
        ['p', 'a', 'r', 'a', 'm', 'e', 't', 'e', 'r', 's', '.', .. var name] => ["--param", name + "="],
        ['t', 'e', 'l', 'e', 'g', 'r', 'a', 'm', '.', .. var name] => [$"--telegram-{name.Replace('_', '-')}", ""],
        _ => ["--" + path.Split('.')[^1].Replace('_', '-'), ""],
    };
}
