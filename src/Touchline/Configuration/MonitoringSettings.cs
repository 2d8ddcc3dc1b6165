using Touchline.Core;
using Touchline.Monitoring;

namespace Touchline.Configuration;

/// <summary>What the user wants of logs, metrics and alerts, checked.</summary>
internal sealed record MonitoringSettings
{
    /// <summary>Null: no log files.</summary>
    public string? LogFolder { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    public int KeepDays { get; init; } = new LogFileBounds().KeepDays;

    /// <summary>Null: metrics are sent nowhere.</summary>
    public Uri? Otlp { get; init; }

    public AlertOptions Alerts { get; init; } = new();

    /// <exception cref="BadInputException">Settings contradict each other.</exception>
    public static MonitoringSettings Of(EffectiveSettings settings)
    {
        string? folder = settings.Value(MonitoringSetting.Folder);
        // The level has a plain name, which other programs' files have too.
        if (folder is null && settings.SourceOf(MonitoringSetting.Keep) is { } source)
            throw new BadInputException($"{source}: setting {MonitoringSetting.Keep.Path} has no effect, as {MonitoringSetting.Folder.Path} isn't given: no log is written");
        return new MonitoringSettings
        {
            LogFolder = folder,
            LogLevel = settings.Value(MonitoringSetting.Level),
            KeepDays = settings.Value(MonitoringSetting.Keep),
            Otlp = settings.Value(MonitoringSetting.Otlp),
            Alerts = new AlertOptions
            {
                RejectRate = settings.Value(MonitoringSetting.RejectRate),
                DailyLoss = settings.Value(MonitoringSetting.DailyLoss),
                Disconnect = TimeSpan.FromTicks(settings.Value(MonitoringSetting.Disconnect) / 100),
                Repeat = TimeSpan.FromTicks(settings.Value(MonitoringSetting.Repeat) / 100),
            },
        };
    }
}
