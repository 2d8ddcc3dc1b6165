using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// A taker under reference-partial-fill: trades what the levels show and leaves them as they are. A good-till-cancel order never rests
/// behind what it took: what the book doesn't show fills at its limit all the same.
/// </summary>
internal sealed class ReferenceTaker(Instrument instrument, LevelSweep sweep, VenueReports reports)
{
    private const int MarketDepthTicks = 100;

    /// <param name="order">Reaches the other side, or is a market order.</param>
    /// <param name="touch">The other side's best price.</param>
    public void Take(ref OwnOrder order, Price touch, long exchangeNs)
    {
        bool isMarket = order.Type == OrderType.Market;
        Price limit = isMarket ? LastOfMarket(order.Side, touch) : order.Price;
        Quantity shown = sweep.Look(order.Side.Opposite(), limit, order.Remaining);
        if (order.TimeInForce == TimeInForce.FillOrKill && shown < order.Remaining)
            return;
        foreach (BookLevel level in sweep.Plan)
            Fill(ref order, level.Price, level.Quantity, exchangeNs);
        if (!isMarket && order.TimeInForce == TimeInForce.GoodTillCancel && !order.Remaining.IsZero)
            Fill(ref order, order.Price, order.Remaining, exchangeNs);
    }

    // The reference counts the touch among a buyer's ticks and not among a seller's.
    private Price LastOfMarket(Side side, Price touch) => side == Side.Buy
        ? new Price(touch.Units + (MarketDepthTicks - 1) * instrument.TickUnits)
        : new Price(touch.Units - MarketDepthTicks * instrument.TickUnits);

    private void Fill(ref OwnOrder order, Price price, Quantity quantity, long exchangeNs)
    {
        order.Filled += quantity;
        reports.Fill(order, price, quantity, isMaker: false, exchangeNs);
    }
}
