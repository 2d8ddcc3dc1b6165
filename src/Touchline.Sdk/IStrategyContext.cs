using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>
/// All that a strategy can see and do. The same in a backtest, on paper and live. For use inside callbacks only. Instruments are named
/// by their index in <see cref="Instruments"/>.
/// </summary>
public interface IStrategyContext
{
    /// <summary>The engine's time in nanoseconds since the Unix epoch: that of the event being handled.</summary>
    long NowNs { get; }

    /// <summary>Random numbers that are the same in every run with the same seed.</summary>
    SeededRandom Random { get; }

    IReadOnlyList<Instrument> Instruments { get; }

    BookView Book(int instrument);

    /// <summary>
    /// The candles of an instrument, from the first call on; asking for the same interval again gives the same series. Closed candles
    /// also come as <see cref="Strategy.OnCandle"/>.
    /// </summary>
    /// <param name="intervalNs">The length of a candle in nanoseconds, from a millisecond to 31 days.</param>
    /// <param name="history">How many candles are kept; counts at the first call for an interval.</param>
    CandleView Candles(int instrument, long intervalNs, int history = 200);

    /// <summary>This strategy's signed position, by the fills that were reported so far.</summary>
    Quantity Position(int instrument);

    /// <summary>This strategy's money in an instrument.</summary>
    ProfitAndLoss ProfitAndLoss(int instrument);

    /// <summary>Quantity of this strategy's orders on a side that may still trade, orders being cancelled included.</summary>
    Quantity Working(int instrument, Side side);

    /// <summary>An order of this strategy that may still trade; false when it has ended or was never its own.</summary>
    bool TryOrder(OrderId id, out OrderUpdate order);

    /// <summary>Copies this strategy's live orders, oldest first; returns how many there was room for.</summary>
    int CopyOrders(Span<OrderUpdate> orders);

    Placement Place(in NewOrder order);

    /// <summary>
    /// Asks for another price or quantity of a limit order. An order has one amend under way at a time. Whether it keeps its place in
    /// the queue is the venue's rule; as a rule a smaller quantity at the same price does.
    /// </summary>
    /// <param name="quantity">The new whole quantity, what has filled included, so that a fill on the way can't make it too much.</param>
    Placement Amend(OrderId id, Price price, Quantity quantity);

    /// <summary>Asks for an order's end; false when it isn't this strategy's, has ended, or is being cancelled already.</summary>
    bool Cancel(OrderId id);

    /// <summary>
    /// Says which post-only bids and asks this strategy wants in an instrument, in place of what it wanted before. The engine reaches
    /// that with the fewest messages and keeps the queue position of what may stay. A fill uses up what was wanted; a quote
    /// that the risk gate or the venue refuses isn't tried again before the next call. On either side, what has filled and what could
    /// still trade never come to more than was wanted, or than could trade already at the call. Orders from <see cref="Place"/> are
    /// no quotes and are left alone.
    /// </summary>
    /// <param name="bids">At most 64, in any order; prices may repeat; quantities of zero or less are left out.</param>
    /// <param name="asks">Likewise.</param>
    /// <exception cref="ArgumentException">More than 64 quotes on a side.</exception>
    void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks);

    /// <summary>Calls <see cref="Strategy.OnTimer"/> once after all events at that time; a time in the past means now.</summary>
    void SetTimer(int id, long dueNs);

    void CancelTimer(int id);

    /// <summary>Hands a signal to every other strategy, once this callback is over.</summary>
    void Emit(in Signal signal);

    /// <summary>Writes a line to the session's log.</summary>
    void Log(string text);

    /// <summary>Sets a figure that is shown with the results and on the screen; the newest value counts.</summary>
    void Metric(string name, double value);
}
