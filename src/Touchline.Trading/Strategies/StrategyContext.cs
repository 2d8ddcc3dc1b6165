using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>The engine as one version of a strategy sees it.</summary>
/// <param name="owner">Whose its timers and candles are.</param>
internal sealed class StrategyContext(Engine engine, StrategySlot strategy, SeededRandom random, int owner) : IStrategyContext, IStrategySeat
{
    public int Owner => owner;

    /// <summary>It looks on: what it does comes to nothing.</summary>
    public bool IsMuted { get; set; } = true;

    public long NowNs => engine.NowNs;

    public SeededRandom Random => random;

    public IReadOnlyList<Instrument> Instruments => engine.Instruments;

    public BookView Book(int instrument) => engine.Book(instrument);

    public CandleView Candles(int instrument, long intervalNs, int history = 200) =>
        new(engine.Candles(owner, instrument, intervalNs, history));

    public Quantity Position(int instrument) => strategy.Ledger(instrument).Position;

    public Quantity AccountPosition(int instrument) => engine.Ledger(instrument).Position;

    public ProfitAndLoss ProfitAndLoss(int instrument)
    {
        Instrument traded = engine.Instruments[instrument];
        Ledger ledger = strategy.Ledger(instrument);
        return new ProfitAndLoss(
            ledger.AveragePrice(traded), ledger.Realised, ledger.Unrealised(traded, engine.LastMid(instrument)), ledger.Fees)
        {
            Funding = ledger.Funding,
        };
    }

    public Quantity Working(int instrument, Side side) =>
        strategy.Holding(instrument).Working(side);

    public bool TryOrder(OrderId id, out OrderUpdate order) => engine.Desk.TryOrder(strategy.Index, id, out order);

    public int CopyOrders(Span<OrderUpdate> orders) => engine.Desk.CopyOrders(strategy.Index, orders);

    public Placement Place(in NewOrder order) => IsMuted ? Refused(order) : engine.Desk.Place(strategy, order);

    public Placement Place(in NewOrder order, in PostOnlyPolicy policy) => IsMuted ? Refused(order) : policy == default
        ? engine.Desk.Refuse(strategy, order.Instrument, RiskRefusal.BadPolicy)
        : engine.Desk.Place(strategy, order, policy, default);

    public Placement PlaceBracket(in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy = default) =>
        IsMuted ? Refused(entry) : engine.Desk.Brackets.Place(strategy, entry, bracket, policy);

    public bool TryBracket(OrderId entry, out BracketUpdate bracket) => engine.Desk.Brackets.TryFind(strategy.Index, entry, out bracket);

    public bool CloseBracket(OrderId entry, OrderReason reason = default) => !IsMuted && engine.Desk.Brackets.Close(strategy.Index, entry, reason);

    public bool ReleaseBracket(OrderId entry) => !IsMuted && engine.Desk.Brackets.Release(strategy.Index, entry);

    public Placement PlaceLegs(in NewOrder first, in NewOrder hedge, in LegTerms terms) => IsMuted ? Refused(first) : engine.Desk.Legs.Place(strategy, first, hedge, terms);

    public OrderReason Reason(string name) => strategy.Reason(name);

    public Placement Amend(OrderId id, Price price, Quantity quantity) => IsMuted ? new Placement(default, RiskRefusal.NotTrading) : engine.Desk.Amend(strategy, id, price, quantity);

    public bool Cancel(OrderId id) => !IsMuted && engine.Desk.Cancel(id, strategy.Index);

    public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks)
    {
        if (!IsMuted)
            strategy.Quote(instrument, bids, asks);
    }

    public void SetTimer(int id, long dueNs) => engine.SetTimer(new TimerId(owner, id), dueNs);

    public void CancelTimer(int id) => engine.CancelTimer(new TimerId(owner, id));

    public void Emit(in Signal signal)
    {
        if (!IsMuted)
            engine.Emit(strategy.Index, signal);
    }

    public void LeaveNothing()
    {
        if (IsMuted)
            return;
        strategy.WithdrawQuotes();
        engine.Desk.Leave(strategy.Index);
    }

    public OrderReason ReasonElsewhere(string name) => strategy.ReasonElsewhere(name);

    public void Log(string text) => engine.Log(strategy, text);

    public void Metric(string name, double value)
    {
        if (!IsMuted)
            strategy.SetMetric(name, value);
    }

    // Nothing is counted: nobody tried to trade.
    private static Placement Refused(in NewOrder order) => new(default, RiskRefusal.NotTrading);
}
