namespace Touchline.Storage;

/// <summary>A fill: of an order, of a liquidation, of somebody else's order on the account, or a line of an imported trade log.</summary>
public sealed class TradeRow
{
    public const string Fill = "fill";
    public const string Liquidation = "liquidation";
    public const string External = "external";
    public const string Imported = "imported";

    /// <summary>The same fill has the same key whenever it is told.</summary>
    public string FillKey { get; init; } = "";

    public string Journal { get; init; } = "";

    public string SessionKey { get; init; } = "";

    public long? OrderId { get; init; }

    /// <summary>The venue's.</summary>
    public long? TradeId { get; init; }

    /// <summary>The position that it opened, made larger, or closed some of; of one that goes through zero the closed one.</summary>
    public string? PositionKey { get; init; }

    public string Strategy { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Symbol { get; init; } = "";

    public string Side { get; init; } = "";

    public string Kind { get; init; } = Fill;

    public decimal Price { get; init; }

    public decimal Quantity { get; init; }

    /// <summary>Price × quantity × multiplier.</summary>
    public decimal Value { get; init; }

    /// <summary>In quote currency; 0 where it was paid in another asset and nobody knew its price.</summary>
    public decimal Fee { get; init; }

    /// <summary>The other asset that it was paid in; null: none.</summary>
    public string? FeeAsset { get; init; }

    /// <summary>In that asset.</summary>
    public decimal? FeePaid { get; init; }

    /// <summary>What it closed earned, without fees; null: it closed nothing.</summary>
    public decimal? RealisedPnl { get; init; }

    /// <summary>The same less this fill's fee.</summary>
    public decimal? NetPnl { get; init; }

    public bool IsMaker { get; init; }

    public string? ExitReason { get; init; }

    public string? SignalType { get; init; }

    public long AtNs { get; init; }

    public long? ExchangeNs { get; init; }
}
