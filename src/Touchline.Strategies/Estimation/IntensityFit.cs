using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>
/// Fits λ(δ) = A e^(−kδ), the rate at which a quote at a distance δ is gone through, to counted depths by maximum likelihood. In an
/// interval of Δt the deepest of Poisson arrivals is below δ with probability exp(−λ(δ) Δt), so that several arrivals in one interval
/// don't bias the rate. Allocates in its constructor only.
/// </summary>
/// <remarks>
/// The likelihood is that of the counts between neighbouring distances, which are independent of each other as the counts through each
/// distance aren't: its curvature (Fisher's information) gives standard errors. Distances go in even steps from the mean half spread to
/// where one arrival in ten goes further. λ as in Avellaneda and Stoikov (2008).
/// </remarks>
internal sealed class IntensityFit
{
    /// <summary>With fewer arrivals beyond the half spread there is no fit.</summary>
    public const int FewestArrivals = 50;

    /// <summary>Distances at which rates are compared, at most.</summary>
    public const int MostDistances = 16;

    private const int TailShare = 10;
    private const int MostSteps = 100;
    private const double Least = 1e-300;

    private readonly int[] _halfTicks = new int[MostDistances];
    private readonly long[] _through = new long[MostDistances];
    private readonly double[] _at = new double[MostDistances];
    private long _sides;
    private double _stepSeconds;
    private double _span;

    // ln of the expected arrivals an interval at the nearest distance, and how much it falls up to the furthest.
    private double _level;
    private double _fall;

    public int Distances { get; private set; }

    /// <summary>Rate at the mid, on each side, a second.</summary>
    public double A { get; private set; }

    /// <summary>Decay by distance: one over the unit of the half tick that was given.</summary>
    public double K { get; private set; }

    public double ErrorOfA { get; private set; }

    public double ErrorOfK { get; private set; }

    /// <summary>How much of the variance of the measured ln λ over the distances the fit explains, at most 1.</summary>
    public double RSquared { get; private set; }

    public int HalfTicksAt(int distance) => _halfTicks[distance];

    /// <summary>How often a distance was gone through.</summary>
    public long ThroughAt(int distance) => _through[distance];

    /// <summary>The measured rate on each side, a second.</summary>
    public double MeasuredAt(int distance) => -PortableMath.Log(1 - (double)_through[distance] / _sides) / _stepSeconds;

    public double FittedAt(int distance) => PortableMath.Exp(_level - _fall * _at[distance]) / _stepSeconds;

    /// <summary>False when there are too few arrivals, or all of about the same depth.</summary>
    /// <param name="stepSeconds">Length of an interval.</param>
    /// <param name="halfTick">What half a tick is in the unit of distance that the results are to be in.</param>
    public bool TryFit(ArrivalDepths depths, double stepSeconds, double halfTick)
    {
        _stepSeconds = stepSeconds;
        if (!TryChooseDistances(depths) || !TryMaximise(out double levelVariance, out double fallVariance, out double covariance))
            return false;
        double nearest = _halfTicks[0] * halfTick, width = _span * halfTick;
        K = _fall / width;
        ErrorOfK = Math.Sqrt(fallVariance) / width;
        double back = nearest / width;
        A = PortableMath.Exp(_level + K * nearest) / stepSeconds;
        ErrorOfA = A * Math.Sqrt(Math.Max(0, levelVariance + 2 * back * covariance + back * back * fallVariance));
        RSquared = Explained();
        return double.IsFinite(A) && double.IsFinite(K) && A > 0 && K > 0;
    }

    private bool TryChooseDistances(ArrivalDepths depths)
    {
        _sides = depths.Sides;
        int nearest = Math.Clamp((int)depths.MeanSpreadTicks, 1, ArrivalDepths.Furthest - 2);
        long all = depths.Through(nearest);
        if (all < FewestArrivals)
            return false;
        int furthest = depths.FurthestThrough(nearest, Math.Max(2, all / TailShare));
        int ticks = (furthest - nearest) / 2;
        if (ticks < 1)
            return false;
        Distances = Math.Min(MostDistances, ticks + 1);
        for (int i = 0; i < Distances; i++)
        {
            _halfTicks[i] = nearest + 2 * (int)((long)ticks * i / (Distances - 1));
            // Not all of them: the logarithm of none is none.
            _through[i] = Math.Min(depths.Through(_halfTicks[i]), _sides - 1);
            _at[i] = (double)(_halfTicks[i] - nearest) / (furthest - nearest);
        }

        _span = furthest - nearest;
        return _through[0] > _through[Distances - 1];
    }

