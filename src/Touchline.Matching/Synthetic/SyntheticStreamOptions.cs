namespace Touchline.Matching;

/// <summary>What a synthetic stream shows and how long it takes to reach us.</summary>
public sealed record SyntheticStreamOptions
{
    public SyntheticMarketOptions Market { get; init; } = SyntheticMarketOptions.Btc;

    public FeedDelayOptions Delay { get; init; } = FeedDelayOptions.Recorded;

    /// <summary>The shortest time between two depth updates; above 0.</summary>
    public long DepthEveryNs { get; init; } = 51_000_000;

    /// <summary>Mean of what is added to it at random.</summary>
    public long DepthJitterNs { get; init; } = 1_600_000;

    /// <summary>Time between two messages with mark price and funding rate; above 0.</summary>
    public long MarkEveryNs { get; init; } = 1_000_000_000;
}

/// <summary>How messages travel from the exchange to us, on one connection; by default nothing takes time. Times in nanoseconds, 0 or more.</summary>
public sealed record FeedDelayOptions
{
    /// <summary>As in the recordings of Binance.</summary>
    public static FeedDelayOptions Recorded { get; } = new()
    {
        WayNs = new((0, 0.3e6), (0.05, 1.5e6), (0.25, 2.2e6), (0.5, 3e6), (0.75, 5e6), (0.9, 9e6), (0.98, 18e6), (1, 30e6)),
        WayHoldsNs = 4_000_000,
        ServiceNs = 15_000,
        SecondsBetweenStalls = 3,
        StallNs = new((0, 10e6), (0.4, 35e6), (0.75, 65e6), (0.95, 95e6), (1, 115e6)),
    };

    /// <summary>The way of a message.</summary>
    public QuantileTable WayNs { get; init; } = new((0, 0), (1, 0));

    /// <summary>How long one way holds before it is drawn anew.</summary>
    public long WayHoldsNs { get; init; }

    /// <summary>What each message takes to be received; the next waits for it.</summary>
    public long ServiceNs { get; init; }

    /// <summary>Mean time between two stalls, in which nothing arrives; 0: there are none.</summary>
    public double SecondsBetweenStalls { get; init; }

    public QuantileTable StallNs { get; init; } = new((0, 0), (1, 0));
}
