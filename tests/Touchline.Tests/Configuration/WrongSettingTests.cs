namespace Touchline.Tests.Configuration;

public sealed class WrongSettingTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("strategy", "magic", "a FILE.cs, or the id of a stored strategy")]
    [InlineData("models.queue", "lucky", "risk-averse, log, log2, power:n=N, power2:n=N or power3:n=N with a number N above 0")]
    [InlineData("models.queue", "power", "with a number N above 0, e.g. power:n=3")]
    [InlineData("models.queue", "power2:3", "with a number N above 0, e.g. power:n=3")]
    [InlineData("models.queue", "power:n=-3", "with a number N above 0, e.g. power:n=3")]
    [InlineData("models.queue", "log:n=3", "risk-averse, log, log2, power:n=N")]
    [InlineData("models.exchange", "generous", "partial-fill, no-partial-fill, reference-partial-fill")]
    [InlineData("models.latency", "fast", "constant:ENTRY,RESPONSE")]
    [InlineData("models.latency", "constant:2,2", "constant:ENTRY,RESPONSE")]
    [InlineData("models.latency", "constant:2ms,2h", "each at most 1h")]
    [InlineData("models.feed_offset", "2h", "from 0ns to 1h")]
    [InlineData("models.feed_offset", "-1ms", "from 0ns to 1h")]
    [InlineData("models.fees", "maker=1%,taker=0", "maker=RATE,taker=RATE")]
    [InlineData("models.fees", "maker=0.1", "maker=RATE,taker=RATE")]
    [InlineData("models.fees", "maker=0.1,maker=0.1", "maker=RATE,taker=RATE")]
    [InlineData("models.fees", "maker=0.1,taker=1", "between -1 and 1")]
    [InlineData("seed", "-1", "a whole number from 0 to 18446744073709551615")]
    [InlineData("seed", "18446744073709551616", "a whole number from 0 to 18446744073709551615")]
    [InlineData("risk.max_order", "0", "a number above 0, or none for no limit")]
    [InlineData("risk.max_position", "-1", "a number above 0, or none for no limit")]
    [InlineData("risk.max_exposure", "much", "a number above 0, or none for no limit")]
    [InlineData("risk.max_exposure", "", "a number above 0, or none for no limit")]
    [InlineData("risk.price_collar", "5", "a share of the touch above 0 and up to 1")]
    [InlineData("risk.order_rate", "300", "ORDERS/TIME with 1 to 65536 orders in at most 24h")]
    [InlineData("risk.order_rate", "0/10s", "ORDERS/TIME with 1 to 65536 orders in at most 24h")]
    [InlineData("risk.order_rate", "65537/10s", "ORDERS/TIME with 1 to 65536 orders in at most 24h")]
    [InlineData("risk.order_rate", "300/0s", "ORDERS/TIME with 1 to 65536 orders in at most 24h")]
    [InlineData("risk.order_rate", "300/25h", "ORDERS/TIME with 1 to 65536 orders in at most 24h")]
    [InlineData("risk.max_book_age", "0s", "a time above 0")]
    [InlineData("risk.max_book_age", "5", "a time above 0")]
    [InlineData("risk.max_live_orders", "0", "a whole number from 1 to 1048576")]
    [InlineData("risk.max_live_orders", "1048577", "a whole number from 1 to 1048576")]
    [InlineData("run.speed", "0x", "a factor such as 1x or 10x")]
    [InlineData("run.speed", "10", "a factor such as 1x or 10x")]
    [InlineData("run.speed", "1000001x", "a factor such as 1x or 10x")]
    [InlineData("run.for", "0s", "a time above 0")]
    [InlineData("run.journal", "", "a folder without a journal in it, or none")]
    [InlineData("run.impact", "yes", "on or off")]
    [InlineData("run.wait", "sleep", "spin, yield or block")]
    [InlineData("run.on_position_difference", "ignore", "alert, freeze or kill")]
    [InlineData("run.on_balance_difference", "", "alert, freeze or kill")]
    [InlineData("run.on_entry_price_difference", "Kill", "alert, freeze or kill")]
    [InlineData("run.opening", "0s", "a time above 0")]
    [InlineData("venue.name", "Binance!", "binance")]
    [InlineData("venue.symbols", "", "different symbols of the venue")]
    [InlineData("http.trusted_proxies", "proxy.example", "addresses and networks with commas between")]
    [InlineData("http.trusted_proxies", "0.0.0.0/0", "addresses and networks with commas between")]
    [InlineData("http.trusted_proxies", "127.0.0.1, 10.0.0.0/33", "addresses and networks with commas between")]
    [InlineData("http.trusted_proxies", "127.1", "addresses and networks with commas between")]
    [InlineData("http.users", "", "a file, or none")]
    [InlineData("http.token_life", "59s", "a time with its unit from 1m to 720h")]
    [InlineData("http.token_life", "721h", "a time with its unit from 1m to 720h")]
    [InlineData("http.token_life", "none", "a time with its unit from 1m to 720h")]
    [InlineData("data", "", "a list of recordings")]
    public void A_wrong_value_is_told_with_its_setting_its_layer_and_what_is_right(string path, string value, string right)
    {
        string name = "TOUCHLINE_" + path.ToUpperInvariant().Replace(".", "__");
        string message = _place.With(name, value).Refused();
        Assert.StartsWith($"environment {name}: setting {path} is '{value}'; right is ", message);
        Assert.Contains(right, message);
    }

    [Fact]
    public void Every_layer_is_named_by_its_own_wrong_value()
    {
        _place.Json("""{"models": {"latency": "fast"}}""");
        Assert.StartsWith("touchline.json: setting models.latency is 'fast'; right is constant:ENTRY,RESPONSE", _place.Refused());
        _place.Json("{}").DotEnv("# models\n\nTOUCHLINE_MODELS__LATENCY=slow");
        Assert.StartsWith(".env line 3 TOUCHLINE_MODELS__LATENCY: setting models.latency is 'slow'; right is", _place.Refused());
        _place.DotEnv("");
        Assert.StartsWith("command line --latency: setting models.latency is 'x'; right is", _place.Refused("--latency", "x"));
        Assert.StartsWith("command line --risk: setting risk.max_order is 'x'; right is", _place.Refused("--risk", "max_order=x"));
        Assert.StartsWith("command line --param: parameter levels is '51'; right is a whole number from 1 to 50", _place.Refused("--param", "levels=51"));
    }

    [Fact]
    public void A_wrong_value_that_a_stronger_layer_hides_is_wrong_all_the_same()
    {
        _place.Json("""{"seed": "x", "parameters": {"spread": "wide"}}""");
        Assert.StartsWith("touchline.json: setting seed is 'x'", _place.Refused("--seed", "1"));
        _place.Json("""{"parameters": {"spread": "wide"}}""");
        Assert.StartsWith("touchline.json: parameter spread is 'wide'", _place.Refused("--param", "spread=1"));
    }

    [Theory]
    [InlineData("""{"sed": 1}""", "setting sed is unknown; nearest is seed")]
    [InlineData("""{"model": {"latency": "constant:1ms,1ms"}}""", "setting model is unknown; nearest is models")]
    [InlineData("""{"models": {"latancy": "constant:1ms,1ms"}}""", "setting models.latancy is unknown; nearest is models.latency")]
    [InlineData("""{"models.latency": "constant:1ms,1ms", "seed.x": 1}""", "setting seed.x is unknown; nearest is seed")]
    [InlineData("""{"parametres": {}}""", "setting parametres is unknown; nearest is parameters")]
    [InlineData("""{"parameters": {"spred": 1}}""", "parameter 'spred' is unknown to strategy market-making; nearest is spread; known are spread, size")]
    [InlineData("""{"parameters": {"Spread": 1}}""", "parameter 'Spread' is unknown to strategy market-making; nearest is spread")]
    [InlineData("""{"colour": 1}""", "setting colour is unknown; 'touchline config show' lists what there is")]
    [InlineData("""{"parameters": {"nope": 1}}""", "parameter 'nope' is unknown to strategy market-making; known are spread, size")]
    [InlineData("""{"models": {"fees": {"x": 1, "taker": 1}}}""", "setting models.fees.x is unknown; known are maker, taker")]
    [InlineData("""{"models": {"fees": {"makr": 1, "taker": 1}}}""", "setting models.fees.makr is unknown; nearest is models.fees.maker")]
    [InlineData("""{"models": {"fees": {"maker": 0.1}}}""", "setting models.fees is 'maker=0.1'; right is maker=RATE,taker=RATE")]
    [InlineData("""{"models": {"fees": {"maker": 0.1, "maker": 0.1}}}""", "setting models.fees is 'maker=0.1,maker=0.1'; right is")]
    [InlineData("""{"models": {"fees": {"maker": [1], "taker": 1}}}""", "setting models.fees.maker is a list; right is a number")]
    [InlineData("""{"models": 5}""", "models is 5; right is an object with settings")]
    [InlineData("""{"parameters": []}""", "parameters is a list; right is an object with settings")]
    [InlineData("""{"parameters": {"spread": null}}""", "setting parameters.spread is null; right is a text, a number, true or false")]
    [InlineData("""{"seed": null}""", "setting seed is null; right is a whole number")]
    [InlineData("""{"seed": [1]}""", "setting seed is a list; right is a whole number")]
    [InlineData("""{"seed": {"a": 1}}""", "setting seed is an object; right is a whole number")]
    [InlineData("""{"seed": true}""", "setting seed is 'true'; right is a whole number")]
    [InlineData("""{"seed": 1.5}""", "setting seed is '1.5'; right is a whole number")]
    [InlineData("""{"data": ["a", ["b"]]}""", "setting data is a list; right is a list of recordings")]
    [InlineData("""{"data": ["a", ""]}""", "setting data is 'a, '; right is a list of recordings")]
    [InlineData("""{"seed": 1, "seed": 2}""", "setting seed is given twice; give it once")]
    [InlineData("""{"models.queue": "risk-averse", "models": {"queue": "risk-averse"}}""", "setting models.queue is given twice; give it once")]
    [InlineData("""{"models": {"queue": "risk-averse"}, "models": {"queue": "risk-averse"}}""", "setting models.queue is given twice; give it once")]
    [InlineData("""{"parameters": {"spread": 1, "spread": 1}}""", "setting parameters.spread is given twice; give it once")]
    [InlineData("""{"strategy": "\ud800"}""", "a text in it has an escape that is no Unicode character")]
    [InlineData("""{"\ud800": 1}""", "a text in it has an escape that is no Unicode character")]
    [InlineData("[]", "is a list; right is a JSON object with settings")]
    [InlineData("null", "is null; right is a JSON object with settings")]
    [InlineData(" \n", "is empty; right is a JSON object")]
    public void A_wrong_file_is_told_with_the_path_in_it(string json, string message)
    {
        string told = _place.Json(json).Refused();
        Assert.StartsWith("touchline.json", told);
        Assert.Contains(message, told);
    }

    [Theory]
    [InlineData("{\n  \"seed\": 1\n  \"data\": 2\n}", "touchline.json, line 3, column 3: ")]
    [InlineData("{\"strategy\": \"über\" x}", "touchline.json, line 1, column 21: ")]
    [InlineData("{\"seed\": 1", "touchline.json, line 1, column 11: ")]
    [InlineData("{} {}", "touchline.json, line 1, column 4: ")]
    [InlineData("{\r\n\"seed\": 01}", "touchline.json, line 2, column 10: ")]
    public void A_mistake_in_the_file_is_told_with_line_and_column(string json, string place)
    {
        string message = _place.Json(json).Refused();
        Assert.StartsWith(place, message);
        Assert.DoesNotContain("LineNumber", message);
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_welcome()
    {
        _place.Json("\uFEFF// mine\n{\"seed\": 5, /* more */ \"data\": [\"a.tlr\",],}");
        Assert.Equal(("5", "touchline.json"), _place.Find("seed"));
        _place.DotEnv("\uFEFFTOUCHLINE_SEED=6");
        Assert.Equal(("6", ".env line 1 TOUCHLINE_SEED"), _place.Find("seed"));
    }

    [Fact]
    public void A_file_that_cannot_be_a_configuration_is_refused()
    {
        Assert.Equal("none.json: no such file", _place.Refused("-c", "none.json"));
        Assert.Equal("none/none.json: no such file", _place.Refused("-c", "none/none.json"));
        File.WriteAllBytes(_place["touchline.json"], [(byte)'{', 0xFF, (byte)'}']);
        Assert.Equal("touchline.json isn't UTF-8 text", _place.Refused());
        _place.Json(new string(' ', (1 << 20) + 1));
        Assert.Equal("touchline.json is larger than 1 MiB; that is no configuration", _place.Refused());
        Assert.StartsWith("/dev/zero is larger than 1 MiB", _place.Refused("-c", "/dev/zero"));
    }

    [Theory]
    [InlineData("TOUCHLINE_SED", "nearest is TOUCHLINE_SEED")]
    [InlineData("TOUCHLINE_MODELS_LATENCY", "nearest is TOUCHLINE_MODELS__LATENCY")]
    [InlineData("TOUCHLINE_models__latency", "nearest is TOUCHLINE_MODELS__LATENCY")]
    [InlineData("TOUCHLINE_PARAMETERS__", "nearest is TOUCHLINE_PARAMETERS__NAME")]
    [InlineData("TOUCHLINE_", "nearest is TOUCHLINE_DATA")]
    public void An_unknown_name_with_our_prefix_is_told_with_the_nearest(string name, string nearest)
    {
        Assert.Contains($"environment {name}: no setting has the name {name}; {nearest}", _place.With(name, "1").Refused());
        _place.Environment.Clear();
        Assert.Contains($".env line 2 {name}: no setting has the name {name}; {nearest}", _place.DotEnv($"A=1\n{name}=1").Refused());
    }

    [Fact]
    public void A_setting_given_twice_in_one_layer_is_refused()
    {
        _place.DotEnv("TOUCHLINE_SEED=1\nTOUCHLINE_SEED=1");
        Assert.Equal(".env line 2 TOUCHLINE_SEED: setting seed is given twice: also by .env line 1 TOUCHLINE_SEED; give it once", _place.Refused());
        _place.DotEnv("").With("MAX_EXPOSURE_USDT", "5").With("TOUCHLINE_RISK__MAX_EXPOSURE", "6");
        Assert.Equal(
            "environment TOUCHLINE_RISK__MAX_EXPOSURE: setting risk.max_exposure is given twice: also by environment MAX_EXPOSURE_USDT; give it once",
            _place.Refused());
        _place.Environment.Clear();
        Assert.Equal("command line --param: setting parameters.levels is given twice; give it once", _place.Refused("--param", "levels=1", "--param", "levels=2"));
        Assert.Equal("command line --risk: setting risk.max_order is given twice; give it once", _place.Refused("--risk", "max_order=1", "--risk", "max_order=2"));
    }

    [Fact]
    public void Pairs_on_the_command_line_need_a_known_name_and_a_value()
    {
        Assert.Equal("command line --param: 'levels' is wrong; right is name=value", _place.Refused("--param", "levels"));
        Assert.Equal("command line --param: '=5' is wrong; right is name=value", _place.Refused("--param", "=5"));
        Assert.Equal("command line --risk: limit 'max_ordr' is unknown; nearest is max_order", _place.Refused("--risk", "max_ordr=1"));
        Assert.StartsWith("command line --risk: limit 'nope' is unknown; known are max_order,", _place.Refused("--risk", "nope=1"));
        Assert.StartsWith("command line --param: parameter 'nope' is unknown to strategy market-making; known are spread, size", _place.Refused("--param", "nope=1"));
        Assert.StartsWith("command line --param: parameter 'spred' is unknown to strategy market-making; nearest is spread", _place.Refused("--param", "spred=1"));
    }

    [Fact]
    public void A_strategy_file_that_is_not_there_is_named() => Assert.Contains("no strategy file mine.cs", _place.Refused("--strategy", "mine.cs"));
}
