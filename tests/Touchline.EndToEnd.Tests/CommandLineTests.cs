using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

public sealed class CommandLineTests : IDisposable
{
    private const string Header = "local_ns,exchange_ns,kind,side,price,quantity\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("import")]
    [InlineData("inspect")]
    [InlineData("export")]
    [InlineData("generate")]
    [InlineData("backtest")]
    [InlineData("compare")]
    [InlineData("run")]
    [InlineData("bench")]
    [InlineData("strategies")]
    [InlineData("config")]
    [InlineData("exchange")]
    public void Every_verb_has_help(string verb)
    {
        Outcome outcome = verb.Length == 0 ? TouchlineProgram.Run("--help") : TouchlineProgram.Run(verb, "--help");
        outcome.AssertDone();
        Assert.Contains("Usage:", outcome.Output);
    }

    [Fact]
    public void An_unknown_verb_or_option_is_wrong_input()
    {
        TouchlineProgram.Run("fly").AssertWrongInput("fly");
        TouchlineProgram.Run("inspect", "--nothing", "a.tlr").AssertWrongInput("--nothing");
        TouchlineProgram.Run("inspect", "-n", "a.tlr").AssertWrongInput("option '-n' is unknown");
        TouchlineProgram.Run("config", "show", "--nothing").AssertWrongInput("See 'touchline config show --help'");
        TouchlineProgram.Run("config", "show", "-n").AssertWrongInput("option '-n' is unknown");
        TouchlineProgram.Run("config", "--json").AssertWrongInput("option '--json' is unknown");
        TouchlineProgram.Run("config").AssertWrongInput("See 'touchline config --help'");
        TouchlineProgram.Run("backtest").AssertWrongInput("--data");
    }

    [Fact]
    public void Missing_empty_and_foreign_recordings_are_named()
    {
        string empty = _folder.Write("empty.tlr", ""), foreign = _folder.Write("foreign.tlr", new string('x', 5000));
        foreach (string[] verb in (string[][])[["inspect"], ["backtest", "--data"], ["run", "--data"], ["export", "-o", _folder["x.csv"]]])
        {
            TouchlineProgram.Run([.. verb, _folder["none.tlr"]]).AssertWrongInput("none.tlr: no such file");
            TouchlineProgram.Run([.. verb, empty]).AssertWrongInput("empty.tlr is empty");
            TouchlineProgram.Run([.. verb, foreign]).AssertWrongInput("foreign.tlr is not a Touchline recording");
        }

        Assert.Equal(["empty.tlr", "foreign.tlr"], _folder.Names);
    }

    [Fact]
    public void The_part_that_a_killed_session_left_is_named_where_its_recording_is_missing()
    {
        string partial = _folder.Write("kk.tlr.partial", "");
        foreach (string[] verb in (string[][])[["inspect"], ["backtest", "--data"], ["run", "--data"]])
            TouchlineProgram.Run([.. verb, _folder["kk.tlr"]]).AssertWrongInput($"{_folder["kk.tlr"]}: no such file; {partial} is there");
    }

    [Fact]
    public void Facts_that_nothing_was_measured_of_are_null_and_a_dash()
    {
        Import(_folder.Write("a.csv", Header + "5,1,trade,1,100.1,1\n")).AssertDone();
        Outcome table = TouchlineProgram.Run("inspect", "--facts", _folder["a.tlr"]);
        table.AssertDone();
        Assert.DoesNotContain("NaN", table.Output);
        Assert.Contains("one tick -, two to five -, wider - of the time; mean - ticks", table.Output);
        Outcome json = TouchlineProgram.Run("inspect", "--facts", "--json", _folder["a.tlr"]);
        json.AssertDone();
        Assert.DoesNotContain("NaN", json.Output);
        JsonNode facts = Assert.Single(JsonNode.Parse(json.Output)!.AsObject()).Value!;
        Assert.Null(facts["spread"]!["one_tick"]);
        Assert.True(facts["spread"]!.AsObject().ContainsKey("one_tick"));
        Assert.Equal(100, (int)((double)facts["trades"]!["median_quantity"]! * 100));
        Assert.Equal(1, (int)facts["flow"]!["most_messages_in_10_ms"]!);
        Assert.True(facts["trades"]!.AsObject().ContainsKey("taker_sign_autocorrelation_10"));
        Assert.True(facts["moves"]!.AsObject().ContainsKey("volatility_10_bp"));
        Assert.True(facts["latency"]!.AsObject().ContainsKey("p50_ns"));
    }

