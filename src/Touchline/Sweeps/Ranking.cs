using Touchline.Configuration;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>By which figure points are ranked, and which end of it is the better one.</summary>
internal sealed record Ranking(string Figure, bool IsLowBest)
{
    private const string Metrics = "metrics.";
    private const string LowBest = ":asc";
    private const string HighBest = ":desc";

    // What one wants less of.
    private static readonly HashSet<string> Costs =
    [
        "fees", "max_drawdown", "drawdown_seconds", "adverse_selection_1s", "adverse_selection_10s", "order_to_trade_ratio",
        "orders.rejected", "orders.expired", "orders.refused",
    ];

    /// <summary>Less of it is better.</summary>
    public static bool IsCost(string figure) => Costs.Contains(figure);

    public string Direction => IsLowBest ? "lowest first" : "highest first";

    /// <param name="text">A figure's name, with <c>:asc</c> or <c>:desc</c> behind it where the usual order isn't meant.</param>
    /// <param name="known">The figures of any result; a strategy's own metrics come besides.</param>
    /// <exception cref="BadInputException">There is no such figure.</exception>
    public static Ranking Read(string text, IReadOnlyList<string> known)
    {
        bool isLow = text.EndsWith(LowBest, StringComparison.Ordinal), isHigh = text.EndsWith(HighBest, StringComparison.Ordinal);
        string figure = isLow ? text[..^LowBest.Length] : isHigh ? text[..^HighBest.Length] : text;
        if (!known.Contains(figure) && !figure.StartsWith(Metrics, StringComparison.Ordinal))
            throw new BadInputException(
                $"--rank-by: figure '{figure}' is unknown{NearestName.Hint(figure, known)}; known are {string.Join(", ", known)}, and {Metrics}NAME for a figure of the strategy's own");
        return new Ranking(figure, isLow || (!isHigh && IsCost(figure)));
    }

    /// <exception cref="BadInputException">A stretch of the market is too short for the figure.</exception>
    public void CheckLength(TimeRange stretch, string what)
    {
        long leastNs = ReturnStatistics.Fewest * 1_000_000_000;
        if (Figure is "sharpe" or "sortino" && stretch.EndNs - stretch.StartNs <= leastNs)
        {
            throw new BadInputException(
                $"--rank-by: {Figure} needs more than {Duration.Format(leastNs)} of a market, and {what} has {(stretch.EndNs - stretch.StartNs) / 1e9:0.#} s; give more, or rank by another figure, e.g. --rank-by equity");
        }
    }

    /// <summary>Why none of the results can be ranked, in a sentence.</summary>
    /// <param name="what">One of them, in words.</param>
    public string WhyNone(IReadOnlyList<PointResult?> results, string what)
    {
        PointResult[] known = [.. results.OfType<PointResult>()], run = [.. known.Where(r => r.Error is null)];
        if (known.Length == 0)
            return "nothing is ranked: no run is done yet";
        if (run.Length == 0)
            return $"nothing is ranked: no {what} could be run; the first: {known[0].Error}";
        string none = $"nothing is ranked: no {what} has a figure {Figure}";
        if (Figure.StartsWith(Metrics, StringComparison.Ordinal))
            return $"{none}, which the strategy never set";
        if (run.All(r => r["fills"] == 0))
            return $"{none}, since nothing was traded: there is no fill in any run";
        if (Figure is "sharpe" or "sortino" && run.All(r => r.Returns.Count < ReturnStatistics.Fewest))
            return $"{none}: it needs {ReturnStatistics.Fewest} whole seconds of a market, and the longest run has {run.Max(r => r.Returns.Count)}";
        return Figure == "sortino" ? $"{none}, since no second lost anything" : none;
    }

    /// <summary>The places of the results that have the figure, best first; equals in their order.</summary>
    public IReadOnlyList<int> Order(IReadOnlyList<PointResult?> results)
    {
        int[] places = [.. Enumerable.Range(0, results.Count).Where(i => results[i] is { Error: null } r && !double.IsNaN(r[Figure]))];
        return [.. places.OrderBy(i => IsLowBest ? results[i]![Figure] : -results[i]![Figure])];
    }
}
