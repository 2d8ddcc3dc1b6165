using System.Globalization;
using System.Text;
using Touchline.Reports;

namespace Touchline.Sweeps;

/// <summary>A walk-forward on a page: what was earned an hour where a choice was made and behind it, window by window.</summary>
internal static class WalkForwardSection
{
    private const int Width = 1000;
    private const int Height = 260;
    private const int Left = 84;
    private const int Top = 10;
    private const int Bottom = 28;

    // Windows beyond it would be thinner than a pixel.
    private const int MostBars = 300;

    public static void Add(StringBuilder body, SweepOutcome outcome, WalkForward forward)
    {
        if (forward.Counted.Any())
        {
            AddCards(body, forward);
            body.Append($"<p class=\"{(forward.TestEquity > 0 ? "ok" : "warn")}\">{HtmlText.Of(SweepTable.ForwardText(forward))}</p>\n");
            AddChart(body, forward);
        }

        AddTable(body, outcome, forward);
    }

    private static void AddCards(StringBuilder body, WalkForward forward)
    {
        (string Name, double Value)[] cards =
        [
            ("in sample, equity an hour", forward.TrainPerHour), ("out of sample, equity an hour", forward.TestPerHour),
            ("out of sample, equity", forward.TestEquity), ("out of sample, Sharpe ratio", forward.TestReturns.AnnualSharpe ?? double.NaN),
        ];
        string html = string.Concat(cards.Select(c => $"<div class=\"card\"><span>{c.Name}</span><b class=\"{(c.Value > 0 ? "gain" : c.Value < 0 ? "loss" : "")}\">{SweepTable.Figure(c.Value)}</b></div>"));
        body.Append($"<div class=\"cards\">{html}<div class=\"card\"><span>tests won</span><b>{forward.Won} of {forward.Counted.Count()}</b></div></div>\n");
    }

    private static void AddChart(StringBuilder body, WalkForward forward)
    {
        (int Number, double Train, double Test)[] bars = [.. forward.Windows.Index().Where(w => w.Item.Counts).Take(MostBars).Select(w => (w.Index + 1, w.Item.TrainPerHour, w.Item.TestPerHour))];
        double least = Math.Min(0, bars.Min(b => Math.Min(b.Train, b.Test))), most = Math.Max(0, bars.Max(b => Math.Max(b.Train, b.Test)));
        if (most <= least)
            most = least + 1;
        double Y(double value) => Top + (most - value) / (most - least) * (Height - Top - Bottom);
        double step = (double)(Width - Left) / bars.Length, bar = Math.Min(46, step * 0.36);
        body.Append("<h2>Equity an hour, window by window</h2>\n<div class=\"panel\"><div class=\"key\"><span><i class=\"train\"></i>where it was chosen</span><span><i class=\"test\"></i>on the test behind it</span></div><div class=\"scroll\">");
        body.Append(CultureInfo.InvariantCulture, $"<svg class=\"windows\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Equity an hour in each window\">");
        foreach (double tick in Ticks(least, most))
            body.Append(CultureInfo.InvariantCulture, $"<line class=\"{(tick == 0 ? "zero" : "grid")}\" x1=\"{Left}\" x2=\"{Width}\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.0}\" text-anchor=\"end\">{tick:#,0.####}</text>");
        int labels = Math.Max(1, bars.Length / 20);
        foreach ((int at, (int number, double train, double test)) in bars.Index())
        {
            double middle = Left + step * (at + 0.5);
            AddBar(body, "train", middle - bar - 1, bar, Y(Math.Max(0, train)), Y(Math.Min(0, train)), $"window {number}, where it was chosen: {SweepTable.Figure(train)} an hour");
            AddBar(body, "test", middle + 1, bar, Y(Math.Max(0, test)), Y(Math.Min(0, test)), $"window {number}, test: {SweepTable.Figure(test)} an hour");
            if (at % labels == 0)
                body.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle:0.0}\" y=\"{Height - 8}\" text-anchor=\"middle\">{number}</text>");
        }

        body.Append("</svg></div></div>\n");
        if (forward.Counted.Count() > MostBars)
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">The first {MostBars} windows are drawn.</p>\n");
    }

    private static void AddBar(StringBuilder body, string name, double x, double width, double top, double bottom, string title) => body.Append(
        CultureInfo.InvariantCulture,
        $"<rect class=\"{name}\" x=\"{x:0.0}\" y=\"{top:0.0}\" width=\"{width:0.0}\" height=\"{Math.Max(1, bottom - top):0.0}\" rx=\"1.5\"><title>{HtmlText.Of(title)}</title></rect>");

    private static IEnumerable<double> Ticks(double least, double most)
    {
        double raw = (most - least) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        for (long i = (long)Math.Ceiling(least / step); i * step <= most; i++)
            yield return i * step;
    }

    private static void AddTable(StringBuilder body, SweepOutcome outcome, WalkForward forward)
    {
        string figure = outcome.Ranking.Figure;
        string[] heads = ["window", "train from", "test from", "test to", .. outcome.Space.Varied.Select(v => v.Name), $"train {figure}", $"test {figure}", "train equity/h", "test equity/h", "test equity"];
        body.Append($"<h2>Windows</h2>\n<div class=\"panel\"><div class=\"scroll\"><table class=\"ranked\"><thead><tr>{string.Concat(heads.Select(h => $"<th>{HtmlText.Of(h)}</th>"))}</tr></thead><tbody>\n");
        foreach ((int number, WindowResult window) in forward.Windows.Index())
            body.Append($"<tr>{string.Concat(SweepTable.WindowCells(outcome, number, window).Select(c => $"<td>{HtmlText.Of(c)}</td>"))}</tr>\n");
        body.Append("</tbody></table></div></div>\n");
    }
}
