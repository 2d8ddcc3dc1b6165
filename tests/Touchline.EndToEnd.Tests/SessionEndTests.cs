using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>How sessions end: before a market began, before they began themselves, and where the session that they play ended.</summary>
public sealed class SessionEndTests : IDisposable
{
    private static readonly string[] Quick = ["--param", "refresh=50ms", "--param", "size=0.02"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a", "late")]
    [InlineData("late", "a")]
    public void A_market_that_had_not_begun_is_recorded_so_that_backtest_and_replay_agree(string first, string second)
    {
        string[] data = [Market(first), Market(second)], record = [_folder["r0.tlr"], _folder["r1.tlr"]];
        string[] models = ["--latency", "constant:50ms,50ms", .. Quick];
        JsonNode paper = Json([
            "run", "--data", data[0], "--data", data[1], "--for", "5s", "--speed", "max", "--json",
            "--record", record[0], "--record", record[1], "--journal", _folder["J"], .. models]);
        Assert.True((bool)paper["stopped"]! && (long)paper["orders"]!["sent"]! > 10, paper.ToJsonString());
        JsonNode backtest = Json(["backtest", "--data", record[0], "--data", record[1], "--json", "-", .. models]);
        AssertSame(paper, backtest);
        JsonNode replay = Json(["replay", _folder["J"], "--json"]);
        Assert.True((bool)replay["equal"]! && replay["stop"] is null && (long)replay["intents"]! > 10, replay.ToJsonString());
        AssertSame(paper, Json(["run", "--data", record[0], "--data", record[1], "--speed", "max", "--json", .. models]));

        string late = record[first == "late" ? 0 : 1];
        TouchlineProgram.Run("inspect", late).AssertDone();
        foreach (string verb in (string[])["backtest", "run"])
            TouchlineProgram.Run(verb, "--data", late).AssertWrongInput($"{late}: no market data; the session recorded there ended before its market began");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_session_that_is_killed_before_one_of_its_markets_began_can_be_replayed()
    {
        using Process run = TouchlineProgram.Start(["run", "--data", Market("a"), "--data", Market("late"), "--journal", _folder["J"], .. Quick]);
        for (int second = 0; second < 4; second++)
            Assert.NotNull(run.StandardOutput.ReadLine());
        run.Kill();
        run.WaitForExit();
        JsonNode replay = Json(["replay", _folder["J"], "--json"]);
        Assert.True((bool)replay["equal"]! && (long)replay["intents"]! > 0, replay.ToJsonString());
    }

    [Fact]
    public void A_session_that_cannot_begin_leaves_nothing_but_its_lock_file_and_the_corrected_command_works()
    {
        string[] command = ["run", "--for", "1s", "--speed", "max", "--json", "--record", _folder["r.tlr"], "--journal", _folder["new/J"]];
        TouchlineProgram.Run([.. command, "--param", "size=0.00001"]).AssertWrongInput("size");
        Assert.Equal([_folder["new"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal([_folder["new/J/lock"]], Directory.GetFileSystemEntries(_folder["new"], "*", SearchOption.AllDirectories).Where(File.Exists));
        TouchlineProgram.Run([.. command, "--strategy", "scripted", "--param", $"orders={_folder.Write("wrong.csv", "a,b\n")}"]).AssertWrongInput("wrong.csv");
        Assert.Equal([_folder["new"], _folder["wrong.csv"]], Directory.GetFileSystemEntries(_folder.Path).Order());
        Assert.Equal([_folder["new/J/lock"]], Directory.GetFileSystemEntries(_folder["new/J"]));
        TouchlineProgram.Run(command).AssertDone();
        Assert.True((bool)Json(["replay", _folder["new/J"], "--json"])["equal"]!);
    }

    [Fact]
    public void A_session_whose_files_or_markets_are_wrong_leaves_nothing_but_what_was_there_and_the_lock_file()
    {
        Directory.CreateDirectory(_folder["J/market-1-0.tlr"]);
        TouchlineProgram.Run("run", "--record", _folder["r.tlr"], "--journal", _folder["J"]).AssertWrongInput("it is a folder");
        Assert.Equal([_folder["J"], _folder["J/lock"], _folder["J/market-1-0.tlr"]], Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order());
        string a = Market("a");
        TouchlineProgram.Run("run", "--data", a, "--data", a, "--journal", _folder["K"]).AssertWrongInput("is in 2 of the recordings");
        Assert.Equal([_folder["K/lock"]], Directory.GetFileSystemEntries(_folder["K"]));
    }

    [Fact]
    public void A_scripted_session_is_replayed_though_its_script_is_gone()
    {
        string data = Market("a");
        long start = (long)Json(["inspect", data, "--json"])["first_local_ns"]!;
        string script = _folder.Write("orders.csv", "local_ns,instrument,id,action,side,type,tif,price,quantity\n"
            + $"{start + 1_000_000_000},{Symbol(data)},1,new,buy,market,,,0.01\n{start + 2_000_000_000},{Symbol(data)},2,new,sell,market,,,0.01\n");
        Json(["run", "--strategy", "scripted", "--param", $"orders={script}", "--data", data, "--speed", "max", "--json", "--journal", _folder["J"]]);
        File.WriteAllText(script, "something else");
        Assert.True((bool)Json(["replay", _folder["J"], "--json"])["equal"]!);
        File.Delete(script);
        Directory.Move(_folder["J"], _folder["moved"]);
        JsonNode replay = Json(["replay", _folder["moved"], "--json"]);
        Assert.Equal((true, 2), ((bool)replay["equal"]!, (int)replay["intents"]!));
    }

    [Fact]
    public void A_recorded_session_that_was_stopped_is_said_to_be_stopped_when_it_is_played()
    {
        string[] models = ["--latency", "constant:150ms,150ms", .. Quick];
        JsonNode first = Json(["run", "--for", "5s", "--speed", "max", "--json", "--record", _folder["s.tlr"], .. models]);
        JsonNode again = Json(["run", "--data", _folder["s.tlr"], "--speed", "max", "--json", .. models]);
        Assert.Equal((true, 0), ((bool)again["stopped"]!, (int)again["orders"]!["working"]!));
        AssertSame(first, again);
        Outcome told = TouchlineProgram.Run(["run", "--data", _folder["s.tlr"], "--speed", "max", .. models]);
        told.AssertDone();
        Assert.Contains("stopped where the recorded session was: all orders are cancelled, 0 left working", told.Output);
        Assert.DoesNotContain("the recording is over", told.Output);

        // Told to end while the orders of the recorded end are still being cancelled.
        JsonNode within = Json(["run", "--data", _folder["s.tlr"], "--for", "5100ms", "--speed", "max", "--json", "--record", _folder["t.tlr"], .. models]);
        AssertSame(first, within);
        AssertSame(first, Json(["backtest", "--data", _folder["t.tlr"], "--json", "-", .. models]));
    }

    [Fact]
    public void A_strategy_chosen_on_the_command_line_passes_over_the_files_parameters_with_a_warning()
    {
        _folder.Write("touchline.json", """{"parameters": {"spread": 2}}""");
        Outcome shown = TouchlineProgram.RunIn(_folder.Path, [], "config", "show", "--strategy", "scripted");
        shown.AssertDone();
        Assert.Equal("warning: touchline.json: parameter 'spread' is left out: strategy scripted has none of that name", shown.Error.Trim());
        Assert.DoesNotContain("spread", shown.Output);
    }

    // "a" begins at once, "late" a hundred seconds later.
    private string Market(string name)
    {
        string path = _folder[$"{name}.tlr"];
        if (File.Exists(path))
            return path;
        if (name == "a")
        {
            TouchlineProgram.Run("run", "--for", "20s", "--speed", "max", "--json", "--seed", "9", "--record", _folder["whole.tlr"]).AssertDone();
            TouchlineProgram.Run("export", "-o", _folder["a.csv"], _folder["whole.tlr"]).AssertDone();
            return Import("a", "A");
        }

        long start = (long)Json(["inspect", Market("a"), "--json"])["first_local_ns"]! + 100_000_000_000;
        var rows = Enumerable.Range(0, 100).Select(i => start + i * 100_000_000L)
            .Select(t => $"{t},{t - 1000},depth,1,100.1,5\n{t},{t - 1000},depth,-1,100.3,5\n{t},{t - 1000},trade,1,100.3,1\n");
        _folder.Write("late.csv", "local_ns,exchange_ns,kind,side,price,quantity\n" + string.Concat(rows));
        return Import("late", "LATE");
    }

    private string Import(string name, string symbol)
    {
        string lot = name == "a" ? "0.001" : "0.01";
        TouchlineProgram.Run(
            "import", "--format", "events-csv", "--symbol", symbol, "--tick", "0.1", "--lot", lot, "-o", _folder[$"{name}.tlr"], _folder[$"{name}.csv"]).AssertDone();
        File.Delete(_folder[$"{name}.csv"]);
        File.Delete(_folder["whole.tlr"]);
        return _folder[$"{name}.tlr"];
    }

    private static string Symbol(string data) => (string)Json(["inspect", data, "--json"])["instruments"]![0]!["symbol"]!;

    private static void AssertSame(JsonNode paper, JsonNode other)
    {
        foreach (string figure in (string[])["fills", "position", "realised", "unrealised", "fees"])
            Assert.Equal(paper[figure]?.ToJsonString(), other[figure]?.ToJsonString());
        foreach (string count in (string[])["sent", "acknowledged", "cancelled", "filled", "refused"])
            Assert.Equal((long)paper["orders"]![count]!, (long)other["orders"]![count]!);
    }

    private static JsonNode Json(string[] command)
    {
        Outcome outcome = TouchlineProgram.Run(command);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
