using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The four states of a strategy's position in an instrument.</summary>
public enum PositionState : byte
{
    /// <summary>Flat, and nothing works that would open it.</summary>
    Closed = 0,

    /// <summary>Flat, and an order works that would open it.</summary>
    Opening = 1,
    Open = 2,

    /// <summary>Orders work that would close all of it; those that wait or rest as protection don't count.</summary>
    Closing = 3,
}

public static class PositionStates
{
    /// <summary>Whether a position may go from one state to another in one step. Nobody may have asked for what opens or closes it.</summary>
    public static bool CanBecome(this PositionState from, PositionState to) => from switch
    {
        PositionState.Closed => to is PositionState.Opening or PositionState.Open,
        PositionState.Opening => to is PositionState.Open or PositionState.Closed,
        PositionState.Open => to is PositionState.Closing or PositionState.Closed,
        PositionState.Closing => to is PositionState.Open or PositionState.Closed,
        _ => false,
    };
}

/// <summary>One step of a position.</summary>
public readonly record struct PositionTransition(
    int Strategy, int Instrument, PositionState From, PositionState To, Quantity Position, OrderReason Reason, long Input, long LocalNs, long ExchangeNs);

/// <summary>A position from its opening to its close, or to now. Times are the engine's; 0: not yet.</summary>
/// <param name="Position">Signed, now; of a closed one 0.</param>
/// <param name="Most">The largest it was, signed.</param>
/// <param name="EntryReason">Of the order that opened it.</param>
/// <param name="ExitReason">Of the order that closed it, or of what did without one.</param>
/// <param name="Realised">Earned at average cost since it was opened, without fees.</param>
/// <param name="Fees">Paid since it was opened; those of a fill through zero count for what it closed.</param>
public readonly record struct PositionRecord(
    int Strategy, int Instrument, PositionState State, Quantity Position, Quantity Most, long OpenedNs, long ClosedNs, OrderReason EntryReason,
    OrderReason ExitReason, decimal Realised, decimal Fees);
