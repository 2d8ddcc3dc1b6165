using System.Text;
using System.Text.Json.Nodes;

namespace Touchline.Reports;

/// <summary>
/// One HTML file that needs nothing else: style and script inside, nothing fetched, which its policy forbids besides. Everything that
/// is text in it goes through <see cref="HtmlText"/>.
/// </summary>
internal sealed class ReportPage(string title)
{
    private readonly StringBuilder _body = new();
    private readonly JsonArray _charts = [];

    /// <param name="html">Text in it has been through <see cref="HtmlText"/>.</param>
    public void Add(string html) => _body.Append(html).Append('\n');

    public void AddHeading(string text) => Add($"<h2>{HtmlText.Of(text)}</h2>");

    public void AddDefinitions(IEnumerable<(string Name, string Text)> rows) =>
        Add($"<dl>{string.Concat(rows.Select(r => $"<dt>{HtmlText.Of(r.Name)}</dt><dd>{HtmlText.Of(r.Text)}</dd>"))}</dl>");

    public void AddWarning(string text) => Add($"<p class=\"warn\">{HtmlText.Of(text)}</p>");

    public void AddCards(IEnumerable<(string Name, string Text, int Sign)> cards) =>
        Add($"<div class=\"cards\">{string.Concat(cards.Select(c => $"<div class=\"card\"><span>{HtmlText.Of(c.Name)}</span><b class=\"{SignClass(c.Sign)}\">{HtmlText.Of(c.Text)}</b></div>"))}</div>");

    /// <param name="height">Of the style sheet's: tall, low, or none.</param>
    /// <param name="digits">Decimals of the values in the legend.</param>
    public void AddChart(string name, string height, int digits, bool hasZero, IEnumerable<JsonObject> series, JsonArray? fills = null, string? note = null)
    {
        Add($"<div class=\"panel chart\"><h3>{HtmlText.Of(name)}</h3><div class=\"legend\"></div>"
            + $"<canvas class=\"{height}\" data-chart=\"{_charts.Count}\" role=\"img\" tabindex=\"0\" aria-label=\"{HtmlText.Of(name)} over time\"></canvas>"
            + (note is null ? "" : $"<p class=\"note\">{HtmlText.Of(note)}</p>") + "</div>");
        _charts.Add(new JsonObject { ["digits"] = digits, ["zero"] = hasZero, ["series"] = new JsonArray([.. series]), ["fills"] = fills });
    }

    /// <summary>The page, with charts from one time to another.</summary>
    public string Html(double fromSeconds, double toSeconds)
    {
        var data = new JsonObject { ["range"] = new JsonArray(fromSeconds, toSeconds), ["charts"] = _charts };
        _body.Append("<footer>Touchline. Times are UTC, money is quote currency. What each figure means: docs/results.md.</footer>");
        return ReportShell.Html(title, ["report.css"], _body.ToString(), data, ["scroll.js", "report.js"]);
    }

    private static string SignClass(int sign) => sign > 0 ? "gain" : sign < 0 ? "loss" : "";
}
