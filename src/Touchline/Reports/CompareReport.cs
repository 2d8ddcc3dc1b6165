using System.Text.Json.Nodes;
using Touchline.Commands;

namespace Touchline.Reports;

/// <summary>A comparison of results as a page.</summary>
internal static class CompareReport
{
    private static readonly string[] Colors = ["first", "second", "third", "fourth", "main", "soft", "up", "down"];

    private const string Equity = "equity";

    private static readonly string[] Foremost = [Equity, "spread_captured", "inventory_profit", "fees", "max_drawdown", "sharpe", "fills", "win_rate"];

    public static string Html(Comparison c)
    {
        var page = new ReportPage($"Comparison of {c.Results.Count} backtests");
        page.AddDefinitions(c.Results.Select((r, i) => (CompareCommand.Letter(i), $"{r.Path}: {r.Strategy} on {string.Join(" and ", r.Data)}")));
        foreach (string warning in c.Warnings)
            page.AddWarning(warning);
        page.AddCards(CompareCommand.Texts(c, Equity).Select((text, i) => ($"equity {CompareCommand.Letter(i)}", text, Math.Sign(c.Figure(i, Equity) ?? 0))));
        AddCurves(page, c);
        page.AddHeading("Did one earn more?");
        page.Add("<div class=\"panel\">");
        for (int i = 1; i < c.Results.Count; i++)
            page.Add($"<p>{HtmlText.Of(CompareCommand.Verdict(c.Differences[i - 1], CompareCommand.Letter(0), CompareCommand.Letter(i)))}</p>");
        page.Add("<p class=\"note\">From the changes of equity of both over the same stretches of time, drawn anew 2,000 times in blocks of neighbouring stretches. It says what chance could do on a market like this one, not on any other.</p></div>");
        AddTable(page, "What differs", [.. c.Parameters, .. c.Models], c.Results.Count);
        AddFigures(page, c);
        (double from, double to) = Range(c);
        return page.Html(from, to);
    }

    private static void AddCurves(ReportPage page, Comparison c)
    {
        int decimals = CompareCommand.DecimalsOf(c, Equity);
        JsonObject Series(ResultFile r, int i, bool isDrawdown) => isDrawdown
            ? ChartSeries.Drawdown(CompareCommand.Letter(i), Colors[i], r.CurveSeconds, r.Curve)
            : ChartSeries.OfCourse(CompareCommand.Letter(i), Colors[i], r.CurveSeconds, r.Curve);
        page.AddChart("Equity", "tall", decimals, true, c.Results.Select((r, i) => Series(r, i, isDrawdown: false)));
        page.AddChart("Drawdown", "", decimals, true, c.Results.Select((r, i) => Series(r, i, isDrawdown: true)));
    }

    private static void AddTable(ReportPage page, string title, IReadOnlyList<(string Name, string?[] Texts)> rows, int results)
    {
        if (rows.Count == 0)
            return;
        page.AddHeading(title);
        page.Add($"<div class=\"panel scroll\"><table><thead><tr><th></th>{string.Concat(Enumerable.Range(0, results).Select(i => $"<th>{CompareCommand.Letter(i)}</th>"))}</tr></thead>"
            + $"{string.Concat(rows.Select(r => $"<tr><th>{HtmlText.Of(r.Name)}</th>{string.Concat(r.Texts.Select(t => $"<td>{HtmlText.Of(t ?? "-")}</td>"))}</tr>"))}</table></div>");
    }

    private static void AddFigures(ReportPage page, Comparison c)
    {
        page.AddHeading("Figures");
        string heads = string.Concat(CompareCommand.Heads(c).Select(h => $"<th>{HtmlText.Of(h)}</th>"));
        IEnumerable<string> names = [.. Foremost.Where(c.Names.Contains), .. c.Names.Except(Foremost)];
        page.Add($"<div class=\"panel scroll\"><table><thead><tr><th></th>{heads}</tr></thead>{string.Concat(names.Select(n => Row(c, n)))}</table></div>");
    }

    private static string Row(Comparison c, string name) =>
        $"<tr><th>{HtmlText.Of(name)}</th>{string.Concat(CompareCommand.Cells(c, name).Select(text => $"<td>{text}</td>"))}</tr>";

    private static (double From, double To) Range(Comparison c)
    {
        CurvePoint[] ends = [.. c.Results.Where(r => r.Curve.Count > 0).SelectMany(r => (CurvePoint[])[r.Curve[0], r.Curve[^1] with { Seconds = r.Curve[^1].Seconds + r.CurveSeconds }])];
        return ends.Length == 0 ? (0, 1) : (ends.Min(p => p.Seconds), ends.Max(p => p.Seconds));
    }
}
