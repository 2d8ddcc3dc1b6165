using System.Text.Json.Nodes;

namespace Touchline.EndToEnd.Tests;

/// <summary>A user calibrates a model and trades with what came out.</summary>
public sealed class CalibrateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_calibrate_prints_is_taken_by_a_backtest()
    {
        Record(seconds: 120);
        Outcome table = TouchlineProgram.Run("calibrate", "--data", _folder["a.tlr"], "--window", "1m");
        table.AssertDone();
        string[] parameters = table.Output.TrimEnd().Split('\n')[^1].Trim().Split(' ');
        Assert.Equal(["--param", "--param", "--param"], parameters.Where((_, i) => i % 2 == 0));
        Outcome backtest = TouchlineProgram.Run(["backtest", "--strategy", "glft", "--data", _folder["a.tlr"], .. parameters]);
        backtest.AssertDone();
        Assert.Contains(string.Join(' ', parameters.Where((_, i) => i % 2 == 1)), backtest.Output);

        Outcome json = TouchlineProgram.Run("calibrate", "--data", _folder["a.tlr"], "--window", "1m", "--json");
        json.AssertDone();
        JsonNode result = JsonNode.Parse(json.Output)!;
        Assert.Equal("X@csv", result["instrument"]!.GetValue<string>());
        Assert.Equal(parameters[1], $"A={result["parameters"]!["A"]!.GetValue<string>()}");
        Assert.True(result["volatility"]!["sigma"]!.GetValue<double>() > 0);
        Assert.True(result["intensity"]!["distances"]!.AsArray().Count >= 2);
        Assert.True(result["windows"]!.AsArray().Count >= 1);
    }

    [Fact]
    public void Wrong_input_is_named_with_what_would_be_right()
    {
        Record(seconds: 40);
        string[] calibrate = ["calibrate", "--data", _folder["a.tlr"]];
        TouchlineProgram.Run(calibrate).AssertWrongInput("right is at least 60 s");
        TouchlineProgram.Run([.. calibrate, "--step", "1ms"]).AssertWrongInput("--step '1ms' is wrong; right is a time from 10ms to 10s");
        TouchlineProgram.Run([.. calibrate, "--window", "5s"]).AssertWrongInput("--window '5s' is wrong; right is a time of at least 1m");
        TouchlineProgram.Run([.. calibrate, "--from", "soon"]).AssertWrongInput("--from 'soon' is no length of time");
        TouchlineProgram.Run([.. calibrate, "--from", "90s"]).AssertWrongInput("the stretch from 90 s on is empty");
        TouchlineProgram.Run([.. calibrate, "--instrument", "Y"]).AssertWrongInput("has no instrument Y");
        TouchlineProgram.Run("calibrate", "--data", _folder["none.tlr"]).AssertWrongInput("none.tlr: no such file");
        TouchlineProgram.Run("calibrate").AssertWrongInput("--data");
        Outcome help = TouchlineProgram.Run("calibrate", "--help");
        help.AssertDone();
        Assert.Contains("Usage:", help.Output);
    }

    // A book that steps forth and back, and trades of one to twelve ticks' depth on either side.
    private void Record(int seconds)
    {
        var csv = new System.Text.StringBuilder("local_ns,exchange_ns,kind,side,price,quantity\n");
        decimal bid = 100, last = 0;
        for (int step = 0; step < seconds * 5; step++)
        {
            long now = (step + 1) * 200_000_000L;
            bid = 100 + 0.1m * (step * 7 % 11);
            if (last != 0)
                csv.Append($"{now},{now},depth,1,{last},0\n{now},{now},depth,-1,{last + 0.1m},0\n");
            csv.Append($"{now},{now},depth,1,{bid},5\n{now},{now},depth,-1,{bid + 0.1m},5\n");
            last = bid;
            int depth = 1 + step * step % 13;
            csv.Append(step % 2 == 0 ? $"{now + 60_000_000},{now + 60_000_000},trade,1,{bid + 0.1m * depth},1\n" : $"{now + 60_000_000},{now + 60_000_000},trade,-1,{bid - 0.1m * depth},1\n");
        }

        TouchlineProgram.Run(
            "import", "--format", "events-csv", "--symbol", "X", "--tick", "0.1", "--lot", "0.001", "-o", _folder["a.tlr"], _folder.Write("a.csv", csv.ToString())).AssertDone();
    }
}
