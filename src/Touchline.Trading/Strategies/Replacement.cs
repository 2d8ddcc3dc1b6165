using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Where another version's coming stands: docs/hot-reload.md.</summary>
public enum ReplacementStage : byte
{
    /// <summary>It looks on beside the version before.</summary>
    WarmingUp = 1,

    /// <summary>It waits until the version before has no orders, and no position where it is to begin without.</summary>
    Closing = 2,

    /// <summary>It trades; if it throws now the version before comes back.</summary>
    OnTrial = 3,

    /// <summary>It trades.</summary>
    Done = 4,

    /// <summary>It never traded, the version before goes on.</summary>
    CalledOff = 5,

    /// <summary>It threw on trial: the version before trades again, as a new instance. Where either's code runs elsewhere, as soon as the orders have ended.</summary>
    BroughtBack = 6,
}

/// <summary>A strategy's newest replacement.</summary>
/// <param name="Version">The version that came.</param>
/// <param name="Before">The version before.</param>
/// <param name="Closes">It was to begin without orders and position.</param>
/// <param name="SinceNs">Engine time since which it stands there.</param>
/// <param name="Reason">Why it was called off or the version before brought back, for people; null else.</param>
public sealed record Replacement(string Version, string Before, bool Closes, ReplacementStage Stage, long SinceNs, string? Reason)
{
    /// <summary>It goes on; no other can begin.</summary>
    public bool IsOpen => Stage is ReplacementStage.WarmingUp or ReplacementStage.Closing or ReplacementStage.OnTrial;
}

/// <summary>Makes versions of a session's strategies. What a version is never changes: a session is replayed with the same ones.</summary>
public interface IStrategyVersions
{
    /// <summary>A new instance, its parameters at their defaults.</summary>
    /// <param name="strategy">The strategy's name in the session.</param>
    /// <param name="version">Empty: the one without a version.</param>
    /// <exception cref="BadInputException">There is none, or it can't be made.</exception>
    Strategy Create(string strategy, string version);
}
