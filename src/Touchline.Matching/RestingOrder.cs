using Touchline.Core;

namespace Touchline.Matching;

/// <summary>An own order that rests in a recorded book. All quantities in units.</summary>
internal struct RestingOrder
{
    public OrderId Id;
    public Side Side;
    public Price Price;
    public Quantity Remaining;

    /// <summary>F: the quantity ahead of us at our price; below zero once trades have gone through it.</summary>
    public long Ahead;
}
