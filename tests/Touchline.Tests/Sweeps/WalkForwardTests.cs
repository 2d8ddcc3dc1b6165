using System.Text.Json.Nodes;
using Touchline.Simulation;
using Touchline.Sweeps;

namespace Touchline.Tests.Sweeps;

public sealed class WalkForwardTests
{
    private const long Hour = 3_600_000_000_000;

    private readonly FigureNames _names = new();

    [Fact]
    public void A_case_by_hand()
    {
        // Two points on two windows of two hours to train and one to test.
        IReadOnlyList<WalkForwardWindow> windows = new WalkForwardPlan(2 * Hour, Hour).Windows(new TimeRange(0, 4 * Hour - 1));
        Assert.Equal([(0, 2), (1, 3)], windows.Select(w => ((int)(w.Train.StartNs / Hour), (int)(w.Test.StartNs / Hour))));
        IReadOnlyList<SweepTask> tasks = WalkForward.Trains(windows, 2);
        Assert.Equal([0, 1, 0, 1], tasks.Select(t => t.Point));
        PointResult[] trained = [Result(tasks[0], 10), Result(tasks[1], 20), Result(tasks[2], 30), Result(tasks[3], 5)];
        IReadOnlyList<int?> choices = WalkForward.Choices(trained, 2, new Ranking("equity", IsLowBest: false));
        Assert.Equal([1, 0], choices);
        var forward = new WalkForward(
        [
            new WindowResult(windows[0], 1, trained[1], Result(new SweepTask(1, windows[0].Test), 4)),
            new WindowResult(windows[1], 0, trained[2], Result(new SweepTask(0, windows[1].Test), -1)),
        ]);
        Assert.Equal(50, forward.TrainEquity);
        Assert.Equal(3, forward.TestEquity);
        Assert.Equal(12.5, forward.TrainPerHour); // 50 in 4 hours
        Assert.Equal(1.5, forward.TestPerHour); // 3 in 2 hours
        Assert.Equal(0.12, forward.Efficiency, 1e-12);
        Assert.Equal(1, forward.Won);
        Assert.Equal([10, 15], forward.Windows.Select(w => w.TrainPerHour));
    }

    [Fact]
    public void The_lowest_is_chosen_where_less_is_better_and_none_where_nothing_is_ranked()
    {
        IReadOnlyList<WalkForwardWindow> windows = new WalkForwardPlan(2, 1).Windows(new TimeRange(0, 4));
        IReadOnlyList<SweepTask> tasks = WalkForward.Trains(windows, 2);
        PointResult failed = PointResult.Read(PointResult.FailedLine(windows[2].Train, [], "no"), _names, "");
        PointResult[] trained = [Result(tasks[0], 10), Result(tasks[1], 20), Result(tasks[2], 20), Result(tasks[3], 10), failed, failed];
        Assert.Equal([0, 1, null], WalkForward.Choices(trained, 2, new Ranking("equity", IsLowBest: true)));
    }

    [Fact]
    public void What_lost_where_it_was_chosen_has_no_efficiency()
    {
        WalkForwardWindow window = new WalkForwardPlan(2, 1).Windows(new TimeRange(0, 2))[0];
        var forward = new WalkForward([new WindowResult(window, 0, Result(new SweepTask(0, window.Train), -1), Result(new SweepTask(0, window.Test), -2))]);
        Assert.Equal(double.NaN, forward.Efficiency);
        Assert.Contains("nothing to lose", SweepTable.ForwardText(forward));
    }

    [Fact]
    public void The_tests_are_judged_as_one_trial_whatever_was_tried_to_choose()
    {
        WalkForwardWindow window = new WalkForwardPlan(2, 1).Windows(new TimeRange(0, 2))[0];
        // A Sharpe ratio of 0.1 over 100 seconds of a normal distribution: 0.1 × √99 ÷ √1.005 deviations above 0.
        var won = new WalkForward([new WindowResult(window, 0, Result(new SweepTask(0, window.Train), 1), Result(new SweepTask(0, window.Test), 1))]);
        Assert.Equal(0.839, won.TestAboveZero, 1e-3);
        Assert.False(won.IsTrusted);
        string text = SweepTable.JudgeText(won, 1_200);
        Assert.Contains("the best of 1,200 points", text);
        Assert.Contains("judge by those out of sample", text);
        Assert.Contains("above 0 is 0.8395", text);
        Assert.Contains("less than the 0.95", text);
    }

    [Fact]
    public void Why_nothing_is_ranked_is_said()
    {
        var range = new TimeRange(0, 100);
        PointResult failed = PointResult.Read(PointResult.FailedLine(range, [], "size is no whole lots"), _names, "");
        PointResult flat = Run(fills: 0, seconds: 100), brief = Run(fills: 2, seconds: 20);
        var sharpe = new Ranking("sharpe", IsLowBest: false);
        Assert.Contains("no run is done", sharpe.WhyNone([null, null], "point"));
        Assert.Contains("no point could be run; the first: size is no whole lots", sharpe.WhyNone([failed, null], "point"));
        Assert.Contains("nothing was traded", sharpe.WhyNone([failed, flat], "point"));
        Assert.Contains("needs 30 whole seconds of a market, and the longest run has 20", sharpe.WhyNone([brief], "point"));
        Assert.Contains("the strategy never set", new Ranking("metrics.x", IsLowBest: false).WhyNone([brief], "point"));

        PointResult Run(int fills, long seconds) => PointResult.Read(
            PointResult.Line(range, [], new JsonObject { ["fills"] = fills }, new ReturnStatistics(seconds, 0, 0, 0, 3)), _names, "");
    }

    private PointResult Result(SweepTask task, double equity) => PointResult.Read(
        PointResult.Line(task.Range, new JsonObject { ["point"] = $"{task.Point}" }, new JsonObject { ["equity"] = equity }, new ReturnStatistics(100, 0.1, 1, 0, 3)), _names, "");
}
