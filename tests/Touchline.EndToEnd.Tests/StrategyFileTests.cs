using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>A user's own strategy file, right and wrong, and data that can't be traded on.</summary>
public sealed class StrategyFileTests(SessionFile session) : IClassFixture<SessionFile>, IDisposable
{
    private const string Quoter = """
        class Quoter : Strategy
        {
            private readonly DecimalParameter _size = new("size", 0.001m, 0, 1000, "quantity", "quantity of each quote");

            public override void OnBook(int instrument)
            {
                BookView book = Context.Book(instrument);
                if (!book.IsTwoSided || book.IsCrossed)
                    return;
                Quantity size = Context.Instruments[instrument].WholeLots(_size.Value);
                Context.Quote(instrument, [new Quote(book.BestBid, size)], [new Quote(book.BestAsk, size)]);
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_file_runs_in_a_backtest_and_on_paper()
    {
        string file = Write("quoter.cs", Quoter);
        JsonNode backtest = Json("backtest", "--strategy", file, "--data", session.Path, "--param", "size=0.002", "--json", "-");
        JsonNode paper = Json("run", "--strategy", file, "--data", session.Path, "--param", "size=0.002", "--speed", "max", "--json");
        Assert.True((long)backtest["fills"]! > 10);
        Assert.Equal((long)backtest["fills"]!, (long)paper["fills"]!);
        Assert.Equal("0.002", (string)backtest["parameters"]!["size"]!);
    }

    [Fact]
    public void What_a_strategy_calls_its_reasons_is_in_the_database_in_what_a_rebuild_makes_and_in_an_orders_explanation()
    {
        string file = Write("turns.cs", """
            class Turns : Strategy
            {
                public override void OnBook(int instrument)
                {
                    if (Context.Position(instrument).IsZero && Context.CopyOrders([]) == 0 && Context.Book(instrument).IsTwoSided)
                        Context.Place(NewOrder.Market(instrument, Side.Buy, Context.Instruments[instrument].WholeLots(0.01m)) with { Reason = Context.Reason("a break-out") });
                }

                public override void OnFill(in Fill fill)
                {
                    if (fill.Side == Side.Buy)
                        Context.Place(NewOrder.Market(fill.Instrument, Side.Sell, fill.Quantity) with { Reason = Context.Reason("enough"), ReduceOnly = true });
                }
            }
            """);
        string[] databases = [_folder["a.db"], _folder["b.db"]];
        Json("run", "--strategy", file, "--data", session.Path, "--speed", "max", "--json", "--journal", _folder["J"], "--database", databases[0]);
        TouchlineProgram.Run("db", "migrate", "--database", databases[1]).AssertDone();
        TouchlineProgram.Run("db", "rebuild", _folder["J"], "--database", databases[1]).AssertDone();
        string[] told = [.. databases.Select(d => Json("db", "query", "pnl-by-exit-reason", "--database", d, "--json").ToJsonString())];
        Assert.Equal(told[0], told[1]);
        Assert.Equal("enough", (string)Assert.Single(JsonNode.Parse(told[0])!.AsArray())!["exit_reason"]!);
        Assert.Equal("a break-out", (string)Json("replay", _folder["J"], "--explain", "1", "--json")["order"]!["reason"]!);
    }

    [Theory]
    [InlineData("backtest")]
    [InlineData("run")]
    public void A_file_that_does_not_compile_is_refused_with_line_and_column(string verb)
    {
        string file = Write("wrong.cs", Quoter.Replace("book.BestBid", "book.BestBit", StringComparison.Ordinal));
        Outcome outcome = TouchlineProgram.Run(verb, "--strategy", file, "--data", session.Path);
        outcome.AssertWrongInput("wrong.cs(11,");
        Assert.Contains("CS1061", outcome.Error);
        TouchlineProgram.Run(verb, "--strategy", file, "--param", "size=0", "--data", session.Path).AssertWrongInput("CS1061");
        TouchlineProgram.Run(verb, "--strategy", "nowhere.cs", "--data", session.Path).AssertWrongInput("nowhere.cs");
    }

    [Theory]
    [InlineData("OnStart()", "OnStart")]
    [InlineData("OnBook(int instrument)", "OnBook")]
    [InlineData("OnTrade(int instrument, in MarketEvent trade)", "OnTrade")]
    public void A_callback_that_throws_ends_the_run_by_name_and_writes_nothing(string signature, string callback)
    {
        string file = Write("throws.cs", $$"""
            class Throws : Strategy
            {
                public override void {{signature}}
                {
                    throw new InvalidOperationException("it broke");
                }
            }
            """);
        Outcome backtest = TouchlineProgram.Run("backtest", "--strategy", file, "--data", session.Path, "--json", _folder["out.json"], "--fills", _folder["fills.csv"]);
        Assert.Equal(1, backtest.ExitCode);
        Assert.Contains($"{callback} threw InvalidOperationException", backtest.Error);
        Assert.Contains("throws.cs:line 5", backtest.Error);
        Assert.Contains("it broke", backtest.Error);
        Assert.Empty(Directory.GetFiles(_folder["."], "out.json*").Concat(Directory.GetFiles(_folder["."], "fills.csv*")));

        Outcome run = TouchlineProgram.Run("run", "--strategy", file, "--for", "2s", "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{callback} threw InvalidOperationException", run.Error);
        Assert.Equal(0, (long)JsonNode.Parse(run.Output)!["orders"]!["working"]!);
    }

    [Theory]
    [InlineData("new(\"x\", 1, 0, 2, \"\", \"\")", "parameter x is declared twice")]
    [InlineData("new(\"y\", 5, 0, 2, \"\", \"\")", "parameter y is '5'; right is a number from 0 to 2")]
    public void A_wrong_declaration_of_a_parameter_is_refused(string second, string message)
    {
        string file = Write("declares.cs", $"class Declares : Strategy {{ readonly DecimalParameter a = new(\"x\", 1, 0, 2, \"\", \"\"), b = {second}; }}");
        TouchlineProgram.Run("backtest", "--strategy", file, "--data", session.Path, "--json", _folder["o.json"]).AssertWrongInput(message);
    }

    [Fact]
    public void Data_without_trades_is_refused()
    {
        File.WriteAllText(_folder["depth.csv"], "local_ns,exchange_ns,kind,side,price,quantity\n1000,900,depth,1,100.1,2\n1000,900,depth,-1,100.2,2\n2000,1900,depth,1,100.1,3\n");
        TouchlineProgram.Run("import", "--format", "events-csv", "--symbol", "X", "--tick", "0.1", "--lot", "1", "-o", _folder["depth.tlr"], _folder["depth.csv"]).AssertDone();
        TouchlineProgram.Run("backtest", "--data", _folder["depth.tlr"], "--json", _folder["out.json"]).AssertWrongInput("holds no trades");
        TouchlineProgram.Run("run", "--data", _folder["depth.tlr"]).AssertWrongInput("holds no trades");
        Assert.False(File.Exists(_folder["out.json"]));
    }

    [Fact]
    public void Risk_limits_from_the_command_line_refuse_orders()
    {
        string[] command = ["backtest", "--data", session.Path, "--json", "-"];
        Assert.Equal(0, (long)Json(command)["orders"]!["refused"]!);
        JsonNode limited = Json([.. command, "--risk", "max_order=0.0005"]);
        Assert.True((long)limited["orders"]!["refused"]! > 0);
        Assert.Equal(0, (long)limited["orders"]!["sent"]!);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private static JsonNode Json(params string[] command)
    {
        Outcome outcome = TouchlineProgram.Run(command);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
