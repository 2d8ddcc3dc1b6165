namespace Touchline.Simulation;

/// <summary>
/// What a Sharpe ratio is worth after many trials. Source: D. H. Bailey and M. López de Prado, "The deflated Sharpe ratio: correcting for
/// selection bias, backtest overfitting and non-normality", Journal of Portfolio Management 40 (2014). Ratios are of one observation, not
/// annualised.
/// </summary>
public static class DeflatedSharpe
{
    private const double EulerMascheroni = 0.57721566490153286;

    /// <summary>The greatest Sharpe ratio to expect of so many independent trials that earn nothing; 0 for a single one.</summary>
    /// <param name="variance">Of the trials' Sharpe ratios.</param>
    public static double ExpectedMaximum(long trials, double variance) => trials < 2
        ? 0
        : Math.Sqrt(variance) * ((1 - EulerMascheroni) * NormalDistribution.Quantile(1 - 1.0 / trials)
            + EulerMascheroni * NormalDistribution.Quantile(1 - 1 / (trials * Math.E)));

    /// <summary>
    /// The probability that the true Sharpe ratio is above a threshold; with <see cref="ExpectedMaximum"/> for threshold it is the
    /// deflated Sharpe ratio. Not a number for less than two observations or when nothing moved.
    /// </summary>
    public static double Probability(ReturnStatistics returns, double threshold)
    {
        if (returns.Count < 2 || !(returns.Deviation > 0))
            return double.NaN;
        double sharpe = returns.Sharpe;
        double spread = 1 - returns.Skewness * sharpe + (returns.Kurtosis - 1) / 4 * sharpe * sharpe;
        if (!(spread > 0))
            return sharpe > threshold ? 1 : 0;
        return NormalDistribution.Below((sharpe - threshold) * Math.Sqrt(returns.Count - 1) / Math.Sqrt(spread));
    }
}
