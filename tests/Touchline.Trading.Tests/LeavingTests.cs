using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>What a strategy's place is rid of when somebody takes it who knows nothing of its orders.</summary>
public sealed class LeavingTests
{
    private const int Orders = 300;

    [Fact]
    public void Every_order_is_taken_back_and_again_where_that_is_refused()
    {
        var strategy = new TestStrategy();
        var engine = new Engine([Desk.Plain], [new StrategySetup("near", strategy)], new RiskLimits());
        engine.Start(1);
        for (int i = 0; i < Orders; i++)
            Assert.True(strategy.Context.Place(NewOrder.Limit(0, Side.Buy, new Price(50), new Quantity(1))).IsPlaced);
        OrderId[] placed = [.. engine.Intents.ToArray().Select(i => i.Id)];
        engine.ClearIntents();
        long now = 1;
        foreach (OrderId id in placed)
            engine.OnReport(new OrderReport { Kind = ReportKind.Acknowledged, Id = id, LocalNs = ++now, ExchangeNs = now });
        ((IStrategySeat)strategy.Context).LeaveNothing();
        Intent[] cancels = engine.Intents.ToArray();
        Assert.Equal(placed, cancels.Select(c => c.Id));
        Assert.All(cancels, c => Assert.Equal(IntentKind.Cancel, c.Kind));
        engine.ClearIntents();
        engine.OnReport(new OrderReport { Kind = ReportKind.CancelRejected, Id = placed[0], Request = cancels[0].Request, LocalNs = ++now, ExchangeNs = now });
        engine.OnClock(now + 1_000_000_000);
        Assert.Equal((IntentKind.Cancel, placed[0]), (engine.Intents[0].Kind, engine.Intents[0].Id));
    }
}
