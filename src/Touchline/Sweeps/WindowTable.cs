using Touchline.Commands;

namespace Touchline.Sweeps;

/// <summary>The windows of a walk-forward as rows: times, the choice, and how it did where it was chosen and on its test.</summary>
internal static class WindowTable
{
    public static string[] Heads(SweepOutcome outcome)
    {
        string figure = outcome.Ranking.Figure;
        return ["train from", "test from", "test to", .. outcome.Space.Varied.Select(v => v.Name), $"train {figure}", $"test {figure}", "train equity/h", "test equity/h", "test equity"];
    }

    public static IReadOnlyList<string[]> Rows(SweepOutcome outcome, WalkForward forward)
    {
        string figure = outcome.Ranking.Figure;
        IReadOnlyList<WindowResult> windows = forward.Windows;
        int n = windows.Count;
        // Train and test by one rule: they are held against each other.
        string[] figures = FigureDecimals.Texts([.. windows.Select(w => w.Train?[figure] ?? double.NaN), .. windows.Select(w => w.Test?[figure] ?? double.NaN)]);
        string[] hours = FigureDecimals.Texts([.. windows.Select(w => w.TrainPerHour), .. windows.Select(w => w.TestPerHour)]);
        string[] equity = FigureDecimals.Texts([.. windows.Select(w => w.Test?[WalkForward.Equity] ?? double.NaN)]);
        return [.. windows.Select((w, i) => (string[])[.. Times(outcome, w), .. Choice(outcome, w), figures[i], figures[n + i], hours[i], hours[n + i], equity[i]])];
    }

    private static string[] Times(SweepOutcome outcome, WindowResult window) =>
        [SweepTable.After(outcome, window.Window.Train.StartNs), SweepTable.After(outcome, window.Window.Test.StartNs), SweepTable.After(outcome, window.Window.Test.EndNs + 1)];

    private static IEnumerable<string> Choice(SweepOutcome outcome, WindowResult window) =>
        window.Point is { } point ? outcome.Space[point] : outcome.Space.Varied.Select(_ => "-");
}
