using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>The engine's order entry for the orders that desired quotes need.</summary>
internal sealed class QuoteEntry(Engine engine, StrategySlot strategy) : IOrderEntry
{
    public Placement Place(in NewOrder order) => engine.Desk.Place(strategy, order, new OrderOrigin { Purpose = OrderPurpose.Quote });

    public Placement Amend(OrderId id, Price price, Quantity quantity) => engine.Desk.Amend(strategy, id, price, quantity);

    public bool Cancel(OrderId id) => engine.Desk.Cancel(id, strategy.Index);
}
