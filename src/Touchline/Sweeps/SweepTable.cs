using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>A sweep's outcome for people.</summary>
internal static class SweepTable
{
    // Beside the figure that ranks.
    private static readonly string[] Columns = ["equity", "sharpe", "max_drawdown", "fills", "fees", "position"];

    private const int MostErrors = 3;

    public static void Print(SweepOutcome outcome, int top, TextWriter to)
    {
        PrintHead(outcome, to);
        if (outcome.WalkForward is { } forward)
            PrintWindows(outcome, forward, to);
        else if (outcome.Results.Count == 0)
            to.WriteLine("not every window has been trained on every point: there is nothing to choose from yet");
        else
            PrintRanked(outcome, top, to);
        PrintFailures(outcome, to);
        if (outcome.Luck is { } luck)
            to.WriteLine($"\n{(luck.IsTrusted ? "" : "warning: ")}{luck.Text}");
    }

    public static string Figure(double value) => double.IsNaN(value) ? "-"
        : value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 1 ? "0.0000" : "G4", CultureInfo.InvariantCulture);

    /// <summary>Time since the data began.</summary>
    public static string After(SweepOutcome outcome, long ns)
    {
        TimeSpan time = TimeSpan.FromTicks((ns - outcome.Data.FirstLocalNs) / 100);
        return time.ToString(time.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture)
            + (time.Milliseconds > 0 ? time.ToString(@"\.fff", CultureInfo.InvariantCulture) : "");
    }

    private static void PrintHead(SweepOutcome outcome, TextWriter to)
    {
        var chosen = outcome.Chosen;
        to.WriteLine($"{chosen.Name} on {string.Join(", ", outcome.Data.Instruments)}: {outcome.Space.Count:N0} points of {string.Join(" × ", outcome.Space.Varied.Select(v => v.Name))}, {outcome.RunsDone:N0} of {outcome.Runs:N0} runs done");
        to.WriteLine($"models      {ModelsLine.Of(chosen)}");
        string[] fixedOnes = [.. chosen.Strategy.Parameters.Where(p => outcome.Space.Varied.All(v => v.Name != p.Name)).Select(p => $"{p.Name}={p.ValueText}")];
        if (fixedOnes.Length > 0)
            to.WriteLine($"parameters  {string.Join(" ", fixedOnes)}");
        to.WriteLine($"ranked by   {outcome.Ranking.Figure}, {outcome.Ranking.Direction}\n");
    }

    private static void PrintRanked(SweepOutcome outcome, int top, TextWriter to)
    {
        if (outcome.Ranked.Count == 0)
        {
            to.WriteLine($"no point has a figure {outcome.Ranking.Figure} to be ranked by");
            return;
        }

        string[] figures = [outcome.Ranking.Figure, .. Columns.Where(c => c != outcome.Ranking.Figure && !double.IsNaN(outcome.Results[outcome.Ranked[0]]![c]))];
        var rows = new List<string[]> { (string[])["", .. outcome.Space.Varied.Select(v => v.Name), .. figures] };
        foreach ((int rank, int point) in outcome.Ranked.Take(top).Index())
            rows.Add([$"{rank + 1}", .. outcome.Space[point], .. figures.Select(f => Figure(outcome.Results[point]![f]))]);
        to.WriteLine(TextColumns.Of(rows));
        if (outcome.Ranked.Count > top)
            to.WriteLine($"… {outcome.Ranked.Count - top:N0} more; --top shows them");
        if (outcome.Results.Count(r => r is { Error: null }) - outcome.Ranked.Count is var without and > 0)
            to.WriteLine($"{without:N0} points have no figure {outcome.Ranking.Figure}, as they hardly traded, and aren't ranked");
    }

    private static void PrintWindows(SweepOutcome outcome, WalkForward forward, TextWriter to)
    {
        string figure = outcome.Ranking.Figure;
        var rows = new List<string[]>
        {
            (string[])["", "train from", "test from", "test to", .. outcome.Space.Varied.Select(v => v.Name), $"train {figure}", $"test {figure}", "train equity/h", "test equity/h", "test equity"],
        };
        foreach ((int number, WindowResult window) in forward.Windows.Index())
            rows.Add(WindowCells(outcome, number, window));
        to.WriteLine(TextColumns.Of(rows));
        if (!forward.Counted.Any())
        {
            to.WriteLine("\nno window has a choice and a test");
            return;
        }

        to.WriteLine();
        to.WriteLine($"in sample       equity/h {Figure(forward.TrainPerHour),14}   Sharpe {Figure(forward.TrainReturns.AnnualSharpe ?? double.NaN),12}");
        to.WriteLine($"out of sample   equity/h {Figure(forward.TestPerHour),14}   Sharpe {Figure(forward.TestReturns.AnnualSharpe ?? double.NaN),12}   equity {Figure(forward.TestEquity)}, {forward.Won} of {forward.Counted.Count()} tests won");
        to.WriteLine(ForwardText(forward));
    }

    /// <summary>What was lost by choosing, in a sentence.</summary>
    public static string ForwardText(WalkForward forward)
    {
        if (double.IsNaN(forward.Efficiency))
            return "The choices didn't earn even where they were chosen: there is nothing to lose out of sample.";
        return forward.TestEquity > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Out of sample the choices kept {forward.Efficiency * 100:0.0} % of what they earned an hour where they were chosen.")
            : "Out of sample the choices earned nothing of what they earned where they were chosen: they fit the past, not the market.";
    }

    /// <summary>Number, times, the choice, and how it did.</summary>
    public static string[] WindowCells(SweepOutcome outcome, int number, WindowResult window)
    {
        string[] times = [$"{number + 1}", After(outcome, window.Window.Train.StartNs), After(outcome, window.Window.Test.StartNs), After(outcome, window.Window.Test.EndNs + 1)];
        if (window.Point is not { } point)
            return [.. times, .. outcome.Space.Varied.Select(_ => "-"), "-", "-", "-", "-", "-"];
        string figure = outcome.Ranking.Figure;
        double[] figures =
        [
            window.Train![figure], window.Test?[figure] ?? double.NaN, window.TrainPerHour, window.TestPerHour, window.Test?[WalkForward.Equity] ?? double.NaN,
        ];
        return [.. times, .. outcome.Space[point], .. figures.Select(Figure)];
    }

    private static void PrintFailures(SweepOutcome outcome, TextWriter to)
    {
        (int Place, string Error)[] failed = [.. outcome.Results.Index().Where(r => r.Item is { Error: not null }).Select(r => (r.Index, r.Item!.Error!))];
        if (failed.Length == 0)
            return;
        to.WriteLine($"\n{failed.Length:N0} points couldn't be run:");
        foreach ((int point, string error) in failed.Take(MostErrors))
            to.WriteLine($"  {string.Join(" ", outcome.Space.Varied.Zip(outcome.Space[point], (v, value) => $"{v.Name}={value}"))}: {error}");
        if (failed.Length > MostErrors)
            to.WriteLine($"  … and {failed.Length - MostErrors:N0} more");
    }
}
