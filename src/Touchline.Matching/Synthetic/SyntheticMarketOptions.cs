using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// How a synthetic market behaves. Prices and distances are in ticks, quantities in lots, rates per second. The defaults are Binance's BTCUSDT
/// perpetual as recorded; see docs/synthetic-market.md for what each agent does and how near it comes.
/// </summary>
public sealed record SyntheticMarketOptions
{
    public string Symbol { get; init; } = "BTCUSDT";

    public DecimalUnit Tick { get; init; } = DecimalUnit.Parse("0.1", "tick");

    public DecimalUnit Lot { get; init; } = DecimalUnit.Parse("0.001", "lot");

    /// <summary>The value at the start; over very long times it is drawn back to here.</summary>
    public double StartPrice { get; init; } = 600_000;

    /// <summary>Bound of the market makers' orders on a side; the room of the exchange follows from it.</summary>
    public int MostOrders { get; init; } = 1024;

    // Regimes.

    /// <summary>Mean time in a quiet or trending regime; a volatile one takes three tenths of it.</summary>
    public double RegimeSeconds { get; init; } = 20;

    /// <summary>How often the next regime is quiet.</summary>
    public double QuietShare { get; init; } = 0.5;

    /// <summary>How often it is trending; else it is volatile.</summary>
    public double TrendingShare { get; init; } = 0.25;

    /// <summary>How fast everything goes in each regime.</summary>
    public double QuietPace { get; init; } = 0.7;

    public double TrendingPace { get; init; } = 1;

    public double VolatilePace { get; init; } = 2;

    /// <summary>By how much news is likelier to go with a trend than half of the times.</summary>
    public double TrendBias { get; init; } = 0.1;

    // News: jumps of the latent value.

    public double NewsPerSecond { get; init; } = 1.3;

    /// <summary>How far news moves the value.</summary>
    public QuantileTable NewsTicks { get; init; } = new((0, 1), (0.1, 1), (0.25, 4), (0.5, 11), (0.75, 20), (0.9, 38), (0.97, 80), (0.995, 180), (1, 450));

    /// <summary>By how much it is larger in a volatile regime.</summary>
    public double VolatileNews { get; init; } = 1.3;

    /// <summary>News of so many ticks excites in full.</summary>
    public double LargeNewsTicks { get; init; } = 60;

    /// <summary>How far the value gives way to each lot that takers trade.</summary>
    public double ImpactTicksPerLot { get; init; } = 0.0004;

    // Excitement.

    public double ExcitementSeconds { get; init; } = 3;

    public double MostExcitement { get; init; } = 6;

    public double ExcitementPerTaker { get; init; } = 0.015;

    public double ExcitementPerNews { get; init; } = 0.5;

    public double FlurrySeconds { get; init; } = 0.03;

    public double MostFlurry { get; init; } = 20;

    public double FlurryPerTaker { get; init; } = 1;

    public double FlurryPerNews { get; init; } = 6;

    // Market makers.

    /// <summary>Joins and leaves at the touch.</summary>
    public double QueueMovesPerSecond { get; init; } = 75;

    /// <summary>Cancels of mispriced quotes, while there are some.</summary>
    public double PullsPerSecond { get; init; } = 3000;

    /// <summary>Quotes that narrow the spread, while it is wide.</summary>
    public double NarrowingsPerSecond { get; init; } = 900;

    /// <summary>The value may be so far beyond the touch before anybody acts on it.</summary>
    public double ToleranceTicks { get; init; } = 1.4;

    /// <summary>Of one quote.</summary>
    public QuantileTable QuoteLots { get; init; } = new((0, 1), (0.1, 2), (0.3, 4), (0.5, 30), (0.75, 160), (0.9, 400), (0.98, 1100), (1, 2500));

    /// <summary>Quantity that makers together want to show at a new best price.</summary>
    public QuantileTable QueueLots { get; init; } = new((0, 50), (0.1, 700), (0.25, 2000), (0.5, 4500), (0.75, 7500), (0.95, 15000), (1, 25000));

