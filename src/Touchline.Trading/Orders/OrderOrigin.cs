using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What an order is there for.</summary>
internal enum OrderPurpose : byte
{
    /// <summary>A strategy placed it by itself.</summary>
    Plain = 0,
    Quote = 1,
    BracketEntry = 2,

    /// <summary>A bracket's order that waits or rests at the venue.</summary>
    BracketGuard = 3,

    /// <summary>A bracket's order that takes it out at once.</summary>
    BracketExit = 4,
    FirstLeg = 5,
    HedgeLeg = 6,

    /// <summary>What crosses the hedge or unwinds the first leg when the time is over.</summary>
    LateLeg = 7,

    /// <summary>Closes a position after a kill.</summary>
    Flatten = 8,
}

/// <summary>Who in the engine placed an order, and of a post-only order what is left of its tries.</summary>
internal struct OrderOrigin
{
    public OrderPurpose Purpose;

    /// <summary>The bracket's or the legs' slot.</summary>
    public int Slot;

    /// <summary>Tells who has the slot now from who had it when the order was placed.</summary>
    public int Serial;

    /// <summary>The first of the orders that follow each other; none when there is one alone.</summary>
    public OrderId First;

    /// <summary>How it is priced anew; default: not at all.</summary>
    public PostOnlyPolicy Policy;

    /// <summary>How often it may still be priced anew.</summary>
    public int TriesLeft;

    /// <summary>A strategy's own order or quote, as it is: there is nothing more to be known of it.</summary>
    public readonly bool IsPlain => Purpose <= OrderPurpose.Quote && First.IsNone && Policy == default;

    /// <summary>It makes smaller what could be lost: it works on while its strategy is paused or has failed, until a kill or the end.</summary>
    public readonly bool IsProtective =>
        Purpose is OrderPurpose.BracketGuard or OrderPurpose.BracketExit or OrderPurpose.HedgeLeg or OrderPurpose.LateLeg;
}
