using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>Which of a market's figures are given, and over what the others are estimated while the strategy runs.</summary>
internal sealed record EstimateTerms
{
    private const long OverlapNs = 1_000_000_000;
    private const int MostSteps = 100_000;

    /// <summary>In quote currency by the square root of a second; 0: to be estimated.</summary>
    public required double Sigma { get; init; }

    /// <summary>Arrivals a second at the mid; 0: to be estimated, together with <see cref="K"/>.</summary>
    public required double A { get; init; }

    /// <summary>One over quote currency; 0: to be estimated.</summary>
    public required double K { get; init; }

    /// <summary>Time between two looks at the market.</summary>
    public required long StepNs { get; init; }

    /// <summary>How far back an estimate looks.</summary>
    public required long WindowNs { get; init; }

    public bool EstimatesSigma => Sigma == 0;

    public bool EstimatesIntensity => K == 0;

    /// <summary>Looks within the window.</summary>
    public int Window => (int)(WindowNs / StepNs);

    /// <summary>Looks between the two ends of a change: about a second, as what a mid does between two looks is half noise.</summary>
    public int Lag => (int)Math.Max(1, (OverlapNs + StepNs - 1) / StepNs);

    /// <exception cref="BadInputException">The window holds too few or too many looks.</exception>
    public static void CheckWindow(DurationParameter window, DurationParameter refresh)
    {
        long least = Math.Max(10 * refresh.Ns, 10 * OverlapNs);
        if (window.Ns < least || window.Ns / refresh.Ns > MostSteps)
            throw new BadInputException($"parameter {window.Name} is {window.ValueText}; with {refresh.Name} at {refresh.ValueText} right is a time from {Duration.Format(least)} to {Duration.Format(MostSteps * refresh.Ns)}");
    }
}
