using System.Globalization;
using Touchline.Commands;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>Takes a sweep through its stages, with a line on the terminal that says how far it is.</summary>
/// <param name="windows">Of a walk-forward; empty without one.</param>
internal sealed class SweepSession(Sweep sweep, SweepChoice choice, SweepOutcome plan, IReadOnlyList<WalkForwardWindow> windows)
{
    public SweepOutcome Play(CancellationToken cancel) => windows.Count == 0 ? PlayPoints(cancel) : PlayWindows(cancel);

    private SweepOutcome PlayPoints(CancellationToken cancel)
    {
        SweepTask[] tasks = [.. Enumerable.Range(0, plan.Space.Count).Select(p => new SweepTask(p, plan.Range))];
        Announce(tasks.Length, $"{plan.Space.Count:N0} points");
        PointResult?[] results = Run(tasks, "sweep", cancel);
        SweepOutcome outcome = plan with { Results = results, Runs = tasks.Length, RunsDone = results.Count(r => r is not null) };
        return outcome.Ranked is [int best, ..] ? outcome with { Luck = LuckVerdict.Of(results[best]!, sweep.Known) } : outcome with { WhyNone = plan.Ranking.WhyNone(results, "point") };
    }

    private SweepOutcome PlayWindows(CancellationToken cancel)
    {
        int points = plan.Space.Count;
        IReadOnlyList<SweepTask> trains = WalkForward.Trains(windows, points);
        int runs = trains.Count + windows.Count;
        Announce(runs, $"{points:N0} points × {windows.Count:N0} windows and {windows.Count:N0} tests");
        PointResult?[] trained = Run(trains, "train", cancel);
        int done = trained.Count(r => r is not null);
        if (done < trains.Count)
            return plan with { Runs = runs, RunsDone = done };
        IReadOnlyList<int?> choices = WalkForward.Choices(trained, points, plan.Ranking);
        int[] chosen = [.. Enumerable.Range(0, windows.Count).Where(w => choices[w] is not null)];
        PointResult?[] tested = Run([.. chosen.Select(w => new SweepTask(choices[w]!.Value, windows[w].Test))], "test", cancel);
        WindowResult[] results = [.. windows.Select((window, w) => new WindowResult(
            window, choices[w], choices[w] is { } point ? trained[w * points + point] : null, Array.IndexOf(chosen, w) is var at and >= 0 ? tested[at] : null))];
        int without = windows.Count - chosen.Length;
        string? why = chosen.Length > 0 ? null : plan.Ranking.WhyNone(trained, "point on any train stretch");
        return plan with { WalkForward = new WalkForward(results), WhyNone = why, Runs = runs, RunsDone = done + without + tested.Count(r => r is not null) };
    }

    private void Announce(int runs, string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sweep: {what}, {runs:N0} runs on {choice.Jobs} threads"));

    private PointResult?[] Run(IReadOnlyList<SweepTask> tasks, string stage, CancellationToken cancel)
    {
        using var progress = new ProgressLine(stage);
        int? before = null;
        return sweep.Run(tasks, choice.Limit, done =>
        {
            // What was known before takes no time.
            before ??= done;
            double share = (double)(done - before.Value) / Math.Max(1, tasks.Count - before.Value);
            progress.Show(share, string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {tasks.Count:N0} points"));
        }, cancel);
    }
}
