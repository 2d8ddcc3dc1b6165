using Touchline.Core;

namespace Touchline.Sdk;

/// <summary>What happens with a hedge that wasn't had in time.</summary>
public enum LateHedge : byte
{
    /// <summary>The rest of the hedge is taken at the market.</summary>
    Cross = 0,

    /// <summary>What of the first leg isn't hedged is given back at the market.</summary>
    Unwind = 1,
}

/// <summary>Terms of two legs.</summary>
/// <param name="WithinNs">How long a fill of the first leg may stay unhedged, in nanoseconds, from 1 ms to a day.</param>
public readonly record struct LegTerms(long WithinNs, LateHedge Late);

/// <summary>Where two legs stand.</summary>
public enum LegsState : byte
{
    /// <summary>The first leg works, or the hedge has time.</summary>
    Working = 1,

    /// <summary>The time is over: the rest is crossed or unwound.</summary>
    Late = 2,

    /// <summary>Nothing more is sent.</summary>
    Ended = 3,
}

/// <summary>Two legs as the engine knows them; all quantities in the units of their own instruments.</summary>
/// <param name="First">The id that <see cref="IStrategyContext.PlaceLegs"/> gave.</param>
/// <param name="Filled">Of the first leg.</param>
/// <param name="Hedged">Of the hedge.</param>
/// <param name="Unwound">Of the first leg, given back: by the pair itself, or closed by others while it had no hedge.</param>
/// <param name="Unhedged">What is left of the first leg without a hedge.</param>
public readonly record struct LegsUpdate(OrderId First, LegsState State, Quantity Filled, Quantity Hedged, Quantity Unwound, Quantity Unhedged)
{
    /// <summary>The order that hedges, crosses or gives back; none without one.</summary>
    public OrderId Second { get; init; }
}
