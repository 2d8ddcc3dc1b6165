using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>A bracket as bytes of a checkpoint or a record.</summary>
internal static class BracketFields
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 5 * sizeof(int) + 13 * sizeof(long) + sizeof(ushort) + 9 + TermsSize;

    private const int TermsSize = 2 * sizeof(int) + 4 * sizeof(long) + 3;

    public static void Write(in BracketSlot bracket, CheckpointWriter to)
    {
        to.Int(bracket.Slot);
        to.Int(bracket.Serial);
        to.Int(bracket.Strategy);
        to.Int(bracket.Instrument);
        to.Byte((byte)bracket.Side);
        to.Byte((byte)bracket.State);
        to.Long(bracket.Entry.Number);
        to.Long(bracket.EntryNow.Number);
        to.Long(bracket.Guard.Number);
        to.Long(bracket.Exit.Number);
        to.UShort(bracket.Reason.Code);
        Write(bracket.Terms, to);
        to.Long(bracket.Wanted);
        to.Long(bracket.Filled);
        to.Long(bracket.Exited);
        to.Long(bracket.Cut);
        to.Long(bracket.Best);
        to.Long(bracket.GuardWhole);
        to.Long(bracket.RetryNs);
        to.Long(bracket.CancelNs);
        to.Long(bracket.EntryUntilNs);
        to.Int(bracket.Failures);
        to.Flag(bracket.EntryEnded);
        to.Flag(bracket.GuardRefused);
        to.Flag(bracket.GuardWithdrawn);
        to.Flag(bracket.GuardReplaced);
        to.Flag(bracket.GuardHit);
        to.Flag(bracket.HasExited);
        to.Flag(bracket.IsReleased);
    }

    // The initializer reads in the order in which it stands.
    public static BracketSlot Read(ref CheckpointReader from)
    {
        var bracket = new BracketSlot
        {
            Slot = from.Int(),
            Serial = from.Int(),
            Strategy = from.Int(),
            Instrument = from.Int(),
            Side = OrderFields.ReadSide(ref from),
            State = (BracketState)from.Within((byte)BracketState.Waiting, (byte)BracketState.Ended),
            Entry = new OrderId(from.Long()),
            EntryNow = new OrderId(from.Long()),
            Guard = new OrderId(from.Long()),
            Exit = new OrderId(from.Long()),
            Reason = new OrderReason(from.UShort()),
            Terms = ReadTerms(ref from),
            Wanted = from.Long(),
            Filled = from.Long(),
            Exited = from.Long(),
            Cut = from.Long(),
            Best = from.Long(),
            GuardWhole = from.Long(),
            RetryNs = from.Long(),
            CancelNs = from.Long(),
            EntryUntilNs = from.Long(),
            Failures = from.Int(),
            EntryEnded = from.Flag(),
            GuardRefused = from.Flag(),
            GuardWithdrawn = from.Flag(),
            GuardReplaced = from.Flag(),
            GuardHit = from.Flag(),
            HasExited = from.Flag(),
            IsReleased = from.Flag(),
        };
        return (uint)bracket.Slot < BracketBook.Most ? bracket : throw from.Wrong($"a bracket in slot {bracket.Slot}");
    }

    private static void Write(in Bracket terms, CheckpointWriter to)
    {
        to.Long(terms.TakeProfit.Units);
        to.Long(terms.StopLoss.Units);
        to.Int(terms.TrailingPpm);
        to.Long(terms.Activation.Units);
        to.Byte((byte)terms.Trigger);
        to.Byte((byte)terms.AtVenue);
        to.Long(terms.EntryNs);
        to.Flag(terms.DropsBarelyFilled);
        to.Int(terms.BarelyPpm);
    }

    private static Bracket ReadTerms(ref CheckpointReader from) => new()
    {
        TakeProfit = new Price(from.Long()),
        StopLoss = new Price(from.Long()),
        TrailingPpm = from.Int(),
        Activation = new Price(from.Long()),
        Trigger = (BracketTrigger)from.Within((byte)BracketTrigger.LastTrade, (byte)BracketTrigger.Touch),
        AtVenue = (BracketPart)from.Within((byte)BracketPart.None, (byte)BracketPart.Trailing),
        EntryNs = from.Long(),
        DropsBarelyFilled = from.Flag(),
        BarelyPpm = from.Int(),
    };
}
