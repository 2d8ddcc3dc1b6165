using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>How a bracket gets to the orders that it should have.</content>
internal sealed partial class BracketBook
{
    /// <summary>A batch of an instrument is in the book: are parts due that the engine holds?</summary>
    public void OnBatch(int instrument, bool bookChanged)
    {
        if (_live[instrument] == 0 || !engine.MayProtect)
            return;
        for (int i = NextLive(instrument, 0); i >= 0; i = NextLive(instrument, i + 1))
        {
            ref BracketSlot bracket = ref _slots[i];
            if (bracket.State == BracketState.Protecting && bracket.Open > 0)
                Watch(i, instruments[instrument], bookChanged);
            if (bracket.IsHeldUp && MayReach(bracket))
                Reach(i);
        }
    }

    private void Watch(int slot, InstrumentState state, bool bookChanged)
    {
        ref BracketSlot bracket = ref _slots[slot];
        BracketPart atVenue = WatchedAtVenue(bracket);
        long best = bracket.Best;
        if (bracket.Terms.Trigger == BracketTrigger.Touch)
        {
            Touch touch = state.Book.Touch;
            bool isLong = bracket.Side == Side.Buy;
            if (!bookChanged || state.Book.IsStale || !(isLong ? touch.HasBid : touch.HasAsk))
                return;
            long price = isLong ? touch.BidPrice.Units : touch.AskPrice.Units;
            Decide(slot, bracket.Look(price, price, atVenue));
            if (bracket.Best != best)
                Mark(ref bracket);
            return;
        }

        EventKind kind = bracket.Terms.Trigger == BracketTrigger.MarkPrice ? EventKind.MarkPrice : EventKind.Trade;
        foreach (ref readonly MarketEvent e in state.Told.Events)
        {
            if (e.Kind != kind)
                continue;
            (long low, long high) = kind == EventKind.Trade ? (e.Price.Units, e.Price.Units) : Engine.MarkUnits(e, state.Instrument);
            if (Decide(slot, bracket.Look(low, high, atVenue)))
                return;
        }

        if (bracket.Best != best)
            Mark(ref bracket);
    }

    private bool Decide(int slot, BracketPart due)
    {
        if (due == BracketPart.None)
            return false;
        BeginExit(slot, BracketTerms.ReasonOf(due));
        return true;
    }

    // The engine looks at the venue's part too while the order there isn't sure to stand for all that is open. A trailing order that was
    // replaced begins anew at the venue: the engine knows the better price.
    private BracketPart WatchedAtVenue(in BracketSlot bracket)
    {
        ref WorkingOrder guard = ref desk.Find(bracket.Guard);
        if (Unsafe.IsNullRef(ref guard) || !guard.IsAcknowledged || guard.IsUnknown || guard.Remaining.Units < bracket.Open)
            return BracketPart.None;
        return bracket.Terms.AtVenue == BracketPart.Trailing && bracket.GuardReplaced ? BracketPart.None : bracket.Terms.AtVenue;
    }

    private void BeginExit(int slot, OrderReason reason)
    {
        ref BracketSlot bracket = ref _slots[slot];
        if (bracket.State == BracketState.Exiting)
            return;
        bracket.State = BracketState.Exiting;
        bracket.HasExited = true;
        bracket.Reason = reason;
        (bracket.Failures, bracket.RetryNs, bracket.IsToldOf) = (0, 0, false);
        desk.Withdraw(bracket.EntryNow, bracket.Strategy);
        Change(bracket);
        Reach(slot);
    }

    private void OnEnd(int slot, in WorkingOrder order)
    {
        ref BracketSlot bracket = ref _slots[slot];
        if (order.Id == bracket.EntryNow)
        {
            bracket.EntryEnded = true;
            bracket.EntryUntilNs = long.MaxValue;
            if (bracket.Terms.DropsBarelyFilled && bracket.State == BracketState.Protecting && bracket.HasBarelyFilled)
                BeginExit(slot, OrderReason.BarelyFilled);
        }
        else if (order.Id == bracket.Exit)
        {
            bracket.Exit = default;
            if (order.Filled.IsZero)
            {
                PutOff(ref bracket);
            }
            else
            {
                (bracket.Failures, bracket.RetryNs) = (0, 0);
                TellExits(ref bracket);
            }
        }
        else if (order.Id == bracket.Guard)
        {
            OnGuardEnd(slot, order);
        }
    }

