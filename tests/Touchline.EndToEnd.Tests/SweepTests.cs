using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

public sealed class SweepTests(MarketFile market) : IClassFixture<MarketFile>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_ranks_its_points_and_says_what_the_best_is_worth()
    {
        Outcome sweep = Sweep("--vary", "spread=1:4:1", "--vary", "size=0.001,0.002", "--rank-by", "equity", "--json", _folder["s.json"], "--report", _folder["s.html"]);
        sweep.AssertDone();
        Assert.Contains("sweep: 8 points, 8 runs", sweep.Error);
        Assert.Contains("ranked by   equity, highest first", sweep.Output);
        Assert.Contains("With 8 points tried", sweep.Output);
        JsonObject json = JsonNode.Parse(File.ReadAllText(_folder["s.json"]))!.AsObject();
        JsonNode[] points = [.. json["points"]!.AsArray().Select(p => p!)];
        Assert.Equal(8, points.Length);
        double[] equity = [.. points.Select(p => (double)p["figures"]!["equity"]!)];
        Assert.Equal(equity.OrderDescending(), equity);
        // Each point is what a backtest of it is.
        JsonNode best = points[0]["parameters"]!;
        Outcome backtest = TouchlineProgram.Run("backtest", "--data", market.Path, "--param", $"spread={best["spread"]}", "--param", $"size={best["size"]}", "--json", "-");
        backtest.AssertDone();
        JsonNode alone = JsonNode.Parse(backtest.Output)!;
        Assert.Equal((double)alone["equity"]!, equity[0]);
        Assert.Equal((int)alone["fills"]!, (int)points[0]["figures"]!["fills"]!);
        string report = File.ReadAllText(_folder["s.html"]);
        Assert.Contains("Heat map", report);
        Assert.DoesNotContain("http://", report);
        Assert.DoesNotContain("https://", report);
    }

    [Fact]
    public void The_result_doesnt_depend_on_the_number_of_jobs()
    {
        string[] texts = [.. ((string[])["1", "2", "4"]).Select(jobs =>
        {
            Outcome sweep = Sweep("--vary", "spread=1:3:1", "--vary", "refresh=500ms,1s", "--jobs", jobs, "--json", "-");
            sweep.AssertDone();
            return sweep.Output;
        })];
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    [Fact]
    public void Killed_in_the_middle_a_sweep_goes_on_where_it_was()
    {
        string[] vary = ["--vary", "spread=1:20:1", "--vary", "size=0.001,0.002"];
        Outcome whole = Sweep([.. vary, "--json", "-"]);
        whole.AssertDone();
        using (Process killed = TouchlineProgram.Start(["sweep", "--data", market.Path, .. vary, "-o", _folder["kept.jsonl"]]))
        {
            Assert.True(SpinWait.SpinUntil(() => killed.HasExited || Lines() > 5, Patience.Most));
            killed.Kill();
            killed.WaitForExit();
        }

        int kept = Lines() - 1;
        Assert.InRange(kept, 1, 39);
        Outcome rest = Sweep([.. vary, "-o", _folder["kept.jsonl"], "--json", "-"]);
        rest.AssertDone();
        Assert.Equal(whole.Output, rest.Output);
        Assert.Equal(41, Lines());
        Outcome again = Sweep([.. vary, "-o", _folder["kept.jsonl"], "--json", "-"]);
        Assert.Equal(whole.Output, again.Output);
        Assert.Equal(41, Lines());
        Sweep("--vary", "spread=1,2", "--seed", "7", "-o", _folder["kept.jsonl"]).AssertWrongInput("results of another sweep: its seed is");

        int Lines() => File.Exists(_folder["kept.jsonl"]) ? ReadShared(_folder["kept.jsonl"]).Count(b => b == (byte)'\n') : 0;
    }

    [Fact]
    public void Interrupted_it_shows_what_is_done()
    {
        using Process run = TouchlineProgram.Start("sweep", "--data", market.Path, "--vary", "spread=1:2000:1", "-j", "1", "-o", _folder["kept.jsonl"], "--rank-by", "equity");
        Assert.True(SpinWait.SpinUntil(() => run.HasExited || (File.Exists(_folder["kept.jsonl"]) && ReadShared(_folder["kept.jsonl"]).Length > 5_000), Patience.Most));
        Process.Start("bash", ["-c", $"kill -INT {run.Id}"]).WaitForExit();
        string output = run.StandardOutput.ReadToEnd(), error = run.StandardError.ReadToEnd();
        Assert.True(run.WaitForExit(Patience.Most));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ranked by   equity", output);
        Assert.Contains("interrupted after", error);
        Assert.Contains("goes on from", error);
    }

    [Fact]
    public void A_walk_forward_chooses_on_one_stretch_and_tries_on_the_next()
    {
        Outcome sweep = Sweep("--vary", "spread=1:4:1", "--walk-forward", "train=30s,test=20s", "--rank-by", "equity", "--json", _folder["w.json"], "--report", _folder["w.html"]);
        sweep.AssertDone();
        JsonNode forward = JsonNode.Parse(File.ReadAllText(_folder["w.json"]))!["walk_forward"]!;
        JsonArray windows = forward["windows"]!.AsArray();
        Assert.True(windows.Count >= 2, $"{windows.Count} windows");
        long first = (long)windows[0]!["train"]!["from_ns"]!;
        foreach (JsonNode? window in windows)
        {
            Assert.Equal((long)window!["train"]!["to_ns"]! + 1, (long)window["test"]!["from_ns"]!);
            // A test is a backtest of its stretch.
            Outcome backtest = TouchlineProgram.Run(
                "backtest", "--data", market.Path, "--param", $"spread={window["parameters"]!["spread"]}", "--from", $"{(long)window["test"]!["from_ns"]! - first}ns",
                "--to", $"{(long)window["test"]!["to_ns"]! + 1 - first}ns", "--json", "-");
            backtest.AssertDone();
            Assert.Equal((double)JsonNode.Parse(backtest.Output)!["equity"]!, (double)window["test"]!["figures"]!["equity"]!);
        }

        Assert.Equal(windows.Sum(w => (double)w!["test"]!["figures"]!["equity"]!), (double)forward["out_of_sample"]!["equity"]!, 1e-9);
        Assert.Contains("out of sample", sweep.Output);
        Assert.Contains("<svg", File.ReadAllText(_folder["w.html"]));
    }

    [Theory]
    [InlineData("needs a parameter to vary")]
    [InlineData("unknown to strategy market-making; nearest is spread", "--vary", "sprad=1,2")]
    [InlineData("right is a number from 0 to", "--vary", "spread=-5:5:1")]
    [InlineData("--vary spread is given twice", "--vary", "spread=1,2", "--vary", "spread=3,4")]
    [InlineData("given by --param and by --vary", "--vary", "spread=1,2", "--param", "spread=3")]
    [InlineData("1,000,000,000 points", "--vary", "spread=1:1000000000:1")]
    [InlineData("only 2 combinations", "--vary", "spread=1,2", "--random", "3")]
    [InlineData("figure 'equty' is unknown; nearest is equity", "--vary", "spread=1,2", "--rank-by", "equty")]
    [InlineData("--jobs is '0'", "--vary", "spread=1,2", "--jobs", "0")]
    [InlineData("right is train=TIME,test=TIME", "--vary", "spread=1,2", "--walk-forward", "train=1m")]
    [InlineData("figure 'nope' is unknown; known are ", "--vary", "spread=1,2", "--rank-by", "nope")]
    [InlineData("unknown to strategy market-making; known are spread", "--vary", "nope=1,2")]
    [InlineData("needs at least 1h + 1m = 61m of data for one window, and there is 90.049 s; shorten", "--vary", "spread=1,2", "--walk-forward", "train=1h,test=1m")]
    [InlineData("needs at least 1h + 1m = 61m of data", "--vary", "spread=1,2", "--walk-forward", "train=1h,test=1m")]
    [InlineData("leaves nothing of the data", "--vary", "spread=1,2", "--from", "1h")]
    [InlineData("--from is 'soon'", "--vary", "spread=1,2", "--from", "soon")]
    [InlineData("leaves nothing of the data", "--vary", "spread=1,2", "--to", "2020-01-01T00:00:00Z")]
    [InlineData("isn't before --to", "--vary", "spread=1,2", "--from", "30s", "--to", "30s")]
    [InlineData("leaves nothing of the data, which lasts 90.049 s from", "--vary", "spread=1,2", "--from", "500s")]
    public void What_is_wrong_is_said_before_anything_runs(string message, params string[] arguments) => Sweep(arguments).AssertWrongInput(message);

    private Outcome Sweep(params string[] arguments) => TouchlineProgram.Run(["sweep", "--data", market.Path, .. arguments]);

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