    [Theory]
    [InlineData("é/..")]
    [InlineData("A/B")]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456")]
    public void A_generated_symbol_is_of_letters_digits_and_two_signs(string symbol)
    {
        TouchlineProgram.Run("generate", "--for", "1s", "--symbol", symbol, "-o", _folder["a.gz"]).AssertWrongInput($"symbol '{symbol}' is wrong; right are 1 to 32 letters");
        Assert.Empty(_folder.Names);
        TouchlineProgram.Run("generate", "--for", "1s", "--symbol", "Abc_9-PERP", "-o", _folder["a.gz"]).AssertDone();
    }

    [Fact]
    public void Files_and_markets_that_dont_match_are_counted()
    {
        TouchlineProgram.Run("run", "--for", "1s", "--record", _folder["a.tlr"], "--record", _folder["b.tlr"])
            .AssertWrongInput("setting run.record has 2 files for 1 market; right is one file a market (--record given once)");
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("1,1,depth,1,100.05,1\n", "line 2: the price 100.05 is no multiple of the tick 0.1")]
    [InlineData("1,1,depth,1,100.1,1\n2,2,depth,1,100.1,-1\n", "line 3: the quantity -1 is negative")]
    [InlineData("5,1,depth,1,100.1,1\n4,2,depth,1,100.1,1\n", "line 3: local time runs backwards: 4 after 5")]
    [InlineData("5,1,deep,1,100.1,1\n", "line 2: the kind is none of")]
    [InlineData("5,1,trade,0,100.1,1\n", "line 2: side 0 is wrong")]
    [InlineData("5,1,trade,1,100.1\n", "line 2: 6 fields are right, here are 5")]
    [InlineData("5,1,trade,1,abc,1\n", "line 2: price 'abc' is not a number")]
    [InlineData("-1,-1,trade,1,100.1,1\n", "line 2: both times are -1")]
    [InlineData("", "there is nothing to import")]
    public void A_bad_line_is_named_with_its_number_and_nothing_is_written(string rows, string message)
    {
        string csv = _folder.Write("a.csv", Header + rows);
        Import(csv).AssertWrongInput(message);
        Assert.Equal(["a.csv"], _folder.Names);
    }

    [Fact]
    public void An_import_that_fails_leaves_an_older_recording_as_it_was()
    {
        Import(_folder.Write("a.csv", Header + "5,1,trade,1,100.1,1\n")).AssertDone();
        byte[] before = File.ReadAllBytes(_folder["a.tlr"]);
        Import(_folder.Write("a.csv", Header + "5,1,trade,1,100.1,oops\n")).AssertWrongInput("'oops'");
        Assert.Equal(before, File.ReadAllBytes(_folder["a.tlr"]));
    }

    [Fact]
    public void Events_csv_needs_its_units()
    {
        string csv = _folder.Write("a.csv", Header + "5,1,trade,1,100.1,1\n");
        TouchlineProgram.Run("import", "--format", "events-csv", "--symbol", "X", "-o", _folder["a.tlr"], csv).AssertWrongInput("--tick and --lot");
        TouchlineProgram.Run("import", "--format", "events-csv", "--symbol", "X", "--tick", "0", "--lot", "1", "-o", _folder["a.tlr"], csv)
            .AssertWrongInput("--tick '0' is not a step");
    }

