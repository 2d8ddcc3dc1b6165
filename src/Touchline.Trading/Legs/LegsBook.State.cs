using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>The legs as people see them, and as checkpoints and journals keep them.</content>
internal sealed partial class LegsBook
{
    private readonly int[] _changed = new int[Most];
    private int _changedCount;

    /// <summary>Copies the live ones, in the order of their first legs; returns how many there was room for.</summary>
    public int Copy(Span<LegsUpdate> updates)
    {
        int n = 0;
        for (int i = 0; i < _used && n < updates.Length; i++)
        {
            if (_slots[i].IsLive)
                updates[n++] = _slots[i].Describe();
        }

        updates[..n].Sort(static (a, b) => a.First.Number.CompareTo(b.First.Number));
        return n;
    }

    /// <summary>A pair changed since it was last taken by <see cref="TryTakeChange"/>.</summary>
    public bool HasChanges => _changedCount > 0;

    /// <summary>Live ones, and those that have ended and are still known.</summary>
    public OwnerSlots<LegsSlot> Keep() => new(_serial, _next, [.. _slots.Take(_used).Where(s => s.State != 0)]);

    /// <summary>Before the first input; slots in this engine's terms. The first batch brings their orders to what they should be, and sets the time again.</summary>
    public void Restore(OwnerSlots<LegsSlot> kept)
    {
        foreach (LegsSlot legs in kept.Slots)
            Put(legs);
        (_serial, _next) = (kept.Serial, kept.Next);
    }

    /// <summary>One of the changed pairs whole, as it is now.</summary>
    public bool TryTakeChange(out LegsSlot legs)
    {
        legs = default;
        if (_changedCount == 0)
            return false;
        ref LegsSlot changed = ref _slots[_changed[--_changedCount]];
        changed.HasChanged = false;
        legs = changed;
        return true;
    }

    /// <summary>In recovery: a pair is as the journal says.</summary>
    public void Redo(in LegsSlot kept)
    {
        Put(kept);
        if (kept.Serial > _serial)
            (_serial, _next) = (kept.Serial, (kept.Slot + 1) % Most);
    }

    /// <summary>In recovery, when the journal has been taken in: an order that isn't live has ended.</summary>
    public void Reattach()
    {
        for (int i = 0; i < _used; i++)
        {
            ref LegsSlot legs = ref _slots[i];
            if (!legs.IsLive)
                continue;
            legs.FirstEnded |= !desk.IsLive(legs.First);
            if (!desk.IsLive(legs.Second))
                legs.Second = default;
        }
    }

    private void Put(in LegsSlot kept)
    {
        if (_slots.Length == 0)
            _slots = new LegsSlot[Most];
        ref LegsSlot slot = ref _slots[kept.Slot];
        Live += (kept.IsLive ? 1 : 0) - (slot.IsLive ? 1 : 0);
        HoldUp(ref slot, false);
        slot = kept with { HasChanged = slot.HasChanged, IsHeldUp = false };
        HoldUp(ref slot, slot.IsLive);
        _used = Math.Max(_used, kept.Slot + 1);
    }

    private void Mark(ref LegsSlot legs)
    {
        if (legs.HasChanged)
            return;
        legs.HasChanged = true;
        _changed[_changedCount++] = legs.Slot;
    }
}
