using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>Why an order or an amend was refused before it was sent; <see cref="None"/> when it passed.</summary>
public enum RiskRefusal : byte
{
    None = 0,
    UnknownInstrument,

    /// <summary>No multiple of the tick, not above zero, or a side that is none.</summary>
    BadPrice,

    /// <summary>No multiple of the lot, or not above zero.</summary>
    BadQuantity,

    /// <summary>Messages are missing, or the newest one is older than the limit.</summary>
    StaleBook,
    TooManyOrders,
    MaxOrder,
    MaxPosition,
    NotTrading,
    MaxExposure,

    /// <summary>Too far from the touch.</summary>
    PriceCollar,
    OrderRate,

    /// <summary>The order to amend isn't this strategy's or has ended.</summary>
    UnknownOrder,

    /// <summary>The order to amend is being amended or cancelled already.</summary>
    InFlight,

    /// <summary>The order to amend is no limit order, or the engine's to amend (a bracket's guard, a leg's hedge), or the amend changes nothing.</summary>
    BadAmend,

    /// <summary>No known type or time in force, or the two don't go together: a market order that is post-only, a stop that is immediate.</summary>
    BadType,

    /// <summary>The trigger is no price where the type needs one, or is given where the type has none; likewise the callback.</summary>
    BadTrigger,

    /// <summary>Good till a date without a date, or a date without being so.</summary>
    BadExpiry,

    /// <summary>It could trade with a live order of our own in the same instrument, of whichever strategy.</summary>
    SelfTrade,

    /// <summary>One more instrument with a position, or with what could become one, than is allowed.</summary>
    MaxOpenPositions,

    /// <summary>The value that the position could reach in this instrument.</summary>
    MaxInstrumentExposure,

    /// <summary>The exposure would be too large beside capital and profit.</summary>
    MaxLeverage,

    /// <summary>Too much was lost since midnight UTC: only what reduces passes.</summary>
    MaxDailyLoss,

    /// <summary>Too much was lost since the best moment: only what reduces passes.</summary>
    MaxDrawdown,

    /// <summary>An instrument that moves alike is held on the same side already.</summary>
    MaxCorrelation,

    /// <summary>It is worth too little.</summary>
    MinNotional,

    /// <summary>Outside the venue's band around the mark price.</summary>
    PriceBand,

    /// <summary>The instrument is frozen: what is known of it can't be relied on.</summary>
    Frozen,

    /// <summary>The venue has halted the instrument.</summary>
    Halted,

    /// <summary>The instrument is being taken off the venue: only what reduces passes.</summary>
    Delisting,

    /// <summary>The venue's allowance of requests is used up for now.</summary>
    OrderBudget,

    /// <summary>The venue has failed too often in a row.</summary>
    CircuitOpen,

    /// <summary>A share of orders that the venue punishes has come to its limit.</summary>
    OrderRatio,

    /// <summary>A bracket without a part, with prices off the tick or on the wrong side of each other, or with an entry that can't have one.</summary>
    BadBracket,

    /// <summary>Legs whose orders or time don't fit.</summary>
    BadLegs,

    /// <summary>A policy out of its range, or for an order that isn't post-only.</summary>
    BadPolicy,

    /// <summary>The account or this strategy may open no positions: only what reduces passes.</summary>
    NoOpening,
}

/// <summary>The answer to a placed or amended order: its id, or the reason why it was refused.</summary>
public readonly record struct Placement(OrderId Id, RiskRefusal Refusal)
{
    public bool IsPlaced => Refusal == RiskRefusal.None;
}

/// <summary>A bid or ask that a strategy wants to stand in the market.</summary>
public readonly record struct Quote(Price Price, Quantity Quantity);
