using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>The account's loss since midnight UTC beside its limit, as the risk gate counts it.</summary>
/// <param name="share">Of the limit, from which on it fires.</param>
internal sealed class DailyLossRule(string name, AlertSeverity severity, string text, decimal share) : AlertRule(name, severity, text)
{
    /// <summary>Null: there is no limit, or nobody can say what was lost, as something held has no price yet.</summary>
    public static (decimal Lost, decimal Limit)? Of(SessionPortrait portrait)
    {
        if (portrait.Limits.MaxDailyLoss is decimal.MaxValue or <= 0 || portrait.Instruments.Any(i => i.Account is { Position: not 0, Mid: null }))
            return null;
        // Marks are of all the account made, sessions before included; and so are its ledgers.
        return (portrait.Marks.DayStart - portrait.Instruments.Sum(i => i.Account.Net), portrait.Limits.MaxDailyLoss);
    }

    public override string? Inactive(SessionPortrait? portrait) => portrait is null || portrait.Limits.MaxDailyLoss != decimal.MaxValue ? null : "no limit max_daily_loss is set";

    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look)
    {
        if (Of(portrait) is var (lost, limit) && lost >= limit * share)
            yield return new Finding("", $"{lost:0.##} was lost since midnight UTC, {lost / limit:P0} of the limit max_daily_loss of {limit:0.##}");
    }
}
