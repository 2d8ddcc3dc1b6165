using System.Buffers;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>The brackets' state for a checkpoint: all that they need to go on without their strategies.</content>
internal sealed partial class BracketBook
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
        var slots = new BracketSlot[Most];
        for (int i = 0; i < count; i++)
        {
            BracketSlot bracket = Read(ref reader);
            bool fits = bracket.IsLive && (uint)bracket.Slot < Most && !slots[bracket.Slot].IsLive
                && (uint)bracket.Instrument < (uint)instruments.Length && (uint)bracket.Strategy < (uint)engine.Strategies.Count;
            if (!fits)
                return false;
            slots[bracket.Slot] = bracket;
        }

        if (reader.IsShort || reader.Left > 0)
            return false;
        (_slots, _serial) = (slots, serial);
        for (int i = 0; i < Most; i++)
        {
            if (!slots[i].IsLive)
                continue;
            _used = i + 1;
            _next = (i + 1) % Most;
            Count(slots[i], 1);
            slots[i].IsHeldUp = true; // the first batch brings its orders to what they should be
        }

        return true;
    }

    /// <summary>Brackets that changed since <see cref="WriteChanges"/>.</summary>
    public int ChangedCount => _changedCount;

    /// <summary>Each changed bracket whole, as it is now; then nothing has changed any more.</summary>
    public void WriteChanges(StateWriter writer)
    {
        for (int at = 0; at < _changedCount; at++)
        {
            ref BracketSlot bracket = ref _slots[_changed[at]];
            bracket.HasChanged = false;
            Write(writer, bracket);
        }

        _changedCount = 0;
    }

    /// <summary>Puts a bracket as it was written in place of what its slot has.</summary>
    public bool Redo(ref StateReader reader)
    {
        BracketSlot bracket = Read(ref reader);
        bool fits = !reader.IsShort && (uint)bracket.Slot < Most && (uint)bracket.Instrument < (uint)instruments.Length
            && (uint)bracket.Strategy < (uint)engine.Strategies.Count;
        if (!fits)
            return false;
        if (_slots.Length == 0)
            _slots = new BracketSlot[Most];
        ref BracketSlot slot = ref _slots[bracket.Slot];
        if (slot.IsLive)
            Count(slot, -1);
        slot = bracket with { HasChanged = slot.HasChanged, IsHeldUp = true };
        if (slot.IsLive)
            Count(slot, 1);
        (_used, _next) = (Math.Max(_used, bracket.Slot + 1), (bracket.Slot + 1) % Most);
        _serial = Math.Max(_serial, bracket.Serial);
        return true;
    }

    /// <summary>
    /// Orders that came back by another way than their placing are the brackets' again; one that isn't live any more has ended. What the strategies
    /// don't hold any more is nobody's to protect.
    /// </summary>
    public void Reattach()
    {
        for (int i = 0; i < _used; i++)
        {
            ref BracketSlot bracket = ref _slots[i];
            if (!bracket.IsLive)
                continue;
            bracket.EntryEnded |= !desk.TryAttach(bracket.EntryNow, OriginOf(bracket, OrderPurpose.BracketEntry));
            if (!desk.TryAttach(bracket.Guard, OriginOf(bracket, OrderPurpose.BracketGuard)))
                (bracket.Guard, bracket.GuardReplaced, bracket.GuardWithdrawn) = (default, true, false);
            if (!desk.TryAttach(bracket.Exit, OriginOf(bracket, OrderPurpose.BracketExit)))
                bracket.Exit = default;
            bracket.IsHeldUp = true;
        }

        for (int i = 0; i < _used; i++)
        {
            if (_slots[i].IsLive)
                OnPosition(_slots[i].Strategy, _slots[i].Instrument);
        }
    }

    private void Mark(ref BracketSlot bracket)
    {
        if (bracket.HasChanged)
            return;
        bracket.HasChanged = true;
        _changed[_changedCount++] = bracket.Slot;
    }

    private static void Write(StateWriter writer, in BracketSlot bracket)
    {
        writer.Add(bracket.Slot);
        writer.Add(bracket.Serial);
        writer.Add(bracket.Strategy);
        writer.Add(bracket.Instrument);
        writer.Add((long)bracket.Side);
        writer.Add((long)bracket.State);
        writer.Add(bracket.Entry.Number);
        writer.Add(bracket.EntryNow.Number);
        writer.Add(bracket.Guard.Number);
        writer.Add(bracket.Exit.Number);
        writer.Add(bracket.Reason.Code);
        writer.Add(bracket.Terms);
        writer.Add(bracket.Wanted);
        writer.Add(bracket.Filled);
        writer.Add(bracket.Exited);
        writer.Add(bracket.Cut);
        writer.Add(bracket.Best);
        writer.Add(bracket.GuardWhole);
        writer.Add(bracket.RetryNs);
        writer.Add(bracket.CancelNs);
        writer.Add(bracket.EntryUntilNs);
        writer.Add(bracket.Failures);
        writer.Add(bracket.EntryEnded);
        writer.Add(bracket.GuardRefused);
        writer.Add(bracket.GuardWithdrawn);
        writer.Add(bracket.GuardReplaced);
        writer.Add(bracket.GuardHit);
        writer.Add(bracket.HasExited);
        writer.Add(bracket.IsReleased);
    }

    private static BracketSlot Read(ref StateReader reader) => new()
    {
        Slot = reader.Int(),
        Serial = reader.Int(),
        Strategy = reader.Int(),
        Instrument = reader.Int(),
        Side = (Side)reader.Long(),
        State = (BracketState)reader.Long(),
        Entry = reader.Id(),
        EntryNow = reader.Id(),
        Guard = reader.Id(),
        Exit = reader.Id(),
        Reason = new OrderReason((ushort)reader.Long()),
        Terms = reader.Bracket(),
        Wanted = reader.Long(),
        Filled = reader.Long(),
        Exited = reader.Long(),
        Cut = reader.Long(),
        Best = reader.Long(),
        GuardWhole = reader.Long(),
        RetryNs = reader.Long(),
        CancelNs = reader.Long(),
        EntryUntilNs = reader.Long(),
        Failures = reader.Int(),
        EntryEnded = reader.Bool(),
        GuardRefused = reader.Bool(),
        GuardWithdrawn = reader.Bool(),
        GuardReplaced = reader.Bool(),
        GuardHit = reader.Bool(),
        HasExited = reader.Bool(),
        IsReleased = reader.Bool(),
    };
}
