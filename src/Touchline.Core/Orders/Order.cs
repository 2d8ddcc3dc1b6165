namespace Touchline.Core;

public enum OrderType : byte
{
    Limit = 1,
    Market = 2,
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
/// <param name="Price">The limit; not looked at for a market order.</param>
public readonly record struct NewOrder(int Instrument, Side Side, OrderType Type, TimeInForce TimeInForce, Price Price, Quantity Quantity)
{
    public static NewOrder Limit(int instrument, Side side, Price price, Quantity quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancel) =>
        new(instrument, side, OrderType.Limit, timeInForce, price, quantity);

    /// <summary>Trades at once at whatever price there is; what finds nobody expires. Its price is 0 and not looked at.</summary>
    public static NewOrder Market(int instrument, Side side, Quantity quantity) =>
        new(instrument, side, OrderType.Market, TimeInForce.ImmediateOrCancel, default, quantity);
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
