using System.Runtime.CompilerServices;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// Pairs of legs. For what of the first fills, a hedge is placed; what of it isn't had in time is crossed or unwound, one of the two, as agreed. Of the
/// second orders one is out at a time, so that never more is hedged than has filled; late ones are so many at most.
/// </summary>
internal sealed partial class LegsBook(OrderDesk desk, Engine engine, InstrumentState[] instruments)
{
    /// <summary>Pairs that may be live at once, all strategies together.</summary>
    public const int Most = 256;

    /// <summary>Orders at the market for the rest of one pair.</summary>
    public const int MostTries = 8;

    private const long LeastWithinNs = 1_000_000;
    private const long MostWithinNs = 86_400_000_000_000;
    private const long FirstRetryNs = 100_000_000;
    private const long LastRetryNs = 5_000_000_000;

    private readonly List<(int Strategy, LegsUpdate Update)> _changes = [];
    private LegsSlot[] _slots = [];
    private int _used;
    private int _next;
    private int _serial;
    private int _heldUp;

    public int Live { get; private set; }

    public Placement Place(StrategySlot strategy, in NewOrder first, in NewOrder hedge, in LegTerms terms)
    {
        if (!Fits(first, hedge, terms))
            return desk.Refuse(strategy, first.Instrument, RiskRefusal.BadLegs);
        if (Live == Most)
            return desk.Refuse(strategy, first.Instrument, RiskRefusal.TooManyOrders);
        if (_slots.Length == 0)
            _slots = new LegsSlot[Most];
        int slot = _next;
        while (_slots[slot].IsLive)
            slot = (slot + 1) % Most;
        Placement placed = desk.Place(strategy, first, new OrderOrigin { Purpose = OrderPurpose.FirstLeg, Slot = slot, Serial = _serial + 1 });
        if (!placed.IsPlaced)
            return placed;
        _slots[slot] = new LegsSlot
        {
            First = placed.Id,
            Strategy = strategy.Index,
            Slot = slot,
            Serial = ++_serial,
            State = LegsState.Working,
            FirstTerms = first,
            HedgeTerms = hedge with { Reason = OrderReason.Hedge },
            Terms = terms,
            DueNs = long.MaxValue,
            HasChanged = _slots[slot].HasChanged,
        };
        Mark(ref _slots[slot]);
        _used = Math.Max(_used, slot + 1);
        _next = (slot + 1) % Most;
        Live++;
        return placed;
    }

    public void OnFill(in WorkingOrder order, long units)
    {
        if (!TryOwner(order, out int slot))
        {
            if (order.Origin.Purpose is OrderPurpose.Plain or OrderPurpose.Quote or OrderPurpose.Flatten)
                OnClosed(order.Strategy, order.Terms.Instrument, order.Terms.Side, units);
            return;
        }

        ref LegsSlot legs = ref _slots[slot];
        Mark(ref legs);
        bool isFirst = order.Origin.Purpose == OrderPurpose.FirstLeg;
        if (isFirst)
            legs.Filled += units;
        else if (order.Terms.Reason == OrderReason.Unwind)
            legs.Unwound += units;
        else
            legs.Hedged += units;
        if (legs.IsDropped)
            _changes.Add((legs.Strategy, legs.Describe()));
        if (!isFirst || legs.IsDropped)
            return;
        legs.HedgeFailed = false;
        if (legs.State == LegsState.Ended)
            Revive(ref legs);
    }

    public void OnOrder(in WorkingOrder order)
    {
        if (!TryOwner(order, out int slot))
            return;
        ref LegsSlot legs = ref _slots[slot];
        if (order.State.IsTerminal())
        {
            if (order.Origin.Purpose == OrderPurpose.FirstLeg)
            {
                legs.FirstEnded = true;
            }
            else if (order.Id == legs.Second)
            {
                legs.Second = default;
                legs.HedgeFailed |= order.State != OrderState.Filled;
                OnSecondEnd(ref legs, order);
            }
        }

        else if (order.Id == legs.Second && desk.Told == ReportKind.AmendRejected)
        {
            PutOff(ref legs);
        }
        else if (order.Id == legs.Second && desk.Told == ReportKind.Amended)
        {
            (legs.Failures, legs.RetryNs) = (0, 0);
        }

        Reach(slot);
    }

    // What never reached the venue was no try of the few that there are.
    private void OnSecondEnd(ref LegsSlot legs, in WorkingOrder order)
    {
        if (!desk.NeverLeft)
        {
            legs.Failures = 0;
            legs.RetryNs = order.Filled.IsZero && order.Terms.Type == OrderType.Market ? engine.NowNs + FirstRetryNs : 0;
            return;
        }

        if (order.Origin.Purpose == OrderPurpose.LateLeg)
            legs.Tries--;
        PutOff(ref legs);
    }

