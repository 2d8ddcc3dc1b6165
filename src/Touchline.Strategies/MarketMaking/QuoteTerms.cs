namespace Touchline.Strategies;

/// <summary>A market maker's parameters in the units of one instrument.</summary>
internal sealed record QuoteTerms
{
    public required LadderTerms Ladder { get; init; }

    /// <summary>In price units.</summary>
    public required double HalfSpread { get; init; }

    /// <summary>In half spreads at a position of <see cref="LadderTerms.MaxPosition"/>.</summary>
    public required double Skew { get; init; }

    /// <summary>The spread follows volatility and position; <see cref="HalfSpread"/> isn't looked at.</summary>
    public required bool Widens { get; init; }
}
