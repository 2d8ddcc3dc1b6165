using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Orders for people to look at.</summary>
internal sealed partial class OrderDesk
{
    /// <summary>Live, or among the newest ended ones.</summary>
    public bool TryFind(OrderId id, out OrderUpdate update)
    {
        ref WorkingOrder order = ref _orders.Find(id);
        if (Unsafe.IsNullRef(ref order))
            order = ref _orders.FindEnded(id);
        bool isThere = !Unsafe.IsNullRef(ref order);
        update = isThere ? Describe(order) : default;
        return isThere;
    }
}
