using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>All that came of a sweep, as far as it went, to be shown.</summary>
internal sealed record SweepOutcome
{
    public required TradingSettings Chosen { get; init; }

    public required TradingData Data { get; init; }

    public required SweepSpace Space { get; init; }

    public required Ranking Ranking { get; init; }

    /// <summary>The whole of what was swept over.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>A result for each point; null where it isn't known. Empty for a walk-forward.</summary>
    public required IReadOnlyList<PointResult?> Results { get; init; }

    /// <summary>Null without one, and when it was interrupted before the last choice.</summary>
    public WalkForward? WalkForward { get; init; }

    /// <summary>Of the best point; null when none is ranked, and for a walk-forward.</summary>
    public LuckVerdict? Luck { get; init; }

    /// <summary>Why nothing is ranked or chosen, in a sentence; null when something is.</summary>
    public string? WhyNone { get; init; }

    public required int RunsDone { get; init; }

    public required int Runs { get; init; }

    public bool IsComplete => RunsDone == Runs;

    /// <summary>The places of the ranked points, best first.</summary>
    public IReadOnlyList<int> Ranked => field ??= Ranking.Order(Results);

    /// <summary>By which a figure of the points is shown, wherever it is.</summary>
    public int DecimalsOf(string figure) => FigureDecimals.Of(Results.Select(r => r?[figure] ?? double.NaN));
}
