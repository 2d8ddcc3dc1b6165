using Touchline.Storage;

namespace Touchline.Api;

/// <summary>What an order's fills are worth.</summary>
/// <param name="Closed">Of its fills, what was closed by hand.</param>
/// <param name="Pnl">That at what it brought, the rest at the mid, less its fees; null before there is a mid.</param>
internal readonly record struct OrderPnl(decimal Closed, decimal? Pnl)
{
    /// <param name="closings">The orders that were sent to close what it brought.</param>
    /// <param name="midValue">The last mid × multiplier; null before there is one.</param>
    public static OrderPnl Of(OrderRow order, IReadOnlyList<OrderRow> closings, decimal? midValue)
    {
        // Its gain stands with the order that it closed.
        if (order.Closes is not null || order.Filled == 0)
            return new OrderPnl(0, -order.Fees);
        (decimal closed, decimal brought) = (closings.Sum(c => c.Filled), closings.Sum(c => c.FilledValue));
        // Closed again and again, it may have been more than it had brought: others' part.
        if (closed > order.Filled)
            (closed, brought) = (order.Filled, brought * order.Filled / closed);
        decimal rest = order.Filled - closed;
        if (rest > 0 && midValue is null)
            return new OrderPnl(closed, null);
        decimal worth = brought + rest * (midValue ?? 0) - order.FilledValue;
        return new OrderPnl(closed, (order.Side == "buy" ? worth : -worth) - order.Fees);
    }
}
