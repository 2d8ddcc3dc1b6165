using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>When people have to be told of something.</summary>
/// <param name="name">E.g. <c>daily_loss</c>.</param>
/// <param name="text">What it watches, for people.</param>
internal abstract class AlertRule(string name, AlertSeverity severity, string text)
{
    public string Name => name;

    public AlertSeverity Severity => severity;

    public string Text => text;

    /// <summary>It fires once its condition has held for so long.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Why it can't fire; null: it can.</summary>
    /// <param name="portrait">The newest; null before the first.</param>
    public virtual string? Inactive(SessionPortrait? portrait) => null;

    /// <summary>How what it watches is by the newest look, for the notice that it is over; null: it has nothing to say of it.</summary>
    public virtual string? Now => null;

    /// <summary>Where its condition holds. Asked in the order of time.</summary>
    /// <param name="portrait">The newest.</param>
    /// <param name="look">When it is looked, and how long ago the portrait came.</param>
    public abstract IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look);
}

/// <param name="Subject">What it is about; empty where the rule has but one.</param>
/// <param name="Text">What is the matter, for people.</param>
internal readonly record struct Finding(string Subject, string Text);

/// <param name="Now">Since the alert book began, of a clock that never jumps.</param>
/// <param name="PortraitAge">Since the portrait came.</param>
internal readonly record struct AlertLook(TimeSpan Now, TimeSpan PortraitAge);

/// <summary>A rule without a source yet: listed with the reason, it never fires.</summary>
internal sealed class InactiveRule(string name, AlertSeverity severity, string text, string reason) : AlertRule(name, severity, text)
{
    public override string? Inactive(SessionPortrait? portrait) => reason;

    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look) => [];
}

/// <summary>A rule whose condition a single portrait tells.</summary>
internal sealed class PortraitRule(string name, AlertSeverity severity, string text, Func<SessionPortrait, IEnumerable<Finding>> look) : AlertRule(name, severity, text)
{
    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook asked) => look(portrait);
}
