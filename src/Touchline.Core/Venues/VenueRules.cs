namespace Touchline.Core;

/// <summary>What a venue counts of its users' orders, as data: budgets that it grants and ratios that it punishes.</summary>
/// <param name="Venue">As in <see cref="Instrument.Venue"/>.</param>
public sealed record VenueRules(string Venue)
{
    /// <summary>Requests that the venue takes of an account within a time, one for each window that it has.</summary>
    public IReadOnlyList<OrderAllowance> Orders { get; init; } = [];

    /// <summary>Shares of an instrument's orders that the venue punishes when they are too large.</summary>
    public IReadOnlyList<OrderRatio> Ratios { get; init; } = [];
}

/// <summary>So many requests within any window of that length; new orders and amends always count.</summary>
/// <param name="Most">1 to 65,536.</param>
/// <param name="WindowNs">In nanoseconds, above 0.</param>
/// <param name="CountsCancels">Cancels count too.</param>
/// <param name="KeptForCancels">Where they do: this share of it is left alone by new orders and amends, 0 to below 1.</param>
public sealed record OrderAllowance(int Most, long WindowNs, bool CountsCancels = false, decimal KeptForCancels = 0.1m);

/// <summary>Which share of an instrument's orders a venue looks at.</summary>
public enum OrderRatioKind : byte
{
    /// <summary>Of the quantity ordered, what hasn't filled.</summary>
    Unfilled = 1,

    /// <summary>Of the orders that may rest, those whose cancel was sent within <see cref="OrderRatio.QuickNs"/>.</summary>
    QuickCancels = 2,

    /// <summary>Of the orders that trade at once or not at all, those that expired without a fill.</summary>
    ExpiredAtOnce = 3,

    /// <summary>Of all orders, those worth less than <see cref="OrderRatio.SmallValue"/>.</summary>
    Small = 4,
}

/// <summary>A share that a venue punishes, counted by instrument over a window that slides in sixtieths of its length.</summary>
/// <param name="Name">The venue's own, for people.</param>
/// <param name="WindowNs">In nanoseconds, at least 60.</param>
/// <param name="LeastOrders">With fewer orders within the window the venue doesn't look.</param>
/// <param name="Warn">From this share on people are told; 0 to 1.</param>
/// <param name="Limit">From this share on the venue punishes; 0 to 1.</param>
public sealed record OrderRatio(string Name, OrderRatioKind Kind, long WindowNs, long LeastOrders, double Warn, double Limit)
{
    /// <summary>How soon a cancel is quick, in nanoseconds.</summary>
    public long QuickNs { get; init; }

    /// <summary>What a small order is worth less than, in quote currency.</summary>
    public decimal SmallValue { get; init; }
}
