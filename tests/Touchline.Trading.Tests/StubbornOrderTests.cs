using Touchline.Core;
using Touchline.Sdk;
using Xunit;

namespace Touchline.Trading.Tests;

/// <summary>Orders that are to end and whose venue refuses or doesn't answer.</summary>
public sealed class StubbornOrderTests
{
    [Fact]
    public void A_kill_cancels_again_after_it_gave_up()
    {
        var desk = new Desk();
        Placement p = desk.Limit(Side.Buy, 100, 1);
        desk.Report(ReportKind.Acknowledged, p.Id, 2);
        desk.Engine.OnCommand(EngineCommand.Kill, 3);
        desk.Engine.ClearIntents();
        for (long at = 500_000_000; at < 40_000_000_000; at += 500_000_000)
            desk.Engine.OnClock(at);
        Assert.Equal(KillState.GaveUp, desk.Engine.KillStatus.State);
        desk.Report(ReportKind.CancelRejected, p.Id, 40_000_000_000);
        for (long at = 40_500_000_000; at < 60_000_000_000; at += 500_000_000)
            desk.Engine.OnClock(at);
        Assert.Contains(desk.Engine.Intents.ToArray(), i => i.Kind == IntentKind.Cancel);
    }

    [Fact]
    public void A_freeze_cancels_again_what_lives_on()
    {
        var desk = new Desk();
        Placement p = desk.Limit(Side.Buy, 100, 1);
        desk.Report(ReportKind.Acknowledged, p.Id, 2);
        desk.Engine.OnCommand(EngineCommand.Freeze(0, FreezeReason.Ledger), 3);
        desk.Engine.ClearIntents();
        desk.Report(ReportKind.CancelRejected, p.Id, 4);
        for (long at = 1_000_000_000; at < 60_000_000_000; at += 1_000_000_000)
            desk.Engine.OnClock(at);
        Assert.Contains(desk.Engine.Intents.ToArray(), i => i.Kind == IntentKind.Cancel);
    }

    [Fact]
    public void Refused_cancels_that_go_on_coming_do_not_push_the_next_ones_away()
    {
        var desk = new Desk();
        OrderId first = desk.Limit(Side.Buy, 100, 1).Id, second = desk.Limit(Side.Buy, 100, 1).Id;
        desk.Engine.OnCommand(EngineCommand.Freeze(0, FreezeReason.Ledger), 3);
        desk.TakeIntents();
        desk.Report(ReportKind.CancelRejected, first, 10);
        desk.Report(ReportKind.CancelRejected, second, 400_000_000);
        desk.Engine.OnClock(10 + OrderDesk.AgainNs);
        Assert.Equal([$"cancel {first}", $"cancel {second}"], desk.TakeIntents());
    }

    [Fact]
    public void That_nothing_can_be_found_out_is_no_answer_that_shows_that_the_venue_works()
    {
        var desk = new Desk(new RiskLimits { BreakerFailures = 5 });
        for (int i = 0; i < 10; i++)
        {
            Placement p = desk.Limit(Side.Buy, 100, 1);
            if (p.Refusal == RiskRefusal.CircuitOpen)
                return;
            desk.Report(ReportKind.Unknown, p.Id, i + 1);
            desk.Report(ReportKind.Unresolved, p.Id, i + 1);
            desk.Engine.OnCommand(EngineCommand.Thaw(0), i + 1);
        }

        Assert.Fail("ten failures in a row");
    }
}
