using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The synthetic market with our own orders in it: they meet the agents' on the matching engine, and the feed tells what they did like
/// everything else. It goes on as far as its host has made sure that no own order can arrive before. Without own orders it tells the rows
/// of a <see cref="SyntheticStream"/> of the same options and seed. For one thread.
/// </summary>
public sealed class ImpactMarket : RowLog
{
    // The agents' owner is 0: they trade with everybody, own orders never with each other.
    private const int Us = 1;

    private readonly SyntheticMarket _market;
    private readonly SyntheticFeed _feed;
    private readonly EventBuffer _changes = new();
    private readonly EventBuffer _rows = new();
    private readonly EventBuffer _ownRows = new(); // own orders may come while the others are gone through
    private readonly ulong _seed;

    /// <param name="options">How the market behaves and how its messages travel.</param>
    /// <param name="seed">The same seed and the same own orders at the same times give the same market.</param>
    /// <param name="startNs">Exchange time at which the book stands.</param>
    /// <param name="feedOffsetNs">By how much later our side sees every row.</param>
    public ImpactMarket(SyntheticStreamOptions options, ulong seed, long startNs, long feedOffsetNs = 0)
        : base(Instrument.Linear(SyntheticStream.Venue, options.Market.Symbol, options.Market.Tick, options.Market.Lot), startNs, startNs, feedOffsetNs)
    {
        _seed = seed;
        _market = new SyntheticMarket(options.Market, seed, startNs);
        _feed = new SyntheticFeed(options, _market, options.Market, seed);
        _feed.Open(_rows);
        Tell(_rows.Events);
    }

    public override string Name => $"the synthetic market of seed {_seed} with own orders in it";

    public override bool HoldsOwnOrders => true;

    /// <summary>The market's book, own orders included. To be read only.</summary>
    public OrderBook Book => _market.Book;

    /// <summary>Exchange time of what happens next by itself.</summary>
    public long NextNs => Math.Min(_feed.NextNs, _market.NextNs);

    /// <summary>Gets what the market's acts did to own orders.</summary>
    internal ImpactFill? Fills { get; set; }

    /// <summary>Plays what happens at <see cref="NextNs"/>; returns the rows that tell it, until the next call.</summary>
    public ReadOnlySpan<MarketEvent> Step()
    {
        _rows.Clear();
        if (_feed.NextNs < _market.NextNs)
        {
            _feed.Say(_rows);
        }
        else
        {
            _market.Step(_changes);
            _feed.Take(_changes.Events, _rows);
            Fills?.OnExecutions(_market.Executions, _market.NowNs);
        }

        Tell(_rows.Events);
        return _rows.Events;
    }

    /// <summary>An own order arrives, not after <see cref="NextNs"/>. Its executions hold until the next call.</summary>
    internal Submission Submit(long number, in OwnOrder order, long exchangeNs, out ReadOnlySpan<Execution> executions)
    {
        TimeInForce timeInForce = order.TimeInForce == TimeInForce.GoodTillDate ? TimeInForce.GoodTillCancel : order.TimeInForce;
        Submission done = _market.Submit(
            _changes, exchangeNs, number, Us, order.Side, order.Price, order.Remaining, timeInForce, order.Type == OrderType.Market);
        executions = _market.Executions;
        TellChanges();
        return done;
    }

    /// <summary>What stands before an order at its price, own orders included.</summary>
    internal long AheadOf(in RestingOrder order) => FifoQueue.Ahead(_market.Orders, order.Side, order.Price, order.Place);

    internal void Cancel(long number, long exchangeNs)
    {
        _market.Cancel(_changes, exchangeNs, number);
        TellChanges();
    }

    /// <summary>Less is left of an own order, which keeps its place.</summary>
    internal void Reduce(long number, Price price, Quantity left, long exchangeNs)
    {
        _market.Amend(_changes, exchangeNs, number, price, left);
        TellChanges();
    }

    internal bool TryFind(long number, out RestingOrder order) => _market.Orders.TryFind(number, out order);

    private void TellChanges()
    {
        _ownRows.Clear();
        _feed.Take(_changes.Events, _ownRows);
        Tell(_ownRows.Events);
    }
}
