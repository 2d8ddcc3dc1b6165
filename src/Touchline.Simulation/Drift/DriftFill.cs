using Touchline.Core;

namespace Touchline.Simulation;

/// <summary>A fill of a session, or of its simulation.</summary>
/// <param name="Order">None: the venue closed some of the position by itself.</param>
/// <param name="Fee">In quote currency.</param>
public readonly record struct DriftFill(
    OrderId Order, int Instrument, Side Side, Price Price, long Units, long ExchangeNs, long LocalNs, decimal Fee, bool IsMaker);

/// <summary>What becomes of a fill, or of a part of one, when session and simulation are laid side by side.</summary>
public enum FillMatch : byte
{
    /// <summary>Both have it.</summary>
    Matched = 1,

    /// <summary>The session had it, the simulation hasn't.</summary>
    Missed = 2,

    /// <summary>The simulation has it, the session hadn't.</summary>
    Extra = 3,
}

/// <summary>A quantity that both traded, or only one of them.</summary>
/// <param name="Real">The session's fill; null: an extra one.</param>
/// <param name="Simulated">The simulation's; null: a missed one.</param>
public readonly record struct FillPair(long Units, DriftFill? Real, DriftFill? Simulated)
{
    public FillMatch Match => Real is null ? FillMatch.Extra : Simulated is null ? FillMatch.Missed : FillMatch.Matched;

    public DriftFill Either => Real ?? Simulated!.Value;
}

/// <summary>How near a simulated fill has to be to one of the session's to be the same.</summary>
/// <param name="TimeNs">By the venue's clock, in nanoseconds.</param>
/// <param name="PriceShare">As a share of the session's price.</param>
public readonly record struct DriftTolerance(long TimeNs, decimal PriceShare)
{
    public static DriftTolerance Usual => new(1_000_000_000, 0.001m);
}
