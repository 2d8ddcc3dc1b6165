using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// A strategy whose code runs elsewhere and hears of its own orders alone: what stands in its place when it begins is cancelled, for nobody would look after it. By itself it does nothing more, as in a replay, where what was asked for stands in the journal.
/// </summary>
internal class ElsewhereStrategy : Strategy, IStandIn
{
    public override void OnStart() => ((IStrategySeat)Context).LeaveNothing();
}
