using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Conformance.Tests;

/// <summary>Does what the test says, when it says so.</summary>
internal sealed class HandStrategy : Strategy
{
    public new IStrategyContext Context => base.Context;

    public List<Fill> Fills { get; } = [];

    /// <summary>The newest that was told of each order.</summary>
    public Dictionary<OrderId, OrderUpdate> Orders { get; } = [];

    public override void OnFill(in Fill fill) => Fills.Add(fill);

    public override void OnOrder(in OrderUpdate order) => Orders[order.Id] = order;
}
