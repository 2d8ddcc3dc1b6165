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

    public void SetTimer(int id, long dueNs) => engine.SetTimer(id, dueNs);
}
