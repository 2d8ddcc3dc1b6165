using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Where a change of the shown quantity at an own order's price leaves it: the new quantity ahead of it. A struct, one for each family
/// of queue models, so that the fill rules are compiled for it. How trades move the order up is the fill rules' matter.
/// </summary>
internal interface IQueue
{
    /// <summary>In the reference models: doubles, in the unit that the instrument's quantities are written in.</summary>
    /// <param name="ahead">F.</param>
    /// <param name="traded">T: traded at the price since its last change, or since the order came.</param>
    /// <param name="previous">What the feed showed there before.</param>
    /// <param name="shown">What it shows now.</param>
    double Advance(double ahead, double traded, Quantity previous, Quantity shown);

    /// <summary>Under partial-fill: exact, in whole units. What is below zero is the order's own and stays.</summary>
    long Advance(long ahead, long traded, Quantity previous, Quantity shown);

    /// <summary>Where the queue itself knows it, what of the market is ahead of an order, in units; else null.</summary>
    long? AheadOf(in OwnOrder order, OrderBook book) => null;
}
