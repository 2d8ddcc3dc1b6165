using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Reports;

/// <summary>A backtest as a page: what was run, its figures, and charts on one time axis.</summary>
internal sealed class BacktestReport(TradingSettings chosen, JsonObject parameters, Backtest backtest, BacktestResult result, SessionChart chart, LatencyHistogram roundTrips)
{
    private const string Hint = "Drag to zoom into a stretch, wheel to zoom, shift and drag to move, double click for all; the charts move together.";

    private static readonly double[] Percentiles = [1, 25, 50, 75, 90, 99, 99.9, 100];

    private bool IsOne => result.Instruments.Count == 1;

    public string Html()
    {
        var page = new ReportPage($"{chosen.Name} on {string.Join(", ", result.Instruments.Select(i => i.Instrument.ToString()))}");
        AddHeader(page);
        AddCards(page);
        page.Add($"<p class=\"note hint\">{HtmlText.Of(Hint)}</p>");
        AddEquity(page, backtest.Course);
        for (int i = 0; i < result.Instruments.Count; i++)
            AddInstrument(page, i);
        page.AddHeading("Where the money came from");
        page.Add("<div class=\"two\">");
        AddSplit(page, IsOne ? null : "all", result.Figures);
        AddRoundTrips(page);
        page.Add("</div>");
        AddFigures(page);
        double begin = result.Instruments.Min(i => i.FromNs) / 1e9, end = result.Instruments.Max(i => i.ToNs) / 1e9;
        return page.Html(begin, end);
    }

    private void AddHeader(ReportPage page) => page.AddDefinitions(
    [
        ("period", $"{Time(result.Instruments.Min(i => i.FromNs))} to {Time(result.Instruments.Max(i => i.ToNs))} UTC"),
        ("data", string.Join(", ", chosen.Data)),
        ("rows", result.Rows.ToString("N0", CultureInfo.InvariantCulture)),
        ("parameters", string.Join(" ", parameters.Select(p => $"{p.Key}={p.Value}"))),
        ("models", string.Join(", ", BacktestJson.Models(chosen).SelectMany(m => ResultFile.Leaves(m.Key, m.Value)).Select(m => $"{m.Name} {m.Text}"))),
        ("seed", chosen.Seed.ToString(CultureInfo.InvariantCulture)),
    ]);

    private void AddCards(ReportPage page)
    {
        BacktestFigures f = result.Figures;
        page.AddCards(
        [
            ("equity", Money(f.Equity), Math.Sign(f.Equity)),
            ("spread captured", Money(f.Split.SpreadCaptured), Math.Sign(f.Split.SpreadCaptured)),
            ("inventory", Money(f.Split.Inventory), Math.Sign(f.Split.Inventory)),
            ("fees", Money(-f.Fees), -Math.Sign(f.Fees)),
            ("funding", Money(f.Funding), Math.Sign(f.Funding)),
            ("max drawdown", Money(f.MaxDrawdown), 0),
            ("Sharpe, annualised", f.Returns.Sharpe is { } s ? s.ToString("N2", CultureInfo.InvariantCulture) : "undefined", 0),
            ("profit per hour", f.ProfitPerHour is { } p ? Money((decimal)p) : "undefined", 0),
            ("fills", f.Fills.ToString("N0", CultureInfo.InvariantCulture), 0),
            ("win rate", f.Trades.WinRate is { } w ? w.ToString("0.0 %", CultureInfo.InvariantCulture) : "undefined", 0),
        ]);
    }

    private static void AddEquity(ReportPage page, EquityCourse course)
    {
        IReadOnlyList<CurvePoint> points = CurvePoint.Of(course);
        double step = course.StepNs / 1e9;
        page.AddChart("Equity", "", 4, true, [ChartSeries.OfCourse("equity", "main", step, points)]);
        JsonObject drawdown = ChartSeries.Drawdown("below its highest point", "down", step, points);
        drawdown["area"] = true;
        page.AddChart("Drawdown", "low", 4, true, [drawdown]);
    }

    private void AddInstrument(ReportPage page, int index)
    {
        Instrument instrument = result.Instruments[index].Instrument;
        BacktestFigures figures = result.Instruments[index].Figures;
        InstrumentChart drawn = chart.Instruments[index];
        if (!IsOne)
            page.AddHeading(instrument.ToString());
        page.AddChart("Price, own quotes and fills", "tall", Decimals(instrument.Tick) + 1, false,
        [
            Thin(Steps("own bid", "up", drawn.Bid)), Thin(Steps("own ask", "down", drawn.Ask)), Steps("mid", "main", drawn.Mid),
        ], Fills(drawn), FillsNote(drawn, figures));
        JsonObject position = Steps("position", "first", drawn.Position);
        position["area"] = true;
        page.AddChart("Position", "low", Decimals(instrument.Lot), true, [position]);
        if (!IsOne)
            AddEquity(page, backtest.CourseOf(index));
        page.Add("<div class=\"two\">");
        AddInventory(page, figures);
        if (!IsOne)
            AddSplit(page, instrument.ToString(), figures);
        page.Add("</div>");
    }

    private JsonObject Steps(string name, string color, double[] values) => ChartSeries.OfSteps(name, color, chart.FirstNs, chart.StepNs, values);

    private static JsonObject Thin(JsonObject series)
    {
        series["width"] = 1;
        return series;
    }

    private static JsonArray Fills(InstrumentChart drawn) => new([.. drawn.Fills.Select(f => new JsonArray(
        f.LocalNs / 1_000_000 / 1e3, f.Side.Sign(), ChartSeries.Number(f.Price), ChartSeries.Number(f.Quantity), f.IsMaker ? 1 : 0))]);

