using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What the engine knows of two legs: complete without their strategy. Quantities in units of the leg's instrument.</summary>
internal struct LegsSlot
{
    /// <summary>The id by which the strategy knows them.</summary>
    public OrderId First;

    /// <summary>The hedge's order, or what crosses or unwinds; none without one.</summary>
    public OrderId Second;

    public int Strategy;
    public int Slot;
    public int Serial;

    /// <summary>0: the slot was never used.</summary>
    public LegsState State;

    public NewOrder FirstTerms;
    public NewOrder HedgeTerms;
    public LegTerms Terms;
    public long Filled;
    public long Hedged;
    public long Unwound;

    /// <summary>When the time is over; <see cref="long.MaxValue"/> while nothing is unhedged.</summary>
    public long DueNs;

    /// <summary>Not before that time is tried again.</summary>
    public long RetryNs;

    /// <summary>Orders at the market so far that may have reached the venue.</summary>
    public int Tries;

    /// <summary>What wasn't let out, in a row. A recovery begins anew with it.</summary>
    public int Failures;

    public bool FirstEnded;

    /// <summary>A kill ended it: what fills late revives it no more.</summary>
    public bool IsDropped;

    /// <summary>The hedge's order was refused or has ended: what is there waits for its time.</summary>
    public bool HedgeFailed;

    public bool IsHeldUp;

    /// <summary>People know that its second leg isn't let out. Not kept: the next session tells anew.</summary>
    public bool IsToldOf;

    /// <summary>The journal doesn't know yet how it stands.</summary>
    public bool HasChanged;

    public readonly bool IsLive => State is LegsState.Working or LegsState.Late;

    /// <summary>What of the hedge is missing, in whole lots.</summary>
    public readonly long Missing(long lot)
    {
        long target = (long)((Int128)(Filled - Unwound) * HedgeTerms.Quantity.Units / FirstTerms.Quantity.Units);
        long missing = target - target % lot - Hedged;
        return Math.Max(0, missing - missing % lot);
    }

    /// <summary>What of the first leg has no hedge.</summary>
    public readonly long Unhedged
    {
        get
        {
            // What is hedged keeps its part of the first leg, rounded up: a lot's rest of the hedge isn't given back twice.
            Int128 covered = ((Int128)Hedged * FirstTerms.Quantity.Units + HedgeTerms.Quantity.Units - 1) / HedgeTerms.Quantity.Units;
            return (long)Int128.Max(0, Filled - Unwound - covered);
        }
    }

    public readonly LegsUpdate Describe() =>
        new(First, State, new Quantity(Filled), new Quantity(Hedged), new Quantity(Unwound), new Quantity(Unhedged)) { Second = Second };
}
