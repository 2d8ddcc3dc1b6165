using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>A sweep's outcome for programs. Fields: docs/sweep.md. The same for any number of jobs.</summary>
internal static class SweepJson
{
    public static JsonObject Of(SweepOutcome outcome)
    {
        var json = new JsonObject
        {
            ["strategy"] = outcome.Chosen.Name,
            ["parameters"] = BacktestJson.Parameters(outcome.Chosen.Strategy),
            ["varied"] = Texts(outcome.Space.Varied.Select(v => v.Name)),
            ["seed"] = outcome.Chosen.Seed,
            ["models"] = BacktestJson.Models(outcome.Chosen),
            ["data"] = new JsonArray([.. outcome.Data.Recordings.Select((r, i) => (JsonNode)new JsonObject { ["instrument"] = outcome.Data.Instruments[i].ToString(), ["sha256"] = r.ContentHash() })]),
            ["from_ns"] = Math.Max(outcome.Range.StartNs, outcome.Data.FirstLocalNs),
            ["to_ns"] = Math.Min(outcome.Range.EndNs, outcome.Data.LastLocalNs),
            ["runs"] = outcome.Runs,
            ["runs_done"] = outcome.RunsDone,
            ["ranked_by"] = new JsonObject { ["figure"] = outcome.Ranking.Figure, ["direction"] = outcome.Ranking.Direction },
        };
        if (outcome.WalkForward is { } forward)
            json["walk_forward"] = OfForward(outcome, forward);
        else
            json["points"] = new JsonArray([.. Points(outcome)]);
        json["luck"] = outcome.Luck is { } luck ? OfLuck(luck) : null;
        return json;
    }

    private static IEnumerable<JsonNode> Points(SweepOutcome outcome)
    {
        foreach ((int rank, int point) in outcome.Ranked.Index())
            yield return OfPoint(outcome, point, rank + 1);
        HashSet<int> ranked = [.. outcome.Ranked];
        for (int point = 0; point < outcome.Results.Count; point++)
        {
            if (outcome.Results[point] is not null && !ranked.Contains(point))
                yield return OfPoint(outcome, point, rank: null);
        }
    }

    private static JsonObject OfPoint(SweepOutcome outcome, int point, int? rank)
    {
        PointResult result = outcome.Results[point]!;
        return new JsonObject
        {
            ["rank"] = rank,
            ["parameters"] = Values(outcome, point),
            ["error"] = result.Error,
            ["figures"] = Figures(result),
            ["returns"] = Returns(result.Returns),
        };
    }

    private static JsonObject OfForward(SweepOutcome outcome, WalkForward forward) => new()
    {
        ["windows"] = new JsonArray([.. forward.Windows.Select(w => (JsonNode)new JsonObject
        {
            ["train"] = Stretch(w.Window.Train, w.Train),
            ["test"] = Stretch(w.Window.Test, w.Test),
            ["parameters"] = w.Point is { } point ? Values(outcome, point) : null,
        })]),
        ["points_per_choice"] = outcome.Space.Count,
        ["in_sample"] = Together(forward.TrainEquity, forward.TrainPerHour, forward.TrainReturns),
        ["out_of_sample"] = Together(forward.TestEquity, forward.TestPerHour, forward.TestReturns),
        ["probability_above_zero"] = Number(forward.TestAboveZero),
        ["efficiency"] = Number(forward.Efficiency),
        ["tests_won"] = forward.Won,
    };

    private static JsonObject Stretch(TimeRange range, PointResult? result) => new()
    {
        ["from_ns"] = range.StartNs,
        ["to_ns"] = range.EndNs,
        ["error"] = result?.Error,
        ["figures"] = result is null ? null : Figures(result),
        ["returns"] = result is null ? null : Returns(result.Returns),
    };

    private static JsonObject Together(double equity, double perHour, ReturnStatistics returns) => new()
    {
        ["equity"] = Number(equity),
        ["equity_per_hour"] = Number(perHour),
        ["sharpe"] = returns.AnnualSharpe,
    };

    private static JsonObject OfLuck(LuckVerdict luck) => new()
    {
        ["trials"] = luck.Trials,
        ["deviation"] = luck.Deviation,
        ["expected_maximum"] = luck.Luck,
        ["sharpe"] = luck.Sharpe,
        ["deflated_sharpe"] = Number(luck.Deflated),
        ["luck_probability"] = Number(luck.LuckProbability),
        ["trusted"] = luck.IsTrusted,
    };

    private static JsonObject Values(SweepOutcome outcome, int point) =>
        new(outcome.Space.Varied.Zip(outcome.Space[point], (v, value) => KeyValuePair.Create(v.Name, (JsonNode?)value)));

    private static JsonObject Figures(PointResult result) => new(result.Figures.Select(f => KeyValuePair.Create(f, Number(result[f]))));

    private static JsonObject Returns(ReturnStatistics r) => new()
    {
        ["seconds"] = r.Count,
        ["mean"] = r.Mean,
        ["deviation"] = r.Deviation,
        ["skewness"] = r.Skewness,
        ["kurtosis"] = r.Kurtosis,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    // JSON has no infinity and no "not a number".
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