    [Theory]
    [InlineData("--strategy", "magic", "command line --strategy: setting strategy is 'magic'; right is market-making")]
    [InlineData("--param", "spred=1", "parameter 'spred' is unknown")]
    [InlineData("--param", "levels=many", "parameter levels is 'many'")]
    [InlineData("--param", "size=0.0001", "parameter size is 0.0001")]
    [InlineData("--latency", "constant:2,2", "setting models.latency is 'constant:2,2'")]
    [InlineData("--fees", "maker=1%,taker=0", "setting models.fees is 'maker=1%,taker=0'")]
    [InlineData("--queue", "lucky", "setting models.queue is 'lucky'")]
    [InlineData("--exchange-model", "generous", "setting models.exchange is 'generous'")]
    [InlineData("--risk", "max_order=0", "setting risk.max_order is '0'")]
    [InlineData("--seed", "x", "setting seed is 'x'")]
    [InlineData("--data", "b.tlr", "b.tlr: no such file")]
    [InlineData("--config", "none.json", "none.json: no such file")]
    public void A_wrong_option_of_a_backtest_is_named_and_nothing_is_written(string option, string value, string message)
    {
        Import(_folder.Write("a.csv", Header + "5,1,depth,1,100.1,1\n5,1,depth,-1,100.2,1\n6,2,trade,1,100.2,1\n")).AssertDone();
        TouchlineProgram.Run("backtest", "--data", _folder["a.tlr"], option, value, "--json", _folder["out.json"], "--fills", _folder["fills.csv"])
            .AssertWrongInput(message);
        Assert.Equal(["a.csv", "a.tlr"], _folder.Names);
    }

    [Fact]
    public void An_output_never_takes_the_place_of_an_input_a_folder_or_a_device()
    {
        string csv = _folder.Write("a.csv", Header + "5,1,depth,1,100.1,1\n5,1,depth,-1,100.2,1\n6,2,trade,1,100.2,1\n");
        byte[] capture = File.ReadAllBytes(csv);
        Import(csv).AssertDone();
        byte[] recording = File.ReadAllBytes(_folder["a.tlr"]);
        Directory.CreateDirectory(_folder["dir.tlr"]);
        string[] import = ["import", "--format", "events-csv", "--symbol", "X", "--tick", "0.1", "--lot", "0.001", csv, "-o"];
        TouchlineProgram.Run([.. import, csv]).AssertWrongInput("give another name");
        TouchlineProgram.Run([.. import, _folder["dir.tlr"]]).AssertWrongInput("it is a folder");
        TouchlineProgram.Run([.. import, "/dev/null"]).AssertWrongInput("it is a device");
        TouchlineProgram.Run("export", _folder["a.tlr"], "-o", _folder["dir.tlr/../a.tlr"]).AssertWrongInput("can't tell a format");
        TouchlineProgram.Run("backtest", "--data", _folder["a.tlr"], "--fills", _folder["a.tlr"]).AssertWrongInput("give another name");
        TouchlineProgram.Run("backtest", "--data", _folder["a.tlr"], "--fills", _folder["x"], "--json", _folder["x"]).AssertWrongInput("give another name");
        TouchlineProgram.Run("backtest", "--data", _folder["a.tlr"], "--json", _folder["dir.tlr"]).AssertWrongInput("it is a folder");
        Assert.Equal(capture, File.ReadAllBytes(csv));
        Assert.Equal(recording, File.ReadAllBytes(_folder["a.tlr"]));
        Assert.Equal(["a.csv", "a.tlr"], _folder.Names);
    }

    [Fact]
    public void An_output_given_by_a_link_is_written_where_the_link_points()
    {
        string csv = _folder.Write("a.csv", Header + "5,1,trade,1,100.1,1\n");
        File.CreateSymbolicLink(_folder["a.tlr"], _folder["real.tlr"]);
        Import(csv).AssertDone();
        Assert.Equal(_folder["real.tlr"], new FileInfo(_folder["a.tlr"]).LinkTarget);
        TouchlineProgram.Run("inspect", _folder["real.tlr"]).AssertDone();
    }

    private Outcome Import(string csv) => TouchlineProgram.Run(
        "import", "--format", "events-csv", "--symbol", "X", "--tick", "0.1", "--lot", "0.001", "-o", _folder["a.tlr"], csv);
}
