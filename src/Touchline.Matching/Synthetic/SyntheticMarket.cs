using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// A market made by the orders of its agents, who meet on a matching engine by price and time: market makers, noise traders with limit orders and
/// without, informed and momentum traders, and large traders who split. One act at a time, at strictly growing exchange times; the same seed gives the same market on
/// every machine. It never ends and its memory is bounded. Orders from outside may meet the agents' between two acts. Nothing here knows how its events are
/// written or sent. For one thread.
/// </summary>
public sealed class SyntheticMarket
{
    private const double NsPerSecond = 1e9;

    private readonly TradingFloor _floor;
    private readonly MarketMakers _makers;
    private readonly InformedTakers _informed;
    private readonly IAgents[] _agents;
    private readonly double[] _rates;
    private double _totalRate;
    private double _mid;

    /// <param name="options">How it behaves.</param>
    /// <param name="seed">The same seed gives the same market.</param>
    /// <param name="startNs">Exchange time at which the book stands; the first act comes after it.</param>
    public SyntheticMarket(SyntheticMarketOptions options, ulong seed, long startNs)
    {
        _floor = new TradingFloor(options, seed);
        _makers = new MarketMakers(_floor);
        _informed = new InformedTakers(_floor);
        PatientTraders near = new(_floor, options.Near), far = new(_floor, options.Far);
        // Most likely first: the one who acts is searched from the front.
        _agents = [near, far, _makers, _informed, new NoiseTakers(_floor), new Metaorders(_floor), new MomentumTakers(_floor), new News(_floor)];
        _rates = new double[_agents.Length];
        NowNs = startNs;
        foreach (PatientTraders traders in (ReadOnlySpan<PatientTraders>)[far, near])
        {
            traders.Open(Side.Buy);
            traders.Open(Side.Sell);
        }

        while (!Book.IsTwoSided || Book.Touch.Spread > 1)
            _makers.Act();
        _floor.Engine.ClearResults();
        _mid = Book.Mid;
        ScheduleNext();
    }

    /// <summary>The book after the last act, in ticks and lots, orders from outside included. To be read only.</summary>
    public OrderBook Book => _floor.Engine.Book;

    /// <summary>The orders behind it. To be read only.</summary>
    public OrderByOrderBook Orders => _floor.Engine.Orders;

    /// <summary>What happened in the last act or to the last order from outside, in order; an order from outside has the id and owner that it was given.</summary>
    public ReadOnlySpan<Execution> Executions => _floor.Engine.Executions;

    /// <summary>Counts every change of a level since the start.</summary>
    public long UpdateId { get; private set; }

    /// <summary>Exchange time of the last act.</summary>
    public long NowNs { get; private set; }

    /// <summary>Exchange time of the next act.</summary>
    public long NextNs { get; private set; }

    /// <inheritdoc cref="MatchingEngine.MayTrade"/>
    public Func<long, Quantity, Quantity>? MayTrade
    {
        get => _floor.Engine.MayTrade;
        set => _floor.Engine.MayTrade = value;
    }

    public MarketRegime Regime => _floor.Regime.Regime;

    /// <summary>What informed traders think the contract is worth, in ticks.</summary>
    public double Value => _floor.Value.Ticks;

    /// <summary>
    /// The next act. Its rows replace the buffer's, none where it changed nothing: first the trades, then the level changes with their
    /// update ids as reference; each of the two is a batch. Seen by the exchange only: local times are for whoever delivers them.
    /// </summary>
    public void Step(EventBuffer rows)
    {
        Pass(NextNs);
        IAgents agents = Choose();
        agents.Act();
        Settle(rows, movesValue: agents != _informed);
        ScheduleNext();
    }

    /// <summary>An order from outside comes at a time between the last act and the next. Its rows replace the buffer's, as those of <see cref="Step"/>.</summary>
    /// <param name="rows">What everybody sees of it.</param>
    /// <param name="atNs">Not before <see cref="NowNs"/> and not after <see cref="NextNs"/>: step up to it first.</param>
    /// <param name="id">Below 0, and of no other order that rests.</param>
    /// <param name="owner">Above 0; orders of one owner never trade with each other.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="price">In ticks; not looked at for a market order.</param>
    /// <param name="quantity">In lots.</param>
    /// <param name="timeInForce">What becomes of the rest.</param>
    /// <param name="isMarket">It trades at any price.</param>
    public Submission Submit(
        EventBuffer rows, long atNs, long id, int owner, Side side, Price price, Quantity quantity, TimeInForce timeInForce, bool isMarket = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(owner, 1);
        Arrive(atNs);
        Submission done = _floor.Engine.Submit(id, owner, side, price, quantity, timeInForce, isMarket);
        Settle(rows, movesValue: true);
        return done;
    }

