using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>The parts of a bracket.</summary>
public enum BracketPart : byte
{
    None = 0,
    TakeProfit = 1,

    /// <summary>The take-profit as a limit order that rests at its price.</summary>
    TakeProfitLimit = 2,
    StopLoss = 3,
    Trailing = 4,
}

/// <summary>Which price the engine looks at for the parts that it holds.</summary>
public enum BracketTrigger : byte
{
    /// <summary>That of the last trade.</summary>
    LastTrade = 0,

    /// <summary>The venue's mark price.</summary>
    MarkPrice = 1,

    /// <summary>The side of the book that an exit would trade with: the best bid for a long position, the best ask for a short one.</summary>
    Touch = 2,
}

/// <summary>
/// Exits that go with an entry and follow its filled quantity. The first one that is due takes out what is open, the others end with it. At least one
/// part is given; prices are on the tick.
/// </summary>
public readonly record struct Bracket
{
    /// <summary>The share of the entry under which it has barely filled, where none is given: 10 %, in millionths.</summary>
    public const int UsualBarelyPpm = 100_000;

    /// <summary>Takes a profit at this price or better; 0: doesn't.</summary>
    public Price TakeProfit { get; init; }

    /// <summary>Limits the loss at this price; 0: doesn't.</summary>
    public Price StopLoss { get; init; }

    /// <summary>How far the price may come back from its best since the entry's first fill, in millionths of the best; 0: doesn't trail.</summary>
    public int TrailingPpm { get; init; }

    /// <summary>Of the trailing part: it trails from this price on; 0: at once.</summary>
    public Price Activation { get; init; }

    public BracketTrigger Trigger { get; init; }

    /// <summary>
    /// The one part that stands at the venue, where it holds also while this program doesn't run; the engine holds the others and takes the
    /// venue's order back before it exits itself, so that never more is out than is open. Where the venue refuses the order the engine holds it too.
    /// </summary>
    public BracketPart AtVenue { get; init; }

    /// <summary>How long the entry may work, in nanoseconds; then what is left of it is cancelled. 0: as long as it does.</summary>
    public long EntryNs { get; init; }

    /// <summary>An entry that ended with less than its barely filled share is closed at once instead of held.</summary>
    public bool DropsBarelyFilled { get; init; }

    /// <summary>The share of the entry under which it has barely filled, in millionths; 0: <see cref="UsualBarelyPpm"/>.</summary>
    public int BarelyPpm { get; init; }

    /// <summary>That part is given.</summary>
    public bool Has(BracketPart part) => part switch
    {
        BracketPart.TakeProfit or BracketPart.TakeProfitLimit => TakeProfit.Units != 0,
        BracketPart.StopLoss => StopLoss.Units != 0,
        BracketPart.Trailing => TrailingPpm != 0,
        _ => false,
    };
}

/// <summary>Where a bracket stands.</summary>
public enum BracketState : byte
{
    /// <summary>Nothing of the entry has filled.</summary>
    Waiting = 1,

    /// <summary>What is open is protected.</summary>
    Protecting = 2,

    /// <summary>A part was due, or the strategy closed it: what is open is being taken out.</summary>
    Exiting = 3,

    /// <summary>Nothing is open and nothing more will be; or the strategy released it.</summary>
    Ended = 4,
}

/// <summary>A bracket as the engine knows it. Quantities are whole, in units.</summary>
/// <param name="Entry">The id that <see cref="IStrategyContext.PlaceBracket"/> gave.</param>
/// <param name="Side">The entry's.</param>
/// <param name="Filled">Of the entry.</param>
/// <param name="Open">Of that, neither taken out by the bracket nor closed otherwise.</param>
/// <param name="Reason">Once it exits: why.</param>
public readonly record struct BracketUpdate(
    OrderId Entry, int Instrument, Side Side, BracketState State, Quantity Filled, Quantity Open, OrderReason Reason)
{
    /// <summary>The order that stands at the venue for it; none without one.</summary>
    public OrderId Guard { get; init; }

    /// <summary>The venue or risk didn't take the guard as it should stand: the engine holds that part too.</summary>
    public bool IsGuardRefused { get; init; }

    /// <summary>The order that takes it out; none without one.</summary>
    public OrderId Exit { get; init; }

    /// <summary>The best price since it trails; 0 before.</summary>
    public Price Best { get; init; }
}
