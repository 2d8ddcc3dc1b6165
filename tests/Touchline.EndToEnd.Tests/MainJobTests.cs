using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

public sealed class MainJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_newcomer_sees_paper_trading_on_the_synthetic_market()
    {
        string[] command = ["run", "--speed", "max", "--for", "5m", "--json"];
        Outcome outcome = TouchlineProgram.Run(command);
        outcome.AssertDone();
        JsonNode summary = JsonNode.Parse(outcome.Output)!;
        Assert.True((long)summary["fills"]! > 100);
        Assert.True(Math.Abs((decimal)summary["position"]!) <= 0.1m);
        Assert.Equal(0, (long)summary["orders"]!["working"]!);
        Assert.True((double)summary["latency_us"]!["p50"]! > 0 && (double)summary["latency_us"]!["p99"]! >= (double)summary["latency_us"]!["p50"]!);
        Assert.Equal(outcome.Output.Split("\"latency_us\"")[0], TouchlineProgram.Run(command).Output.Split("\"latency_us\"")[0]);
    }

    [RecordingFact]
    public void A_real_capture_is_imported_inspected_and_backtested()
    {
        Outcome import = TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", "BTCUSDT", "-o", _folder["btc.tlr"], RealData.Btc);
        import.AssertDone();
        Assert.Contains("tick 0.1 (inferred), lot 0.001 (inferred)", import.Output);
        Assert.Contains("touch agreement 100 %", import.Output);

        Outcome inspect = TouchlineProgram.Run("inspect", "--json", _folder["btc.tlr"]);
        inspect.AssertDone();
        JsonNode found = JsonNode.Parse(inspect.Output)!;
        Assert.Equal(21_313, (long)found["rows_by_kind"]!["trade"]!);
        Assert.Equal(2_466, (long)found["message_rate"]!["max_per_second"]!);
        Assert.Equal(0, (long)found["gaps"]!);
        Outcome facts = TouchlineProgram.Run("inspect", "--facts", "--json", _folder["btc.tlr"]);
        facts.AssertDone();
        Assert.Equal(61.8, (double)JsonNode.Parse(facts.Output)!["BTCUSDT@binance-usdm"]!["flow"]!["trades_per_second"]!, 1);

        JsonNode first = Backtest("1"), second = Backtest("2");
        Assert.Equal(File.ReadAllBytes(_folder["fills1.csv"]), File.ReadAllBytes(_folder["fills2.csv"]));
        Assert.True((long)first["fills"]! > 100);
        AssertEquityIdentity(first);
        AssertFillsAddUp(first, "fills1.csv");
        first.AsObject().Remove("timing");
        second.AsObject().Remove("timing");
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
    }

    [RecordingFact]
    public void An_exported_capture_gives_the_same_backtest_when_imported_again()
    {
        TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", "BTCUSDT", "-o", _folder["btc.tlr"], RealData.Btc).AssertDone();
        JsonNode direct = Backtest("1");
        foreach ((string file, string format) in (ReadOnlySpan<(string, string)>)[("x.csv", "events-csv"), ("x.npz", "hftbacktest-npz")])
        {
            TouchlineProgram.Run("export", _folder["btc.tlr"], "-o", _folder[file]).AssertDone();
            TouchlineProgram.Run("import", "--format", format, "--symbol", "BTCUSDT", "--tick", "0.1", "--lot", "0.001", "-o", _folder["btc.tlr"], _folder[file]).AssertDone();
            JsonNode again = Backtest("2");
            Assert.Equal(File.ReadAllText(_folder["fills1.csv"]), File.ReadAllText(_folder["fills2.csv"]));
            Assert.Equal(direct["equity"]!.ToJsonString(), again["equity"]!.ToJsonString());
            Assert.Equal(direct["max_drawdown"]!.ToJsonString(), again["max_drawdown"]!.ToJsonString());
        }
    }

    [RecordingFact]
    public void Paper_at_full_speed_agrees_with_the_backtest()
    {
        TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", "BTCUSDT", "-o", _folder["btc.tlr"], RealData.Btc).AssertDone();
        JsonNode backtest = Backtest("1");
        Outcome run = TouchlineProgram.Run(
            "run", "--data", _folder["btc.tlr"], "--latency", "constant:2ms,3ms", "--fees", "maker=-0.00005,taker=0.0004", "--speed", "max", "--json");
        run.AssertDone();
        JsonNode paper = JsonNode.Parse(run.Output)!;
        Assert.Equal((long)backtest["fills"]!, (long)paper["fills"]!);
        Assert.Equal((decimal)backtest["equity"]!, (decimal)paper["pnl"]!);
    }

    private JsonNode Backtest(string run)
    {
        TouchlineProgram.Run(
            "backtest", "--strategy", "market-making", "--data", _folder["btc.tlr"], "--latency", "constant:2ms,3ms",
            "--fees", "maker=-0.00005,taker=0.0004", "--json", _folder[$"out{run}.json"], "--fills", _folder[$"fills{run}.csv"]).AssertDone();
        return JsonNode.Parse(File.ReadAllText(_folder[$"out{run}.json"]))!;
    }

    private static void AssertEquityIdentity(JsonNode result) => Assert.Equal(
        (decimal)result["balance"]! + (decimal)result["position"]! * (decimal)result["last_mid"]! - (decimal)result["fees"]!,
        (decimal)result["equity"]!);

    private void AssertFillsAddUp(JsonNode result, string file)
    {
        decimal position = 0, balance = 0, fees = 0, turnover = 0;
        string[] lines = File.ReadAllLines(_folder[file]);
        Assert.Equal("exchange_ns,local_ns,instrument,order,side,price,quantity,fee,maker", lines[0]);
        foreach (string[] fill in lines.Skip(1).Select(l => l.Split(',')))
        {
            decimal side = decimal.Parse(fill[4]), price = decimal.Parse(fill[5]), quantity = decimal.Parse(fill[6]);
            Assert.Equal(3_000_000, long.Parse(fill[1]) - long.Parse(fill[0]));
            position += side * quantity;
            balance -= side * price * quantity;
            fees += decimal.Parse(fill[7]);
            turnover += price * quantity;
            Assert.Equal(price * quantity * (fill[8] == "1" ? -0.00005m : 0.0004m), decimal.Parse(fill[7]));
        }

        Assert.Equal(lines.Length - 1, (long)result["fills"]!);
        Assert.Equal(position, (decimal)result["position"]!);
        Assert.Equal(balance, (decimal)result["balance"]!);
        Assert.Equal(fees, (decimal)result["fees"]!);
        Assert.Equal(turnover, (decimal)result["turnover"]!);
    }
}
