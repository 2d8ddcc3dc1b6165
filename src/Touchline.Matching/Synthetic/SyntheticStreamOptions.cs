namespace Touchline.Matching;

/// <summary>What a synthetic stream shows and how long it takes to reach us. Times in nanoseconds, 0 or more.</summary>
public sealed record SyntheticStreamOptions
{
    public SyntheticMarketOptions Market { get; init; } = new();

    /// <summary>The shortest way from the exchange to us.</summary>
    public long FeedLatencyNs { get; init; } = 6_000_000;

    /// <summary>Mean of what is added to it at random, for each message on its own.</summary>
    public long FeedJitterNs { get; init; } = 1_500_000;
}
