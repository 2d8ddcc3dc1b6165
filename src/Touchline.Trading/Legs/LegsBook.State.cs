using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>The legs' state for a checkpoint.</content>
internal sealed partial class LegsBook
{
    private const long Version = 1;

    private readonly int[] _changed = new int[Most];
    private int _changedCount;

    public void Write(IBufferWriter<byte> to)
    {
        var writer = new StateWriter(to);
        writer.Add(Version);
        writer.Add(_serial);
        writer.Add(Live);
        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].IsLive)
                Write(writer, _slots[i]);
        }
    }

    /// <summary>Before the first input, into an engine with the same instruments and units. False: no such state, and nothing has changed.</summary>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        long version = reader.Long();
        int serial = reader.Int(), count = reader.Int();
        if (version != Version || count is < 0 or > Most)
            return false;
        var slots = new LegsSlot[Most];
        for (int i = 0; i < count; i++)
        {
            LegsSlot legs = Read(ref reader);
            bool fits = legs.IsLive && (uint)legs.Slot < Most && !slots[legs.Slot].IsLive && (uint)legs.Strategy < (uint)engine.Strategies.Count
                && Fits(legs.FirstTerms, legs.HedgeTerms, legs.Terms);
            if (!fits)
                return false;
            slots[legs.Slot] = legs;
        }

        if (reader.IsShort || reader.Left > 0)
            return false;
        (_slots, _serial, Live) = (slots, serial, count);
        for (int i = 0; i < Most; i++)
        {
            if (!slots[i].IsLive)
                continue;
            _used = i + 1;
            _next = (i + 1) % Most;
            slots[i].IsHeldUp = true; // the first batch brings its orders to what they should be, and sets the time again
        }

        return true;
    }

    /// <summary>Pairs that changed since <see cref="WriteChanges"/>.</summary>
    public int ChangedCount => _changedCount;

    /// <summary>Each changed pair whole, as it is now; then nothing has changed any more.</summary>
    public void WriteChanges(StateWriter writer)
    {
        for (int at = 0; at < _changedCount; at++)
        {
            ref LegsSlot legs = ref _slots[_changed[at]];
            legs.HasChanged = false;
            Write(writer, legs);
        }

        _changedCount = 0;
    }

    /// <summary>Puts a pair as it was written in place of what its slot has.</summary>
    public bool Redo(ref StateReader reader)
    {
        LegsSlot legs = Read(ref reader);
        bool fits = !reader.IsShort && (uint)legs.Slot < Most && (uint)legs.Strategy < (uint)engine.Strategies.Count
            && Fits(legs.FirstTerms, legs.HedgeTerms, legs.Terms);
        if (!fits)
            return false;
        if (_slots.Length == 0)
            _slots = new LegsSlot[Most];
        ref LegsSlot slot = ref _slots[legs.Slot];
        Live += (legs.IsLive ? 1 : 0) - (slot.IsLive ? 1 : 0);
        slot = legs with { HasChanged = slot.HasChanged, IsHeldUp = true };
        (_used, _next) = (Math.Max(_used, legs.Slot + 1), (legs.Slot + 1) % Most);
        _serial = Math.Max(_serial, legs.Serial);
        return true;
    }

    /// <summary>Orders that came back by another way than their placing are the legs' again; one that isn't live any more has ended.</summary>
    public void Reattach()
    {
        for (int i = 0; i < _used; i++)
        {
            ref LegsSlot legs = ref _slots[i];
            if (!legs.IsLive)
                continue;
            legs.FirstEnded |= !desk.TryAttach(legs.First, OriginOf(legs, OrderPurpose.FirstLeg));
            if (!desk.TryAttach(legs.Second, OriginOf(legs, legs.State == LegsState.Late ? OrderPurpose.LateLeg : OrderPurpose.HedgeLeg)))
                legs.Second = default;
            legs.IsHeldUp = true;
        }
    }

    private void Mark(ref LegsSlot legs)
    {
        if (legs.HasChanged)
            return;
        legs.HasChanged = true;
        _changed[_changedCount++] = legs.Slot;
    }

    private static void Write(StateWriter writer, in LegsSlot legs)
    {
        writer.Add(legs.Slot);
        writer.Add(legs.Serial);
        writer.Add(legs.Strategy);
        writer.Add((long)legs.State);
        writer.Add(legs.First.Number);
        writer.Add(legs.Second.Number);
        writer.Add(legs.FirstTerms);
        writer.Add(legs.HedgeTerms);
        writer.Add(legs.Terms.WithinNs);
        writer.Add((long)legs.Terms.Late);
        writer.Add(legs.Filled);
        writer.Add(legs.Hedged);
        writer.Add(legs.Unwound);
        writer.Add(legs.DueNs);
        writer.Add(legs.RetryNs);
        writer.Add(legs.Tries);
        writer.Add(legs.FirstEnded);
        writer.Add(legs.HedgeFailed);
    }

    private static LegsSlot Read(ref StateReader reader) => new()
    {
        Slot = reader.Int(),
        Serial = reader.Int(),
        Strategy = reader.Int(),
        State = (LegsState)reader.Long(),
        First = reader.Id(),
        Second = reader.Id(),
        FirstTerms = reader.Order(),
        HedgeTerms = reader.Order(),
        Terms = new LegTerms(reader.Long(), (LateHedge)reader.Long()),
        Filled = reader.Long(),
        Hedged = reader.Long(),
        Unwound = reader.Long(),
        DueNs = reader.Long(),
        RetryNs = reader.Long(),
        Tries = reader.Int(),
        FirstEnded = reader.Bool(),
        HedgeFailed = reader.Bool(),
    };
}
