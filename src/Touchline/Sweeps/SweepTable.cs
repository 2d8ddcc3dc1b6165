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
            to.WriteLine(outcome.WhyNone);
            return;
        }

        string[] figures = [outcome.Ranking.Figure, .. Columns.Where(c => c != outcome.Ranking.Figure && !double.IsNaN(outcome.Results[outcome.Ranked[0]]![c]))];
        int[] decimals = [.. figures.Select(outcome.DecimalsOf)];
        string[] heads = ["", .. outcome.Space.Varied.Select(v => v.Name), .. figures];
        string[][] rows = [.. outcome.Ranked.Take(top).Select((point, rank) => (string[])
            [$"{rank + 1}", .. outcome.Space[point], .. figures.Select((f, i) => FigureDecimals.Text(outcome.Results[point]![f], decimals[i]))])];
        to.WriteLine(TextColumns.Of([heads, .. Aligned(rows, heads.Length - figures.Length)]));
        if (outcome.Ranked.Count > top)
            to.WriteLine($"… {outcome.Ranked.Count - top:N0} more; --top shows them");
        if (outcome.Results.Count(r => r is { Error: null }) - outcome.Ranked.Count is var without and > 0)
            to.WriteLine($"{without:N0} points have no figure {outcome.Ranking.Figure}, as they hardly traded, and aren't ranked");
    }

    private static void PrintWindows(SweepOutcome outcome, WalkForward forward, TextWriter to)
    {
        if (!forward.Counted.Any())
        {
            to.WriteLine(outcome.WhyNone ?? "no window has a choice and a test");
            return;
        }

        IReadOnlyList<string[]> windows = Aligned(WindowTable.Rows(outcome, forward), besides: WindowTable.Heads(outcome).Length - 5);
        to.WriteLine(TextColumns.Of([(string[])["", .. WindowTable.Heads(outcome)], .. windows.Select((w, i) => (string[])[$"{i + 1}", .. w])]));
        string[] hours = FigureDecimals.Texts(forward.TrainPerHour, forward.TestPerHour);
        string[] sharpes = FigureDecimals.Texts(forward.TrainReturns.AnnualSharpe ?? double.NaN, forward.TestReturns.AnnualSharpe ?? double.NaN);
        to.WriteLine();
        to.WriteLine($"in sample       equity/h {hours[0],14}   Sharpe {sharpes[0],12}");
        to.WriteLine($"out of sample   equity/h {hours[1],14}   Sharpe {sharpes[1],12}   equity {FigureDecimals.Texts(forward.TestEquity)[0]}, {forward.Won} of {forward.Counted.Count()} tests won");
        to.WriteLine(ForwardText(forward));
        to.WriteLine($"\n{(forward.IsTrusted ? "" : "warning: ")}{JudgeText(forward, outcome.Space.Count)}");
    }

    /// <summary>By which of its figures a walk-forward is to be judged, and what they are worth.</summary>
    /// <param name="points">Of which each choice is the best.</param>
    public static string JudgeText(WalkForward forward, long points)
    {
        string judge = string.Create(
            CultureInfo.InvariantCulture, $"Each choice is the best of {points:N0} points, so its figures in sample are flattered by luck; judge by those out of sample.");
        if (double.IsNaN(forward.TestAboveZero))
            return $"{judge} There the choices never traded, or their equity never moved: nothing can be said of luck.";
        string probability = string.Create(
            CultureInfo.InvariantCulture, $"{judge} The probability that the true Sharpe ratio there is above 0 is {forward.TestAboveZero:0.0000}, counted as a single trial");
        return forward.IsTrusted ? $"{probability}." : $"{probability}: less than the 0.95 that one should ask for.";
    }

    // The figures behind the first columns to the right, so that their decimals stand below each other.
    private static IReadOnlyList<string[]> Aligned(IReadOnlyList<string[]> rows, int besides)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => column < besides ? 0 : rows.Max(r => r[column].Length))];
        return [.. rows.Select(r => (string[])[.. r.Select((cell, column) => cell.PadLeft(widths[column]))])];
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
