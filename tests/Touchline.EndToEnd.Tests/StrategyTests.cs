using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>The verb for strategies as text, as their author types it.</summary>
public sealed class StrategyTests(SessionFile session) : IClassFixture<SessionFile>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_strategy_is_made_checked_compiled_traded_changed_and_deleted()
    {
        Outcome made = Run("strategy", "new", "my-quoter", "--name", "My quoter", "--symbol", "BTCUSDT");
        made.AssertDone();
        string code = Path.Combine(_folder["."], "strategies", "db", "my-quoter", "strategy.cs");
        Assert.Equal($"strategy 'my-quoter' was made; its code is {Path.GetFullPath(code)}\n", made.Output);
        Run("strategy", "new", "my-quoter").AssertWrongInput("there is a strategy 'my-quoter' already");
        Assert.Matches("^id +name +symbol +language +version +enabled +opens +updated \\(UTC\\)\nmy-quoter +My quoter +BTCUSDT +csharp +1 +no +yes +20", Run("strategy", "list").Output);

        Assert.Equal("no errors\n", Run("strategy", "check", "my-quoter").Output);
        JsonNode built = Json("strategy", "compile", "my-quoter", "--json");
        Assert.Equal(("MyQuoterStrategy", "0.002"), ((string)built["class"]!, (string)built["parameters"]!["size"]!["default"]!));
        JsonNode traded = Json("backtest", "--strategy", "my-quoter", "--data", session.Path, "--param", "away=0", "--json", "-");
        Assert.True((long)traded["fills"]! > 0);

        string first = File.ReadAllText(code);
        File.WriteAllText(code, first.Replace("book.Mid - away", "book.Mit - away", StringComparison.Ordinal));
        Outcome check = Run("strategy", "check", "my-quoter", "--json");
        Assert.Equal(2, check.ExitCode);
        JsonNode error = Assert.Single(JsonNode.Parse(check.Output)!["diagnostics"]!.AsArray())!;
        Assert.Equal(("CS1061", "error", true), ((string)error["code"]!, (string)error["severity"]!, (int)error["line"]! > 1 && (int)error["column"]! > 1));
        Run("backtest", "--strategy", "my-quoter", "--data", session.Path).AssertWrongInput("my-quoter.cs(");
        Assert.Equal([1, 2], Json("strategy", "versions", "my-quoter", "--json").AsArray().Select(v => (int)v!["version"]!));
        Assert.Equal(first, Run("strategy", "show", "my-quoter", "--version", "1").Output);
        Assert.Equal((2, File.ReadAllText(code)), ((int)Json("strategy", "show", "my-quoter", "--json")["version"]!, (string)Json("strategy", "show", "my-quoter", "--json")["code"]!));

        Assert.Equal("strategy 'my-quoter' was deleted\n", Run("strategy", "delete", "my-quoter").Output);
        Run("strategy", "show", "my-quoter").AssertWrongInput("there is no strategy 'my-quoter'");
        Run("backtest", "--strategy", "my-quoter", "--data", session.Path).AssertWrongInput("or the id of a stored strategy");
    }

    [Fact]
    public void A_file_is_checked_under_the_rules_in_effect()
    {
        File.WriteAllText(_folder["files.cs"], "class A : Strategy\n{\n    public override void OnStart() => System.IO.File.Delete(\"x\");\n}");
        Outcome refused = Run("strategy", "check", _folder["files.cs"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("files.cs(3,", refused.Output);
        Assert.Contains("isn't for strategies", refused.Output);
        Assert.Equal(2, Run("strategy", "compile", _folder["files.cs"]).ExitCode);
        Run("strategy", "check", _folder["files.cs"], "--allow-all").AssertDone();
        Run("strategy", "check", "../x").AssertWrongInput("id '../x' is wrong");
        Run("strategy", "check", "glft").AssertWrongInput("comes with the program");
        Run("strategy", "new", "glft").AssertWrongInput("is taken");
    }

    [NativeFact]
    public void Native_code_is_checked_and_compiled_into_its_folder()
    {
        Run("strategy", "new", "native", "--template", "native-c").AssertDone();
        string folder = Path.Combine(_folder["."], "strategies", "db", "native"), code = Path.Combine(folder, "strategy.c");
        string first = File.ReadAllText(code);
        Assert.Equal("no errors\n", Run("strategy", "check", "native").Output);
        Assert.Empty(Libraries(folder));
        string library = (string)Json("strategy", "compile", "native", "--json")["library"]!;
        Assert.Equal(library, Assert.Single(Libraries(folder)));
        Assert.Equal(first, (string)Json("strategy", "show", "native", "--json")["code"]!);

        File.WriteAllText(code, first.Replace("double price = 0;", "double prize = 0;", StringComparison.Ordinal));
        Outcome wrong = Run("strategy", "compile", "native");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Matches("native.c\\([0-9]+,[0-9]+\\): .*price", wrong.Output);
        Assert.Equal(library, Assert.Single(Libraries(folder)));
        Assert.False((bool)JsonNode.Parse(Run("strategy", "check", "native", "--json").Output)!["ok"]!);

        // Another code, another library, and nothing is left of the old one.
        File.WriteAllText(code, first.Replace("WAIT_MS = 100", "WAIT_MS = 50", StringComparison.Ordinal));
        Run("strategy", "compile", "native").AssertDone();
        Assert.NotEqual(library, Assert.Single(Libraries(folder)));

        File.WriteAllText(_folder["mine.c"], first);
        Assert.StartsWith("library ", Run("strategy", "compile", _folder["mine.c"]).Output);
        Assert.Single(Libraries(_folder["."]));
    }

    [Fact]
    public void The_store_is_reached_while_the_chosen_strategy_is_wrong()
    {
        Run("strategy", "new", "mine").AssertDone();
        File.WriteAllText(_folder["touchline.json"], """{ "strategy": "missing", "strategies": { "folder": "strategies" } }""");
        Assert.Equal("mine", (string)Assert.Single(Json("strategy", "list", "--json").AsArray())!["id"]!);
        Run("config", "show").AssertWrongInput("setting strategy is 'missing'");
    }

    [Fact]
    public void Every_part_of_the_verb_has_help()
    {
        foreach (string part in (string[])["new", "list", "show", "versions", "check", "compile", "delete"])
            Assert.Contains("--strategies", Run("strategy", part, "--help").Output);
    }

    private static string[] Libraries(string folder) => [.. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".so" or ".dylib" or ".dll").Select(Path.GetFullPath)];

    private Outcome Run(params string[] arguments) => TouchlineProgram.RunIn(_folder["."], [], arguments);

    private JsonNode Json(params string[] arguments)
    {
        Outcome outcome = Run(arguments);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
