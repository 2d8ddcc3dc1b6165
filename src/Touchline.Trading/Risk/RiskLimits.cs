namespace Touchline.Trading;

/// <summary>
/// What the risk gate allows. The same record limits the whole account and each strategy. Quantities are in the instrument's own terms
/// (base currency or contracts), money is quote currency. What each counts: docs/risk.md.
/// </summary>
public sealed record RiskLimits
{
    /// <summary>The most orders that may be live at once, all instruments together; the order table is made for so many.</summary>
    public const int MostLiveOrders = 1 << 20;

    /// <summary>Nothing is limited but by the size of the order table.</summary>
    public static RiskLimits None { get; } = new() { MaxLiveOrders = MostLiveOrders };

    /// <summary>Orders that may be live at once, all instruments together. 1 to <see cref="MostLiveOrders"/>.</summary>
    public int MaxLiveOrders { get; init; } = 16_384;

    /// <summary>The largest quantity of one order.</summary>
    public decimal MaxOrder { get; init; } = decimal.MaxValue;

    /// <summary>The largest position on either side of one instrument, counting every order that may still trade as if it had.</summary>
    public decimal MaxPosition { get; init; } = decimal.MaxValue;

    /// <summary>Positions may be opened and added to; else only what can only reduce passes.</summary>
    public bool OpensPositions { get; init; } = true;

    /// <summary>Instruments that may have a position at once, by the same count.</summary>
    public int MaxOpenPositions { get; init; } = int.MaxValue;

    /// <summary>The largest value that the position in one instrument could reach, by the same count.</summary>
    public decimal MaxInstrumentExposure { get; init; } = decimal.MaxValue;

    /// <summary>The largest sum over all instruments of the value that the position could reach, by the same count.</summary>
    public decimal MaxExposure { get; init; } = decimal.MaxValue;

    /// <summary>How many times capital and profit that sum may be.</summary>
    public decimal MaxLeverage { get; init; } = decimal.MaxValue;

    /// <summary>What is there to trade with; profit and loss come on top. 0: nobody has said.</summary>
    public decimal Capital { get; init; }

    /// <summary>From this loss since midnight UTC on only what can only reduce passes.</summary>
    public decimal MaxDailyLoss { get; init; } = decimal.MaxValue;

    /// <summary>From this loss since the best moment on only what can only reduce passes.</summary>
    public decimal MaxDrawdown { get; init; } = decimal.MaxValue;

    /// <summary>How far from the touch a limit price may be on either side, as a share of it; 0.05 is five percent.</summary>
    public decimal PriceCollar { get; init; } = decimal.MaxValue;

    /// <summary>What an order must at least be worth. 0: any.</summary>
    public decimal MinNotional { get; init; }

    /// <summary>From this correlation on two instruments aren't held on the same side, nor from its negative on on opposite sides; 0 to 1.</summary>
    public decimal MaxCorrelation { get; init; } = decimal.MaxValue;

    /// <summary>New orders and amends within a time. Cancels are never held back.</summary>
    public OrderRate OrderRate { get; init; } = OrderRate.Unlimited;

    /// <summary>The oldest that an instrument's newest market event may be when an order leaves, in nanoseconds.</summary>
    public long MaxBookAgeNs { get; init; } = long.MaxValue;

    /// <summary>Over how long correlations are looked at, in nanoseconds. The account's counts.</summary>
    public long CorrelationWindowNs { get; init; } = 300_000_000_000;

    /// <summary>Own orders, of whichever strategies, may not meet in the market. The account's counts.</summary>
    public bool RefusesSelfTrade { get; init; }

    /// <summary>Failures in a row from which on nothing new is sent to a venue; <see cref="int.MaxValue"/>: however many. The account's counts.</summary>
    public int BreakerFailures { get; init; } = int.MaxValue;

    /// <summary>How long it is left alone then, in nanoseconds. The account's counts.</summary>
    public long BreakerCoolDownNs { get; init; } = 30_000_000_000;

    /// <summary>The same, with what holds where orders leave and nothing else is said of it: own orders don't meet, and a venue that fails five times in a row is left alone.</summary>
    public RiskLimits ForVenue() => this with { RefusesSelfTrade = true, BreakerFailures = 5 };

    /// <summary>What two limits say against each other, for people; null when nothing.</summary>
    public string? Contradiction => MaxLeverage != decimal.MaxValue && Capital == 0
        ? "max_leverage is given without capital; right is both, as it is a multiple of capital and profit"
        : null;

    /// <exception cref="ArgumentException">A limit is none.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLiveOrders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLiveOrders, MostLiveOrders);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOrder);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPosition);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOpenPositions);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxInstrumentExposure);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxExposure);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLeverage);
        ArgumentOutOfRangeException.ThrowIfNegative(Capital);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDailyLoss);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDrawdown);
        ArgumentOutOfRangeException.ThrowIfNegative(PriceCollar);
        ArgumentOutOfRangeException.ThrowIfNegative(MinNotional);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxCorrelation);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBookAgeNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(CorrelationWindowNs, Correlations.Samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(BreakerFailures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BreakerCoolDownNs, 1);
        if (Contradiction is { } contradiction)
            throw new ArgumentException(contradiction);
        if (OrderRate.IsUnlimited)
            return;
        ArgumentOutOfRangeException.ThrowIfLessThan(OrderRate.Orders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(OrderRate.Orders, OrderRate.MostOrders);
        ArgumentOutOfRangeException.ThrowIfLessThan(OrderRate.WindowNs, 1);
    }
}

/// <summary>So many orders within any window of that length.</summary>
public readonly record struct OrderRate(int Orders, long WindowNs)
{
    /// <summary>The most orders that a window may allow: the gate remembers so many send times.</summary>
    public const int MostOrders = 1 << 16;

    public static OrderRate Unlimited => default;

    public bool IsUnlimited => this == Unlimited;
}