    /// <summary>An inventory at which a maker leans as far as it does.</summary>
    public double MakerInventoryLots { get; init; } = 5000;

    // Noise traders with limit orders.

    public PatientTradersOptions Near { get; init; } = new()
    {
        Orders = 420,
        ActsPerSecond = 620,
        FollowsPace = 0.35,
        Requotes = 1,
        DistanceTicks = new((0, 1), (0.04, 12), (0.12, 45), (0.35, 160), (0.75, 450), (1, 1000)),
        Lots = new((0, 1), (0.2, 2), (0.35, 5), (0.5, 60), (0.75, 170), (0.9, 650), (0.98, 2500), (1, 14000)),
        RoundTicks = 10,
        RoundPrices = 0.15,
    };

    public PatientTradersOptions Far { get; init; } = new()
    {
        Orders = 900,
        ActsPerSecond = 260,
        FollowsPace = 0.3,
        Requotes = 0.2,
        DistanceTicks = new((0, 600), (0.4, 2500), (0.7, 7000), (0.85, 16000), (1, 100_000)),
        Lots = new((0, 1), (0.2, 3), (0.5, 70), (0.75, 250), (0.9, 1000), (0.98, 5000), (1, 30000)),
        RoundTicks = 100,
        RoundPrices = 0.4,
    };

    public double RequoteSeconds { get; init; } = 0.04;

    /// <summary>Acts a second that each tick of news adds at first.</summary>
    public double RequotesPerTick { get; init; } = 120;

    public double MostRequoteTicks { get; init; } = 250;

    public double MostRequotes { get; init; } = 30_000;

    // Takers.

    public double NoiseTakersPerSecond { get; init; } = 1.6;

    /// <summary>Of noise, momentum and split orders.</summary>
    public QuantileTable TakerLots { get; init; } = new((0, 1), (0.05, 2), (0.25, 6), (0.5, 25), (0.75, 110), (0.9, 500), (0.97, 2500), (0.99, 6500), (0.999, 25000), (1, 60000));

    /// <summary>How far beyond the best price they go.</summary>
    public long TakerReachTicks { get; init; } = 150;

    public double InformedPerSecond { get; init; } = 500;

    public QuantileTable InformedLots { get; init; } = new((0, 1), (0.3, 100), (0.6, 1000), (0.9, 6000), (1, 60000));

    public double MomentumSeconds { get; init; } = 1.5;

    public double MomentumTakersPerTick { get; init; } = 0.015;

    public double MostMomentumTakersPerSecond { get; init; } = 20;

    public double MetaordersPerSecond { get; init; } = 0.1;

    /// <summary>Into how many pieces a large order is split.</summary>
    public QuantileTable MetaorderPieces { get; init; } = new((0, 3), (0.5, 10), (0.8, 25), (0.95, 90), (1, 300));

    /// <summary>How fast the pieces come.</summary>
    public double PiecesPerSecond { get; init; } = 3;

    public static SyntheticMarketOptions Btc { get; } = new();
}

/// <summary>A population of noise traders with limit orders. Distances in ticks from the best price of their side.</summary>
public sealed record PatientTradersOptions
{
    /// <summary>Orders a side that they tend to keep; twice as many is the bound.</summary>
    public required int Orders { get; init; }

    public required double ActsPerSecond { get; init; }

    /// <summary>How far they follow the market's pace, 0 to 1.</summary>
    public required double FollowsPace { get; init; }

    /// <summary>Their part of the hurry after a move of the price.</summary>
    public required double Requotes { get; init; }

    /// <summary>Share of their acts that only change an order's quantity.</summary>
    public double Changes { get; init; } = 0.5;

    public required QuantileTable DistanceTicks { get; init; }

    public required QuantileTable Lots { get; init; }

    /// <summary>What a round price is a multiple of.</summary>
    public required int RoundTicks { get; init; }

    /// <summary>Share of their orders at round prices.</summary>
    public required double RoundPrices { get; init; }
}
