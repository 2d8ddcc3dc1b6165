using Touchline.Core;

namespace Touchline.Trading;

public sealed partial class Engine
{
    /// <summary>The strategy that an order belongs to, by index; -1 when the order isn't known, or ended long ago.</summary>
    public int StrategyOf(OrderId id) => Desk.StrategyOf(id);
}
