using System.Globalization;
using Touchline.Core;
using Touchline.Monitoring;

namespace Touchline.Configuration;

/// <summary>The part of the table of settings that is about logs, metrics and alerts.</summary>
internal static class MonitoringSetting
{
    private const int MostDays = 3650;

    private static readonly AlertOptions Usual = new();
    private static readonly string[] Sections = ["log", "metrics", "alerts"];

    public static ScalarSetting<string?> Folder { get; } = new(
        "log.folder", null, SettingText.TryReadFolder, SettingText.WriteFolder, "a folder that can be written, for one session alone, or none", "where the session's log is written, a file a day")
    { Option = "--log-folder" };

    public static ScalarSetting<LogLevel> Level { get; } = new(
        "log.level", LogLevel.Info, TryReadLevel, LogLine.NameOf, "debug, info, warning or error", "what the log leaves out: all below this")
    { Option = "--log-level", PlainName = "LOG_LEVEL" };

    public static ScalarSetting<int> Keep { get; } = new(
        "log.keep", new LogFileBounds().KeepDays, TryReadDays, d => d.ToString(CultureInfo.InvariantCulture), $"a whole number from 1 to {MostDays}", "how many days' log files are kept")
    { Option = "--log-keep" };

    public static ScalarSetting<Uri?> Otlp { get; } = new(
        "metrics.otlp", null, TryReadAddress, a => a?.OriginalString ?? SettingText.None, "an address of scheme http or https, e.g. http://127.0.0.1:4318, or none", "the collector that metrics are sent to, by OTLP over HTTP")
    { Option = "--otlp" };

    public static ScalarSetting<decimal> RejectRate { get; } = Share(
        "reject_rate", Usual.RejectRate, "the share of the last five minutes' orders, when they are 20 or more, that the venue may refuse before people are told");

    public static ScalarSetting<decimal> DailyLoss { get; } = Share("daily_loss", Usual.DailyLoss, "the share of the limit max_daily_loss from which on people are warned");

    public static ScalarSetting<long> Disconnect { get; } = Time("disconnect", Usual.Disconnect, "how long a connection may be down before people are told");

    public static ScalarSetting<long> Repeat { get; } = Time("repeat", Usual.Repeat, "how often people are told of the same alert at most");

    public static IReadOnlyList<Setting> All { get; } = [Folder, Level, Keep, Otlp, RejectRate, DailyLoss, Disconnect, Repeat];

    public static bool IsWithin(Setting setting) => Sections.Any(s => Settings.IsWithin(setting, s));

    private static ScalarSetting<decimal> Share(string name, decimal usual, string text) => new(
        $"alerts.{name}", usual, (string given, out decimal share) => SettingText.TryReadNumber(given, out share) && share is > 0 and <= 1, SettingText.Write,
        "a share above 0 up to 1, e.g. 0.1", text)
    { Option = $"--alert-{name.Replace('_', '-')}" };

    private static ScalarSetting<long> Time(string name, TimeSpan usual, string text) => new(
        $"alerts.{name}", (long)usual.TotalNanoseconds, TryReadTime, Duration.Format, "a time from 1s to 24h, e.g. 30s", text)
    { Option = $"--alert-{name}" };

    private static bool TryReadTime(string text, out long ns) => Duration.TryParse(text, out ns) && ns is >= 1_000_000_000 and <= 86_400_000_000_000;

    private static bool TryReadDays(string text, out int days) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days is >= 1 and <= MostDays;

    // The plain name is shared with other programs, which write levels in capitals.
    private static bool TryReadLevel(string text, out LogLevel level)
    {
        string name = text.Equals("warn", StringComparison.OrdinalIgnoreCase) ? "warning" : text.ToLowerInvariant();
        level = Array.Find(Enum.GetValues<LogLevel>(), l => LogLine.NameOf(l) == name);
        return LogLine.NameOf(level) == name;
    }

    private static bool TryReadAddress(string text, out Uri? address)
    {
        address = null;
        return text == SettingText.None
            || (Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && address.UserInfo.Length == 0 && address.Fragment.Length == 0);
    }
}
