using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>The engine as one strategy sees it.</summary>
internal sealed class StrategyContext(Engine engine, StrategySlot strategy, SeededRandom random) : IStrategyContext
{
    public long NowNs => engine.NowNs;

    public SeededRandom Random => random;

    public IReadOnlyList<Instrument> Instruments => engine.Instruments;

    public BookView Book(int instrument) => engine.Book(instrument);

    public CandleView Candles(int instrument, long intervalNs, int history = 200) =>
        new(engine.Candles(strategy.Index, instrument, intervalNs, history));

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

    public Placement Place(in NewOrder order) => engine.Desk.Place(strategy, order);

    public Placement Place(in NewOrder order, in PostOnlyPolicy policy) => policy == default
        ? engine.Desk.Refuse(strategy, order.Instrument, RiskRefusal.BadPolicy)
        : engine.Desk.Place(strategy, order, policy, default);

    public Placement PlaceBracket(in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy = default) =>
        engine.Desk.Brackets.Place(strategy, entry, bracket, policy);

    public bool TryBracket(OrderId entry, out BracketUpdate bracket) => engine.Desk.Brackets.TryFind(strategy.Index, entry, out bracket);

    public bool CloseBracket(OrderId entry, OrderReason reason = default) => engine.Desk.Brackets.Close(strategy.Index, entry, reason);

    public bool ReleaseBracket(OrderId entry) => engine.Desk.Brackets.Release(strategy.Index, entry);

    public Placement PlaceLegs(in NewOrder first, in NewOrder hedge, in LegTerms terms) => engine.Desk.Legs.Place(strategy, first, hedge, terms);

    public OrderReason Reason(string name) => strategy.Reason(name);

    public Placement Amend(OrderId id, Price price, Quantity quantity) => engine.Desk.Amend(strategy, id, price, quantity);

    public bool Cancel(OrderId id) => engine.Desk.Cancel(id, strategy.Index);

    public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks) =>
        strategy.Quote(instrument, bids, asks);

    public void SetTimer(int id, long dueNs) => engine.SetTimer(new TimerId(strategy.Index, id), dueNs);

    public void CancelTimer(int id) => engine.CancelTimer(new TimerId(strategy.Index, id));

    public void Emit(in Signal signal) => engine.Emit(strategy.Index, signal);

    public void Log(string text) => engine.Log(strategy, text);

    public void Metric(string name, double value) => strategy.SetMetric(name, value);
}
