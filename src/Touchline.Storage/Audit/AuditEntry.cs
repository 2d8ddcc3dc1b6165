namespace Touchline.Storage;

/// <summary>Something that was done, or tried: who, what, when, why. Values, signal, indicators and market are JSON texts.</summary>
public sealed record AuditEntry
{
    public required long AtNs { get; init; }

    /// <summary>Who: a strategy, a session, a user, the program.</summary>
    public required string Actor { get; init; }

    /// <summary>What, e.g. <c>order.place</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What kind of thing it was done to, e.g. <c>order</c>.</summary>
    public required string EntityType { get; init; }

    public required string EntityId { get; init; }

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    public string? SignalData { get; init; }

    public string? Indicators { get; init; }

    public string? Market { get; init; }

    public bool Success { get; init; } = true;

    public string? ErrorMessage { get; init; }

    /// <summary>The same for all that one cause led to; empty: what a session tells itself gets its input's.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Where it was learned, when it may be told again: an entry is appended once for each. Null: always appended.</summary>
    public string? SourceKey { get; init; }
}

/// <summary>A row of the audit log as it stands in the database.</summary>
public sealed class AuditRow
{
    public long Seq { get; init; }

    public long AtNs { get; init; }

    public string Actor { get; init; } = "";

    public string Action { get; init; } = "";

    public string EntityType { get; init; } = "";

    public string EntityId { get; init; } = "";

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    public string? Reason { get; init; }

    public string? SignalData { get; init; }

    public string? Indicators { get; init; }

    public string? Market { get; init; }

    public bool Success { get; init; }

    public string? ErrorMessage { get; init; }

    public string TraceId { get; init; } = "";

    public string? SourceKey { get; init; }

    public string PreviousHash { get; init; } = "";

    public string Hash { get; set; } = "";
}