    public void OnNext(in WorkingOrder order, OrderId next)
    {
        if (TryOwner(order, out int slot) && _slots[slot].Second == order.Id)
            _slots[slot].Second = next;
    }

    public void OnTimer(int slot)
    {
        ref LegsSlot legs = ref _slots[slot];
        if (!legs.IsLive)
            return;
        if (legs.State == LegsState.Working && engine.NowNs >= legs.DueNs)
        {
            legs.State = LegsState.Late;
            legs.RetryNs = 0;
            legs.Failures = 0;
            _changes.Add((legs.Strategy, legs.Describe()));
        }

        Reach(slot);
    }

    /// <summary>A batch came: what was held up while nothing could be placed goes on.</summary>
    public void OnBatch()
    {
        if (_heldUp == 0 || !engine.MayProtect)
            return;
        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].IsLive && _slots[i].IsHeldUp && MaySend(_slots[i]))
                Reach(i);
        }
    }

    public void TellChanges()
    {
        for (int i = 0; i < _changes.Count; i++)
            engine.Slot(_changes[i].Strategy).OnLegs(_changes[i].Update);
        _changes.Clear();
    }

    private bool Fits(in NewOrder first, in NewOrder hedge, in LegTerms terms)
    {
        bool areThere = (uint)first.Instrument < (uint)instruments.Length && (uint)hedge.Instrument < (uint)instruments.Length;
        bool areTypes = first.Type is OrderType.Limit or OrderType.Market && hedge.Type is OrderType.Limit or OrderType.Market;
        return areThere && areTypes && first.Quantity.Units > 0 && hedge.Quantity.Units > 0
            && terms.WithinNs is >= LeastWithinNs and <= MostWithinNs && terms.Late is LateHedge.Cross or LateHedge.Unwind;
    }

    private bool TryOwner(in WorkingOrder order, out int slot)
    {
        bool isOurs = order.Origin.Purpose is OrderPurpose.FirstLeg or OrderPurpose.HedgeLeg or OrderPurpose.LateLeg;
        slot = isOurs && order.Origin.Slot < _slots.Length && _slots[order.Origin.Slot].Serial == order.Origin.Serial ? order.Origin.Slot : -1;
        return slot >= 0;
    }

    // The first leg filled after its end: that wants its hedge too, and has tries of its own.
    private void Revive(ref LegsSlot legs)
    {
        legs.State = LegsState.Working;
        legs.DueNs = long.MaxValue;
        legs.Tries = 0;
        Live++;
    }

    private void Reach(int slot)
    {
        ref LegsSlot legs = ref _slots[slot];
        if (!legs.IsLive)
            return;
        Mark(ref legs);
        long missing = legs.Missing(LotOf(legs.HedgeTerms));
        bool isLate = legs.State == LegsState.Late;
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
            }

            return;
        }

        bool canAmend = hedge.Terms.Type == OrderType.Limit && (hedge.Open & (Requests.Amend | Requests.Cancel)) == 0 && !hedge.IsUnknown;
        long remaining = hedge.Remaining.Units;
        bool isRight = remaining >= missing && remaining - missing < LotOf(legs.HedgeTerms);
        if (!canAmend || isRight)
            return;
        if (missing == 0)
            desk.Withdraw(legs.Second, legs.Strategy);
        else if (engine.NowNs >= legs.RetryNs && !desk.Amend(strategy, legs.Second, hedge.Terms.Price, new Quantity(hedge.Filled.Units + missing), isProtective: true).IsPlaced)
            PutOff(ref legs);
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
        Placement placed = desk.Place(engine.Slot(legs.Strategy), order, OriginOf(legs, OrderPurpose.LateLeg));
        legs.Second = placed.Id;
        if (placed.IsPlaced)
            legs.Tries++;
        else
            PutOff(ref legs);
    }

    // What isn't let out is tried again for as long as it takes, ever more rarely.
    private void PutOff(ref LegsSlot legs)
    {
        legs.RetryNs = engine.NowNs + Math.Min(FirstRetryNs << Math.Min(legs.Failures, 8), LastRetryNs);
        legs.Failures++;
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

    private long LotOf(in NewOrder terms) => instruments[terms.Instrument].Instrument.LotUnits;

    private static OrderOrigin OriginOf(in LegsSlot legs, OrderPurpose purpose) => new() { Purpose = purpose, Slot = legs.Slot, Serial = legs.Serial };

    private static TimerId TimerOf(int slot) => new(TimerId.Orders, BracketBook.Most + slot);
}
