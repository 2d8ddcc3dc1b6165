using System.Text.Json.Nodes;
using Touchline.Reports;

namespace Touchline.Commands;

/// <summary>Results side by side, the first one as the measure of the others.</summary>
internal sealed class Comparison
{
    public Comparison(IReadOnlyList<ResultFile> results)
    {
        Results = results;
        Names = [.. results.SelectMany(r => r.Figures.Keys).Distinct()];
        Parameters = Differing(r => [new NamedText("strategy", r.Strategy), .. r.Parameters]);
        Models = Differing(r => r.Models);
        Differences = [.. results.Skip(1).Select(r => PairedDifference.Of(results[0].Curve, r.Curve, Math.Max(results[0].CurveSeconds, r.CurveSeconds)))];
        Warnings = [.. FindWarnings()];
    }

    public IReadOnlyList<ResultFile> Results { get; }

    /// <summary>Every figure that one of them has.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The strategy and its parameters where they differ: a text for each result, null where it has none.</summary>
    public IReadOnlyList<(string Name, string?[] Texts)> Parameters { get; }

    public IReadOnlyList<(string Name, string?[] Texts)> Models { get; }

    /// <summary>Of each result but the first to the first.</summary>
    public IReadOnlyList<PairedDifference?> Differences { get; }

    /// <summary>Why it may be no fair comparison.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public decimal? Figure(int result, string name) => Results[result].Figures.GetValueOrDefault(name);

    public decimal? Difference(int result, string name) => Figure(result, name) - Figure(0, name);

    public JsonObject ToJson() => new()
    {
        ["files"] = Texts(Results.Select(r => r.Path)),
        ["strategies"] = Texts(Results.Select(r => r.Strategy)),
        ["warnings"] = Texts(Warnings),
        ["parameters"] = Objects(Parameters),
        ["models"] = Objects(Models),
        ["figures"] = new JsonObject(Names.Select(n => KeyValuePair.Create(n, (JsonNode?)new JsonObject
        {
            ["values"] = Numbers(Results.Select((_, i) => Figure(i, n))),
            ["differences"] = Numbers(Results.Skip(1).Select((_, i) => Difference(i + 1, n))),
        }))),
        ["profit_difference"] = new JsonArray([.. Differences.Select(Of)]),
    };

    private static JsonNode? Of(PairedDifference? d) => d is null ? null : new JsonObject
    {
        ["per_hour"] = d.PerHour,
        ["low_per_hour"] = d.LowPerHour,
        ["high_per_hour"] = d.HighPerHour,
        ["stretches"] = d.Stretches,
        ["stretch_seconds"] = d.StretchSeconds,
    };

    private static JsonArray Texts(IEnumerable<string?> texts) => new([.. texts.Select(t => (JsonNode?)t)]);

    private static JsonArray Numbers(IEnumerable<decimal?> numbers) => new([.. numbers.Select(n => (JsonNode?)n)]);

    private static JsonObject Objects(IEnumerable<(string Name, string?[] Texts)> rows) =>
        new(rows.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)Texts(r.Texts))));

    private (string, string?[])[] Differing(Func<ResultFile, IEnumerable<NamedText>> of)
    {
        Dictionary<string, string>[] all = [.. Results.Select(r => of(r).ToDictionary(t => t.Name, t => t.Text))];
        IEnumerable<string> names = all.SelectMany(a => a.Keys).Distinct();
        return [.. names.Select(n => (n, all.Select(a => a.GetValueOrDefault(n)).ToArray())).Where(row => row.Item2.Distinct().Count() > 1)];
    }

    private IEnumerable<string> FindWarnings()
    {
        if (Results.Any(r => !r.Data.SequenceEqual(Results[0].Data)))
            yield return $"They were run on different data: {string.Join("; ", Results.Select(r => $"{r.Path}: {string.Join(" and ", r.Data)}"))}. Differences may come from the data.";
        if (Models.Count > 0)
            yield return $"They were run with different models ({string.Join(", ", Models.Select(m => m.Name))}). Differences may come from the models.";
        if (Models.Count == 0 && Parameters.Count == 0)
            yield return "Strategy, parameters and models are the same: differences come from the data or from the versions of the program or the strategy.";
    }
}
