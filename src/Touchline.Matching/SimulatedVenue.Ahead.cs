using Touchline.Core;

namespace Touchline.Matching;

/// <content>Where own orders stand, for people to look at.</content>
public sealed partial class SimulatedVenue
{
    /// <summary>
    /// The market's quantity ahead of an own order at its price in units, as the queue model has it; null for one that doesn't rest here.
    /// Allocates.
    /// </summary>
    public long? AheadOf(OrderId id)
    {
        if (!_own.TryFind(id, out Side side, out int index))
            return null;
        OwnOrder order = _own.At(side, index);
        if (_isFifo)
            return BeforePlace(order);
        // Each kind of rules keeps one of them, the other is 0.
        double unit = (double)_instrument.QuantityUnit.Step.ToDecimal();
        return Math.Max(0, Math.Max(order.Ahead, (long)Math.Round(order.ReferenceAhead / unit)));
    }

    private long BeforePlace(in OwnOrder order)
    {
        if (Book.Orders is not { } orders)
            return 0;
        var queue = new RestingOrder[orders.CopyQueue(order.Side, order.Price, [])];
        orders.CopyQueue(order.Side, order.Price, queue);
        long units = 0;
        foreach (RestingOrder resting in queue)
            units += resting.Place < order.Place ? resting.Quantity.Units : 0;
        return units;
    }
}
