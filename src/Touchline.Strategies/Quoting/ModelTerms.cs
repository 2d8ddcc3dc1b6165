namespace Touchline.Strategies;

/// <summary>What the market makers that follow a model have in common beside their ladder.</summary>
internal sealed record ModelTerms
{
    public required EstimateTerms Estimate { get; init; }

    /// <summary>Quotes stand no nearer to the reservation price.</summary>
    public required int LeastHalfSpreadTicks { get; init; }

    /// <summary>Distance between neighbouring levels in half spreads.</summary>
    public required double Interval { get; init; }
}
