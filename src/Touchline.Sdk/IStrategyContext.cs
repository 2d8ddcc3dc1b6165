using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>Why the risk gate refused an order; <see cref="None"/> when it passed.</summary>
public enum RiskRefusal : byte
{
    None = 0,
    UnknownInstrument,
    BadPrice,
    BadQuantity,
    StaleBook,
    TooManyOrders,
    MaxOrder,
    MaxPosition,
    NotTrading,
}

/// <summary>The answer to a placed order: its id, or the reason why it was refused.</summary>
public readonly record struct Placement(OrderId Id, RiskRefusal Refusal)
{
    public bool IsPlaced => Refusal == RiskRefusal.None;
}

/// <summary>
/// All that a strategy can see and do. The same in a backtest, on paper and live. For use inside callbacks only.
/// </summary>
public interface IStrategyContext
{
    /// <summary>The engine's time in nanoseconds since the Unix epoch: that of the event being handled.</summary>
    long NowNs { get; }

    IReadOnlyList<Instrument> Instruments { get; }

    BookView Book(int instrument);

    /// <summary>This strategy's signed position, by the fills that were reported so far.</summary>
    Quantity Position(int instrument);

    /// <summary>Quantity of this strategy's orders on a side that may still trade, orders being cancelled included.</summary>
    Quantity Working(int instrument, Side side);

    Placement Place(in NewOrder order);

    /// <summary>Asks for an order's end; false when it isn't this strategy's, has ended, or is being cancelled already.</summary>
    bool Cancel(OrderId id);

    /// <summary>Calls <see cref="Strategy.OnTimer"/> once after all events at that time; a time in the past means now.</summary>
    void SetTimer(int id, long dueNs);
}
