using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>An order of the strategy as the engine knows it.</summary>
/// <param name="Remaining">What hasn't filled.</param>
public readonly record struct OrderUpdate(OrderId Id, int Instrument, Side Side, Price Price, Quantity Remaining, OrderState State)
{
    /// <summary>The whole quantity, what has filled included.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>What is on its way to the venue.</summary>
    public OrderInFlight InFlight { get; init; }

    /// <summary>Nobody knows what became of the last request; it is being found out.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>It has ended: filled, cancelled, rejected or expired. No update follows, save that a late fill may still come.</summary>
    public bool IsTerminal => State.IsTerminal();
}

/// <summary>A fill of one of the strategy's orders.</summary>
public readonly record struct Fill(OrderId Id, int Instrument, Side Side, Price Price, Quantity Quantity, bool IsMaker, long ExchangeNs);

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
    public decimal Net => Realised + Unrealised - Fees;
}
