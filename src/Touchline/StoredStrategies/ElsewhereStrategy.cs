using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// A strategy whose code runs elsewhere and hears of its own orders alone: what the version before it left is cancelled, for nobody would look after it. By itself it does nothing more, as in a replay, where what was asked for stands in the journal.
/// </summary>
internal class ElsewhereStrategy : Strategy
{
    public override void OnStart() => LeaveNothing();

    public override void OnTakeOver() => LeaveNothing();

    private void LeaveNothing() => ((IStrategySeat)Context).LeaveNothing();
}
