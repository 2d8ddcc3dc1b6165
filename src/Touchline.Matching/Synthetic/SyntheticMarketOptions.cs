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

    public double VolatilePace { get; init; } = 2.6;

    /// <summary>By how much news is likelier to go with a trend than half of the times.</summary>
    public double TrendBias { get; init; } = 0.1;

    // News: jumps of the latent value.

    public double NewsPerSecond { get; init; } = 1.25;

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

    public double MostExcitement { get; init; } = 3;

    public double ExcitementPerTaker { get; init; } = 0.006;

    public double ExcitementPerNews { get; init; } = 0.25;

    public double FlurrySeconds { get; init; } = 0.03;

    public double MostFlurry { get; init; } = 20;

    public double FlurryPerTaker { get; init; } = 0.3;

    public double FlurryPerNews { get; init; } = 2;

    // Market makers.

    /// <summary>Joins and leaves at the touch.</summary>
    public double QueueMovesPerSecond { get; init; } = 45;

    /// <summary>How far they follow the market's pace, 0 to 1.</summary>
    public double QueuesFollowPace { get; init; } = 0.5;

    /// <summary>How much a flurry adds to them, as a multiple of its level.</summary>
    public double QueueFlurry { get; init; } = 3;

    public double MostQueueFlurry { get; init; } = 2;

    /// <summary>Joins of a queue that shows less than a third of what they want there.</summary>
    public double RefillsPerSecond { get; init; } = 450;

    /// <summary>Rounds in which mispriced orders are cancelled, while there are some.</summary>
    public double PullsPerSecond { get; init; } = 800;

    /// <summary>Orders cancelled in one round.</summary>
    public int OrdersPerPull { get; init; } = 20;

    /// <summary>Quotes that narrow the spread, while it is wide.</summary>
    public double NarrowingsPerSecond { get; init; } = 1500;

    /// <summary>The value may be so far beyond the touch before anybody acts on it.</summary>
    public double ToleranceTicks { get; init; } = 1.4;

    /// <summary>Of one quote.</summary>
    public QuantileTable QuoteLots { get; init; } = new((0, 1), (0.15, 2), (0.4, 5), (0.6, 30), (0.8, 120), (0.93, 350), (0.99, 900), (1, 2000));

    /// <summary>Quantity that makers together want to show at a new best price.</summary>
    public QuantileTable QueueLots { get; init; } = new((0, 60), (0.1, 1200), (0.25, 3500), (0.5, 8000), (0.75, 14000), (0.95, 28000), (1, 45000));

    /// <summary>An inventory at which a maker leans as far as it does.</summary>
    public double MakerInventoryLots { get; init; } = 5000;

    // Noise traders with limit orders.

    public PatientTradersOptions Near { get; init; } = new()
    {
        Orders = 520,
        ActsPerSecond = 420,
        FollowsPace = 0.35,
        Requotes = 1,
        DistanceTicks = new((0, 1), (0.015, 12), (0.07, 45), (0.32, 160), (0.75, 450), (1, 1000)),
        Lots = new((0, 1), (0.2, 2), (0.35, 5), (0.5, 40), (0.75, 140), (0.9, 450), (0.98, 1600), (1, 10000)),
        RoundTicks = 10,
        RoundPrices = 0.4,
    };

    public PatientTradersOptions Far { get; init; } = new()
    {
        Orders = 900,
        ActsPerSecond = 180,
        FollowsPace = 0.3,
        Requotes = 0.2,
        DistanceTicks = new((0, 600), (0.4, 2500), (0.7, 7000), (0.85, 16000), (1, 100_000)),
        Lots = new((0, 1), (0.2, 3), (0.5, 70), (0.75, 250), (0.9, 1000), (0.98, 5000), (1, 30000)),
        RoundTicks = 100,
        RoundPrices = 0.4,
    };

    public double RequoteSeconds { get; init; } = 0.04;

    /// <summary>Acts a second that each tick of news adds at first.</summary>
    public double RequotesPerTick { get; init; } = 170;

    public double MostRequoteTicks { get; init; } = 250;

    public double MostRequotes { get; init; } = 30_000;

    // Takers.

    public double NoiseTakersPerSecond { get; init; } = 3;

    /// <summary>Of noise, momentum and split orders.</summary>
    public QuantileTable TakerLots { get; init; } = new((0, 1), (0.05, 2), (0.25, 6), (0.5, 25), (0.75, 110), (0.9, 500), (0.95, 1100), (0.97, 1900), (0.99, 5500), (0.998, 20000), (1, 70000));

    /// <summary>How far beyond the best price they go.</summary>
    public long TakerReachTicks { get; init; } = 400;

    public double InformedPerSecond { get; init; } = 150;

    public QuantileTable InformedLots { get; init; } = new((0, 1), (0.3, 60), (0.6, 500), (0.9, 3000), (1, 60000));

    public double MomentumSeconds { get; init; } = 1.5;

    public double MomentumTakersPerTick { get; init; } = 0.015;

    public double MostMomentumTakersPerSecond { get; init; } = 20;

    public double MetaordersPerSecond { get; init; } = 0.17;

    /// <summary>Into how many pieces a large order is split.</summary>
    public QuantileTable MetaorderPieces { get; init; } = new((0, 3), (0.5, 10), (0.8, 30), (0.95, 120), (1, 500));

    /// <summary>How fast the pieces come.</summary>
    public double PiecesPerSecond { get; init; } = 5;

    /// <summary>Binance's BTCUSDT perpetual.</summary>
    public static SyntheticMarketOptions Btc { get; } = new();

    /// <summary>Binance's ETHUSDT perpetual.</summary>
    public static SyntheticMarketOptions Eth { get; } = new()
    {
        Symbol = "ETHUSDT",
        Tick = DecimalUnit.Parse("0.01", "tick"),
        StartPrice = 268_000,
        NewsPerSecond = 1.35,
        MetaordersPerSecond = 0.12,
        NewsTicks = new((0, 1), (0.1, 1), (0.25, 2), (0.5, 6), (0.75, 12), (0.9, 22), (0.97, 35), (1, 75)),
        LargeNewsTicks = 30,
        ImpactTicksPerLot = Btc.ImpactTicksPerLot / 10,
        NoiseTakersPerSecond = 1.2,
        TakerReachTicks = 150,
        TakerLots = Btc.TakerLots.Scaled(6.5),
        InformedLots = Btc.InformedLots.Scaled(5.5),
        QuoteLots = Btc.QuoteLots.Scaled(6.5),
        QueueLots = Btc.QueueLots.Scaled(5.5),
        MakerInventoryLots = 5 * Btc.MakerInventoryLots,
        QueueMovesPerSecond = 38,
        RequotesPerTick = 1.6 * Btc.RequotesPerTick,
        Near = Btc.Near with { DistanceTicks = Btc.Near.DistanceTicks.Scaled(0.55), Lots = Btc.Near.Lots.Scaled(3.8), Changes = 0.4 },
        Far = Btc.Far with { DistanceTicks = Btc.Far.DistanceTicks.Scaled(0.45), Lots = Btc.Far.Lots.Scaled(6), Changes = 0.4 },
    };
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
    public double Changes { get; init; } = 0.2;

    public required QuantileTable DistanceTicks { get; init; }

    public required QuantileTable Lots { get; init; }

    /// <summary>What a round price is a multiple of.</summary>
    public required int RoundTicks { get; init; }

    /// <summary>Share of their orders at round prices.</summary>
    public required double RoundPrices { get; init; }
}
