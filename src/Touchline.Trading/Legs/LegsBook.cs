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
            TellIsRight(ref legs);
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

    /// <summary>It is the second order of a pair that goes on.</summary>
    public bool Owns(in WorkingOrder order) => TryOwner(order, out int slot) && _slots[slot].IsLive && order.Id == _slots[slot].Second;

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

    private long LotOf(in NewOrder terms) => instruments[terms.Instrument].Instrument.LotUnits;

    private static OrderOrigin OriginOf(in LegsSlot legs, OrderPurpose purpose) => new() { Purpose = purpose, Slot = legs.Slot, Serial = legs.Serial };

    private static TimerId TimerOf(int slot) => new(TimerId.Orders, BracketBook.Most + slot);
}
