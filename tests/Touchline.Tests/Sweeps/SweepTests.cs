using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Sweeps;
using Touchline.Trading;

namespace Touchline.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private static readonly string[] Vary = ["spread=0.2:0.6:0.2", "size=0.01,0.02", "refresh=100ms,500ms"];

    private readonly SweepPlace _place = new();

    public SweepTests() => _place.Record();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Results_dont_depend_on_how_many_runs_go_side_by_side()
    {
        string[] one = _place.Sweep(1, Vary);
        Assert.Equal(12, one.Length);
        Assert.Equal(12, one.Distinct().Count());
        Assert.All(one, line => Assert.DoesNotContain("fills=0 ", line));
        foreach (int jobs in (int[])[2, 4, 7])
            Assert.Equal(one, _place.Sweep(jobs, Vary));
    }

    [Fact]
    public void A_point_comes_to_what_a_backtest_of_it_comes_to()
    {
        string[] lines = _place.Sweep(2, ["spread=0.2,0.4"], arguments: ["--param", "size=0.01"]);
        TradingSettings chosen = _place.Choose("--data", _place["walk.tlr"], "--param", "size=0.01", "--param", "spread=0.4");
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        var backtest = new Backtest(data.Recordings, [new StrategySetup(chosen.Name, chosen.Strategy)], chosen.Risk, chosen.Models);
        backtest.PlayUntil(long.MaxValue);
        Assert.True(backtest.Figures.Fills > 5);
        Assert.Contains($" equity={(double)backtest.Figures.Equity:R} ", lines[1]);
        Assert.Contains($" fills={backtest.Figures.Fills} ", lines[1]);
        Assert.Contains($" max_drawdown={(double)backtest.Figures.MaxDrawdown:R} ", lines[1]);
    }

    [Fact]
    public void A_point_that_the_strategy_cant_begin_with_is_told_and_the_others_go_on()
    {
        string[] lines = _place.Sweep(2, ["size=0.01,0.0015,0.02"]);
        Assert.Contains("multiple of X@test's lot", lines[1]);
        Assert.Contains("fills=", lines[0]);
        Assert.Contains("fills=", lines[2]);
    }

    [Fact]
    public void A_users_own_strategy_is_compiled_once_and_each_run_has_one_of_its_own()
    {
        _place.Workplace.Write("mine.cs", """
            class Mine : Strategy
            {
                private readonly WholeParameter _most = new("most", 1, 1, 9, "", "orders");
                private int _sent;
                public override void OnBook(int instrument)
                {
                    Touch touch = Context.Book(instrument).Touch;
                    if (touch.IsTwoSided && _sent < _most.Value && Context.Place(NewOrder.Limit(instrument, Side.Buy, touch.AskPrice, new Quantity(1))).IsPlaced)
                        _sent++;
                }
            }
            """);
        string[] lines = _place.Sweep(3, ["most=1:6:1"], arguments: ["--strategy", _place["mine.cs"]]);
        for (int i = 0; i < 6; i++)
            Assert.Contains($" orders.sent={i + 1} ", lines[i]);
    }

    [Fact]
    public void A_strategy_that_keeps_something_for_all_its_instances_is_refused()
    {
        _place.Workplace.Write("mine.cs", "class Mine : Strategy { private static int _count; private readonly WholeParameter _a = new(\"a\", 1, 1, 9, \"\", \"\"); public override void OnStart() { _count++; } }");
        string message = Assert.Throws<BadInputException>(() => _place.Sweep(1, ["a=1,2"], arguments: ["--strategy", _place["mine.cs"]])).Message;
        Assert.Contains("Mine._count in a static field", message);
    }

    [Fact]
    public void What_is_kept_isnt_run_again_and_a_limit_leaves_the_rest_for_the_next_time()
    {
        string[] whole = _place.Sweep(2, Vary);
        Assert.Equal(5, _place.Sweep(1, Vary, _place["kept.jsonl"], limit: 5).Count(line => line != "none"));
        Assert.Equal(5, _place.Made);
        Assert.Equal(whole, _place.Sweep(2, Vary, _place["kept.jsonl"]));
        Assert.Equal(7, _place.Made);
        Assert.Equal(whole, _place.Sweep(2, Vary, _place["kept.jsonl"]));
        Assert.Equal(0, _place.Made);
        // Other ranges join the file; the points that it has already aren't run again.
        _place.Sweep(2, ["spread=0.2:0.8:0.2", "size=0.01,0.02", "refresh=100ms,500ms"], _place["kept.jsonl"]);
        Assert.Equal(4, _place.Made);
    }

    [Fact]
    public void Cut_at_any_byte_of_its_last_line_a_file_loses_that_line_alone()
    {
        string[] vary = ["spread=0.2,0.4"];
        string[] whole = _place.Sweep(1, vary, _place["whole.jsonl"]);
        byte[] bytes = File.ReadAllBytes(_place["whole.jsonl"]);
        int last = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
        TradingSettings chosen = _place.Choose("--data", _place["walk.tlr"]);
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        string identity = SweepIdentity.Line(chosen, data);
        for (int length = last; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_place["cut.jsonl"], bytes[..length]);
            using SweepFile file = SweepFile.Open(_place["cut.jsonl"], identity, new FigureNames());
            Assert.Single(file.Found);
        }

        Assert.Equal(last, new FileInfo(_place["cut.jsonl"]).Length);
        Assert.Equal(whole, _place.Sweep(1, vary, _place["cut.jsonl"]));
        Assert.Equal(1, _place.Made);
        Assert.Equal(bytes, File.ReadAllBytes(_place["cut.jsonl"]));
    }

    [Fact]
    public void Cut_within_its_first_line_a_file_begins_anew()
    {
        string[] vary = ["spread=0.2,0.4"];
        _place.Sweep(1, vary, _place["whole.jsonl"]);
        byte[] bytes = File.ReadAllBytes(_place["whole.jsonl"]);
        foreach (int length in (int[])[0, 1, 10, bytes.IndexOf((byte)'\n')])
        {
            File.WriteAllBytes(_place["cut.jsonl"], bytes[..length]);
            _place.Sweep(1, vary, _place["cut.jsonl"]);
            Assert.Equal(bytes, File.ReadAllBytes(_place["cut.jsonl"]));
        }
    }

    [Fact]
    public void Results_of_something_else_are_refused_with_what_differs()
    {
        string[] vary = ["spread=0.2,0.4"];
        _place.Sweep(1, vary, _place["kept.jsonl"]);
        Assert.Contains("its seed is \"1\" and here it is \"2\"", Refused("--seed", "2"));
        Assert.Contains("its models is", Refused("--latency", "constant:1ms,1ms"));
        Assert.Contains("its risk is", Refused("--risk", "max_order=1"));
        // The same rows under another name are the same data; other rows under the same name aren't.
        File.Copy(_place["walk.tlr"], _place["copy.tlr"]);
        _place.Sweep(1, vary, _place["kept.jsonl"]);
        Assert.Equal(0, _place.Made);
        _place.Record(seed: 2);
        Assert.Contains("its data is", Refused());

        string Refused(params string[] arguments) => Assert.Throws<BadInputException>(() => _place.Sweep(1, vary, _place["kept.jsonl"], arguments: arguments)).Message;
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\n")]
    [InlineData("{\"some\":\"json\"}\n")]
    public void A_file_of_something_else_is_left_alone(string text)
    {
        _place.Workplace.Write("other.txt", text);
        if (text.Length == 0)
        {
            // Nothing was lost: an empty file is as good as none.
            _place.Sweep(1, ["spread=0.2,0.4"], _place["other.txt"]);
            return;
        }

        string message = Assert.Throws<BadInputException>(() => _place.Sweep(1, ["spread=0.2,0.4"], _place["other.txt"])).Message;
        Assert.Contains("isn't a file of sweep results", message);
        Assert.Equal(text, File.ReadAllText(_place["other.txt"]));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        _place.Sweep(1, ["spread=0.2,0.4"], _place["kept.jsonl"]);
        string[] lines = File.ReadAllLines(_place["kept.jsonl"]);
        File.WriteAllLines(_place["kept.jsonl"], [lines[0], lines[1][..40], lines[2]]);
        Assert.Contains("line 2 of", Assert.Throws<BadInputException>(() => _place.Sweep(1, ["spread=0.2,0.4"], _place["kept.jsonl"])).Message);
    }

    [Fact]
    public void A_stretch_is_played_with_nothing_of_what_lies_before()
    {
        var late = new TimeRange(SweepPlace.StartNs + 20 * SweepPlace.Second, SweepPlace.StartNs + 30 * SweepPlace.Second - 1);
        string[] lines = _place.Play(2, Vary, null, int.MaxValue, late);
        Assert.All(lines, line => Assert.Contains("Count = 9", line));
        // The books are there from the first moment on.
        Assert.All(lines, line => Assert.DoesNotContain("fills=0 ", line));
    }

    [Fact]
    public void A_run_that_fails_to_write_ends_the_sweep()
    {
        TradingSettings chosen = _place.Choose("--data", _place["walk.tlr"]);
        using var data = new TradingData(chosen.Data, chosen.FeedOffsetNs);
        using var strategies = new StrategyFactory(chosen);
        var names = new FigureNames();
        SweepSpace space = SweepSpace.Grid([new VariedParameterText(chosen.Strategy.Parameters, chosen.Name, false).Read("spread=1:50:1")], 1, 100);
        SweepFile file = SweepFile.Open(_place["kept.jsonl"], SweepIdentity.Line(chosen, data), names);
        file.Dispose();
        var sweep = new Sweep(space, new PointRun(chosen, strategies, data, ["spread"]), names, file, jobs: 2);
        SweepTask[] tasks = [.. Enumerable.Range(0, space.Count).Select(p => new SweepTask(p, TimeRange.All))];
        Assert.Throws<IOException>(() => sweep.Run(tasks, int.MaxValue, _ => { }, CancellationToken.None));
        Assert.Equal(0, sweep.Made);
    }

}
