namespace Touchline.Core;

public enum OrderType : byte
{
    Limit = 1,
    Market = 2,

    /// <summary>
    /// Waits at the venue and becomes a market order once the price has come to its trigger against us: a buy at or above it, a sell at
    /// or below it (STOP_MARKET).
    /// </summary>
    StopMarket = 3,

    /// <summary>Likewise, once the price has come to its trigger in our favour: a buy at or below it, a sell at or above it (TAKE_PROFIT_MARKET).</summary>
    TakeProfit = 4,

    /// <summary>
    /// Likewise, once the price has come back from its best since the activation by the callback: a sell from its highest, a buy from its
    /// lowest (TRAILING_STOP_MARKET).
    /// </summary>
    TrailingStop = 5,
}

/// <summary>Which price sets off an order that waits for one.</summary>
public enum TriggerSource : byte
{
    /// <summary>That of the last trade (CONTRACT_PRICE).</summary>
    LastTrade = 0,

    /// <summary>The venue's mark price (MARK_PRICE).</summary>
    MarkPrice = 1,
}

/// <summary>How long an order works. Post-only is one of them because venues treat it so (GTX).</summary>
public enum TimeInForce : byte
{
    /// <summary>Rests until filled or cancelled (GTC).</summary>
    GoodTillCancel = 1,

    /// <summary>Rests, and expires instead of trading at arrival (GTX).</summary>
    PostOnly = 2,

    /// <summary>Trades what it can at arrival, the rest expires (IOC).</summary>
    ImmediateOrCancel = 3,

    /// <summary>Trades wholly at arrival or expires (FOK).</summary>
    FillOrKill = 4,

    /// <summary>Rests until filled, cancelled, or <see cref="NewOrder.ExpiresNs"/> (GTD).</summary>
    GoodTillDate = 5,
}

/// <summary>The seven states of an order's life.</summary>
public enum OrderState : byte
{
    /// <summary>Sent or about to be; the venue hasn't answered.</summary>
    Pending = 0,
    Placed = 1,
    PartiallyFilled = 2,
    Filled = 3,
    Cancelled = 4,
    Rejected = 5,
    Expired = 6,
}

/// <summary>What is on its way to the venue for an order.</summary>
public enum OrderInFlight : byte
{
    None = 0,
    New = 1,
    Cancel = 2,
    Amend = 3,
}

/// <summary>An engine's own id of an order: the running number of orders sent, from 1. 0 is no order.</summary>
public readonly record struct OrderId(long Number)
{
    public bool IsNone => Number == 0;

    public override string ToString() => Number.ToString();
}

