namespace Touchline.Core;

/// <summary>One price level of an L2 book: the quantity shown at a price.</summary>
public readonly record struct BookLevel(Price Price, Quantity Quantity);

/// <summary>
/// Best bid and ask. An empty bid side has the price <see cref="NoBid"/>, an empty ask side <see cref="NoAsk"/>, and quantity 0, so
/// that comparisons with a limit price come out right without a test.
/// </summary>
public readonly record struct Touch(Price BidPrice, Quantity BidQuantity, Price AskPrice, Quantity AskQuantity)
{
    public static Price NoBid => new(long.MinValue);

    public static Price NoAsk => new(long.MaxValue);

    public static Touch Empty => new(NoBid, default, NoAsk, default);

    public bool HasBid => BidQuantity.Units != 0;

    public bool HasAsk => AskQuantity.Units != 0;

    public bool IsTwoSided => HasBid && HasAsk;

    /// <summary>Both sides are there and the bid is at or above the ask.</summary>
    public bool IsCrossed => IsTwoSided && BidPrice >= AskPrice;

    /// <summary>Ask less bid in price units; 0 or negative when crossed. Only for a two-sided touch.</summary>
    public long Spread => AskPrice - BidPrice;

    /// <summary>The middle in price units; not a number unless two-sided.</summary>
    public double Mid => IsTwoSided ? BidPrice.Units + (double)(AskPrice.Units - BidPrice.Units) / 2 : double.NaN;

    /// <summary>
    /// The middle weighted by the opposite quantities, (bid·askQty + ask·bidQty) / (bidQty + askQty), in price units; not a number
    /// unless two-sided. Source: Gatheral and Oomen, "Zero-intelligence realized variance estimation" (2010).
    /// </summary>
    public double MicroPrice => IsTwoSided
        ? BidPrice.Units + (AskPrice.Units - BidPrice.Units) * ((double)BidQuantity.Units / ((double)BidQuantity.Units + AskQuantity.Units))
        : double.NaN;
}