    // One that ended without our asking isn't sent again: the engine holds its part from then on. A conditional one that was set off and found too
    // little is gone on with; one that ended without that, as where the venue knows nothing of it, sells nothing.
    private void OnGuardEnd(int slot, in WorkingOrder order)
    {
        ref BracketSlot bracket = ref _slots[slot];
        bool wasSetOff = bracket.GuardHit || (order.State == OrderState.Expired && desk.WasSetOff);
        bool isOwnDoing = bracket.GuardWithdrawn || order.IsUnwanted || !engine.MayProtect;
        bracket.Guard = default;
        bracket.GuardReplaced = true;
        bracket.GuardWithdrawn = false;
        if (wasSetOff && order.Terms.Type.IsConditional() && bracket.Open > 0)
            BeginExit(slot, order.Terms.Reason);
        else if (order.State == OrderState.Rejected && desk.IsMomentary)
            PutOff(ref bracket);
        else if (order.State != OrderState.Filled && !isOwnDoing)
            GiveUpGuard(ref bracket);
    }

    // A venue that cuts the guard, or doesn't let it grow, isn't fought. A cancel that it refused is tried again a little later: mostly the
    // order has ended and its report is to come.
    private void OnNews(ref BracketSlot bracket, in WorkingOrder order)
    {
        if (order.Id != bracket.Guard)
            return;
        OnGuardNews(ref bracket, order);
        if ((order.Open & Requests.Cancel) != 0 || !bracket.GuardWithdrawn)
            return;
        bracket.CancelNs = engine.NowNs + FirstRetryNs;
        bracket.GuardWithdrawn = false;
    }

    private void OnGuardNews(ref BracketSlot bracket, in WorkingOrder order)
    {
        if (desk.Told is ReportKind.Acknowledged or ReportKind.Amended)
        {
            (bracket.Failures, bracket.RetryNs) = (0, 0);
            TellGuardStands(ref bracket);
        }

        if (desk.Told == ReportKind.AmendRejected)
            PutOff(ref bracket);
        if (desk.Told == ReportKind.AmendRejected && desk.IsMomentary)
            bracket.GuardWhole = order.Terms.Quantity.Units;
        else if ((order.Open & Requests.Amend) == 0 && order.Terms.Quantity.Units < bracket.GuardWhole)
            GiveUpGuard(ref bracket);
    }

    // Brings the bracket's orders to what they should be, as far as what is on its way allows. Nothing of it calls back.
    private void Reach(int slot)
    {
        ref BracketSlot bracket = ref _slots[slot];
        if (!bracket.IsLive)
            return;
        Mark(ref bracket);
        long lot = instruments[bracket.Instrument].Instrument.LotUnits, open = bracket.Open - bracket.Open % lot;
        bool hasGuard = !bracket.Guard.IsNone, hasExit = !bracket.Exit.IsNone;
        if (open == 0 && bracket.EntryEnded && !hasGuard && !hasExit)
        {
            End(slot);
            return;
        }

        bracket.IsHeldUp = !MayReach(bracket);
        if (bracket.IsHeldUp)
            return;
        if (bracket.HasExited && !bracket.EntryEnded)
            desk.Withdraw(bracket.EntryNow, bracket.Strategy);
        if (bracket.State != BracketState.Exiting)
            ReachGuard(ref bracket, open);
        else if (hasGuard)
            Withdraw(ref bracket);
        else if (!hasExit && open > 0 && engine.NowNs >= bracket.RetryNs)
            SendExit(ref bracket, open, lot);
        SetTimer(slot);
    }

    // Where an exit couldn't follow, the guard isn't taken back either.
    private bool MayReach(in BracketSlot bracket) => engine.MayProtect && instruments[bracket.Instrument].TakesOrders;

