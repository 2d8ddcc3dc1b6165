using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The only way from a strategy's wish to an <see cref="ApprovedOrder"/>. Exposure is what could be: live orders count in full, also
/// those whose cancel is on its way.
/// </summary>
internal sealed class RiskGate(RiskLimits limits, OrderTable orders)
{
    public RiskRefusal Check(in NewOrder order, InstrumentState? state)
    {
        if (state is null)
            return RiskRefusal.UnknownInstrument;
        Instrument instrument = state.Instrument;
        if (order.Quantity.Units <= 0 || order.Quantity.Units % instrument.LotUnits != 0 || order.Quantity.Units > DecimalUnit.MaxCount)
            return RiskRefusal.BadQuantity;
        if (order.Side is not (Side.Buy or Side.Sell) || (order.Type != OrderType.Market && !IsPrice(order.Price, instrument)))
            return RiskRefusal.BadPrice;
        if (state.Book.IsStale)
            return RiskRefusal.StaleBook;
        if (orders.IsFull || orders.Count >= limits.MaxLiveOrders)
            return RiskRefusal.TooManyOrders;
        if (order.Quantity.Units > state.MaxOrderUnits)
            return RiskRefusal.MaxOrder;
        Int128 worst = order.Side == Side.Buy
            ? (Int128)state.Position.Units + state.WorkingBuy.Units + order.Quantity.Units
            : (Int128)state.WorkingSell.Units + order.Quantity.Units - state.Position.Units;
        return worst > state.MaxPositionUnits ? RiskRefusal.MaxPosition : RiskRefusal.None;
    }

    /// <summary>Enters a checked order and makes its approval.</summary>
    public ApprovedOrder Approve(in NewOrder order) => new(orders.Add(order), order);

    private static bool IsPrice(Price price, Instrument instrument) =>
        price.Units > 0 && price.Units <= DecimalUnit.MaxCount && price.Units % instrument.TickUnits == 0;
}
