namespace Touchline.Trading;

/// <summary>
/// What the risk gate allows. The same record limits the whole account and each strategy. Quantities are in the instrument's own terms
/// (base currency or contracts), money is quote currency.
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

    /// <summary>The largest sum over all instruments of the value that the position could reach, by the same count.</summary>
    public decimal MaxExposure { get; init; } = decimal.MaxValue;

    /// <summary>How far from the touch a limit price may be on either side, as a share of it; 0.05 is five percent.</summary>
    public decimal PriceCollar { get; init; } = decimal.MaxValue;

    /// <summary>New orders and amends within a time. Cancels are never held back.</summary>
    public OrderRate OrderRate { get; init; } = OrderRate.Unlimited;

    /// <summary>The oldest that an instrument's newest market event may be when an order leaves, in nanoseconds.</summary>
    public long MaxBookAgeNs { get; init; } = long.MaxValue;

    /// <exception cref="ArgumentOutOfRangeException">A limit is none.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLiveOrders, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLiveOrders, MostLiveOrders);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxOrder);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPosition);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxExposure);
        ArgumentOutOfRangeException.ThrowIfNegative(PriceCollar);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBookAgeNs);
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
