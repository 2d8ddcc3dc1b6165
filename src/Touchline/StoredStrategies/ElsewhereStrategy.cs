using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.StoredStrategies;

/// <summary>
/// A strategy whose code runs elsewhere and hears of its own orders alone: what the version before it left is cancelled, for nobody would look after it. By itself it does nothing more, as in a replay, where what was asked for stands in the journal.
/// </summary>
internal class ElsewhereStrategy : Strategy
{
    private const int MostAtOnce = 256;

    public override void OnStart() => CancelAll();

    public override void OnTakeOver() => CancelAll();

    private void CancelAll()
    {
        var orders = new OrderUpdate[MostAtOnce];
        int count = Context.CopyOrders(orders);
        for (int i = 0; i < count; i++)
            Context.Cancel(orders[i].Id);
    }
}
