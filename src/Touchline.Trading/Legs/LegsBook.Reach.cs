using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>How a pair gets to the orders that it should have.</content>
internal sealed partial class LegsBook
{
    private void Reach(int slot)
    {
        ref LegsSlot legs = ref _slots[slot];
        if (!legs.IsLive)
            return;
        Mark(ref legs);
        long missing = legs.Missing(LotOf(legs.HedgeTerms));
        bool isLate = legs.State == LegsState.Late;
        if ((isLate ? RestUnits(legs) : missing) == 0)
            TellIsRight(ref legs);
        if (legs.Second.IsNone && legs.FirstEnded && (isLate ? RestUnits(legs) == 0 || legs.Tries == MostTries : missing == 0))
        {
            End(ref legs);
            return;
        }

        HoldUp(ref legs, !MaySend(legs));
        if (isLate && engine.MayProtect)
            ReachLate(ref legs);
        else if (!legs.IsHeldUp)
            ReachHedge(ref legs, missing);
        SetTimer(ref legs, missing);
    }

    private void HoldUp(ref LegsSlot legs, bool isHeldUp)
    {
        _heldUp += (isHeldUp ? 1 : 0) - (legs.IsHeldUp ? 1 : 0);
        legs.IsHeldUp = isHeldUp;
    }

    private bool MaySend(in LegsSlot legs)
    {
        bool unwinds = legs.State == LegsState.Late && legs.Terms.Late == LateHedge.Unwind;
        return engine.MayProtect && instruments[unwinds ? legs.FirstTerms.Instrument : legs.HedgeTerms.Instrument].TakesOrders;
    }

    private void ReachHedge(ref LegsSlot legs, long missing)
    {
        StrategySlot strategy = engine.Slot(legs.Strategy);
        ref WorkingOrder hedge = ref desk.Find(legs.Second);
        if (Unsafe.IsNullRef(ref hedge))
        {
            if (missing > 0 && !legs.HedgeFailed)
            {
                Placement placed = desk.Place(strategy, legs.HedgeTerms with { Quantity = new Quantity(missing) }, OriginOf(legs, OrderPurpose.HedgeLeg));
                legs.Second = placed.Id;
                legs.HedgeFailed = !placed.IsPlaced;
                if (!placed.IsPlaced)
                    TellStuck(ref legs, placed.Refusal);
            }

            return;
        }

        bool canAmend = hedge.Terms.Type == OrderType.Limit && (hedge.Open & (Requests.Amend | Requests.Cancel)) == 0 && !hedge.IsUnknown;
        long remaining = hedge.Remaining.Units;
        bool isRight = remaining >= missing && remaining - missing < LotOf(legs.HedgeTerms);
        if (!canAmend || isRight)
            return;
        if (missing == 0)
        {
            desk.Withdraw(legs.Second, legs.Strategy);
        }
        else if (engine.NowNs >= legs.RetryNs)
        {
            Placement amended = desk.Amend(strategy, legs.Second, hedge.Terms.Price, new Quantity(hedge.Filled.Units + missing), isProtective: true);
            if (!amended.IsPlaced)
                PutOff(ref legs, amended.Refusal);
        }
    }

    // What still works is taken back before anything is sent: never both ways, never more than is missing.
    private void ReachLate(ref LegsSlot legs)
    {
        if (!legs.FirstEnded)
            desk.Withdraw(legs.First, legs.Strategy);
        ref WorkingOrder second = ref desk.Find(legs.Second);
        if (!Unsafe.IsNullRef(ref second))
        {
            if (second.Terms.Type == OrderType.Limit)
                desk.Withdraw(legs.Second, legs.Strategy);
            return;
        }

        long units = RestUnits(legs);
        if (units == 0 || legs.Tries == MostTries || engine.NowNs < legs.RetryNs || legs.IsHeldUp)
            return;
        bool crosses = legs.Terms.Late == LateHedge.Cross;
        NewOrder terms = crosses ? legs.HedgeTerms : legs.FirstTerms;
        Side side = crosses ? terms.Side : terms.Side.Opposite();
        NewOrder order = NewOrder.Market(terms.Instrument, side, new Quantity(units)) with
        {
            ReduceOnly = crosses ? terms.ReduceOnly : -side.Sign() * instruments[terms.Instrument].Account.Ledger.Position.Units >= units,
            Reason = crosses ? OrderReason.Hedge : OrderReason.Unwind,
        };
        Placement placed = desk.PlaceAtOnce(engine.Slot(legs.Strategy), order, OriginOf(legs, OrderPurpose.LateLeg));
        legs.Second = placed.Id;
        if (placed.IsPlaced)
            legs.Tries++;
        else
            PutOff(ref legs, placed.Refusal);
    }

    // What isn't let out is tried again for as long as it takes, ever more rarely.
    private void PutOff(ref LegsSlot legs, RiskRefusal refusal = RiskRefusal.None)
    {
        legs.RetryNs = engine.NowNs + Math.Min(FirstRetryNs << Math.Min(legs.Failures, 8), LastRetryNs);
        legs.Failures++;
        TellStuck(ref legs, refusal);
    }

    // What is to be crossed or unwound, in whole lots.
    private long RestUnits(in LegsSlot legs)
    {
        if (legs.Terms.Late == LateHedge.Cross)
            return legs.Missing(LotOf(legs.HedgeTerms));
        long lot = LotOf(legs.FirstTerms);
        return legs.Unhedged - legs.Unhedged % lot;
    }

    private void End(ref LegsSlot legs)
    {
        legs.State = LegsState.Ended;
        HoldUp(ref legs, false);
        Live--;
        engine.CancelTimer(TimerOf(legs.Slot));
        _changes.Add((legs.Strategy, legs.Describe()));
    }

    // The time begins with the first fill that has no hedge, and anew when everything had one.
    private void SetTimer(ref LegsSlot legs, long missing)
    {
        if (legs.State == LegsState.Working)
        {
            if (missing == 0)
                legs.DueNs = long.MaxValue;
            else if (legs.DueNs == long.MaxValue)
                legs.DueNs = engine.NowNs + legs.Terms.WithinNs;
        }

        long due = legs.State == LegsState.Working ? legs.DueNs : long.MaxValue;
        if (legs.RetryNs > engine.NowNs)
            due = Math.Min(due, legs.RetryNs);
        if (due == long.MaxValue)
            engine.CancelTimer(TimerOf(legs.Slot));
        else
            engine.SetTimer(TimerOf(legs.Slot), due);
    }
}
