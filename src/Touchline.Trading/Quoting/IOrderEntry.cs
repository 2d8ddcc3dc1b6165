using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Where quotes go out: the engine on behalf of one strategy. It answers at once and never calls back from within a call.</summary>
internal interface IOrderEntry
{
    Placement Place(in NewOrder order);

    /// <param name="quantity">The new whole quantity, what has filled included.</param>
    Placement Amend(OrderId id, Price price, Quantity quantity);

    bool Cancel(OrderId id);
}