    private void ReachGuard(ref BracketSlot bracket, long open)
    {
        ref WorkingOrder guard = ref desk.Find(bracket.Guard);
        if (Unsafe.IsNullRef(ref guard))
        {
            bool wantsGuard = bracket.Terms.AtVenue != BracketPart.None && !bracket.GuardRefused && open > 0 && bracket.Exit.IsNone;
            if (wantsGuard && engine.NowNs >= bracket.RetryNs)
                SendGuard(ref bracket, open);
            return;
        }

        long remaining = guard.Remaining.Units;
        if (remaining == open || (guard.Open & (Requests.Amend | Requests.Cancel)) != 0 || guard.IsUnknown)
            return;
        if (bracket.GuardRefused && remaining < open)
            return;
        bool canAmend = guard.Terms.Type == OrderType.Limit && !bracket.GuardRefused && open > 0;
        if (canAmend && engine.NowNs < bracket.RetryNs)
            return;
        long whole = guard.Filled.Units + open;
        if (canAmend && desk.Amend(engine.Slot(bracket.Strategy), bracket.Guard, guard.Terms.Price, new Quantity(whole), isProtective: true).IsPlaced)
            bracket.GuardWhole = whole;
        else if (remaining > open || !canAmend)
            Withdraw(ref bracket);
    }

    private void Withdraw(ref BracketSlot bracket)
    {
        if (engine.NowNs >= bracket.CancelNs && desk.Cancel(bracket.Guard, bracket.Strategy))
            bracket.GuardWithdrawn = true;
    }

    private void SendGuard(ref BracketSlot bracket, long open)
    {
        NewOrder order = BracketTerms.Guard(bracket, new Quantity(open));
        Placement placed = desk.Place(engine.Slot(bracket.Strategy), order, OriginOf(bracket, OrderPurpose.BracketGuard));
        bracket.Guard = placed.Id;
        bracket.GuardWhole = open;
        bracket.GuardHit = false;
        bracket.GuardWithdrawn = false;
        if (!placed.IsPlaced)
            PutOff(ref bracket, placed.Refusal);
        else
            bracket.RetryNs = 0;
    }

    // Reduce-only while the account's position covers it. Where other strategies stand on the other side it wouldn't be taken, and the
    // strategy's own books say that it may go. Where a limit allows only less at a time, it goes in parts.
    private void SendExit(ref BracketSlot bracket, long open, long lot)
    {
        StrategySlot strategy = engine.Slot(bracket.Strategy);
        bool covers = bracket.Side.Sign() * instruments[bracket.Instrument].Account.Ledger.Position.Units >= open;
        NewOrder order = NewOrder.Market(bracket.Instrument, bracket.Side.Opposite(), new Quantity(open)) with { ReduceOnly = covers, Reason = bracket.Reason };
        Placement placed = desk.PlaceAtOnce(strategy, order, OriginOf(bracket, OrderPurpose.BracketExit));
        for (long units = open / 2; placed.Refusal == RiskRefusal.MaxOrder && units >= lot; units /= 2)
            placed = desk.PlaceAtOnce(strategy, order with { Quantity = new Quantity(units - units % lot) }, OriginOf(bracket, OrderPurpose.BracketExit));
        bracket.Exit = placed.Id;
        if (!placed.IsPlaced)
            PutOff(ref bracket, placed.Refusal);
    }

    private static OrderOrigin OriginOf(in BracketSlot bracket, OrderPurpose purpose) =>
        new() { Purpose = purpose, Slot = bracket.Slot, Serial = bracket.Serial };

    // It is tried again for as long as something is open, ever more rarely.
    private void PutOff(ref BracketSlot bracket, RiskRefusal refusal = RiskRefusal.None)
    {
        bracket.RetryNs = engine.NowNs + Math.Min(FirstRetryNs << Math.Min(bracket.Failures, 8), LastRetryNs);
        bracket.Failures++;
        TellStuck(ref bracket, refusal);
    }

    private void End(int slot)
    {
        ref BracketSlot bracket = ref _slots[slot];
        bracket.State = BracketState.Ended;
        Mark(ref bracket);
        Count(bracket, -1);
        engine.CancelTimer(TimerOf(slot));
        Change(bracket);
    }

    private void SetTimer(int slot)
    {
        ref BracketSlot bracket = ref _slots[slot];
        long retry = bracket.RetryNs > engine.NowNs && bracket.Open > 0 ? bracket.RetryNs : long.MaxValue;
        long cancel = bracket.CancelNs > engine.NowNs ? bracket.CancelNs : long.MaxValue;
        long due = Math.Min(bracket.EntryUntilNs, Math.Min(retry, cancel));
        if (due != long.MaxValue)
            engine.SetTimer(TimerOf(slot), due);
    }

    private static TimerId TimerOf(int slot) => new(TimerId.Orders, slot);
}
