using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What the engine knows of one bracket: complete without its strategy. Quantities in units.</summary>
internal struct BracketSlot
{
    /// <summary>The id by which the strategy knows it: the first of the entry's orders.</summary>
    public OrderId Entry;

    /// <summary>The newest of the entry's orders.</summary>
    public OrderId EntryNow;

    /// <summary>The order at the venue that waits or rests; none without one.</summary>
    public OrderId Guard;

    /// <summary>The order that takes out at once; none without one.</summary>
    public OrderId Exit;

    public int Strategy;
    public int Instrument;

    /// <summary>Its own place among the slots.</summary>
    public int Slot;

    /// <summary>Tells a bracket from those that had the slot before.</summary>
    public int Serial;

    /// <summary>The entry's.</summary>
    public Side Side;

    /// <summary>0: the slot was never used.</summary>
    public BracketState State;

    /// <summary>Why it exits.</summary>
    public OrderReason Reason;

    public Bracket Terms;

    /// <summary>The entry's whole quantity.</summary>
    public long Wanted;

    public long Filled;

    /// <summary>Taken out by the bracket's own orders.</summary>
    public long Exited;

    /// <summary>Closed by others: the strategy itself, a liquidation, somebody at the venue.</summary>
    public long Cut;

    /// <summary>The best price in units since it trails; 0 before.</summary>
    public long Best;

    /// <summary>The whole quantity that the guard was last asked to have.</summary>
    public long GuardWhole;

    /// <summary>Not before that time is tried again what failed.</summary>
    public long RetryNs;

    /// <summary>Not before that time is cancelled again what wasn't.</summary>
    public long CancelNs;

    /// <summary>The entry is cancelled at that time; <see cref="long.MaxValue"/>: never.</summary>
    public long EntryUntilNs;

    /// <summary>Failures in a row.</summary>
    public int Failures;

    public bool EntryEnded;

    /// <summary>The venue or risk didn't take the guard: the engine holds that part too.</summary>
    public bool GuardRefused;

    /// <summary>We took the guard back.</summary>
    public bool GuardWithdrawn;

    /// <summary>The guard was replaced: the venue's best price starts anew, ours goes on.</summary>
    public bool GuardReplaced;

    /// <summary>The guard has filled in part.</summary>
    public bool GuardHit;

    /// <summary>It has begun to exit: what the entry fills from then on is taken out too.</summary>
    public bool HasExited;

    /// <summary>The strategy took it back: nothing revives it.</summary>
    public bool IsReleased;

    /// <summary>The journal doesn't know yet how it stands.</summary>
    public bool HasChanged;

    /// <summary>People know that its orders don't get where they should. Not kept: the next session tells anew.</summary>
    public bool IsToldOf;

    /// <summary>Something was to be done while nothing may be placed.</summary>
    public bool IsHeldUp;

    public readonly bool IsLive => State is BracketState.Waiting or BracketState.Protecting or BracketState.Exiting;

    public readonly long Open => Math.Max(0, Filled - Exited - Cut);

    public readonly bool HasBarelyFilled =>
        Filled > 0 && (Int128)Filled * 1_000_000 < (Int128)Wanted * (Terms.BarelyPpm == 0 ? Bracket.UsualBarelyPpm : Terms.BarelyPpm);

    public readonly BracketUpdate Describe() =>
        new(Entry, Instrument, Side, State, new Quantity(Filled), new Quantity(Open), Reason) { Guard = Guard, Exit = Exit, IsGuardRefused = GuardRefused, Best = new Price(Best) };

    /// <summary>Takes in a price of the market; the part that is due by it, or none.</summary>
    /// <param name="low">The price in units, rounded down.</param>
    /// <param name="high">Rounded up.</param>
    /// <param name="atVenue">The part that the venue watches; none when that is all the engine's.</param>
    public BracketPart Look(long low, long high, BracketPart atVenue)
    {
        bool isLong = Side == Side.Buy;
        bool trails = Terms.TrailingPpm != 0 && Trail(isLong ? low : high, isLong) && atVenue != BracketPart.Trailing;
        if (Terms.StopLoss.Units != 0 && atVenue != BracketPart.StopLoss && (isLong ? high <= Terms.StopLoss.Units : low >= Terms.StopLoss.Units))
            return BracketPart.StopLoss;
        if (trails)
            return BracketPart.Trailing;
        bool holdsProfit = Terms.TakeProfit.Units != 0 && atVenue is not (BracketPart.TakeProfit or BracketPart.TakeProfitLimit);
        return holdsProfit && (isLong ? low >= Terms.TakeProfit.Units : high <= Terms.TakeProfit.Units) ? BracketPart.TakeProfit : BracketPart.None;
    }

    private bool Trail(long price, bool isLong)
    {
        long activation = Terms.Activation.Units;
        if (Best == 0 && activation != 0 && (isLong ? price < activation : price > activation))
            return false;
        Best = Best == 0 ? price : isLong ? Math.Max(Best, price) : Math.Min(Best, price);
        Int128 now = (Int128)price * NewOrder.CallbackScale;
        return isLong
            ? now <= (Int128)Best * (NewOrder.CallbackScale - Terms.TrailingPpm)
            : now >= (Int128)Best * (NewOrder.CallbackScale + Terms.TrailingPpm);
    }
}
