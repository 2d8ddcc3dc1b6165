using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>Orders that nobody would look after end before somebody else begins: docs/hot-reload.md, "A thread of its own".</content>
public sealed partial class StrategySlot
{
    /// <summary>So long the orders of who leaves have to end.</summary>
    public const long MostLeavingNs = 30_000_000_000;

    // The version before is to come back once the orders of the one that failed have ended. Until then nobody sits there.
    private bool IsReturning => Replacement?.Stage == ReplacementStage.BroughtBack && _fallback is not null;

    private bool AwaitsOrders => IsReturning || Replacement is { Stage: ReplacementStage.Closing, Closes: false };

    private bool IsFree => LiveOrders == 0 || _engine.OrdersOf(Index).Count == 0;

    private static bool KnowsOfEachOther(Strategy one, Strategy other) => one is not IStandIn && other is not IStandIn;

    // The position stays.
    private void BeginLeaving()
    {
        At(ReplacementStage.Closing);
        LetGo();
    }

    private void BeginReturning()
    {
        Sit(new Vacant(), Replacement!.Before);
        LetGo();
    }

    private void LetGo()
    {
        _closingUntilNs = _engine.NowNs + MostLeavingNs;
        WithdrawQuotes();
        StepLeaving();
    }

    // With each order that ends, and now and then: an entry that filled meanwhile has a guard.
    private void StepLeaving()
    {
        bool isFree = IsFree;
        if (!isFree && _engine.NowNs < _closingUntilNs)
        {
            _engine.Desk.Leave(Index);
            _engine.SetTimer(ReplaceTimer, _engine.NowNs + ClosingStepNs);
        }
        else if (IsReturning)
            Return(isFree);
        else if (isFree)
            TakeOver();
        else
            CallOff($"the orders of version {Version} haven't ended within {Duration.Format(MostLeavingNs)}");
    }

    private void Return(bool isFree)
    {
        if (isFree)
        {
            BringBack();
            return;
        }

        string why = $"{Replacement!.Reason}, and its orders haven't ended within {Duration.Format(MostLeavingNs)}";
        (_inherited, _fallback) = (null, null);
        Fail(StrategyFailure.Elsewhere, new InvalidOperationException(why));
        _engine.Note($"strategy {Name} has stopped: {why}");
    }

    private void OnOrderOver()
    {
        // Not before what ended it is taken in.
        if (AwaitsOrders)
            _engine.SetTimer(ReplaceTimer, _engine.NowNs);
    }
}