    private static string FillsNote(InstrumentChart drawn, BacktestFigures figures)
    {
        string which = drawn.FillsPerKept == 1 ? "All fills are drawn" : $"One of {drawn.FillsPerKept} of the {figures.Fills:N0} fills is drawn";
        return $"{which}: a triangle that points up for a buy, down for a sell; hollow where we took.";
    }

    private static void AddInventory(ReportPage page, BacktestFigures figures)
    {
        InventoryFigures i = figures.Inventory;
        if (i.Bins.Count == 0)
            return;
        string share = i.TimeInMarket is { } t ? t.ToString("0.0 %", CultureInfo.InvariantCulture) : "-";
        page.Add($"<div class=\"panel\"><h3>Inventory: share of the time at each position</h3>{Bars.Histogram(i)}"
            + $"<p class=\"note\">in the market {HtmlText.Of(share)} of the time; mean {Number(i.Mean)}, mean absolute {Number(i.MeanAbsolute)}, median {HtmlText.Of(Quantity(i.P50))}; short to the left, long to the right, flat in grey</p></div>");
    }

    private static void AddSplit(ReportPage page, string? of, BacktestFigures f)
    {
        ProfitSplit split = f.Split;
        string title = of is null ? "Profit and loss" : $"Profit and loss, {of}";
        page.Add($"<div class=\"panel\"><h3>{HtmlText.Of(title)}</h3>{Bars.Of(
        [
            Bar("spread captured", split.SpreadCaptured), Bar("inventory", split.Inventory),
            Bar("of it adverse within 1 s", -split.AdverseSelection1s, "sub"), Bar("of it adverse within 10 s", -split.AdverseSelection10s, "sub"),
            Bar("fees", -f.Fees), Bar("funding", f.Funding), Bar("equity", f.Equity, "sum"),
        ])}<p class=\"note\">Spread captured, inventory, fees and funding add up to the equity. Adverse: what the mid moved against the fills after they reached us.</p></div>");
    }

    private static Bar Bar(string name, decimal value, string @class = "") => new(name, (double)value, Money(value), @class);

    private void AddRoundTrips(ReportPage page)
    {
        page.Add("<div class=\"panel\"><h3>Order to first answer, as simulated</h3>");
        if (roundTrips.Count == 0)
            page.Add("<p class=\"soft\">No order was answered.</p>");
        else
            page.Add(RoundTripTimes()
                + $"<p class=\"note\">{roundTrips.Count.ToString("N0", CultureInfo.InvariantCulture)} orders, from the decision until the venue's first word reached us.</p>");
        page.Add("</div>");
    }

    private string RoundTripTimes()
    {
        Bar[] bars = [.. Percentiles.Select(p => Percentile(p, roundTrips.Percentile(p)!.Value / 1e6))];
        return bars.All(b => b.Text == bars[0].Text) ? $"<p>{HtmlText.Of(bars[0].Text)} for every order</p>" : Bars.Of(bars);
    }

    private static Bar Percentile(double percent, double ms) => new(
        percent == 100 ? "longest" : $"p{percent.ToString(CultureInfo.InvariantCulture)}", ms, $"{ms.ToString("N3", CultureInfo.InvariantCulture)} ms");

    private void AddFigures(ReportPage page)
    {
        page.AddHeading("Figures");
        BacktestFigures[] columns = IsOne ? [result.Figures] : [result.Figures, .. result.Instruments.Select(i => i.Figures)];
        if (IsOne)
            page.Add($"<div class=\"groups\">{string.Concat(FigureRows.Groups.Select(g => $"<div class=\"panel\"><h3>{HtmlText.Of(g.Title)}</h3><table>{Rows(g, columns)}</table></div>"))}</div>");
        else
            page.Add($"<div class=\"panel scroll\"><table><thead><tr><th></th><th>all</th>{string.Concat(result.Instruments.Select(i => $"<th>{HtmlText.Of(i.Instrument.Symbol)}</th>"))}</tr></thead>"
                + $"{string.Concat(FigureRows.Groups.Select(g => $"<tr class=\"head\"><th colspan=\"{columns.Length + 1}\">{HtmlText.Of(g.Title)}</th></tr>{Rows(g, columns)}"))}</table></div>");
        AddMetrics(page);
    }

    private static string Rows(FigureGroup group, BacktestFigures[] columns) => string.Concat(group.Rows.Select(r =>
        $"<tr><th>{HtmlText.Of(r.Name)}</th>{string.Concat(columns.Select(c => $"<td>{HtmlText.Of(r.Text(c))}</td>"))}</tr>"));

    private void AddMetrics(ReportPage page)
    {
        IReadOnlyDictionary<string, double> metrics = backtest.Engine.Strategies[0].Metrics;
        if (metrics.Count == 0)
            return;
        page.AddHeading("The strategy's own figures");
        page.Add($"<div class=\"panel\"><table>{string.Concat(metrics.Select(m => $"<tr><th>{HtmlText.Of(m.Key)}</th><td>{Number(m.Value)}</td></tr>"))}</table></div>");
    }

    private static string Money(decimal value) => value.ToString("N4", CultureInfo.InvariantCulture);

    private static string Number(double? value) => HtmlText.Of(value is { } v ? v.ToString("G6", CultureInfo.InvariantCulture) : "-");

    private static string Quantity(decimal? value) => value is { } v ? DecimalsText.Plain(v) : "-";

    private static int Decimals(decimal step) => Math.Min(8, (int)DecimalsText.Trim(step).Scale);

    private static string Time(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
