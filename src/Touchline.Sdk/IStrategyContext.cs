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

    /// <summary>
    /// The account's signed position, by the fills that were reported so far: that of all strategies together and of what belongs to none. An order that is reduce-only can close that much
    /// of it and no more, whatever this strategy holds.
    /// </summary>
    Quantity AccountPosition(int instrument);

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
    /// A post-only order that is priced anew, a few times, where it would cross. The answer is the first order's; what follows it is linked
    /// (<see cref="OrderUpdate.Next"/>).
    /// </summary>
    /// <param name="order">A post-only limit order.</param>
    /// <param name="policy">How it is priced anew; one that is out of range is refused as <see cref="RiskRefusal.BadPolicy"/>.</param>
    Placement Place(in NewOrder order, in PostOnlyPolicy policy);

    /// <summary>
    /// An entry with exits that follow its filled quantity. The bracket is known by the id of the entry. It goes on while this strategy is paused or
    /// has failed, and after a restart.
    /// </summary>
    /// <param name="entry">A limit or market order that isn't reduce-only.</param>
    /// <param name="bracket">Its exits; terms that don't go together are refused as <see cref="RiskRefusal.BadBracket"/>.</param>
    /// <param name="policy">Of a post-only entry: how it is priced anew; default: not at all.</param>
    Placement PlaceBracket(in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy = default);

    /// <summary>A bracket of this strategy that hasn't ended.</summary>
    bool TryBracket(OrderId entry, out BracketUpdate bracket);

    /// <summary>Takes out at the market what is open of a bracket; false when it has ended or exits already.</summary>
    bool CloseBracket(OrderId entry, OrderReason reason = default);

    /// <summary>Ends a bracket without an exit: its orders are cancelled, the position is the strategy's matter. False when it has ended.</summary>
    bool ReleaseBracket(OrderId entry);

    /// <summary>
    /// An order, and for what of it fills a second one in proportion; what of the second isn't had in time is crossed, or the first given
    /// back. Known by the id of the first order.
    /// </summary>
    /// <param name="first">A limit or market order.</param>
    /// <param name="hedge">
    /// A limit or market order that belongs to the whole quantity of the first: a part of the first calls for the same part of it, in whole lots rounded down.
    /// </param>
    /// <param name="terms">Terms that don't fit are refused as <see cref="RiskRefusal.BadLegs"/>.</param>
    Placement PlaceLegs(in NewOrder first, in NewOrder hedge, in LegTerms terms);

    /// <summary>
    /// The reason of that name for this strategy's orders; the same name gives the same one. At most 1,024 names of 64 characters.
    /// </summary>
    /// <exception cref="ArgumentException">Too many, or a name that is empty, too long or has characters that can't be read.</exception>
    OrderReason Reason(string name);

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
    /// still trade never come to more than was wanted, or than could trade already at the call. Orders from <see cref="Place(in NewOrder)"/> are
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

    /// <summary>Sets a figure that is shown with the results and on the screen; the newest value counts. Of more than 1,024 names the further ones come to nothing.</summary>
    void Metric(string name, double value);
}
