namespace Touchline.Storage;

/// <summary>An order as it stands. Prices, quantities and money in the instrument's own terms.</summary>
public sealed class OrderRow
{
    public string Journal { get; init; } = "";

    public long OrderId { get; init; }

    /// <summary>The session that placed it.</summary>
    public string SessionKey { get; init; } = "";

    public string? ClientOrderId { get; init; }

    public string Strategy { get; init; } = "";

    public string Venue { get; init; } = "";

    public string Symbol { get; init; } = "";

    public string Side { get; init; } = "";

    public string Type { get; init; } = "";

    public string TimeInForce { get; init; } = "";

    public bool ReduceOnly { get; init; }

    /// <summary>Null: its strategy said none.</summary>
    public string? Reason { get; init; }

    /// <summary>The order whose part of a position somebody closes by it; null: none. Known while the session runs: a database doesn't keep it.</summary>
    public long? Closes { get; init; }

    public decimal? Price { get; set; }

    public decimal? TriggerPrice { get; init; }

    /// <summary>The whole quantity, what has filled included.</summary>
    public decimal Quantity { get; set; }

    public decimal Filled { get; set; }

    /// <summary>Σ price × quantity × multiplier of the fills.</summary>
    public decimal FilledValue { get; set; }

    /// <summary>Null: nothing has filled.</summary>
    public decimal? AveragePrice { get; set; }

    public decimal Fees { get; set; }

    public string State { get; set; } = "";

    /// <summary>Why its newest refused request was refused, for people; null: none was. Only of the session that runs: a database has it in the audit log.</summary>
    public string? ReasonText { get; set; }

    /// <summary>Nobody knows what became of its last request.</summary>
    public bool IsUnknown { get; set; }

    public long PlacedNs { get; init; }

    public long UpdatedNs { get; set; }

    public long? EndedNs { get; set; }

    /// <summary>0: not saved yet.</summary>
    public long Version { get; set; }

    /// <summary>As it is now, for another thread.</summary>
    public OrderRow Copy() => (OrderRow)MemberwiseClone();
}

/// <summary>One thing that happened to an order.</summary>
public sealed class TransitionRow
{
    public string SessionKey { get; init; } = "";

    /// <summary>The engine's input that led to it, or that it is.</summary>
    public long Input { get; init; }

    /// <summary>Counts what one input led to.</summary>
    public long Ordinal { get; init; }

    public string Journal { get; init; } = "";

    public long OrderId { get; init; }

    public long AtNs { get; init; }

    public long? ExchangeNs { get; init; }

    public string Event { get; init; } = "";

    /// <summary>Null: there was no order before.</summary>
    public string? FromState { get; init; }

    public string ToState { get; init; } = "";

    public decimal? Price { get; init; }

    public decimal? Quantity { get; init; }

    public decimal? Filled { get; init; }

    /// <summary>Of a refusal: why, in the venue's words where it has any. As that of <see cref="OrderRow"/>.</summary>
    public string? ReasonText { get; init; }
}
