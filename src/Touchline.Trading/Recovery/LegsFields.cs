using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Two legs as bytes of a checkpoint or a record.</summary>
internal static class LegsFields
{
    /// <summary>Bytes of one pair.</summary>
    public const int Size = 4 * sizeof(int) + 8 * sizeof(long) + 4 + 2 * TermsSize;

    // Bits of one byte.
    private const byte FirstEnded = 1;
    private const byte Dropped = 2;

    private const int TermsSize = 2 * sizeof(int) + 4 * sizeof(long) + sizeof(ushort) + 5;

    public static void Write(in LegsSlot legs, CheckpointWriter to)
    {
        to.Int(legs.Slot);
        to.Int(legs.Serial);
        to.Int(legs.Strategy);
        to.Byte((byte)legs.State);
        to.Long(legs.First.Number);
        to.Long(legs.Second.Number);
        OrderFields.Write(legs.FirstTerms, to);
        OrderFields.Write(legs.HedgeTerms, to);
        to.Long(legs.Terms.WithinNs);
        to.Byte((byte)legs.Terms.Late);
        to.Long(legs.Filled);
        to.Long(legs.Hedged);
        to.Long(legs.Unwound);
        to.Long(legs.DueNs);
        to.Long(legs.RetryNs);
        to.Int(legs.Tries);
        to.Byte((byte)((legs.FirstEnded ? FirstEnded : 0) | (legs.IsDropped ? Dropped : 0)));
        to.Flag(legs.HedgeFailed);
    }

    // The initializer reads in the order in which it stands.
    public static LegsSlot Read(ref CheckpointReader from)
    {
        byte flags;
        var legs = new LegsSlot
        {
            Slot = from.Int(),
            Serial = from.Int(),
            Strategy = from.Int(),
            State = (LegsState)from.Within((byte)LegsState.Working, (byte)LegsState.Ended),
            First = new OrderId(from.Long()),
            Second = new OrderId(from.Long()),
            FirstTerms = OrderFields.ReadTerms(ref from),
            HedgeTerms = OrderFields.ReadTerms(ref from),
            Terms = new LegTerms(from.Long(), (LateHedge)from.Within((byte)LateHedge.Cross, (byte)LateHedge.Unwind)),
            Filled = from.Long(),
            Hedged = from.Long(),
            Unwound = from.Long(),
            DueNs = from.Long(),
            RetryNs = from.Long(),
            Tries = from.Int(),
            FirstEnded = ((flags = from.Within(0, FirstEnded | Dropped)) & FirstEnded) != 0,
            IsDropped = (flags & Dropped) != 0,
            HedgeFailed = from.Flag(),
        };
        bool isRight = (uint)legs.Slot < LegsBook.Most && legs.FirstTerms.Quantity.Units > 0 && legs.HedgeTerms.Quantity.Units > 0;
        return isRight ? legs : throw from.Wrong($"legs in slot {legs.Slot}");
    }
}
