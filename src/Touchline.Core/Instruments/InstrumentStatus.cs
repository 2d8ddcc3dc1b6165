namespace Touchline.Core;

/// <summary>What the venue says of trading in an instrument.</summary>
public enum InstrumentStatus : byte
{
    Trading = 0,

    /// <summary>Nothing passes but cancels.</summary>
    Halted = 1,

    /// <summary>It is being taken off the venue: what can only reduce passes.</summary>
    Delisting = 2,
}
