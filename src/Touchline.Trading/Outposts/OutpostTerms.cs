using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What an outpost begins with: the engine's side as it was then.</summary>
internal sealed record OutpostTerms
{
    public required string Name { get; init; }

    public required bool LooksOn { get; init; }

    public required IReadOnlyList<Instrument> Instruments { get; init; }

    public required IReadOnlyList<string> FeeAssets { get; init; }

    /// <summary>So many may be live.</summary>
    public required int MostOrders { get; init; }

    /// <summary>By instrument: the account's and the strategy's own.</summary>
    public required IReadOnlyList<(LedgerState Account, LedgerState Own)> Holdings { get; init; }

    public required long NowNs { get; init; }
}
