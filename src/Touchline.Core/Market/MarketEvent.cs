using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>What a market event says. The values stand in recordings and never change.</summary>
public enum EventKind : byte
{
    None = 0,

    /// <summary>A new instrument version begins; <see cref="DefinitionPart"/> rows with its text follow. See docs/recordings.md.</summary>
    Definition = 1,
    DefinitionPart = 2,

    /// <summary>All levels of <see cref="MarketEvent.Side"/> (none: of both sides) are gone.</summary>
    Clear = 3,

    /// <summary>As <see cref="Depth"/>, sent as part of a full snapshot.</summary>
    Snapshot = 4,

    /// <summary>The level at the price now shows the quantity; 0 removes it.</summary>
    Depth = 5,

    /// <summary>The venue's own best bid (side buy) or best ask (side sell) message. Doesn't drive the book.</summary>
    BestQuote = 6,

    /// <summary>A trade; the side is the aggressor's.</summary>
    Trade = 7,

    /// <summary>A print that no order in the book met (insurance fund, auto-deleveraging). Never fills anybody in a simulation.</summary>
    OffBookTrade = 8,

    /// <summary>Order-by-order: an order joined the book. <see cref="MarketEvent.Reference"/> is its id in all four kinds.</summary>
    OrderAdd = 9,

    /// <summary>Order-by-order: price and quantity are the order's new ones.</summary>
    OrderModify = 10,

    /// <summary>Order-by-order: an order left unfilled.</summary>
    OrderCancel = 11,

    /// <summary>Order-by-order: the quantity of the order traded.</summary>
    OrderExecute = 12,

    /// <summary>The mark price as a count of 10^-8 in <see cref="MarketEvent.Price"/>; the index price likewise in the reference.</summary>
    MarkPrice = 13,

    /// <summary>A funding rate as a count of 10^-12 in <see cref="MarketEvent.Price"/>; the reference is the next funding time in ns.</summary>
    Funding = 14,

    /// <summary>A forced order; the side is the order's.</summary>
    Liquidation = 15,

    /// <summary>Messages are missing: the book is stale from here until the next snapshot.</summary>
    Gap = 16,

    /// <summary>
    /// A closed candle: four rows in one batch whose prices are open, high, low and close. The first carries the volume as quantity
    /// and the open time in ns as reference, the second the volume bought by takers and the close time, the third the number of
    /// trades as reference.
    /// </summary>
    Candle = 17,

    /// <summary>
    /// The session that was recorded here was told to end at this local time. Only our side sees it; a batch of its own. The first one
    /// counts; what stands behind it is what the market did while the session wound up.
    /// </summary>
    SessionEnd = 18,

    /// <summary>
    /// The session that was recorded here was given a command at this local time; <see cref="DefinitionPart"/> rows with its text
    /// follow. Only our side sees it; a batch of its own. See docs/recordings.md.
    /// </summary>
    Command = 19,
}

public static class EventKinds
{
    /// <summary>One of the four order-by-order kinds.</summary>
    public static bool IsOrder(this EventKind kind) => kind is >= EventKind.OrderAdd and <= EventKind.OrderExecute;
}

[Flags]
public enum EventFlags : ushort
{
    None = 0,

    /// <summary>The last event of a message. Strategies are called here and only here.</summary>
    EndOfBatch = 1,

    /// <summary>An event before this one in the file has a later exchange time. Set by the recording writer alone.</summary>
    Late = 2,
}

/// <summary>
/// One market event, 48 bytes, the same in memory and in a recording. Times are nanoseconds since the Unix epoch;
/// <see cref="Unseen"/> says that this side of the wire never sees the event.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct MarketEvent
{
    /// <summary>In a time field: this side never sees the event.</summary>
    public const long Unseen = -1;

    /// <summary>The size in bytes, in memory and on disk.</summary>
    public const int Size = 48;

    /// <summary>When it happened in the exchange, by the exchange's clock.</summary>
    public long ExchangeNs;

    /// <summary>When we received it, by our clock.</summary>
    public long LocalNs;

    public Price Price;

    public Quantity Quantity;

    /// <summary>An order id, the venue's update id, or what the kind says. 0 when there is none.</summary>
    public long Reference;

    public EventKind Kind;

    public Side Side;

    public EventFlags Flags;

    /// <summary>Index of the instrument within the recording or session, from 0.</summary>
    public ushort Instrument;

    /// <summary>The instrument's version in a definition row; else zero.</summary>
    public ushort Version;

    public readonly bool EndsBatch => (Flags & EventFlags.EndOfBatch) != 0;

    public readonly bool SeenByExchange => ExchangeNs != Unseen;

    public readonly bool SeenLocally => LocalNs != Unseen;
}
