using System.Text.Json.Nodes;
using Touchline.Control;
using Touchline.Trading;

namespace Touchline.Monitoring;

/// <summary>How the program is, for whoever asks without a token: numbers of things, never money, positions or names.</summary>
internal static class HealthReport
{
    public const string Ok = "ok";
    public const string Degraded = "degraded";
    public const string Down = "down";

    /// <param name="portrait">The newest; null before the first.</param>
    /// <param name="age">Since it came.</param>
    public static JsonObject Of(SessionPortrait? portrait, TimeSpan age, IReadOnlyCollection<ActiveAlert> alerts)
    {
        bool isSilent = portrait is { IsStopped: false } && age > AlertRules.Silence;
        return new JsonObject
        {
            ["status"] = StatusOf(portrait, isSilent, alerts),
            ["session"] = new JsonObject
            {
                ["state"] = portrait is null ? "none" : portrait.IsStopped ? "stopped" : isSilent ? "silent" : "running",
                ["kind"] = portrait?.Kind,
                ["seconds"] = portrait is null ? null : Math.Round(portrait.Seconds),
                ["killed"] = portrait is null ? null : portrait.Kill.State != KillState.Armed,
            },
            ["connections"] = new JsonObject
            {
                ["up"] = portrait?.Connections.Count(c => c.IsUp) ?? 0,
                ["down"] = portrait?.Connections.Count(c => !c.IsUp) ?? 0,
            },
            ["storage"] = portrait?.Storage is var (lost, waiting) ? new JsonObject { ["lost"] = lost, ["waiting"] = waiting } : null,
            ["alerts"] = new JsonObject
            {
                ["critical"] = alerts.Count(a => a.Severity == AlertSeverity.Critical),
                ["warning"] = alerts.Count(a => a.Severity == AlertSeverity.Warning),
            },
        };
    }

    // A program without a session, or whose session hangs, doesn't trade; nor does one that was stopped.
    private static string StatusOf(SessionPortrait? portrait, bool isSilent, IReadOnlyCollection<ActiveAlert> alerts)
    {
        if (portrait is null || portrait.IsStopped || isSilent)
            return Down;
        if (portrait.Connections.Count > 0 && !portrait.Connections.Any(c => c.IsUp))
            return Down;
        bool isTroubled = portrait.Connections.Any(c => !c.IsUp) || portrait.Storage?.Lost > 0 || portrait.Strategies.Any(s => s.Failure is not null)
            || portrait.Kill.State != KillState.Armed || alerts.Any(a => a.Severity != AlertSeverity.Info);
        return isTroubled ? Degraded : Ok;
    }
}
