using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// An exchange for one instrument: orders meet by price, then by time, at the resting order's price. What happened since
/// <see cref="ClearResults"/> stands in <see cref="Executions"/> and <see cref="Changes"/>. Orders of one owner never trade with each
/// other: the one that comes expires before it would; owner 0 is nobody in particular and trades with everybody. One thread. Allocates nothing
/// once it has found its room.
/// </summary>
public sealed class MatchingEngine
{
    private const int UsualResults = 64;

    private readonly long _lotUnits;
    private Results<Execution> _executions = new(UsualResults);
    private Results<LevelChange> _changes = new(UsualResults);

    /// <param name="lotUnits">Every order is a multiple of so many quantity units.</param>
    /// <param name="capacity">Resting orders that fit before it grows.</param>
    public MatchingEngine(long lotUnits = 1, int capacity = 1 << 12)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lotUnits, 1);
        _lotUnits = lotUnits;
        Orders = new OrderByOrderBook(capacity);
    }

    /// <summary>The resting orders. To be read only.</summary>
    public OrderByOrderBook Orders { get; }

    /// <summary>
    /// Asked before a resting order of an owner above 0 trades, with its id and what is left of it: how much of it may, from 0 to all of it. What may
    /// not leaves the book first. Null: everything may.
    /// </summary>
    public Func<long, Quantity, Quantity>? MayTrade { get; set; }

    /// <summary>Their levels. To be read only.</summary>
    public OrderBook Book => Orders.Levels;

    /// <summary>The best bid; <see cref="Touch.NoBid"/> when there is none.</summary>
    public Price BestBid => Book.BestBid;

    /// <summary>The best ask; <see cref="Touch.NoAsk"/> when there is none.</summary>
    public Price BestAsk => Book.BestAsk;

    /// <summary>Trades since <see cref="ClearResults"/>, in order.</summary>
    public ReadOnlySpan<Execution> Executions => _executions.All;

    /// <summary>
    /// Levels that changed since <see cref="ClearResults"/>, in order: of each order that came the levels it traded at, best first, then
    /// the one where it rests.
    /// </summary>
    public ReadOnlySpan<LevelChange> Changes => _changes.All;

    public void ClearResults()
    {
        _executions.Clear();
        _changes.Clear();
    }

    public Quantity QuantityAt(Side side, Price price) => Book.QuantityAt(side, price);

    /// <summary>Copies a side's best levels, best first; returns how many.</summary>
    public int CopyTop(Side side, Span<BookLevel> levels) => Book.CopyTop(side, levels);

    public bool TryFind(long id, out RestingOrder order) => Orders.TryFind(id, out order);

    /// <summary>An order comes.</summary>
    /// <param name="id">Different from those of all orders that rest.</param>
    /// <param name="owner">Whose it is; 0: nobody's in particular.</param>
    /// <param name="price">The limit; not looked at for a market order.</param>
    /// <param name="isMarket">It trades at any price, and what finds nobody expires.</param>
    public Submission Submit(long id, int owner, Side side, Price price, Quantity quantity, TimeInForce timeInForce, bool isMarket = false)
    {
        if (quantity.Units <= 0 || quantity.Units % _lotUnits != 0 || side == Side.None || Orders.Contains(id))
            return new Submission(SubmissionOutcome.Refused, default, quantity);
        var order = new Arrival
        {
            Id = id,
            Owner = owner,
            Side = side,
            Limit = !isMarket ? price : side == Side.Buy ? Touch.NoAsk : Touch.NoBid,
            Left = quantity.Units,
        };
        bool crosses = Reaches(order);
        bool rests = !isMarket && timeInForce is TimeInForce.GoodTillCancel or TimeInForce.PostOnly;
        if (crosses && (isMarket || timeInForce != TimeInForce.PostOnly))
            rests &= Take(ref order, timeInForce == TimeInForce.FillOrKill);
        else
            rests &= !crosses;
        var left = new Quantity(order.Left);
        if (left.IsZero)
            return new Submission(SubmissionOutcome.Filled, quantity, default);
        if (!rests)
            return new Submission(SubmissionOutcome.Expired, quantity - left, left);
        Orders.Add(id, side, price, left, owner);
        Tell(side, price);
        return new Submission(SubmissionOutcome.Rests, quantity - left, left);
    }

    /// <summary>
    /// New terms for a resting order: its price and what is to be left of it. The same price with a quantity that isn't larger keeps its
    /// place; anything else leaves the book and comes anew. <see cref="SubmissionOutcome.Refused"/> for an unknown id and a quantity
    /// that isn't a whole number of lots above 0: then nothing changes.
    /// </summary>
    public Submission Amend(long id, Price price, Quantity left, TimeInForce timeInForce = TimeInForce.GoodTillCancel)
    {
        if (left.Units <= 0 || left.Units % _lotUnits != 0 || !Orders.TryFind(id, out RestingOrder order))
            return new Submission(SubmissionOutcome.Refused, default, left);
        if (price == order.Price && left <= order.Quantity)
        {
            Reduce(id, left);
            return new Submission(SubmissionOutcome.Rests, default, left);
        }

        Orders.Cancel(id);
        Tell(order.Side, order.Price);
        return Submit(id, order.Owner, order.Side, price, left, timeInForce);
    }

    /// <summary>Less is left of a resting order, which keeps its place; 0 cancels it. False, and nothing changes, when that isn't less.</summary>
    public bool Reduce(long id, Quantity left)
    {
        if (left.Units < 0 || left.Units % _lotUnits != 0 || !Orders.TryFind(id, out RestingOrder order) || left >= order.Quantity)
            return false;
        Orders.Modify(id, order.Price, left);
        Tell(order.Side, order.Price);
        return true;
    }

    /// <summary>A resting order leaves; false when there is none of that id.</summary>
    public bool Cancel(long id)
    {
        if (!Orders.TryFind(id, out RestingOrder order))
            return false;
        Orders.Cancel(id);
        Tell(order.Side, order.Price);
        return true;
    }

    private bool Reaches(in Arrival order) => order.Side == Side.Buy
        ? Book.BestAsk <= order.Limit && Book.Touch.HasAsk
        : Book.BestBid >= order.Limit && Book.Touch.HasBid;

    // False when the order met one of its own and must not rest.
    private bool Take(ref Arrival order, bool wholly)
    {
        Side theirs = order.Side.Opposite();
        if (wholly && !CanFill(order))
            return false;
        while (order.Left > 0 && Reaches(order))
        {
            Price level = theirs == Side.Buy ? Book.BestBid : Book.BestAsk;
            int before = _executions.Count;
            bool goesOn = TakeLevel(ref order, theirs, level);
            if (_executions.Count > before)
                Tell(theirs, level);
            if (!goesOn)
                return false;
        }

        return true;
    }

    private bool TakeLevel(ref Arrival order, Side theirs, Price level)
    {
        while (order.Left > 0 && Orders.TryFront(theirs, out RestingOrder maker) && maker.Price == level)
        {
            if (maker.Owner == order.Owner && order.Owner != 0)
                return false;
            if (maker.Owner == 0 || MayTrade is null || MayTradeWhole(maker))
                Trade(ref order, maker);
        }

        return true;
    }

    private bool MayTradeWhole(in RestingOrder maker) => !Reduce(maker.Id, MayTrade!(maker.Id, maker.Quantity));

    private void Trade(ref Arrival order, in RestingOrder maker)
    {
        var quantity = new Quantity(Math.Min(order.Left, maker.Quantity.Units));
        Orders.Execute(maker.Id, quantity);
        order.Left -= quantity.Units;
        _executions.Add(new Execution(
            maker.Id, maker.Owner, order.Id, order.Owner, order.Side, maker.Price, quantity, maker.Quantity - quantity));
    }

    private bool CanFill(in Arrival order)
    {
        long left = order.Left;
        var walk = OrderWalk.Of(order.Side.Opposite());
        while (left > 0 && Orders.TryNext(ref walk, out RestingOrder maker))
        {
            bool isWithin = order.Side == Side.Buy ? maker.Price <= order.Limit : maker.Price >= order.Limit;
            if (!isWithin || (maker.Owner == order.Owner && order.Owner != 0))
                return false;
            left -= maker.Quantity.Units;
        }

        return left <= 0;
    }

    private void Tell(Side side, Price price) => _changes.Add(new LevelChange(side, price, Book.QuantityAt(side, price)));

    private struct Arrival
    {
        public long Id;
        public int Owner;
        public Side Side;
        public Price Limit;
        public long Left;
    }
}
