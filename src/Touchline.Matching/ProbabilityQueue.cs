using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The probability queues: a fall of the shown quantity that no trade explains was partly ahead of us and partly behind, by a chance
/// that depends on how much stood where. Rules: docs/simulation.md, "Queue position".
/// </summary>
internal readonly struct ProbabilityQueue(QueueModel model, QuantityUnit unit) : IQueue
{
    private readonly QueueKind _kind = model.Kind;
    private readonly double _exponent = model.Exponent;

    public double Advance(double ahead, double traded, Quantity previous, Quantity shown)
    {
        double before = unit.ToDouble(previous), now = unit.ToDouble(shown);
        double cancelled = before - now - traded;
        if (cancelled < 0)
            return now < ahead ? now : ahead;
        double behind = before - ahead;
        double p = ChanceBehind(ahead, behind);
        if (double.IsInfinity(p))
            p = 1;
        double left = ahead - (1 - p) * cancelled + Math.Min(behind - p * cancelled, 0);
        // Not a number, where the chance is none, counts as what is shown.
        return left < now ? left : now;
    }

    public long Advance(long ahead, long traded, Quantity previous, Quantity shown)
    {
        if (ahead <= 0)
            return ahead;
        long cancelled = previous.Units - shown.Units - traded;
        if (cancelled > 0)
        {
            long behind = Math.Max(0, previous.Units - ahead);
            long fromAhead = cancelled - FromBehind(ahead, behind, cancelled);
            ahead = Math.Max(0, ahead - fromAhead);
        }

        return Math.Min(ahead, shown.Units);
    }

    // Whole units, and no more than there were. Where the chance is no number, because a power left the range, as much as can be.
    private long FromBehind(long ahead, long behind, long cancelled)
    {
        double p = ChanceBehind(unit.ToDouble(new Quantity(ahead)), unit.ToDouble(new Quantity(behind)));
        long share = p < 1 ? (long)Math.Round(p * cancelled, MidpointRounding.AwayFromZero) : cancelled;
        return Math.Min(share, behind);
    }

    private double ChanceBehind(double front, double back)
    {
        switch (_kind)
        {
            case QueueKind.Power:
                double power = PortableMath.Pow(back, _exponent);
                return power / (power + PortableMath.Pow(front, _exponent));
            case QueueKind.Power2:
                return PortableMath.Pow(back, _exponent) / PortableMath.Pow(back + front, _exponent);
            case QueueKind.Power3:
                return 1 - PortableMath.Pow(front / (front + back), _exponent);
            case QueueKind.Log:
                double log = PortableMath.Log(1 + back);
                return log / (log + PortableMath.Log(1 + front));
            default:
                return PortableMath.Log(1 + back) / PortableMath.Log(1 + (back + front));
        }
    }
}