    /// <summary>New terms for a resting order from outside; the rules are the matching engine's. Times and rows as in <see cref="Submit"/>.</summary>
    public Submission Amend(EventBuffer rows, long atNs, long id, Price price, Quantity left, TimeInForce timeInForce = TimeInForce.GoodTillCancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, 0);
        Arrive(atNs);
        Submission done = _floor.Engine.Amend(id, price, left, timeInForce);
        Settle(rows, movesValue: true);
        return done;
    }

    /// <summary>A resting order from outside leaves; false when it isn't there any more. Times and rows as in <see cref="Submit"/>.</summary>
    public bool Cancel(EventBuffer rows, long atNs, long id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, 0);
        Arrive(atNs);
        bool done = _floor.Engine.Cancel(id);
        Settle(rows, movesValue: true);
        return done;
    }

    private void Arrive(long atNs)
    {
        if (atNs < NowNs || atNs > NextNs)
            throw new ArgumentOutOfRangeException(nameof(atNs), atNs, $"the market is at {NowNs} and acts next at {NextNs}");
        Pass(atNs);
    }

    private void Pass(long ns)
    {
        _floor.Fade((ns - NowNs) / NsPerSecond);
        NowNs = ns;
        _floor.Engine.ClearResults();
    }

    // Rates hold from one act to the next: at a thousand acts a second what fades in between is nothing.
    private void ScheduleNext()
    {
        _totalRate = 0;
        for (int i = 0; i < _agents.Length; i++)
            _totalRate += _rates[i] = _agents[i].Rate();
        NextNs = NowNs + 1 + (long)(_floor.Random.Exponential() / _totalRate * NsPerSecond);
    }

    private IAgents Choose()
    {
        double which = _floor.Random.NextDouble() * _totalRate;
        int i = 0;
        while (i < _agents.Length - 1 && (which -= _rates[i]) >= 0)
            i++;
        return _agents[i];
    }

    private void Settle(EventBuffer rows, bool movesValue)
    {
        rows.Clear();
        if (_floor.Engine.Executions.Length > 0)
            Trade(rows, movesValue);
        foreach (ref readonly LevelChange change in _floor.Engine.Changes)
        {
            ref MarketEvent row = ref Add(rows, EventKind.Depth, change.Side);
            row.Price = change.Price;
            row.Quantity = change.Quantity;
            row.Reference = ++UpdateId;
        }

        if (rows.Count == 0)
            return;
        rows.Events[^1].Flags |= EventFlags.EndOfBatch;
        if (Book.IsTwoSided && Book.Mid != _mid)
        {
            _floor.Momentum.Add(Book.Mid - _mid);
            _mid = Book.Mid;
        }
    }

    private void Trade(EventBuffer rows, bool movesValue)
    {
        double signed = 0;
        foreach (ref readonly Execution execution in _floor.Engine.Executions)
        {
            ref MarketEvent row = ref Add(rows, EventKind.Trade, execution.TakerSide);
            row.Price = execution.Price;
            row.Quantity = execution.Quantity;
            signed += execution.TakerSide.Sign() * execution.Quantity.Units;
            _makers.OnExecution(execution);
        }

        rows.Events[^1].Flags |= EventFlags.EndOfBatch;
        _floor.Flurry.Add(_floor.Options.FlurryPerTaker);
        _floor.Excitement.Add(_floor.Options.ExcitementPerTaker);
        if (movesValue)
            _floor.Value.GiveWay(signed);
    }

    private ref MarketEvent Add(EventBuffer rows, EventKind kind, Side side)
    {
        ref MarketEvent row = ref rows.Add(kind, side);
        row.ExchangeNs = NowNs;
        row.LocalNs = MarketEvent.Unseen;
        return ref row;
    }
}
