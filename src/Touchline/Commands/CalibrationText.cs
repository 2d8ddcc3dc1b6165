using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Strategies;

namespace Touchline.Commands;

/// <summary>A calibration for people, and as JSON.</summary>
internal static class CalibrationText
{
    private const int Digits = 4;

    public static string Table(MarketCalibration calibration)
    {
        (VolatilityEstimate volatility, IntensityEstimate intensity) = (calibration.Whole.Volatility!, calibration.Whole.Intensity!);
        StretchCalibration whole = calibration.Whole;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{calibration.Instrument}: {(whole.ToNs - whole.FromNs) / 1e9:0.0} s in steps of {Duration.Format(calibration.StepNs)}, {whole.Trades:N0} trades, {intensity.Arrivals:N0} arrivals beyond the touch");
        text.AppendLine($"sigma   {WithError(volatility.Sigma, volatility.Error)}   price/sqrt(s), two time scales: {Duration.Format(volatility.SlowNs)} less the noise of {Duration.Format(calibration.StepNs)}");
        text.AppendLine($"A       {WithError(intensity.A, intensity.AError)}   1/s on each side");
        text.AppendLine($"k       {WithError(intensity.K, intensity.KError)}   1/price");
        text.AppendLine($"r²      {intensity.RSquared.ToString("0.000", CultureInfo.InvariantCulture)}   of ln intensity over the distances below");
        text.AppendLine();
        text.AppendLine(TextColumns.Of([["interval", "sigma uncorrected"], .. volatility.ByInterval.Select(v => new[] { Duration.Format(v.IntervalNs), Short(v.Sigma) })]));
        text.AppendLine();
        text.AppendLine(TextColumns.Of(
            [["distance", "ticks", "arrivals", "measured 1/s", "fitted 1/s"], .. intensity.Distances.Select(d => Row(d, calibration.Instrument))]));
        if (calibration.Windows.Count > 0)
        {
            text.AppendLine();
            text.AppendLine(TextColumns.Of([["from", "to", "trades", "sigma", "A", "k", "r²"], .. calibration.Windows.Select(w => Row(w, whole.FromNs))]));
        }

        text.AppendLine();
        text.Append(Parameters(calibration));
        return text.ToString();
    }

    public static JsonObject Json(MarketCalibration calibration)
    {
        JsonObject json = Json(calibration.Whole);
        json.Insert(0, "instrument", calibration.Instrument.ToString());
        json.Insert(1, "tick", calibration.Instrument.Tick);
        json.Insert(2, "step_ns", calibration.StepNs);
        json["windows"] = new JsonArray([.. calibration.Windows.Select(Json)]);
        json["parameters"] = new JsonObject
        {
            ["A"] = Short(calibration.Whole.Intensity!.A),
            ["k"] = Short(calibration.Whole.Intensity!.K),
            ["sigma"] = Short(calibration.Whole.Volatility!.Sigma),
        };
        return json;
    }

    private static string Parameters(MarketCalibration calibration) =>
        $"--param A={Short(calibration.Whole.Intensity!.A)} --param k={Short(calibration.Whole.Intensity!.K)} --param sigma={Short(calibration.Whole.Volatility!.Sigma)}";

    private static JsonObject Json(StretchCalibration stretch) => new()
    {
        ["from_ns"] = stretch.FromNs,
        ["to_ns"] = stretch.ToNs,
        ["trades"] = stretch.Trades,
        ["volatility"] = stretch.Volatility is not { } volatility ? null : new JsonObject
        {
            ["sigma"] = volatility.Sigma,
            ["error"] = volatility.Error,
            ["slow_ns"] = volatility.SlowNs,
            ["uncorrected"] = new JsonArray([.. volatility.ByInterval.Select(v => new JsonObject { ["interval_ns"] = v.IntervalNs, ["sigma"] = v.Sigma })]),
        },
        ["intensity"] = stretch.Intensity is not { } intensity ? null : new JsonObject
        {
            ["A"] = intensity.A,
            ["A_error"] = intensity.AError,
            ["k"] = intensity.K,
            ["k_error"] = intensity.KError,
            ["r_squared"] = intensity.RSquared,
            ["arrivals"] = intensity.Arrivals,
            ["distances"] = new JsonArray([.. intensity.Distances.Select(d => new JsonObject
            {
                ["distance"] = d.Distance, ["arrivals"] = d.Arrivals, ["measured"] = d.Measured, ["fitted"] = d.Fitted,
            })]),
        },
    };

    private static string[] Row(IntensityAt at, Instrument instrument) =>
    [
        Short(at.Distance), Short(at.Distance / (double)instrument.Tick), at.Arrivals.ToString(CultureInfo.InvariantCulture), Short(at.Measured), Short(at.Fitted),
    ];

    private static string[] Row(StretchCalibration window, long fromNs) =>
    [
        Seconds(window.FromNs - fromNs), Seconds(window.ToNs - fromNs), window.Trades.ToString(CultureInfo.InvariantCulture),
        window.Volatility is { } volatility ? WithError(volatility.Sigma, volatility.Error) : "-",
        window.Intensity is { } a ? WithError(a.A, a.AError) : "-",
        window.Intensity is { } k ? WithError(k.K, k.KError) : "-",
        window.Intensity is { } fit ? fit.RSquared.ToString("0.000", CultureInfo.InvariantCulture) : "-",
    ];

    private static string Seconds(long ns) => (ns / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "s";

    private static string WithError(double value, double error) => $"{Short(value)} ± {error.ToString("G2", CultureInfo.InvariantCulture)}";

    // As a parameter takes it: plain digits.
    private static string Short(double value) =>
        value == 0 ? "0" : ((decimal)double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
}
