using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;

namespace Touchline.Commands;

/// <summary><c>touchline record</c>: a venue's live market into recordings.</summary>
internal static class RecordCommand
{
    private const long LeastPeriodNs = 1_000_000_000;
    private const double SecondsBetweenLines = 60;

    public static Command Create()
    {
        var venue = new TradingOptions([.. VenueSetting.All, Settings.For]);
        var folder = new Option<string>("--output", "-o") { Description = "The folder for the recordings; made if there is none", Required = true };
        var rotate = new Option<string>("--rotate") { Description = "A new file an instrument each such time by UTC, e.g. 1h; none: one file", DefaultValueFactory = _ => "1h" };
        var streams = new Option<string>("--streams") { Description = $"What to record, with commas between: {StreamNames.Known}", DefaultValueFactory = _ => StreamNames.Usual };
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end" };
        var command = new Command("record", "Record a venue's live market (--venue, --symbols): a file an instrument and hour, each a recording of its own. Ctrl-C ends it.");
        venue.AddTo(command);
        foreach (Option option in (ReadOnlySpan<Option>)[folder, rotate, streams, json])
            command.Add(option);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            EffectiveSettings settings = venue.ReadHere(parsed);
            VenueSettings chosen = (VenueSettings.Of(settings) ?? throw new BadInputException($"setting {VenueSetting.Name.Path} is missing; right is --venue {VenueSetting.Binance}")).WithSymbols();
            return Run(
                chosen, StreamNames.Read(parsed.GetRequiredValue(streams)), parsed.GetRequiredValue(folder), Period(parsed.GetRequiredValue(rotate)),
                settings.Value(Settings.For), parsed.GetValue(json), cancel);
        }));
        return command;
    }

    private static int Run(VenueSettings venue, FeedStreams streams, string folder, long periodNs, long lengthNs, bool json, CancellationToken interrupted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        MakeFolder(folder);
        using var line = new RecorderLine();
        using var recorder = new FeedRecorder(venue, streams, folder, periodNs, LiveVenues.Connect(venue, RingWaiting.Block), line.Say);
        TimeSpan? time = lengthNs == long.MaxValue ? null : TimeSpan.FromTicks(Math.Max(1, lengthNs / 100));
        try
        {
            recorder.Run(() => line.Show(recorder), time, end.Token);
        }
        catch (IOException e) when (recorder.Rows > 0)
        {
            line.Dispose();
            Print(recorder, json);
            throw new IOException($"{e.Message}; recording has ended. What was recorded until then is readable, unfinished files by their names with {PartialFile.Suffix} behind. {RunCommand.FreeSpace}", e);
        }

        line.Dispose();
        Print(recorder, json);
        if (!recorder.IsHopeless && (recorder.Rows > 0 || recorder.Trouble is null))
            return CommandLine.Done;
        Console.Error.WriteLine(recorder.Rows > 0 ? $"touchline: {recorder.Trouble}" : $"touchline: nothing was recorded: {recorder.Trouble}");
        return CommandLine.FailedRun;
    }

    private static long Period(string text)
    {
        if (text == SettingText.None)
            return long.MaxValue;
        return Duration.TryParse(text, out long ns) && ns >= LeastPeriodNs
            ? ns
            : throw new BadInputException($"--rotate '{text}' is wrong; right is a time of at least 1s with its unit, e.g. 1h, or none");
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"can't make the folder {folder}: {e.Message}", e);
        }
    }

    private static void Print(FeedRecorder recorder, bool json)
    {
        if (json)
        {
            Console.WriteLine(ToJson(recorder).ToJsonString(JsonText.Indented));
            return;
        }

        foreach (RecordedFile file in recorder.Files)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Path}: {file.Rows:N0} rows, {file.Bytes / 1048576.0:0.0} MiB, {file.Gaps} gaps{(file.IsComplete ? "" : ", NOT CLOSED")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{recorder.Rows:N0} rows in {recorder.FileCount} files, {recorder.Gaps} gaps, in {recorder.Elapsed.TotalSeconds:0.0} s"));
    }

    private static JsonObject ToJson(FeedRecorder recorder) => new()
    {
        ["rows"] = recorder.Rows,
        ["gaps"] = recorder.Gaps,
        ["file_count"] = recorder.FileCount,
        ["files"] = new JsonArray([.. recorder.Files.Select(f => new JsonObject
        {
            ["path"] = f.Path,
            ["symbol"] = f.Symbol,
            ["rows"] = f.Rows,
            ["bytes"] = f.Bytes,
            ["gaps"] = f.Gaps,
            ["complete"] = f.IsComplete,
        })]),
        ["trouble"] = recorder.Trouble,
        ["seconds"] = recorder.Elapsed.TotalSeconds,
    };

    /// <summary>How it goes, on standard error: one line that is written over on a terminal, else a line a minute.</summary>
    private sealed class RecorderLine : IDisposable
    {
        private const double SecondsBetween = 0.5;

        private readonly bool _isTerminal = !Console.IsErrorRedirected;
        private double _next;
        private bool _isShown;

        public void Say(string text)
        {
            Dispose();
            Console.Error.WriteLine(text);
        }

        public void Show(FeedRecorder recorder)
        {
            double seconds = recorder.Elapsed.TotalSeconds;
            if (seconds < _next)
                return;
            _next = seconds + (_isTerminal ? SecondsBetween : SecondsBetweenLines);
            string age = recorder.OldestNs is { } ns ? $"{ns / 1e9:0.0} s" : "-";
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{recorder.Rows:N0} rows, {recorder.RowsPerSecond:N0}/s, {recorder.Bytes / 1048576.0:0.0} MiB, {recorder.Gaps} gaps, oldest data {age}{(recorder.Trouble is null ? "" : ", TROUBLE")}");
            if (_isTerminal)
                Console.Error.Write($"\r{text}\u001b[K");
            else if (seconds > SecondsBetween)
                Console.Error.WriteLine(text);
            _isShown = _isTerminal;
        }

        public void Dispose()
        {
            if (_isShown)
                Console.Error.Write("\r\u001b[K");
            _isShown = false;
        }
    }
}
