using System.CommandLine;
using Touchline.Core;
using Touchline.Strategies;

namespace Touchline.Commands;

/// <summary><c>touchline calibrate</c>: the figures that model market makers need, from a recording.</summary>
internal static class CalibrateCommand
{
    private const long ShortestStepNs = 10_000_000;
    private const long LongestStepNs = 10_000_000_000;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The recording (.tlr)", Required = true };
        var instrument = new Option<string?>("--instrument") { Description = "SYMBOL or SYMBOL@VENUE; needed when the recording holds several" };
        var step = new Option<string>("--step") { Description = "Time between two looks: the refresh of the strategy", DefaultValueFactory = _ => "100ms" };
        var from = new Option<string>("--from") { Description = "Where to begin, from the recording's beginning", DefaultValueFactory = _ => "0s" };
        var to = new Option<string?>("--to") { Description = "Where to end, from the recording's beginning; without it at its end" };
        var window = new Option<string?>("--window") { Description = "Also estimate every stretch of this length, at least 1m, to see how steady the figures are" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object; times in ns" };
        var command = new Command("calibrate", "Estimate volatility and the arrival of market orders from a recording, as parameters for avellaneda-stoikov and glft.")
        {
            data, instrument, step, from, to, window, json,
        };
        command.SetAction((parsed, cancel) => CommandLine.Start(() => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(json),
            new CalibrationOptions
            {
                Instrument = parsed.GetValue(instrument),
                StepNs = StepOf(parsed.GetRequiredValue(step)),
                FromNs = TimeOf("--from", parsed.GetRequiredValue(from)),
                ToNs = parsed.GetValue(to) is { } end ? TimeOf("--to", end) : long.MaxValue,
                WindowNs = parsed.GetValue(window) is { } length ? WindowOf(length) : null,
            },
            cancel)));
        return command;
    }

    private static int Run(string path, bool json, CalibrationOptions options, CancellationToken cancel)
    {
        using Recording recording = Recording.Open(path);
        if (!recording.IsComplete)
            Console.Error.WriteLine($"warning: {path} wasn't closed by its writer; {recording.LostBytes:N0} bytes behind its last whole block are left out");
        using var progress = new ProgressLine("calibrating");
        MarketCalibration calibration = MarketCalibration.Of(
            recording, options, new Relay<long>(rows => progress.Show((double)rows / Math.Max(1, recording.RowCount), rows)), cancel);
        progress.Dispose();
        Console.WriteLine(json ? CalibrationText.Json(calibration).ToJsonString(JsonText.Indented) : CalibrationText.Table(calibration));
        return CommandLine.Done;
    }

    private static long TimeOf(string option, string text) =>
        Duration.TryParse(text, out long ns) ? ns : throw new BadInputException($"{option} '{text}' is no length of time; give e.g. 90s or 2m");

    private static long StepOf(string text) => Duration.TryParse(text, out long ns) && ns is >= ShortestStepNs and <= LongestStepNs
        ? ns
        : throw new BadInputException($"--step '{text}' is wrong; right is a time from {Duration.Format(ShortestStepNs)} to {Duration.Format(LongestStepNs)}");

    private static long WindowOf(string text) => Duration.TryParse(text, out long ns) && ns >= MarketCalibration.ShortestNs
        ? ns
        : throw new BadInputException($"--window '{text}' is wrong; right is a time of at least {Duration.Format(MarketCalibration.ShortestNs)}");
}
