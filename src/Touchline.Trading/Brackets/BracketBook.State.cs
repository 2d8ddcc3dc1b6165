using System.Numerics;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>The brackets as checkpoints and journals keep them: all that they need to go on without their strategies.</content>
internal sealed partial class BracketBook
{
    private readonly int[] _changed = new int[Most];
    private int _changedCount;

    /// <summary>A bracket changed since it was last taken by <see cref="TryTakeChange"/>.</summary>
    public bool HasChanges => _changedCount > 0;

    /// <summary>Live ones, and those that have ended and are still known.</summary>
    public OwnerSlots<BracketSlot> Keep() => new(_serial, _next, [.. _slots.Take(_used).Where(s => s.State != 0)]);

    /// <summary>Before the first input; slots in this engine's terms. The first batch brings their orders to what they should be.</summary>
    public void Restore(OwnerSlots<BracketSlot> kept)
    {
        foreach (BracketSlot bracket in kept.Slots)
            Put(bracket);
        (_serial, _next) = (kept.Serial, kept.Next);
    }

    /// <summary>One of the changed brackets whole, as it is now.</summary>
    public bool TryTakeChange(out BracketSlot bracket)
    {
        bracket = default;
        if (_changedCount == 0)
            return false;
        ref BracketSlot changed = ref _slots[_changed[--_changedCount]];
        changed.HasChanged = false;
        bracket = changed;
        return true;
    }

    /// <summary>In recovery: a bracket is as the journal says.</summary>
    public void Redo(in BracketSlot kept)
    {
        Put(kept);
        if (kept.Serial > _serial)
            (_serial, _next) = (kept.Serial, (kept.Slot + 1) % Most);
    }

    /// <summary>
    /// In recovery, when the journal has been taken in: an order that isn't live has ended. What the strategies don't hold any more is nobody's to protect.
    /// </summary>
    public void Reattach()
    {
        for (int i = 0; i < _used; i++)
        {
            ref BracketSlot bracket = ref _slots[i];
            if (!bracket.IsLive)
                continue;
            bracket.EntryEnded |= !desk.IsLive(bracket.EntryNow);
            if (!bracket.Guard.IsNone && !desk.IsLive(bracket.Guard))
                (bracket.Guard, bracket.GuardReplaced, bracket.GuardWithdrawn) = (default, true, false);
            if (!desk.IsLive(bracket.Exit))
                bracket.Exit = default;
        }

        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].IsLive)
                OnPosition(_slots[i].Strategy, _slots[i].Instrument);
        }
    }

    private void Put(in BracketSlot kept)
    {
        if (_slots.Length == 0)
            _slots = new BracketSlot[Most];
        ref BracketSlot slot = ref _slots[kept.Slot];
        if (slot.IsLive)
            Count(slot, -1);
        slot = kept with { HasChanged = slot.HasChanged, IsHeldUp = true };
        if (slot.IsLive)
            Count(slot, 1);
        _used = Math.Max(_used, kept.Slot + 1);
    }

    private void Count(in BracketSlot bracket, int change)
    {
        Live += change;
        _live[bracket.Instrument] += change;
        ref ulong word = ref _liveSlots[bracket.Instrument * Words + bracket.Slot / 64];
        ulong bit = 1UL << (bracket.Slot % 64);
        word = change > 0 ? word | bit : word & ~bit;
    }

    // The first live bracket of the instrument from a slot on; -1 without one.
    private int NextLive(int instrument, int from)
    {
        for (int word = from / 64; word < Words; word++)
        {
            ulong bits = _liveSlots[instrument * Words + word] & (word == from / 64 ? ulong.MaxValue << (from % 64) : ulong.MaxValue);
            if (bits != 0)
                return word * 64 + BitOperations.TrailingZeroCount(bits);
        }

        return -1;
    }

    private void Mark(ref BracketSlot bracket)
    {
        if (bracket.HasChanged)
            return;
        bracket.HasChanged = true;
        _changed[_changedCount++] = bracket.Slot;
    }
}
