using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>Volatility and arrival intensity of one instrument over a stretch of a recording. Prices in quote currency, rates a second.</summary>
public sealed record MarketCalibration
{
    /// <summary>A stretch must be at least this long.</summary>
    public const long ShortestNs = 60_000_000_000;

    public required Instrument Instrument { get; init; }

    public required long StepNs { get; init; }

    /// <summary>The whole stretch.</summary>
    public required StretchCalibration Whole { get; init; }

    /// <summary>Each window of it, when asked for.</summary>
    public required IReadOnlyList<StretchCalibration> Windows { get; init; }

    /// <summary>Reads the stretch once, as it reached our side.</summary>
    /// <exception cref="BadInputException">The recording or the stretch can't give an estimate; the message says what it would take.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MarketCalibration Of(
        Recording recording, CalibrationOptions options, IProgress<long>? rowsRead = null, CancellationToken cancel = default)
    {
        var pass = new CalibrationPass(recording, options);
        pass.Run(rowsRead, cancel);
        return pass.Finish();
    }
}

/// <summary>The figures of one stretch.</summary>
/// <param name="FromNs">Local time of its beginning, clock offset added.</param>
/// <param name="ToNs">Local time of its end.</param>
/// <param name="Trades">Trades in it.</param>
/// <param name="Volatility">Null when the mid was never there for long enough.</param>
/// <param name="Intensity">Null when there were too few arrivals.</param>
public sealed record StretchCalibration(
    long FromNs, long ToNs, long Trades, VolatilityEstimate? Volatility, IntensityEstimate? Intensity);

/// <summary>Volatility of the mid in quote currency by the square root of a second.</summary>
/// <param name="Sigma">By two time scales: <see cref="SlowNs"/>, corrected for the noise that a step shows; uncorrected where that would leave nothing.</param>
/// <param name="Error">Its standard error if volatility stayed the same.</param>
/// <param name="SlowNs">The slow scale.</param>
/// <param name="ByInterval">Uncorrected volatility by the length of the interval; the same at all of them in a market without noise or trend.</param>
public sealed record VolatilityEstimate(double Sigma, double Error, long SlowNs, IReadOnlyList<VolatilityAt> ByInterval);

/// <summary>Volatility from changes over an interval.</summary>
public sealed record VolatilityAt(long IntervalNs, double Sigma);

/// <summary>λ(δ) = A e^(−kδ) on each side.</summary>
/// <param name="A">A second, at the mid.</param>
/// <param name="AError">Standard error if arrivals were independent.</param>
/// <param name="K">One over quote currency.</param>
/// <param name="KError">Likewise.</param>
/// <param name="RSquared">Of ln λ over the distances.</param>
/// <param name="Arrivals">How often the nearest distance was gone through.</param>
/// <param name="Distances">Measured and fitted rates.</param>
public sealed record IntensityEstimate(
    double A, double AError, double K, double KError, double RSquared, long Arrivals, IReadOnlyList<IntensityAt> Distances);

/// <summary>The rate at which a quote at a distance from the mid was gone through, on each side a second.</summary>
public sealed record IntensityAt(double Distance, long Arrivals, double Measured, double Fitted);