/// <summary>What a strategy asks for. Prices and quantities are in the instrument's units.</summary>
/// <param name="Instrument">Index of the instrument within the session.</param>
/// <param name="Price">The limit; looked at for a limit order only.</param>
public readonly record struct NewOrder(int Instrument, Side Side, OrderType Type, TimeInForce TimeInForce, Price Price, Quantity Quantity)
{
    /// <summary>Of a trailing stop: callbacks are below the whole price, 10^6.</summary>
    public const int CallbackScale = 1_000_000;

    /// <summary>Which price a stop, take-profit or trailing stop looks at.</summary>
    public TriggerSource TriggerBy { get; init; }

    /// <summary>
    /// It may only make the position smaller: the venue cuts it to the position, refuses it where there is none to close, and cuts or ends it
    /// when the position shrinks.
    /// </summary>
    public bool ReduceOnly { get; init; }

    /// <summary>
    /// Of a trailing stop: how far the price has to come back, in millionths of the best price; 1000 is 0.1 %. From 1 to 999,999 (Binance
    /// takes 1000 to 100,000 in steps of 1000). Else 0.
    /// </summary>
    public int CallbackPpm { get; init; }

    /// <summary>
    /// Of a stop or take-profit: the price that sets it off, on the tick. Of a trailing stop: the price from which on it trails, or 0 to begin
    /// at once. Else 0.
    /// </summary>
    public Price Trigger { get; init; }

    /// <summary>
    /// With <see cref="TimeInForce.GoodTillDate"/>: when it ends, by the venue's clock, in nanoseconds since the Unix epoch; at that moment
    /// it trades no more. Else 0.
    /// </summary>
    public long ExpiresNs { get; init; }

    /// <summary>Why it is sent, for people and for the position's history. The venue isn't told.</summary>
    public OrderReason Reason { get; init; }

    public static NewOrder Limit(int instrument, Side side, Price price, Quantity quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        new(instrument, side, OrderType.Limit, timeInForce, price, quantity);

    /// <summary>Rests until filled, cancelled, or a time of the venue's clock.</summary>
    public static NewOrder LimitUntil(int instrument, Side side, Price price, Quantity quantity, long expiresNs) =>
        new(instrument, side, OrderType.Limit, TimeInForce.GoodTillDate, price, quantity) { ExpiresNs = expiresNs };

    /// <summary>Trades at once at whatever price there is; what finds nobody expires. Its price is 0 and not looked at.</summary>
    public static NewOrder Market(int instrument, Side side, Quantity quantity) =>
        new(instrument, side, OrderType.Market, TimeInForce.ImmediateOrCancel, default, quantity);

    /// <inheritdoc cref="OrderType.StopMarket"/>
    public static NewOrder StopMarket(int instrument, Side side, Price trigger, Quantity quantity, TriggerSource triggerBy = TriggerSource.LastTrade) =>
        new(instrument, side, OrderType.StopMarket, TimeInForce.GoodTillCancel, default, quantity) { Trigger = trigger, TriggerBy = triggerBy };

    /// <inheritdoc cref="OrderType.TakeProfit"/>
    public static NewOrder TakeProfit(int instrument, Side side, Price trigger, Quantity quantity, TriggerSource triggerBy = TriggerSource.LastTrade) =>
        new(instrument, side, OrderType.TakeProfit, TimeInForce.GoodTillCancel, default, quantity) { Trigger = trigger, TriggerBy = triggerBy };

    /// <inheritdoc cref="OrderType.TrailingStop"/>
    /// <param name="instrument">Index of the instrument within the session.</param>
    /// <param name="side">The order's.</param>
    /// <param name="callback">How far the price has to come back, as a share of the best price; rounded to millionths.</param>
    /// <param name="quantity">In units.</param>
    /// <param name="activation">The price from which on it trails: a sell at or above it, a buy at or below it. 0: at once.</param>
    /// <param name="triggerBy">Which price is meant.</param>
    public static NewOrder TrailingStop(
        int instrument, Side side, decimal callback, Quantity quantity, Price activation = default, TriggerSource triggerBy = TriggerSource.LastTrade) =>
        new(instrument, side, OrderType.TrailingStop, TimeInForce.GoodTillCancel, default, quantity)
        {
            Trigger = activation,
            TriggerBy = triggerBy,
            CallbackPpm = (int)Math.Clamp(Math.Round(callback * CallbackScale, MidpointRounding.AwayFromZero), 0, CallbackScale),
        };
}

public static class OrderTypes
{
    /// <summary>It waits at the venue for a price, and then becomes a market order.</summary>
    public static bool IsConditional(this OrderType type) => type is OrderType.StopMarket or OrderType.TakeProfit or OrderType.TrailingStop;
}

public static class OrderStates
{
    /// <summary>The order can't trade any more.</summary>
    public static bool IsTerminal(this OrderState state) => state >= OrderState.Filled;

    /// <summary>
    /// Whether an order may go from one state to another. The venue's messages may skip states (a fill before the acknowledgement) but
    /// never lead back, and nothing leads out of a terminal state.
    /// </summary>
    public static bool CanBecome(this OrderState from, OrderState to) => from switch
    {
        OrderState.Pending => to != OrderState.Pending,
        OrderState.Placed => to is not (OrderState.Pending or OrderState.Placed or OrderState.Rejected),
        OrderState.PartiallyFilled => to is OrderState.PartiallyFilled or OrderState.Filled or OrderState.Cancelled or OrderState.Expired,
        _ => false,
    };
}
