namespace Touchline.Monitoring;

internal enum AlertSeverity : byte
{
    Info,
    Warning,
    Critical,
}

internal enum AlertState : byte
{
    Firing,

    /// <summary>It goes on, and was told a while ago.</summary>
    StillFiring,
    Resolved,
}

/// <summary>Something that people are told of.</summary>
/// <param name="Seq">Counts from 1.</param>
/// <param name="Alert">The rule's name.</param>
/// <param name="Subject">What it is about, e.g. a connection; empty where the rule has but one.</param>
/// <param name="Text">For people, on one line, harmless on any screen.</param>
/// <param name="At">When it was told.</param>
/// <param name="Since">When it began.</param>
internal sealed record AlertNotice(long Seq, string Alert, string Subject, AlertSeverity Severity, AlertState State, string Text, DateTimeOffset At, DateTimeOffset Since)
{
    /// <summary>warning, critical, ...</summary>
    public string SeverityName => Severity.ToString().ToLowerInvariant();

    /// <summary>firing, still_firing, resolved.</summary>
    public string StateName => State switch
    {
        AlertState.Firing => "firing",
        AlertState.StillFiring => "still_firing",
        _ => "resolved",
    };
}

/// <summary>An alert that fires now.</summary>
/// <inheritdoc cref="AlertNotice"/>
internal sealed record ActiveAlert(string Alert, string Subject, AlertSeverity Severity, string Text, DateTimeOffset Since);

/// <summary>Is told of alerts, one after another, on the hub's thread or a timer's: it must be quick, and must not throw.</summary>
internal interface IAlertListener
{
    void OnAlert(AlertNotice notice);
}
