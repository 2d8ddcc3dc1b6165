namespace Touchline.Strategies;

/// <summary>What of a recording is looked at, and how. Offsets count from the recording's first local time.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Time between two looks: the refresh of the strategy that the figures are for.</summary>
    public long StepNs { get; init; } = 100_000_000;

    public long FromNs { get; init; }

    public long ToNs { get; init; } = long.MaxValue;

    /// <summary>Also estimates for each stretch of this length; null for none.</summary>
    public long? WindowNs { get; init; }

    /// <summary>SYMBOL or SYMBOL@VENUE; needed when the recording holds several.</summary>
    public string? Instrument { get; init; }
}
