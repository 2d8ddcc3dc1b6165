namespace Touchline.Core;

/// <summary>Requests for an order that may be under way: one of each kind at most.</summary>
[Flags]
public enum OpenRequests : byte
{
    None = 0,
    New = 1,
    Amend = 2,
    Cancel = 4,
}

/// <summary>
/// An order that an earlier session of the same client-id prefix made and whose outcome this one has to find out, or that ended a short time ago and may still be told of. In decimals: what the
/// venue's units are is known only once it has been asked.
/// </summary>
public sealed record AdoptedOrder
{
    public required OrderId Id { get; init; }

    /// <summary>The venue's.</summary>
    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public OrderType Type { get; init; } = OrderType.Limit;

    public TimeInForce TimeInForce { get; init; } = TimeInForce.GoodTillCancel;

    public bool ReduceOnly { get; init; }

    /// <summary>The limit that was last told; 0 of an order without one.</summary>
    public decimal Price { get; init; }

    /// <summary>The whole quantity that was last told, what has filled included.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>What fills that were told come to.</summary>
    public decimal Filled { get; init; }

    /// <summary>The venue's numbers of fills that were told, in any order.</summary>
    public IReadOnlyList<long> Trades { get; init; } = [];

    /// <summary>All fills before the lowest of <see cref="Trades"/> were told, though their numbers aren't there.</summary>
    public bool AreTradesCut { get; init; }

    /// <summary>It wasn't told to be over. Else it is only remembered, so that none of its fills is told twice.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>It was told to have been at the venue.</summary>
    public bool IsAcknowledged { get; init; }

    /// <summary>Requests without a definite answer, those included that may never have left.</summary>
    public OpenRequests Open { get; init; }

    /// <summary>The terms asked for by an open amend; the quantity is the whole one.</summary>
    public decimal AmendPrice { get; init; }

    /// <inheritdoc cref="AmendPrice"/>
    public decimal AmendQuantity { get; init; }

    /// <summary>No open request bears a later time than this, in nanoseconds by the venue's clock; 0: not known.</summary>
    public long SentNs { get; init; }

    /// <summary>When the venue last changed its terms, in nanoseconds by the venue's clock; 0: never, as far as was told.</summary>
    public long TermsNs { get; init; }
}

/// <summary>What an earlier session was told of an instrument, so that it isn't told again.</summary>
public sealed record AdoptedInstrument
{
    /// <summary>The venue's.</summary>
    public required string Symbol { get; init; }

    /// <summary>The newest funding payment that was told, in nanoseconds by the venue's clock; 0: none.</summary>
    public long LastFundingNs { get; init; }

    /// <summary>Fills of no order of ours, as <see cref="ToldTrades.Numbers"/>.</summary>
    public IReadOnlyList<long> Trades { get; init; } = [];

    /// <summary>Likewise fills of our orders, also of those that nobody remembers any more.</summary>
    public IReadOnlyList<long> OwnTrades { get; init; } = [];
}
