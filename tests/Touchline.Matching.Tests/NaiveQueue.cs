using System.Collections.Concurrent;
using Touchline.Core.Tests;

namespace Touchline.Matching.Tests;

/// <summary>
/// Queue positions a second time, from the rules' text alone: doubles, plain powers and logarithms at high precision. Of the product it
/// knows the model's name and exponent.
/// </summary>
internal sealed class NaiveQueue(QueueModel model)
{
    // Tests run side by side.
    private static readonly ConcurrentDictionary<double, double> Logarithms = [];
    private static readonly ConcurrentDictionary<(double, double), double> Powers = [];

    public bool IsRiskAverse => model.Kind is QueueKind.RiskAverse or QueueKind.Fifo;

    /// <summary>How often each branch of the rules was taken.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <param name="front">F, in the unit that quantities are written in.</param>
    /// <param name="traded">T.</param>
    /// <param name="prev">Shown before.</param>
    /// <param name="now">Shown from now on.</param>
    public double AfterDepth(double front, double traded, double prev, double now)
    {
        if (IsRiskAverse)
            return Math.Min(front, now);
        double c = prev - now - traded;
        Saw(c < 0 ? "c < 0" : c == 0 ? "c = 0" : "c > 0");
        if (traded > 0)
            Saw("T > 0");
        if (c < 0)
            return Math.Min(front, now);
        double back = prev - front;
        double p = ChanceBehind(front, back);
        if (double.IsNaN(p))
        {
            Saw("p is no number");
            return now;
        }

        if (double.IsInfinity(p))
        {
            Saw("p is infinite");
            p = 1;
        }

        if (back - p * c < 0)
            Saw("more than was behind");
        return Math.Min(front - (1 - p) * c + Math.Min(back - p * c, 0), now);
    }

    /// <summary>Whole units, under partial-fill: what is cancelled is taken off unit by unit, behind us first, as far as its share goes.</summary>
    public long WholeAfterDepth(long front, long traded, long prev, long now, Func<long, double> written)
    {
        long back = Math.Max(0, prev - front), cancelled = prev - now - traded;
        if (front > 0 && cancelled > 0 && !IsRiskAverse)
        {
            double p = ChanceBehind(written(front), written(back));
            Saw("whole units shared");
            long share = double.IsNaN(p) ? cancelled : (long)Math.Round(p * cancelled, MidpointRounding.AwayFromZero);
            for (; cancelled > 0; cancelled--)
            {
                if (share > 0 && back > 0)
                    (share, back) = (share - 1, back - 1);
                else if (front > 0)
                    front--;
            }
        }

        return Math.Min(front, now);
    }

    private void Saw(string branch) => Seen[branch] = Seen.GetValueOrDefault(branch) + 1;

    private double ChanceBehind(double front, double back) => model.Kind switch
    {
        QueueKind.Power => Power(back) / (Power(back) + Power(front)),
        QueueKind.Power2 => Power(back) / Power(back + front),
        QueueKind.Power3 => 1 - Power(front / (front + back)),
        QueueKind.Log => Ln(1 + back) / (Ln(1 + back) + Ln(1 + front)),
        QueueKind.Log2 => Ln(1 + back) / Ln(1 + (back + front)),
        _ => throw new InvalidOperationException($"{model} has no chance"),
    };

    private double Power(double x)
    {
        double n = model.Exponent;
        if (x == 0 || !double.IsFinite(x))
            return Math.Pow(x, n);
        if (x < 0 && Math.Floor(n) != n)
            return double.NaN;
        double power = Powers.GetOrAdd((Math.Abs(x), n), static key => SlowMath.Pow(key.Item1, key.Item2));
        return x < 0 && n % 2 == 1 ? -power : power;
    }

    private static double Ln(double x)
    {
        if (!(x > 0) || !double.IsFinite(x))
            return Math.Log(x);
        return Logarithms.GetOrAdd(x, static key => SlowMath.Log(key));
    }
}
