namespace Touchline.Storage;

/// <summary>A position's life from flat to flat. Money in quote currency; signal, market and indicators are JSON texts.</summary>
public sealed class PositionRow
{
    public string PositionKey { get; init; } = "";

    public string Journal { get; init; } = "";

    /// <summary>The session that opened it.</summary>
    public string SessionKey { get; init; } = "";

    public string Strategy { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Symbol { get; init; } = "";

    /// <summary>long or short.</summary>
    public string Side { get; init; } = "";

    /// <summary>What is open; 0 when closed.</summary>
    public decimal Quantity { get; set; }

    /// <summary>What the open quantity cost, at average cost; not negative.</summary>
    public decimal OpenCost { get; set; }

    public decimal EntryQuantity { get; set; }

    public decimal EntryValue { get; set; }

    /// <summary>Mean price, rounded to 12 decimals; for looking at.</summary>
    public decimal EntryPrice { get; set; }

    public decimal ExitQuantity { get; set; }

    public decimal ExitValue { get; set; }

    public decimal? ExitPrice { get; set; }

    /// <summary>What closing earned, without fees and funding.</summary>
    public decimal RealisedPnl { get; set; }

    public decimal Fees { get; set; }

    /// <summary>Received less paid.</summary>
    public decimal Funding { get; set; }

    /// <summary>Realised less fees, with funding.</summary>
    public decimal NetPnl { get; set; }

    public string EntryReason { get; init; } = "";

    public string? ExitReason { get; set; }

    public string SignalType { get; init; } = "";

    /// <summary>The signal at its opening.</summary>
    public string? SignalData { get; set; }

    public string? ExitSignalData { get; set; }

    public string? EntryMarket { get; set; }

    public string? ExitMarket { get; set; }

    public string? EntryIndicators { get; set; }

    public string? ExitIndicators { get; set; }

    public long OpenedAt { get; init; }

    public long UpdatedAt { get; set; }

    public long? ClosedAt { get; set; }

    /// <summary>0: not saved yet.</summary>
    public long Version { get; set; }

    /// <summary>As it is now, for another thread.</summary>
    public PositionRow Copy() => (PositionRow)MemberwiseClone();
}