    // Fisher's scoring, each step halved until the likelihood doesn't fall.
    private bool TryMaximise(out double levelVariance, out double fallVariance, out double covariance)
    {
        levelVariance = fallVariance = covariance = double.NaN;
        _level = PortableMath.Log(MeasuredAt(0) * _stepSeconds);
        _fall = _level - PortableMath.Log(MeasuredAt(Distances - 1) * _stepSeconds);
        double likelihood = Likelihood(_level, _fall);
        for (int step = 0; step < MostSteps; step++)
        {
            Curve curve = CurveAt(_level, _fall);
            double determinant = curve.LevelLevel * curve.FallFall - curve.LevelFall * curve.LevelFall;
            if (!(determinant > 0))
                return false;
            levelVariance = curve.FallFall / determinant;
            fallVariance = curve.LevelLevel / determinant;
            covariance = -curve.LevelFall / determinant;
            double level = levelVariance * curve.Level + covariance * curve.Fall, fall = covariance * curve.Level + fallVariance * curve.Fall;
            double next = Likelihood(_level + level, _fall + fall);
            for (int halving = 0; halving < 30 && !(next >= likelihood); halving++)
            {
                (level, fall) = (level / 2, fall / 2);
                next = Likelihood(_level + level, _fall + fall);
            }

            if (!(next > likelihood))
                return true;
            (_level, _fall, likelihood) = (_level + level, _fall + fall, next);
            if (Math.Abs(level) + Math.Abs(fall) < 1e-9)
                return true;
        }

        return true;
    }

    private double Likelihood(double level, double fall)
    {
        double sum = 0, below = 0;
        for (int i = 0; i <= Distances; i++)
        {
            double upTo = i == Distances ? 1 : Below(level, fall, i);
            sum += CountOf(i) * PortableMath.Log(Math.Max(Least, upTo - below));
            below = upTo;
        }

        return sum;
    }

    private Curve CurveAt(double level, double fall)
    {
        var curve = new Curve();
        double below = 0, belowByLevel = 0, belowByFall = 0;
        for (int i = 0; i <= Distances; i++)
        {
            double upTo = 1, byLevel = 0, byFall = 0;
            if (i < Distances)
            {
                upTo = Below(level, fall, i);
                byLevel = -PortableMath.Exp(level - fall * _at[i]) * upTo;
                byFall = -_at[i] * byLevel;
            }

            curve.Add(CountOf(i), _sides, Math.Max(Least, upTo - below), byLevel - belowByLevel, byFall - belowByFall);
            (below, belowByLevel, belowByFall) = (upTo, byLevel, byFall);
        }

        return curve;
    }

    // The probability that nothing goes through a distance in one interval.
    private double Below(double level, double fall, int distance) => PortableMath.Exp(-PortableMath.Exp(level - fall * _at[distance]));

    // Intervals whose deepest arrival went through the distance before this one and not through this one.
    private long CountOf(int distance) =>
        (distance == 0 ? _sides : _through[distance - 1]) - (distance == Distances ? 0 : _through[distance]);

    private double Explained()
    {
        double mean = 0, all = 0, left = 0;
        for (int i = 0; i < Distances; i++)
            mean += PortableMath.Log(MeasuredAt(i)) / Distances;
        for (int i = 0; i < Distances; i++)
        {
            double measured = PortableMath.Log(MeasuredAt(i)), miss = measured - PortableMath.Log(FittedAt(i));
            all += (measured - mean) * (measured - mean);
            left += miss * miss;
        }

        return 1 - left / all;
    }

    /// <summary>First derivatives of the log likelihood and the information expected of so many intervals.</summary>
    private struct Curve
    {
        public double Level, Fall, LevelLevel, LevelFall, FallFall;

        public void Add(long count, long sides, double probability, double byLevel, double byFall)
        {
            Level += count / probability * byLevel;
            Fall += count / probability * byFall;
            LevelLevel += sides / probability * byLevel * byLevel;
            LevelFall += sides / probability * byLevel * byFall;
            FallFall += sides / probability * byFall * byFall;
        }
    }
}
