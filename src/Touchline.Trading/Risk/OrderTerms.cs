using Touchline.Core;

namespace Touchline.Trading;

/// <summary>Which terms an order of each type may have.</summary>
internal static class OrderTerms
{
    public static bool FitsType(in NewOrder order) => order.Type switch
    {
        OrderType.Limit => order.TimeInForce is >= TimeInForce.GoodTillCancel and <= TimeInForce.GoodTillDate,
        OrderType.Market => order.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill,
        OrderType.StopMarket or OrderType.TakeProfit or OrderType.TrailingStop => order.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.GoodTillDate,
        _ => false,
    };

    public static bool FitsTrigger(in NewOrder order, Instrument instrument)
    {
        bool hasCallback = order.CallbackPpm is > 0 and < NewOrder.CallbackScale;
        return order.Type switch
        {
            OrderType.StopMarket or OrderType.TakeProfit => IsPrice(order.Trigger, instrument) && order.CallbackPpm == 0 && IsSource(order.TriggerBy),
            OrderType.TrailingStop => (order.Trigger == default || IsPrice(order.Trigger, instrument)) && hasCallback && IsSource(order.TriggerBy),
            _ => order.Trigger == default && order.CallbackPpm == 0 && order.TriggerBy == default,
        };
    }

    // Whether the date has passed is for the venue to say: it is by its clock.
    public static bool FitsDate(in NewOrder order) => order.TimeInForce == TimeInForce.GoodTillDate ? order.ExpiresNs > 0 : order.ExpiresNs == 0;

    public static bool IsPrice(Price price, Instrument instrument) =>
        price.Units > 0 && price.Units <= DecimalUnit.MaxCount && price.Units % instrument.TickUnits == 0;

    /// <summary>The price at which the order says it will trade; 0 when it says none.</summary>
    public static Price OwnPrice(in NewOrder order) => order.Type == OrderType.Limit ? order.Price : order.Trigger;

    private static bool IsSource(TriggerSource source) => source is TriggerSource.LastTrade or TriggerSource.MarkPrice;
}
