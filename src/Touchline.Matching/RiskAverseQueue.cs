using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The risk-averse queue: only trades at our price move us forward, and a fall of the shown quantity below what was ahead of us
/// caps it. Rules: docs/simulation.md, "Queue position".
/// </summary>
internal readonly struct RiskAverseQueue(QuantityUnit unit) : IQueue
{
    public double Advance(double ahead, double traded, Quantity previous, Quantity shown)
    {
        double now = unit.ToDouble(shown);
        return now < ahead ? now : ahead;
    }

    public long Advance(long ahead, long traded, Quantity previous, Quantity shown) => Math.Min(ahead, shown.Units);
}
