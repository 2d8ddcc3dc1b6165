using Touchline.Commands;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Reports;

namespace Touchline.Sweeps;

/// <summary>A sweep's outcome as a page: what the best is worth, a heat map, the ranked points; or the windows of a walk-forward.</summary>
internal static class SweepReport
{
    /// <summary>Of larger sweeps the page shows the best so many points.</summary>
    public const int MostPoints = 20_000;

    private static readonly string[] Columns =
        ["equity", "sharpe", "sortino", "max_drawdown", "fills", "fees", "spread_captured", "inventory_profit", "turnover", "fill_ratio", "position"];

    public static string Of(SweepOutcome outcome)
    {
        var body = new StringBuilder();
        AddHead(body, outcome);
        if (outcome.WalkForward is { } forward)
            WalkForwardSection.Add(body, outcome, forward);
        else
            AddPoints(body, outcome);
        body.Append("<footer>Touchline. Money is quote currency. What stands here and how it is found: docs/sweep.md.</footer>");
        string title = $"Sweep of {Path.GetFileName(outcome.Chosen.Name)} on {string.Join(", ", outcome.Data.Instruments)}";
        return ReportShell.Html(title, ["report.css", "sweep.css"], body.ToString(), DataOf(outcome), ["scroll.js", "sweep.js"]);
    }

    private static void AddHead(StringBuilder body, SweepOutcome outcome)
    {
        var chosen = outcome.Chosen;
        string[] fixedOnes = [.. chosen.Strategy.Parameters.Where(p => outcome.Space.Varied.All(v => v.Name != p.Name)).Select(p => $"{p.Name} {p.ValueText}")];
        (string Name, string Text)[] rows =
        [
            ("points", string.Create(CultureInfo.InvariantCulture, $"{outcome.Space.Count:N0} of {string.Join(" × ", outcome.Space.Varied.Select(v => v.Name))}; {outcome.RunsDone:N0} of {outcome.Runs:N0} runs done")),
            ("time", $"{Utc(Math.Max(outcome.Range.StartNs, outcome.Data.FirstLocalNs))} to {Utc(Math.Min(outcome.Range.EndNs, outcome.Data.LastLocalNs))} UTC"),
            ("ranked by", $"{outcome.Ranking.Figure}, {outcome.Ranking.Direction}"),
            ("other parameters", string.Join(", ", fixedOnes)),
            ("models", $"{ModelsLine.Of(chosen)}, seed {chosen.Seed}"),
        ];
        body.Append($"<dl>{string.Concat(rows.Where(r => r.Text.Length > 0).Select(r => $"<dt>{HtmlText.Of(r.Name)}</dt><dd>{HtmlText.Of(r.Text)}</dd>"))}</dl>\n");
        if (!outcome.IsComplete)
            body.Append("<p class=\"warn\">This sweep isn't complete: what is missing may be better than what is shown.</p>\n");
        if (outcome.Luck is { } luck)
            body.Append($"<p class=\"{(luck.IsTrusted ? "ok" : "warn")}\">{HtmlText.Of(luck.Text)}</p>\n");
    }

    private static string Utc(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void AddPoints(StringBuilder body, SweepOutcome outcome)
    {
        bool hasAny = outcome.Results.Any(r => r is { Error: null });
        if ((outcome.WhyNone ?? (hasAny ? null : "No point has a result.")) is { } why)
            body.Append($"<p class=\"warn\">{HtmlText.Of(why)}</p>\n");
        if (!hasAny)
            return;

        body.Append("""
            <h2>Heat map</h2>
            <div class="panel"><div class="picks"><label>across <select id="x"></select></label><label>down <select id="y"></select></label><label>figure <select id="figure"></select></label></div>
            <div class="scroll" id="heat"></div><p class="about" id="about"></p></div>
            <h2>Points</h2>
            <div class="panel"><div class="scroll" id="ranked"></div><button id="more" class="more" type="button" hidden></button></div>

            """);
        if (outcome.Results.Count > MostPoints)
            body.Append(string.Create(CultureInfo.InvariantCulture, $"<p class=\"note\">The best {MostPoints:N0} of {outcome.Results.Count:N0} points are shown.</p>\n"));
        (int Place, string Error)[] failed = [.. outcome.Results.Index().Where(r => r.Item is { Error: not null }).Select(r => (r.Index, r.Item!.Error!))];
        if (failed.Length > 0)
            body.Append($"<p class=\"note\">{failed.Length} points couldn't be run; the first: {HtmlText.Of(failed[0].Error)}</p>\n");
    }

    private static JsonObject DataOf(SweepOutcome outcome)
    {
        int[] ranked = [.. outcome.Ranked];
        HashSet<int> isRanked = [.. ranked];
        int[] shown = [.. ranked.Concat(Enumerable.Range(0, outcome.Results.Count).Where(i => outcome.Results[i] is { Error: null } && !isRanked.Contains(i))).Take(MostPoints)];
        string[] figures = [.. shown.SelectMany(p => outcome.Results[p]!.Figures).Distinct()];
        AxisValues[] axes = [.. outcome.Space.Varied.Select((v, i) => new AxisValues(outcome.Chosen, v.Name, shown.Select(p => outcome.Space[p][i])))];
        return new JsonObject
        {
            ["params"] = new JsonArray([.. axes.Select(a => (JsonNode)new JsonObject { ["name"] = a.Name, ["values"] = new JsonArray([.. a.Values.Select(v => (JsonNode)v)]) })]),
            ["figures"] = new JsonArray([.. figures.Select(f => (JsonNode)f)]),
            ["digits"] = new JsonArray([.. figures.Select(f => (JsonNode)outcome.DecimalsOf(f))]),
            ["rank"] = Math.Max(0, Array.IndexOf(figures, outcome.Ranking.Figure)),
            ["low"] = new JsonArray([.. figures.Select(f => (JsonNode)(f == outcome.Ranking.Figure ? outcome.Ranking.IsLowBest : Ranking.IsCost(f)))]),
            ["columns"] = new JsonArray([.. Columns.Prepend(outcome.Ranking.Figure).Distinct().Select(c => Array.IndexOf(figures, c)).Where(i => i >= 0).Select(i => (JsonNode)i)]),
            ["points"] = new JsonArray([.. shown.Select((p, i) => (JsonNode)new JsonObject
            {
                ["rank"] = i < ranked.Length ? i + 1 : null,
                ["v"] = new JsonArray([.. axes.Select((a, k) => (JsonNode)a.PlaceOf(outcome.Space[p][k]))]),
                ["f"] = new JsonArray([.. figures.Select(f => double.IsFinite(outcome.Results[p]![f]) ? (JsonNode)outcome.Results[p]![f] : null)]),
            })]),
        };
    }
}
