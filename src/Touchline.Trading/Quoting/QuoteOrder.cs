using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A quote's order as the executor knows it. Prices and quantities in units.</summary>
internal struct QuoteOrder
{
    public OrderId Id;

    /// <summary>The terms that the venue is known to have.</summary>
    public long Price;

    public long Whole;
    public long Filled;

    /// <summary>The terms asked for while our amend is on its way; the whole quantity is 0 when none is.</summary>
    public long AmendPrice;

    public long AmendWhole;
    public OrderInFlight InFlight;

    /// <summary>Nobody knows what became of the last request: left alone, and counted as if it had been carried out.</summary>
    public bool IsUnknown;

    /// <summary>We asked for its end.</summary>
    public bool IsWithdrawn;

    /// <summary>Its cancel found nothing: it has ended and the report is still to come. Not asked again before there is news of it.</summary>
    public bool IsPresumedGone;

    /// <summary>An amend of it was refused since the last wish, by the gate or the venue: from then on it is only kept or cancelled.</summary>
    public bool IsAmendRefused;

    /// <summary>The part of what it stands for that is wanted there, as of the last look.</summary>
    public long Kept;

    /// <summary>What is to be done with it next.</summary>
    public QuoteMove Move;

    public long MovePrice;
    public long MoveRemaining;

    public readonly long Remaining => Math.Max(0, Whole - Filled);

    public readonly bool IsAmending => AmendWhole > 0;

    public readonly long AmendRemaining => Math.Max(0, AmendWhole - Filled);

    /// <summary>Where it stands, or will once its amend is carried out.</summary>
    public readonly long StandsAt => IsAmending ? AmendPrice : Price;

    public readonly long Standing => IsWithdrawn ? 0 : IsAmending ? AmendRemaining : Remaining;

    /// <summary>What may still trade at the worst.</summary>
    public readonly long Worst => Math.Max(Remaining, AmendRemaining);

    /// <summary>The venue has it and nothing is on its way.</summary>
    public readonly bool IsAtRest => InFlight == OrderInFlight.None && !IsUnknown && !IsPresumedGone && Remaining > 0;

    public readonly bool CanCancel => IsAtRest || (InFlight == OrderInFlight.New && !IsUnknown && Remaining > 0);
}

internal enum QuoteMove : byte
{
    Stay = 0,
    Cancel = 1,
    Amend = 2,
}

/// <summary>A price at which something is wanted, in units.</summary>
internal struct WantedLevel
{
    public long Price;

    /// <summary>Wanted and neither filled nor given up since.</summary>
    public long Units;

    /// <summary>The part of it that stands or is on its way there, as of the last look.</summary>
    public long Covered;

    public SecondTry SecondTry;

    public readonly long Lack => Units - Covered;
}

/// <summary>A refusal for want of room is tried once more when orders that take up room have gone.</summary>
internal enum SecondTry : byte
{
    Unused = 0,
    Waiting = 1,
    Used = 2,
}
