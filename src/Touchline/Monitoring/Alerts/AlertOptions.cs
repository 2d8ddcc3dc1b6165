namespace Touchline.Monitoring;

/// <summary>What users may set of the alert rules.</summary>
internal sealed record AlertOptions
{
    /// <summary>Orders that the venue refused, as a share of those sent within <see cref="RejectRateRule.Window"/>.</summary>
    public decimal RejectRate { get; init; } = 0.05m;

    /// <summary>The share of the daily loss limit from which on people are warned.</summary>
    public decimal DailyLoss { get; init; } = 0.8m;

    /// <summary>How long a connection may be down.</summary>
    public TimeSpan Disconnect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same alert about the same thing is told at most so often.</summary>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromMinutes(15);
}
