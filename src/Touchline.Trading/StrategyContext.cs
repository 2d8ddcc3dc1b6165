using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>The engine as its strategy sees it.</summary>
internal sealed class StrategyContext(Engine engine) : IStrategyContext
{
    public long NowNs => engine.NowNs;

    public IReadOnlyList<Instrument> Instruments => engine.Instruments;

    public BookView Book(int instrument) => engine.Book(instrument);

    public Quantity Position(int instrument) => engine.PositionOf(instrument);

    public Quantity Working(int instrument, Side side) => engine.WorkingOf(instrument, side);

    public Placement Place(in NewOrder order) => engine.Place(order);

    public bool Cancel(OrderId id) => engine.Cancel(id);

    public CandleSeries Candles(int instrument, long intervalNs, int history = 200) => throw new NotSupportedException();

    public ProfitAndLoss ProfitAndLoss(int instrument) => default;

    public bool TryOrder(OrderId id, out OrderUpdate order) => throw new NotSupportedException();

    public int CopyOrders(Span<OrderUpdate> orders) => throw new NotSupportedException();

    public Placement Amend(OrderId id, Price price, Quantity quantity) => throw new NotSupportedException();

    public void Quote(int instrument, ReadOnlySpan<Quote> bids, ReadOnlySpan<Quote> asks) => throw new NotSupportedException();

    public void CancelTimer(int id) => throw new NotSupportedException();

    public void Emit(in Signal signal) => throw new NotSupportedException();

    public void Log(string text) => throw new NotSupportedException();

    public void Metric(string name, double value) => throw new NotSupportedException();

    public void SetTimer(int id, long dueNs) => engine.SetTimer(id, dueNs);
}
