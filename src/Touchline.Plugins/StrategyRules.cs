namespace Touchline.Plugins;

/// <summary>What a strategy's source may do, and how long it may take to compile.</summary>
public sealed record StrategyRules
{
    /// <summary>As long as nobody chooses.</summary>
    public static StrategyRules Usual { get; } = new();

    /// <summary>It may use all that it sees, unsafe code too. Else what <c>docs/strategy-store.md</c> lists.</summary>
    public bool AllowAll { get; init; }

    /// <summary>For a check or a compilation, the strategy's constructor included.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);
}
