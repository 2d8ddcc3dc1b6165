using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>An order of the strategy as the engine knows it.</summary>
/// <param name="Remaining">What hasn't filled.</param>
public readonly record struct OrderUpdate(OrderId Id, int Instrument, Side Side, Price Price, Quantity Remaining, OrderState State)
{
    /// <summary>The whole quantity, what has filled included.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Limit, market, or an order that waits at the venue for a price and has none of its own.</summary>
    public OrderType Type { get; init; }

    /// <summary>It may only make the position smaller.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>Of a stop or take-profit its trigger, of a trailing stop its activation; else 0.</summary>
    public Price Trigger { get; init; }

    /// <summary>When it ends by its date, by the venue's clock; 0 without one.</summary>
    public long ExpiresNs { get; init; }

    /// <summary>What is on its way to the venue.</summary>
    public OrderInFlight InFlight { get; init; }

    /// <summary>Nobody knows what became of the last request; it is being found out.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Why it was sent.</summary>
    public OrderReason Reason { get; init; }

    /// <summary>The first of the orders that follow each other where a post-only order is priced anew; its own id when there is no other.</summary>
    public OrderId First { get; init; }

    /// <summary>The order that goes on where this one has ended; none when none does.</summary>
    public OrderId Next { get; init; }

    /// <summary>It has ended: filled, cancelled, rejected or expired. No update follows, save that a late fill may still come.</summary>
    public bool IsTerminal => State.IsTerminal();
}

/// <summary>A fill of one of the strategy's orders, or its part of what others closed: a liquidation, a trade by hand.</summary>
public readonly record struct Fill(OrderId Id, int Instrument, Side Side, Price Price, Quantity Quantity, bool IsMaker, long ExchangeNs)
{
    /// <summary>The venue closed some of the position because its margin was used up; no order of ours did it, and <see cref="Id"/> is none.</summary>
    public bool IsLiquidation { get; init; }

    /// <summary>
    /// Somebody else traded in the account (by hand, another session, the venue's auto-deleveraging or settlement) and closed some of this strategy's position; no order of ours did it, and
    /// <see cref="Id"/> is none. What such a trade opens belongs to no strategy and isn't told to any.
    /// </summary>
    public bool IsExternal { get; init; }

    /// <summary>Why its order was sent.</summary>
    public OrderReason Reason { get; init; }
}

/// <summary>Funding that this strategy's position earned or paid.</summary>
/// <param name="Amount">In quote currency; positive when received.</param>
/// <param name="Position">This strategy's signed position.</param>
/// <param name="ExchangeNs">When it was due, by the venue's clock.</param>
public readonly record struct FundingPayment(int Instrument, decimal Amount, Quantity Position, long ExchangeNs);

/// <summary>Mark and index price in quote currency; the index is 0 when the venue sends none with it.</summary>
public readonly record struct Mark(decimal Price, decimal Index, long ExchangeNs);

/// <summary>The funding rate of the running period as a share of the position's value, and when it is paid (0: not said).</summary>
public readonly record struct Funding(decimal Rate, long NextNs, long ExchangeNs);

/// <summary>An opinion on where an instrument goes, for others to act on.</summary>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Source">Who says so.</param>
/// <param name="LocalNs">When, by the engine's time.</param>
public readonly record struct Signal(int Instrument, Side Side, double Confidence, string Reason, string Source, long LocalNs);

/// <summary>A strategy's money in one instrument, in quote currency.</summary>
/// <param name="AveragePrice">Mean price of the open position, at average cost; 0 when flat.</param>
/// <param name="Realised">What closed positions earned, without fees.</param>
/// <param name="Unrealised">What the open position would earn at the last mid, without fees.</param>
/// <param name="Fees">Paid so far; negative when rebates outweigh them.</param>
public readonly record struct ProfitAndLoss(decimal AveragePrice, decimal Realised, decimal Unrealised, decimal Fees)
{
    /// <summary>Funding received less funding paid.</summary>
    public decimal Funding { get; init; }

    public decimal Net => Realised + Unrealised - Fees + Funding;
}
