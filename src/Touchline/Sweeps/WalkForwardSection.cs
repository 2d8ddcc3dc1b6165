using System.Globalization;
using System.Text;
using Touchline.Commands;
using Touchline.Reports;

namespace Touchline.Sweeps;

/// <summary>A walk-forward on a page: what was earned an hour where a choice was made and behind it, window by window.</summary>
internal static class WalkForwardSection
{
    private const int Height = 260;
    private const int AxisWidth = 84;
    private const int Top = 10;
    private const int Bottom = 28;

    // Labels below the bars that a wide page and a narrow one have room for.
    private const int WideLabels = 20;
    private const int NarrowLabels = 6;

    // Per cent of the plot's width.
    private const double WidestBar = 5;

    // Windows beyond it would be thinner than a pixel.
    private const int MostBars = 300;

    public static void Add(StringBuilder body, SweepOutcome outcome, WalkForward forward)
    {
        if (!forward.Counted.Any())
        {
            body.Append($"<p class=\"warn\">{HtmlText.Of(outcome.WhyNone ?? "no window has a choice and a test")}</p>\n");
            return;
        }

        AddCards(body, forward);
        body.Append($"<p class=\"{(forward.TestEquity > 0 ? "ok" : "warn")}\">{HtmlText.Of(SweepTable.ForwardText(forward))}</p>\n");
        body.Append($"<p class=\"{(forward.IsTrusted ? "ok" : "warn")}\">{HtmlText.Of(SweepTable.JudgeText(forward, outcome.Space.Count))}</p>\n");
        AddChart(body, forward);
        AddTable(body, outcome, forward);
    }

    private static void AddCards(StringBuilder body, WalkForward forward)
    {
        string[] hours = FigureDecimals.Texts(forward.TrainPerHour, forward.TestPerHour);
        double sharpe = forward.TestReturns.AnnualSharpe ?? double.NaN;
        (string Name, double Value, string Text)[] cards =
        [
            ("in sample, equity an hour", forward.TrainPerHour, hours[0]), ("out of sample, equity an hour", forward.TestPerHour, hours[1]),
            ("out of sample, equity", forward.TestEquity, FigureDecimals.Texts(forward.TestEquity)[0]), ("out of sample, Sharpe ratio", sharpe, FigureDecimals.Texts(sharpe)[0]),
        ];
        string html = string.Concat(cards.Select(c => $"<div class=\"card\"><span>{c.Name}</span><b class=\"{(c.Value > 0 ? "gain" : c.Value < 0 ? "loss" : "")}\">{c.Text}</b></div>"));
        body.Append($"<div class=\"cards\">{html}<div class=\"card\"><span>tests won</span><b>{forward.Won} of {forward.Counted.Count()}</b></div></div>\n");
    }

    // The axis has a width of its own and the plot takes the rest, in per cent: all windows fit a page of any width, and text keeps its size.
    private static void AddChart(StringBuilder body, WalkForward forward)
    {
        (int Number, double Train, double Test)[] bars = [.. forward.Windows.Index().Where(w => w.Item.Counts).Take(MostBars).Select(w => (w.Index + 1, w.Item.TrainPerHour, w.Item.TestPerHour))];
        double least = Math.Min(0, bars.Min(b => Math.Min(b.Train, b.Test))), most = Math.Max(0, bars.Max(b => Math.Max(b.Train, b.Test)));
        if (most <= least)
            most = least + 1;
        double Y(double value) => Top + (most - value) / (most - least) * (Height - Top - Bottom);
        double[] ticks = [.. Ticks(least, most)];
        body.Append("<h2>Equity an hour, window by window</h2>\n<div class=\"panel\"><div class=\"key\"><span><i class=\"train\"></i>where it was chosen</span><span><i class=\"test\"></i>on the test behind it</span></div><div class=\"windows\">");
        body.Append(CultureInfo.InvariantCulture, $"<svg width=\"{AxisWidth}\" height=\"{Height}\" aria-hidden=\"true\">");
        foreach (double tick in ticks)
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{AxisWidth - 8}\" y=\"{Y(tick) + 4:0.0}\" text-anchor=\"end\">{tick:#,0.####}</text>");
        body.Append(CultureInfo.InvariantCulture, $"</svg><svg class=\"plot\" height=\"{Height}\" role=\"img\" aria-label=\"Equity an hour in each window\">");
        foreach (double tick in ticks)
            body.Append(CultureInfo.InvariantCulture, $"<line class=\"{(tick == 0 ? "zero" : "grid")}\" x1=\"0\" x2=\"100%\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\"/>");
        AddBars(body, bars, Y);
        body.Append("</svg></div></div>\n");
        if (forward.Counted.Count() > MostBars)
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">The first {MostBars} windows are drawn.</p>\n");
    }

    private static void AddBars(StringBuilder body, (int Number, double Train, double Test)[] bars, Func<double, double> y)
    {
        double step = 100.0 / bars.Length, bar = Math.Min(WidestBar, step * 0.36), gap = step * 0.01;
        int wide = 1 + (bars.Length - 1) / WideLabels, narrow = wide * (1 + (bars.Length - 1) / (wide * NarrowLabels));
        string[] texts = FigureDecimals.Texts([.. bars.Select(b => b.Train), .. bars.Select(b => b.Test)]);
        foreach ((int at, (int number, double train, double test)) in bars.Index())
        {
            double middle = step * (at + 0.5);
            AddBar(body, "train", middle - bar - gap, bar, y(Math.Max(0, train)), y(Math.Min(0, train)), $"window {number}, where it was chosen: {texts[at]} an hour");
            AddBar(body, "test", middle + gap, bar, y(Math.Max(0, test)), y(Math.Min(0, test)), $"window {number}, test: {texts[bars.Length + at]} an hour");
            if (at % wide == 0)
                body.Append(CultureInfo.InvariantCulture, $"<text{(at % narrow == 0 ? "" : " class=\"wide\"")} x=\"{middle:0.00}%\" y=\"{Height - 8}\" text-anchor=\"middle\">{number}</text>");
        }
    }

    private static void AddBar(StringBuilder body, string name, double x, double width, double top, double bottom, string title) => body.Append(
        CultureInfo.InvariantCulture,
        $"<rect class=\"{name}\" x=\"{x:0.000}%\" y=\"{top:0.0}\" width=\"{width:0.000}%\" height=\"{Math.Max(1, bottom - top):0.0}\" rx=\"1.5\"><title>{HtmlText.Of(title)}</title></rect>");

    private static IEnumerable<double> Ticks(double least, double most)
    {
        double raw = (most - least) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10);
        for (long i = (long)Math.Ceiling(least / step); i * step <= most; i++)
            yield return i * step;
    }

    private static void AddTable(StringBuilder body, SweepOutcome outcome, WalkForward forward)
    {
        string[] heads = ["window", .. WindowTable.Heads(outcome)];
        body.Append($"<h2>Windows</h2>\n<div class=\"panel\"><div class=\"scroll\"><table class=\"ranked\"><thead><tr>{string.Concat(heads.Select(h => $"<th>{HtmlText.Of(h)}</th>"))}</tr></thead><tbody>\n");
        foreach ((int number, string[] cells) in WindowTable.Rows(outcome, forward).Index())
            body.Append($"<tr><td>{number + 1}</td>{string.Concat(cells.Select(c => $"<td>{HtmlText.Of(c)}</td>"))}</tr>\n");
        body.Append("</tbody></table></div></div>\n");
    }
}
