namespace Touchline.Matching;

/// <summary>How a synthetic market behaves. Prices and distances are in ticks, quantities in lots.</summary>
public sealed record SyntheticMarketOptions
{
    /// <summary>The fair value at the start; over hours it is drawn back to here.</summary>
    public double StartPrice { get; init; } = 600_000;

    /// <summary>Levels a side that the book has at the start and tends to keep; twice as many is its bound.</summary>
    public int Levels { get; init; } = 150;

    /// <summary>Orders of all kinds in a quiet second.</summary>
    public double OrdersPerSecond { get; init; } = 150;

    /// <summary>Standard deviation of the fair value's walk over a quiet second.</summary>
    public double FairDeviation { get; init; } = 5;

    /// <summary>The half spread that makers come back to.</summary>
    public double HalfSpread { get; init; } = 0.5;

    /// <summary>Mean quiet time between two bursts.</summary>
    public double SecondsBetweenBursts { get; init; } = 8;

    public double BurstSeconds { get; init; } = 0.8;

    /// <summary>By how much orders come faster, and the fair value moves wider, in a burst.</summary>
    public double BurstFactor { get; init; } = 4;

    /// <summary>Mean of a resting order.</summary>
    public double LimitQuantity { get; init; } = 400;

    /// <summary>Mean of a market order.</summary>
    public double MarketQuantity { get; init; } = 70;
}
