using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The risk-averse queue: only trades at our price move us forward, and a fall of the shown quantity below what was ahead of us
/// caps it. Rules: docs/simulation.md, "Queue position".
/// </summary>
internal static class RiskAverseQueue
{
    public static long Join(Quantity shown) => shown.Units;

    public static void OnTrade(ref RestingOrder order, Quantity traded) => order.Ahead -= traded.Units;

    public static void OnDepth(ref RestingOrder order, Quantity shown) => order.Ahead = Math.Min(order.Ahead, shown.Units);

    /// <summary>The quantity ahead, rounded to lots half away from zero, is at least one lot below zero.</summary>
    public static bool IsFilled(in RestingOrder order, long lotUnits) => order.Ahead < 0 && -2 * (Int128)order.Ahead >= lotUnits;
}
