using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading;

internal sealed partial class OrderDesk
{
    public int StrategyOf(OrderId id)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        return Unsafe.IsNullRef(ref order) ? -1 : order.Strategy;
    }
}
