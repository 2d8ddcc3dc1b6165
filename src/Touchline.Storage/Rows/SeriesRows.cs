namespace Touchline.Storage;

/// <summary>The touch of a market at a moment; null: that side was empty.</summary>
public sealed class MarketRow
{
    public string SessionKey { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Symbol { get; init; } = "";

    public long AtNs { get; init; }

    public decimal? Bid { get; init; }

    public decimal? BidQuantity { get; init; }

    public decimal? Ask { get; init; }

    public decimal? AskQuantity { get; init; }
}

/// <summary>A ledger at a moment: a strategy's in an instrument, or the account's (an empty strategy).</summary>
public sealed class EquityRow
{
    public string SessionKey { get; init; } = "";

    public string Strategy { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Symbol { get; init; } = "";

    public long AtNs { get; init; }

    public decimal Position { get; init; }

    public decimal AveragePrice { get; init; }

    public decimal? Mid { get; init; }

    public decimal RealisedPnl { get; init; }

    public decimal UnrealisedPnl { get; init; }

    public decimal Fees { get; init; }

    public decimal Funding { get; init; }

    public decimal Equity { get; init; }
}
