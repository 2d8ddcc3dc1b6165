using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// The brackets of all strategies. Of each at most one order of two kinds is out: the guard that stands at the venue, or the exit that takes out at
/// once, which isn't sent before the guard has gone. So what is out is never more than what is open. What nobody knows counts as out.
/// </summary>
internal sealed partial class BracketBook(OrderDesk desk, Engine engine, InstrumentState[] instruments)
{
    /// <summary>Brackets that may be live at once, all strategies together.</summary>
    public const int Most = 1024;

    private const long FirstRetryNs = 100_000_000;
    private const long LastRetryNs = 5_000_000_000;

    private const int Words = Most / 64;

    private readonly int[] _live = new int[instruments.Length];

    // A bit for each live bracket, by instrument: a batch looks at its own alone, in the order of their slots.
    private readonly ulong[] _liveSlots = new ulong[instruments.Length * Words];
    private readonly List<(int Strategy, BracketUpdate Update)> _changes = [];
    private BracketSlot[] _slots = [];
    private int _used;
    private int _next;
    private int _serial;

    /// <summary>Brackets that haven't ended.</summary>
    public int Live { get; private set; }

    /// <summary>An entry and its bracket; the answer is the entry's.</summary>
    public Placement Place(StrategySlot strategy, in NewOrder entry, in Bracket bracket, in PostOnlyPolicy policy)
    {
        if ((uint)entry.Instrument >= (uint)instruments.Length || !BracketTerms.Fits(entry, bracket, instruments[entry.Instrument].Instrument))
            return desk.Refuse(strategy, entry.Instrument, RiskRefusal.BadBracket);
        if (Live == Most)
            return desk.Refuse(strategy, entry.Instrument, RiskRefusal.TooManyOrders);
        int slot = FreeSlot();
        var origin = new OrderOrigin { Purpose = OrderPurpose.BracketEntry, Slot = slot, Serial = _serial + 1 };
        Placement placed = desk.Place(strategy, entry, policy, origin);
        if (!placed.IsPlaced)
            return placed;
        _slots[slot] = new BracketSlot
        {
            Entry = placed.Id,
            EntryNow = placed.Id,
            Strategy = strategy.Index,
            Instrument = entry.Instrument,
            Slot = slot,
            Serial = ++_serial,
            Side = entry.Side,
            State = BracketState.Waiting,
            Terms = bracket,
            Wanted = entry.Quantity.Units,
            HasChanged = _slots[slot].HasChanged,
            EntryUntilNs = bracket.EntryNs == 0 ? long.MaxValue : engine.NowNs + bracket.EntryNs,
        };
        _used = Math.Max(_used, slot + 1);
        _next = (slot + 1) % Most;
        Count(_slots[slot], 1);
        Mark(ref _slots[slot]);
        SetTimer(slot);
        return placed;
    }

    public bool TryFind(int strategy, OrderId entry, out BracketUpdate update)
    {
        int slot = SlotOf(strategy, entry);
        update = slot < 0 ? default : _slots[slot].Describe();
        return slot >= 0;
    }

    /// <summary>Copies the live ones, in the order of their entries; returns how many there was room for.</summary>
    public int Copy(Span<BracketUpdate> updates)
    {
        int n = 0;
        for (int i = 0; i < _used && n < updates.Length; i++)
        {
            if (_slots[i].IsLive)
                updates[n++] = _slots[i].Describe();
        }

        updates[..n].Sort(static (a, b) => a.Entry.Number.CompareTo(b.Entry.Number));
        return n;
    }

    public bool Close(int strategy, OrderId entry, OrderReason reason)
    {
        int slot = SlotOf(strategy, entry);
        if (slot < 0 || _slots[slot].State == BracketState.Exiting)
            return false;
        BeginExit(slot, reason);
        return true;
    }

    public bool Release(int strategy, OrderId entry)
    {
        int slot = SlotOf(strategy, entry);
        if (slot < 0)
            return false;
        ref BracketSlot bracket = ref _slots[slot];
        bracket.IsReleased = true;
        desk.Withdraw(bracket.EntryNow, bracket.Strategy);
        desk.Withdraw(bracket.Guard, bracket.Strategy);
        desk.Withdraw(bracket.Exit, bracket.Strategy);
        End(slot);
        // What it held stands against brackets of the other side from now on.
        OnPosition(bracket.Strategy, bracket.Instrument);
        return true;
    }

