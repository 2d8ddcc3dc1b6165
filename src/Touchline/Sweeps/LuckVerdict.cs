using System.Globalization;
using Touchline.Simulation;

namespace Touchline.Sweeps;

/// <summary>
/// What the best of many trials is worth: the best of worthless ones looks good too. Every trial counts as independent of the others,
/// which expects the most of luck.
/// </summary>
/// <param name="Trials">Points with a result, of this sweep and of earlier ones on the same data.</param>
/// <param name="Deviation">Of the trials' Sharpe ratios; of one second, as the others.</param>
/// <param name="Luck">The greatest Sharpe ratio to expect of so many worthless trials.</param>
/// <param name="Sharpe">That of the best.</param>
/// <param name="Deflated">The probability that its true Sharpe ratio is above what luck gives; not a number if it never traded.</param>
internal sealed record LuckVerdict(long Trials, double Deviation, double Luck, double Sharpe, double Deflated)
{
    /// <summary>Below it a result isn't to be trusted, by the usual standard of one in twenty.</summary>
    public const double Trusted = 0.95;

    public bool IsTrusted => Deflated >= Trusted;

    /// <summary>That the Sharpe ratio comes of having tried so often; not a number if it never traded.</summary>
    public double LuckProbability => 1 - Deflated;

    /// <param name="best">The one chosen.</param>
    /// <param name="known">Every result there is.</param>
    public static LuckVerdict Of(PointResult best, IEnumerable<PointResult> known)
    {
        // Sums in an order that doesn't depend on which run ended first.
        double[] sharpes = [.. known.Where(r => r.Error is null && r.Range == best.Range).Select(r => r.Returns.Sharpe).Order()];
        double mean = sharpes.Sum() / Math.Max(1, sharpes.Length);
        double variance = sharpes.Length < 2 ? 0 : sharpes.Sum(s => (s - mean) * (s - mean)) / (sharpes.Length - 1);
        double luck = DeflatedSharpe.ExpectedMaximum(sharpes.Length, variance);
        return new LuckVerdict(sharpes.Length, Math.Sqrt(variance), luck, best.Returns.Sharpe, DeflatedSharpe.Probability(best.Returns, luck));
    }

    /// <summary>For people, in full sentences.</summary>
    public string Text
    {
        get
        {
            if (double.IsNaN(Deflated))
                return "The best point never traded, or its equity never moved: nothing can be said of luck.";
            string tried = Trials == 1 ? "With one point tried" : string.Create(CultureInfo.InvariantCulture, $"With {Trials:N0} points tried");
            string figures = string.Create(
                CultureInfo.InvariantCulture, $"{tried}, the best of worthless ones would show a Sharpe ratio of {Luck:0.0000} a second; this one shows {Sharpe:0.0000}. Deflated Sharpe ratio {Deflated:0.0000}");
            if (Sharpe <= 0)
                return $"{figures}: even the best lost money.";
            string luck = string.Create(CultureInfo.InvariantCulture, $"{figures}: the probability that it is luck is {LuckProbability:0.0000}");
            return IsTrusted
                ? $"{luck}."
                : $"{luck}, more than the 0.05 that one may bear. Don't trade on it; try it on data it wasn't chosen on (--walk-forward).";
        }
    }
}
