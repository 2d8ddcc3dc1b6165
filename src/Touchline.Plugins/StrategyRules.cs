namespace Touchline.Plugins;

/// <summary>What a strategy's source may do, and how long it may take to compile.</summary>
public sealed record StrategyRules
{
    /// <summary>As long as nobody chooses.</summary>
    public static StrategyRules Usual { get; } = new();

    /// <summary>It may use all that it sees, unsafe code too. Else what <c>docs/strategy-store.md</c> lists.</summary>
    public bool AllowAll { get; init; }

    /// <summary>Processor time for a check or a compilation, the strategy's constructor included; where a system doesn't tell it, a third of what passes by the clock.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>By the clock: on a busy machine it gets little of the processor, and a constructor may wait for something that never comes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);
}
