using Touchline.Commands;
using Touchline.Simulation;

namespace Touchline.Reports;

/// <summary>A drift report as a page.</summary>
internal static class DriftPage
{
    // More rows make a page that nobody reads.
    private const int MostOrders = 200;

    public static string Html(DriftReport drift, string folder, SimulationOptions models, DriftTolerance tolerance)
    {
        var page = new ReportPage("A session beside its simulation");
        page.AddDefinitions([("journal", folder), ("models", DriftTable.Models(models, tolerance)), ("orders", $"{drift.Orders:N0} in {drift.Intents:N0} requests")]);
        if (drift.Stop is { } stop)
            page.AddWarning($"only as far as both logs go: {stop}");
        ProfitDrift profit = drift.Profit;
        page.AddCards([
            ("real profit", DriftTable.Money(profit.Real), Math.Sign(profit.Real)), ("simulated", DriftTable.Money(profit.Simulated), Math.Sign(profit.Simulated)),
            ("difference", DriftTable.Money(profit.Difference), Math.Sign(profit.Difference)), ("missed", $"{drift.Count(FillMatch.Missed):N0}", 0), ("extra", $"{drift.Count(FillMatch.Extra):N0}", 0),
        ]);
        page.AddHeading("Where the difference comes from");
        // The first three rows are the sums.
        page.Add($"<div class=\"panel\">{Bars.Of([.. DriftTable.Profit(drift).Skip(2).Select(r => new Bar(r.Name.Trim(), (double)r.Value, DriftTable.Money(r.Value), r.Name.StartsWith(' ') ? "sub" : ""))])}"
            + "<p class=\"note\">Simulated less real; the parts add up to it. What each means: docs/drift.md.</p></div>");
        AddTable(page, "Fills", DriftTable.Fills(drift));
        AddTable(page, "From order to answer", DriftTable.Times(drift));
        page.AddHeading("Queue");
        page.Add($"<div class=\"panel\"><p>{HtmlText.Of(DriftTable.Queue(drift.Queue))}</p></div>");
        AddTable(page, "Orders whose fills differ", DriftTable.Orders(drift, MostOrders));
        return page.Html(0, 1);
    }

    private static void AddTable(ReportPage page, string title, string[][] rows)
    {
        if (rows.Length == 1)
            return;
        page.AddHeading(title);
        page.Add($"<div class=\"panel scroll\"><table><thead><tr>{string.Concat(rows[0].Select(c => $"<th>{HtmlText.Of(c)}</th>"))}</tr></thead>"
            + $"{string.Concat(rows.Skip(1).Select(r => $"<tr><th>{HtmlText.Of(r[0].Trim())}</th>{string.Concat(r.Skip(1).Select(c => $"<td>{HtmlText.Of(c)}</td>"))}</tr>"))}</table></div>");
    }
}
