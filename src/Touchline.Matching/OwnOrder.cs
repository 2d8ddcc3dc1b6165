using Touchline.Core;

namespace Touchline.Matching;

/// <summary>An own order at the venue: on its arrival, and then resting in the recorded book. All quantities in units.</summary>
internal struct OwnOrder
{
    /// <summary>None: the venue's own order that liquidates the position.</summary>
    public OrderId Id;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public bool ReduceOnly;
    public Price Price;

    /// <summary>The whole quantity, what has filled included.</summary>
    public Quantity Quantity;

    public Quantity Filled;

    /// <summary>
    /// F under partial-fill: the market's quantity ahead of us at our price; below zero once trades have gone through it, by what they
    /// left for us.
    /// </summary>
    public long Ahead;

    /// <summary>T under partial-fill: traded at our price since its shown quantity last changed, or since we came.</summary>
    public long Traded;

    /// <summary>F in the reference models, in the unit that quantities are written in.</summary>
    public double ReferenceAhead;

    /// <summary>T in the reference models, likewise.</summary>
    public double ReferenceTraded;

    /// <summary>
    /// In the real queue: orders of the market with this place or a later one stand behind it. Where own orders trade in the market itself: the
    /// order's number there.
    /// </summary>
    public long Place;

    public readonly Quantity Remaining => Quantity - Filled;

    /// <summary>The limit is at or beyond a price of the other side.</summary>
    public readonly bool Reaches(Price opposite) => Side == Side.Buy ? Price >= opposite : Price <= opposite;

    /// <summary>The limit is nearer to the other side than a price.</summary>
    public readonly bool IsBetterThan(Price price) => Side == Side.Buy ? Price > price : Price < price;
}