    /// <summary>Ends all of a strategy's.</summary>
    public void ReleaseAll(int strategy)
    {
        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].IsLive && _slots[i].Strategy == strategy)
                Release(strategy, _slots[i].Entry);
        }
    }

    /// <summary>One of a strategy's orders filled; the ledgers have it.</summary>
    public void OnFill(in WorkingOrder order, long units)
    {
        if (TryOwner(order, out int slot))
            CountFill(slot, order, units);
        if (_live[order.Terms.Instrument] > 0)
            OnPosition(order.Strategy, order.Terms.Instrument);
        if (slot >= 0)
            Reach(slot);
    }

    /// <summary>One of a bracket's orders changed its state or what is on its way for it.</summary>
    public void OnOrder(in WorkingOrder order)
    {
        if (!TryOwner(order, out int slot) || !_slots[slot].IsLive)
            return;
        if (order.State.IsTerminal())
            OnEnd(slot, order);
        else
            OnNews(ref _slots[slot], order);
        Reach(slot);
    }

    /// <summary>The entry was priced anew: another order goes on.</summary>
    public void OnNext(in WorkingOrder order, OrderId next)
    {
        if (!TryOwner(order, out int slot) || _slots[slot].EntryNow != order.Id)
            return;
        _slots[slot].EntryNow = next;
        Mark(ref _slots[slot]);
    }

    public void OnTimer(int slot)
    {
        ref BracketSlot bracket = ref _slots[slot];
        if (!bracket.IsLive)
            return;
        if (engine.NowNs >= bracket.EntryUntilNs)
        {
            bracket.EntryUntilNs = long.MaxValue;
            desk.Withdraw(bracket.EntryNow, bracket.Strategy);
        }

        Reach(slot);
    }

    /// <summary>
    /// A strategy's position changed: its brackets never hold more than it has on their side. Who else closed some of it closed the oldest first.
    /// </summary>
    public void OnPosition(int strategy, int instrument)
    {
        if (_live[instrument] == 0)
            return;
        long longs = OpenOn(strategy, instrument, Side.Buy), shorts = OpenOn(strategy, instrument, Side.Sell);
        long position = engine.Slot(strategy).Ledger(instrument).Position.Units;
        CutOldest(strategy, instrument, Side.Buy, longs - Math.Max(0, position + shorts));
        CutOldest(strategy, instrument, Side.Sell, shorts - Math.Max(0, longs - position));
    }

    /// <summary>Tells the strategies what has changed since the last call.</summary>
    public void TellChanges()
    {
        for (int i = 0; i < _changes.Count; i++)
            engine.Slot(_changes[i].Strategy).OnBracket(_changes[i].Update);
        _changes.Clear();
    }

    /// <summary>It is the guard or the exit of a bracket that goes on.</summary>
    public bool Owns(in WorkingOrder order) =>
        TryOwner(order, out int slot) && _slots[slot].IsLive && (order.Id == _slots[slot].Guard || order.Id == _slots[slot].Exit);

    private int FreeSlot()
    {
        if (_slots.Length == 0)
            _slots = new BracketSlot[Most];
        int slot = _next;
        while (_slots[slot].IsLive)
            slot = (slot + 1) % Most;
        return slot;
    }

    private int SlotOf(int strategy, OrderId entry)
    {
        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].Entry == entry && _slots[i].Strategy == strategy && _slots[i].IsLive)
                return i;
        }

        return -1;
    }

    // Slots are used in turn, so that an ended bracket is known for as long as may be: a fill may come after its order's end.
    private bool TryOwner(in WorkingOrder order, out int slot)
    {
        bool isOurs = order.Origin.Purpose is OrderPurpose.BracketEntry or OrderPurpose.BracketGuard or OrderPurpose.BracketExit;
        slot = isOurs && order.Origin.Slot < _slots.Length && _slots[order.Origin.Slot].Serial == order.Origin.Serial ? order.Origin.Slot : -1;
        return slot >= 0;
    }

    private void CountFill(int slot, in WorkingOrder order, long units)
    {
        ref BracketSlot bracket = ref _slots[slot];
        Mark(ref bracket);
        if (order.Origin.Purpose != OrderPurpose.BracketEntry)
        {
            bracket.Exited += units;
            OnExitFill(ref bracket, order);
            return;
        }

        bracket.Filled += units;
        if (bracket.State == BracketState.Waiting || (bracket.State == BracketState.Ended && !bracket.IsReleased))
            Revive(slot);
        else if (bracket.State == BracketState.Protecting && bracket.HasExited && bracket.Guard.IsNone)
            BeginExit(slot, bracket.Reason);
    }

    // What the venue's order began goes on there: the entry takes in no more.
    private void OnExitFill(ref BracketSlot bracket, in WorkingOrder order)
    {
        if (order.Origin.Purpose != OrderPurpose.BracketGuard || !bracket.IsLive)
            return;
        bracket.GuardHit = true;
        bracket.HasExited |= order.Terms.Type.IsConditional();
        if (bracket.State != BracketState.Exiting)
            bracket.Reason = order.Terms.Reason;
        desk.Withdraw(bracket.EntryNow, bracket.Strategy);
    }

    private void Revive(int slot)
    {
        ref BracketSlot bracket = ref _slots[slot];
        if (bracket.State == BracketState.Ended)
            Count(bracket, 1);
        bracket.State = bracket.HasExited ? BracketState.Exiting : BracketState.Protecting;
        Change(bracket);
    }

    private long OpenOn(int strategy, int instrument, Side side)
    {
        long open = 0;
        for (int i = NextLive(instrument, 0); i >= 0; i = NextLive(instrument, i + 1))
        {
            if (IsOf(_slots[i], strategy, side))
                open += _slots[i].Open;
        }

        return open;
    }

    private void CutOldest(int strategy, int instrument, Side side, long units)
    {
        while (units > 0)
        {
            int oldest = -1;
            for (int i = NextLive(instrument, 0); i >= 0; i = NextLive(instrument, i + 1))
            {
                bool isOpen = IsOf(_slots[i], strategy, side) && _slots[i].Open > 0;
                if (isOpen && (oldest < 0 || _slots[i].Entry.Number < _slots[oldest].Entry.Number))
                    oldest = i;
            }

            if (oldest < 0)
                return;
            long cut = Math.Min(units, _slots[oldest].Open);
            _slots[oldest].Cut += cut;
            units -= cut;
            Reach(oldest);
        }
    }

    private static bool IsOf(in BracketSlot bracket, int strategy, Side side) => bracket.Strategy == strategy && bracket.Side == side;

    private void Change(in BracketSlot bracket) => _changes.Add((bracket.Strategy, bracket.Describe()));
}
