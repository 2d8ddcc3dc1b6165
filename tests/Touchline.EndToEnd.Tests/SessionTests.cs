using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>What a paper session keeps: a recording that a backtest agrees with, and a journal that replays.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("constant:2ms,2ms", "partial-fill")]
    [InlineData("constant:0ns,0ns", "no-partial-fill")]
    [InlineData("constant:150ms,70ms", "partial-fill")]
    public void A_backtest_of_a_sessions_recording_gives_the_same_fills_and_money(string latency, string model)
    {
        string[] models = ["--latency", latency, "--exchange-model", model, "--param", "refresh=100ms", "--param", "size=0.02"];
        JsonNode paper = Json(["run", "--for", "47s", "--speed", "max", "--seed", "7", "--record", _folder["s.tlr"], "--journal", _folder["J"], "--json", .. models]);
        JsonNode backtest = Json(["backtest", "--data", _folder["s.tlr"], "--json", "-", .. models]);
        Assert.True((long)paper["fills"]! > 30);
        AssertSame(paper, backtest);
        JsonNode replay = Json(["replay", _folder["J"], "--json"]);
        Assert.True((bool)replay["equal"]! && (long)replay["intents"]! > 300);
    }

    [Fact]
    public void A_session_with_drawn_latencies_and_a_slower_feed_is_confirmed_by_a_backtest_of_its_recording()
    {
        File.WriteAllLines(_folder["l.csv"], ["request_ns,exchange_ns,response_ns", .. Enumerable.Range(1, 50).Select(i => $"{i},{i + i * 100_000},{i + i * 300_000}")]);
        string[] models = ["--latency", $"sampled:{_folder["l.csv"]}", "--param", "refresh=100ms", "--param", "size=0.02"];
        JsonNode paper = Json(["run", "--for", "30s", "--speed", "max", "--seed", "7", "--feed-offset", "3ms", "--record", _folder["s.tlr"], "--json", .. models]);
        JsonNode backtest = Json(["backtest", "--data", _folder["s.tlr"], "--seed", "7", "--json", "-", .. models]);
        Assert.True((long)paper["fills"]! > 10);
        Assert.Equal("3ms", (string)paper["models"]!["feed_offset"]!);
        AssertSame(paper, backtest);

        // A recording played later still, recorded again.
        JsonNode again = Json(["run", "--data", _folder["s.tlr"], "--speed", "max", "--feed-offset", "5ms", "--seed", "7", "--record", _folder["t.tlr"], "--json", .. models]);
        AssertSame(again, Json(["backtest", "--data", _folder["t.tlr"], "--seed", "7", "--json", "-", .. models]));
        AssertSame(again, Json(["backtest", "--data", _folder["s.tlr"], "--feed-offset", "5ms", "--seed", "7", "--json", "-", .. models]));
        TouchlineProgram.Run("backtest", "--data", _folder["s.tlr"], "--latency", $"recorded:{_folder["l.csv"]}").AssertWrongInput("no moment in common");
        TouchlineProgram.Run("backtest", "--data", _folder["s.tlr"], "--latency", "recorded:nowhere.csv").AssertWrongInput("nowhere.csv: no such file");
        TouchlineProgram.Run("backtest", "--data", _folder["s.tlr"], "--feed-offset", "-1ms").AssertWrongInput("models.feed_offset");
    }

    [Fact]
    public void A_session_at_the_clocks_pace_is_the_same_as_one_at_full_speed_and_its_recording_agrees()
    {
        string[] common = ["--for", "3s", "--seed", "5", "--param", "refresh=50ms", "--json"];
        JsonNode fast = Json(["run", "--speed", "max", .. common]);
        JsonNode paced = Json(["run", "--record", _folder["s.tlr"], .. common]);
        Assert.True((double)paced["seconds"]! >= 3);
        Assert.Equal(fast["orders"]!.ToJsonString(), paced["orders"]!.ToJsonString());
        Assert.Equal(fast["pnl"]!.ToJsonString(), paced["pnl"]!.ToJsonString());
        AssertSame(paced, Json(["backtest", "--data", _folder["s.tlr"], "--json", "-", "--param", "refresh=50ms"]));
    }

    [Fact]
    public void A_session_on_recordings_is_recorded_market_by_market()
    {
        string[] data = [Capture(1, "BTCUSDT"), Capture(2, "ETHUSDT")];
        JsonNode paper = Json([
            "run", "--data", data[0], "--data", data[1], "--for", "20s", "--speed", "max", "--json", "--param", "refresh=200ms",
            "--record", _folder["r0.tlr"], "--record", _folder["r1.tlr"], "--journal", _folder["J"]]);
        JsonNode backtest = Json(["backtest", "--data", _folder["r0.tlr"], "--data", _folder["r1.tlr"], "--json", "-", "--param", "refresh=200ms"]);
        Assert.Null(paper["position"]);
        Assert.Equal(
            backtest["instruments"]!.AsArray().Select(i => ((string)i!["instrument"]!, i["position"]!.ToJsonString())),
            paper["positions"]!.AsArray().Select(p => ((string)p!["instrument"]!, p["position"]!.ToJsonString())));
        AssertSame(paper, backtest);
        Assert.Equal(["BTCUSDT", "ETHUSDT"], backtest["instruments"]!.AsArray().Select(i => (string)i!["instrument"]!));
        Assert.True((bool)Json(["replay", _folder["J"], "--json"])["equal"]!);
        TouchlineProgram.Run("run", "--data", data[0], "--data", data[1], "--record", _folder["r.tlr"]).AssertWrongInput("one file a market");
        TouchlineProgram.Run("run", "--data", data[0], "--record", data[0]).AssertWrongInput("give another name");
        Assert.False(File.Exists(_folder["r.tlr"]));
    }

    [Fact]
    public void A_killed_session_leaves_a_recording_and_a_journal_that_can_be_read()
    {
        using Process run = TouchlineProgram.Start("run", "--seed", "3", "--param", "refresh=20ms", "--record", _folder["s.tlr"], "--journal", _folder["J"]);
        Assert.NotNull(run.StandardOutput.ReadLine());
        Assert.NotNull(run.StandardOutput.ReadLine());
        run.Kill();
        run.WaitForExit();
        Outcome backtest = TouchlineProgram.Run("backtest", "--data", _folder["s.tlr.partial"], "--param", "refresh=20ms");
        backtest.AssertDone();
        Assert.Contains("wasn't closed by its writer", backtest.Error);
        JsonNode replay = Json(["replay", _folder["J"], "--json"]);
        Assert.True((bool)replay["equal"]! && (long)replay["intents"]! > 0, replay.ToJsonString());
    }

    [Fact]
    public void A_journal_is_never_written_over_and_a_wrong_one_is_named()
    {
        string[] command = ["run", "--for", "1s", "--speed", "max", "--json", "--journal", _folder["J"]];
        TouchlineProgram.Run(command).AssertDone();
        TouchlineProgram.Run(command).AssertWrongInput("holds a journal already, and one is never written over; give another folder, or move that one away");
        TouchlineProgram.Run("replay", _folder["nothing"]).AssertWrongInput("can't read the journal");
        File.WriteAllText(Path.Combine(_folder["J"], "orders-000001.tlj"), "no journal at all, but some text that is long enough");
        TouchlineProgram.Run("replay", _folder["J"]).AssertWrongInput("is no order journal");
    }

    [Fact]
    public void An_order_is_explained_by_what_the_engine_knew_and_what_became_of_it()
    {
        Json(["run", "--for", "20s", "--speed", "max", "--seed", "3", "--json", "--journal", _folder["J"], "--param", "levels=2", "--risk", "max_position=0.5"]);
        JsonNode told = Json(["replay", _folder["J"], "--explain", "tlabc-2", "--json"]);
        Assert.Equal((1, 2), ((int)told["session"]!, (int)told["order"]!["number"]!));
        Assert.Equal("timer", (string)told["cause"]!["kind"]!);
        Assert.Equal(5, told["book"]!["bids"]!.AsArray().Count);
        Assert.Equal("2", (string)told["strategy"]!["parameters"]!["levels"]!);
        Assert.Equal(0.5m, (decimal)told["risk"]!["account"]!["max_position"]!);
        decimal worst = (decimal)told["risk"]!["account"]!["worst_position"]!, quantity = (decimal)told["order"]!["quantity"]!;
        Assert.InRange(worst, quantity, 2 * quantity);
        string[] course = [.. told["course"]!.AsArray().Select(s => (string)s!["what"]!)];
        Assert.Equal(["Place sent", "Acknowledged"], course[..2]);
        Assert.Contains("order\n  number: 2\n", TouchlineProgram.Run("replay", _folder["J"], "--explain", "2").Output);
        TouchlineProgram.Run("replay", _folder["J"], "--explain", "999999").AssertWrongInput("has no order 999999");
        TouchlineProgram.Run("replay", _folder["J"], "--explain", "best").AssertWrongInput("'best' is no order");
        TouchlineProgram.Run("replay", _folder["J"], "--session", "2").AssertWrongInput("has no session 2; the last one there is 1");
    }

    private static void AssertSame(JsonNode paper, JsonNode backtest)
    {
        Assert.Equal((long)backtest["fills"]!, (long)paper["fills"]!);
        Assert.Equal(backtest["equity"]!.ToJsonString(), paper["pnl"]!.ToJsonString());
        Assert.Equal(backtest["position"]?.ToJsonString(), paper["position"]?.ToJsonString());
        JsonObject orders = paper["orders"]!.AsObject();
        orders.Remove("working");
        Assert.Equal(backtest["orders"]!.ToJsonString(), orders.ToJsonString());
    }

    private string Capture(int seed, string symbol)
    {
        TouchlineProgram.Run("generate", "--for", "40s", "--seed", $"{seed}", "--symbol", symbol, "-o", _folder[$"{symbol}.gz"]).AssertDone();
        TouchlineProgram.Run("import", "--format", "binance-usdm-raw", "--symbol", symbol, "-o", _folder[$"{symbol}.tlr"], _folder[$"{symbol}.gz"]).AssertDone();
        return _folder[$"{symbol}.tlr"];
    }

    private static JsonNode Json(string[] command)
    {
        Outcome outcome = TouchlineProgram.Run(command);
        outcome.AssertDone();
        return JsonNode.Parse(outcome.Output)!;
    }
}
