using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A checkpoint's positions, brackets, legs and the orders' history as bytes.</summary>
public sealed partial class EngineCheckpoint
{
    private const int PositionSize = 1 + sizeof(ushort) + 2 * sizeof(long) + 2 * sizeof(decimal);
    private const int ChangeSize = 5 * sizeof(long) + 6;

    private delegate void SlotWriter<T>(in T slot, CheckpointWriter to);

    private delegate T SlotReader<T>(ref CheckpointReader from);

    private static void Write(in KeptPosition position, CheckpointWriter to)
    {
        to.Byte((byte)position.State);
        to.UShort(position.EntryReason.Code);
        to.Long(position.Most);
        to.Long(position.OpenedNs);
        to.Decimal(position.RealisedBefore);
        to.Decimal(position.FeesBefore);
    }

    private static KeptPosition ReadPosition(ref CheckpointReader from) => new(
        (PositionState)from.Within((byte)PositionState.Closed, (byte)PositionState.Closing),
        new OrderReason(from.UShort()), from.Long(), from.Long(), from.Decimal(), from.Decimal());

    private static void Write(KeptHistory history, CheckpointWriter to)
    {
        to.Long(history.Count);
        to.Int(history.Changes.Count);
        foreach ((long number, OrderTransition change) in history.Changes)
        {
            to.Long(number);
            to.Long(change.Id.Number);
            to.Long(change.Input);
            to.Byte((byte)change.From);
            to.Byte((byte)change.To);
            to.Byte((byte)change.Cause);
            to.Byte((byte)change.Open);
            to.Byte((byte)change.Unknown);
            to.Flag(change.IsRefused);
            to.Long(change.LocalNs);
            to.Long(change.ExchangeNs);
        }
    }

    private static KeptHistory ReadHistory(ref CheckpointReader from)
    {
        long count = from.Long(), last = Math.Max(0, count - OrderHistory.LookedBack);
        var changes = new (long, OrderTransition)[from.Count(ChangeSize)];
        for (int i = 0; i < changes.Length; i++)
        {
            long number = from.Long();
            if (number <= last || number > count)
                throw from.Wrong($"change {number} of {count}");
            changes[i] = (last = number, ReadChange(ref from));
        }

        return new KeptHistory(count, changes);
    }

    private static OrderTransition ReadChange(ref CheckpointReader from)
    {
        const byte AllRequests = (byte)(Requests.New | Requests.Amend | Requests.Cancel);
        var id = new OrderId(from.Long());
        long input = from.Long();
        var before = (OrderState)from.Within((byte)OrderState.Pending, (byte)OrderState.Expired);
        var after = (OrderState)from.Within((byte)OrderState.Pending, (byte)OrderState.Expired);
        var cause = (TransitionCause)from.Within((byte)TransitionCause.Placed, (byte)TransitionCause.Unresolved);
        var open = (Requests)from.Within(0, AllRequests);
        var unknown = (Requests)from.Within(0, AllRequests);
        bool isRefused = from.Flag();
        return new OrderTransition(id, input, before, after, cause, open, unknown, from.Long(), from.Long()) { IsRefused = isRefused };
    }

    private static void WriteSlots<T>(OwnerSlots<T> owners, SlotWriter<T> write, CheckpointWriter to)
    {
        to.Int(owners.Serial);
        to.Int(owners.Next);
        to.Int(owners.Slots.Count);
        foreach (T slot in owners.Slots)
            write(slot, to);
    }

    private static OwnerSlots<T> ReadSlots<T>(ref CheckpointReader from, int most, int size, SlotReader<T> read)
    {
        int serial = from.Int(), next = from.Int();
        if ((uint)next >= (uint)most)
            throw from.Wrong($"slot {next} of {most}");
        var slots = new T[from.Count(size)];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = read(ref from);
        return new OwnerSlots<T>(serial, next, slots);
    }

    private void CheckOwners(string about)
    {
        var slots = new HashSet<int>();
        foreach (BracketSlot bracket in Brackets.Slots)
        {
            bool isKnown = (uint)bracket.Instrument < (uint)Instruments.Count && (uint)bracket.Strategy < (uint)Strategies.Count;
            if (!isKnown || !slots.Add(bracket.Slot))
                throw new BadInputException($"{about} is damaged: the bracket of order {bracket.Entry} can't be");
        }

        slots.Clear();
        foreach (LegsSlot legs in Legs.Slots)
        {
            bool isKnown = (uint)legs.FirstTerms.Instrument < (uint)Instruments.Count && (uint)legs.HedgeTerms.Instrument < (uint)Instruments.Count
                && (uint)legs.Strategy < (uint)Strategies.Count;
            if (!isKnown || !slots.Add(legs.Slot))
                throw new BadInputException($"{about} is damaged: the legs of order {legs.First} can't be");
        }
    }
}
